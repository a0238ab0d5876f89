"""Status and score: pure functions of exact values, the same for every screen, report and run.

On track: the target is met (higher: value >= target; lower: value <= target; range: close enough to the target; a
strict rule, as "below the country": better than the target). At risk: not met, but within the margin; off track:
beyond it. The margin is 20 % of the target's size unless the definition says otherwise, so at risk is 80 to 100 % of
the target where higher is better and 100 to 120 % where lower is. A target of 0 has no margin of its own: the
definition's `at_risk_value` gives it, else any miss is off track.

The score runs from 1 to 5 in a straight line between levels, or counts only levels fully reached (`is_stepped`, for
milestones). Without criteria of its own an indicator has 5 at the target, 3 at the far edge of the margin, and equal
steps: 60, 70, 80, 90, 100 % of the target (lower: 140 to 100 %). Edges and levels are given for the year's value; where
a period is asked for a part of it they scale by the same part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from etl.indicators.definition import Definition, Direction, TargetState, Thresholds
from etl.indicators.targets import Aimed

LEAST, MOST = Fraction(1), Fraction(5)


class Status(StrEnum):
    """The words of design.md section 3."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"
    STALE = "stale"
    NOT_DUE = "not_due"
    NOT_CONNECTED = "not_connected"


class Freshness(StrEnum):
    """What is known of the data behind a value."""

    FRESH = "fresh"
    LATE = "late"
    NOT_DUE = "not_due"  # the period has not begun
    NOT_CONNECTED = "not_connected"  # no source gives these data


Exact = int | Fraction | Decimal


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the values of one indicator are judged by in one period, made ready once for all org_units.

    `target` null: nothing judges, and a value there is `unjudged` (no_target, or no_data where a rule's figure is
    unknown). `room` is how far a value may miss and still be at risk only; `within` is the tolerance of a range.
    """

    direction: Direction
    freshness: Freshness = Freshness.FRESH
    target: Fraction | None = None
    unjudged: Status = Status.NO_TARGET
    is_strict: bool = False
    room: Fraction = Fraction(0)
    within: Fraction = Fraction(0)
    levels: tuple[Fraction, ...] = ()
    is_stepped: bool = False

    def judge(self, value: Exact | None) -> tuple[Status, Fraction | None]:
        """Status and score of one exact value."""
        if value is None or self.target is None:
            return self._unjudged(value), None
        exact = Fraction(value)
        miss = self._miss(exact, self.target)
        return self._status(miss), self._score(exact, miss)

    def _unjudged(self, value: Exact | None) -> Status:
        if self.freshness in (Freshness.NOT_CONNECTED, Freshness.NOT_DUE):
            return Status(self.freshness.value)
        if value is None:
            return Status.NO_DATA
        return Status.STALE if self.freshness is Freshness.LATE else self.unjudged

    def _status(self, miss: Fraction) -> Status:
        """Late data are `stale`, whatever the value."""
        if self.freshness is not Freshness.FRESH:
            return Status.STALE if self.freshness is Freshness.LATE else Status(self.freshness.value)
        if miss < 0 or (miss == 0 and not self.is_strict):
            return Status.ON_TRACK
        return Status.AT_RISK if self.room and miss <= self.room else Status.OFF_TRACK

    def _miss(self, value: Fraction, target: Fraction) -> Fraction:
        """How far the value is on the wrong side of the target; 0 or less when met."""
        if self.direction == "range":
            return abs(value - target) - self.within
        return target - value if self.direction == "higher" else value - target

    def _score(self, value: Fraction, miss: Fraction) -> Fraction:
        if self.levels:
            return _step(value, self.levels) if self.is_stepped else _interpolate(value, self.levels)
        if miss < 0 or (miss == 0 and not (self.is_strict and not self.room)):
            return MOST
        return max(LEAST, MOST - 2 * miss / self.room) if self.room else LEAST


def make_yardstick(definition: Definition, aimed: Aimed | None, freshness: Freshness = Freshness.FRESH) -> Yardstick:
    """The yardstick of an indicator in a period, from what its target asks of it there (null: no target)."""
    if aimed is None or aimed.value is None:
        is_unknown = aimed is not None and aimed.target.rule is not None and aimed.state != "proposed"
        unjudged = Status.NO_DATA if is_unknown else Status.NO_TARGET
        return Yardstick(definition.direction, freshness, unjudged=unjudged)
    return _make(
        aimed.value,
        definition.direction,
        definition.thresholds,
        state=aimed.state,
        freshness=freshness,
        levels=definition.levels,
        is_strict=aimed.is_strict,
        is_stepped=definition.is_stepped,
        part=aimed.part,
    )


def _make(
    target: Exact | None,
    direction: Direction,
    thresholds: Thresholds,
    *,
    state: TargetState | None,
    freshness: Freshness = Freshness.FRESH,
    levels: Sequence[Exact] | None = None,
    is_strict: bool = False,
    is_stepped: bool = False,
    part: Fraction = LEAST,
) -> Yardstick:
    """A proposed target is not counted."""
    if target is None or state == "proposed" or direction == "none":
        return Yardstick(direction, freshness)
    exact = Fraction(target)
    return Yardstick(
        direction,
        freshness,
        exact,
        is_strict=is_strict,
        room=margin(exact, direction, thresholds, part),
        within=Fraction(thresholds.range_within or 0) * part,
        levels=tuple(Fraction(level) * part for level in levels or ()),
        is_stepped=is_stepped,
    )


def margin(target: Fraction, direction: Direction, thresholds: Thresholds, part: Fraction = LEAST) -> Fraction:
    """How far the value may miss and still be at risk only; the period is asked for `part` of the year's value."""
    if direction == "range":
        return (Fraction(thresholds.range_at_risk or 0) - Fraction(thresholds.range_within or 0)) * part
    if thresholds.at_risk_value is not None:
        return abs(target - Fraction(thresholds.at_risk_value) * part)
    return abs(target) * (1 - Fraction(thresholds.at_risk_percent) / 100)


