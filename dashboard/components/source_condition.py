"""How a source stands, from its row and the moment: one state of eight, and how far it is behind its promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.source_rows import SourceRow

# most serious first
STATES = ("held", "failed", "late", "interrupted", "never_loaded", "running", "fresh", "not_connected")


@dataclass(frozen=True, slots=True)
class Condition:
    """`lateness` 0: within the promise, 1: older than promised, 2: twice as old (or never read); `age_seconds` may be
    unknown.
    """

    state: str
    lateness: int
    age_seconds: float | None

    @property
    def rank(self) -> tuple[int, int]:
        """Orders sources, the one to look at first in front."""
        return STATES.index(self.state), -self.lateness


def judge_lateness(read_at: datetime | None, fresh_within_seconds: int, now: datetime) -> int:
    """0 within the promise, 1 beyond it, 2 beyond twice of it; a source never read is as late as can be."""
    if read_at is None:
        return 2
    return min(2, int((now - read_at).total_seconds() > fresh_within_seconds)
               + int((now - read_at).total_seconds() > 2 * fresh_within_seconds))  # fmt: skip


def judge_condition(source: SourceRow, now: datetime, *, is_somebody_writing: bool) -> Condition:
    """The state of `mis status`, and `interrupted` where the last run was cut off and the data are still current.

    A run counts as running only while somebody holds the lease on the warehouse.
    """
    if not source.is_connected:
        return Condition("not_connected", 0, None)
    age = (now - source.read_at).total_seconds() if source.read_at else None
    lateness = judge_lateness(source.read_at, source.fresh_within_seconds, now)
    return Condition(_state(source, lateness, is_somebody_writing), lateness, age)


def _state(source: SourceRow, lateness: int, is_somebody_writing: bool) -> str:
    if source.status == "running" and is_somebody_writing:
        return "running"
    if source.status in ("held", "failed"):
        return source.status
    is_cut_off = source.status in ("running", "abandoned")
    if source.read_at is None:
        return "interrupted" if is_cut_off else "never_loaded"
    if lateness:
        return "late"
    return "interrupted" if is_cut_off else "fresh"
