"""What a source's own history makes usual: how many rows a read of it brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Connection, select

from etl.warehouse.tables import etl_batch, etl_run

TRAILING = 8  # reads that tell what is usual
FEWEST = 3  # of them, before anything is judged by them


@dataclass(frozen=True, slots=True)
class Read:
    """One batch: its rows, and where the span it asked for began (null: everything)."""

    rows: int
    since_at: datetime | None
    as_of_at: datetime

    @property
    def is_complete(self) -> bool:
        return self.since_at is None

    @property
    def days(self) -> float:
        """Of the span; never less than an hour, so that a rate can be told."""
        span = self.as_of_at - (self.since_at or self.as_of_at)
        return max(span.total_seconds() / 86_400, 1 / 24)


def past_reads(connection: Connection, source_name: str, entity: str, *, is_complete: bool, before: int) -> list[Read]:
    """The last reads of the same kind that were merged and brought anything, of runs before this one, newest first."""
    since = etl_batch.c.since_at.is_(None) if is_complete else etl_batch.c.since_at.is_not(None)
    wanted = (
        select(etl_batch.c.read, etl_batch.c.since_at, etl_run.c.as_of_at)
        .join(etl_run, etl_run.c.run_key == etl_batch.c.run_key)
        .where(
            etl_run.c.source_name == source_name, etl_run.c.mode != "replay", etl_run.c.run_key < before,
            etl_batch.c.entity == entity, etl_batch.c.status == "merged", etl_batch.c.read > 0, since,
        )
        .order_by(etl_run.c.run_key.desc())
        .limit(TRAILING)
    )  # fmt: skip
    return [Read(*row) for row in connection.execute(wanted)]


def usual_rows(read: Read, past: Sequence[Read]) -> float | None:
    """What a read was to bring by those before it: their middle, for changes the middle of their rows a day.

    So a catch-up after a month's outage is compared with a month. Null while too few are known.
    """
    if len(past) < FEWEST:
        return None
    if read.is_complete:
        return float(median(one.rows for one in past))
    return float(median(one.rows / one.days for one in past)) * read.days
