"""Areas, hours and ages of `/complaints` on the golden warehouse, against plain loops over the complaints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from etl.settings import load_settings
from etl.steps.settle import settle
from etl.warehouse.engine import make_engine
from etl.warehouse.query import load
from etl.warehouse.tables import measure_value
from tests.sql.day_oracle import AREAS, PARENTS, below, find_spells, state_at_end_of
from tests.sql.golden import AS_OF, GOLDEN, TODAY, write_golden

COUNTED = [(c, find_spells(c)) for c in GOLDEN if find_spells(c)]
BANDS = ((0, 3), (4, 7), (8, 15), (16, 30), (31, 60), (61, 90))
EDGES = (3, 7, 15, 30, 60, 90)
DAYS = [
    TODAY,
    date(2026, 11, 19),
    date(2026, 10, 31),
    date(2026, 10, 13),
    date(2026, 9, 30),
    date(2026, 9, 8),
    date(2024, 3, 1),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def golden(
    request: pytest.FixtureRequest, new_warehouse: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Settled once; nothing here writes."""
    engine = make_engine(new_warehouse(request.param))
    write_golden(engine)
    settings = load_settings({"MIS_HOME": str(tmp_path_factory.mktemp("home")), "MIS_AS_OF": AS_OF.isoformat()})
    assert settle(engine, settings, run_key=7, as_of=AS_OF, check_fence=lambda _: None)
    yield engine
    engine.dispose()


def read(engine: Engine, name: str, **values: Any) -> list[Any]:
    with engine.begin() as connection:
        return load(name, engine.dialect.name).rows(connection, **values)


def outer_code(area_key: int) -> str:
    parent = AREAS[area_key][2]
    return AREAS[area_key if parent is None else parent][0]


@pytest.mark.parametrize("unit", [1, 2, 3])
@pytest.mark.parametrize("span", [(date(2026, 10, 1), date(2026, 12, 1)), (date(2025, 10, 1), date(2026, 10, 1))])
def test_areas(golden: Engine, unit: int, span: tuple[date, date]) -> None:
    expected: dict[str, Counter[str]] = defaultdict(Counter)

    def within(day: date | None) -> bool:
        return day is not None and span[0] <= day < span[1] and day <= TODAY

    for complaint, spells in COUNTED:
        if not below(complaint.org_unit_key, unit):
            continue
        parts = expected[outer_code(complaint.area_key)]
        parts["received"] += within(complaint.received_date)
        parts["finished"] += sum(s.outcome == "finished" and within(s.closed) for s in spells)
        state = state_at_end_of(spells, complaint.due_date)
        if within(complaint.due_date) and complaint.due_date < TODAY and state != "excluded":
            parts["due"] += 1
            parts["done_by_due"] += state == "finished"
    found = {
        row.code: Counter(received=row.received, finished=row.finished, due=row.due, done_by_due=row.done_by_due)
        for row in read(
            golden, "pages/complaint_areas", from_date=span[0], to_date=span[1], today=TODAY, org_unit_key=unit
        )
    }
    assert {code: +parts for code, parts in found.items()} == {c: +p for c, p in expected.items() if +p}
    if unit == 1 and span[1] > TODAY:
        assert {"z1", "z2", "-/d", "unknown"} == set(found)  # the community in a zone counts in it, the other alone


@pytest.mark.parametrize("unit", [1, 3])
def test_hours(golden: Engine, unit: int) -> None:
    starts, ends = date(2021, 10, 1), date(2026, 12, 1)
    expected = Counter(
        (c.received_date.isoweekday(), c.received_at.hour)
        for c, _ in COUNTED
        if starts <= c.received_date < ends and below(c.org_unit_key, unit)
    )
    rows = read(golden, "pages/complaint_hours", from_date=starts, to_date=ends, org_unit_key=unit)
    assert {(row.weekday, row.hour): row.received for row in rows} == expected
    assert unit != 1 or {0, 23} <= {row.hour for row in rows}


@pytest.mark.parametrize("day", DAYS)
def test_ages(golden: Engine, day: date) -> None:
    expected: dict[int, list[int]] = {}
    for unit in (u for u, parent in PARENTS.items() if u == 1 or parent == 1):
        ages = [
            (day - complaint.received_date).days
            for complaint, spells in COUNTED
            if below(complaint.org_unit_key, unit) and state_at_end_of(spells, day) == "open"
        ]
        counts = [sum(low <= age <= high for age in ages) for low, high in BANDS]
        if any(counts):
            expected[unit] = counts
    since = {f"since_{edge}": day - timedelta(days=edge) for edge in EDGES}
    rows = read(golden, "pages/complaint_ages", org_unit_key=1, on_date=day, **since)
    assert {row[0]: list(row[1:]) for row in rows} == expected


def test_ages_are_part_of_what_is_open(golden: Engine) -> None:
    """What is older than 90 days is the rest: never less than nothing, and all of it here."""
    since = {f"since_{edge}": TODAY - timedelta(days=edge) for edge in EDGES}
    rows = {
        row[0]: sum(row[1:]) for row in read(golden, "pages/complaint_ages", org_unit_key=1, on_date=TODAY, **since)
    }
    is_open = (measure_value.c.measure == "complaints_open_end") & (measure_value.c.period_id == "YTD2026-11")
    with golden.connect() as connection:
        stored = connection.execute(select(measure_value).where(is_open)).all()
    totals = {row.org_unit_key: row.value for row in stored}
    old = [
        c for c, spells in COUNTED if state_at_end_of(spells, TODAY) == "open" and (TODAY - c.received_date).days > 90
    ]
    assert totals[1] - rows[1] == len(old) > 0
    assert all(totals[unit] >= count for unit, count in rows.items())
