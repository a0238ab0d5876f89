"""Paths and relative rules through the score step, each expected figure worked out by hand; on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from etl.calendar_th import fiscal_year_be
from etl.indicators import store
from etl.indicators.catalogue import Seed, SeedTarget
from etl.indicators.store import Decision
from etl.indicators.targets import Rule, Trajectory
from etl.steps.score import score
from etl.warehouse.tables import dim_period, ind_value
from tests.pipeline.test_score import KKM, SCH, fill, put
from tests.unit.definitions import define

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
LAST_YEAR = {
    "M2025-10": ("month", date(2025, 10, 1), date(2025, 11, 1)),
    "M2025-11": ("month", date(2025, 11, 1), date(2025, 12, 1)),
    "FY2569": ("fiscal_year", date(2025, 10, 1), date(2026, 10, 1)),
}
MEASURED = {"data_source": "system", "contract": "complaints", "frequency": "monthly"}


def tracked(code: str, formula: str, direction: str, *targets: SeedTarget, **more: Any) -> Seed:
    return Seed(define(code=code, formula=formula, direction=direction, **MEASURED, **more), targets)


def stated(year: int, rule: Rule) -> SeedTarget:
    return SeedTarget(year, None, "stated", "", None, rule)


SEEDS = [
    tracked("T-1", "complaints_received", "higher"),
    tracked("T-2", "complaints_finished", "higher", stated(2570, Rule(comparison="above", previous=True))),
    tracked("T-3", "complaints_reopened", "lower", stated(2570, Rule(comparison="below", formula="[T-2] / 2"))),
    tracked("T-4", "complaints_forwarded", "higher", stated(2570, Rule(comparison="at_least", own_year=2569))),
    tracked("T-5", "complaints_open_end", "higher"),
]


@pytest.fixture
def connection(rolled_back: Connection) -> Connection:
    """The figures of the score tests with the months of last year."""
    fill(rolled_back, first=date(2025, 10, 1))
    rolled_back.execute(
        insert(dim_period),
        [
            {"period_id": i, "grain": g, "starts_on": a, "ends_on": b, "label_th": i, "label_en": i,
             "fiscal_year": fiscal_year_be(b - timedelta(days=1))}
            for i, (g, a, b) in LAST_YEAR.items()
        ],
    )  # fmt: skip
    store.seed(rolled_back, datetime(2026, 10, 1, tzinfo=UTC), SEEDS)
    return rolled_back


def told(connection: Connection, code: str, period_id: str, unit: int = KKM) -> tuple[Any, ...]:
    query = select(ind_value.c.value, ind_value.c.target, ind_value.c.status, ind_value.c.score)
    here = (ind_value.c.code == code, ind_value.c.period_id == period_id, ind_value.c.org_unit_key == unit)
    return tuple(connection.execute(query.where(*here)).one())


def test_a_counted_target_is_on_its_path_in_every_period(connection: Connection) -> None:
    """1,200 a year: 100 in October, two thirds of 100 by 21 November, and the same pace for the year so far."""
    change = [Decision("T-1", 2570, "change", Decimal(1200), Trajectory(kind="cumulative"))]
    store.set_targets(connection, change, author="a", at=datetime(2026, 10, 2, tzinfo=UTC))
    put(connection, "M2026-10", KKM, received=90)
    put(connection, "M2026-11", KKM, received=70)
    put(connection, "M2026-11~now", KKM, received=70)
    put(connection, "FY2570", KKM, received=160)
    score(connection, run_key=1, as_of=NOW, period_ids=None)
    november = 2 / 3 * 100
    assert told(connection, "T-1", "M2026-10") == (90, 100, "at_risk", 4)
    assert told(connection, "T-1", "M2026-11") == (70, pytest.approx(november), "on_track", 5)
    assert told(connection, "T-1", "M2026-11~now") == (70, pytest.approx(november), "on_track", 5)
    short = pytest.approx(5 - 2 * (1 - 160 / (100 + november)) / 0.2)
    assert told(connection, "T-1", "FY2570") == (160, pytest.approx(100 + november), "at_risk", short)
    assert told(connection, "T-1", "M2026-12") == (None, 100, "not_due", None)
    later = NOW + timedelta(days=9)  # 30 November: the month asks for nearly all of its part
    score(connection, run_key=2, as_of=later, period_ids=["M2026-11"])
    assert told(connection, "T-1", "M2026-11")[1:3] == (pytest.approx(29 / 30 * 100), "off_track")


def test_a_stock_is_judged_on_its_way(connection: Connection) -> None:
    """From 40 to 100 by the end of September: 45 at the end of October; on 21 November 48 and a third."""
    path = Trajectory(kind="even", start=Decimal(40))
    store.set_targets(
        connection,
        [Decision("T-5", 2570, "change", Decimal(100), path)],
        author="a",
        at=datetime(2026, 10, 2, tzinfo=UTC),
    )
    for period, value in (("M2026-10", 45), ("M2026-11", 48), ("FY2570", 48)):
        put(connection, period, KKM, open_end=value)
    score(connection, run_key=1, as_of=NOW, period_ids=None)
    assert told(connection, "T-5", "M2026-10")[1:3] == (45, "on_track")
    for period in ("M2026-11", "FY2570"):
        assert told(connection, "T-5", period)[1:3] == (pytest.approx(float(Fraction(145, 3))), "at_risk")


def test_more_than_last_year_of_each_org_unit(connection: Connection) -> None:
    """Every สำนัก/กอง is held against its own last year; a running month against the same days."""
    put(connection, "M2025-10", KKM, finished=10)
    put(connection, "M2025-10", SCH, finished=2)
    put(connection, "M2025-11", KKM, finished=30)
    put(connection, "M2026-11~then", KKM, finished=18)
    put(connection, "M2026-10", KKM, finished=10)
    put(connection, "M2026-10", SCH, finished=3)
    put(connection, "M2026-11", KKM, finished=20)
    score(connection, run_key=1, as_of=NOW, period_ids=["M2026-10", "M2026-11"])  # last year's are read all the same
    assert told(connection, "T-2", "M2026-10") == (10, 10, "at_risk", 5)  # more than is not as many
    assert told(connection, "T-2", "M2026-10", SCH) == (3, 2, "on_track", 5)
    assert told(connection, "T-2", "M2026-11") == (20, 18, "on_track", 5)
    assert told(connection, "T-2", "M2026-11", SCH) == (0, 0, "off_track", 1)  # nothing, as in those days of last year


def test_below_another_indicator(connection: Connection) -> None:
    put(connection, "M2026-10", KKM, finished=12, reopened=6)
    put(connection, "M2026-10", SCH, finished=12, reopened=5)
    put(connection, "FY2570", KKM, finished=12, reopened=8)
    score(connection, run_key=1, as_of=NOW, period_ids=None)
    assert told(connection, "T-3", "M2026-10")[:3] == (6, 6, "at_risk")
    assert told(connection, "T-3", "M2026-10", SCH)[:3] == (5, 6, "on_track")
    assert told(connection, "T-3", "FY2570") == (8, 6, "off_track", pytest.approx(5 - 2 * 2 / 1.2))


def test_its_own_base_year_and_what_is_not_known(connection: Connection) -> None:
    put(connection, "M2025-10", KKM, forwarded=4)
    put(connection, "M2026-10", KKM, forwarded=4)
    put(connection, "M2026-09", KKM, forwarded=9)
    score(connection, run_key=1, as_of=NOW, period_ids=None)
    assert told(connection, "T-4", "M2026-10") == (4, 4, "on_track", 5)
    assert told(connection, "T-4", "M2026-09") == (9, None, "no_target", None)  # FY 2569 has no rule
    assert told(connection, "T-4", "L30")[1:] == (None, "no_data", None)  # a window has no place in a base year


def test_a_sums_target_is_the_whole_citys(connection: Connection) -> None:
    """Ten finished in all: two departments of five each are not red; a target of nothing and a ratio hold for both."""
    seeds = [
        tracked("S-1", "complaints_finished", "higher", SeedTarget(2570, Decimal(10), "stated")),
        tracked("S-2", "complaints_open_over30", "lower", SeedTarget(2570, Decimal(0), "stated")),
        tracked(
            "S-3", "100 * complaints_done_by_due / complaints_due", "higher", SeedTarget(2570, Decimal(85), "stated")
        ),
    ]
    store.seed(connection, NOW, seeds)
    put(connection, "M2026-10", KKM, finished=10, open_over30=1, done_by_due=9, due=10)
    put(connection, "M2026-10", SCH, finished=5, open_over30=1, done_by_due=4, due=5)
    score(connection, run_key=1, as_of=NOW, period_ids=None)
    assert told(connection, "S-1", "M2026-10") == (10, 10, "on_track", 5)
    assert told(connection, "S-1", "M2026-10", SCH) == (5, None, "no_target", None)
    assert [told(connection, "S-2", "M2026-10", unit)[1:3] for unit in (KKM, SCH)] == [(0, "off_track")] * 2
    assert [told(connection, "S-3", "M2026-10", unit)[1:3] for unit in (KKM, SCH)] == [
        (85, "on_track"),
        (85, "at_risk"),
    ]
