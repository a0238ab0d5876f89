"""Rows of the personnel system: which are refused and by which rule, what they become, and counts too small to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
import yaml

from dashboard.disclosure import hide_small
from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity
from etl.contracts.personnel import LEAVE, MOVEMENT, POST, STAFF, TRAINING
from etl.readers.base import Page
from etl.settings import PROJECT
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.shape import shape
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
ZERO = "0000-00-00"
SOURCE = Source.model_validate(
    next(
        source
        for source in yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))["sources"]
        if source["name"] == "personnel"
    )
)
KEYS = Keys(WordMap({"สำนักช่าง": 2, "กอง จนท.": 4}, 0, 0), {}, {}, hash_key=b"a key of the tests")
CHANGED = {"changed_at": "2026-11-04 10:00:00"}
GOOD: dict[str, dict[str, Any]] = {
    "staff": {
        "row_id": 7, "staff_id": "004711", "staff_type": "01", "status": "01", "sex": "ญ", "birth_date": "1966-10-01",
        "org_unit": "สำนักช่าง", "position": "นายช่างโยธา", "position_type": "ทั่วไป", "level": "อาวุโส",
        "post_number": "40-2-05-4701-001", "hired_date": "1990-05-01", "left_date": ZERO,
    },
    "post": {
        "row_id": 1, "post_number": "00012-2", "staff_type": "02", "position": "ครู", "position_type": "สายงานการสอน",
        "level": "คศ.1", "org_unit": "สำนักช่าง", "established_date": "2023-10-01", "abolished_date": ZERO,
    },
    "movement": {
        "movement_id": 1, "staff_id": "004711", "kind": "ย้ายภายใน", "effective_date": "2026-10-01",
        "from_org_unit": "สำนักช่าง", "to_org_unit": "กอง จนท.",
    },
    "leave": {
        "leave_id": 1, "staff_id": "004711", "org_unit": "สำนักช่าง", "leave_type": "ลาป่วย", "decision": "อนุญาต",
        "started_date": "2026-11-02", "ended_date": "2026-11-03", "days": 1.5,
    },
    "training": {
        "training_id": 1, "staff_id": "004711", "org_unit": "สำนักช่าง", "category": "ดิจิทัล", "result": "ผ่าน",
        "hours": "6.5", "ended_date": "2026-11-02",
    },
}  # fmt: skip
BAD = [
    (STAFF, "staff_id", "", "missing_key"),
    (STAFF, "staff_id", None, "missing_key"),
    (STAFF, "staff_type", "99", "unknown_word"),
    (STAFF, "staff_type", "", "missing_required"),
    (STAFF, "status", "77", "unknown_word"),
    (STAFF, "birth_date", "2509-10-01", "future_date"),  # a Buddhist year in a Common Era column
    (STAFF, "birth_date", "1 ต.ค.", "bad_date"),
    (STAFF, "hired_date", ZERO, "missing_required"),
    (STAFF, "left_date", "2026-02-30", "bad_date"),
    (STAFF, "position", "เธ–เธเธเธเธดเธ", "bad_text"),
    (STAFF, "post_number", "9" * 300, "too_long"),
    (POST, "post_number", "", "missing_key"),
    (POST, "established_date", ZERO, "missing_required"),
    (MOVEMENT, "kind", "ดูงาน", "unknown_word"),
    (MOVEMENT, "effective_date", ZERO, "missing_required"),
    (LEAVE, "leave_id", None, "missing_key"),
    (LEAVE, "days", 0.25, "out_of_range"),  # an hour or two: below half a day
    (LEAVE, "days", 1.25, "out_of_range"),  # not in halves
    (LEAVE, "days", 400, "out_of_range"),
    (LEAVE, "days", None, "missing_required"),
    (LEAVE, "decision", "อาจจะ", "unknown_word"),
    (LEAVE, "started_date", ZERO, "missing_required"),
    (TRAINING, "hours", "18 ชม.", "bad_number"),
    (TRAINING, "hours", "-", "missing_required"),
    (TRAINING, "hours", "-6", "out_of_range"),
    (TRAINING, "result", "ดีมาก", "unknown_word"),
    (TRAINING, "ended_date", "2026-12-30", "future_date"),  # a course that has not ended
]


def read(entity: Entity, rows: Sequence[dict[str, Any]]) -> TypedPage:
    """One page of good rows, each with the values given."""
    key = entity.key[0]
    whole = [GOOD[entity.name] | CHANGED | {key: f"{number:06d}"} | row for number, row in enumerate(rows, 1)]
    page = Page({name: [row[name] for row in whole] for name in whole[0]}, len(whole))
    return Conformer(entity, SOURCE, KEYS, NOW).conform(page)


@pytest.mark.parametrize(("entity", "field", "value", "rule"), BAD)
def test_a_bad_row_is_refused_by_its_rule_alone(entity: Entity, field: str, value: Any, rule: str) -> None:
    page = read(entity, [{}, {field: value}, {}])
    assert [(reject.rule, reject.field) for reject in page.rejects] == [(rule, field)]
    assert page.rows == 2
    kept = f"{page.rejects[0].key} {page.rejects[0].reason} {page.rejects[0].row_json}"
    assert not [raw for raw in ("004711", "1966", "2509") if raw in kept]
    assert entity is not STAFF or "000002" not in kept  # its key is a hash


@pytest.mark.parametrize(
    ("entity", "row", "expected"),
    [
        # born on 30 September 2509: 60 in fiscal year 2569; a day later: the next. Born 29 February too
        (STAFF, {"birth_date": "1966-09-30"}, {"retire_fiscal_year": 2569}),
        (STAFF, {"birth_date": "1966-10-01"}, {"retire_fiscal_year": 2570}),
        (STAFF, {"birth_date": "1968-02-29"}, {"retire_fiscal_year": 2571}),
        (STAFF, {"birth_date": ZERO}, {"retire_fiscal_year": None}),
        (STAFF, {}, {"came_date": "2016-10-01", "left_date": None, "org_unit_key": 2, "sex_code": "female"}),
        (STAFF, {"hired_date": "2026-11-02"}, {"came_date": "2026-11-02"}),
        (STAFF, {"hired_date": "2027-01-01"}, {"came_date": "2027-01-01"}),  # typed ahead
        (STAFF, {"post_number": " 040017 "}, {"post_number": "040017"}),  # zeros stay
        (STAFF, {"level": "", "position_type": "?"}, {"level_code": "none", "position_type_code": "none"}),
        (POST, {"abolished_date": "2026-10-01"}, {"abolished_date": "2026-10-01", "staff_type_code": "teacher"}),
        (MOVEMENT, {"kind": "เกษียณอายุราชการ", "to_org_unit": ""}, {"kind_code": "left", "to_org_unit_key": 0}),
        (LEAVE, {"days": "0.5"}, {"half_days": 1, "leave_type_code": "sick", "decision_code": "approved"}),
        (LEAVE, {"days": 90.0, "leave_type": "ลา"}, {"half_days": 180, "leave_type_code": "unknown"}),
        (LEAVE, {"started_date": "2026-12-07"}, {"started_date": "2026-12-07"}),  # asked for in time
        (TRAINING, {"hours": "๖"}, {"training_minutes": 360, "category_code": "digital"}),
    ],
)
def test_what_a_row_becomes(entity: Entity, row: dict[str, Any], expected: dict[str, Any]) -> None:
    page = read(entity, [row])
    assert not page.rejects, page.rejects
    facts = {name: values[0] for name, values in shape(entity, page.columns, KEYS, NOW).items()}
    assert {name: facts[name] for name in expected} == expected
    assert not {"birth_date", "hired_date", "row_id", "days"} & facts.keys()
    if "staff_id" in facts:
        assert len(facts["staff_id"]) == 32 and facts["staff_id"] != facts["staff_id"].upper()


def test_one_person_is_one_hash_in_every_entity() -> None:
    ids = [
        shape(entity, read(entity, [{"staff_id": written}]).columns, KEYS, NOW)["staff_id"][0]
        for entity, written in ((STAFF, "004711"), (LEAVE, " 004711 "), (TRAINING, "004711"), (MOVEMENT, "4711"))
    ]
    assert ids[0] == ids[1] == ids[2] != ids[3]  # 4711 is somebody else: zeros count


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({1: 40, 2: 30, 3: 10}, {1: 40, 2: 30, 3: 10}),
        ({1: 37, 2: 30, 3: 4, 4: 3}, {1: 37, 2: 30, 3: None, 4: None}),
        ({1: 44, 2: 30, 3: 10, 4: 4}, {1: 44, 2: 30, 3: None, 4: None}),  # else the total less the others gives it back
        ({1: 30, 2: 30, 3: 0}, {1: 30, 2: 30, 3: 0}),  # nobody is no one
        ({1: 3, 2: 3}, {1: None, 2: None}),
        ({1: 4}, {1: None}),
        ({2: 5, 3: 4}, {2: 5, 3: None}),  # no total beside them: nothing to subtract
        ({}, {}),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: dict[int, int], shown: dict[int, int | None]) -> None:
    assert hide_small(counts, total=1) == shown
