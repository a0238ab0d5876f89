"""Rows of the sign system: which are refused and by which rule, and how an application becomes its fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
import yaml

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity
from etl.contracts.temporary_signs import SIGN_PERMIT, SIGN_REMOVAL, UNPERMITTED_SIGN
from etl.readers.base import Page
from etl.settings import PROJECT
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.shape import shape
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
ZERO = "0000-00-00 00:00:00"
SOURCE = Source.model_validate(
    next(
        source
        for source in yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))["sources"]
        if source["name"] == "temporary_signs"
    )
)
KEYS = Keys(WordMap({"งานเทศกิจ": 2, "สำนักช่าง": 4}, 0, 0), {}, {})
GOOD: dict[str, dict[str, Any]] = {
    "sign_permit": {
        "source_id": 1, "application_number": "0001/2570", "permit_number": "ปช 1/2570", "applicant_kind": 1,
        "submitted_at": "2569-11-02 09:00:00", "complete_at": "2569-11-02 10:00:00", "due_date": "2569-11-09",
        "decided_at": "2569-11-04 09:30:00", "outcome": "Approved", "start_date": "2569-11-05",
        "expiry_date": "2569-11-18", "sign_count": 6, "org_unit": "งานเทศกิจ", "zone": "เขต1", "place": "ถนนศรีจันทร์",
        "wording": "ลดราคา โทร 081-0000-123", "fee": 200.0, "deposit": 1100.0, "paid_at": "2569-11-04 10:00:00",
        "deposit_returned_at": ZERO, "deposit_seized_at": ZERO, "changed_at": "2026-11-04 10:00:00",
    },
    "sign_removal": {
        "source_id": 1, "permit_id": 1, "removed_at": "2026-11-19 08:00:00", "sign_count": 6, "removed_by": "เจ้าของป้าย",
        "changed_at": "2026-11-19 09:00:00",
    },
    "unpermitted_sign": {
        "source_id": 1, "found_at": "2026-11-19 08:00:00", "sign_count": 3, "org_unit": "งานเทศกิจ", "zone": "2",
        "place": "หน้าร้านนายสมชาย ตัวอย่างดี", "removed_at": "2026-11-19 08:00:00", "fined_at": ZERO, "fine": "-",
        "changed_at": "2026-11-19 09:00:00",
    },
}  # fmt: skip


def read(entity: Entity, rows: Sequence[dict[str, Any]]) -> TypedPage:
    """One page of good rows, each with the values given."""
    whole = [GOOD[entity.name] | {"source_id": number} | row for number, row in enumerate(rows, 1)]
    page = Page({name: [row[name] for row in whole] for name in whole[0]}, len(whole))
    return Conformer(entity, SOURCE, KEYS, NOW).conform(page)


BAD = [
    (SIGN_PERMIT, "source_id", "", "missing_key"),
    (SIGN_PERMIT, "submitted_at", ZERO, "missing_required"),  # 29 February, as such a system keeps it
    (SIGN_PERMIT, "submitted_at", "2026-11-02 09:00:00", "bad_date"),  # the Common Era in a Buddhist column
    (SIGN_PERMIT, "submitted_at", "2569-11-31 09:00:00", "bad_date"),
    (SIGN_PERMIT, "submitted_at", "2570-11-02 09:00:00", "future_date"),
    (SIGN_PERMIT, "expiry_date", "2026-11-18", "bad_date"),
    (SIGN_PERMIT, "expiry_date", "2599-11-18", "future_date"),
    (SIGN_PERMIT, "paid_at", "เมื่อวาน", "bad_date"),
    (SIGN_PERMIT, "outcome", "9", "unknown_word"),
    (SIGN_PERMIT, "sign_count", 0, "out_of_range"),
    (SIGN_PERMIT, "sign_count", None, "missing_required"),
    (SIGN_PERMIT, "sign_count", "หลายป้าย", "bad_number"),
    (SIGN_PERMIT, "fee", -200.0, "out_of_range"),
    (SIGN_PERMIT, "deposit", 100.005, "bad_number"),
    (SIGN_PERMIT, "place", "เธ–เธเธเธเธดเธ", "bad_text"),
    (SIGN_PERMIT, "permit_number", "ป" * 300, "too_long"),
    (SIGN_REMOVAL, "permit_id", None, "missing_required"),
    (SIGN_REMOVAL, "removed_at", ZERO, "missing_required"),
    (SIGN_REMOVAL, "removed_at", "2569-11-19 08:00:00", "future_date"),  # a Buddhist year in a Common Era column
    (SIGN_REMOVAL, "sign_count", 5001, "out_of_range"),
    (UNPERMITTED_SIGN, "found_at", "19/13/2026", "bad_date"),
    (UNPERMITTED_SIGN, "sign_count", "", "missing_required"),
    (UNPERMITTED_SIGN, "fine", "500 บาท", "bad_number"),
    (UNPERMITTED_SIGN, "fine", "-500", "out_of_range"),
]


@pytest.mark.parametrize(("entity", "field", "value", "rule"), BAD)
def test_a_bad_row_is_refused_by_its_rule_alone(entity: Entity, field: str, value: Any, rule: str) -> None:
    page = read(entity, [{}, {field: value}, {}])
    assert [(reject.rule, reject.field) for reject in page.rejects] == [(rule, field)]
    assert page.rows == 2
    [reject] = page.rejects
    assert "ตัวอย่างดี" not in reject.row_json and "0000-123" not in reject.row_json


@pytest.mark.parametrize(
    ("entity", "field", "value", "column", "fact"),
    [
        (SIGN_PERMIT, "applicant_kind", 77, "applicant_kind_code", "unknown"),
        (SIGN_PERMIT, "outcome", "", "outcome_code", "pending"),
        (SIGN_PERMIT, "outcome", "Disapprove", "outcome_code", "refused"),
        (SIGN_PERMIT, "outcome", "อนุมัติ", "outcome_code", "approved"),
        (SIGN_PERMIT, "zone", "เขตที่ 4", "zone_code", "zone_4"),
        (SIGN_PERMIT, "org_unit", "ไม่ทราบ", "org_unit_key", 0),
        (SIGN_PERMIT, "wording", "เลือก นายสมชาย ตัวอย่างดี เบอร์ 3", "wording", "เลือก [ชื่อ] เบอร์ 3"),
        (SIGN_PERMIT, "fee", "1,200.50", "fee_satang", 120050),
        (SIGN_REMOVAL, "removed_by", "จนท.เทศกิจ", "removed_by_code", "municipality"),
        (UNPERMITTED_SIGN, "fine", "๕๐๐", "fine_satang", 50000),
        (UNPERMITTED_SIGN, "fine", "", "fine_satang", None),
        (UNPERMITTED_SIGN, "place", "หน้าร้านนายสมชาย ตัวอย่างดี", "place", "หน้าร้าน[ชื่อ]"),
    ],
)
def test_what_is_written_oddly_is_still_read(entity: Entity, field: str, value: Any, column: str, fact: Any) -> None:
    assert facts(entity, {field: value})[column] == fact


def facts(entity: Entity, row: dict[str, Any]) -> dict[str, Any]:
    page = read(entity, [row])
    assert not page.rejects, page.rejects
    return {name: values[0] for name, values in shape(entity, page.columns, KEYS, NOW).items()}


PLAIN = {
    "submitted_date": "2026-11-02", "complete_date": "2026-11-02", "due_date": "2026-11-09",
    "decided_date": "2026-11-04", "decide_workdays": 2, "is_decided_in_time": 1, "start_date": "2026-11-05",
    "expiry_date": "2026-11-18", "expiry_basis": "source", "ending_date": "2026-11-11", "ended_date": "2026-11-19",
    "removal_due_date": "2026-11-21", "deposit_satang": 110000, "fee_satang": 20000, "paid_date": "2026-11-04",
    "deposit_settled_date": None,
}  # fmt: skip
NO_PERMIT = dict.fromkeys(
    ("start_date", "expiry_date", "expiry_basis", "ending_date", "ended_date", "removal_due_date")
) | {"deposit_satang": 0}  # fmt: skip
NOT_KNOWN = {"decided_date": None, "decide_workdays": None, "is_decided_in_time": 0}
NOT_DUE = {"due_date": None, "is_decided_in_time": None}
UNDECIDED = NO_PERMIT | {"decided_date": None, "decide_workdays": None}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, {}),
        # the decision
        ({"decided_at": "2569-11-09 23:59:00"}, {"decided_date": "2026-11-09", "decide_workdays": 5}),
        (
            {"decided_at": "2569-11-10 00:00:00"},
            {"decided_date": "2026-11-10", "decide_workdays": 6, "is_decided_in_time": 0},
        ),
        # 23 October is a holiday, 24 and 25 a weekend
        (
            {"submitted_at": "2569-10-20 09:00:00", "complete_at": "2569-10-20 10:00:00", "due_date": ZERO,
             "decided_at": "2569-10-26 09:00:00"},
            {"submitted_date": "2026-10-20", "complete_date": "2026-10-20", "decided_date": "2026-10-26",
             "decide_workdays": 3, "due_date": "2026-10-30"},
        ),
        ({"due_date": "2569-11-01"}, {"due_date": "2026-11-11"}),  # before the documents were there: seven working days
        ({"complete_at": ZERO}, {"complete_date": None, "decide_workdays": None}),
        ({"complete_at": "2569-11-01 10:00:00"}, {"complete_date": None, "decide_workdays": None}),
        ({"decided_at": ZERO}, NOT_KNOWN),
        ({"decided_at": "2569-10-01 10:00:00"}, NOT_KNOWN),
        ({"outcome": "Wait", "decided_at": ZERO}, UNDECIDED | {"is_decided_in_time": 0}),
        ({"outcome": "Wait", "complete_at": ZERO}, UNDECIDED | NOT_DUE | {"complete_date": None}),
        ({"outcome": "แก้ไข"}, UNDECIDED | NOT_DUE),
        ({"outcome": "Cancel"}, UNDECIDED | NOT_DUE),
        ({"outcome": "ไม่อนุญาต"}, NO_PERMIT),
        # the permit
        ({"start_date": ZERO}, {"start_date": "2026-11-04"}),
        ({"start_date": ZERO, "decided_at": ZERO},
         NOT_KNOWN | {"start_date": "2026-11-02"}),
        ({"start_date": "2569-11-15"}, {"start_date": "2026-11-15", "ending_date": "2026-11-15"}),
        (
            {"expiry_date": "2569-11-04", "applicant_kind": 1},
            {"expiry_date": "2027-01-03", "expiry_basis": "longest", "ending_date": "2026-12-27",
             "ended_date": "2027-01-04", "removal_due_date": "2027-01-06"},
        ),
        (
            {"expiry_date": "0000-00-00", "applicant_kind": 5},
            {"expiry_date": "2026-12-04", "expiry_basis": "longest", "ending_date": "2026-11-27",
             "ended_date": "2026-12-05", "removal_due_date": "2026-12-07"},
        ),
        # the money
        ({"paid_at": ZERO}, {"paid_date": None, "deposit_satang": 0}),
        ({"deposit": None}, {"deposit_satang": 0}),
        ({"deposit_returned_at": "2569-11-20 09:00:00"}, {"deposit_settled_date": "2026-11-20"}),
        ({"deposit_returned_at": "2569-11-03 09:00:00"}, {"deposit_settled_date": None}),  # before it was paid
        (
            {"deposit_returned_at": "2569-11-20 09:00:00", "deposit_seized_at": "2569-11-19 09:00:00"},
            {"deposit_settled_date": "2026-11-19"},
        ),
    ],
)  # fmt: skip
def test_an_application_becomes_its_fact(row: dict[str, Any], expected: dict[str, Any]) -> None:
    found = facts(SIGN_PERMIT, row)
    assert {name: found[name] for name in PLAIN} == PLAIN | expected
