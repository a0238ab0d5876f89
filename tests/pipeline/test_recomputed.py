"""Every indicator of every period and org_unit equals an independent recomputation from both sources' own data."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select

from etl.calendar_th import BANGKOK
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value
from tests.oracle import calculate, count_once, read_cases, read_tickets

pytestmark = pytest.mark.two_sources

AS_OF = "2026-11-21T10:30"
TODAY = date(2026, 11, 21)
GRAINS = ("month", "quarter", "fiscal_year", "ytd", "calendar_year", "last7", "last30", "last12m", "now", "then")


@pytest.mark.timeout(600)
def test_indicators_equal_a_recomputation_from_the_sources(
    warehouse_url: str, make_settings: Callable[..., Settings]
) -> None:
    settings = make_settings(MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF=AS_OF)
    build_sample(settings, settings.now(), complaints_per_year=900)
    settings = make_settings(MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF=AS_OF)
    prepare_warehouse(settings)
    engine = make_engine(warehouse_url)
    assert [run_source(settings, engine, name).status for name in ("complaints", "traffy")] == ["done", "done"]
    now = datetime.fromisoformat(AS_OF)
    assert settings.now().astimezone(BANGKOK).replace(tzinfo=None) == now
    own = read_cases(settings.home / "sample" / "complaints.db", PROJECT / "config.yaml", TODAY, now)
    tickets = read_tickets(settings.home / "sample" / "traffy", PROJECT / "config.yaml", TODAY)
    cases = count_once(own, tickets)
    assert len(own) > 4_000 and len(tickets) > 700
    assert len(own) + 300 < len(cases) < len(own) + len(tickets) - 300  # some are known to both systems
    compared, wrong = compare(engine, cases)
    assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
    assert compared > 10_000


def compare(engine: Engine, cases: list) -> tuple[int, list[str]]:
    with engine.connect() as connection:
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.in_(GRAINS))).all()
        units = {u.org_unit_key: u for u in connection.execute(select(dim_org_unit))}
        found = {(v.code, v.period_id, v.org_unit_key): v.value for v in connection.execute(select(ind_value))}
    compared, wrong, first = 0, [], min(c.received.date() for c in cases)
    for period in periods:
        if period.period_id.startswith("W"):
            continue  # weeks are not scored
        for key, unit in units.items():
            code = {"KKM": None, "UNKNOWN": "unknown"}.get(unit.code, unit.code)
            expected = calculate(cases, code, period.starts_on, period.ends_on, TODAY)
            if period.ends_on <= first or period.starts_on > TODAY:
                expected = dict.fromkeys(expected)
            if "L7" in period.period_id:
                expected["CMP-05"] = None  # medians are for thirty days and longer
            for indicator, value in expected.items():
                compared += 1
                mine = found[indicator, period.period_id, key]
                if mine != (None if value is None else float(value)):
                    wrong.append(f"{indicator} {period.period_id} {unit.code}: {mine} is not {value and float(value)}")
    return compared, wrong
