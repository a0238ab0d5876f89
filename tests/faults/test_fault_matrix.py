"""F5 to F9, F14, F17: what a source does to its rows and columns; each ends where an independent model of it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from etl.run_report import RunReport
from etl.warehouse.tables import etl_notice
from tests.faults.model import (
    Content,
    check_converged,
    check_invariants,
    in_one_commit,
    in_source,
    in_warehouse,
)
from tests.pipeline.city import City
from tests.pipeline.state import facts

Run = Callable[..., RunReport]
COLUMNS = (
    "complaint_id", "complaint_no", "traffy_ref", "receive_date", "accept_date", "reply_date", "due_date",
    "finish_date", "status_code", "urgency", "dept_name", "cat_name", "channel_name", "zone_name", "community_name",
    "place", "detail", "lat", "lon", "star", "reopen_count", "created_at", "updated_at",
)  # fmt: skip
NOTHING = Content({}, {})


@pytest.fixture
def warehouse(sqlite_warehouse: Engine) -> Engine:
    """One engine: what differs between the two is tried in tests/pipeline and tests/faults/test_kill.py."""
    return sqlite_warehouse


def seen_through(city: City, select_text: str) -> None:
    """The source's table becomes a view of what it was (`kept`)."""
    city.run("alter table tb_complaint rename to kept")
    city.run(f"create view tb_complaint as {select_text}")


@pytest.mark.parametrize("payload", ["same", "different"])
@pytest.mark.parametrize("apart", ["one page", "many pages"])
def test_f5_duplicate_rows(
    any_city: City, warehouse: Engine, run: Run, write_config: Callable[..., Path], payload: str, apart: str
) -> None:
    """One row each, the latest change wins, each double is counted."""
    cases = 8 if apart == "one page" else 150
    with in_one_commit(any_city) as city:
        for number in range(1, cases + 1):
            city.complaint(number, "2026-11-19 10:00:00", star=4, updated_at="2026-11-20 10:00:00")
    columns = ", ".join(COLUMNS)
    older = columns.replace("star,", "1 as star,").replace("updated_at", "receive_date as updated_at")
    second = columns if payload == "same" else older
    seen_through(any_city, f"select {columns} from kept union all select {second} from kept")
    report = run(any_city, config=write_config(reader={"kind": "database", "page_rows": 100}))
    count = report.counts["complaint"]
    assert (count.read, count.inserted, count.duplicate) == (2 * cases, cases, cases)
    assert {row[3] for row in in_warehouse(warehouse).complaints.values()} == {4}
    any_city.run("drop view tb_complaint")
    any_city.run("alter table kept rename to tb_complaint")
    check_converged(warehouse, any_city)


@pytest.mark.parametrize("days", [0, 1, 2, 3, 4, 30, 400])
def test_f6_late_rows(any_city: City, warehouse: Engine, run: Run, days: int) -> None:
    """Inside the overlap of three days the next read brings them, later ones the sweep."""
    from datetime import datetime, timedelta

    with in_one_commit(any_city) as city:
        for number in range(1, 31):
            city.complaint(number, "2026-11-20 10:00:00")
    run(any_city)
    late = datetime(2026, 11, 20, 9, 59) - timedelta(days=days)
    before = in_warehouse(warehouse)
    any_city.complaint(99, f"{late:%Y-%m-%d %H:%M:%S}")
    assert run(any_city).status == "done"
    is_inside = days < 3
    assert ("99" in in_warehouse(warehouse).complaints) == is_inside
    check_invariants(warehouse, before=before, after=in_source(any_city))
    report = run(any_city, mode="sweep")
    assert report.counts["complaint"].inserted == (0 if is_inside else 1)
    check_converged(warehouse, any_city)


@pytest.mark.parametrize("trace", ["moves its time of change", "leaves no trace"])
def test_f7_edited_in_the_past(any_city: City, warehouse: Engine, run: Run, trace: str) -> None:
    with in_one_commit(any_city) as city:
        for number in range(1, 31):
            city.complaint(number, "2025-03-01 10:00:00")
        city.complaint(99, "2026-11-20 10:00:00")
    run(any_city)
    is_told = trace.startswith("moves")
    changed_at = "2026-11-20 10:00:00" if is_told else "2025-03-01 10:00:00"
    any_city.edit(5, status_code="11", star=2, updated_at=changed_at)
    report = run(any_city)
    assert report.counts["complaint"].updated == (1 if is_told else 0)
    report = run(any_city, mode="sweep")
    assert report.counts["complaint"].updated == (0 if is_told else 1)
    check_converged(warehouse, any_city)


