"""Scores against a small warehouse: nulls and zeros, targets and approvals, versions, speed; on both engines."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from etl.calendar_th import fiscal_year_be
from etl.errors import DefinitionError, UsageError
from etl.indicators import report, store
from etl.indicators.catalogue import Seed, read_catalogue
from etl.steps.score import score
from etl.warehouse.bulk import write_rows
from etl.warehouse.query import QUERIES
from etl.warehouse.tables import (
    agg_complaint_day,
    dim_org_unit,
    dim_period,
    dim_source,
    ind_measure,
    ind_value,
    measure_value,
)

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # 10:00 in Bangkok
KKM, SCH = 1, 2
FLOWS = (
    "received", "received_digital", "acknowledged", "acknowledge_seconds", "forwarded", "reopened", "finished",
    "finished_undated", "finished_reopened", "excluded", "due", "done_by_due", "reply_due", "replied_in_time", "rated",
    "stars",
)  # fmt: skip
STOCKS = ("open_start", "open_end", "open_over30")
MIDDLES = ("close_days_low", "close_days_high")
PERIODS = {
    "M2026-08": ("month", date(2026, 8, 1), date(2026, 9, 1)),
    "M2026-09": ("month", date(2026, 9, 1), date(2026, 10, 1)),
    "M2026-10": ("month", date(2026, 10, 1), date(2026, 11, 1)),
    "M2026-11": ("month", date(2026, 11, 1), date(2026, 12, 1)),
    "M2026-12": ("month", date(2026, 12, 1), date(2027, 1, 1)),
    "FY2570": ("fiscal_year", date(2026, 10, 1), date(2027, 10, 1)),
    "L30": ("last30", date(2026, 10, 22), date(2026, 11, 21)),
    "M2026-11~now": ("now", date(2026, 11, 1), date(2026, 11, 21)),
    "M2026-11~then": ("then", date(2025, 11, 1), date(2025, 11, 21)),
    "D2026-11-20": ("day", date(2026, 11, 20), date(2026, 11, 21)),
    "W2026-W47": ("week", date(2026, 11, 16), date(2026, 11, 23)),
}


def fill(connection: Connection, *, first: date | None = date(2026, 9, 15), is_connected: bool = True) -> None:
    """Two org_units, some periods, the complaint measures; the first fact on the given day."""
    units = [(KKM, "KKM", None, 0), (SCH, "SCH", KKM, 1)]
    connection.execute(
        insert(dim_org_unit),
        [
            {"org_unit_key": k, "code": c, "name_th": c, "name_en": c, "short_th": c, "parent_key": p, "depth": d,
             "sort_order": k}
            for k, c, p, d in units
        ],
    )  # fmt: skip
    connection.execute(
        insert(dim_period),
        [
            {"period_id": i, "grain": g, "starts_on": a, "ends_on": b, "label_th": i, "label_en": i,
             "fiscal_year": fiscal_year_be(b - timedelta(days=1))}
            for i, (g, a, b) in PERIODS.items()
        ],
    )  # fmt: skip
    kinds = [*((m, "flow") for m in FLOWS), *((m, "stock") for m in STOCKS), *((m, "middle") for m in MIDDLES)]
    connection.execute(
        insert(ind_measure),
        [
            {"measure": f"complaints_{m}", "contract": "complaints", "kind": kind, "unit": "เรื่อง", "query": "q",
             "title_th": m, "title_en": m}
            for m, kind in kinds
        ],
    )  # fmt: skip
    connection.execute(
        insert(dim_source).values(
            source_key=1, name="complaints", contract="complaints", title_th="ก", title_en="c", is_sample=True,
            is_connected=is_connected, fresh_within_seconds=93_600,
        )
    )  # fmt: skip
    if first is not None:
        zeros = {c.name: 0 for c in agg_complaint_day.columns if c.name not in ("date", "org_unit_key", "category_key")}
        connection.execute(insert(agg_complaint_day).values(date=first, org_unit_key=SCH, category_key=0, **zeros))


def put(connection: Connection, period_id: str, unit: int, **measures: int) -> None:
    connection.execute(
        insert(measure_value),
        [
            {"period_id": period_id, "org_unit_key": unit, "measure": f"complaints_{m}", "value": v, "run_key": 1}
            for m, v in measures.items()
        ],
    )


def values(connection: Connection, period_id: str, unit: int = KKM) -> Mapping[str, float | None]:
    return {r.code: r.value for r in _rows(connection, period_id, unit)}


@pytest.fixture(autouse=True)
def complaints_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of the complaints, which these tests know by heart."""
    (tmp_path / "indicators").mkdir()
    shutil.copy(QUERIES / "indicators" / "operational.yaml", tmp_path / "indicators")
    monkeypatch.setattr(store, "read_catalogue", lambda: read_catalogue(tmp_path / "indicators"))


