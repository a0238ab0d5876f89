"""Which target judges a period: years, states, and approvals that never reach back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from etl.calendar_th import Period
from etl.indicators.definition import TargetState
from etl.indicators.targets import Target, group_by_code, target_for

FY2570 = Period("FY2570", "fiscal_year", date(2026, 10, 1), date(2027, 10, 1))
OCTOBER = Period("M2026-10", "month", date(2026, 10, 1), date(2026, 11, 1))
NOVEMBER = Period("M2026-11", "month", date(2026, 11, 1), date(2026, 12, 1))
SEPTEMBER = Period("M2026-09", "month", date(2026, 9, 1), date(2026, 10, 1))


def make(state: TargetState, value: str | None, at: datetime, fiscal_year: int = 2570) -> Target:
    exact = None if value is None else Decimal(value)
    return Target("CMP-03", fiscal_year, exact, state, "", "config", "x", at)


SEEDED = datetime(2026, 10, 5, tzinfo=UTC)
LATE_30_NOV = datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Bangkok
EARLY_1_DEC = datetime(2026, 11, 30, 17, tzinfo=UTC)  # 00:00 on 1 December in Bangkok


def test_a_target_belongs_to_the_fiscal_year_its_period_ends_in() -> None:
    proposed = make("proposed", "85", SEEDED)
    assert target_for([proposed], OCTOBER) is proposed
    assert target_for([proposed], FY2570) is proposed
    assert target_for([proposed], SEPTEMBER) is None  # 30 September is FY 2569
    last_year = Period("L12M", "last12m", date(2025, 10, 1), date(2026, 10, 1))
    assert target_for([proposed], last_year) is None
    assert target_for([], OCTOBER) is None


@pytest.mark.parametrize(
    ("approved_at", "period", "counts"),
    [
        (LATE_30_NOV, NOVEMBER, True),  # approved on its last day
        (EARLY_1_DEC, NOVEMBER, False),  # approved when it was over
        (EARLY_1_DEC, OCTOBER, False),
        (EARLY_1_DEC, FY2570, True),  # unfinished
        (datetime(2027, 9, 30, 16, 59, tzinfo=UTC), FY2570, True),
        (datetime(2027, 9, 30, 17, tzinfo=UTC), FY2570, False),  # 1 October in Bangkok
    ],
)
def test_an_approval_never_reaches_back(approved_at: datetime, period: Period, counts: bool) -> None:
    proposed, approved = make("proposed", "85", SEEDED), make("approved", "80", approved_at)
    assert target_for([proposed, approved], period) is (approved if counts else proposed)


@pytest.mark.parametrize("grain", ["last7", "last30", "last12m", "now"])
def test_moving_windows_are_judged_from_the_day_of_approval(grain: str) -> None:
    """They end yesterday and are never closed; a month that ended yesterday is."""
    today = date(2026, 11, 21)
    at = datetime(2026, 11, 21, 3, tzinfo=UTC)
    approved = make("approved", "80", at)
    window = Period("x", grain, today - timedelta(days=7), today)
    assert target_for([approved], window) is approved
    assert target_for([approved], Period("x", "month", date(2026, 10, 21), today)) is None
    assert target_for([approved], Period("x", grain, date(2026, 11, 1), today - timedelta(days=1))) is None


def test_the_last_approval_that_reaches_the_period_judges_it() -> None:
    first = make("approved", "80", datetime(2026, 10, 20, tzinfo=UTC))
    second = make("approved", "70", datetime(2026, 11, 20, tzinfo=UTC))
    versions = [second, make("proposed", "85", SEEDED), first]
    assert target_for(versions, OCTOBER) is first  # lowered later: October keeps what it was promised
    assert target_for(versions, NOVEMBER) is second
    assert target_for(versions, FY2570) is second


def test_states_stand_above_each_other() -> None:
    proposed, stated = make("proposed", "85", EARLY_1_DEC), make("stated", "75", SEEDED)
    none = make("approved", None, SEEDED)
    assert target_for([proposed, stated], OCTOBER) is stated  # a plan's word, for the whole year
    assert target_for([proposed, stated, none], OCTOBER) is none  # decided that there is none


def test_the_last_proposal_is_shown() -> None:
    old, new = make("proposed", "85", SEEDED), make("proposed", "90", EARLY_1_DEC)
    assert target_for([new, old], OCTOBER) is new


def test_of_two_of_the_same_instant_the_later_row_counts() -> None:
    """A demonstration's clock stands still: what was written last is what was meant."""
    first, second = (replace(make("approved", v, SEEDED), target_key=k) for v, k in (("85", 3), ("70", 4)))
    assert target_for([first, second], OCTOBER) is second
    assert target_for([second, first], OCTOBER) is second


def test_group_by_code() -> None:
    one = make("proposed", "85", SEEDED)
    assert group_by_code([one]) == {"CMP-03": [one]}
