"""Sources that refuse, vanish, change shape or bring bad rows: the run says which step, why and what to do."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, func, select
from sqlalchemy.engine import make_url

from etl.errors import AlreadyRunningError, FenceLostError
from etl.lease import hold_lease
from etl.pipeline import RunReport, run_sources
from etl.settings import PROJECT, load_settings
from etl.steps.rejects import list_rejects
from etl.warehouse.tables import etl_batch, etl_lease, etl_run
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for
from tests.pipeline.state import differing, facts, read_state

Run = Callable[..., RunReport]


def last_run(engine: Engine) -> tuple[str, str | None, str | None, str | None]:
    with engine.connect() as connection:
        row = connection.execute(select(etl_run).order_by(etl_run.c.run_key.desc())).first()
    assert row is not None
    return row.status, row.step, row.error_code, row.remedy


# --- the source's shape ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("alter table tb_complaint drop column channel_name", "channel_name"),
        ("alter table tb_complaint rename column dept_name to department", "dept_name"),
        ("alter table tb_complaint_status_log rename to tb_log", "tb_complaint_status_log"),
    ],
)
def test_a_missing_column_stops_before_anything_is_written(
    any_city: City, warehouse: Engine, run: Run, change: str, named: str
) -> None:
    any_city.complaint(1)
    run(any_city)
    before = read_state(warehouse)
    any_city.complaint(2)
    any_city.run(change)
    report = run(any_city)
    assert (report.status, report.error_code, report.step) == ("failed", "schema_changed", "check schema")
    assert named in str(report.what) and "queries/extract/complaints/" in str(report.remedy)
    assert last_run(warehouse) == ("failed", "check schema", "schema_changed", report.remedy)
    assert differing(before, read_state(warehouse)) == []
    with warehouse.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(etl_batch)) == 2  # of the first run only


def test_an_added_column_does_not_matter(any_city: City, run: Run) -> None:
    any_city.run("alter table tb_complaint add column line_id varchar(50)")
    any_city.complaint(1)
    assert run(any_city).counts["complaint"].inserted == 1


# --- the source itself ----------------------------------------------------------------------------------------------


def test_a_source_that_is_down_may_be_tried_again(warehouse: Engine, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for url in (
        f"mysql+pymysql://mis:secret-word@127.0.0.1:{port}/x",
        f"postgresql://mis:secret-word@127.0.0.1:{port}/x",
        f"sqlite:///{tmp_path / 'nowhere.db'}",
    ):
        (report,) = run_sources(settings_for(url, tmp_path), warehouse, ["complaints"])
        assert (report.status, report.error_code) == ("failed", "source_unavailable")
        assert report.remedy and "secret-word" not in str(report)


def test_a_source_that_refuses_wants_a_person(mariadb_url: str, warehouse: Engine, tmp_path: Path) -> None:
    url = make_url(mariadb_url).set(password="wrong").render_as_string(hide_password=False)
    (report,) = run_sources(settings_for(url, tmp_path), warehouse, ["complaints"])
    assert (report.status, report.error_code) == ("failed", "source_refused")
    assert "MIS_SOURCE_COMPLAINTS_URL" in str(report.remedy)


def test_a_silent_source_is_given_up_in_time(warehouse: Engine, tmp_path: Path, write_config: Run) -> None:
    reader = {"kind": "database", "connect_timeout": "1s", "read_timeout": "1s"}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"mysql+pymysql://mis:pw@127.0.0.1:{silent.getsockname()[1]}/x"
        config: object = write_config(reader=reader)
        started = time.monotonic()
        (report,) = run_sources(settings_for(url, tmp_path, config=config), warehouse, ["complaints"])  # type: ignore[arg-type]
    assert report.error_code == "source_unavailable"
    assert time.monotonic() - started < 20


@pytest.mark.usefixtures("second_selects")
def test_one_failing_source_does_not_stop_the_others(city: City, warehouse: Engine, tmp_path: Path) -> None:
    city.complaint(1)
    reports = run_sources(_two_sources(tmp_path, f"sqlite:///{tmp_path / 'gone.db'}", city.url), warehouse)
    assert [(r.source_name, r.status) for r in reports] == [("complaints", "failed"), ("second", "done")]


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "rule", "field"),
    [
        ({"receive_date": "0000-00-00 00:00:00"}, "missing_required", "received_at"),
        ({"receive_date": "2569-11-01 10:00:00"}, "future_date", "received_at"),
        ({"finish_date": "2569-11-01 10:00:00"}, "future_date", "closed_at"),
        ({"receive_date": "2026-11-31 10:00:00"}, "bad_date", "received_at"),
        ({"receive_date": "2026-11-23 10:00:00"}, "future_date", "received_at"),
        ({"finish_date": "2026-02-30 10:00:00"}, "bad_date", "closed_at"),
        ({"status_code": "99"}, "unknown_word", "status"),
        ({"star": 9}, "out_of_range", "stars"),
        ({"detail": "เธ–เธเธเน€เธเนเธเธซเธฅเธธเธก"}, "bad_text", "description"),
        ({"detail": "à¸–à¸™à¸™à¹€à¸›à¹‡à¸™à¸«à¸¥à¸¸à¸¡"}, "bad_text", "description"),
    ],
)
def test_a_bad_row_is_kept_with_its_rule(
    city: City, warehouse: Engine, run: Run, values: dict[str, object], rule: str, field: str
) -> None:
    city.complaint(1)
    city.complaint(2, history=False, **({"complainant_name": "นายลับ สุดยอด", "place": "โทร 0812345678"} | values))
    report = run(city)
    assert (report.status, report.counts["complaint"].inserted, report.counts["complaint"].rejected) == ("done", 1, 1)
    with warehouse.connect() as connection:
        (reject,) = list_rejects(connection)
    assert (reject.source_id, reject.rule, reject.field) == ("2", rule, field)
    assert reject.reason
    row = json.loads(reject.row_json)
    assert row["source_id"] == "2" and "0812345678" not in reject.row_json and "ลับ" not in reject.row_json


def test_a_number_in_words_is_refused(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.complaint(2)
    city.run("update tb_complaint set lat = 'สิบหก', star = ' ๔ ' where complaint_id = 2")
    city.run("update tb_complaint set lat = ' 16.43 ', star = ' ๔ ' where complaint_id = 1")
    run(city)
    assert facts(warehouse, "fact_complaint", "source_id", "latitude", "stars") == [("1", 16.43, 4)]
    assert facts(warehouse, "etl_reject", "rule", "field", "reason") == [
        ("bad_number", "latitude", "'สิบหก' is not a number")
    ]


def test_undecodable_bytes_are_refused_not_fatal(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.complaint(2)
    city.run("update tb_complaint set detail = cast(x'b6b9b9e0bbe7b9' as text) where complaint_id = 2")  # cp874
    assert run(city).counts["complaint"].rejected == 1
    with warehouse.connect() as connection:
        assert [reject.rule for reject in list_rejects(connection)] == ["bad_text"]


def test_a_row_without_id_is_named_by_its_content(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.run("alter table tb_complaint_status_log rename to real_log")
    city.run(
        "create view tb_complaint_status_log as"
        " select case when log_id = 1 then null else complaint_id end complaint_id, log_id,"
        " change_date, new_status, created_at from real_log"
    )
    assert run(city).counts["complaint_status"].rejected == 1
    with warehouse.connect() as connection:
        (reject,) = list_rejects(connection)
    assert reject.rule == "missing_key" and reject.source_id.startswith("#")


def test_seen_again_moves_only_last_seen_and_mending_resolves(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, "2026-11-20 10:00:00", status_code="99")
    first = run(city).run_key
    second = run(city).run_key
    assert facts(warehouse, "etl_reject", "first_run_key", "last_run_key", "resolved_at") == [(first, second, None)]
    city.edit(1, star=9, status_code="01")  # another fault now
    run(city)
    rows = facts(warehouse, "etl_reject", "rule", "resolved_at")
    assert [(rule, resolved is not None) for rule, resolved in rows] == [
        ("unknown_word", True),
        ("out_of_range", False),
    ]
    city.edit(1, star=5)
    run(city)
    assert all(resolved for _, resolved in facts(warehouse, "etl_reject", "rule", "resolved_at"))
    city.edit(1, star=9)  # bad again: open again, the good version stays
    run(city)
    assert [r for r in facts(warehouse, "etl_reject", "rule", "resolved_at") if r[1] is None] == [
        ("out_of_range", None)
    ]
    assert facts(warehouse, "fact_complaint", "stars") == [(5,)]


def test_replay_reads_mended_rows_by_their_key(any_city: City, warehouse: Engine, run: Run) -> None:
    for number in (1, 2, 3, 4):
        any_city.complaint(number, "2026-10-01 10:00:00", status_code="99" if number < 4 else "01", history=False)
    log = any_city.log(4, "2026-10-01 10:00:00", "99")
    run(any_city)
    marks = facts(warehouse, "etl_watermark", "watermark_at", "read_at")
    # mended without moving updated_at, long before the overlap
    any_city.edit(1, status_code="01", updated_at="2026-10-01 10:00:00")
    any_city.delete(2)
    any_city.run(f"update tb_complaint_status_log set new_status = '01' where log_id = {log}")
    report = run(any_city, mode="replay", as_of="2026-11-22")
    assert report.status == "done", report
    assert (report.counts["complaint"].inserted, report.counts["complaint"].rejected) == (1, 1)
    assert report.counts["complaint_status"].inserted == 1
    assert [row[0] for row in facts(warehouse, "fact_complaint", "source_id")] == ["1", "4"]
    with warehouse.connect() as connection:
        assert [reject.source_id for reject in list_rejects(connection)] == ["3"]
    assert facts(warehouse, "etl_watermark", "watermark_at", "read_at") == marks


def test_too_many_rejects_hold_the_batch(city: City, warehouse: Engine, run: Run, write_config: Run) -> None:
    config = write_config(reject_limit={"share": 0.1, "rows": 3})
    for number in range(1, 21):
        city.complaint(number, history=False, status_code="99" if number <= 4 else "01")
    report = run(city, config=config)
    assert (report.status, report.error_code, report.step) == ("held", "batch_held", "load complaint")
    assert "4 of 20 rows were rejected" in str(report.what)
    assert facts(warehouse, "fact_complaint", "source_id") == []
    assert [mark[0] for mark in facts(warehouse, "etl_watermark", "entity")] == ["complaint_status"]
    with warehouse.connect() as connection:
        assert len(list_rejects(connection)) == 4  # kept, so that people see what to mend
    city.edit(1, status_code="01")
    assert run(city, config=config).counts["complaint"].inserted == 17  # 3 rejects are within the limit


def test_a_refused_row_is_not_taken_for_deleted(city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 31):
        city.complaint(number)
    run(city)
    city.edit(4, status_code="99")
    report = run(city, mode="sweep")
    assert (report.counts["complaint"].rejected, report.counts["complaint"].deleted) == (1, 0)
    assert not any(row[0] for row in facts(warehouse, "fact_complaint", "is_deleted"))


# --- two sources, two processes -------------------------------------------------------------------------------------


def _two_sources(tmp_path: Path, first: str, second: str):  # type: ignore[no-untyped-def]
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [config["sources"][0], config["sources"][0] | {"name": "second"}]
    file = tmp_path / "two.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return load_settings(
        {
            "MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(file), "MIS_AS_OF": "2026-11-21",
            "MIS_SOURCE_COMPLAINTS_URL": first, "MIS_SOURCE_SECOND_URL": second,
        }
    )  # fmt: skip


@pytest.fixture
def second_selects(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second source is read with the selects of the first."""
    from etl.warehouse import query

    load = query.load
    monkeypatch.setattr(query, "load", lambda name, *rest: load(name.replace("/second/", "/complaints/"), *rest))


