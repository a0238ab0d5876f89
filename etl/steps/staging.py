"""The staging tables of one batch: filled page by page in short transactions of their own, emptied before and after."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, delete, insert

from etl.contracts.base import Entity
from etl.failpoints import reach
from etl.ledger import Run
from etl.steps.shaper import ShapedPage
from etl.warehouse.bulk import copy_lines, write_rows
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
    """Writes the pages of one batch.

    PostgreSQL takes a page in while the next one is shaped; what fails is raised by the next call. Use it in a `with`:
    what is under way then ends before anybody empties the tables.
    """

    def __init__(self, engine: Engine, run: Run, entity: Entity) -> None:
        self._engine = engine
        self._run = run
        self._table = metadata.tables[entity.staging]
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="stage")
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._writer.shutdown(cancel_futures=True)

    def write(self, page: ShapedPage) -> None:
        """One page, committed on its own: it is only looked at when the batch is judged."""
        self.finish()
        if isinstance(page.rows, bytes):
            self._under_way = self._writer.submit(self._write, page)
        else:
            self._write(page)

    def _write(self, page: ShapedPage) -> None:
        with self._engine.begin() as connection:
            self._run.lease.check(connection)
            if isinstance(page.rows, bytes):
                if page.rows:
                    copy_lines(connection, self._table, page.columns, page.rows)
            elif page.rows[0]:
                _insert(connection, self._table, dict(zip(page.columns, page.rows, strict=True)))
            if page.refused:
                write_rows(connection, stg_reject, _REJECT_COLUMNS, page.refused)
            reach("while_staging")

    def finish(self) -> None:
        """What was given is in."""
        if self._under_way is not None:
            self._under_way.result()


_REJECT_COLUMNS = tuple(column.name for column in stg_reject.columns)


def _insert(connection: Connection, table: Table, columns: dict[str, list[Any]]) -> None:
    """The rows as they are, without SQLAlchemy's types: shape has written them as SQLite stores them."""
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    rows = list(zip(*(columns[name] for name in statement.positiontup or ()), strict=True))
    connection.exec_driver_sql(str(statement), rows)
