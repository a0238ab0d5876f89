"""Status and score at every boundary, and none of CityScore's defects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest

from etl.indicators.definition import Definition, Direction, TargetState, Thresholds
from etl.indicators.grammar import Value
from etl.indicators.status import Freshness, Status, is_late, make_yardstick, score, status, when_read
from etl.indicators.targets import Target, Trajectory, aim_at
from tests.unit.definitions import define
from tests.unit.periods import period

HAIR = Fraction(1, 10**12)
DEFAULT = Thresholds()
RANGE = Thresholds(range_within=Decimal(2), range_at_risk=Decimal(5))
ON, RISK, OFF = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK


@pytest.mark.parametrize(
    ("direction", "target", "thresholds", "value", "expected"),
    [
        # higher is better: met at the target, at risk from 80 % of it
        ("higher", 85, DEFAULT, 85, ON),
        ("higher", 85, DEFAULT, 85 - HAIR, RISK),  # 84.999999999999 shows as 85.0 and is not met
        ("higher", 85, DEFAULT, 86, ON),
        ("higher", 85, DEFAULT, 68, RISK),
        ("higher", 85, DEFAULT, 68 - HAIR, OFF),
        ("higher", 85, DEFAULT, 0, OFF),
        ("higher", Decimal("4.1"), DEFAULT, Fraction(41, 10), ON),
        ("higher", Decimal("0.1"), DEFAULT, Fraction(8, 100), RISK),  # 0.8 * 0.1 in floats lies above 0.08
        ("higher", Decimal("0.1"), DEFAULT, Fraction(8, 100) - HAIR, OFF),
        # lower is better: mirrored, at risk to 120 %
        ("lower", 5, DEFAULT, 5, ON),
        ("lower", 5, DEFAULT, 5 + HAIR, RISK),
        ("lower", 5, DEFAULT, 6, RISK),
        ("lower", 5, DEFAULT, 6 + HAIR, OFF),
        ("lower", 5, DEFAULT, 0, ON),  # a perfect zero
        ("lower", 5, DEFAULT, -1, ON),
        # a band of its own
        ("higher", 100, Thresholds(at_risk_percent=Decimal(95)), 95, RISK),
        ("higher", 100, Thresholds(at_risk_percent=Decimal(95)), 95 - HAIR, OFF),
        ("higher", 100, Thresholds(at_risk_percent=Decimal(100)), 100 - HAIR, OFF),
        ("higher", 100, Thresholds(at_risk_value=Decimal(98)), 98, RISK),
        ("higher", 100, Thresholds(at_risk_value=Decimal(98)), 98 - HAIR, OFF),
        # target 0: absolute thresholds, or none
        ("lower", 0, Thresholds(at_risk_value=Decimal(10)), 0, ON),
        ("lower", 0, Thresholds(at_risk_value=Decimal(10)), HAIR, RISK),
        ("lower", 0, Thresholds(at_risk_value=Decimal(10)), 10, RISK),
        ("lower", 0, Thresholds(at_risk_value=Decimal(10)), 10 + HAIR, OFF),
        ("lower", 0, DEFAULT, 0, ON),
        ("lower", 0, DEFAULT, HAIR, OFF),
        ("higher", 0, DEFAULT, 0, ON),
        ("higher", 0, DEFAULT, -HAIR, OFF),
        # a target below zero: 80 % of it would lie on its good side
        ("higher", -10, DEFAULT, -10, ON),
        ("higher", -10, DEFAULT, -12, RISK),
        ("higher", -10, DEFAULT, -12 - HAIR, OFF),
        ("lower", -10, DEFAULT, -8, RISK),
        ("lower", -10, DEFAULT, -8 + HAIR, OFF),
        # range: by distance on either side
        ("range", 50, RANGE, 50, ON),
        ("range", 50, RANGE, 48, ON),
        ("range", 50, RANGE, 52, ON),
        ("range", 50, RANGE, 48 - HAIR, RISK),
        ("range", 50, RANGE, 52 + HAIR, RISK),
        ("range", 50, RANGE, 45, RISK),
        ("range", 50, RANGE, 55 + HAIR, OFF),
        ("none", 50, DEFAULT, 50, Status.NO_TARGET),
    ],
)
def test_status_at_its_boundaries(
    direction: Direction, target: int | Decimal, thresholds: Thresholds, value: Fraction, expected: Status
) -> None:
    assert status(value, target, direction, thresholds) is expected


@pytest.mark.parametrize(
    ("value", "target", "state", "freshness", "expected"),
    [
        (90, 85, "approved", Freshness.FRESH, Status.ON_TRACK),
        (90, 85, "stated", Freshness.FRESH, Status.ON_TRACK),
        (90, 85, "proposed", Freshness.FRESH, Status.NO_TARGET),
        (10, 85, "proposed", Freshness.FRESH, Status.NO_TARGET),
        (90, None, None, Freshness.FRESH, Status.NO_TARGET),
        (90, None, "approved", Freshness.FRESH, Status.NO_TARGET),  # decided that there is none
        (None, 85, "approved", Freshness.FRESH, Status.NO_DATA),
        (None, None, None, Freshness.FRESH, Status.NO_DATA),
        (90, 85, "approved", Freshness.LATE, Status.STALE),
        (10, 85, "approved", Freshness.LATE, Status.STALE),
        (90, None, None, Freshness.LATE, Status.STALE),
        (None, 85, "approved", Freshness.LATE, Status.NO_DATA),
        (90, 85, "approved", Freshness.NOT_DUE, Status.NOT_DUE),
        (None, 85, "approved", Freshness.NOT_DUE, Status.NOT_DUE),
        (90, 85, "approved", Freshness.NOT_CONNECTED, Status.NOT_CONNECTED),
        (None, None, None, Freshness.NOT_CONNECTED, Status.NOT_CONNECTED),
    ],
)
def test_what_comes_before_the_target(value, target, state, freshness, expected) -> None:  # type: ignore[no-untyped-def]
    assert status(value, target, "higher", DEFAULT, target_state=state, freshness=freshness) is expected


@pytest.mark.parametrize(
    ("direction", "target", "thresholds", "points"),
    [
        ("higher", 100, DEFAULT, {0: 1, 59: 1, 60: 1, 65: "1.5", 70: 2, 80: 3, 90: 4, 95: "4.5", 100: 5, 140: 5}),
        ("lower", 100, DEFAULT, {0: 5, 100: 5, 105: "4.5", 110: 4, 120: 3, 130: 2, 140: 1, 999: 1}),
        ("lower", 0, Thresholds(at_risk_value=Decimal(10)), {0: 5, 5: 4, 10: 3, 15: 2, 20: 1, 21: 1}),
        ("lower", 0, DEFAULT, {0: 5, 1: 1}),
        ("higher", -10, DEFAULT, {-10: 5, -11: 4, -14: 1, -15: 1, 0: 5}),
        ("range", 50, RANGE, {50: 5, 52: 5, 45: 3, 55: 3, "56.5": 2, 58: 1, 99: 1}),
    ],
)
def test_score_in_a_line_between_levels(direction, target, thresholds, points) -> None:  # type: ignore[no-untyped-def]
    found = {value: score(Fraction(value), target, direction, thresholds) for value in points}
    assert found == {value: Fraction(expected) for value, expected in points.items()}


@pytest.mark.parametrize(
    ("levels", "points"),
    [
        ([60, 70, 80, 90, 100], {59: 1, 60: 1, 65: "1.5", 100: 5, 101: 5}),
        ([50, 60, 75, 80, 95], {"67.5": "2.5", 76: "3.2", 95: 5}),  # uneven steps
        ([9, 7, 5, 3, 0], {10: 1, 9: 1, 8: "1.5", 4: "3.5", "1.5": "4.5", 0: 5, -1: 5}),  # falling
    ],
)
def test_score_by_criteria_of_its_own(levels: list[int], points: dict[object, object]) -> None:
    direction: Direction = "higher" if levels[-1] > levels[0] else "lower"
    found = {v: score(Fraction(str(v)), levels[2], direction, DEFAULT, levels=levels) for v in points}
    assert found == {v: Fraction(str(expected)) for v, expected in points.items()}


def test_what_has_no_score() -> None:
    assert score(None, 85, "higher", DEFAULT) is None
    assert score(90, None, "higher", DEFAULT) is None
    assert score(90, 85, "none", DEFAULT) is None
    assert score(90, 85, "higher", DEFAULT, target_state="proposed") is None
    assert score(90, 85, "higher", DEFAULT, target_state="proposed", levels=[1, 2, 3, 4, 5]) is None


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_status_and_score_agree_everywhere(direction: Direction) -> None:
    """On track is 5, at risk from 3 to below 5, off track below 3; better values never score less."""
    sign = 1 if direction == "higher" else -1
    for target in (Fraction(-7), Fraction(1, 3), Fraction(100)):
        before = Fraction(0)
        for step in range(-60, 61):
            value = target + sign * abs(target) * Fraction(step, 100)
            word, points = status(value, target, direction, DEFAULT), score(value, target, direction, DEFAULT)
            assert points is not None
            assert before <= points
            assert {ON: points == 5, RISK: 3 <= points < 5, OFF: points < 3}[word], (target, step)
            before = points


# --- CityScore, the nearest ancestor: one test for each of its defects that these functions could repeat -----------


def test_a_perfect_zero_scores_best() -> None:
    """CityScore divides target by value, so nothing late and nobody hurt scored worst (or not at all)."""
    for target in (0, 1, 100):
        assert status(0, target, "lower", DEFAULT) is Status.ON_TRACK
        assert score(0, target, "lower", DEFAULT) == 5


def test_no_word_stands_where_a_number_should() -> None:
    """CityScore gave "N/A" for a number; here it is null, and the status says why."""
    assert score(None, 85, "higher", DEFAULT) is None
    assert status(None, 85, "higher", DEFAULT) is Status.NO_DATA


def test_a_dead_feed_does_not_look_current() -> None:
    """CityScore kept showing a feed's last good score."""
    read_at = datetime(2026, 11, 20, 1, tzinfo=UTC)
    promise = timedelta(hours=26)
    assert not is_late(read_at, promise, read_at + promise)
    assert is_late(read_at, promise, read_at + promise + timedelta(microseconds=1))
    assert is_late(None, promise, read_at)
    for good in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.NO_TARGET):
        assert when_read(good, is_late=True) is Status.STALE
        assert when_read(good, is_late=False) is good
    for told in (Status.NO_DATA, Status.NOT_DUE, Status.NOT_CONNECTED):
        assert when_read(told, is_late=True) is told


