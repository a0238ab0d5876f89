"""F28 and what a person says to it: absurd volumes, lost columns, deletes, rejects are held, decided once, closed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select, update

from dashboard.cli import main
from etl import holds, requests
from etl.errors import UsageError
from etl.holds import Hold, list_holds
from etl.pipeline import run_source
from etl.run_report import RunReport
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_check_failure, etl_hold, etl_notice, etl_run, fact_complaint
from etl.work import Work
from tests.conftest import drop_warehouse
from tests.faults.model import check_converged, in_one_commit, in_warehouse
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for
from tests.pipeline.state import facts

Run = Callable[..., RunReport]
CASES = 240
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def known_once(
    tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[..., str]
) -> Callable[[str], tuple[Path, str]]:
    """240 cases, read completely three times and their changes three times: history that tells what is usual.

    Gives a source and a warehouse on the engine named that nobody opens, to be copied.
    """

    @cache
    def make(kind: str) -> tuple[Path, str]:
        file, url = tmp_path_factory.mktemp("known") / "complaints.db", new_warehouse(kind)
        city, engine = City(f"sqlite:///{file}"), make_engine(url)
        with in_one_commit(city) as together:
            for number in range(1, CASES + 1):
                together.complaint(number, f"2026-11-{number % 10 + 9:02d} 10:00:00")
        for mode in ("changes", "full", "sweep", "changes", "changes", "changes"):
            settings = settings_for(city.url, file.parent)
            assert run_source(settings, engine, "complaints", mode=mode).status == "done"  # type: ignore[arg-type]
        engine.dispose()
        city.engine.dispose()
        return file, url

    return make


@pytest.fixture
def warehouse(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """SQLite, and PostgreSQL where a test is marked with `both`: what is judged is asked in SQL.

    Where a test asks for `known` it is a copy of what was read already.
    """
    kind = getattr(request, "param", "sqlite")
    known = request.getfixturevalue("known_once") if "known" in request.fixturenames else None
    url = new_warehouse(like=known(kind)[1]) if known else new_warehouse(kind)
    engine = make_engine(url)
    yield engine
    engine.dispose()
    drop_warehouse(url)


both = pytest.mark.parametrize("warehouse", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def known(known_once: Callable[[str], tuple[Path, str]], warehouse: Engine, tmp_path: Path) -> City:
    """A copy of the source that `warehouse` has read."""
    file = tmp_path / "complaints.db"
    shutil.copy(known_once(warehouse.dialect.name)[0], file)
    city = City(f"sqlite:///{file}")
    city._log_id = CASES
    return city


def standing(engine: Engine) -> list[Hold]:
    with engine.connect() as connection:
        return list_holds(connection)


def decide(engine: Engine, decision: str, *, by: str = "somchai", reason: str = "") -> Hold:
    with engine.begin() as connection:
        (hold,) = [hold for hold in list_holds(connection) if hold.status == "waiting"]
        return holds.decide(connection, hold.hold_key, decision, by=by, at=NOW, reason=reason)


def _gone(city: City) -> None:
    city.delete(*range(25, CASES + 1))


def _bring_back(city: City) -> None:
    """The first forty, with the lines of history they had."""
    with in_one_commit(city) as together:
        together._log_id = 0
        for number in range(1, 41):
            together.complaint(number, f"2026-11-{number % 10 + 9:02d} 10:00:00")


def _zeros(city: City) -> None:
    city.run("update tb_complaint set dept_name = '', zone_name = ''")


def _nothing(city: City) -> None:
    city.run("delete from tb_complaint_status_log")
    city.run("delete from tb_complaint")


def _doubled(city: City) -> None:
    with in_one_commit(city) as together:
        for number in range(1000, 2300):
            together.complaint(number, "2026-11-19 10:00:00", history=False)


@both
@pytest.mark.parametrize(
    ("spoil", "mode", "kind", "entity", "words"),
    [
        (_gone, "full", "volume", "complaint_status", "complete read of 24 rows"),
        (_gone, "sweep", "volume", "complaint_status", "usual"),
        (_zeros, "full", "schema", "complaint", "org_unit_key"),
        (_nothing, "full", "volume", "complaint_status", "the source is empty"),
        (_doubled, "full", "volume", "complaint", "complete read of 1540 rows"),
        (_doubled, "changes", "volume", "complaint", "read of changes of"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_f28_absurd_data_are_held(
    known: City,
    warehouse: Engine,
    run: Run,
    spoil: Callable[[City], None],
    mode: str,
    kind: str,
    entity: str,
    words: str,
) -> None:
    before = in_warehouse(warehouse)
    spoil(known)
    if mode == "changes":
        known.run("update tb_complaint set updated_at = '2026-11-20 12:00:00' where complaint_id >= 1000")
    report = run(known, mode=mode)
    assert (report.status, report.error_code, report.step) == ("held", "batch_held", f"load {entity}"), report
    (hold,) = standing(warehouse)
    assert (hold.kind, hold.entity, hold.status, hold.run_key) == (kind, entity, "waiting", report.run_key)
    assert words in hold.what and "mis holds list" in hold.remedy
    assert in_warehouse(warehouse).complaints == before.complaints  # the figures stay


def test_f28_usual_days_are_let_through(known: City, warehouse: Engine, run: Run) -> None:
    """Half as many again, a quiet week, a month's outage caught up: none of it asks a person."""
    with in_one_commit(known) as together:
        for number in range(1000, 1000 + CASES // 2):
            together.complaint(number, "2026-11-20 10:00:00")
    for mode, as_of in (
        ("full", "2026-11-21"),
        ("changes", "2026-11-21"),
        ("changes", "2026-12-20"),
        ("sweep", "2026-12-21"),
    ):
        assert run(known, mode=mode, as_of=as_of).status == "done"
    assert standing(warehouse) == []
    check_converged(warehouse, known)


@both
def test_an_approval_lets_just_this_through_once(known: City, warehouse: Engine, run: Run) -> None:
    known.delete(*range(1, 41))  # 17 %: more than the guard, less than absurd
    assert run(known, mode="sweep").status == "held"
    hold = decide(warehouse, "approve", reason="ลบข้อมูลทดสอบ")
    assert (hold.status, hold.decided_by, hold.decision_reason, hold.found) == (
        "approved",
        "somchai",
        "ลบข้อมูลทดสอบ",
        40,
    )
    assert run(known).status == "done"  # changes use no approval of deletes
    (kept,) = standing(warehouse)
    assert kept.status == "approved"
    report = run(known, mode="sweep")
    if report.status == "held":  # the other entity asks on its own
        assert standing(warehouse)[0].entity != hold.entity
        decide(warehouse, "approve")
        report = run(known, mode="sweep")
    assert report.status == "done" and report.counts["complaint"].deleted == 40
    assert standing(warehouse) == []
    check_converged(warehouse, known)
    known.delete(*range(41, 81))
    assert run(known, mode="sweep").status == "held"  # the approval is used up


def test_an_approval_is_not_for_more_than_was_seen(known: City, warehouse: Engine, run: Run) -> None:
    known.delete(*range(1, 41))
    run(known, mode="sweep")
    decide(warehouse, "approve")
    known.delete(*range(41, 61))
    assert run(known, mode="sweep").status == "held"
    waiting, approved = standing(warehouse)
    assert (waiting.status, waiting.found, approved.status, approved.found) == ("waiting", 60, "approved", 40)


def test_a_declined_hold_stays_declined_while_it_is_the_same(known: City, warehouse: Engine, run: Run) -> None:
    """A source held at every tick asks once; what is mended closes it."""
    known.delete(*range(1, 41))
    for _ in range(3):
        assert run(known, mode="sweep").status == "held"
    (one,) = standing(warehouse)
    decide(warehouse, "decline", reason="รอตรวจสอบ")
    assert run(known, mode="sweep").status == "held"
    (still,) = standing(warehouse)
    assert (still.hold_key, still.status) == (one.hold_key, "declined")
    _bring_back(known)
    assert run(known, mode="sweep").status == "done"
    assert standing(warehouse) == []
    with warehouse.connect() as connection:
        (closed,) = list_holds(connection, with_closed=True)
    assert closed.status == "declined" and closed.merged_run_key is not None


def test_a_waiting_hold_is_superseded_by_a_clean_read_as_wide(known: City, warehouse: Engine, run: Run) -> None:
    known.delete(*range(1, 41))
    run(known, mode="sweep")
    assert run(known).status == "done"
    assert [hold.status for hold in standing(warehouse)] == ["waiting"]  # changes do not answer a sweep's question
    _bring_back(known)
    report = run(known, mode="sweep")
    assert standing(warehouse) == []
    with warehouse.connect() as connection:
        (over,) = list_holds(connection, with_closed=True)
    assert (over.status, over.merged_run_key) == ("superseded", report.run_key)


def test_rejects_over_the_limit_may_be_approved(
    city: City, warehouse: Engine, run: Run, write_config: Callable[..., Path]
) -> None:
    config = write_config(reject_limit={"share": 0.1, "rows": 3})
    for number in range(1, 21):
        city.complaint(number, history=False, status_code="99" if number <= 5 else "01")
    assert run(city, config=config).status == "held"
    (hold,) = standing(warehouse)
    assert (hold.kind, hold.found, hold.usual) == ("rejects", 0.25, 0.1)
    decide(warehouse, "approve")
    report = run(city, config=config)
    assert (report.status, report.counts["complaint"].inserted, report.counts["complaint"].rejected) == ("done", 15, 5)
    assert standing(warehouse) == []
    check_converged(warehouse, city)


def test_what_cannot_be_decided(known: City, warehouse: Engine, run: Run) -> None:
    known.delete(*range(1, 41))
    run(known, mode="sweep")
    (hold,) = standing(warehouse)
    with warehouse.begin() as connection:
        for key, decision in ((hold.hold_key, "perhaps"), (999, "approve")):
            with pytest.raises(UsageError):
                holds.decide(connection, key, decision, by="x", at=NOW)
        connection.execute(update(etl_hold).values(kind="conservation"))
        with pytest.raises(UsageError, match="lost or doubled"):
            holds.decide(connection, hold.hold_key, "approve", by="x", at=NOW)
        holds.decide(connection, hold.hold_key, "decline", by="x", at=NOW)
        with pytest.raises(UsageError, match="declined"):
            holds.decide(connection, hold.hold_key, "approve", by="x", at=NOW)


def test_the_dashboard_asks_for_a_decision_and_its_run(
    known: City, warehouse: Engine, run: Run, tmp_path: Path
) -> None:
    known.delete(*range(1, 41))
    run(known, mode="sweep")
    (hold,) = standing(warehouse)
    work = Work(settings_for(known.url, tmp_path, warehouse=warehouse))
    asked = {"hold_key": hold.hold_key, "decision": "approve", "reason": "ตรวจแล้ว"}
    with warehouse.begin() as connection:
        key = requests.ask(connection, "decision", source_name="complaints", details=asked, asked_by="itcentre", at=NOW)
        odd = requests.ask(connection, "decision", details={"decision": "approve"}, asked_by="x", at=NOW)
    work.take_requests()
    with warehouse.connect() as connection:
        assert requests.state(connection, key).status == "done"
        assert requests.state(connection, odd).status == "failed"
        decided = holds.find_hold(connection, hold.hold_key)
        last = connection.execute(select(etl_run).order_by(etl_run.c.run_key.desc())).first()
    assert (decided.status, decided.decided_by, decided.decision_reason) == ("approved", "itcentre", "ตรวจแล้ว")
    assert last is not None and (last.mode, last.trigger) == ("sweep", "request")


def test_a_request_that_meets_a_run_waits_for_it(known: City, warehouse: Engine, tmp_path: Path) -> None:
    from etl.lease import hold_lease

    work = Work(settings_for(known.url, tmp_path, warehouse=warehouse))
    work.take_requests()
    with warehouse.begin() as connection:
        key = requests.ask(connection, "run", source_name="complaints", asked_by="x", at=NOW)
    with hold_lease(warehouse):
        work.take_requests()
        with warehouse.connect() as connection:
            assert requests.state(connection, key).status == "waiting"
    work.take_requests()
    with warehouse.connect() as connection:
        assert requests.state(connection, key).status == "done"


def test_mis_holds_and_status(known: City, warehouse: Engine, run: Run, tmp_path: Path) -> None:
    run(known, mode="full")
    known.delete(*range(1, 41))
    run(known, mode="sweep")
    url = warehouse.url.render_as_string(hide_password=False)
    environ = {
        "MIS_HOME": str(tmp_path / "home"), "MIS_AS_OF": "2026-11-21", "MIS_WAREHOUSE_URL": url,
        "MIS_SOURCE_COMPLAINTS_URL": known.url, "MIS_CONFIG": "", "MIS_SAMPLE_URL": "",
    }  # fmt: skip

    def mis(*arguments: str) -> str:
        done = CliRunner().invoke(main, list(arguments), env=environ)
        assert done.exit_code == 0, done.output
        return done.output

    said = mis("status")
    assert "hold 1 (deletes) is waiting" in said and "mis holds approve 1" in said
    assert "load complaint_status, batch_held" in said
    assert "complete read, 240 rows, usual 240" in said
    assert "deletes" in mis("holds", "list", "complaints")
    said = mis("holds", "approve", "1", "--reason", "ok", "--by", "somsri")
    assert "is approved" in said and "mis run complaints --sweep" in said
    assert '"decided_by": "somsri"' in mis("holds", "list", "--json")
    assert CliRunner().invoke(main, ["holds", "decline", "1"], env=environ).exit_code == 2


# --- notices, checks ------------------------------------------------------------------------------------------------


def test_checks_that_warn_are_in_the_books_until_clean(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.log(77, "2026-11-20 10:00:00", "01")  # a history without its complaint
    assert run(city).status == "done"
    assert facts(warehouse, "etl_check_failure", "check_name", "stops", "rows_found") == [
        ("statuses_have_complaints", False, 1)
    ]
    assert '"complaint_id": "77"' in facts(warehouse, "etl_check_failure", "examples")[0][0]
    city.complaint(77, history=False)
    assert run(city).status == "done"
    assert facts(warehouse, "etl_check_failure", "check_name") == []


def test_a_check_that_stops_the_figures_is_in_the_books(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    run(city)
    with warehouse.begin() as connection:  # a figure spoiled by hand
        connection.execute(update(fact_complaint).values(area_key=999))
    city.complaint(2, "2026-11-02 10:00:00", updated_at="2026-11-20 10:00:00")
    report = run(city)
    assert (report.status, report.error_code, report.step) == ("failed", "check_failed", "settle")
    found = [name for name, stops in facts(warehouse, "etl_check_failure", "check_name", "stops") if stops]
    assert found and all(name in str(report.what) for name in found)
    with warehouse.begin() as connection:
        connection.execute(update(fact_complaint).values(area_key=0))
    assert run(city).status == "done"
    with warehouse.connect() as connection:
        assert connection.execute(select(etl_check_failure)).all() == []


def test_progress_is_on_the_run_while_it_reads(
    city: City, warehouse: Engine, run: Run, monkeypatch: pytest.MonkeyPatch, write_config: Callable[..., Path]
) -> None:
    from etl import progress

    config = write_config(reader={"kind": "database", "page_rows": 100})
    with in_one_commit(city) as together:
        for number in range(1, 251):
            together.complaint(number, history=False)
    seen: list[tuple[Any, ...]] = []
    write = progress.Progress._write

    def look(self: progress.Progress, entity: str, rows: int) -> None:
        write(self, entity, rows)
        with warehouse.connect() as connection:
            row = connection.execute(select(etl_run).where(etl_run.c.status == "running")).one()
            seen.append((row.progress_entity, row.progress_rows, row.progress_expected))

    monkeypatch.setattr(progress.Progress, "_write", look)
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    run(city, config=config)
    assert [row for row in seen if row[0] == "complaint"] == [("complaint", n, None) for n in (100, 200, 250)]
    seen.clear()
    run(city, config=config, mode="full")
    assert [row for row in seen if row[0] == "complaint"] == [("complaint", n, 250) for n in (100, 200, 250)]
    seen.clear()
    monkeypatch.setattr(progress, "SECONDS", 1.0)
    run(city, config=config, mode="full")
    assert len([row for row in seen if row[0] == "complaint"]) <= 2


def test_f14_a_column_more_is_a_notice(any_city: City, warehouse: Engine, run: Run) -> None:
    any_city.complaint(1)
    run(any_city)
    kinds = {row.kind for row in _notices(warehouse)}
    assert kinds == {"column_ignored"}  # the names of people, among others: never read
    any_city.run("alter table tb_complaint add column line_id varchar(50)")
    assert run(any_city).status == "done"
    (added,) = [row for row in _notices(warehouse) if row.kind == "column_added"]
    assert (added.entity, added.what, added.gone_at) == ("complaint", "line_id", None)
    any_city.run("alter table tb_complaint drop column line_id")
    run(any_city)
    (gone,) = [row for row in _notices(warehouse) if row.kind == "column_added"]
    assert gone.gone_at is not None


def _notices(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(etl_notice)))


def test_a_lost_column_is_a_question_until_a_run_comes_through(any_city: City, warehouse: Engine, run: Run) -> None:
    any_city.complaint(1)
    run(any_city)
    any_city.run("alter table tb_complaint rename column dept_name to department")
    for _ in range(2):
        assert run(any_city).error_code == "schema_changed"
    (hold,) = standing(warehouse)
    assert (hold.kind, hold.entity, hold.status) == ("schema", "complaint", "waiting")
    assert "dept_name" in hold.what
    any_city.run("alter table tb_complaint rename column department to dept_name")
    assert run(any_city).status == "done"
    assert standing(warehouse) == []