@pytest.mark.usefixtures("second_selects")
def test_a_matter_known_to_two_sources_counts_once(city: City, warehouse: Engine, tmp_path: Path) -> None:
    other = City(f"sqlite:///{tmp_path / 'other.db'}")
    settings = _two_sources(tmp_path, city.url, other.url)
    city.complaint(1, traffy_ref="2026-AAA")
    city.complaint(2)
    other.complaint(7, complaint_no="2026-AAA")
    other.complaint(8, complaint_no="2026-BBB")

    def counted() -> dict[tuple[int, str], bool]:
        assert all(report.status == "done" for report in run_sources(settings, warehouse))
        rows = facts(warehouse, "fact_complaint", "source_key", "source_id", "is_counted")
        spells = {row[:2] for row in read_state(warehouse)["spells"]}
        assert spells == {(key, number) for key, number, is_counted in rows if is_counted}
        return {(key, number): is_counted for key, number, is_counted in rows}

    ours, theirs = 1, 2
    everything = {(ours, "1"): True, (ours, "2"): True, (theirs, "7"): True, (theirs, "8"): True}
    assert counted() == everything | {(theirs, "7"): False}
    city.edit(2, traffy_ref="2026-BBB", updated_at="2026-11-20 10:00:00")
    assert counted() == everything | {(theirs, "7"): False, (theirs, "8"): False}
    city.edit(1, traffy_ref="", updated_at="2026-11-20 11:00:00")
    assert counted() == everything | {(theirs, "8"): False}


def test_only_one_process_runs(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    with hold_lease(warehouse) as first:
        with pytest.raises(AlreadyRunningError):
            run(city)
        with warehouse.begin() as connection:
            connection.execute(etl_lease.update().values(fence=first.fence + 1))
        with warehouse.begin() as connection, pytest.raises(FenceLostError):
            first.check(connection)
    with warehouse.begin() as connection:
        connection.execute(etl_lease.update().values(holder="elsewhere:1:1", expires_at=None))
        connection.execute(etl_lease.update().values(holder=None))
    assert run(city).status == "done"


def test_a_late_writer_is_refused(city: City, warehouse: Engine, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that slept until another took over may write nothing more."""
    from etl.steps import judge, load

    city.complaint(1)

    def sleep_on(engine: Engine, batch: load.Batch) -> None:
        with engine.begin() as connection:
            connection.execute(etl_lease.update().values(fence=etl_lease.c.fence + 1, holder="other:1:1"))

    monkeypatch.setattr(judge, "judge", sleep_on)
    report = run(city)
    assert (report.status, report.error_code) == ("failed", "fence_lost")
    assert facts(warehouse, "fact_complaint_status", "sequence") == []