def status(
    value: Exact | None,
    target: Exact | None,
    direction: Direction,
    thresholds: Thresholds,
    *,
    target_state: TargetState | None = "approved",
    freshness: Freshness = Freshness.FRESH,
    is_strict: bool = False,
) -> Status:
    """The one status of a single value. A proposed target is not counted: `no_target`. Late data are `stale`."""
    made = _make(target, direction, thresholds, state=target_state, freshness=freshness, is_strict=is_strict)
    return made.judge(value)[0]


def score(
    value: Exact | None,
    target: Exact | None,
    direction: Direction,
    thresholds: Thresholds,
    *,
    target_state: TargetState | None = "approved",
    levels: Sequence[Exact] | None = None,
    is_strict: bool = False,
    is_stepped: bool = False,
) -> Fraction | None:
    """1 to 5, exact; null without a value, a counted target or a direction."""
    made = _make(
        target, direction, thresholds, state=target_state, levels=levels, is_strict=is_strict, is_stepped=is_stepped
    )
    return made.judge(value)[1]


def when_read(stored: Status, *, is_late: bool) -> Status:
    """The status to show: what was scored from data that are late by now is `stale`."""
    judged = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.NO_TARGET)
    return Status.STALE if is_late and stored in judged else stored


def is_late(read_at: datetime | None, fresh_within: timedelta, now: datetime) -> bool:
    """Whether a source was last read longer ago than it promises; never read is late."""
    return read_at is None or now - read_at > fresh_within


def _interpolate(value: Fraction, levels: Sequence[Fraction]) -> Fraction:
    """k + (x - x_k) / (x_k+1 - x_k); beyond the ends 1 or 5. Falling levels serve lower-is-better."""
    x, anchors = _rising(value, levels)
    if x <= anchors[0]:
        return LEAST
    for number, (low, high) in enumerate(pairwise(anchors), start=1):
        if x <= high:
            return number + (x - low) / (high - low)
    return MOST


def _step(value: Fraction, levels: Sequence[Fraction]) -> Fraction:
    """The highest level reached; 1 also below the first."""
    x, anchors = _rising(value, levels)
    return Fraction(max(1, sum(x >= anchor for anchor in anchors)))


def _rising(value: Fraction, levels: Sequence[Fraction]) -> tuple[Fraction, list[Fraction]]:
    sign = 1 if levels[-1] > levels[0] else -1
    return sign * value, [sign * level for level in levels]
