"""Which periods an indicator fed by hand has to report, and by when: a pure function of days.

A period that has ended is a round (รอบรายงาน); its value is due within 15 days of its last day. An indicator owes its
last ended period, and of the earlier ones those that ended while it was an indicator here, twelve at most.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from etl.calendar_th import Period
from etl.indicators.definition import Definition, Frequency

DUE_DAYS = 15
MOST_ROUNDS = 12
GRAINS: Mapping[Frequency, str] = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_yearly": "half",
    "annual": "fiscal_year",
    "every_2_years": "fiscal_year",
}

# reported: a value stands; waiting: one was entered and nobody has decided; running: the period has not ended
RoundState = Literal["overdue", "due", "running", "waiting", "reported"]


@dataclass(frozen=True, slots=True)
class Round:
    """One period of one indicator, what is known of its value, and the last day on which it is in time."""

    period: Period
    due_date: date
    state: RoundState

    def days_late(self, today: date) -> int:
        """Days past the due date; 0 while it is in time, or reported."""
        return max(0, (today - self.due_date).days) if self.state == "overdue" else 0


def is_by_hand(definition: Definition) -> bool:
    """Whether people enter its values."""
    return definition.data_source == "hand" and definition.kind in ("tracked", "context")


def last_day_in_time(period: Period) -> date:
    return period.ends_on - timedelta(days=1) + timedelta(days=DUE_DAYS)


def list_rounds(
    frequency: Frequency,
    periods: Sequence[Period],
    *,
    since: date,
    approved: Collection[str],
    waiting: Collection[str],
    today: date,
) -> list[Round]:
    """The rounds of one indicator, the newest first, the running one before them.

    `since` is the day it became an indicator; `approved` and `waiting` are ids of periods whose value stands or waits
    for a decision. Periods of other grains, and those that have not begun, are passed over.
    """
    own = [p for p in periods if p.grain == GRAINS[frequency] and p.starts_on <= today]
    own.sort(key=lambda p: p.ends_on, reverse=True)
    ended = [p for p in own if p.ends_on <= today]
    owed = [p for n, p in enumerate(ended[:MOST_ROUNDS]) if n == 0 or p.ends_on > since]
    if frequency == "every_2_years":
        owed = _leave_out_odd_years(owed, ended, {*approved, *waiting})
    running = [p for p in own if p.ends_on > today]
    return [Round(p, last_day_in_time(p), _state(p, approved, waiting, today)) for p in (*running, *owed)]


def _leave_out_odd_years(owed: list[Period], ended: list[Period], known: Collection[str]) -> list[Period]:
    """Of two years one is enough: a year is owed only where neither it nor the year before it has a value."""
    before = dict(zip((p.period_id for p in ended), (p.period_id for p in ended[1:]), strict=False))
    return [p for p in owed[:1] if p.period_id in known or before.get(p.period_id) not in known]


def _state(period: Period, approved: Collection[str], waiting: Collection[str], today: date) -> RoundState:
    if period.period_id in waiting:
        return "waiting"
    if period.period_id in approved:
        return "reported"
    if period.ends_on > today:
        return "running"
    return "due" if today <= last_day_in_time(period) else "overdue"
