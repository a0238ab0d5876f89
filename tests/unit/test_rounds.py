"""Rounds of indicators fed by hand: what is owed, by when, and what is in time, at every edge."""

from __future__ import annotations

from datetime import date

import pytest

from etl.calendar_th import Period, add_months, fiscal_year_start
from etl.indicators.rounds import list_rounds

LONG_AGO, TODAY = date(2020, 1, 1), date(2026, 11, 21)


def month(year: int, number: int) -> Period:
    first = date(year, number, 1)
    return Period(f"M{first:%Y-%m}", "month", first, add_months(first, 1))


def fiscal_year(year: int) -> Period:
    return Period(f"FY{year}", "fiscal_year", fiscal_year_start(year), fiscal_year_start(year + 1))


MONTHS = [month(2025 + (n // 12), n % 12 + 1) for n in range(36)]
YEARS = [fiscal_year(year) for year in range(2560, 2575)]


def states(
    *,
    frequency: str = "monthly",
    since: date = LONG_AGO,
    approved: tuple[str, ...] = (),
    waiting: tuple[str, ...] = (),
    today: date = TODAY,
) -> dict[str, str]:
    found = list_rounds(
        frequency, [*MONTHS, *YEARS], since=since, approved=approved, waiting=waiting, today=today  # type: ignore[arg-type]
    )  # fmt: skip
    return {one.period.period_id: one.state for one in found}


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [
        (date(2026, 10, 31), "running", 0),
        (date(2026, 11, 1), "due", 0),
        (date(2026, 11, 15), "due", 0),  # the last day in time
        (date(2026, 11, 16), "overdue", 1),
        (date(2026, 12, 1), "overdue", 16),
    ],
)
def test_a_month_is_due_for_fifteen_days(today: date, state: str, late: int) -> None:
    found = list_rounds("monthly", MONTHS, since=date(2026, 10, 1), approved=(), waiting=(), today=today)
    one = next(one for one in found if one.period.period_id == "M2026-10")
    assert (one.state, one.days_late(today), one.due_date) == (state, late, date(2026, 11, 15))


def test_what_was_reported_or_waits_is_not_owed() -> None:
    known = states(approved=("M2026-10",), waiting=("M2026-09",))
    assert (known["M2026-10"], known["M2026-09"], known["M2026-08"]) == ("reported", "waiting", "overdue")
    corrected = states(approved=("M2026-10",), waiting=("M2026-10",))
    assert corrected["M2026-10"] == "waiting"  # a correction is under way


def test_twelve_rounds_at_most_and_none_from_before_it_was_an_indicator() -> None:
    ended = [period_id for period_id, state in states().items() if state != "running"]
    assert ended == [p.period_id for p in reversed(MONTHS) if p.ends_on <= TODAY][:12]
    assert list(states(since=TODAY)) == ["M2026-11", "M2026-10"]  # the last one is owed all the same
    assert list(states(since=date(2026, 8, 31))) == ["M2026-11", "M2026-10", "M2026-09", "M2026-08"]
    assert list(states(since=date(2026, 9, 1))) == ["M2026-11", "M2026-10", "M2026-09"]  # August ended the day before


def test_only_periods_of_its_own_grain() -> None:
    assert states(frequency="annual", since=TODAY) == {"FY2570": "running", "FY2569": "overdue"}


@pytest.mark.parametrize(
    ("approved", "owed"),
    [((), ["FY2569"]), (("FY2568",), []), (("FY2567",), ["FY2569"]), (("FY2569",), ["FY2569"])],
)
def test_of_two_years_one_is_enough(approved: tuple[str, ...], owed: list[str]) -> None:
    found = states(frequency="every_2_years", approved=approved)
    assert [period_id for period_id, state in found.items() if state != "running"] == owed
