"""Writes the pipeline's books by hand, for states a small test source cannot be brought into quickly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from etl.warehouse.tables import (
    dim_source,
    etl_batch,
    etl_check_failure,
    etl_hold,
    etl_lease,
    etl_notice,
    etl_request,
    etl_run,
    etl_watermark,
)

NOW = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)  # 09:15 in Bangkok, when the test's complaints were loaded


class Books:
    """One method for each kind of line; `source` is the complaint system unless told."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def write(self, table: Any, **values: Any) -> int:
        with self.engine.begin() as connection:
            done = connection.execute(insert(table).values(**values))
            key = done.inserted_primary_key
        return int(key[0]) if key and isinstance(key[0], int) else 0

    def change(self, table: Any, *where: Any, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(table).where(*where).values(**values))

    def run(
        self, status: str, *, ago: timedelta = timedelta(minutes=5), source: str = "complaints", **more: Any
    ) -> int:
        at = NOW - ago
        row = {"mode": "changes", "trigger": "schedule", "as_of_at": at, "fence": 1, "holder": "here:1"} | more
        if status != "running":
            row.setdefault("finished_at", at + timedelta(seconds=12))
        return self.write(etl_run, source_name=source, status=status, started_at=at, **row)

    def batch(self, run_key: int, status: str = "merged", *, is_conserved: bool = True, **counts: int) -> None:
        names = ("read", "inserted", "updated", "unchanged", "duplicate", "rejected", "deleted")
        row = dict.fromkeys(names, 0) | counts
        self.write(etl_batch, run_key=run_key, entity="complaint", status=status, is_conserved=is_conserved, **row)

    def hold(self, run_key: int, kind: str, found: float | None, usual: float | None, **more: Any) -> int:
        row = {"source_name": "complaints", "entity": "complaint", "what": "held: 10 rows", "remedy": "see",
               "held_at": NOW, "status": "waiting"} | more  # fmt: skip
        return self.write(etl_hold, run_key=run_key, kind=kind, found=found, usual=usual, **row)

    def notice(self, kind: str, what: str) -> None:
        self.write(etl_notice, source_name="complaints", entity="complaint", kind=kind, what=what, first_seen_at=NOW,
                   last_seen_at=NOW)  # fmt: skip

    def check(self, name: str, *, stops: bool, examples: str = '[{"date": "2026-10-01", "received": 3}]') -> None:
        self.write(etl_check_failure, check_name=name, stops=stops, rows_found=3, examples=examples, run_key=1,
                   found_at=NOW)  # fmt: skip

    def lease(self, *, minutes: float = 1) -> None:
        """Somebody writes, by the machine's own clock."""
        at = datetime.now(UTC) + timedelta(minutes=minutes)
        self.change(etl_lease, holder="here:1", expires_at=at)

    def read_at(self, at: datetime, source: str = "complaints") -> None:
        self.change(etl_watermark, etl_watermark.c.source_name == source, read_at=at)

    def connect(self, source: str, *, read_at: datetime | None) -> None:
        """A second source of the contract, as the loader would have met it."""
        self.change(dim_source, dim_source.c.name == source, is_connected=True)
        if read_at is not None:
            self.write(etl_watermark, source_name=source, entity="complaint", read_at=read_at)

    def disconnect(self, source: str) -> None:
        self.change(dim_source, dim_source.c.name == source, is_connected=False)

    def unread(self, source: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(delete(etl_watermark).where(etl_watermark.c.source_name == source))

    def forget(self) -> None:
        """Back to what the first load left: its one run, its rejects, its watermarks."""
        with self.engine.begin() as connection:
            for table in (etl_hold, etl_notice, etl_check_failure, etl_request):
                connection.execute(delete(table))
            first = select(func.min(etl_run.c.run_key)).scalar_subquery()
            connection.execute(delete(etl_batch).where(etl_batch.c.run_key > first))
            connection.execute(delete(etl_run).where(etl_run.c.run_key > first))
            connection.execute(update(etl_run).values(status="done"))
            connection.execute(delete(etl_watermark).where(etl_watermark.c.source_name != "complaints"))
            connection.execute(delete(dim_source).where(dim_source.c.name == "gone"))
            connection.execute(update(dim_source).values(is_connected=dim_source.c.name == "complaints"))
            connection.execute(update(etl_lease).values(holder=None, expires_at=None))

    def requests(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(etl_request).order_by(etl_request.c.request_key)))
