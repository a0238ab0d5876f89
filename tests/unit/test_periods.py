"""Periods at every edge of the calendar, and that only differences are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, delete, select

from etl.calendar_th import BANGKOK
from etl.warehouse.periods import PeriodRow, make_periods, sync_dates, sync_periods
from etl.warehouse.tables import dim_date, dim_period

FIRST = date(2021, 10, 5)


def periods_at(text: str, first_date: date | None = FIRST) -> dict[str, PeriodRow]:
    found = make_periods(datetime.fromisoformat(text).replace(tzinfo=BANGKOK), first_date)
    assert len({row.period_id for row in found}) == len(found)
    return {row.period_id: row for row in found}


def span(row: PeriodRow) -> tuple[str, str]:
    return str(row.starts_on), str(row.ends_on)


def pair(periods: dict[str, PeriodRow], period_id: str) -> tuple[tuple[str, str], tuple[str, str]]:
    row = periods[period_id]
    assert row.compare_id and row.like_id
    return span(periods[row.compare_id]), span(periods[row.like_id])


def test_before_midnight_of_the_last_fiscal_day_and_a_minute_later() -> None:
    before, after = periods_at("2026-09-30 23:59"), periods_at("2026-10-01 00:00")
    assert "FY2570" not in before and "FY2570" in after
    assert pair(before, "FY2569") == (("2025-10-01", "2026-09-30"), ("2024-10-01", "2025-09-30"))
    assert (after["FY2569"].compare_id, after["FY2569"].like_id) == ("FY2569", "FY2568")
    assert span(before["L7"]) == ("2026-09-23", "2026-09-30")
    assert span(after["L7"]) == ("2026-09-24", "2026-10-01")
    assert after["L7"].fiscal_year == 2569  # it ends on 30 September
    assert min(key for key in before if key.startswith("D")) == "D2024-10-01"
    assert min(key for key in after if key.startswith("D")) == "D2025-10-01"


@pytest.mark.parametrize("period_id", ["D2026-10-01", "M2026-10", "Q2570-1", "H2570-1", "FY2570", "YTD2026-10"])
def test_no_whole_day_yet_no_comparison(period_id: str) -> None:
    row = periods_at("2026-10-01 12:00")[period_id]
    assert (row.compare_id, row.like_id) == (None, None)


def test_first_whole_day_of_month_quarter_and_year() -> None:
    periods = periods_at("2026-10-02 00:30")
    for period_id in ("M2026-10", "Q2570-1", "H2570-1", "FY2570", "YTD2026-10"):
        assert pair(periods, period_id) == (("2026-10-01", "2026-10-02"), ("2025-10-01", "2025-10-02"))
    assert pair(periods, "CY2026") == (("2026-01-01", "2026-10-02"), ("2025-01-01", "2025-10-02"))


def test_leap_day() -> None:
    on, after = periods_at("2028-02-29 10:00"), periods_at("2028-03-01 10:00")
    assert pair(on, "M2028-02") == (("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-03-01"))
    assert (after["M2028-02"].compare_id, after["M2028-02"].like_id) == ("M2028-02", "M2027-02")
    assert pair(after, "FY2571") == (("2027-10-01", "2028-03-01"), ("2026-10-01", "2027-03-01"))
    assert after["D2028-02-29"].like_id == "D2027-02-28"
    assert span(on["L12M"]) == ("2027-02-28", "2028-02-29")
    assert span(on["L12M~then"]) == ("2026-02-28", "2027-02-28")
    assert pair(periods_at("2029-03-01 10:00"), "FY2572")[1] == ("2027-10-01", "2028-02-29")


def test_weeks_over_new_year() -> None:
    periods = periods_at("2026-12-30 10:00")  # a Wednesday of the 53rd week
    assert span(periods["W2026-W53"]) == ("2026-12-28", "2027-01-04")
    assert span(periods["W2027-W01"]) == ("2027-01-04", "2027-01-11")
    assert periods["W2026-W53"].like_id is None  # 2025 had 52
    assert periods["W2026-W52"].like_id == "W2025-W52"
    assert span(periods["W2026-W01"]) == ("2025-12-29", "2026-01-05")
    running = periods_at("2026-11-21 10:00")
    assert pair(running, "W2026-W47") == (("2026-11-16", "2026-11-21"), ("2025-11-17", "2025-11-22"))


def test_moving_periods_end_yesterday_and_meet_their_forerunners() -> None:
    periods = periods_at("2026-11-21 18:00")
    assert pair(periods, "L7") == (("2026-11-14", "2026-11-21"), ("2026-11-07", "2026-11-14"))
    assert pair(periods, "L30") == (("2026-10-22", "2026-11-21"), ("2026-09-22", "2026-10-22"))
    assert pair(periods, "L12M") == (("2025-11-21", "2026-11-21"), ("2024-11-21", "2025-11-21"))


def test_which_periods_exist() -> None:
    periods = periods_at("2026-11-21 18:00")
    assert {"FY2565", "M2021-10", "CY2021", "M2027-09", "Q2570-4", "YTD2026-11"} <= periods.keys()
    assert not {"FY2564", "FY2571", "YTD2026-12"} & periods.keys()
    assert "FY2563" in periods_at("2026-11-21 18:00", date(2020, 1, 1))
    assert "FY2565" in periods_at("2026-11-21 18:00", None)
    assert min(p.fiscal_year for p in periods_at("2026-11-21 18:00", date(1970, 1, 1)).values()) >= 2559
    grains = {row.grain for row in periods.values()}
    assert grains == {
        "day", "week", "month", "quarter", "half", "fiscal_year", "ytd", "calendar_year", "last7", "last30", "last12m",
        "now", "then",
    }  # fmt: skip


def test_labels() -> None:
    periods = periods_at("2026-11-21 18:00")
    labels = {key: (row.label_th, row.label_en) for key, row in periods.items()}
    assert labels["M2026-10"] == ("ต.ค. 69", "Oct 2569")
    assert labels["Q2570-1"] == ("ไตรมาสที่ 1 ปีงบฯ 2570 (ต.ค.-ธ.ค. 69)", "Q1 FY2570 (Oct-Dec 2569)")
    assert labels["H2570-1"][0] == "ครึ่งปีแรก ปีงบฯ 2570 (ต.ค. 69-มี.ค. 70)"
    assert labels["FY2570"][0] == "ปีงบฯ 2570"
    assert labels["YTD2026-11"][0] == "สะสมตั้งแต่ต้นปีงบฯ 2570 ถึง พ.ย. 69"
    assert labels["D2026-11-20"] == ("20 พ.ย. 69", "20 Nov 2569")
    assert labels["L7"][0] == "7 วันล่าสุด"
    assert labels["M2026-11~now"] == ("1-20 พ.ย. 69", "1-20 Nov 2569")
    assert labels["FY2570~then"][0] == "1 ต.ค. - 20 พ.ย. 68"
    assert labels["W2026-W53"][0] == "สัปดาห์ที่ 53/2569 (28 ธ.ค. 69 - 3 ม.ค. 70)"


@pytest.mark.parametrize("day", ["2026-02-28", "2028-02-29", "2026-09-30", "2026-10-01", "2027-01-01", "2026-12-31"])
def test_every_day_of_every_period_is_right(day: str) -> None:
    """Months, quarters, halves and years tile their fiscal years without gap; every named pair exists."""
    periods = periods_at(f"{day} 10:00")
    for grain in ("day", "week", "month", "quarter", "half", "fiscal_year", "calendar_year"):
        rows = sorted((r for r in periods.values() if r.grain == grain), key=lambda r: r.starts_on)
        assert all(one.ends_on == two.starts_on for one, two in pairwise(rows))
    today = date.fromisoformat(day)
    for row in periods.values():
        assert row.starts_on < row.ends_on
        assert {row.compare_id, row.like_id} - {None} <= periods.keys()
        if row.compare_id:
            assert periods[row.compare_id].ends_on <= today  # whole days only


def test_sync_writes_only_differences(warehouse: Engine) -> None:
    now = datetime(2026, 11, 21, 18, tzinfo=BANGKOK)
    with warehouse.begin() as connection:
        first = sync_periods(connection, now, FIRST)
        assert not sync_periods(connection, now + timedelta(hours=5), FIRST)
        assert not first.gone and "M2026-11" in first.moved
        next_day = sync_periods(connection, now + timedelta(days=1), FIRST)
        assert {"L7", "L30~then", "M2026-11~now", "D2026-11-22~now"} & next_day.moved == {
            "L7",
            "L30~then",
            "M2026-11~now",
        }
        assert "M2026-11" not in next_day.moved
        next_year = sync_periods(connection, datetime(2027, 10, 1, 1, tzinfo=BANGKOK), FIRST)
        assert {"D2025-10-01", "FY2570~now", "M2026-11~then"} <= next_year.gone
        held = {row.period_id: PeriodRow(*row) for row in connection.execute(select(*dim_period.columns))}
        assert held == periods_at("2027-10-01 01:00")


def test_calendar(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        connection.execute(delete(dim_date))
        assert sync_dates(connection) == 11322
        assert sync_dates(connection) == 0
        row = connection.execute(select(dim_date).where(dim_date.c.date == date(2026, 9, 30))).one()
        assert (row.day, row.weekday, row.fiscal_year, row.fiscal_quarter) == (20726, 3, 2569, 4)
        assert row.month_period_id == "M2026-09"
