"""The queries of /data over books written by hand: the same rows and types on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, Table, insert

from dashboard.cache import ResultCache, Snapshot
from dashboard.source_readers import (
    is_somebody_writing,
    read_check_failures,
    read_holds,
    read_notices,
    read_reject_groups,
    read_rejects,
    read_requests,
    read_source_runs,
    read_sources,
)
from dashboard.source_rows import RejectExample
from etl.warehouse import tables

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def hours(number: float) -> datetime:
    """So many hours before now."""
    return NOW - timedelta(hours=number)


@pytest.fixture
def books(warehouse: Engine) -> Snapshot:
    with warehouse.begin() as connection:
        _write_sources(connection)
        _write_runs(connection)
        _write_rejects(connection)
        _write_rest(connection)
    return Snapshot(warehouse, 0, "operator", ResultCache())


def _put(connection: Connection, table: Table, *rows: dict[str, object]) -> None:
    for row in rows:
        connection.execute(insert(table).values(**row))


def _write_sources(connection: Connection) -> None:
    for key, (name, is_connected) in enumerate((("traffy", True), ("complaints", True), ("other", False)), start=1):
        _put(connection, tables.dim_source, {
            "source_key": key, "name": name, "contract": "complaints", "title_th": f"ระบบ {name}", "title_en": name,
            "is_sample": False, "is_connected": is_connected, "fresh_within_seconds": 3600, "sort_order": -key,
        })  # fmt: skip
    for entity, read in (("complaint", 2), ("complaint_status", 5)):
        _put(connection, tables.etl_watermark, {"source_name": "complaints", "entity": entity, "read_at": hours(read)})


def _run(key: int, source: str | None, status: str, started: float, **more: object) -> dict[str, object]:
    row = {
        "run_key": key, "source_name": source, "mode": "changes", "trigger": "schedule", "status": status,
        "started_at": hours(started), "as_of_at": hours(started), "fence": 1, "holder": "here:1", "attempts": 1,
    }  # fmt: skip
    return row | more


def _batch(run_key: int, entity: str, status: str, *counts: int, is_conserved: bool | None = True) -> dict[str, object]:
    names = ("read", "inserted", "updated", "unchanged", "duplicate", "rejected", "deleted")
    return {"run_key": run_key, "entity": entity, "status": status, "is_conserved": is_conserved} | dict(
        zip(names, counts, strict=True)
    )


def _write_runs(connection: Connection) -> None:
    _put(
        connection, tables.etl_run,
        _run(1, "complaints", "done", 9, finished_at=hours(8.5)),
        _run(2, "complaints", "failed", 6, finished_at=hours(6), step="check schema", error_code="schema_changed",
             error="column star is gone", remedy="mend the select", attempts=3),
        _run(3, None, "done", 5, mode="settle", finished_at=hours(5)),
        _run(4, "complaints", "running", 1, progress_entity="complaint", progress_rows=500, progress_expected=2000),
    )  # fmt: skip
    _put(
        connection, tables.etl_batch,
        _batch(1, "complaint", "merged", 10, 4, 2, 2, 1, 1, 3),
        _batch(1, "complaint_status", "merged", 7, 7, 0, 0, 0, 1, 0, is_conserved=False),
        _batch(4, "complaint", "staging", 0, 0, 0, 0, 0, 0, 0, is_conserved=None),
    )  # fmt: skip


def _write_rejects(connection: Connection) -> None:
    for number in range(1, 6):
        _reject(connection, number, "unknown_word", "status", "99", "สำนักช่าง", seen=hours(number))
    _reject(connection, 6, "unknown_word", "status", "98", "สำนักช่าง", seen=hours(1))
    _reject(connection, 7, "bad_date", "received_at", "31/02/2569", "", seen=hours(1))
    _reject(connection, 8, "bad_date", "received_at", "ไม่มี", "", seen=hours(2))
    _reject(connection, 9, "bad_date", "received_at", "mended", "", seen=hours(1), resolved_at=hours(0))


def _reject(
    connection: Connection, number: int, rule: str, field: str, value: str, org_unit: str, *, seen: datetime,
    resolved_at: datetime | None = None,
) -> None:  # fmt: skip
    _put(connection, tables.etl_reject, {
        "source_name": "complaints", "entity": "complaint", "source_id": f"c{number}", "rule": rule, "field": field,
        "reason": "why", "row_json": "{}", "value": value, "org_unit": org_unit, "first_run_key": 1, "last_run_key": 1,
        "first_seen_at": seen, "last_seen_at": seen, "resolved_at": resolved_at,
    })  # fmt: skip


def _write_rest(connection: Connection) -> None:
    held = {"source_name": "complaints", "entity": "complaint", "what": "w", "remedy": "r", "held_at": hours(3)}
    _put(
        connection, tables.etl_hold,
        held | {"run_key": 2, "kind": "volume", "found": 10.0, "usual": 900.0, "status": "waiting"},
        held | {"run_key": 1, "kind": "deletes", "status": "approved", "merged_run_key": 1},
        held | {"run_key": 1, "kind": "rejects", "status": "superseded"},
    )  # fmt: skip
    asked = {"kind": "run", "source_name": "complaints", "details": "{}", "asked_by": "somchai", "asked_at": hours(4)}
    _put(
        connection, tables.etl_request,
        asked | {"status": "done", "finished_at": hours(3.9)},
        asked | {"status": "failed", "finished_at": hours(0.5), "error": "no"},
        asked | {"status": "waiting"},
    )  # fmt: skip
    seen = {"source_name": "complaints", "entity": "complaint", "first_seen_at": hours(2), "last_seen_at": hours(1)}
    _put(
        connection, tables.etl_notice,
        seen | {"kind": "column_added", "what": "email"},
        seen | {"kind": "column_added", "what": "old", "gone_at": hours(1)},
    )  # fmt: skip
    found = {"rows_found": 2, "examples": "[]", "run_key": 3, "found_at": hours(5)}
    _put(
        connection, tables.etl_check_failure,
        found | {"check_name": "statuses_have_complaints", "stops": False},
        found | {"check_name": "received_totals_agree", "stops": True},
    )  # fmt: skip
    _put(connection, tables.etl_lease, {"name": "etl", "holder": "here:1", "fence": 4, "expires_at": NOW})


def test_sources_stand_in_the_order_of_config_with_their_last_run(books: Snapshot) -> None:
    other, complaints, traffy = read_sources(books)
    assert (other.name, traffy.name) == ("other", "traffy") and not other.is_connected
    assert complaints.read_at == hours(5), "true for its oldest entity"
    assert (complaints.run_key, complaints.status) == (4, "running")
    assert (complaints.progress_entity, complaints.progress_rows, complaints.progress_expected) == (
        "complaint", 500, 2000,
    )  # fmt: skip
    assert (complaints.open_rejects, complaints.waiting_holds) == (8, 1)
    assert (traffy.run_key, traffy.status, traffy.read_at, traffy.open_rejects) == (None, None, None, 0)


def test_runs_newest_first_with_the_rows_of_all_their_batches(books: Snapshot) -> None:
    assert [run.run_key for run in read_source_runs(books, "", "", 10)] == [4, 3, 2, 1]
    assert [run.run_key for run in read_source_runs(books, "", "", 2, 1)] == [3, 2]
    assert [run.run_key for run in read_source_runs(books, "complaints", "failed", 10)] == [2]
    first = read_source_runs(books, "complaints", "done", 10)[0]
    counts = (first.rows_read, first.inserted, first.updated, first.unchanged, first.duplicate, first.rejected)
    assert counts == (17, 11, 2, 2, 1, 2) and first.deleted == 3
    assert (first.batches, first.merged, first.broken, first.seconds) == (2, 2, 1, 1800)
    running = read_source_runs(books, "complaints", "running", 10)[0]
    assert (running.batches, running.merged, running.broken, running.seconds) == (1, 0, 0, None)


def test_rejects_by_what_is_to_be_mended(books: Snapshot) -> None:
    groups = read_reject_groups(books, "")
    assert [(g.rule, g.word, g.org_unit, g.rejects) for g in groups] == [
        ("unknown_word", "99", "สำนักช่าง", 5),
        ("bad_date", "", "", 2),
        ("unknown_word", "98", "สำนักช่าง", 1),
    ]
    assert groups[0].examples == (RejectExample("c5", "99"), RejectExample("c1", "99"))
    assert (groups[0].first_seen_at, groups[0].last_seen_at) == (hours(5), hours(1))
    assert [example.value for example in groups[1].examples] == ["ไม่มี", "31/02/2569"]
    assert read_reject_groups(books, "traffy") == []
    assert len(read_rejects(books, "complaints", 100)) == 8 and len(read_rejects(books, "", 3)) == 3


def test_only_what_still_stands(books: Snapshot) -> None:
    assert [(h.kind, h.found, h.usual, h.mode) for h in read_holds(books)] == [("volume", 10.0, 900.0, "changes")]
    assert [n.what for n in read_notices(books)] == ["email"]
    assert [(r.status, r.error) for r in read_requests(books, hours(1))] == [("waiting", None), ("failed", "no")]
    stopping, warning = read_check_failures(books)
    assert stopping.stops and not warning.stops and stopping.title_th != stopping.title_en


def test_a_lease_that_has_run_out_is_nobodys(books: Snapshot) -> None:
    assert is_somebody_writing(books, hours(0.1))
    assert not is_somebody_writing(books, NOW)
