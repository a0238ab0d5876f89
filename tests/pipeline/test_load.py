"""Rows on their way: first run, again, late, edited, deleted, doubled; each state as the source has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from etl.ledger import Counts
from etl.pipeline import RunReport, run_sources
from etl.steps import load, spells
from etl.warehouse.measure_catalogue import derive_mark
from etl.warehouse.tables import etl_batch, etl_data_version, etl_run
from tests.faults.model import in_one_commit
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for
from tests.pipeline.state import differing, facts, read_state

Run = Callable[..., RunReport]


def counts(report: RunReport) -> dict[str, Counts]:
    assert report.error is None, report.error
    return report.counts


def test_first_run_types_every_field(any_city: City, warehouse: Engine, run: Run) -> None:
    any_city.complaint(
        7, "2026-10-31 23:30:00", accept_date="2026-11-01 00:30:05", reply_date="2026-11-03 10:00:00",
        due_date="2026-11-15", finish_date="2026-11-10 08:00:00", status_code="07", urgency=2, dept_name=" สนง.ช่าง ",
        cat_name="ถนนชำรุด", channel_name="โทรศัพท์", star=4, reopen_count=1, lat=0, lon=0, traffy_ref="2026-ABC",
        place="บ้านเลขที่ 12/3 ถนนศรีจันทร์", detail="ถนนเป็นหลุม\r\nโทร 081-234-5678 นายสมชาย ใจดี",
    )  # fmt: skip
    assert counts(run(any_city)) == {"complaint_status": Counts(read=1, inserted=1), "complaint": Counts(1, 1)}
    names = (
        "source_id", "complaint_number", "other_reference", "received_at", "received_date", "received_day",
        "acknowledged_date", "acknowledge_seconds", "first_reply_date", "due_date", "due_basis", "closed_at",
        "status_code", "phase", "urgency_code", "latitude", "longitude", "stars", "reopen_count", "short_description",
        "place", "is_counted", "is_deleted", "closed_seen_at", "source_changed_at",
    )  # fmt: skip
    assert facts(warehouse, "fact_complaint", *names) == [
        (
            "7", "คร70/00007", "2026-ABC", datetime(2026, 10, 31, 16, 30, tzinfo=UTC), date(2026, 10, 31), 20757,
            date(2026, 11, 1), 3605, date(2026, 11, 3), date(2026, 11, 15), "source",
            datetime(2026, 11, 10, 1, tzinfo=UTC), "finished", "finished", "urgent", None, None, 4, 1,
            "ถนนเป็นหลุม โทร [โทรศัพท์] [ชื่อ]", "[บ้านเลขที่] ถนนศรีจันทร์", True, False,
            datetime(2026, 11, 21, 11, tzinfo=UTC), datetime(2026, 10, 31, 16, 30, tzinfo=UTC),
        )
    ]  # fmt: skip
    history = facts(warehouse, "fact_complaint_status", "complaint_id", "occurred_at", "occurred_date", "status_code")
    assert history == [("7", datetime(2026, 10, 31, 16, 30, tzinfo=UTC), date(2026, 10, 31), "new")]


def test_contradictions_become_unknown_not_rejects(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(
        1, finish_date="2026-11-01 08:00:00", status_code="07", accept_date="2026-11-01 08:00:00",
        due_date="2026-10-01", reply_date="2026-11-01 08:00:00", lat=51.5, lon=-0.1, star=0,
    )  # fmt: skip
    city.complaint(2, finish_date="2026-11-05 08:00:00", status_code="03")
    assert counts(run(city))["complaint"].inserted == 2
    names = ("closed_at", "acknowledged_date", "first_reply_date", "due_date", "due_basis", "latitude", "stars")
    first, second = facts(warehouse, "fact_complaint", *names)
    assert first == (None, None, None, date(2026, 11, 17), "standard", None, None)
    assert second[0] is None  # an open case has no closing time


def test_the_same_window_twice_changes_nothing(any_city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 30):
        any_city.complaint(number, f"2026-11-{number % 19 + 1:02d} 10:00:00")
    any_city.finish(3, "2026-11-20 11:00:00")
    run(any_city)
    before = read_state(warehouse)
    version = facts(warehouse, "etl_data_version", "version", "settled_run_key")
    keys = facts(warehouse, "fact_complaint", "complaint_key", "run_key", "closed_seen_at")
    for mode in ("changes", "full", "sweep"):
        report = counts(run(any_city, mode=mode))
        assert report["complaint"].unchanged == report["complaint"].read > 0
        assert report["complaint_status"].unchanged == report["complaint_status"].read > 0
        assert differing(before, read_state(warehouse)) == []
    assert facts(warehouse, "etl_data_version", "version", "settled_run_key") == version
    assert facts(warehouse, "fact_complaint", "complaint_key", "run_key", "closed_seen_at") == keys


def test_edited_late_and_new_rows_come_with_the_overlap(any_city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 6):
        any_city.complaint(number, "2026-11-18 10:00:00")
    run(any_city)
    any_city.edit(2, status_code="03", updated_at="2026-11-20 09:00:00")  # edited
    any_city.complaint(9, "2026-11-16 10:00:00")  # committed late, inside the overlap of three days
    any_city.complaint(8, "2026-11-01 10:00:00")  # too late even for that: the sweep finds it
    report = counts(run(any_city, as_of="2026-11-22"))
    assert (report["complaint"].updated, report["complaint"].inserted) == (1, 1)
    statuses = dict(facts(warehouse, "fact_complaint", "source_id", "status_code"))
    assert statuses == {"1": "new", "2": "in_progress", "3": "new", "4": "new", "5": "new", "9": "new"}
    assert counts(run(any_city, mode="sweep"))["complaint"].inserted == 1


def test_only_changed_rows_carry_the_new_run(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.complaint(2)
    first = run(city).run_key
    city.edit(2, star=5)
    second = run(city, mode="full").run_key
    assert facts(warehouse, "fact_complaint", "source_id", "run_key") == [("1", first), ("2", second)]


def test_ties_on_the_watermark_over_many_pages(any_city: City, warehouse: Engine, run: Run, write_config: Run) -> None:
    config = write_config(reader={"kind": "database", "page_rows": 100})
    with in_one_commit(any_city) as together:
        for number in range(1, 1251):  # more than one select of ten pages, all of one second
            together.complaint(number, history=False)
    assert counts(run(any_city, config=config))["complaint"] == Counts(read=1250, inserted=1250)
    assert len(facts(warehouse, "fact_complaint", "source_id")) == 1250


def test_edited_without_a_trace_is_found_by_the_sweep(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, "2026-10-02 08:00:00")
    city.complaint(2, "2026-11-19 08:00:00")
    run(city)
    city.edit(1, status_code="11")
    city.run("update tb_complaint_status_log set new_status = '11' where complaint_id = 1")
    assert counts(run(city))["complaint"].updated == 0
    report = counts(run(city, mode="sweep"))
    assert (report["complaint"].updated, report["complaint_status"].updated) == (1, 1)
    assert facts(warehouse, "fact_complaint", "phase") == [("excluded",), ("open",)]


def test_deleted_rows_go_with_the_sweep_and_come_back(any_city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 41):
        any_city.complaint(number)
    run(any_city)
    before = read_state(warehouse)
    any_city.delete(5)
    report = counts(run(any_city, mode="sweep"))
    assert (report["complaint"].deleted, report["complaint_status"].deleted) == (1, 1)
    gone = [row for row in facts(warehouse, "fact_complaint", "source_id", "is_deleted") if row[1]]
    assert gone == [("5", True)]
    assert len(read_state(warehouse)["spells"]) == 39
    assert counts(run(any_city, mode="sweep"))["complaint"].deleted == 0
    any_city.complaint(5, history=False)
    any_city.run("insert into tb_complaint_status_log (log_id, complaint_id, change_date, new_status, created_at) "
                 "values (5, 5, '2026-11-02 09:00:00', '01', '2026-11-02 09:00:00')")  # fmt: skip
    run(any_city)
    assert differing(before, read_state(warehouse)) == ["fact_complaint_status"] or run(any_city, mode="full")
    assert differing(before, read_state(warehouse)) == []


def test_many_deletes_are_not_believed(city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 31):
        city.complaint(number)
    run(city)
    before = read_state(warehouse)
    city.delete(1, 2)
    report = run(city, mode="sweep")
    assert (report.status, report.error_code, report.step) == ("held", "batch_held", "load complaint_status")
    assert "2 of 30 rows are gone" in str(report.what) and "mis holds list" in str(report.remedy)
    city.delete(*range(3, 31))
    for mode in ("sweep", "full"):
        assert run(city, mode=mode).error_code == "batch_held"
    assert differing(before, read_state(warehouse)) == []


def test_doubled_rows_count_once_and_the_latest_wins(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, status_code="03", updated_at="2026-11-10 10:00:00", history=False)
    city.run("alter table tb_complaint rename to real_one")
    city.run(
        "create view tb_complaint as select * from real_one union all "
        "select complaint_id, complaint_no, traffy_ref, receive_date, accept_date, reply_date, due_date, finish_date,"
        " '01', status_name, urgency, dept_id, dept_name, cat_id, cat_name, channel_id, channel_name, zone_name,"
        " community_id, community_name, place, detail, lat, lon, complainant_name, complainant_tel,"
        " complainant_idcard, officer_name, star, reopen_count, created_at, receive_date from real_one"
    )
    report = counts(run(city))
    assert report["complaint"] == Counts(read=2, inserted=1, duplicate=1)
    assert facts(warehouse, "fact_complaint", "status_code") == [("in_progress",)]


def test_the_watermark_never_passes_our_clock(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, updated_at="2999-01-01 00:00:00")
    run(city)
    marks = dict(facts(warehouse, "etl_watermark", "entity", "watermark_at"))
    assert marks["complaint"] == datetime(2026, 11, 21, 11, 5, tzinfo=UTC)
    city.complaint(2, "2026-11-20 10:00:00")
    assert counts(run(city))["complaint"].inserted == 1


def test_every_batch_is_conserved_and_says_so(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    city.complaint(2, status_code="99", history=False)
    run(city)
    run(city)
    with warehouse.connect() as connection:
        for batch in connection.execute(select(etl_batch)):
            assert batch.is_conserved and batch.status == "merged"
            parts = (batch.inserted, batch.updated, batch.unchanged, batch.duplicate, batch.rejected)
            assert batch.read == sum(parts)
        assert set(connection.scalars(select(etl_run.c.status))) == {"done"}


def test_a_new_day_settles_without_any_row(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1)
    run(city)
    with warehouse.connect() as connection:
        before = connection.execute(select(etl_data_version)).one()
    run(city, as_of="2026-11-22")
    with warehouse.connect() as connection:
        after = connection.execute(select(etl_data_version)).one()
    assert after.version == before.version + 1 and after.as_of_at > before.as_of_at


def test_a_source_without_address_is_not_connected(warehouse: Engine, tmp_path: Path) -> None:
    settings = settings_for("", tmp_path)
    (report,) = run_sources(settings, warehouse, ["complaints"])
    assert (report.status, report.run_key, report.is_ok) == ("not_connected", None, True)
    assert "MIS_SOURCE_COMPLAINTS_URL" in str(report.remedy)


def built(engine: Engine) -> list[tuple[str, str]]:
    """The indexes and keys of the facts, as the warehouse itself writes them."""
    book = inspect(engine)
    tables = ("fact_complaint", "fact_complaint_status", "fact_complaint_spell", "complaint_history", "stg_touched")
    found = [(table, str(book.get_pk_constraint(table))) for table in tables]
    found += [(t, f"{i['name']} {i['column_names']} {i['unique']}") for t in tables for i in book.get_indexes(t)]
    return sorted(found + [(t, str(sorted(u["column_names"]))) for t in tables for u in book.get_unique_constraints(t)])


@pytest.mark.parametrize("is_doubled", [False, True])
def test_a_first_load_of_many_equals_one_of_few(
    is_doubled: bool, city: City, warehouse: Engine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Indexes built behind the rows, duplicates found by them: the same facts, spells, indexes and counts."""
    before = built(warehouse)
    for number in range(1, 6):
        city.complaint(number)
        city.finish(number, "2026-11-10 10:00:00")
    if is_doubled:
        city.run("alter table tb_complaint rename to real_one")
        city.run("create view tb_complaint as select * from real_one union all select * from real_one")
    monkeypatch.setattr(load, "LARGE", 1)
    monkeypatch.setattr(spells, "MANY", 1)
    report = counts(run(city))
    again = 5 if is_doubled else 0
    assert report["complaint"] == Counts(read=5 + again, inserted=5, duplicate=again)
    closed = facts(warehouse, "fact_complaint_spell", "complaint_key", "closed_date")
    assert [day for _, day in closed] == [date(2026, 11, 10)] * 5
    assert built(warehouse) == before