def statuses(connection: Connection, period_id: str, unit: int = KKM) -> Mapping[str, str]:
    return {r.code: r.status for r in _rows(connection, period_id, unit)}


def _rows(connection: Connection, period_id: str, unit: int) -> list:  # type: ignore[type-arg]
    here = (ind_value.c.period_id == period_id, ind_value.c.org_unit_key == unit)
    return list(connection.execute(select(ind_value).where(*here).order_by(ind_value.c.code)))


def test_each_formula_gives_its_value(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(
            connection, "M2026-10", KKM, open_start=64, received=950, reopened=12, excluded=26, finished=812, due=900,
            done_by_due=700, acknowledged=8, acknowledge_seconds=8 * 90 * 60, close_days_low=6, close_days_high=7,
            reply_due=4, replied_in_time=3, open_over30=9, open_end=188, rated=3, stars=13, finished_reopened=29,
            received_digital=475, forwarded=19,
        )  # fmt: skip
        written = score(connection, run_key=7, as_of=NOW, period_ids=None)
        assert written == 12 * 2 * (len(PERIODS) - 2)  # not the day, not the week
        assert values(connection, "M2026-10") == {
            "CMP-01": 950,
            "CMP-02": 100 * 812 / 1000,
            "CMP-03": 100 * 700 / 900,
            "CMP-04": 1.5,
            "CMP-05": 6.5,
            "CMP-06": 75,
            "CMP-07": 9,
            "CMP-08": 188,
            "CMP-09": 13 / 3,
            "CMP-10": 100 * 29 / 812,
            "CMP-11": 50,
            "CMP-13": 2,
        }
        row = connection.execute(select(ind_value).limit(1)).one()
        assert row.run_key == 7
        keys = {d.code: d.definition_key for d in store.definitions(connection)}
        assert row.definition_key == keys[row.code]


def test_a_missing_flow_is_zero_only_where_the_data_reach(warehouse: Engine) -> None:
    """First fact on 15 September: August is unknown, September and October are true zeros, December has not begun."""
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert values(connection, "M2026-08")["CMP-01"] is None
        assert values(connection, "M2026-09")["CMP-01"] == 0
        assert values(connection, "M2026-10", SCH)["CMP-08"] == 0
        assert values(connection, "M2026-10")["CMP-05"] is None  # a missing middle
        assert values(connection, "M2026-10")["CMP-03"] is None  # nothing due: no ratio
        assert values(connection, "M2026-12")["CMP-01"] is None
        assert statuses(connection, "M2026-08")["CMP-01"] == "no_data"
        assert statuses(connection, "M2026-10")["CMP-01"] == "no_target"
        assert statuses(connection, "M2026-12")["CMP-01"] == "not_due"


def test_the_period_that_ends_as_the_first_fact_comes_is_unknown(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection, first=date(2026, 10, 1))  # half-open: September ended before it
        store.seed(connection, NOW)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert values(connection, "M2026-09")["CMP-01"] is None
        assert values(connection, "M2026-10")["CMP-01"] == 0


@pytest.mark.parametrize(("is_connected", "word"), [(False, "not_connected"), (True, "no_data")])
def test_nothing_loaded(warehouse: Engine, is_connected: bool, word: str) -> None:
    with warehouse.begin() as connection:
        fill(connection, first=None, is_connected=is_connected)
        store.seed(connection, NOW)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert set(statuses(connection, "M2026-10").values()) == {word}
        assert set(values(connection, "M2026-10").values()) == {None}


def test_a_proposed_target_is_shown_and_not_counted(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(connection, "M2026-11", KKM, due=100, done_by_due=99)
        put(connection, "M2026-11~then", KKM, due=100, done_by_due=99)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        row = next(r for r in _rows(connection, "M2026-11", KKM) if r.code == "CMP-03")
        assert (row.target, row.target_state, row.status, row.score) == (85, "proposed", "no_target", None)
        before = next(r for r in _rows(connection, "M2026-11~then", KKM) if r.code == "CMP-03")
        assert (before.target, before.target_state) == (None, None)  # of FY 2569: nobody proposed one


def test_one_approval_works_from_its_day_on(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW - timedelta(days=10))
        for period in ("M2026-10", "M2026-11", "FY2570", "L30", "M2026-11~now"):
            put(connection, period, KKM, due=100, done_by_due=84)
            put(connection, period, SCH, due=100, done_by_due=85)
        store.approve_target(
            connection, code="CMP-03", fiscal_year=2570, value=85, author="ยุทธศาสตร์", at=NOW, note="มติ 1/2570"
        )
        score(connection, run_key=2, as_of=NOW, period_ids=None)
        for period in ("M2026-11", "FY2570", "L30", "M2026-11~now"):
            assert statuses(connection, period)["CMP-03"] == "at_risk", period
            assert statuses(connection, period, SCH)["CMP-03"] == "on_track", period
        assert statuses(connection, "M2026-10")["CMP-03"] == "no_target"  # ended before the approval
        versions = [t for t in store.targets(connection, "CMP-03") if t.fiscal_year == 2570]
        assert [(t.state, t.valid_to_at) for t in versions] == [("proposed", NOW), ("approved", None)]
        assert versions[0].value == 85  # closed, not overwritten


def test_a_decision_for_no_target_stands(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(connection, "M2026-11", KKM, due=100, done_by_due=84)
        store.approve_target(connection, code="CMP-03", fiscal_year=2570, value=None, author="a", at=NOW)
        assert store.seed(connection, NOW) == 0  # the proposal does not come back
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        row = next(r for r in _rows(connection, "M2026-11", KKM) if r.code == "CMP-03")
        assert (row.target, row.target_state, row.status) == (None, "approved", "no_target")


def test_some_periods_leave_the_others_alone(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(connection, "M2026-10", KKM, received=5)
        put(connection, "M2026-11", KKM, received=6)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        connection.execute(update(measure_value).values(value=50))
        connection.execute(delete(dim_period).where(dim_period.c.period_id == "M2026-09"))
        written = score(connection, run_key=2, as_of=NOW, period_ids=["M2026-11", "M2026-09", "D2026-11-20"])
        assert written == 12 * 2
        assert values(connection, "M2026-10")["CMP-01"] == 5
        assert values(connection, "M2026-11")["CMP-01"] == 50
        assert values(connection, "M2026-09") == {}  # gone from the calendar, gone here
        assert score(connection, run_key=3, as_of=NOW, period_ids=[]) == 0
        assert values(connection, "M2026-10")["CMP-01"] == 5


def test_scoring_twice_changes_nothing(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(connection, "M2026-11", KKM, received=6)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        first = connection.execute(select(ind_value).order_by(*ind_value.primary_key)).all()
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert connection.execute(select(ind_value).order_by(*ind_value.primary_key)).all() == first


def test_seeding_again_changes_nothing_and_a_changed_file_makes_a_version(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        catalogue = store.read_catalogue()
        assert store.seed(connection, NOW, catalogue) == 12 + 9
        assert store.seed(connection, NOW, catalogue) == 0
        changed = [_renamed(s) if s.definition.code == "CMP-05" else s for s in catalogue]
        assert store.seed(connection, NOW + timedelta(days=1), changed) == 1
        versions = store.all_versions(connection, "CMP-05")
        assert [v.version for v in versions] == [1, 2]
        assert versions[0].valid_to_at == versions[1].valid_from_at == NOW + timedelta(days=1)
        assert versions[1].definition.name_th == "ชื่อใหม่"
        without = [s for s in changed if s.definition.code != "CMP-13"]
        assert store.seed(connection, NOW + timedelta(days=2), without) == 1
        assert "CMP-13" not in {d.code for d in store.definitions(connection)}


def _renamed(seed: Seed) -> Seed:
    return Seed(seed.definition.model_copy(update={"name_th": "ชื่อใหม่"}), seed.targets)


def test_seeding_leaves_what_a_person_changed(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        catalogue = read_catalogue()
        store.seed(connection, NOW, catalogue)
        stored = store.set_owner(connection, code="CMP-05", owner="SCH", author="a", at=NOW, reason="มอบหมาย")
        assert (stored.version, stored.origin, stored.definition.owner) == (2, "person", "SCH")
        changed = [_renamed(s) if s.definition.code == "CMP-05" else s for s in catalogue]
        assert store.seed(connection, NOW, changed) == 0
        assert store.seed(connection, NOW, [s for s in catalogue if s.definition.code != "CMP-05"]) == 1  # its target
        assert store.find_definition(connection, "CMP-05").definition.owner == "SCH"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "CMP-99"}, "code"),
        ({"fiscal_year": 2027}, "fiscal_year"),
        ({"value": float("nan")}, "value"),
        ({"author": " "}, "author"),
        ({"code": "CMP-01"}, "kind"),  # a context figure has no target
        ({"at": NOW - timedelta(seconds=1)}, "at"),
        ({"code": "CMP-07", "value": 11}, "thresholds.at_risk_value"),  # at risk would begin before the target
    ],
)
def test_an_approval_is_refused_by_field(warehouse: Engine, change: dict[str, object], field: str) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        wanted = {"code": "CMP-03", "fiscal_year": 2570, "value": 85, "author": "a", "at": NOW, **change}
        with pytest.raises(DefinitionError) as refused:
            store.approve_target(connection, **wanted)  # type: ignore[arg-type]
        assert refused.value.field == field
        assert all(t.state == "proposed" for t in store.targets(connection))


def test_an_owner_must_be_an_org_unit(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        with pytest.raises(DefinitionError) as refused:
            store.set_owner(connection, code="CMP-05", owner="NONE", author="a", at=NOW)
        assert refused.value.field == "owner"


def test_rows_of_the_command_line(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        put(connection, "M2026-10", KKM, due=900, done_by_due=700)
        score(connection, run_key=7, as_of=NOW, period_ids=None)
        listed = {row["code"]: row for row in report.list_rows(connection, NOW)}
        assert [(t["fiscal_year"], t["value"], t["state"]) for t in listed["CMP-03"]["targets"]] == [
            (2570, 85, "proposed")
        ]
        assert listed["CMP-01"]["owner"] is None
        shown = report.show(connection, "CMP-03", NOW)
        assert [m["measure"] for m in shown["measures"]] == ["complaints_done_by_due", "complaints_due"]
        assert shown["valid_from_at"] == "2026-11-21T03:00:00+00:00"
        rows = report.value_rows(connection, NOW, "CMP-03", "M2026-10", "KKM")
        assert rows == [
            {
                "code": "CMP-03", "period_id": "M2026-10", "grain": "month", "starts_on": "2026-10-01",
                "ends_on": "2026-11-01", "org_unit": "KKM", "value": 100 * 700 / 900, "target": 85.0,
                "target_state": "proposed", "status": "stale", "score": None, "definition_version": 1,
                "run_key": 7, "scored_status": "no_target",  # its source was never read
            }
        ]  # fmt: skip
        assert len(report.value_rows(connection, NOW, None, "M2026-10", None)) == 24
        for wrong in (("CMP-99", None, None), (None, "M1999-01", None), (None, None, "XXX")):
            with pytest.raises(UsageError):
                report.value_rows(connection, NOW, *wrong)
        with pytest.raises(UsageError):
            report.show(connection, "CMP-99", NOW)


def test_an_unknown_measure_is_no_data(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        seed = next(s for s in read_catalogue() if s.definition.code == "CMP-01")
        wrong = Seed(seed.definition.model_copy(update={"formula": "complaints_recieved"}))
        huge = Seed(
            seed.definition.model_copy(update={"code": "CMP-X", "formula": "complaints_received + " + "9" * 29})
        )
        store.seed(connection, NOW, [wrong, huge])
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert statuses(connection, "M2026-10") == {"CMP-01": "no_data", "CMP-X": "no_data"}
        assert report.show(connection, "CMP-01", NOW)["measures"] == [
            {"measure": "complaints_recieved", "is_known": False}
        ]


def test_sixty_thousand_rows_are_quick(warehouse: Engine) -> None:
    """The figure to hold is 3 s; three times that leaves room for a busy machine."""
    months = [date(2000 + i // 12, i % 12 + 1, 1) for i in range(250)]
    with warehouse.begin() as connection:
        fill(connection, first=date(2000, 1, 1))
        rows = []
        for number, month in enumerate(months):
            after = months[number + 1] if number + 1 < len(months) else month + timedelta(days=30)
            rows.append(
                {"period_id": f"P{number}", "grain": "month", "starts_on": month, "ends_on": after, "label_th": "",
                 "label_en": "", "fiscal_year": fiscal_year_be(month)}
            )  # fmt: skip
        connection.execute(insert(dim_period), rows)
        units = range(10, 28)
        connection.execute(
            insert(dim_org_unit),
            [
                {"org_unit_key": k, "code": f"U{k}", "name_th": "", "name_en": "", "short_th": "", "depth": 1,
                 "sort_order": k}
                for k in units
            ],
        )  # fmt: skip
        figures = {m: n + 3 for n, m in enumerate((*FLOWS, *STOCKS, *MIDDLES))}
        connection.execute(
            insert(measure_value),
            [
                {"period_id": r["period_id"], "org_unit_key": k, "measure": f"complaints_{m}", "value": v, "run_key": 1}
                for r in rows for k in units for m, v in figures.items()
            ],
        )  # fmt: skip
        store.seed(connection, NOW)
        started = time.perf_counter()
        written = score(connection, run_key=1, as_of=NOW, period_ids=None)
        seconds = time.perf_counter() - started
        assert written >= 60_000
        assert seconds < 9, f"{written} rows in {seconds:.1f} s"
        print(f"{written} rows in {seconds:.2f} s")


def test_rows_are_written_by_name(warehouse: Engine) -> None:
    """Columns given in another order than the table's land where they belong."""
    with warehouse.begin() as connection:
        columns = ("value", "run_key", "measure", "period_id", "org_unit_key")
        rows = [(number, 9, "m", "FY2570", number) for number in range(3)]
        assert write_rows(connection, measure_value, columns, iter(rows)) == 3
        assert connection.execute(select(measure_value).order_by(measure_value.c.value)).all() == [
            ("FY2570", number, "m", number, 9) for number in range(3)
        ]
        assert write_rows(connection, measure_value, columns, []) == 0


def test_targets_keep_their_decimals(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        fill(connection)
        store.seed(connection, NOW)
        store.approve_target(connection, code="CMP-09", fiscal_year=2570, value=Decimal("4.1"), author="a", at=NOW)
        put(connection, "M2026-11", KKM, rated=10, stars=41)
        score(connection, run_key=1, as_of=NOW, period_ids=None)
        assert statuses(connection, "M2026-11")["CMP-09"] == "on_track"  # 41/10 is 4.1, which no binary float is
