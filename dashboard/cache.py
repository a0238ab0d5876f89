"""Query results kept per data version: asked once, however many people look at the same moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import Dialect

from etl.warehouse import query

MAX_RESULTS = 2_000
MAX_ROWS = 500_000


class VersionMovedError(Exception):
    """The warehouse settled a new data version while a page was being read: read the page again."""


class ResultCache:
    """Results by key, bounded by count and by rows, the least recently used leaving first; one computation per key."""

    def __init__(self, max_results: int = MAX_RESULTS, max_rows: int = MAX_ROWS) -> None:
        self._lock = threading.Lock()
        self._results: OrderedDict[Hashable, Future[list[Any]]] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._max_results, self._max_rows = max_results, max_rows

    def get(self, key: Hashable, load: Callable[[], list[Any]]) -> list[Any]:
        """The kept result, or `load()`'s; whoever asks meanwhile waits for it. A failure is raised to all, not kept."""
        with self._lock:
            future = self._results.get(key)
            is_mine = future is None
            if future is None:
                future = self._results[key] = Future()
            self._results.move_to_end(key)
        if not is_mine:
            return future.result()
        try:
            rows = load()
        except BaseException as error:
            with self._lock:
                self._results.pop(key, None)
            future.set_exception(error)
            raise
        future.set_result(rows)
        self._keep(key, len(rows) + 1)
        return rows

    def _keep(self, key: Hashable, size: int) -> None:
        with self._lock:
            self._sizes[key] = size
            total = sum(self._sizes.values())
            for old in list(self._results):
                if len(self._results) <= self._max_results and total <= self._max_rows:
                    break
                if self._results[old].done():
                    total -= self._sizes.pop(old, 0)
                    del self._results[old]


@dataclass(frozen=True)
class Snapshot:
    """The warehouse as of one data version, seen with one permission scope."""

    engine: Engine
    version: int
    scope: str
    cache: ResultCache

    @property
    def dialect(self) -> Dialect:
        return self.engine.dialect

    def rows(self, name: str, **values: Any) -> list[Any]:
        """Rows of queries/<name>.sql, kept for this data version (rows are shared: never change them).

        Raises VersionMovedError when the warehouse already shows a newer version: the page starts again with it.
        """
        key = (name, self.version, self.scope, tuple(sorted((k, _hashable(v)) for k, v in values.items())))
        return self.cache.get(key, lambda: self._load(name, values))

    def rows_now(self, name: str, **values: Any) -> list[Any]:
        """Rows of queries/<name>.sql as they are this instant, kept nowhere: runs, watermarks, rejects."""
        with snapshot_connection(self.engine) as connection:
            return query.load(name, self.dialect.name).rows(connection, **values)

    def _load(self, name: str, values: dict[str, Any]) -> list[Any]:
        with snapshot_connection(self.engine) as connection:
            rows = query.load(name, self.dialect.name).rows(connection, **values)
            state = _state(connection)
            if (state.version if state else 0) != self.version:
                raise VersionMovedError
        return rows


def snapshot_connection(engine: Engine) -> Connection:
    """A connection whose statements all see one state (SQLite's read transaction does so by itself)."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def read_state(engine: Engine) -> Any | None:
    """version, as_of_at, settled_at as of this instant; None before the first load."""
    with snapshot_connection(engine) as connection:
        return _state(connection)


def _state(connection: Connection) -> Any | None:
    rows = query.load("pages/frame_version", connection.dialect.name).rows(connection)
    return rows[0] if rows else None


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, (list, tuple, set)) else value
