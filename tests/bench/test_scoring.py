"""Scoring 200 indicators x the periods of six fiscal years x 10 org_units, and after a small change; CPU seconds.

Asked: 10 s for all, 1 s after a small change, 2 s from a definition to its recomputed value. `MIS_BENCH_INDICATORS`
names another number.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select

from etl.indicators.evaluate import preview
from etl.indicators.store import approve_target
from etl.indicators.versions import close_definition, definitions, find_definition, open_definition
from etl.steps.score import score
from etl.warehouse.periods import sync_periods
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value, measure_value
from tests.bench.test_load import say
from tests.pipeline.test_score import FLOWS, STOCKS, fill
from tests.pipeline.test_score_references import define

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
FIRST = date(2021, 10, 1)
INDICATORS = int(os.environ.get("MIS_BENCH_INDICATORS", "200"))
UNITS = 10
NAMES = [f"complaints_{name}" for name in (*FLOWS, *STOCKS)]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]


def build(connection: Connection) -> None:
    """Ratios, stocks, sums, changes since the period before, and indicators of indicators; half have a target."""
    fill(connection, first=FIRST)
    connection.execute(delete(dim_period))
    sync_periods(connection, NOW, FIRST)
    more = [
        {"org_unit_key": key, "code": f"U{key}", "name_th": "ก", "name_en": "u", "short_th": "ก", "parent_key": 1,
         "depth": 1, "sort_order": key}
        for key in range(3, UNITS + 1)
    ]  # fmt: skip
    connection.execute(insert(dim_org_unit), more)
    pick = random.Random(1)
    scored = select(dim_period.c.period_id).where(dim_period.c.grain.not_in(["day", "week"]))
    rows = [
        {"period_id": period_id, "org_unit_key": unit, "measure": name, "value": pick.randint(1, 999), "run_key": 1}
        for period_id in connection.execute(scored).scalars()
        for unit in range(1, UNITS + 1)
        for name in NAMES
    ]
    connection.execute(insert(measure_value), rows)
    at = datetime(2025, 10, 1, tzinfo=UTC)
    for number in range(INDICATORS):
        first, second = pick.sample(NAMES, 2)
        formula = (
            f"100 * {first} / {second}", first, f"{first} + {second}", f"{first} - previous({first})",
            f"100 * [B-{max(number - 5, 0)}] / same_period_last_year([B-{max(number - 5, 0)}])",
        )[number % 5 if number > 5 else 0]  # fmt: skip
        wanted = define(f"B-{number}", formula, direction=pick.choice(("higher", "lower")))
        open_definition(connection, wanted, origin="person", author="a", reason="r", at=at)
        if number % 2:
            approve_target(
                connection, code=f"B-{number}", fiscal_year=2570, value=pick.randint(1, 99), author="a", at=at
            )


def cost(what: Callable[[], Any]) -> float:
    started = time.process_time()
    what()
    return time.process_time() - started


def test_scoring(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        build(connection)
        everything = cost(lambda: score(connection, run_key=1, as_of=NOW, period_ids=None))
        rows = connection.execute(select(func.count()).select_from(ind_value)).scalar_one()
        again = cost(lambda: score(connection, run_key=2, as_of=NOW, period_ids=None))
        month = ["M2026-11", "Q2570-1", "H2570-1", "FY2570", "YTD2026-11", "L30", "L7", "L12M", "M2026-11~now"]
        touched = cost(lambda: score(connection, run_key=3, as_of=NOW, period_ids=month, contracts={"complaints"}))
        code = f"B-{INDICATORS - 1}"
        held = find_definition(connection, code)
        close_definition(connection, held, NOW)
        changed = held.definition.model_copy(update={"formula": f"{NAMES[0]} / {NAMES[1]}"})
        open_definition(connection, changed, origin="person", author="a", reason="r", at=NOW)
        shown = cost(lambda: preview(connection, changed, org_unit_key=1, as_of=NOW))
        saved = cost(lambda: score(connection, run_key=4, as_of=NOW, period_ids=[], contracts=set(), codes={code}))
        say(
            f"{warehouse.dialect.name}: {len(definitions(connection))} indicators, {rows:,} values:"
            f" first {everything:.1f} s, again {again:.1f} s, one touched month {touched:.2f} s,"
            f" a changed definition {saved:.2f} s, its preview {shown:.2f} s (CPU of this process)"
        )
        assert touched < everything / 3
        assert saved < everything / 5