def test_scores_have_bounds() -> None:
    """CityScore averaged unbounded ratios: one metric at 4,000 % lifted the whole city."""
    for direction in get_args(Direction)[:2]:
        for value in (-(10**12), 0, 10**12):
            points = score(value, Fraction(1, 10**9), direction, DEFAULT)
            assert points is not None
            assert 1 <= points <= 5


# --- strict rules, milestone steps, parts of a year -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "target", "value", "expected"),
    [
        ("higher", 5, 5 + HAIR, ON),
        ("higher", 5, 5, RISK),  # more than 5 is not 5
        ("higher", 5, 4, RISK),
        ("higher", 5, 4 - HAIR, OFF),
        ("lower", Decimal("0.4"), Fraction(4, 10), RISK),
        ("lower", Decimal("0.4"), Fraction(4, 10) - HAIR, ON),
        ("higher", 0, 0, OFF),  # no margin: equal is a miss
        ("higher", 0, HAIR, ON),
        ("lower", -2, -2, RISK),
    ],
)
def test_a_strict_rule_is_not_met_by_being_equal(
    direction: Direction, target: int | Decimal, value: Fraction, expected: Status
) -> None:
    assert status(value, target, direction, DEFAULT, is_strict=True) is expected
    points = score(value, target, direction, DEFAULT, is_strict=True)
    assert points is not None
    assert (points >= 3) == (expected is not OFF)


