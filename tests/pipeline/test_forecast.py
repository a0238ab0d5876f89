"""Forecasts in a small warehouse: the right values are looked at, the year's own target is meant, nothing old stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select

from etl.indicators.store import approve_target
from etl.steps.forecast import forecast
from etl.steps.score import score
from etl.warehouse.periods import sync_periods
from etl.warehouse.query import load
from etl.warehouse.tables import dim_period, measure_value
from etl.warehouse.tables.indicators import ind_backtest, ind_forecast
from tests.pipeline.test_score import KKM, SCH, fill
from tests.pipeline.test_score_references import define, store

NOW = datetime(2027, 1, 15, 3, tzinfo=UTC)  # three months of FY 2570 are known
FIRST = date(2022, 10, 20)  # FY 2566 counts: its data begin within a month
TOTALS = {2566: 120, 2567: 240, 2568: 180, 2569: 360}  # a year, in equal months
NOW_THREE = 60


def build(connection: Connection) -> None:
    """Complaints received in equal months; FY 2565 half loaded; this year 20 a month, and 900 in January so far."""
    fill(connection, first=FIRST)
    connection.execute(delete(dim_period))
    sync_periods(connection, NOW, date(2021, 10, 1))
    rows = []

    def put(year: int, month: int, received: int) -> None:
        first = date(year - 544 + (month > 3), (month + 8) % 12 + 1, 1)
        here = {"period_id": f"YTD{first:%Y-%m}", "org_unit_key": KKM, "run_key": 1}
        rows.append({**here, "measure": "complaints_received", "value": received})
        rows.append({**here, "measure": "complaints_open_end", "value": 10 + month})

    for year, total in TOTALS.items():
        for month in range(1, 13):
            put(year, month, total * month // 12)
    for month in range(1, 4):
        put(2570, month, 20 * month)
    put(2570, 4, 960)
    connection.execute(insert(measure_value), rows)
    store(connection, define("F-1", "complaints_received", direction="lower"), NOW - timedelta(days=99))
    store(connection, define("F-2", "complaints_open_end"), NOW - timedelta(days=99))
    store(connection, define("F-3", "complaints_received", kind="context", direction="none"), NOW - timedelta(days=99))
    store(connection, define("F-4", None), NOW - timedelta(days=99))
    approve_target(
        connection, code="F-1", fiscal_year=2570, value=330, author="a", at=NOW - timedelta(days=90)
    )  # fmt: skip


def rows(connection: Connection) -> dict[tuple[str, int], Any]:
    return {(row.code, row.org_unit_key): row for row in connection.execute(select(ind_forecast))}


def test_the_years_forecast(unkept: Connection) -> None:
    build(unkept)
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    found = rows(unkept)
    assert set(found) == {("F-1", KKM), ("F-2", KKM)}  # neither context nor by hand; nothing happened in SCH
    one = found["F-1", KKM]
    assert (one.kind, one.fiscal_year, one.made_for_date, one.run_key) == ("cumulative", 2570, date(2027, 1, 15), 4)
    rests = [total * 9 / 12 for total in TOTALS.values()]
    # 60 and the mean rest; the pace; 60 and last year's rest
    assert sorted([60 + sum(rests) / 4, 60 * 4.0, 60 + rests[-1]])[1] == one.value == 240
    assert one.low <= one.value <= one.high
    assert one.low >= NOW_THREE
    assert one.target == 330  # the year's, though the days behind are asked for a part of it only
    assert one.needed == pytest.approx((330 - 60) / 9)
    assert 0.5 < one.probability < 1
    stock = found["F-2", KKM]
    assert (stock.kind, stock.target, stock.probability) == ("stock", None, None)
    assert stock.value == pytest.approx(((0.25 * 13 + 0.75 * 22) + (13 + 9)) / 2)
    assert stock.is_shown == (stock.error <= stock.naive_error)


def test_the_back_test_is_kept(unkept: Connection) -> None:
    build(unkept)
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    tests = unkept.execute(select(ind_backtest).where(ind_backtest.c.code == "F-1")).all()
    assert {(t.fiscal_year, t.month) for t in tests} == {(y, m) for y in (2567, 2568, 2569) for m in range(1, 12)}
    by = {(t.fiscal_year, t.month): t for t in tests}
    last = by[2569, 6]
    assert (last.actual, last.naive) == (360, 180 + 90)
    near = [t for t in tests if t.month in (2, 3, 4)]
    one = rows(unkept)["F-1", KKM]
    assert one.naive_error == pytest.approx(sum(abs(t.naive - t.actual) for t in near) / 9)
    assert one.error == pytest.approx(sum(abs(t.forecast - t.actual) for t in near) / 9)
    shown = load("pages/forecast").rows(unkept, code="F-1", org_unit_key=KKM)
    assert [(row.value, row.target_state, row.is_shown) for row in shown] == [(one.value, "approved", one.is_shown)]
    assert len(load("pages/forecast_tests").rows(unkept, code="F-1", org_unit_key=KKM)) == 33


def test_a_rescore_of_some_leaves_the_others(unkept: Connection) -> None:
    build(unkept)
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    score(unkept, run_key=5, as_of=NOW, period_ids=[], contracts=set(), codes={"F-2"})
    assert {code: row.run_key for (code, _), row in rows(unkept).items()} == {"F-1": 4, "F-2": 5}
    unkept.execute(delete(dim_period).where(dim_period.c.fiscal_year == 2566))
    forecast(unkept, run_key=6, as_of=NOW, codes=["F-1"])
    assert rows(unkept)["F-1", KKM].run_key == 6  # three years are enough
    unkept.execute(delete(dim_period).where(dim_period.c.fiscal_year == 2567))
    forecast(unkept, run_key=7, as_of=NOW, codes=["F-1"])
    assert set(rows(unkept)) == {("F-2", KKM)}
    assert set(unkept.execute(select(ind_backtest.c.code)).scalars()) == {"F-2"}


def test_a_year_without_a_whole_month_has_none(unkept: Connection) -> None:
    october = datetime(2026, 10, 31, 3, tzinfo=UTC)
    build(unkept)
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    score(unkept, run_key=5, as_of=october, period_ids=None)
    assert rows(unkept) == {}
    assert unkept.execute(select(ind_backtest)).first() is None


def test_what_happens_in_a_department_is_forecast_there(unkept: Connection) -> None:
    build(unkept)
    whole = select(measure_value.c.period_id, measure_value.c.measure, measure_value.c.value)
    doubles = [
        {"period_id": p, "org_unit_key": SCH, "measure": m, "value": 2 * v, "run_key": 1}
        for p, m, v in unkept.execute(whole)
    ]
    unkept.execute(insert(measure_value), doubles)
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    found = rows(unkept)
    assert found["F-1", SCH].value == pytest.approx(2 * found["F-1", KKM].value)
    # a sum's target is the whole municipality's
    assert (found["F-1", SCH].target, found["F-1", SCH].needed, found["F-1", SCH].probability) == (None, None, None)
    assert load("pages/forecast").rows(unkept, code="F-1", org_unit_key=SCH)[0].year_target == 330


def test_years_before_anything_happened_say_nothing(unkept: Connection) -> None:
    build(unkept)
    periods = select(dim_period.c.period_id).where(dim_period.c.fiscal_year == 2566)
    unkept.execute(delete(measure_value).where(measure_value.c.period_id.in_(periods)))
    score(unkept, run_key=4, as_of=NOW, period_ids=None)
    tests = unkept.execute(select(ind_backtest.c.fiscal_year).where(ind_backtest.c.code == "F-1").distinct())
    assert set(tests.scalars()) == {2568, 2569}  # 2566 was loaded and empty: 2567 is the first to learn from
