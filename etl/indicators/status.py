"""Status and score: two pure functions of exact values, the same for every screen, report and run.

On track: the target is met (higher: value >= target; lower: value <= target; range: close enough to the target). At
risk: not met, but within the margin; off track: beyond it. The margin is 20 % of the target's size unless the
definition says otherwise, so at risk is 80 to 100 % of the target where higher is better and 100 to 120 % where lower
is. A target of 0 has no margin of its own: the definition's `at_risk_value` gives it, else any miss is off track.

The score runs from 1 to 5 in a straight line between levels. Without criteria of its own an indicator has 5 at the
target, 3 at the far edge of the margin, and equal steps: 60, 70, 80, 90, 100 % of the target (lower: 140 to 100 %).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from etl.indicators.definition import Direction, TargetState, Thresholds


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


def status(
    value: Exact | None,
    target: Exact | None,
    direction: Direction,
    thresholds: Thresholds,
    *,
    target_state: TargetState | None = "approved",
    freshness: Freshness = Freshness.FRESH,
) -> Status:
    """The one status. A proposed target is not counted: `no_target`. Late data are `stale`, whatever the value."""
    if freshness in (Freshness.NOT_CONNECTED, Freshness.NOT_DUE):
        return Status(freshness.value)
    if value is None:
        return Status.NO_DATA
    if freshness is Freshness.LATE:
        return Status.STALE
    if target is None or target_state == "proposed" or direction == "none":
        return Status.NO_TARGET
    miss = _miss(Fraction(value), Fraction(target), direction, thresholds)
    if miss <= 0:
        return Status.ON_TRACK
    return Status.AT_RISK if miss <= margin(Fraction(target), direction, thresholds) else Status.OFF_TRACK


def when_read(stored: Status, *, is_late: bool) -> Status:
    """The status to show: what was scored from data that are late by now is `stale`."""
    judged = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.NO_TARGET)
    return Status.STALE if is_late and stored in judged else stored


def is_late(read_at: datetime | None, fresh_within: timedelta, now: datetime) -> bool:
    """Whether a source was last read longer ago than it promises; never read is late."""
    return read_at is None or now - read_at > fresh_within


def _miss(value: Fraction, target: Fraction, direction: Direction, thresholds: Thresholds) -> Fraction:
    """How far the value is on the wrong side of the target; 0 or less when met."""
    if direction == "range":
        return abs(value - target) - Fraction(thresholds.range_within or 0)
    return target - value if direction == "higher" else value - target


def margin(target: Fraction, direction: Direction, thresholds: Thresholds) -> Fraction:
    """How far the value may miss and still be at risk only."""
    if direction == "range":
        return Fraction(thresholds.range_at_risk or 0) - Fraction(thresholds.range_within or 0)
    if thresholds.at_risk_value is not None:
        return abs(target - Fraction(thresholds.at_risk_value))
    return abs(target) * (1 - Fraction(thresholds.at_risk_percent) / 100)


def score(
    value: Exact | None,
    target: Exact | None,
    direction: Direction,
    thresholds: Thresholds,
    *,
    target_state: TargetState | None = "approved",
    levels: Sequence[Exact] | None = None,
) -> Fraction | None:
    """1 to 5, exact; null without a value, a counted target or a direction."""
    if value is None or target is None or target_state == "proposed" or direction == "none":
        return None
    if levels is not None:
        return _interpolate(Fraction(value), [Fraction(x) for x in levels])
    miss = _miss(Fraction(value), Fraction(target), direction, thresholds)
    room = margin(Fraction(target), direction, thresholds)
    if miss <= 0:
        return Fraction(5)
    return max(Fraction(1), 5 - 2 * miss / room) if room else Fraction(1)


def _interpolate(value: Fraction, levels: list[Fraction]) -> Fraction:
    """k + (x - x_k) / (x_k+1 - x_k); beyond the ends 1 or 5. Falling levels serve lower-is-better."""
    sign = 1 if levels[-1] > levels[0] else -1
    x, anchors = sign * value, [sign * a for a in levels]
    if x <= anchors[0]:
        return Fraction(1)
    for number, (low, high) in enumerate(pairwise(anchors), start=1):
        if x <= high:
            return number + (x - low) / (high - low)
    return Fraction(5)
