"""A matter known to two systems counts once: the row whose number another source's complaint carries is not counted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.ledger import Run
from etl.steps import spells
from etl.warehouse.tables import dim_source, fact_complaint, stg_touched


def recount(connection: Connection, run: Run) -> None:
    """Set `is_counted` of all complaints by what the sources say now; those that change join stg_touched.

    The row that carries the other's number wins: it is the city's own (where both carry the other's, the source first
    configured). A batch may bring a reference, take it away, or bring the row it points to, so all are compared; with
    a single source there is nothing to do.
    """
    has_facts = select(literal(1)).where(fact_complaint.c.source_key == dim_source.c.source_key)
    sources = select(func.count()).select_from(dim_source).where(has_facts.correlate(dim_source).exists())
    if (connection.scalar(sources) or 0) < 2:
        return
    wrong = fact_complaint.c.is_counted == _is_claimed()
    flipped = connection.scalars(select(fact_complaint.c.complaint_key).where(wrong).limit(1)).first()
    if flipped is None:
        return
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = select(fact_complaint.c.source_key, fact_complaint.c.source_id).where(wrong)
    statement = new(stg_touched).from_select(["source_key", "source_id"], rows)
    connection.execute(statement.on_conflict_do_nothing())
    spells.note_days(connection)  # where they counted until now
    connection.execute(update(fact_complaint).where(wrong).values(is_counted=~_is_claimed(), run_key=run.run_key))


def _is_claimed() -> ColumnElement[bool]:
    other = fact_complaint.alias("other")
    is_first = and_(
        func.coalesce(fact_complaint.c.other_reference, "") == func.coalesce(other.c.complaint_number, ""),
        fact_complaint.c.source_key < other.c.source_key,
    )
    claims = select(literal(1)).where(
        other.c.other_reference == fact_complaint.c.complaint_number,
        other.c.source_key != fact_complaint.c.source_key,
        other.c.is_deleted.is_(False),
        ~is_first,
    )
    return claims.correlate(fact_complaint).exists()
