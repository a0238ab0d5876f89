"""Rows of a repair desk: bad ones refused by rule and field; contradictions settled as the contract says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity
from etl.contracts.it_repair import IT_ASSET, REPAIR_PART, REPAIR_STATUS, REPAIR_TICKET
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.conform import Conformer
from etl.steps.shape import shape
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
KEYS = Keys(WordMap({"สำนักช่าง": 5}, 0, 0), {}, {})
GOOD: dict[str, dict[str, Any]] = {
    "repair_ticket": {
        "source_id": "1", "ticket_number": "ซ70/0001", "reported_at": "2026-11-02 09:00:00",
        "accepted_at": "2026-11-02 10:00:00", "finished_at": None, "due_at": None, "waited_days": 0,
        "status": "repairing", "urgency": "normal", "kind": "repair", "device_type": "desktop", "symptom": "slow",
        "result": None, "org_unit": "สำนักช่าง", "asset_id": 7, "service_cost": None, "stars": 0,
        "description": "เครื่องช้า แจ้งโดย นายสมชาย ใจดี โทร 081-234-5678", "changed_at": "2026-11-03 09:00:00",
    },
    "repair_status": {
        "ticket_id": "1", "sequence": 1, "occurred_at": "2026-11-02 09:00:00", "status": "reported",
        "changed_at": "2026-11-02 09:00:00",
    },
    "repair_part": {
        "ticket_id": "1", "sequence": 1, "used_date": "2026-11-03", "part_name": "RAM", "quantity": 2,
        "unit_price": "445.25", "changed_at": "2026-11-03 09:00:00",
    },
    "it_asset": {
        "source_id": "7", "asset_number": "416-66-0001", "device_type": "desktop", "brand": "ACER", "model": "Veriton",
        "org_unit": "สำนักช่าง", "acquired_date": "2023-01-15", "fiscal_year": 2566, "price": "22500", "changed_at": None,
        "asset_status": "in_use", "disposed_date": "0000-00-00",
    },
}  # fmt: skip
SOURCE = Source.model_validate(
    {
        "name": "desk", "contract": "it_repair", "title_th": "ซ่อม", "title_en": "Desk", "fresh_within": "1d",
        "reader": {"kind": "database"}, "schedule": "0 1 * * *",
        "value_maps": {"status": {"on_unknown": "reject"}, "asset_status": {"on_unknown": "reject"}},
    }
)  # fmt: skip
BAD = [
    (REPAIR_TICKET, "source_id", "", "missing_key"),
    (REPAIR_TICKET, "source_id", None, "missing_key"),
    (REPAIR_TICKET, "reported_at", "", "missing_required"),
    (REPAIR_TICKET, "reported_at", "0000-00-00 00:00:00", "missing_required"),
    (REPAIR_TICKET, "reported_at", "2569-11-02 09:00:00", "future_date"),
    (REPAIR_TICKET, "reported_at", "31/02/2026", "bad_date"),
    (REPAIR_TICKET, "accepted_at", "เมื่อวาน", "bad_date"),
    (REPAIR_TICKET, "finished_at", "2569-11-03 09:00:00", "future_date"),
    (REPAIR_TICKET, "status", "99", "unknown_word"),
    (REPAIR_TICKET, "status", None, "missing_required"),
    (REPAIR_TICKET, "waited_days", -1, "out_of_range"),
    (REPAIR_TICKET, "waited_days", "สองวัน", "bad_number"),
    (REPAIR_TICKET, "stars", 9, "out_of_range"),
    (REPAIR_TICKET, "service_cost", "1,2", "bad_number"),
    (REPAIR_TICKET, "service_cost", "-50", "out_of_range"),
    (REPAIR_TICKET, "ticket_number", "ก" * 300, "too_long"),
    (REPAIR_TICKET, "ticket_number", "เธ–เธเธ", "bad_text"),
    (REPAIR_STATUS, "ticket_id", "", "missing_key"),
    (REPAIR_STATUS, "sequence", "1.5", "bad_number"),
    (REPAIR_STATUS, "sequence", -4, "out_of_range"),
    (REPAIR_STATUS, "occurred_at", None, "missing_required"),
    (REPAIR_STATUS, "status", "ซ่อมมั้ง", "unknown_word"),
    (REPAIR_PART, "used_date", "", "missing_required"),
    (REPAIR_PART, "used_date", "2026-13-01", "bad_date"),
    (REPAIR_PART, "quantity", None, "missing_required"),
    (REPAIR_PART, "quantity", 20_000, "out_of_range"),
    (REPAIR_PART, "unit_price", "ฟรี", "bad_number"),
    (REPAIR_PART, "unit_price", None, "missing_required"),
    (IT_ASSET, "source_id", " ", "missing_key"),
    (IT_ASSET, "acquired_date", "2566-01-15", "future_date"),
    (IT_ASSET, "acquired_date", "15 มกรา", "bad_date"),
    (IT_ASSET, "fiscal_year", 2023, "out_of_range"),
    (IT_ASSET, "fiscal_year", "66", "out_of_range"),
    (IT_ASSET, "price", "สองหมื่น", "bad_number"),
    (IT_ASSET, "asset_status", "หาไม่พบ", "unknown_word"),
    (IT_ASSET, "asset_status", "", "missing_required"),
]


def conform(entity: Entity, *changes: dict[str, Any]) -> Any:
    rows = [GOOD[entity.name] | change for change in changes]
    page = Page({name: [row[name] for row in rows] for name in rows[0]}, len(rows))
    return Conformer(entity, SOURCE, KEYS, NOW).conform(page)


@pytest.mark.parametrize(("entity", "field", "value", "rule"), BAD)
def test_a_bad_value_costs_its_own_row_by_rule_and_field(entity: Entity, field: str, value: Any, rule: str) -> None:
    found = conform(entity, {field: value}, {})
    assert [(reject.rule, reject.field) for reject in found.rejects] == [(rule, field)]
    assert found.rows == 1
    assert "สมชาย" not in str(found.rejects[0]) and "081-234" not in str(found.rejects[0])


def settle(**change: Any) -> dict[str, Any]:
    facts = shape(REPAIR_TICKET, conform(REPAIR_TICKET, change).columns, KEYS, NOW)
    return {name: values[0] for name, values in facts.items()}


def settle_asset(**change: Any) -> dict[str, Any]:
    facts = shape(IT_ASSET, conform(IT_ASSET, change).columns, KEYS, NOW)
    return {name: values[0] for name, values in facts.items()}


def test_work_is_timed_in_office_hours_and_due_by_urgency() -> None:
    one = settle(status="delivered", finished_at="2026-11-04 12:00:00", waited_days=1)
    assert (one["accept_seconds"], one["repair_seconds"]) == (3_600, 11 * 3_600)  # 19 hours, less a day of waiting
    assert one["due_date"] == "2026-11-06" and one["is_done_by_due"]  # three days and the one it waited
    assert settle(urgency="critical")["due_date"] == "2026-11-02"
    assert settle(urgency="low")["due_date"] == "2026-11-09"
    assert settle(status="waiting_parts")["due_date"] is None
    bare = settle(status="finished", finished_at="2026-11-10 15:00:00", due_at="2026-11-10")
    assert bare["due_date"] == "2026-11-10" and bare["is_done_by_due"]  # a bare day runs to its end


def test_an_end_that_cannot_be_is_settled_towards_not_known() -> None:
    before = settle(status="finished", finished_at="2026-10-30 09:00:00")
    assert (before["ended_date"], before["ended_basis"], before["repair_seconds"]) == ("2026-11-02", "report", None)
    assert before["is_done_by_due"]
    missing = settle(status="finished", finished_at="0000-00-00 00:00:00")
    assert (missing["ended_date"], missing["ended_basis"], missing["repair_seconds"]) == ("2026-11-03", "change", None)
    unknown = settle(status="cancelled", finished_at=None, changed_at=None)
    assert (unknown["ended_date"], unknown["ended_basis"], unknown["phase"]) == ("2026-11-02", "report", "excluded")
    still = settle(status="repairing", finished_at="2026-11-04 12:00:00")
    assert (still["ended_date"], still["ended_basis"], still["phase"]) == (None, None, "open")
    assert settle(accepted_at="2026-11-01 09:00:00")["accepted_date"] is None


def test_nobody_is_named_in_what_is_kept() -> None:
    kept = " ".join(map(str, settle().values()))
    assert "เครื่องช้า" in kept and "สมชาย" not in kept and "081" not in kept


def test_a_machine_is_held_from_its_day_or_its_fiscal_year() -> None:
    one = settle_asset()
    assert (one["held_from_date"], one["old_date"], one["held_to_date"]) == ("2023-01-15", "2028-01-16", None)
    assert one["price_satang"] == 2_250_000
    by_year = settle_asset(acquired_date=None)
    assert (by_year["held_from_date"], by_year["old_date"]) == ("2023-09-30", "2028-10-01")
    gone = settle_asset(asset_status="disposed", disposed_date="2026-09-30")
    assert (gone["held_from_date"], gone["held_to_date"], gone["old_date"]) == ("2023-01-15", "2026-09-30", None)
    leap = settle_asset(acquired_date="2020-02-29")
    assert leap["old_date"] == "2025-03-02"
    for change in ({"acquired_date": None, "fiscal_year": None}, {"asset_status": "disposed"}):
        never = settle_asset(**change)
        assert (never["held_from_date"], never["old_date"], never["held_to_date"]) == (None, None, None)
