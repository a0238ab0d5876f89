"""Many rows into one table inside the caller's transaction: COPY on PostgreSQL, one prepared insert on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import itemgetter
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Table, func, insert, select

from etl.warehouse.query import Query

ROWS_AT_ONCE = 20_000
# as the warehouse has them: a migration may have built one otherwise on PostgreSQL
_INDEXES = """
select 1 as turn, conname::text as name,
       format('alter table %%s drop constraint %%I', conrelid::regclass, conname) as dropping,
       format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname,
              pg_get_constraintdef(oid)) as making
from pg_constraint where conrelid = %(table)s::text::regclass and contype in ('p', 'u')
union all
select 2, indexrelid::regclass::text, format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index where indrelid = %(table)s::text::regclass
    and not exists (select 1 from pg_constraint where conindid = indexrelid)
order by 1, 2"""


def write_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Append rows given as the driver takes them (no type of SQLAlchemy's is applied); how many were written."""
    return (_copy if connection.dialect.name == "postgresql" else _insert)(connection, table, columns, rows)


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table.name), names)
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    written = 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def _insert(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    # SQLAlchemy writes the columns in the table's order, so they are asked for in it
    names = [column.name for column in table.columns if column.name in columns]
    places = [columns.index(name) for name in names]
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=names))
    held = iter(rows) if places == list(range(len(names))) else map(itemgetter(*places), rows)
    written = 0
    while batch := list(islice(held, ROWS_AT_ONCE)):
        connection.exec_driver_sql(statement, batch)
        written += len(batch)
    return written


def is_unfilled(connection: Connection, table: Table) -> bool:
    """Whether a table of PostgreSQL never held a row; false on SQLite."""
    if connection.dialect.name != "postgresql":
        return False
    return connection.execute(select(func.pg_relation_size(table.name))).scalar_one() == 0


@contextmanager
def without_indexes(connection: Connection, table: Table, *, is_large: bool = True) -> Iterator[bool]:
    """Fill an empty table of PostgreSQL without its indexes, which are then built at once: twice as fast for many rows.

    True where it never held a row and none are there; else, and on SQLite, false and nothing is done. Until the
    transaction ends nobody else can read the table.
    """
    if not is_large or not is_unfilled(connection, table):
        yield False
        return
    indexes = connection.exec_driver_sql(_INDEXES, {"table": table.name}).all()
    for index in indexes:
        connection.exec_driver_sql(index.dropping)
    yield True
    for index in indexes:
        connection.exec_driver_sql(index.making)


def write_query(connection: Connection, table: Table, query: Query, *, is_large: bool = False, **values: Any) -> int:
    """The rows of a query into a table of its columns; how many. `is_large`: they may be many."""
    columns = [item.name for item in query.columns]
    statement = insert(table).from_select(columns, query.as_select(**values))
    with without_indexes(connection, table, is_large=is_large):
        written: int = connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    return written


def copy_lines(connection: Connection, table: Table, columns: Sequence[str], lines: bytes) -> None:
    """PostgreSQL: append rows written as COPY reads them."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table.name), names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(lines)


def give_memory(connection: Connection) -> None:
    """For one transaction that works on many rows: PostgreSQL would sort on disk with its default 4 MB, compile queries

    for longer than they run, and scan a table for the sake of a few thousand rows as if it lay on a spinning disk.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local random_page_cost = 1.1")
        connection.exec_driver_sql("set local work_mem = '128MB'")
        connection.exec_driver_sql("set local maintenance_work_mem = '256MB'")
        connection.exec_driver_sql("set local jit = off")
