"""What the IT-projects contract refuses, by which rule and of which field; what a dash, a blank and a zero are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity, FieldType
from etl.contracts.it_projects import IT_PROJECTS
from etl.readers.base import Page
from etl.settings import load_settings
from etl.steps.conform import Conformer, TypedPage
from etl.steps.shape import shape
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
SOURCES = {source.name: source for source in load_settings({"MIS_HOME": "/nowhere"}).config.sources}
KEYS = Keys(WordMap({}, 0, 0), {}, {})
GOOD: dict[str, dict[str, Any]] = {
    "system": {"source_id": 7, "name": "ระบบ", "stage": "07", "registered_at": "2024-01-02 09:00:00"},
    "system_month": {"source_id": 7, "system_id": 1, "month_date": "31/10/2569"},
    "integration": {"source_id": 7, "system_id": 1},
    "request": {"source_id": 7, "request_status": "แล้วเสร็จ", "requested_at": "2026-10-01 09:00:00"},
    "service": {"source_id": 7, "name": "แจ้งเกิด"},
    "service_process": {"source_id": 7, "service_id": 1, "process": 3, "readiness": "Y"},
    "dataset": {"source_id": 7, "title": "ชุดข้อมูล"},
    "assessment": {
        "source_id": 7, "item": "RDY-05", "fiscal_year": "2569", "value": "0.5", "assessed_date": "2026-08-15",
    },
    "plan_project": {"source_id": 7, "project_code": "1.2", "strategy": 1, "name": "โครงการ"},
    "plan_year": {"source_id": 7, "project_code": "1.2", "fiscal_year": "2570", "budget_mark": "amount"},
    "plan_progress": {
        "project_code": "1.2", "fiscal_year": 2570, "reported_date": "31/10/2569", "planned_percent": 10,
        "actual_percent": 8, "project_status": "อยู่ระหว่างดำเนินการ",
    },
}  # fmt: skip


def conform(entity: Entity, **given: Any) -> TypedPage:
    row = {field.name: None for field in entity.fields} | GOOD[entity.name] | given
    source = SOURCES["plan_progress" if entity.name == "plan_progress" else "it_projects"]
    page = Page({name: [value] for name, value in row.items()}, 1)
    return Conformer(entity, source, KEYS, NOW).conform(page)


@pytest.mark.parametrize("name", GOOD)
def test_a_bare_good_row_passes(name: str) -> None:
    assert not conform(IT_PROJECTS.entity(name)).rejects


@pytest.mark.parametrize(
    ("entity", "field", "written", "rule"),
    [
        ("system", "source_id", None, "missing_key"),
        ("system", "name", " ", "missing_required"),
        ("system", "name", "ก" * 201, "too_long"),
        ("system", "stage", "99", "unknown_word"),
        ("system", "registered_at", "0000-00-00 00:00:00", "missing_required"),
        ("system", "live_date", "2567-01-15", "future_date"),  # a Buddhist year in a column of the Common Era
        ("system", "accounts", "หลายคน", "bad_number"),
        ("system_month", "month_date", "31/10/2026", "bad_date"),  # and the other way round
        ("system_month", "month_date", "29/02/2566", "bad_date"),  # that year has none
        ("system_month", "service_minutes", 99_999, "out_of_range"),
        ("system_month", "down_minutes", -1, "out_of_range"),
        ("request", "request_status", "ค้างนาน", "unknown_word"),
        ("request", "budget", "ไม่ใช้งบ", "bad_number"),
        ("request", "requested_at", "2999-01-01 00:00:00", "future_date"),
        ("service_process", "process", 9, "unknown_word"),
        ("service_process", "readiness", "?", "unknown_word"),
        ("assessment", "item", "RDY-99", "unknown_word"),
        ("assessment", "fiscal_year", "2026", "out_of_range"),
        ("assessment", "value", "ผ่าน", "bad_number"),
        ("plan_year", "budget", "3 ล้าน", "bad_number"),
        ("plan_year", "budget_mark", None, "missing_required"),
        ("plan_progress", "reported_date", "31/10/2026", "bad_date"),
        ("plan_progress", "reported_date", "31/12/2569", "future_date"),
        ("plan_progress", "planned_percent", 100.5, "out_of_range"),
        ("plan_progress", "actual_percent", None, "missing_required"),
        ("plan_progress", "disbursed", "1,00", "bad_number"),
        ("plan_progress", "disbursed", "12.345", "bad_number"),
        ("plan_progress", "project_status", "เสร็จแล้วครับ", "unknown_word"),
        ("plan_progress", "project_code", "", "missing_key"),
        ("plan_progress", "obstacle", "เธ–เธเธ", "bad_text"),
    ],
)
def test_refused_by_rule_and_field(entity: str, field: str, written: Any, rule: str) -> None:
    [reject] = conform(IT_PROJECTS.entity(entity), **{field: written}).rejects
    assert (reject.rule, reject.field) == (rule, field)


@pytest.mark.parametrize(
    ("mark", "written", "satang"),
    [("amount", "3,000,000", 300_000_000), ("amount", "0", 0), ("dash", "-", None), ("blank", "", None)],
)
def test_dash_blank_and_zero_are_kept_apart(mark: str, written: str, satang: int | None) -> None:
    entity = IT_PROJECTS.entity("plan_year")
    typed = conform(entity, budget_mark=mark, budget=written)
    facts = shape(entity, typed.columns, KEYS, NOW)
    assert (facts["budget_mark_code"], facts["budget_satang"]) == ([mark], [satang])
    assert (facts["opens_date"], facts["lapses_date"]) == (["2026-10-01"], ["2027-10-01"])


@pytest.mark.parametrize(
    ("day", "counted"),
    [("30/09/2570", "2027-09-30"), ("01/10/2569", "2026-10-01"), ("15/11/2569", "2026-11-15")],
)
def test_a_report_counts_within_its_fiscal_year(day: str, counted: str) -> None:
    entity = IT_PROJECTS.entity("plan_progress")
    later = datetime(2027, 12, 1, tzinfo=BANGKOK)
    row = {field.name: None for field in entity.fields} | GOOD["plan_progress"] | {"reported_date": day}
    page = Page({name: [value] for name, value in row.items()}, 1)
    typed = Conformer(entity, SOURCES["plan_progress"], KEYS, later).conform(page)
    facts = shape(entity, typed.columns, KEYS, later)
    assert (facts["counted_date"], facts["lapses_date"]) == ([counted], ["2027-10-01"])
    late = {**row, "reported_date": "20/10/2570"}
    typed = Conformer(entity, SOURCES["plan_progress"], KEYS, later).conform(Page({n: [v] for n, v in late.items()}, 1))
    assert shape(entity, typed.columns, KEYS, later)["counted_date"] == ["2027-09-30"]


def test_no_field_may_hold_a_person() -> None:
    """Names, telephones and ids have no field at all; free text is of the kind that is scrubbed."""
    mixed = {
        f"{entity.name}.{field.name}"
        for entity in IT_PROJECTS.entities
        for field in entity.fields
        if field.personal != "none"
    }
    assert mixed == {"system.note", "request.title", "plan_project.note", "plan_progress.obstacle"}
    texts = {f.name for e in IT_PROJECTS.entities for f in e.fields if f.type is FieldType.TEXT}
    assert not {name for name in texts if "tel" in name or "officer" in name or "person" in name}
