"""Golden rows of IT repair: each stands for a rule; what they make is counted by hand in test_it_repair.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from etl.calendar_th import BANGKOK, day_number
from etl.contracts.it_repair import IT_REPAIR, PHASE_OF
from etl.warehouse.tables import dim_source, dim_word, stg_touched
from etl.warehouse.tables import it_repair as tables

SOURCE = 97
BREAKERS = {
    "repair_words_exist": "update fact_repair_ticket set symptom_code = 'nothing' where source_id = 'done'",
    "repair_totals_agree": "update agg_repair_day set finished = finished + 1 where date = '2026-10-02'",
    "it_asset_totals_agree": "update agg_it_asset_day set old_out = old_out + 1",
    "repair_dates_in_order": "update fact_repair_ticket set due_date = '2026-09-01' where source_id = 'done'",
    "repair_lines_have_requests": "update fact_repair_part set ticket_id = 'nobody'",
}
# source_id, unit, machine, symptom, reported, ended, status, due, more
TICKETS: Sequence[tuple[Any, ...]] = (
    ("done", 2, "m1", "slow", "2026-10-01 09:00", "2026-10-02 10:00", "delivered", "2026-10-06",
     {"repair_seconds": 32_400, "accepted_date": date(2026, 10, 1), "accept_seconds": 3_600, "stars": 5,
      "is_done_by_due": True}),
    # the same fault of the same machine on the thirtieth day after; outside, late
    ("again", 2, "m1", "slow", "2026-11-01 09:00", "2026-11-12 10:00", "finished", "2026-11-05",
     {"repair_seconds": 230_000, "result_code": "outside", "service_cost_satang": 150_050, "waited_days": 2}),
    ("too-late", 2, "m1", "slow", "2026-12-13 09:00", None, "reported", "2026-12-17", {}),  # 31 days after
    ("other-fault", 3, "m1", "virus", "2026-10-03 09:00", None, "repairing", "2026-10-08", {}),
    ("no-machine", 3, None, "slow", "2026-10-03 10:00", "2026-10-03 10:00", "finished", "2026-10-07",
     {"ended_basis": "report", "is_done_by_due": True}),  # written down afterwards
    ("waits", 4, "m2", "no_power", "2026-10-20 09:00", None, "waiting_parts", None, {}),  # its clock stands still
    ("cancelled", 4, "m2", "no_print", "2026-10-20 09:00", "2026-10-21 09:00", "cancelled", "2026-10-21", {}),
    ("cancelled-late", 4, "m2", "no_print", "2026-10-20 09:00", "2026-10-27 09:00", "cancelled", "2026-10-23", {}),
    ("meeting", 5, None, "other", "2026-10-20 09:00", "2026-10-20 12:00", "finished", "2026-10-25",
     {"kind_code": "service", "is_repair": False}),
    ("deleted", 5, None, "other", "2026-10-20 09:00", None, "reported", "2026-10-25", {"is_deleted": True}),
)  # fmt: skip
STATUSES: Sequence[tuple[str, int, str, str]] = (
    ("waits", 1, "reported", "2026-10-20 09:00"), ("waits", 2, "waiting_parts", "2026-10-21 09:00"),
    ("again", 3, "waiting_parts", "2026-11-02 09:00"), ("again", 4, "repairing", "2026-11-04 09:00"),
)  # fmt: skip
PARTS: Sequence[tuple[str, int, str, int, int]] = (
    ("done", 1, "2026-10-02", 2, 44_525),
    ("meeting", 2, "2026-10-20", 1, 99_900),
)
# source_id, unit, held from, old, held to
ASSETS: Sequence[tuple[str, int, str | None, str | None, str | None]] = (
    ("m1", 2, "2020-01-15", "2025-01-16", None), ("m2", 4, "2025-05-01", "2030-05-02", None),
    ("gone", 4, "2018-01-01", "2023-01-02", "2026-09-30"), ("unknown", 5, None, None, None),
)  # fmt: skip


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK).astimezone(UTC)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def write(connection: Connection) -> None:
    source = {
        "source_key": SOURCE, "name": "repairs", "contract": "it_repair", "title_th": "ซ่อม", "title_en": "Repairs",
        "is_sample": True, "is_connected": True, "fresh_within_seconds": 9,
    }  # fmt: skip
    connection.execute(insert(dim_source), source)
    fields = (field for entity in IT_REPAIR.entities for field in entity.fields)
    for vocabulary in {f.vocabulary.name: f.vocabulary for f in fields if f.vocabulary is not None}.values():
        for order, word in enumerate(vocabulary.words):
            word_row = {"vocabulary": vocabulary.name, "code": word.code, "name_th": word.th, "name_en": word.en}
            connection.execute(insert(dim_word), word_row | {"sort_order": order})
    row: dict[str, Any]
    ours: dict[str, Any] = {"source_key": SOURCE, "is_deleted": False, "row_hash": 1, "run_key": 1}
    for ticket in TICKETS:
        connection.execute(insert(tables.fact_repair_ticket), ours | _ticket(*ticket))
        connection.execute(insert(stg_touched), {"source_key": SOURCE, "source_id": ticket[0]})
    for ticket_id, sequence, status, at in STATUSES:
        row = {"ticket_id": ticket_id, "sequence": sequence, "status_code": status, "occurred_at": _at(at)}
        connection.execute(insert(tables.fact_repair_status), ours | row | {"occurred_date": _day(at)})
    for ticket_id, sequence, day, quantity, price in PARTS:
        row = {"ticket_id": ticket_id, "sequence": sequence, "used_date": _day(day), "part_name": "RAM"}
        connection.execute(
            insert(tables.fact_repair_part), ours | row | {"quantity": quantity, "unit_price_satang": price}
        )
    for source_id, unit, since, old, until in ASSETS:
        held = _day(since)
        row = {
            "source_id": source_id, "asset_number": f"416-{source_id}", "device_type_code": "desktop", "brand": "ACER",
            "model": "Veriton", "org_unit_key": unit, "fiscal_year": None, "held_from_date": held,
            "held_from_day": day_number(held) if held else None, "old_date": _day(old), "held_to_date": _day(until),
            "price_satang": 2_250_050, "asset_status_code": "disposed" if until else "in_use",
        }  # fmt: skip
        connection.execute(insert(tables.fact_it_asset), ours | row)


def _ticket(
    source_id: str, unit: int, machine: str | None, symptom: str, reported: str, ended: str | None, status: str,
    due: str | None, more: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    day, end = date.fromisoformat(reported[:10]), _day(ended)
    return {
        "source_id": source_id, "ticket_number": source_id, "reported_at": _at(reported), "reported_date": day,
        "reported_day": day_number(day), "year_out_date": day.replace(year=day.year + 1), "accepted_date": None,
        "accept_seconds": None, "ended_at": _at(ended) if ended else None, "ended_date": end,
        "ended_day": day_number(end) if end else None, "ended_basis": "source" if ended else None,
        "repair_seconds": None, "due_at": _at(f"{due} 16:30") if due else None, "due_date": _day(due),
        "is_done_by_due": False, "waited_days": 0, "status_code": status, "phase": PHASE_OF[status],
        "urgency_code": "normal", "kind_code": "repair", "is_repair": True, "device_type_code": "desktop",
        "symptom_code": symptom, "result_code": "unknown", "org_unit_key": unit, "asset_id": machine,
        "service_cost_satang": 0, "stars": None, "description": "เครื่องช้า",
    } | more  # fmt: skip