@pytest.mark.parametrize(
    ("levels", "points"),
    [
        ([1, 2, 3, 4, 5], {0: 1, 1: 1, "1.99": 1, 2: 2, "4.999": 4, 5: 5, 6: 5}),
        ([50, 60, 75, 80, 95], {"74.9": 2, 75: 3, "94.99": 4, 95: 5}),
        ([9, 7, 5, 3, 0], {10: 1, 9: 1, "7.1": 1, 7: 2, "0.1": 4, 0: 5}),  # falling
    ],
)
def test_milestones_count_only_what_is_reached(levels: list[int], points: dict[object, object]) -> None:
    direction: Direction = "higher" if levels[-1] > levels[0] else "lower"
    found = {v: score(Fraction(str(v)), levels[2], direction, DEFAULT, levels=levels, is_stepped=True) for v in points}
    assert found == {v: Fraction(str(expected)) for v, expected in points.items()}


def aim(trajectory: Trajectory | None, value: int = 120, state: TargetState = "approved") -> Target:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return Target("TST-01", 2570, Decimal(value), state, "", "person", "x", at, trajectory=trajectory)


def judge(definition: Definition, target: Target, period_id: str, value: object) -> tuple[Status, Fraction | None]:
    aimed = aim_at([target], period(period_id), Unasked())
    return make_yardstick(definition, aimed).judge(Fraction(str(value)))


class Unasked:
    """A lookup that nobody may ask: there is no rule."""

    def own(self, period_id: str) -> Value:
        raise AssertionError(period_id)

    def formula(self, text: str) -> Value:
        raise AssertionError(text)


COUNTED = Trajectory(kind="cumulative")


