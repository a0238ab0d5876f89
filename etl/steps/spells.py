"""Turns complaints and their histories into spells in which they were open, and notes the days this changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select

from etl.steps.merging import tell_size
from etl.warehouse.bulk import write_query
from etl.warehouse.query import load
from etl.warehouse.tables import (
    complaint_history,
    dim_date,
    etl_touched,
    fact_complaint,
    fact_complaint_spell,
    fact_complaint_status,
    stg_touched,
)

CONTRACT = "complaints"
MANY = 20_000  # touched complaints from which on the tables' statistics must be fresh


def note_histories(connection: Connection, source_key: int) -> None:
    """complaint_history is made anew for the matters of a source in stg_touched, from their statuses as they stand."""
    held = select(literal(1)).select_from(complaint_history).where(complaint_history.c.source_key == source_key)
    if connection.execute(held.limit(1)).first() is None:  # its first statuses: every matter is a touched one
        every = load("derive/complaint_histories_of_source", connection.dialect.name)
        few = select(literal(1)).where(fact_complaint_status.c.source_key == source_key).limit(MANY).subquery()
        is_large = connection.scalar(select(func.count()).select_from(few)) == MANY
        _tell_statuses(connection, is_large=is_large)
        write_query(connection, complaint_history, every, is_large=is_large, source_key=source_key)
        return
    tell_size(connection)
    of_touched = select(literal(1)).where(
        stg_touched.c.source_key == complaint_history.c.source_key,
        stg_touched.c.source_id == complaint_history.c.complaint_id,
    )
    connection.execute(delete(complaint_history).where(of_touched.correlate(complaint_history).exists()))
    query = load("derive/complaint_histories", connection.dialect.name)
    is_large = _are_many(connection)
    _tell_statuses(connection, is_large=is_large)
    write_query(connection, complaint_history, query, is_large=is_large)


def derive(connection: Connection) -> int:
    """fact_complaint_spell is made anew for the complaints in stg_touched; returns the rows written.

    Deleted complaints, and those counted in another source, end without spells. The rules stand in
    queries/derive/complaint_spells.sql; nothing in them depends on the clock: a spell is the same whenever it is made.
    """
    _prepare(connection)
    touched = select(fact_complaint.c.complaint_key).join(
        stg_touched,
        (stg_touched.c.source_key == fact_complaint.c.source_key)
        & (stg_touched.c.source_id == fact_complaint.c.source_id),
    )
    connection.execute(delete(fact_complaint_spell).where(fact_complaint_spell.c.complaint_key.in_(touched)))
    query = load("derive/complaint_spells", connection.dialect.name)
    is_large = _are_many(connection)
    rows = write_query(connection, fact_complaint_spell, query, is_large=is_large)
    if is_large:
        _describe(connection)
    return rows


def derive_anew(connection: Connection) -> None:
    """Histories and spells of every complaint, whose rules (queries/derive) have changed; touches their days."""
    matters = select(fact_complaint.c.source_key, fact_complaint.c.source_id)
    connection.execute(insert(stg_touched).from_select(["source_key", "source_id"], matters))
    note_days(connection)
    connection.execute(delete(complaint_history))
    for source_key in connection.scalars(select(fact_complaint.c.source_key).distinct()).all():
        note_histories(connection, source_key)
    derive(connection)
    note_days(connection)
    connection.execute(delete(stg_touched))


def note_days(connection: Connection) -> None:
    """Every day to which the complaints in stg_touched contribute as they stand now enters etl_touched.

    Called before a merge (where they were) and after it and `derive` (where they are). Where many are touched it is
    taken for granted that all days are.
    """
    tell_size(connection)
    if _are_many(connection):
        days: Any = dim_date
    else:
        days = load("derive/touched_days", connection.dialect.name).as_select().subquery()
    known = select(etl_touched.c.date).where(etl_touched.c.contract == CONTRACT)
    fresh = select(literal(CONTRACT), days.c.date).where(days.c.date.not_in(known))
    connection.execute(insert(etl_touched).from_select(["contract", "date"], fresh))


def _are_many(connection: Connection) -> bool:
    return connection.execute(select(func.count()).select_from(stg_touched)).scalar_one() >= MANY


def _tell_statuses(connection: Connection, *, is_large: bool) -> None:
    if is_large and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("analyze fact_complaint_status")


def _prepare(connection: Connection) -> None:
    """A whole load's history is sorted here, and the tables it was just written to have no statistics yet."""
    if connection.dialect.name != "postgresql":
        return
    tell_size(connection)
    if _are_many(connection):
        for table in (fact_complaint, complaint_history):
            connection.exec_driver_sql(f"analyze {table.name}")


def _describe(connection: Connection) -> None:
    """PostgreSQL's indexes of days take up new blocks only when told (or by a later vacuum); and the figures are made

    from spells next: without knowing how many there are it joins each with every area in turn.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "select brin_summarize_new_values(pg_class.oid) from pg_class"
            " join pg_am on pg_am.oid = pg_class.relam and pg_am.amname = 'brin'"
            " join pg_index on pg_index.indexrelid = pg_class.oid"
            " where pg_index.indrelid in ('fact_complaint'::regclass, 'fact_complaint_spell'::regclass)"
        )
        connection.exec_driver_sql("analyze fact_complaint_spell")
