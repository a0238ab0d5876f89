"""A small warehouse written by hand: some forty complaints that meet every rule and edge of the definitions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlalchemy import Connection, Engine, delete, insert

from etl.calendar_th import bangkok_date, day_number
from etl.steps.spells import derive, note_days, note_histories
from etl.warehouse.periods import sync_dates
from etl.warehouse.tables import (
    dim_area,
    dim_category,
    dim_channel,
    dim_complaint_status,
    dim_org_unit,
    dim_source,
    fact_complaint,
    fact_complaint_status,
    org_unit_rollup,
    stg_touched,
)  # fmt: skip
from tests.sql.day_oracle import AREAS, BANGKOK, DIGITAL_CHANNELS, PARENTS, PHASES, Complaint, Event

AS_OF = datetime(2026, 11, 21, 11, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def at(text: str) -> datetime:
    """`2026-10-01 09:30` in Bangkok; a bare date means nine in the morning."""
    return datetime.fromisoformat(text if len(text) > 10 else f"{text} 09:00").replace(tzinfo=BANGKOK)


def complaint(
    source_id: str, received: str, status: str, *events: str, closed: str = "", due: str = "", seen: str = "",
    acknowledged: str = "", replied: str = "", **more: object,
) -> Complaint:  # fmt: skip
    """One complaint; events are written `2026-10-05 10:00 finished` (the time may be left out)."""
    received_at = at(received)
    return Complaint(
        source_id=source_id,
        received_at=received_at,
        status=status,
        events=tuple(_event(number, text) for number, text in enumerate(events, start=1)),
        closed_at=at(closed) if closed else None,
        due_date=date.fromisoformat(due) if due else received_at.date() + timedelta(days=15),
        closed_seen_at=at(seen) if seen else received_at,
        acknowledged_at=at(acknowledged) if acknowledged else None,
        first_reply_date=date.fromisoformat(replied) if replied else None,
        **more,  # type: ignore[arg-type]
    )


def _event(number: int, text: str) -> Event:
    when, _, status = text.rpartition(" ")
    return Event(at(when), number, status)


C = complaint
GOLDEN = [
    # plain ways of ending
    C("open", "2026-10-01", "new"),
    C("finished", "2026-10-02", "finished", "2026-10-05 finished", closed="2026-10-05",
      acknowledged="2026-10-02 10:00"),
    C("finished-history", "2026-10-02 00:00", "finished", "2026-10-06 finished", area_key=2),
    C("finished-unknown", "2026-10-02", "finished", seen="2026-10-20"),
    C("finished-unknown-seen-before", "2026-10-10", "finished", seen="2026-10-01"),
    C("unresolved", "2026-10-03", "closed_unresolved", "2026-10-09 closed_unresolved", org_unit_key=5),
    C("same-day", "2026-10-04 08:00", "finished", "2026-10-04 16:00 finished", closed="2026-10-04 16:00", stars=5),
    C("excluded", "2026-10-05", "irrelevant", "2026-10-07 irrelevant", closed="2026-10-07"),
    C("excluded-unknown", "2026-10-05", "cancelled", seen="2026-10-06"),
    # due dates
    C("excluded-on-due", "2026-10-05", "not_accepted", closed="2026-10-20", due="2026-10-20"),
    C("excluded-after-due", "2026-10-05", "not_accepted", closed="2026-10-21", due="2026-10-20"),
    C("done-on-due", "2026-10-06", "finished", closed="2026-10-13 23:59", due="2026-10-13"),
    C("done-after-due", "2026-10-06", "finished", closed="2026-10-14 00:00", due="2026-10-13"),
    C("open-past-due", "2026-10-06 23:59", "in_progress", due="2026-10-13", org_unit_key=3, area_key=3),
    C("due-yesterday", "2026-11-10", "finished", closed="2026-11-12", due="2026-11-20"),
    C("due-today", "2026-11-10", "finished", closed="2026-11-12", due="2026-11-21"),
    C("due-tomorrow", "2026-11-10", "new", due="2026-11-22"),
    C("due-before-receipt", "2026-10-12", "finished", closed="2026-10-12", due="2026-10-10"),
    C("done-by-due-then-reopened", "2026-10-01", "in_progress", "2026-10-08 finished", "2026-10-20 in_progress",
      due="2026-10-15", area_key=1),
    C("reopened-by-due", "2026-10-01", "finished", "2026-10-08 finished", "2026-10-12 in_progress",
      "2026-10-25 finished", closed="2026-10-25", due="2026-10-15", stars=2, area_key=4),
    # reopening, and what header and history say against each other
    C("reopened-twice", "2026-06-01", "finished", "2026-06-05 finished", "2026-06-10 in_progress",
      "2026-07-20 finished", "2026-08-01 follow_up", "2026-09-30 23:59 finished", closed="2026-09-30 23:59", stars=4),
    C("reopened-same-day", "2026-09-01", "finished", "2026-09-03 09:00 finished", "2026-09-03 10:00 in_progress",
      "2026-09-03 11:00 finished", closed="2026-09-03 11:00"),
    C("reopened-then-excluded", "2026-09-01", "cancelled", "2026-09-05 finished", "2026-09-08 accepted",
      "2026-09-10 cancelled", stars=3),
    C("header-open-history-closed", "2026-09-02", "in_progress", "2026-09-06 finished"),
    C("header-open-after-reopening", "2026-09-02", "in_progress", "2026-09-06 finished", "2026-09-08 in_progress",
      "2026-09-09 finished"),
    C("header-closed-history-open", "2026-09-03", "finished", "2026-09-06 finished", "2026-09-12 follow_up"),
    C("header-closed-before-reopening", "2026-09-03", "finished", "2026-09-06 finished", "2026-09-12 follow_up",
      closed="2026-09-06"),
    C("header-closed-after-reopening", "2026-09-03", "finished", "2026-09-06 finished", "2026-09-12 follow_up",
      closed="2026-09-15", reopen_count=1),
    C("header-later-than-history", "2026-09-04", "finished", "2026-09-06 finished", closed="2026-09-09"),
    C("header-before-receipt", "2026-09-04", "finished", "2026-09-06 finished", closed="2026-09-01"),
    C("two-closings", "2026-09-04", "irrelevant", "2026-09-06 finished", "2026-09-08 irrelevant"),
    C("counter-only", "2026-09-05", "finished", closed="2026-09-09", reopen_count=2, stars=1),
    C("ties", "2026-09-06", "finished", "2026-09-08 10:00 finished", "2026-09-08 10:00 in_progress",
      "2026-09-08 10:00 finished"),
    C("history-before-receipt", "2026-09-07", "in_progress", "2026-09-05 forwarded", "2026-09-06 accepted"),
    C("closed-before-receipt", "2026-09-07 12:00", "finished", "2026-09-07 08:00 finished",
      "2026-09-07 09:00 in_progress", "2026-09-07 12:00 finished"),
    # ages
    C("over-30-open", "2026-10-20", "in_progress"),
    C("30-days-open", "2026-10-22", "in_progress"),
    C("closed-on-day-31", "2026-09-10", "finished", closed="2026-10-11"),
    C("closed-on-day-32", "2026-09-10", "finished", closed="2026-10-12"),
    C("reopened-when-old", "2026-07-01", "new", "2026-07-05 finished", "2026-09-15 in_progress"),
    # edges of the fiscal year, leap day, replies, sending on, who counts
    C("last-of-2569", "2026-09-30 23:59", "finished", closed="2026-10-01 00:00", acknowledged="2026-10-01 00:01"),
    C("leap", "2024-02-29", "finished", closed="2024-03-31", replied="2024-03-15"),
    C("old-open", "2021-10-01", "in_progress", org_unit_key=2),
    C("replied-on-15th", "2026-10-07", "in_progress", replied="2026-10-22"),
    C("replied-on-16th", "2026-10-07", "in_progress", replied="2026-10-23"),
    C("reply-excluded", "2026-10-07", "irrelevant", closed="2026-10-22", replied="2026-10-08"),
    C("sent-on-twice", "2026-10-08", "forwarded", "2026-10-09 forwarded", "2026-10-12 forwarded", channel_key=2),
    C("deleted", "2026-10-08", "new", is_deleted=True),
    C("counted-elsewhere", "2026-10-08", "finished", "2026-10-09 finished", is_counted=False),
]  # fmt: skip


def write_dimensions(connection: Connection) -> None:
    sync_dates(connection)
    source = {"source_key": 1, "name": "complaints", "contract": "complaints", "title_th": "ทดสอบ", "title_en": "Test"}
    connection.execute(
        insert(dim_source), {**source, "is_sample": True, "is_connected": True, "fresh_within_seconds": 9}
    )
    for key, parent in PARENTS.items():
        names = {"name_th": f"หน่วย {key}", "name_en": f"Unit {key}", "short_th": f"ห{key}", "sort_order": key}
        depth = 0 if parent is None else 1 + (parent != 1)
        row = {"org_unit_key": key, "code": f"U{key}", "parent_key": parent, "depth": depth, **names}
        connection.execute(insert(dim_org_unit), row)
        above: int | None = key
        while above is not None:
            connection.execute(insert(org_unit_rollup), {"ancestor_key": above, "descendant_key": key})
            above = PARENTS[above]
    for key in (0, 1, 2):
        names = {"code": f"c{key}", "name_th": f"ชนิด {key}", "name_en": f"Kind {key}"}
        connection.execute(insert(dim_category), {"category_key": key, **names})
        connection.execute(insert(dim_channel), {"channel_key": key, "is_digital": key in DIGITAL_CHANNELS, **names})
    for key, (code, kind, parent) in AREAS.items():
        row = {"area_key": key, "code": code, "kind": kind, "name_th": code, "name_en": code, "parent_key": parent}
        connection.execute(insert(dim_area), row)
    for order, (code, phase) in enumerate(PHASES.items()):
        row = {"status_code": code, "name_th": code, "name_en": code, "phase": phase, "sort_order": order}
        connection.execute(insert(dim_complaint_status), row)


def write_complaints(connection: Connection, complaints: Sequence[Complaint]) -> None:
    """As a merge would leave them: facts, spells, and the days they touch."""
    first = connection.execute(fact_complaint.select()).fetchall()
    keys = {row.source_id: row.complaint_key for row in first}
    touched = [{"source_key": 1, "source_id": one.source_id} for one in complaints]
    connection.execute(delete(stg_touched))
    connection.execute(insert(stg_touched), touched)
    note_days(connection)
    for one in complaints:
        connection.execute(delete(fact_complaint).where(fact_complaint.c.source_id == one.source_id))
        connection.execute(delete(fact_complaint_status).where(fact_complaint_status.c.complaint_id == one.source_id))
    taken = max(keys.values(), default=0)
    rows = [_header(one, keys.get(one.source_id, taken + n)) for n, one in enumerate(complaints, start=1)]
    connection.execute(insert(fact_complaint), rows)
    events = [_status(one.source_id, event) for one in complaints for event in one.events]
    if events:
        connection.execute(insert(fact_complaint_status), events)
    note_histories(connection, 1)
    derive(connection)
    note_days(connection)
    connection.execute(delete(stg_touched))


def _header(one: Complaint, key: int) -> dict[str, object]:
    acknowledged = one.acknowledged_at
    return {
        "complaint_key": key, "source_key": 1, "source_id": one.source_id, "complaint_number": one.source_id,
        "received_at": one.received_at, "received_date": one.received_date,
        "received_day": day_number(one.received_date),
        "acknowledged_date": acknowledged.date() if acknowledged else None,
        "acknowledge_seconds": int((acknowledged - one.received_at).total_seconds()) if acknowledged else None,
        "first_reply_date": one.first_reply_date, "due_date": one.due_date, "due_basis": "source",
        "closed_at": one.closed_at, "closed_date": bangkok_date(one.closed_at) if one.closed_at else None,
        "closed_seen_date": bangkok_date(one.closed_seen_at),
        "status_code": one.status, "phase": one.phase, "urgency_code": "normal",
        "org_unit_key": one.org_unit_key, "category_key": one.category_key, "channel_key": one.channel_key,
        "area_key": one.area_key, "received_hour": one.received_at.hour, "stars": one.stars,
        "reopen_count": one.reopen_count, "short_description": "ทดสอบ",
        "place": "ตลาด", "is_counted": one.is_counted, "is_deleted": one.is_deleted,
        "closed_seen_at": one.closed_seen_at, "row_hash": 1, "run_key": 1,
    }  # fmt: skip


def _status(source_id: str, event: Event) -> dict[str, object]:
    return {
        "source_key": 1, "complaint_id": source_id, "sequence": event.sequence, "occurred_at": event.at,
        "occurred_date": event.at.date(), "status_code": event.status, "phase": PHASES[event.status],
        "is_deleted": False, "row_hash": 1, "run_key": 1,
    }  # fmt: skip


def write_golden(engine: Engine) -> None:
    with engine.begin() as connection:
        write_dimensions(connection)
        write_complaints(connection, GOLDEN)
        for system in systems():
            system.write(connection)


def systems() -> list[ModuleType]:
    """Golden rows of the further systems: golden_<contract>.py, each with `write(connection)` and `BREAKERS`."""
    return [import_module(f"tests.sql.{path.stem}") for path in sorted(Path(__file__).parent.glob("golden_*.py"))]
