"""How a source stands, from its row and the moment: one state of eight, and how far it is behind its promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.lateness import judge_lateness
from dashboard.source_rows import SourceRow

# most serious first
STATES = ("held", "failed", "late", "interrupted", "never_loaded", "running", "fresh", "not_connected")


@dataclass(frozen=True, slots=True)
class Condition:
    """`lateness` as dashboard.lateness judges it; `age_seconds` is null where the source was never read."""

    state: str
    lateness: int
    age_seconds: float | None

    @property
    def rank(self) -> tuple[int, int]:
        """Orders sources, the one to look at first in front."""
        return STATES.index(self.state), -self.lateness


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
