"""Which target a period is judged by.

A target belongs to one fiscal year and has versions. `stated` (a plan says it) holds for the whole year. `approved`
holds from its own day on: for periods that end after the approval, so no closed figure is judged by it afterwards.
`proposed` is ours: it is shown, and never counted. An approved target without a value is a decision: no target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from etl.calendar_th import Period, bangkok_date
from etl.indicators.definition import TargetState

# windows that move with the data's day: they end today, yet are never closed
MOVING_GRAINS = frozenset({"last7", "last30", "last12m", "now"})


@dataclass(frozen=True, slots=True)
class Target:
    """One version of an indicator's target for a fiscal year (BE); `value` null: decided that there is none."""

    code: str
    fiscal_year: int
    value: Decimal | None
    state: TargetState
    note: str
    origin: str
    author: str
    valid_from_at: datetime
    valid_to_at: datetime | None = None
    target_key: int = 0

    def applies_to(self, period: Period) -> bool:
        """Whether the period is of this target's year and, for an approved one, was still open at the approval."""
        if self.fiscal_year != period.fiscal_year:
            return False
        if self.state != "approved":
            return True
        approved_on = bangkok_date(self.valid_from_at)
        return approved_on < period.ends_on or (approved_on == period.ends_on and period.grain in MOVING_GRAINS)


def target_for(versions: Iterable[Target], period: Period) -> Target | None:
    """The version that judges the period, from all versions of one indicator, closed ones too.

    The last approval that reaches the period, else what a plan states, else the last proposal; none: null.
    """
    return max((t for t in versions if t.applies_to(period)), key=_rank, default=None)


def _rank(target: Target) -> tuple[int, datetime]:
    order: dict[str, int] = {"proposed": 0, "stated": 1, "approved": 2}
    return order[target.state], target.valid_from_at


def group_by_code(targets: Iterable[Target]) -> dict[str, Sequence[Target]]:
    grouped: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        grouped[target.code].append(target)
    return dict(grouped)
