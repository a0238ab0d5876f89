"""The path of a target through its year, worked out by hand, at every grain and while a period is running."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from etl.calendar_th import Period
from etl.errors import DefinitionError
from etl.indicators.trajectory import Trajectory, find_span, read_trajectory, share_of_year, value_in
from tests.unit.periods import period

YEAR = Fraction(120)
CUMULATIVE = Trajectory(kind="cumulative")
TODAY = date(2026, 11, 21)


def ask(trajectory: Trajectory | None, of: Period | str, today: date | None = None, year: Fraction = YEAR) -> Any:
    return value_in(trajectory, year, period(of) if isinstance(of, str) else of, today)


@pytest.mark.parametrize(
    ("period_id", "asked"),
    [
        ("M2026-10", 10), ("M2027-02", 10), ("Q2570-1", 30), ("Q2570-4", 30), ("H2570-2", 60), ("FY2570", 120),
        ("YTD2026-10", 10), ("YTD2026-11", 20), ("YTD2027-09", 120), ("CY2026", 120),
    ],
)  # fmt: skip
def test_a_counted_target_builds_up_by_months(period_id: str, asked: int) -> None:
    """120 a year is 10 in every month, February too."""
    assert ask(CUMULATIVE, period_id) == asked


def test_a_running_period_is_asked_for_what_lies_behind_it() -> None:
    """On 21 November: all of October and twenty of thirty days of November; never the whole year at once."""
    november = Fraction(20, 30) * 10
    assert ask(CUMULATIVE, "FY2570", TODAY) == 10 + november
    assert ask(CUMULATIVE, "Q2570-1", TODAY) == 10 + november
    assert ask(CUMULATIVE, "M2026-11", TODAY) == november
    assert ask(CUMULATIVE, Period("M2026-11~now", "now", date(2026, 11, 1), TODAY), TODAY) == november
    assert ask(CUMULATIVE, "M2026-10", TODAY) == 10  # over
    assert ask(CUMULATIVE, "M2026-12", TODAY) == 10  # not begun: what it will be asked for
    assert ask(CUMULATIVE, "M2026-11", date(2026, 11, 30)) == Fraction(29, 30) * 10
    assert ask(CUMULATIVE, "M2026-11", date(2026, 12, 1)) == 10
    assert ask(CUMULATIVE, "FY2570", date(2026, 10, 1)) == Fraction(1, 31) * 10  # its first day: that day


def test_moving_windows_take_days_within_their_months() -> None:
    l30 = Period("L30", "last30", date(2026, 10, 22), TODAY)
    assert ask(CUMULATIVE, l30, TODAY) == Fraction(10, 31) * 10 + Fraction(20, 30) * 10
    assert ask(CUMULATIVE, Period("L12M", "last12m", date(2025, 11, 21), TODAY), TODAY) == 120
    leap = Period("L12M", "last12m", date(2027, 3, 1), date(2028, 3, 1))
    assert ask(CUMULATIVE, leap) == 120  # twelve months with a 29 February are twelve months


@pytest.mark.parametrize(
    ("period_id", "today", "asked"),
    [
        ("M2026-10", None, 45), ("Q2570-1", None, 55), ("M2026-12", None, 55), ("YTD2026-12", None, 55),
        ("H2570-1", None, 70), ("FY2570", None, 100), ("FY2570", date(2027, 1, 1), 55), ("Q2570-2", None, 70),
        ("FY2570", date(2026, 10, 1), Fraction(40) + Fraction(5, 31)),
    ],
)  # fmt: skip
def test_a_stock_climbs_in_equal_steps(period_id: str, today: date | None, asked: Fraction) -> None:
    """From 40 on 1 October to 100 on 30 September: five more each month, whatever period ends with it."""
    path = Trajectory(kind="even", start=Decimal(40))
    assert ask(path, period_id, today, Fraction(100)) == asked


def test_a_stock_may_fall_too() -> None:
    path = Trajectory(kind="even", start=Decimal(100))
    assert [ask(path, p, None, Fraction(40)) for p in ("Q2570-1", "H2570-1", "FY2570")] == [85, 70, 40]


@pytest.mark.parametrize("path", [None, Trajectory(kind="even")])
@pytest.mark.parametrize("period_id", ["M2026-10", "Q2570-1", "FY2570", "YTD2026-11"])
def test_without_a_path_the_value_holds_all_year(path: Trajectory | None, period_id: str) -> None:
    assert ask(path, period_id, TODAY) == 120


CUSTOM = Trajectory(kind="custom", points={"Q2570-1": Decimal(10), "H2570-1": Decimal(50), "M2027-02": Decimal("7.5")})


@pytest.mark.parametrize(
    ("period_id", "today", "asked"),
    [
        ("Q2570-1", None, 10),
        ("YTD2026-12", None, 10),  # the very same days
        ("H2570-1", None, 50),
        ("YTD2027-03", None, 50),
        ("M2027-02", None, Fraction(15, 2)),
        ("FY2570", None, 120),
        ("YTD2027-09", None, 120),
        ("M2026-12", None, None),  # ends with the quarter, and is something else
        ("Q2570-2", None, None),
        ("YTD2026-11", None, None),
        # running: the next point to come of those that begin with it
        ("FY2570", TODAY, 10),
        ("FY2570", date(2026, 12, 31), 10),
        ("FY2570", date(2027, 1, 2), 50),
        ("FY2570", date(2027, 4, 2), 120),
        ("H2570-1", TODAY, 10),
        ("M2026-11", TODAY, None),
        ("Q2570-1", TODAY, 10),
    ],
)
def test_named_points_hold_for_their_days_and_no_others(period_id: str, today: date | None, asked: Any) -> None:
    assert ask(CUSTOM, period_id, today) == asked


def test_the_running_pair_has_the_points_of_its_period() -> None:
    now = Period("H2570-1~now", "now", date(2026, 10, 1), TODAY)
    assert ask(CUSTOM, now, TODAY) == 10
    assert ask(CUSTOM, Period("FY2570~now", "now", date(2026, 10, 1), TODAY), TODAY) == 10
    assert ask(CUSTOM, Period("M2026-10~now", "now", date(2026, 10, 1), date(2026, 10, 9)), date(2026, 10, 9)) is None


def test_shares_of_the_year_add_up() -> None:
    """Wherever a stretch is cut, its parts are the whole; any twelve whole months are one."""
    random = Random(1)
    for _ in range(300):
        days = sorted(date.fromordinal(random.randrange(738_000, 740_500)) for _ in range(3))
        a, b, c = days
        assert share_of_year(a, c) == share_of_year(a, b) + share_of_year(b, c)
    assert share_of_year(date(2027, 10, 1), date(2028, 10, 1)) == 1
    assert share_of_year(date(2026, 10, 2), date(2026, 10, 2)) == 0
    assert share_of_year(date(2026, 10, 2), date(2026, 9, 2)) == 0


@pytest.mark.parametrize(
    ("period_id", "span"),
    [
        ("Q2570-1", (date(2026, 10, 1), date(2027, 1, 1))),
        ("H2570-2", (date(2027, 4, 1), date(2027, 10, 1))),
        ("M2027-02", (date(2027, 2, 1), date(2027, 3, 1))),
        ("YTD2027-02", (date(2026, 10, 1), date(2027, 3, 1))),
        ("H2570-3", None), ("Q2570-5", None), ("Q2570-0", None), ("M2026-13", None), ("FY2570", None), ("L30", None),
        ("M2026-11~now", None), ("Q๒๕๗๐-1", None), ("", None),
    ],
)  # fmt: skip
def test_spans_by_id(period_id: str, span: tuple[date, date] | None) -> None:
    assert find_span(period_id) == span


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"kind": "steep"}, "trajectory.kind"),
        ("steep", "trajectory.kind"),
        ({}, "trajectory.kind"),
        ({"kind": "even", "step": 3}, "trajectory.step"),
        ({"kind": "even", "start": "much"}, "trajectory.start"),
        ({"kind": "even", "start": "NaN"}, "trajectory.start"),
        ({"kind": "cumulative", "start": 3}, "trajectory.start"),
        ({"kind": "custom"}, "trajectory.points"),
        ({"kind": "cumulative", "points": {"Q2570-1": 3}}, "trajectory.points"),
        ({"kind": "custom", "points": {"Q2571-1": 3}}, "trajectory.points.Q2571-1"),  # of another year
        ({"kind": "custom", "points": {"M2026-09": 3}}, "trajectory.points.M2026-09"),
        ({"kind": "custom", "points": {"YTD2027-09": 3}}, "trajectory.points.YTD2027-09"),  # the year itself
        ({"kind": "custom", "points": {"L30": 3}}, "trajectory.points.L30"),
        ({"kind": "custom", "points": {"Q2570-1": 3, "YTD2026-12": 4}}, "trajectory.points.YTD2026-12"),
        ({"kind": "custom", "points": {"Q2570-1": "x"}}, "trajectory.points.Q2570-1"),
        (["cumulative"], "trajectory"),
    ],
)
def test_a_path_that_cannot_be_is_refused_by_its_part(raw: Any, field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_trajectory(raw, 2570)
    assert refused.value.field == field


def test_a_path_is_read_and_kept() -> None:
    assert read_trajectory("cumulative", 2570) == CUMULATIVE
    assert read_trajectory(None, 2570) is None
    assert read_trajectory("", 2570) is None
    made = read_trajectory({"kind": "custom", "points": {"Q2570-1": 10, "H2570-1": 50, "M2027-02": 7.5}}, 2570)
    assert made == CUSTOM == Trajectory.model_validate_json(CUSTOM.to_json())
