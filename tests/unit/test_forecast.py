"""Forecasts by hand: each rule, the naive forecast, the back-test, band, chance and what the target takes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.indicators.forecast import (
    MONTHS,
    Outlook,
    back_test,
    chance,
    expect,
    expect_naive,
    look_ahead,
    needed,
)
from etl.indicators.forecast_kind import ForecastKind, kind_of
from etl.indicators.formula import parse
from etl.steps.forecast import count_whole_months

PAST = [(20.0, 100.0), (30.0, 120.0)]  # after three months, at the end; two years


@pytest.mark.parametrize(
    ("kind", "value", "month", "expected"),
    [
        # a quarter of the year known: a quarter of 80, three quarters of last year's 120
        ("rate", 80.0, 3, 0.25 * 80 + 0.75 * 120),
        ("rate", 80.0, 9, 0.75 * 80 + 0.25 * 120),
        # that, and 80 + the mean change of 80 and 90
        ("stock", 80.0, 3, ((0.25 * 80 + 0.75 * 120) + (80 + 85)) / 2),
        # 36 + 85 = 121; 36 x 4 = 144; 36 + 90 = 126
        ("cumulative", 36.0, 3, 126),
        # 85; 0; 90
        ("cumulative", 0.0, 3, 85),
    ],
)
def test_each_rule_by_hand(kind: ForecastKind, value: float, month: int, expected: float) -> None:
    assert expect(kind, PAST, value, month) == pytest.approx(expected, abs=1e-12)


def test_the_naive_forecast_takes_last_year() -> None:
    assert expect_naive("cumulative", PAST, 36) == 36 + 90
    assert expect_naive("rate", PAST, 36) == expect_naive("stock", PAST, 36) == 120


def straight(total: float) -> list[float | None]:
    return [total * month / MONTHS for month in range(1, MONTHS + 1)]


def test_the_back_test_knows_only_what_was_known() -> None:
    paths = {2567: straight(120), 2568: straight(240), 2569: straight(360)}
    tests = back_test("cumulative", paths)
    assert [(t.fiscal_year, t.month) for t in tests] == [(y, m) for y in (2568, 2569) for m in range(1, 12)]
    by = {(t.fiscal_year, t.month): t for t in tests}
    assert by[2568, 6].naive == 120 + 60
    assert by[2568, 6].actual == 240
    # of the years before 2568 only 2567 is known: 120 + 60; 240; 120 + 60
    assert by[2568, 6].forecast == 180
    # 180 + (60 + 120) / 2; 360; 180 + 120
    assert by[2569, 6].forecast == 300
    changed = back_test("cumulative", {**paths, 2569: straight(9_000)})
    assert [t for t in changed if t.fiscal_year == 2568] == [t for t in tests if t.fiscal_year == 2568]


def test_missing_months_are_left_out() -> None:
    holed = straight(240)
    holed[0] = None
    tests = back_test("rate", {2567: straight(120), 2568: holed, 2569: [None] * MONTHS})
    assert [(t.fiscal_year, t.month) for t in tests] == [(2568, m) for m in range(2, 12)]


def test_three_years_are_the_least() -> None:
    paths = {2567: straight(100), 2568: straight(110), 2569: straight(120)}
    assert look_ahead("cumulative", paths, 33, 3, tests=back_test("cumulative", paths)) is not None
    del paths[2567]
    assert look_ahead("cumulative", paths, 33, 3, tests=back_test("cumulative", paths)) is None


def test_the_band_comes_from_the_errors_around_the_month() -> None:
    paths = {2566: [50.0] * 12, 2567: [60.0] * 12, 2568: [40.0] * 12}
    tests = back_test("rate", paths)
    found = look_ahead("rate", paths, 50, 6, tests=tests)
    # errors of months 5 to 7: 2567 said 50 + 10 m / 12 for 60; 2568 said 60 - 20 m / 12 for 40
    errors = [-10 * (12 - m) / 12 for m in (5, 6, 7)] + [20 * (12 - m) / 12 for m in (5, 6, 7)]
    spread = (sum(e * e for e in errors) / 6) ** 0.5 * 1.886  # two years
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((45, 45 - spread, 45 + spread))
    assert found.error == pytest.approx(sum(abs(e) for e in errors) / 6)
    assert found.naive_error == pytest.approx(15)
    assert found.is_shown


def test_worse_than_naive_is_not_shown() -> None:
    assert not Outlook(1, 0, 2, error=1.01, naive_error=1).is_shown
    assert Outlook(1, 0, 2, error=1, naive_error=1).is_shown
    # the same year after year: naive misses nothing, a start that misleads does
    path: list[float | None] = [30.0, *[60.0] * 11]
    paths = dict.fromkeys((2566, 2567, 2568), path)
    found = look_ahead("rate", paths, 30, 1, tests=back_test("rate", paths))
    assert found is not None
    assert found.naive_error == 0
    assert not found.is_shown


def test_nothing_impossible_is_expected() -> None:
    paths = {2566: straight(10), 2567: straight(60), 2568: straight(20)}
    found = look_ahead("cumulative", paths, 18.0, 3, tests=back_test("cumulative", paths))
    assert found is not None
    assert found.low >= 18  # what has been done stays done
    high: dict[int, list[float | None]] = {y: [98.0] * 12 for y in (2566, 2567)} | {2568: [80.0] * 12}
    found = look_ahead("rate", high, 99.0, 6, tests=back_test("rate", high), is_percent=True)
    assert found is not None
    assert found.high == 100


def test_chances() -> None:
    even = Outlook(50, 40, 60, 1, 1)
    assert chance(even, 50, "higher") == pytest.approx(0.5)
    assert chance(even, 60, "higher") == pytest.approx(0.1, abs=1e-4)
    assert chance(even, 60, "lower") == pytest.approx(0.9, abs=1e-4)
    assert chance(even, 50, "range", within=10) == pytest.approx(0.8, abs=1e-4)
    assert chance(even, 50, "none") is None
    sure = Outlook(50, 50, 50, 0, 0)
    assert (chance(sure, 50, "higher"), chance(sure, 50.1, "higher"), chance(sure, 49, "lower")) == (1, 0, 0)


def test_what_the_target_takes() -> None:
    assert needed("cumulative", 30, 3, 120) == 10
    assert needed("stock", 30, 3, 12) == -2
    assert needed("rate", 80, 3, 85) == pytest.approx((12 * 85 - 3 * 80) / 9)
    assert needed("cumulative", 130, 11, 120) == -10  # there already


MEASURES = {"flow": "flow", "flow2": "flow", "stock": "stock", "stock2": "stock", "mid": "middle", "lev": "level"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("flow", "cumulative"), ("flow + flow2", "cumulative"), ("100 * flow / 3", "cumulative"),
        ("-flow", "cumulative"),
        ("stock", "stock"), ("stock - stock2", "stock"), ("100 * stock / stock2", "stock"), ("lev / 1000", "stock"),
        ("100 * flow / flow2", "rate"), ("flow / ((stock + stock2) / 2)", "cumulative"), ("stock / flow", "rate"),
        ("mid", "rate"), ("flow + stock", "rate"), ("flow * stock", "rate"), ("5", "rate"), ("1 / flow", "rate"),
        ("previous(stock)", "rate"), ("stock - previous(stock)", "rate"), ("max(flow, 0)", "cumulative"),
        ("[A-1] + flow", "cumulative"), ("[A-2]", "rate"), ("1000 * flow / stock * 2", "cumulative"),
        ("2 * flow", "cumulative"),
    ],
)  # fmt: skip
def test_how_a_formula_moves(text: str, kind: str) -> None:
    assert kind_of(parse(text), MEASURES, {"A-1": "cumulative"}) == kind


def test_whole_months() -> None:
    days = {date(2026, 10, 1): 0, date(2026, 10, 31): 0, date(2026, 11, 1): 1, date(2027, 9, 30): 11}
    assert {day: count_whole_months(day) for day in days} == days


values = st.floats(min_value=0, max_value=1e6, allow_nan=False)


@given(
    st.sampled_from(["rate", "stock", "cumulative"]),
    st.lists(st.lists(values, min_size=12, max_size=12), min_size=3, max_size=6),
    values,
    st.integers(1, 11),
)
def test_any_past_gives_a_band_in_order(kind: ForecastKind, past: list[list[float]], value: float, month: int) -> None:
    paths = {2560 + number: (sorted(path) if kind == "cumulative" else path) for number, path in enumerate(past)}
    found = look_ahead(kind, paths, value, month, tests=back_test(kind, paths))
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high
    chances = [chance(found, target, "higher") for target in (0, value, 2 * value + 1)]
    assert all(a is not None and b is not None and 1 >= a >= b >= 0 for a, b in pairwise(chances))
