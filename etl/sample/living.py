"""Brings a sample database up to an instant: afterwards its tables hold exactly the rows given, by primary key.

What is equal is not written again, so a later instant adds, changes and deletes only what happened since; rows that
somebody edited by hand are put right. The rows are read back, never remembered: the promise rests on what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, and_, bindparam, select, type_coerce
from sqlalchemy.types import Float, Integer, NullType, Numeric

from etl.sample import database
from etl.sample.rules import RULES

Row = tuple[Any, ...]
Rows = Mapping[Table, Sequence[Row]]
Progress = Callable[[str], object]


def make_state_table(metadata: MetaData, name: str, **options: Any) -> Table:
    """The table whose presence says that its neighbours are a sample and may be rebuilt."""
    return Table(
        name, metadata,
        Column("name", String(40), primary_key=True, comment="ชื่อค่า"),
        Column("value", String(100), nullable=False, comment="ค่า"),
        comment="ข้อมูลกำกับชุดข้อมูลตัวอย่าง (ไม่ใช่ข้อมูลจริง)",
        **options,
    )  # fmt: skip


def bring_up(  # noqa: PLR0917 one thing brought from here to there
    engine: Engine, metadata: MetaData, state: Table, rows: Rows, now: int, progress: Progress
) -> int:
    """Make the tables of `metadata` hold `rows` (whole, in the order of the columns); returns rows written or deleted.

    Values are None, whole numbers, floats or text (money too); instants and days are text as the database spells them.
    All in one transaction: a reader sees the state before or after. Tables made by other code are made anew.
    Raises UsageError for tables of these names without the mark `state`, KeyError when `rows` leaves a table out.
    """
    tables = [table for table in metadata.sorted_tables if table is not state]
    with engine.connect() as connection:
        database.refuse_foreign_tables(connection, list(metadata.tables), state.name)
        if _read_rules(connection, state) != RULES:
            state.create(connection, checkfirst=True)  # the mark first: a build cut off here is still known as ours
            connection.execute(state.delete())
            connection.commit()
            metadata.drop_all(connection, tables=tables)
            metadata.create_all(connection, tables=tables)
            connection.commit()
        written = 0
        for table in tables:
            changed = _make_equal(connection, table, rows[table])
            if changed > database.LOT:
                progress(f"sample {table.name}: {changed:,} rows")
            written += changed
        connection.execute(state.delete())
        values = {"as_of": str(now), "rules": RULES}
        connection.execute(state.insert(), [{"name": name, "value": value} for name, value in values.items()])
        connection.commit()
    return written


def _read_rules(connection: Connection, state: Table) -> str | None:
    if not connection.dialect.has_table(connection, state.name):
        return None
    found = select(state.c.value).where(state.c.name == "rules")
    return connection.execute(found).scalar()


def _make_equal(connection: Connection, table: Table, wanted: Sequence[Row]) -> int:
    """Insert, rewrite and delete until the table holds the wanted rows; how many that took."""
    columns = list(table.columns)
    at = [n for n, column in enumerate(columns) if column.primary_key]
    is_number = [isinstance(column.type, Numeric | Integer | Float) for column in columns]
    stored = connection.execute(select(*(type_coerce(column, NullType()) for column in columns)))  # as the driver gives
    there = {_key(row, at): tuple(row) for row in stored}
    new, changed = [], []
    for row in wanted:
        old = there.pop(_key(row, at), None)
        if old is None:
            new.append(row)
        elif old != row and not all(map(_is_same, old, row, is_number)):
            changed.append(row)
    _delete(connection, table, [tuple(row[n] for n in at) for row in (*there.values(), *changed)])
    database.insert_rows(connection, table, [*new, *changed])
    return len(new) + len(changed) + len(there)


def _key(row: Sequence[Any], at: Sequence[int]) -> tuple[str, ...]:
    return tuple([str(row[n]) for n in at])


def _is_same(stored: Any, wanted: Any, is_number: bool) -> bool:
    """Whether a value read back is the one given: drivers return dates and decimals as objects."""
    if stored is None or wanted is None or stored == wanted:
        return stored is wanted or stored == wanted
    if isinstance(stored, timedelta):  # a time of day, as MariaDB's driver gives it
        stored = f"{stored}".zfill(8)
    if str(stored) == str(wanted):
        return True
    try:
        return is_number and Decimal(str(stored)) == Decimal(str(wanted))
    except InvalidOperation:
        return False


def _delete(connection: Connection, table: Table, keys: Sequence[Row]) -> None:
    columns = list(table.primary_key.columns)
    if len(columns) == 1:
        database.delete_rows(connection, table, columns[0], [key[0] for key in keys])
    elif keys:
        matches = and_(*(column == bindparam(f"key_{n}") for n, column in enumerate(columns)))
        connection.execute(table.delete().where(matches), [{f"key_{n}": v for n, v in enumerate(k)} for k in keys])
