"""How far a source is behind its own promise: within it, beyond it, or twice beyond it."""

from __future__ import annotations

from datetime import datetime

CURRENT, LATE, VERY_LATE = 0, 1, 2


def judge_lateness(read_at: datetime | None, fresh_within_seconds: int, now: datetime) -> int:
    """0 within the promise, 1 beyond it, 2 beyond twice of it; a source never read is as late as can be."""
    if read_at is None:
        return VERY_LATE
    age = (now - read_at).total_seconds()
    return VERY_LATE if age > 2 * fresh_within_seconds else LATE if age > fresh_within_seconds else CURRENT