@pytest.mark.parametrize(
    ("period_id", "points"),
    [  # 120 a year: a quarter is asked for 30, and the year's levels and edges come down with it
        ("Q2570-1", {"18": (OFF, 1), "24": (RISK, 3), "25.5": (RISK, "3.5"), "30": (ON, 5), "23.9": (OFF, None)}),
        ("FY2570", {"72": (OFF, 1), "96": (RISK, 3), "102": (RISK, "3.5"), "120": (ON, 5)}),
        ("YTD2026-11", {"12": (OFF, 1), "16": (RISK, 3), "17": (RISK, "3.5"), "20": (ON, 5)}),
    ],
)
@pytest.mark.parametrize(
    "criteria",
    [{}, {"levels": [72, 84, 96, 108, 120]}, {"thresholds": {"at_risk_value": 96}}],
)
def test_levels_and_edges_scale_with_the_path(
    period_id: str, points: dict[str, tuple[Status, object]], criteria: dict[str, object]
) -> None:
    """The three ways of saying the same criteria give the same, whatever part of the year is asked for."""
    for value, (word, expected) in points.items():
        found = judge(define(**criteria), aim(COUNTED), period_id, value)
        assert found[0] is word
        assert expected is None or found[1] == Fraction(str(expected))


def test_a_range_scales_with_the_path() -> None:
    definition = define(direction="range", thresholds={"range_within": 12, "range_at_risk": 24})
    words = [judge(definition, aim(COUNTED), "Q2570-1", value)[0] for value in (27, 33, "33.1", 36, "36.1", 23)]
    assert words == [ON, ON, RISK, RISK, OFF, OFF]


def test_a_part_of_nothing_and_a_path_across_zero_keep_the_edges_as_they_are() -> None:
    zero = define(direction="lower", thresholds={"at_risk_value": 10})
    assert [judge(zero, aim(COUNTED, 0), "M2026-11", v)[0] for v in (0, 10, 11)] == [ON, RISK, OFF]
    crossing = Trajectory(kind="even", start=Decimal(-100))
    assert judge(define(), aim(crossing, 20), "Q2570-1", -70) == (ON, 5)  # asked for -70 at the end of December
    assert judge(define(), aim(crossing, 20), "Q2570-1", -84)[0] is RISK  # a fifth of 70 below
    assert judge(define(), aim(crossing, 20), "Q2570-1", -85)[0] is OFF


def test_a_path_that_is_silent_or_only_proposed_judges_nothing() -> None:
    points = Trajectory(kind="custom", points={"Q2570-1": Decimal(30)})
    assert judge(define(), aim(points), "M2026-11", 30) == (Status.NO_TARGET, None)
    assert judge(define(), aim(points), "Q2570-1", 30) == (ON, 5)
    assert judge(define(), aim(points, state="proposed"), "Q2570-1", 30) == (Status.NO_TARGET, None)
    assert make_yardstick(define(), None).judge(5) == (Status.NO_TARGET, None)
    assert make_yardstick(define(), None, Freshness.NOT_DUE).judge(None) == (Status.NOT_DUE, None)


@pytest.mark.parametrize("freshness", list(Freshness))
@pytest.mark.parametrize("value", [None, 0, 30, 24, 5])
def test_the_yardstick_says_what_the_plain_functions_say(freshness: Freshness, value: int | None) -> None:
    aimed = aim_at([aim(COUNTED)], period("Q2570-1"), Unasked())
    found = make_yardstick(define(), aimed, freshness).judge(value)
    assert found[0] is status(value, 30, "higher", DEFAULT, freshness=freshness)
    assert found[1] == score(value, 30, "higher", DEFAULT)


# --- CityScore again ------------------------------------------------------------------------------------------------


def test_one_target_is_not_overwritten_in_place() -> None:
    """CityScore kept one target a metric: changing it rewrote every past score. Here the past keeps its own."""
    before = aim(None, 90)
    lowered = Target(
        "TST-01", 2570, Decimal(50), "approved", "", "person", "x", datetime(2026, 12, 15, tzinfo=UTC), target_key=2
    )
    for period_id, expected in (("M2026-11", OFF), ("M2026-12", ON)):
        aimed = aim_at([before, lowered], period(period_id), Unasked())
        assert make_yardstick(define(), aimed).judge(60)[0] is expected


def test_every_window_is_the_same_logic() -> None:
    """CityScore wrote its day, week, month and quarter apart, and they disagreed: on the path, equal pace is equal."""
    for period_id in ("M2026-10", "Q2570-1", "H2570-1", "YTD2026-11", "FY2570"):
        aimed = aim_at([aim(COUNTED)], period(period_id), Unasked())
        assert aimed is not None
        assert aimed.value is not None
        on_pace = make_yardstick(define(), aimed).judge(aimed.value * Fraction(95, 100))
        assert on_pace == (RISK, Fraction("4.5")), period_id
