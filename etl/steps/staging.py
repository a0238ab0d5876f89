"""The staging tables of one batch: filled page by page in short transactions of their own, emptied before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from psycopg import sql
from sqlalchemy import Connection, Engine, Table, delete, insert

from etl.contracts.base import Entity
from etl.failpoints import reach
from etl.ledger import Run
from etl.steps.refusals import Reject
from etl.steps.shape import hash_lines, write_lines
from etl.steps.shapes.plain import Facts
from etl.warehouse.bulk import write_rows
from etl.warehouse.tables import metadata, stg_reject, stg_sweep, stg_touched

STAGING = tuple(table for table in metadata.sorted_tables if table.name.startswith("stg_"))


def empty_staging(engine: Engine) -> None:
    """What a dead run left behind goes; nothing else reads these tables."""
    with engine.begin() as connection:
        _empty(connection, STAGING)


def forget_batch(engine: Engine, entity: Entity) -> None:
    """What one batch staged and its merge noted goes; another entity may be on its way into its own table."""
    with engine.begin() as connection:
        _empty(connection, (metadata.tables[entity.staging], stg_sweep, stg_touched))
        connection.execute(delete(stg_reject).where(stg_reject.c.entity == entity.name))


def _empty(connection: Connection, tables: Sequence[Table]) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"truncate {', '.join(table.name for table in tables)}")
        return
    for table in tables:
        connection.execute(delete(table))


def tell_staged(connection: Connection, entity: Entity) -> None:
    """PostgreSQL plans a merge by what is really staged."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"analyze {entity.staging}, {stg_reject.name}")


class Stager:
    """Writes the pages of one batch, numbering the rows in the order they were read.

    PostgreSQL takes a page in while the next one is conformed; what fails is raised by the next call. Use it in a
    `with`: what is under way then ends before anybody empties the tables.
    """

    def __init__(self, engine: Engine, run: Run, entity: Entity) -> None:
        self._engine = engine
        self._run = run
        self._entity = entity
        self._table = metadata.tables[entity.staging]
        self._row_number = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._writer.shutdown(cancel_futures=True)

    def write(self, facts: Facts, changed_at: list[str | None], rejects: Sequence[Reject]) -> None:
        """One page, committed on its own: it is only looked at when the batch is judged."""
        lines = write_lines(facts)
        numbers = list(range(self._row_number, self._row_number + len(changed_at)))
        self._row_number += len(changed_at)
        about: Facts = {"row_number": numbers, "row_hash": hash_lines(lines), "source_changed_at": changed_at}
        refused = [self._reject_row(reject) for reject in rejects]
        self._wait()
        if self._engine.dialect.name == "postgresql":
            whole = list(map("\t".join, zip(lines, write_lines(about), strict=True)))
            self._under_way = self._writer.submit(self._write, [*facts, *about], whole, refused)
        else:
            self._write(facts | about, lines, refused)

    def _write(self, columns: Facts | list[str], lines: list[str], refused: list[tuple[Any, ...]]) -> None:
        with self._engine.begin() as connection:
            self._run.lease.check(connection)
            if lines and isinstance(columns, dict):
                _insert(connection, self._table, columns)
            elif lines:
                _copy(connection, self._table, list(columns), lines)
            if refused:
                write_rows(connection, stg_reject, _REJECT_COLUMNS, refused)
            reach("while_staging")

    def _wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()

    def finish(self) -> None:
        """All pages are in."""
        self._wait()

    def _reject_row(self, reject: Reject) -> tuple[Any, ...]:
        self._row_number += 1
        sequence = reject.key[1] if len(reject.key) > 1 else "0"
        shown = json.loads(reject.row_json)
        return (
            self._entity.name,
            self._row_number,
            reject.key[0],
            int(sequence) if sequence.isdigit() and len(sequence) < 19 else 0,
            "/".join(reject.key),
            reject.rule,
            reject.field,
            reject.reason,
            reject.row_json,
            shown.get(reject.field) or "",
            shown.get("org_unit") or "",
        )


_REJECT_COLUMNS = tuple(column.name for column in stg_reject.columns)


def _copy(connection: Connection, table: Table, columns: Sequence[str], lines: Iterable[str]) -> None:
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(lines))


def _insert(connection: Connection, table: Table, columns: dict[str, list[Any]]) -> None:
    """The rows as they are, without SQLAlchemy's types: shape has written them as SQLite stores them."""
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    rows = list(zip(*(columns[name] for name in statement.positiontup or ()), strict=True))
    connection.exec_driver_sql(str(statement), rows)
