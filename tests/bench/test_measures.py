"""How long spells, aggregates and measures take at a million complaints; the figures stand in the issues.

Makes its own facts. MIS_BENCH_ROWS sets how many (the figures are for 1,000,000).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select

from etl.steps.aggregate import DayRange, aggregate, join_days
from etl.steps.check import run_checks
from etl.steps.measure import measure, measure_touched, touched_periods
from etl.steps.settle import EVERY_DAY, give_memory
from etl.steps.spells import derive, note_days, note_histories
from etl.warehouse.periods import sync_dates, sync_periods
from etl.warehouse.tables import agg_complaint_day, dim_period, fact_complaint_spell
from tests.bench.measure_facts import FIRST, end_of, write_facts

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
ROWS = int(os.environ.get("MIS_BENCH_ROWS", "1000000"))
TODAY = date(2026, 11, 21)
OCTOBER = [date(2026, 10, 1) + timedelta(days=offset) for offset in range(31)]
FULL_SECONDS, MONTH_SECONDS = 15, 1


def timed(connection: Connection, work: Callable[[], object]) -> float:
    """Wall-clock seconds of a piece of work inside an open transaction."""
    give_memory(connection)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def test_spells_aggregates_and_measures(warehouse: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    as_of = end_of(TODAY)
    with warehouse.begin() as connection:
        sync_dates(connection)
        sync_periods(connection, as_of, FIRST)
    write_facts(warehouse, ROWS, TODAY)
    figures: dict[str, float] = {}
    with warehouse.begin() as connection:
        figures["reference: read every row"] = timed(connection, lambda: _read_all(connection))
        figures["histories, full"] = timed(connection, lambda: note_histories(connection, 1))
        figures["spells, full"] = timed(connection, lambda: derive(connection))
        figures["touched days, full"] = timed(connection, lambda: note_days(connection))
    _analyze(warehouse)
    with warehouse.begin() as connection:
        figures["aggregates, full"] = timed(connection, lambda: aggregate(connection, [EVERY_DAY]))
        figures["checks, full"] = timed(connection, lambda: run_checks(connection))
    _analyze(warehouse)
    with warehouse.begin() as connection:
        figures["measures, full"] = timed(
            connection, lambda: measure(connection, run_key=1, period_ids=None, today=TODAY)
        )
    with warehouse.begin() as connection:
        figures["one touched month"] = timed(connection, lambda: _make_month(connection))
    with warehouse.connect() as connection:
        cells = connection.execute(select(func.count()).select_from(agg_complaint_day)).scalar_one()
        spells = connection.execute(select(func.count()).select_from(fact_complaint_spell)).scalar_one()
        periods = connection.execute(select(func.count()).select_from(dim_period)).scalar_one()
    with capsys.disabled():
        print(f"\n{warehouse.dialect.name}: {ROWS:,} complaints, {spells:,} spells, {cells:,} cells, {periods} periods")
        for name, seconds in figures.items():
            print(f"  {name:28} {seconds:7.2f} s   {seconds / figures['reference: read every row']:6.1f} x reference")
    if ROWS == 1_000_000:
        print(f"promised: measures, full <= {FULL_SECONDS} s; one touched month <= {MONTH_SECONDS} s")


def _read_all(connection: Connection) -> None:
    connection.exec_driver_sql(
        "select received_date, org_unit_key, category_key, count(*) from fact_complaint group by 1, 2, 3"
    ).fetchall()


def _make_month(connection: Connection) -> None:
    ranges: list[DayRange] = join_days(OCTOBER)
    aggregate(connection, ranges)
    touched = touched_periods(connection, OCTOBER, today=TODAY, last_today=TODAY, moved=())
    measure_touched(connection, touched, run_key=2, today=TODAY)


def _analyze(engine: Engine) -> None:
    """As autovacuum does within a minute of a load."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("analyze")
