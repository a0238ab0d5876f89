"""Rows of the market system: which are refused and by which rule, and what a booking, a vendor, a wait become."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
import yaml

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity, PersonalData
from etl.contracts.walking_street import (
    NIGHT,
    STALL,
    STALL_NIGHT,
    VENDOR,
    VIOLATION,
    WAITING,
    WALKING_STREET,
    ZONE_NIGHT,
)
from etl.readers.base import Page
from etl.settings import PROJECT
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.shape import shape
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
ZERO = "0000-00-00 00:00:00"
CHANGED = "2026-11-15 22:00:00"
SOURCE = Source.model_validate(
    next(
        source
        for source in yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))["sources"]
        if source["name"] == "walking_street"
    )
)
KEYS = Keys(WordMap({"สำนักสวัสดิการฯ": 7}, 0, 0), {}, {}, hash_key=b"a key of a test")
COMMON = {"source_id": 1, "org_unit": "สำนักสวัสดิการฯ", "changed_at": CHANGED}
GOOD: dict[str, dict[str, Any]] = {
    "stall": COMMON | {
        "stall_code": "ก-015", "earlier_code": "A-15", "zone": "A", "width": 2.5, "fee": "75.00", "has_power": 1,
        "opened_date": "2021-10-02", "closed_date": "0000-00-00",
    },
    "vendor": COMMON | {
        "vendor": "KK0015", "entry_number": 15, "vendor_type": "โอทอป", "vendor_status": "01", "community": "ชุมชนศรีฐาน",
        "registered_date": "05/11/2567", "ended_date": "",
    },
    "night": COMMON | {
        "night_date": "2026-11-14", "night_status": "H", "cancel_reason": "", "weather": "ฝนตกเล็กน้อย",
        "visitors": 13_559, "count_method": "นับจากกล้อง", "stage_shows": 3,
        "note": "ผู้ประสาน นายสมชาย ใจงามสมมติ โทร 081-000-0123",
    },
    "zone_night": COMMON | {"night_id": 272, "night_date": "2026-11-14", "zone": "a ", "stalls_available": 80},
    "stall_night": COMMON | {
        "booking_number": "25691109-154514-025", "night_id": 272, "night_date": "2026-11-14", "zone": "A",
        "stall": "25", "stall_code": "ก-035", "vendor": "KK0015", "vendor_type": "ทั่วไป", "booking_status": "BK",
        "booked_at": "2026-11-09 15:45:14", "notified_at": ZERO, "checked_in_at": "2026-11-14 16:02:00", "fee": "67.50",
        "due_date": "2026-11-21", "paid": "67.50", "paid_at": "2026-11-14 19:00:00", "pay_method": "โอน", "sales": 3200,
        "product": "หมูปิ้งนมสด โทร 0810000123",
    },
    "waiting": COMMON | {
        "requested_at": "2026-09-01 09:00:00", "zone": "A", "vendor_type": "ชุมชน", "waiting_status": "รอคิว",
        "called_at": ZERO, "ended_at": ZERO,
    },
    "violation": COMMON | {
        "occurred_at": "2026-11-14 19:30:00", "kind": "ล้ำเขต", "zone": "A", "stall_code": "ก-035", "action": "ตักเตือน",
        "detail": "ตั้งโต๊ะล้ำ ผู้ค้า นางมาลี ศรีสมมติ",
    },
}  # fmt: skip


def read(entity: Entity, rows: Sequence[dict[str, Any]]) -> TypedPage:
    """One page of good rows, each with the values given."""
    whole = [{k: v for k, v in (GOOD[entity.name] | row).items() if k in entity.names} for row in rows]
    page = Page({name: [row[name] for row in whole] for name in whole[0]}, len(whole))
    return Conformer(entity, SOURCE, KEYS, NOW).conform(page)


def facts(entity: Entity, **changes: Any) -> dict[str, Any]:
    """The columns of one row's fact."""
    typed = read(entity, [changes])
    assert not typed.rejects, typed.rejects
    return {name: values[0] for name, values in shape(entity, typed.columns, KEYS, NOW).items()}


BAD = [
    (STALL, "source_id", "", "missing_key"),
    (STALL, "stall_code", " ", "missing_required"),
    (STALL, "fee", "75.005", "bad_number"),  # no such amount of money
    (STALL, "fee", "-1", "out_of_range"),
    (STALL, "has_power", "มี", "bad_number"),
    (STALL, "width", 51, "out_of_range"),
    (STALL, "opened_date", "2564-10-02", "future_date"),  # the Buddhist Era in a column of the Common one
    (VENDOR, "vendor", "", "missing_key"),
    (VENDOR, "vendor_status", "09", "unknown_word"),
    (VENDOR, "registered_date", "", "missing_required"),
    (VENDOR, "registered_date", "05/11/2024", "bad_date"),
    (VENDOR, "registered_date", "31/11/2567", "bad_date"),
    (NIGHT, "night_date", "0000-00-00", "missing_required"),
    (NIGHT, "night_date", "2038-01-02", "future_date"),
    (NIGHT, "night_status", "X", "unknown_word"),
    (NIGHT, "night_status", "", "missing_required"),
    (NIGHT, "visitors", 1_355_900, "out_of_range"),  # two noughts too many
    (NIGHT, "visitors", "ประมาณหมื่น", "bad_number"),
    (ZONE_NIGHT, "night_id", None, "missing_required"),
    (ZONE_NIGHT, "stalls_available", -3, "out_of_range"),
    (STALL_NIGHT, "stall", "", "missing_required"),  # a programmer's trial
    (STALL_NIGHT, "paid", "60 บาท", "bad_number"),
    (STALL_NIGHT, "fee", 100_001, "out_of_range"),
    (STALL_NIGHT, "sales", 9_999_999, "out_of_range"),
    (STALL_NIGHT, "booking_status", "??", "unknown_word"),
    (STALL_NIGHT, "checked_in_at", "บ่ายสาม", "bad_date"),
    (STALL_NIGHT, "stall_code", "ก" * 2_000, "too_long"),
    (STALL_NIGHT, "product", "à¸«à¸¡à¸¹à¸›à¸´à¹‰à¸‡", "bad_text"),
    (WAITING, "requested_at", ZERO, "missing_required"),
    (WAITING, "requested_at", "2026-12-24 09:00:00", "future_date"),
    (WAITING, "waiting_status", "หาย", "unknown_word"),
    (VIOLATION, "occurred_at", "2026-13-01 10:00:00", "bad_date"),
]


