"""A matter known to two systems counts once: of two linked rows the one whose source stands later is not counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.ledger import Run
from etl.steps import spells
from etl.warehouse.tables import dim_source, fact_complaint, stg_touched

LOT = 5_000


def recount(connection: Connection, run: Run) -> None:
    """Set `is_counted` of all complaints by what the sources say now; those that change join stg_touched.

    Two rows of different sources are one matter when either carries the other's number (blanks and case aside). The
    one whose source stands first in config.yaml counts, the city's own; a deleted row takes no count from another. A
    batch may bring a reference, take it away, or bring the row it points to, so all are compared; with a single source
    there is nothing to do.
    """
    has_facts = select(literal(1)).where(fact_complaint.c.source_key == dim_source.c.source_key)
    sources = select(func.count()).select_from(dim_source).where(has_facts.correlate(dim_source).exists())
    if (connection.scalar(sources) or 0) < 2:
        return
    known_elsewhere = fact_complaint.c.complaint_key.in_(_known_elsewhere())
    wrong = select(fact_complaint.c.complaint_key, fact_complaint.c.source_key, fact_complaint.c.source_id).where(
        fact_complaint.c.is_counted == known_elsewhere
    )
    flipped = connection.execute(wrong).all()
    if not flipped:
        return
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    touched = [{"source_key": row.source_key, "source_id": row.source_id} for row in flipped]
    connection.execute(new(stg_touched).on_conflict_do_nothing(), touched)
    spells.note_days(connection)  # where they counted until now
    _flip(connection, run, [row.complaint_key for row in flipped])


def _known_elsewhere() -> Any:
    """complaint_key of every row that a source standing before its own has too."""
    one, other = fact_complaint.alias("one"), fact_complaint.alias("other")
    of_one, of_other = dim_source.alias("of_one"), dim_source.alias("of_other")
    is_later = of_one.c.sort_order > of_other.c.sort_order
    loser = case((is_later, one.c.complaint_key), else_=other.c.complaint_key)
    winner_stands = case((is_later, other.c.is_deleted), else_=one.c.is_deleted).is_(False)
    return (
        select(loser)
        .join_from(one, other, other.c.other_reference == as_link_number(one.c.complaint_number))
        .join(of_one, of_one.c.source_key == one.c.source_key)
        .join(of_other, of_other.c.source_key == other.c.source_key)
        .where(one.c.source_key != other.c.source_key, winner_stands)
    )


def as_link_number(number: ColumnElement[str | None]) -> ColumnElement[str]:
    """A complaint's number written as other_reference is (`shape.link_number`)."""
    return func.replace(func.upper(number), " ", "")


def _flip(connection: Connection, run: Run, keys: Sequence[int]) -> None:
    for at in range(0, len(keys), LOT):
        lot = fact_complaint.c.complaint_key.in_(keys[at : at + LOT])
        connection.execute(
            update(fact_complaint).where(lot).values(is_counted=~fact_complaint.c.is_counted, run_key=run.run_key)
        )
