"""Indicators that look at other periods, at one another and at what people entered; and how far a change reaches."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from etl.indicators.changes import find_changed, indicators_mark
from etl.indicators.definition import Definition, read_definition
from etl.indicators.evaluate import formula_names, preview
from etl.indicators.store import approve_target, seed
from etl.indicators.versions import close_definition, find_definition, open_definition
from etl.steps.score import score
from etl.warehouse.periods import sync_periods
from etl.warehouse.tables import dim_period, ind_value, measure_value
from etl.warehouse.tables.indicators import ind_entry
from tests.pipeline.test_score import KKM, SCH, fill

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
FIRST = date(2024, 10, 1)
RECEIVED, OPEN = "complaints_received", "complaints_open_end"
FORMULAS = {
    "A-1": RECEIVED,
    "A-2": f"100 * ({OPEN} - previous({OPEN})) / previous({OPEN})",
    "A-3": "[A-1] / same_period_last_year([A-1])",
    "A-4": "coalesce([A-3], 0) + previous([A-2])",
    "A-5": "1000 * [H-1] / [A-1]",
}


def define(code: str, formula: str | None, **more: Any) -> Definition:
    return read_definition(
        {
            "code": code, "kind": "tracked", "name_th": "ก", "name_en": code, "description_th": "ก",
            "description_en": "a", "unit_th": "เรื่อง", "unit_en": "things", "direction": "lower", "formula": formula,
            "frequency": "monthly", "data_source": "system" if formula else "hand",
            "contract": "complaints" if formula else None, **more,
        }
    )  # fmt: skip


def store(connection: Connection, definition: Definition, at: datetime = NOW) -> None:
    open_definition(connection, definition, origin="person", author="a", reason="r", at=at)


def enter(connection: Connection, period_id: str, value: float, state: str = "approved", unit: int = KKM) -> None:
    said = {"evidence": "e", "entered_by": "a", "entered_at": NOW, "state": state, "value": value}
    connection.execute(insert(ind_entry).values(code="H-1", period_id=period_id, org_unit_key=unit, **said))


def put(connection: Connection, period_id: str, unit: int, measure: str, value: int) -> None:
    here = {"period_id": period_id, "org_unit_key": unit, "measure": measure}
    connection.execute(delete(measure_value).filter_by(**here))
    connection.execute(insert(measure_value).values(**here, value=value, run_key=1))


def build(connection: Connection) -> dict[tuple[str, int, str], int]:
    """Two org_units, the real calendar, random measures in every period but days and weeks; the definitions above."""
    fill(connection, first=FIRST)
    connection.execute(delete(dim_period))
    sync_periods(connection, NOW, FIRST)
    for code, formula in FORMULAS.items():
        store(connection, define(code, formula))
    store(connection, define("H-1", None))
    pick = random.Random(5)
    scored = select(dim_period.c.period_id).where(
        dim_period.c.grain.not_in(["day", "week"]), dim_period.c.ends_on > FIRST
    )
    given = {
        (period_id, unit, measure): pick.randint(1, 900)
        for period_id in connection.execute(scored.order_by(dim_period.c.period_id)).scalars()
        for unit in (KKM, SCH)
        for measure in (RECEIVED, OPEN)
        if pick.random() < 0.8
    }
    rows = [
        {"period_id": p, "org_unit_key": u, "measure": m, "value": v, "run_key": 1} for (p, u, m), v in given.items()
    ]
    connection.execute(insert(measure_value), rows)
    return given


def table(connection: Connection) -> dict[tuple[str, str, int], tuple[Any, ...]]:
    columns = [c for c in ind_value.columns if c.name != "run_key"]
    return {tuple(row[:3]): tuple(row[3:]) for row in connection.execute(select(*columns))}  # type: ignore[misc]


def value(connection: Connection, code: str, period_id: str, unit: int = KKM) -> float | None:
    return table(connection)[code, period_id, unit][0]


def test_values_in_other_periods(unkept: Connection) -> None:
    """Each against the measures as they were put; a missing flow is 0 where the data reach, else null."""
    given = build(unkept)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    found = table(unkept)

    def known(period_id: str, measure: str, unit: int) -> int:
        return given.get((period_id, unit, measure), 0)

    pairs = {  # the period, the one before it, the same of last year
        "M2025-10": ("M2025-09", "M2024-10"),
        "Q2569-1": ("Q2568-4", "Q2568-1"),
        "H2569-2": ("H2569-1", "H2568-2"),
        "FY2569": ("FY2568", "FY2568"),
        "YTD2026-03": ("YTD2025-03", "YTD2025-03"),  # of a year to date both are last year's
        "M2026-11": ("M2026-10", "M2026-11~then"),  # like for like: as many days
        "M2026-11~now": (None, "M2026-11~then"),
        "FY2570": ("FY2569", "FY2570~then"),
        "L30": ("L30~then", None),
        "L12M": ("L12M~then", "L12M~then"),
    }
    for unit in (KKM, SCH):
        for period_id, (before, last) in pairs.items():
            opened, was = known(period_id, OPEN, unit), known(before, OPEN, unit) if before else None
            grown = None if not was else float(Fraction(100 * (opened - was), was))
            assert found["A-2", period_id, unit][0] == grown, period_id
            came = known(last, RECEIVED, unit) if last else None
            ratio = None if not came else float(Fraction(known(period_id, RECEIVED, unit), came))
            assert found["A-3", period_id, unit][0] == ratio, period_id
    assert found["A-2", "M2024-10", KKM][0] is None  # nothing was loaded before
    both = Fraction(known("M2025-10", RECEIVED, KKM), known("M2024-10", RECEIVED, KKM) or 1)
    assert known("M2024-10", RECEIVED, KKM) and found["A-2", "M2025-09", KKM][0] is not None
    opened, was = known("M2025-09", OPEN, KKM), known("M2025-08", OPEN, KKM)
    assert found["A-4", "M2025-10", KKM][0] == float(both + Fraction(100 * (opened - was), was))


def test_entered_values(unkept: Connection) -> None:
    given = build(unkept)
    for period_id, entered, state in (
        ("M2026-08", 7.1, "approved"), ("M2026-08", 9.9, "waiting"), ("M2026-09", 1, "replaced"),
        ("M2026-09", 2.5, "approved"), ("M2026-10", 3, "refused"), ("Q2569-4", 5, "approved"),
    ):  # fmt: skip
        enter(unkept, period_id, entered, state)
    enter(unkept, "M2026-08", 4, unit=SCH)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    found = table(unkept)
    months = {p for code, p, _ in found if code == "H-1"}
    assert {p[0] for p in months} == {"M"} and len(months) > 24  # its own frequency only
    assert (found["H-1", "M2026-08", KKM][0], found["H-1", "M2026-08", SCH][0]) == (7.1, 4)
    assert found["H-1", "M2026-09", KKM][0] == 2.5
    assert found["H-1", "M2026-10", KKM][0] is None
    states = {p: found["H-1", p, KKM][3] for p in ("M2026-09", "M2026-10", "M2026-11", "M2026-12")}
    # the month that is not over has not to be reported yet
    assert states == {"M2026-09": "no_target", "M2026-10": "no_data", "M2026-11": "not_due", "M2026-12": "not_due"}
    received = given.get(("M2026-08", KKM, RECEIVED), 0)
    expected = None if not received else float(Fraction(7100) / received)
    assert found["A-5", "M2026-08", KKM][0] == expected
    assert found["A-5", "FY2569", KKM][0] is None  # nothing was entered for a year


def snapshot_of_everything(connection: Connection) -> dict[tuple[str, str, int], tuple[Any, ...]]:
    """What a full scoring would give; nothing is kept of it."""
    with connection.begin_nested() as tried:
        score(connection, run_key=9, as_of=NOW, period_ids=None)
        whole = table(connection)
        tried.rollback()
    return whole


@pytest.mark.parametrize("seed", range(2))
def test_a_small_change_ends_where_a_full_scoring_would(unkept: Connection, seed: int) -> None:
    pick = random.Random(seed)
    given = build(unkept)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    places = sorted(given)
    for _ in range(3):
        period_id, unit, measure = pick.choice(places)
        put(unkept, period_id, unit, measure, pick.randint(1, 5_000))
        written = score(unkept, run_key=2, as_of=NOW, period_ids=[period_id], contracts={"complaints"})
        assert 0 < written < 12 * 8  # there, and where something looks back at it
        assert table(unkept) == snapshot_of_everything(unkept)
    before = indicators_mark(unkept)
    stored = find_definition(unkept, "A-1")
    close_definition(unkept, stored, NOW)
    store(unkept, define("A-1", f"{RECEIVED} + {OPEN}"))
    enter(unkept, "M2026-08", pick.randint(1, 99))
    approve_target(unkept, code="A-2", fiscal_year=2570, value=5, author="a", at=NOW)
    changed = find_changed(before, indicators_mark(unkept))
    assert changed == {"A-1", "H-1", "A-2"}
    score(unkept, run_key=3, as_of=NOW, period_ids=[], contracts=set(), codes=changed)
    assert table(unkept) == snapshot_of_everything(unkept)
    runs = dict(unkept.execute(select(ind_value.c.code, ind_value.c.run_key).distinct()).all())
    assert {code for code, run in runs.items() if run == 3} >= {"A-1", "A-2", "A-3", "A-4", "A-5", "H-1"}


def test_a_change_elsewhere_touches_nothing_here(unkept: Connection) -> None:
    build(unkept)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    score(unkept, run_key=2, as_of=NOW, period_ids=["M2026-10"], contracts={"personnel"})
    touched = unkept.execute(select(ind_value.c.code).where(ind_value.c.run_key == 2).distinct()).scalars()
    assert set(touched) == {"H-1", "A-5"}  # who has reported by now is asked of every period
    assert table(unkept) == snapshot_of_everything(unkept)


def test_an_indicator_that_is_no_more_leaves_no_rows(unkept: Connection) -> None:
    build(unkept)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    before = indicators_mark(unkept)
    close_definition(unkept, find_definition(unkept, "A-3"), NOW)
    changed = find_changed(before, indicators_mark(unkept))
    score(unkept, run_key=2, as_of=NOW, period_ids=[], contracts=set(), codes=changed or set())
    found = table(unkept)
    assert not [place for place in found if place[0] == "A-3"]
    assert found == snapshot_of_everything(unkept)


def test_a_ring_that_came_in_has_no_values(unkept: Connection) -> None:
    """Refused when it is saved; in a catalogue of before that rule it must not stop the scoring of everything."""
    build(unkept)
    store(unkept, define("R-1", "[R-2] + 1"))
    store(unkept, define("R-2", "previous([R-1]) + coalesce([R-1], 1)"))
    store(unkept, define("R-3", "[R-1] + 1"))
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    assert {v[0] for (code, _, _), v in table(unkept).items() if code.startswith("R-")} <= {None}
    assert value(unkept, "A-1", "M2026-10") is not None


def test_marks_know_the_marks_of_before(unkept: Connection) -> None:
    build(unkept)
    mark = indicators_mark(unkept)
    assert find_changed(mark, mark) == frozenset()
    assert find_changed(None, mark) is None
    assert find_changed("12/11/11/9/9/9", mark) is None  # as it was written before: all are worked out
    enter(unkept, "M2026-08", 3, "waiting")
    assert find_changed(mark, indicators_mark(unkept)) == frozenset()
    unkept.execute(update(ind_entry).values(state="approved"))
    assert find_changed(mark, indicators_mark(unkept)) == {"H-1"}


def test_the_preview_is_what_scoring_gives(unkept: Connection) -> None:
    build(unkept)
    approve_target(unkept, code="A-4", fiscal_year=2570, value=5, author="a", at=NOW - timedelta(days=60))
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    found = table(unkept)
    for code, formula in FORMULAS.items():
        shown = preview(unkept, define(code, formula), org_unit_key=SCH, as_of=NOW)
        assert [v.period_id for v in shown] == [f"M{2025 + (m > 12)}-{(m - 1) % 12 + 1:02d}" for m in range(12, 24)]
        for one in shown:
            stored = found[code, one.period_id, SCH]
            assert (None if one.value is None else float(one.value), one.status.value) == (stored[0], stored[3])
    new = define("N-1", "[A-1] - previous([A-1])", frequency="quarterly")
    assert [v.period_id for v in preview(unkept, new, org_unit_key=KKM, as_of=NOW, count=2)] == [
        "Q2569-4",
        "Q2570-1",
    ]
    assert preview(unkept, define("N-2", "[N-2]"), org_unit_key=KKM, as_of=NOW) == []
    assert table(unkept) == found  # nothing is stored


def test_names_to_choose_from(unkept: Connection) -> None:
    build(unkept)
    store(unkept, define("Z-1", None, data_source="none"))
    names = [name.name for name in formula_names(unkept)]
    assert RECEIVED in names
    assert "[A-1]" in names and "[H-1]" in names
    assert "[Z-1]" not in names  # no source gives it a value


def test_what_no_source_gives_is_said_once(unkept: Connection) -> None:
    """Of a city with its complaint system alone nearly all rows are of complaints."""
    build(unkept)
    seed(unkept, NOW)
    score(unkept, run_key=1, as_of=NOW, period_ids=None)
    stored = unkept.execute(select(ind_value).where(ind_value.c.status == "not_connected")).all()
    years = dict(unkept.execute(select(dim_period.c.period_id, dim_period.c.fiscal_year)).all())
    assert {row.org_unit_key for row in stored} == {KKM}
    assert {years[row.period_id] for row in stored if row.period_id[:2] not in ("CY", "L1")} == {2570}
    assert len({row.code for row in stored}) > 50
    assert len(stored) < 5_000
    assert value(unkept, "A-1", "M2026-10", SCH) is not None