@pytest.mark.parametrize(("entity", "field", "value", "rule"), BAD, ids=lambda v: str(getattr(v, "name", v))[:30])
def test_a_bad_row_is_refused_by_its_rule(entity: Entity, field: str, value: Any, rule: str) -> None:
    typed = read(entity, [{}, {field: value}, {}])
    assert (typed.rows, [(r.rule, r.field) for r in typed.rejects]) == (2, [(rule, field)])


@pytest.mark.parametrize("entity", WALKING_STREET.entities, ids=lambda e: e.name)
def test_a_good_row_is_taken_and_a_reject_names_nobody(entity: Entity) -> None:
    assert not read(entity, [{}]).rejects
    required = next(f.name for f in entity.fields if f.required and f.name not in entity.key)
    (reject,) = read(entity, [{required: ""}]).rejects
    kept = json.dumps([reject.row_json, reject.reason, reject.key], ensure_ascii=False)
    for person in ("KK0015", "สมชาย", "มาลี", "0810000123", "081-000-0123"):
        assert person not in kept
    hashed = [f.name for f in entity.fields if f.personal is PersonalData.HASHED]
    assert all(len(json.loads(reject.row_json)[name]) == 32 for name in hashed)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"outcome_code": "traded", "paid_date": "2026-11-14", "overdue_date": "2026-11-22", "fee_satang": 67_50}),
        ({"booking_status": "CN"}, {"outcome_code": "traded"}),  # who checked in was there
        ({"booking_status": "CN", "checked_in_at": ZERO}, {"outcome_code": "cancelled", "fee_satang": 0}),
        ({"checked_in_at": ZERO}, {"outcome_code": "absent", "fee_satang": 67_50}),
        ({"checked_in_at": ZERO, "notified_at": "2026-11-14 10:00:00"}, {"outcome_code": "excused"}),
        ({"due_date": "0000-00-00"}, {"due_date": "2026-11-21"}),
        ({"due_date": "2026-11-01"}, {"due_date": "2026-11-21"}),  # before the night
        ({"due_date": "2026-12-01"}, {"due_date": "2026-12-01", "overdue_date": "2026-12-02"}),
        ({"paid": ""}, {"paid_satang": 0, "paid_date": None}),
        ({"paid_at": ZERO}, {"paid_date": "2026-11-14"}),
        ({"paid": "1,200.50"}, {"paid_satang": 120_050}),
        ({"sales": 0}, {"sales_satang": None}),
        ({"night_date": "2027-11-13", "checked_in_at": ZERO}, {"night_date": "2027-11-13"}),  # booked for next year
        ({"zone": "Z", "vendor_type": "แม่ค้า"}, {"zone_code": "unknown", "vendor_type_code": "unknown"}),
    ],
)
def test_what_a_booking_becomes(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    found = facts(STALL_NIGHT, **changes)
    assert {name: found[name] for name in expected} == expected
    assert "โทร 081" not in found["product"] and found["product"].startswith("หมูปิ้งนมสด")
    assert found["vendor"] == facts(VENDOR)["vendor"] != "KK0015"


@pytest.mark.parametrize(
    ("entity", "changes", "name", "expected"),
    [
        (VENDOR, {}, "ended_date", None),
        (VENDOR, {"ended_date": "01/11/2569"}, "ended_date", None),  # may sell again
        (VENDOR, {"vendor_status": "03", "ended_date": "01/11/2569"}, "ended_date", "2026-11-01"),
        (VENDOR, {"vendor_status": "03"}, "ended_date", "2026-11-15"),
        (VENDOR, {"vendor_status": "03", "ended_date": "01/11/2560"}, "ended_date", "2026-11-15"),  # before it began
        (WAITING, {"called_at": "2026-10-01 09:00:00"}, "left_date", None),  # the status says they wait
        (WAITING, {"waiting_status": "เรียกแล้ว", "called_at": "2026-10-01 09:00:00"}, "left_date", "2026-10-01"),
        (WAITING, {"waiting_status": "สละสิทธ์", "ended_at": "2026-10-05 09:00:00"}, "left_date", "2026-10-05"),
        (WAITING, {"waiting_status": "ได้แผง"}, "left_date", "2026-11-15"),
        (WAITING, {"waiting_status": "ได้แผง", "changed_at": "garbage"}, "left_date", "2026-09-01"),
    ],
)
def test_when_somebody_left(entity: Entity, changes: dict[str, Any], name: str, expected: str | None) -> None:
    assert facts(entity, **changes)[name] == expected
