"""How far a running read is, on its run row: seen by whoever watches, also after a reload."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError

from etl.warehouse.tables import etl_run

SECONDS = 1.0
Tell = Callable[[str, int], None]  # an entity, and its rows so far


class Progress:
    """Called after each page with an entity and its rows so far; writes at most once a second, never in the way.

    `expected`: the rows the read is to bring, where the last complete one tells. `also` is told every time.
    """

    def __init__(
        self,
        engine: Engine,
        run_key: int,
        *,
        expected: int | None,
        also: Tell | None = None,
    ) -> None:
        self._engine = engine
        self._run_key = run_key
        self._expected = expected
        self._also = also
        self._last = float("-inf")
        self._lock = threading.Lock()

    def __call__(self, entity: str, rows: int) -> None:
        if self._also is not None:
            self._also(entity, rows)
        with self._lock:
            if time.monotonic() - self._last < SECONDS:
                return
            self._write(entity, rows)
            self._last = time.monotonic()

    def _write(self, entity: str, rows: int) -> None:
        found = {"progress_entity": entity, "progress_rows": rows, "progress_expected": self._expected}
        try:
            with self._engine.begin() as connection:
                connection.execute(update(etl_run).where(etl_run.c.run_key == self._run_key).values(**found))
        except DBAPIError:
            return  # someone writes just now: the next page tells