def test_spells_are_made_anew_once_their_rules_have_changed(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, status_code="07", finish_date="2026-11-10 10:00:00")
    columns = ("complaint_key", "opened_date", "closed_date", "outcome")
    assert run(city).is_ok
    right = facts(warehouse, "fact_complaint_spell", *columns)
    with warehouse.begin() as connection:
        connection.execute(text("update fact_complaint_spell set closed_date = null, outcome = null"))
        connection.execute(text("update etl_data_version set derive_mark = 'the rules of last year'"))
    assert run(city).is_ok
    assert facts(warehouse, "fact_complaint_spell", *columns) == right != []
    with warehouse.connect() as connection:
        assert connection.scalar(text("select sum(finished) from agg_complaint_day")) == 1
        assert connection.scalar(select(etl_data_version.c.derive_mark)) == derive_mark()


def test_a_closing_said_again_does_not_move_it(city: City, warehouse: Engine, run: Run) -> None:
    """The history repeats its last status; the complaint itself has no closing date."""
    told = {
        1: [
            ("2026-11-01", "01"),
            ("2026-11-05", "07"),
            ("2026-11-08", "03"),
            ("2026-11-10", "07"),
            ("2026-11-14", "07"),
        ],
        2: [("2026-11-01", "01"), ("2026-11-05", "07"), ("2026-11-09", "08")],
    }
    for number, history in told.items():
        city.complaint(number, status_code="07", history=False)
        for day, status in history:
            city.log(number, f"{day} 10:00:00", status)
    assert run(city).is_ok
    closed = facts(warehouse, "fact_complaint_spell", "complaint_key", "spell_number", "closed_date", "closed_basis")
    assert [row[2:] for row in sorted(closed)] == [
        (date(2026, 11, 5), "history"), (date(2026, 11, 10), "history"), (date(2026, 11, 5), "history"),
    ]  # fmt: skip
