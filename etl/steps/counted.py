"""A matter known to two systems counts once: of two linked rows the one whose source stands later is not counted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.ledger import Run
from etl.steps import spells
from etl.warehouse.tables import dim_source, fact_complaint, stg_touched

LOT = 5_000
_FALSE: ColumnElement[bool] = literal_column("false")  # as the index of the uncounted ones says it

_named, _naming = fact_complaint.alias("named"), fact_complaint.alias("naming")
_of_named, _of_naming = dim_source.alias("of_named"), dim_source.alias("of_naming")


def recount(connection: Connection, run: Run, source_key: int) -> None:
    """Set `is_counted` by what the sources say now, after a batch of one source; rows that change join stg_touched.

    Two rows of different sources are one matter when either carries the other's number (blanks and case aside). The
    one whose source stands first in config.yaml counts, the city's own; a deleted row takes no count from another. A
    batch may bring a reference, take it away, or bring the row it points to: looked at are the rows in stg_touched,
    what they are linked to, and all rows that did not count until now. With a single source there is nothing to do.
    """
    has_facts = select(literal(1)).where(fact_complaint.c.source_key == dim_source.c.source_key)
    sources = select(func.count()).select_from(dim_source).where(has_facts.correlate(dim_source).exists())
    if (connection.scalar(sources) or 0) < 2:
        return
    hidden = select(fact_complaint.c.complaint_key).where(fact_complaint.c.is_counted == _FALSE)
    uncounted = set(connection.scalars(hidden))
    _flip(connection, run, _find_known_elsewhere(connection, source_key) ^ uncounted)


def as_link_number(number: ColumnElement[Any]) -> ColumnElement[str]:
    """A complaint's number written as other_reference is (`shape.link_number`)."""
    return func.replace(func.upper(number), " ", "")


def _find_known_elsewhere(connection: Connection, source_key: int) -> set[int]:
    """complaint_key of those looked at that a source standing before their own has too."""
    is_touched = and_(
        stg_touched.c.source_key == fact_complaint.c.source_key, stg_touched.c.source_id == fact_complaint.c.source_id
    )
    touched = select(fact_complaint.c.complaint_key).join_from(stg_touched, fact_complaint, is_touched)
    carried = select(fact_complaint.c.other_reference).where(fact_complaint.c.other_reference.is_not(None))
    of_touched = carried.join_from(stg_touched, fact_complaint, is_touched)
    of_uncounted = carried.where(fact_complaint.c.is_counted == _FALSE)
    number = as_link_number(_named.c.complaint_number)
    pairs = [
        _pairs(_named.c.complaint_key.in_(touched)),
        _pairs(_named.c.is_counted == _FALSE),
    ]
    if connection.execute(of_touched.limit(1)).first() is not None:
        others = select(dim_source.c.source_key).where(dim_source.c.source_key != source_key)
        pairs.append(_pairs(and_(_named.c.source_key.in_(others), number.in_(of_touched))))
    if connection.execute(of_uncounted.limit(1)).first() is not None:
        pairs.append(_pairs(number.in_(of_uncounted)))
    return {key for query in pairs for key in connection.scalars(query)}


def _pairs(looked_at: ColumnElement[bool]) -> Select[Any]:
    """The one of each linked pair that does not count, where the other is not deleted."""
    is_later = _of_named.c.sort_order > _of_naming.c.sort_order
    loser = case((is_later, _named.c.complaint_key), else_=_naming.c.complaint_key)
    winner_is_gone = case((is_later, _naming.c.is_deleted), else_=_named.c.is_deleted)
    return (
        select(loser)
        .join_from(_named, _naming, _naming.c.other_reference == as_link_number(_named.c.complaint_number))
        .join(_of_named, _of_named.c.source_key == _named.c.source_key)
        .join(_of_naming, _of_naming.c.source_key == _naming.c.source_key)
        .where(looked_at, _named.c.source_key != _naming.c.source_key, winner_is_gone.is_(False))
    )


def _flip(connection: Connection, run: Run, wrong: Collection[int]) -> None:
    """Their count is turned over; the days on which they counted until now are noted before."""
    keys = sorted(wrong)
    lots = [fact_complaint.c.complaint_key.in_(keys[at : at + LOT]) for at in range(0, len(keys), LOT)]
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for lot in lots:
        rows = select(fact_complaint.c.source_key, fact_complaint.c.source_id).where(lot)
        touch = new(stg_touched).from_select(["source_key", "source_id"], rows)
        connection.execute(touch.on_conflict_do_nothing())
    if lots:
        spells.note_days(connection)
    for lot in lots:
        turned = {"is_counted": ~fact_complaint.c.is_counted, "run_key": run.run_key}
        connection.execute(update(fact_complaint).where(lot).values(turned))
