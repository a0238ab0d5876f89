"""Which target a period is judged by, and what it asks of that period.

A target belongs to one fiscal year and has versions. `stated` (a plan says it) holds for the whole year. `approved`
holds from its own day on: for periods that end after the approval, so no closed figure is judged by it afterwards.
`proposed` is ours: it is shown, and never counted. An approved target with neither value nor rule is a decision: none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from etl.calendar_th import Period, bangkok_date
from etl.indicators.definition import Definition, TargetState, check_target, refuse
from etl.indicators.definition import Rule as Refusal
from etl.indicators.relative import Lookup, Rule, check_rule, find_reference
from etl.indicators.trajectory import Trajectory, value_in

__all__ = [
    "MOVING_GRAINS", "Aimed", "Lookup", "Rule", "Target", "Trajectory", "aim_at", "check_aim", "group_by_code",
    "target_for",
]  # fmt: skip

# windows that move with the data's day: they end today, yet are never closed
MOVING_GRAINS = frozenset({"last7", "last30", "last12m", "now"})


@dataclass(frozen=True, slots=True)
class Target:
    """One version of an indicator's target for a fiscal year (BE): a value with its path through the year, or a rule.

    Neither value nor rule: decided that there is none.
    """

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
    trajectory: Trajectory | None = None
    rule: Rule | None = None

    @property
    def is_none(self) -> bool:
        """Decided that the year has no target."""
        return self.value is None and self.rule is None

    def applies_to(self, period: Period) -> bool:
        """Whether the period is of this target's year and, for an approved one, was still open at the approval."""
        if self.fiscal_year != period.fiscal_year:
            return False
        if self.state != "approved":
            return True
        approved_on = bangkok_date(self.valid_from_at)
        return approved_on < period.ends_on or (approved_on == period.ends_on and period.grain in MOVING_GRAINS)


@dataclass(frozen=True, slots=True)
class Aimed:
    """What a target asks of one period: `value` is null where a rule's figure is unknown or a path is silent.

    `year_value` is what the whole year is asked for; `is_strict`: being equal is not enough.
    """

    value: Fraction | None
    is_strict: bool
    state: TargetState
    year_value: Fraction | None
    target: Target

    @property
    def part(self) -> Fraction:
        """The part of the year's value that the period is asked for; edges and levels for the year scale by it."""
        if not self.value or not self.year_value or self.value * self.year_value < 0:
            return Fraction(1)
        return self.value / self.year_value


def target_for(versions: Iterable[Target], period: Period) -> Target | None:
    """The version that judges the period, from all versions of one indicator, closed ones too.

    The last approval that reaches the period, else what a plan states, else the last proposal; none: null.
    """
    return max((t for t in versions if t.applies_to(period)), key=_rank, default=None)


def _rank(target: Target) -> tuple[int, datetime, int]:
    """Of two of the same instant (a clock held still) the later row."""
    order: dict[str, int] = {"proposed": 0, "stated": 1, "approved": 2}
    return order[target.state], target.valid_from_at, target.target_key


def aim_at(versions: Iterable[Target], period: Period, lookup: Lookup, *, today: date | None = None) -> Aimed | None:
    """What the period is judged by; null without a target.

    `lookup` is asked only for a rule. With `today` a period still running is asked for the part of its path that lies
    behind it, and a rule for last year's same days.
    """
    target = target_for(versions, period)
    if target is None:
        return None
    if target.rule is not None:
        reference = find_reference(target.rule, period, lookup, today)
        return Aimed(reference, target.rule.is_strict, target.state, reference, target)
    if target.value is None:
        return Aimed(None, False, target.state, None, target)
    year_value = Fraction(target.value)
    return Aimed(value_in(target.trajectory, year_value, period, today), False, target.state, year_value, target)


def check_aim(
    definition: Definition, value: Decimal | None, trajectory: Trajectory | None = None, rule: Rule | None = None
) -> None:
    """Whether the indicator can be judged by a value with its path, or by a rule. DefinitionError names the field."""
    if rule is not None and (value is not None or trajectory is not None):
        refuse("rule", Refusal.RULE_OR_VALUE, "A target is a value with its path, or a rule; not both.")
    if trajectory is not None and value is None:
        refuse("trajectory", Refusal.RULE_OR_VALUE, "A path needs the year's value.")
    check_target(definition, value)
    if rule is not None:
        if definition.kind != "tracked":
            refuse("kind", Refusal.TARGET_NOT_TRACKED, f"{definition.code} is {definition.kind}: no targets.")
        check_rule(definition, rule)


def group_by_code(targets: Iterable[Target]) -> dict[str, Sequence[Target]]:
    grouped: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        grouped[target.code].append(target)
    return dict(grouped)