@pytest.mark.parametrize(
    ("gone", "status"), [(1, "done"), (2, "done"), (3, "held"), (39, "held"), (40, "held")], ids=str
)
def test_f8_deleted_rows(any_city: City, warehouse: Engine, run: Run, gone: int, status: str) -> None:
    """Up to 5 % of forty go with the sweep, more of them stop it; a source that is empty is never believed."""
    with in_one_commit(any_city) as city:
        for number in range(1, 41):
            city.complaint(number, "2026-11-19 10:00:00")
    run(any_city)
    before = in_warehouse(warehouse)
    any_city.delete(*range(1, gone + 1))
    report = run(any_city, mode="sweep")
    assert report.status == status, report
    check_invariants(warehouse, before=before, after=in_source(any_city))
    if status == "done":
        assert report.counts["complaint"].deleted == gone
        check_converged(warehouse, any_city)
    else:
        assert in_warehouse(warehouse) == before
        with in_one_commit(any_city) as city:
            city._log_id = 0
            for number in range(1, gone + 1):
                city.complaint(number, "2026-11-19 10:00:00")
        assert run(any_city, mode="sweep").status == "done"
        check_converged(warehouse, any_city)


@pytest.mark.parametrize("page_rows", [100, 10_000])
def test_f9_ties_on_the_time_of_change(
    any_city: City, warehouse: Engine, run: Run, write_config: Callable[..., Path], page_rows: int
) -> None:
    """1,100 rows of one second over pages and selects; more of the same second come later."""
    config = write_config(reader={"kind": "database", "page_rows": page_rows})
    with in_one_commit(any_city) as city:
        for number in range(1, 1101):
            city.complaint(number, "2026-11-20 10:00:00")
    assert run(any_city, config=config).counts["complaint"].inserted == 1100
    any_city.complaint(5000, "2026-11-20 10:00:00")
    assert run(any_city, config=config).counts["complaint"].inserted == 1
    check_converged(warehouse, any_city)


def _removed(city: City) -> None:
    city.run("alter table tb_complaint drop column channel_name")


def _renamed(city: City) -> None:
    city.run("alter table tb_complaint rename column dept_name to department")


def _added(city: City) -> None:
    city.run("alter table tb_complaint add column line_id varchar(50)")


def _reordered(city: City) -> None:
    seen_through(city, f"select {', '.join(reversed(COLUMNS))} from kept")


def _other_case(city: City) -> None:
    seen_through(city, f"select {', '.join(f'{name} as {name.upper()}' for name in COLUMNS)} from kept")


@pytest.mark.parametrize(
    ("drift", "named"),
    [(_removed, "channel_name"), (_renamed, "dept_name"), (_added, None), (_reordered, None), (_other_case, None)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_f14_the_columns_drift(
    any_city: City, warehouse: Engine, run: Run, drift: Callable[[City], None], named: str | None
) -> None:
    """A column that is gone or renamed stops the run before any write and is named; one more is ignored and told."""
    any_city.complaint(1)
    run(any_city)
    before = in_warehouse(warehouse)
    any_city.complaint(2, "2026-11-20 10:00:00")
    after = in_source(any_city)
    drift(any_city)
    report = run(any_city)
    check_invariants(warehouse, before=before, after=after)
    if named is None:
        assert report.status == "done", report
        assert in_warehouse(warehouse) == after
    else:
        assert (report.status, report.error_code, report.step) == ("failed", "schema_changed", "check schema")
        assert named in str(report.what) and "queries/extract/complaints/complaint.sql" in str(report.remedy)
        assert in_warehouse(warehouse) == before
    with warehouse.connect() as connection:
        kind = etl_notice.c.kind == "column_added"
        told = list(connection.scalars(select(etl_notice.c.what).where(kind)))
    assert told == (["line_id"] if drift is _added else [])


@pytest.mark.parametrize("way", ["changes", "replay", "full", "sweep"])
def test_f17_refused_rows_mended_at_the_source(any_city: City, warehouse: Engine, run: Run, way: str) -> None:
    """Accepted once mended, whatever reads them; what is refused still stays refused; the counts are conserved."""
    with in_one_commit(any_city) as city:
        for number in range(1, 41):
            wrong: dict[str, Any] = {"status_code": "99"} if number % 8 == 0 else {"star": 9} if number == 3 else {}
            city.complaint(number, "2026-11-19 10:00:00", **wrong)
    first = run(any_city)
    assert (first.status, first.counts["complaint"].rejected) == ("done", 6)
    check_converged(warehouse, any_city)
    before = in_warehouse(warehouse)
    touched = {"updated_at": "2026-11-20 10:00:00"} if way == "changes" else {}
    for number in (8, 16, 24):
        any_city.edit(number, status_code="03", **touched)
    any_city.edit(3, star=5, **touched)
    report = run(any_city, mode=way)
    assert report.status == "done", report
    assert report.counts["complaint"].inserted == 4
    check_invariants(warehouse, before=before, after=in_source(any_city))
    check_converged(warehouse, any_city)
    still = [row for row in facts(warehouse, "etl_reject", "source_id", "resolved_at") if row[1] is None]
    assert sorted(row[0] for row in still) == ["32", "40"]
