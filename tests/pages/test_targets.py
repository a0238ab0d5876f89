"""`/indicators/targets` over a loaded warehouse: many decisions at once, whole or not at all; years; one in full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.pages.targets_settle import read_number
from etl.errors import DefinitionError
from etl.indicators.store import Decision, approve_target, definitions, set_owner, set_targets, targets
from etl.pipeline import run_settle
from etl.warehouse.tables import etl_request, ind_value
from tests.pages.calls import answered, call
from tests.pages.complaint_site import Place, body, find_all, tile, words
from tests.pages.site import TestSite
from tests.pipeline.city import City

PAGE = "/indicators/targets"
YEAR = 2570


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home: Path = tmp_path_factory.mktemp("targets")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    yield place
    place.site().warehouse.dispose()


def open_target(site: TestSite, code: str, year: int = YEAR) -> Any:
    with site.warehouse.connect() as connection:
        return next((t for t in targets(connection, code) if t.fiscal_year == year and t.valid_to_at is None), None)


def definition(site: TestSite, code: str) -> Any:
    with site.warehouse.connect() as connection:
        return next(one for one in definitions(connection) if one.code == code)


def base_of(site: TestSite, *codes: str) -> dict[str, Any]:
    rows = {}
    for code in codes:
        target = open_target(site, code)
        rows[code] = [target.target_key if target else 0, definition(site, code).version]
    return {"year": YEAR, "rows": rows}


def send(
    site: TestSite, rows: dict[str, dict[str, str]], *, base: Any = None, role: str = "strategy", note: str = ""
) -> Any:
    """Rows: code -> {decision, value, edge, weight, owner} as chosen and typed."""
    given: dict[str, Any] = {
        f"target-{kind}.value": {code: row.get(kind, "") for code, row in rows.items()}
        for kind in ("decision", "value", "edge", "weight", "owner")
    }
    given |= {
        "targets-save.n_clicks": 1, "targets-base.data": base if base is not None else base_of(site, *rows),
        "targets-note.value": note, "url.pathname": PAGE, "url.search": "",
    }  # fmt: skip
    return call(site, site.browser(role), "targets-said", given, changed="targets-save.n_clicks")


def said(answer: Any) -> str:
    return words(answered(answer, "targets-said"))


def row_of(page: Any, code: str) -> str:
    rows = [words(row) for row in _rows(page)]
    return next(row for row in rows if row.startswith(f"{code} "))


def _rows(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [row for one in component for row in _rows(one)]
    if not isinstance(component, dict):
        return []
    children = _rows(component.get("props", {}).get("children"))
    return [component, *children] if component.get("type") == "Tr" else children


def test_the_grid_says_what_is_proposed_and_what_was(hall: Place) -> None:
    site = hall.site()
    page = body(site, PAGE, role="strategy")
    row = row_of(page, "CMP-03")
    assert "≥ 85% เป้าหมายที่เสนอ" in row and "เสี่ยงไม่บรรลุตั้งแต่ 68%" in row and "ยิ่งมากยิ่งดี" in row
    assert "≤ 0 เรื่อง" in row_of(page, "CMP-07")
    with site.warehouse.connect() as connection:
        of_it = (ind_value.c.code == "CMP-03", ind_value.c.org_unit_key == 1)
        values = dict(connection.execute(select(ind_value.c.period_id, ind_value.c.value).where(*of_it)).all())
    shown = [values.get(period) for period in ("FY2567", "FY2568", "FY2569", "YTD2026-11")]
    numbers = " ".join("–" if value is None else f"{value:.1f}" for value in shown)
    assert f"ยิ่งมากยิ่งดี {numbers} " in row and "33.3" in numbers
    assert "CMP-01" not in words(page)  # a figure for context has no target


def test_many_at_once_with_edges_and_owners(hall: Place) -> None:
    site = hall.site()
    answer = send(
        site,
        {
            "CMP-03": {"decision": "accept", "owner": "SCH", "weight": "12.5"},
            "CMP-07": {"decision": "change", "value": "๕", "edge": "12"},
            "CMP-05": {"decision": "none"},
            "CMP-02": {"decision": "later", "owner": "KYS"},
            "CMP-06": {"decision": "later"},
        },
        note="มติ  คณะผู้บริหาร 3/2570",
    )
    assert "บันทึกแล้ว 4 รายการ" in said(answer) and answered(answer, "targets-base", "data") is None
    accepted, changed, none = (open_target(site, code) for code in ("CMP-03", "CMP-07", "CMP-05"))
    assert (accepted.state, accepted.value, accepted.author) == ("approved", 85, "strategy")
    assert (changed.state, changed.value, changed.note) == ("approved", 5, "มติ คณะผู้บริหาร 3/2570")
    assert (none.state, none.value, none.rule) == ("approved", None, None)
    assert definition(site, "CMP-03").definition.owner == "SCH" and definition(site, "CMP-02").definition.owner == "KYS"
    assert definition(site, "CMP-07").definition.thresholds.at_risk_value == 12
    assert definition(site, "CMP-03").definition.weight == Decimal("12.5")
    assert open_target(site, "CMP-02").state == "proposed" and definition(site, "CMP-06").version == 1
    with site.warehouse.connect() as connection:
        request = connection.execute(select(etl_request).order_by(etl_request.c.request_key.desc())).first()
    assert request is not None and (request.kind, request.asked_by, request.status) == (
        "rescore",
        "strategy",
        "waiting",
    )
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit.c.detail).where(app_audit.c.action == "decide_targets")).all()
    told = json.loads(lines[-1].detail)
    assert {one["code"] for one in told["decisions"]} == {"CMP-03", "CMP-07", "CMP-05", "CMP-02"} and "3/2570" in told[
        "note"
    ]
    page = body(site, PAGE, "?show=proposed", role="strategy")
    assert "CMP-03" not in words(page) and "CMP-02" in words(page) and "กำหนดล่าสุดโดย strategy" in words(page)
    assert run_settle(hall.settings(), site.warehouse, trigger="request").is_ok
    shown = tile(body(site, "/"), "CMP-03")
    assert "tile--off_track" in shown["props"]["className"] and "new=order&code=CMP-03" in json.dumps(shown)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"decision": "change"}, "ค่าเป้าหมาย: ยังไม่ได้กรอก"),
        ({"decision": "change", "value": "มาก"}, "ค่าเป้าหมาย: ค่าที่กรอกไม่ถูกต้อง"),
        ({"decision": "change", "value": "1e400"}, "ค่าเป้าหมาย: ค่าที่กรอกไม่ถูกต้อง"),
        ({"decision": "change", "value": "NaN"}, "ค่าเป้าหมาย: ค่าที่กรอกไม่ถูกต้อง"),
        ({"decision": "accept", "value": "3"}, "การพิจารณา: โปรดเลือกจากรายการที่มี"),
        ({"decision": "later", "value": "3"}, "การพิจารณา: ยังไม่ได้กรอก"),
        ({"decision": "accept", "owner": "XXX"}, "ผู้กำกับดูแลตัวชี้วัด: ไม่มีสำนัก/กองนี้"),
        ({"decision": "accept", "edge": "99"}, "ขอบช่วงเสี่ยง: เกณฑ์ช่วงเสี่ยงอยู่ด้านที่ดีกว่าค่าเป้าหมาย"),
        ({"decision": "accept", "weight": "-1"}, "น้ำหนัก: ค่าที่กรอกไม่ถูกต้อง"),
        ({"decision": "later", "weight": "1"}, "การพิจารณา: ยังไม่ได้กรอก"),
        ({"decision": "accept", "edge": "x"}, "ขอบช่วงเสี่ยง: ค่าที่กรอกไม่ถูกต้อง"),
    ],
)
def test_one_wrong_row_keeps_all_from_being_saved(hall: Place, row: dict[str, str], why: str) -> None:
    site = hall.site()
    answer = send(site, {"CMP-11": row, "CMP-04": {"decision": "accept"}})
    assert f"CMP-11 {YEAR} {why}" in said(answer) and "ยังไม่ได้บันทึกรายการใด" in said(answer)
    assert open_target(site, "CMP-04").state == "proposed" and definition(site, "CMP-11").version == 1


def test_two_who_decide_the_same_both_are_seen(hall: Place) -> None:
    site = hall.site()
    base = base_of(site, "CMP-09", "CMP-10")
    at = hall.settings().now()
    with site.warehouse.begin() as connection:
        approve_target(connection, code="CMP-09", fiscal_year=YEAR, value=4.5, author="ศิริ", at=at)
        set_owner(connection, code="CMP-10", owner="SKL", author="มานะ", at=at)
    rows = {"CMP-09": {"decision": "change", "value": "4.2"}, "CMP-10": {"decision": "later", "owner": "SPL"}}
    answer = send(site, rows, base=base)
    assert "ศิริ กำหนดเป็น ≥ 4.5" in said(answer) and "มานะ แก้ไขตัวชี้วัดนี้" in said(answer)
    assert open_target(site, "CMP-09").value == Decimal("4.5") and definition(site, "CMP-10").definition.owner == "SKL"
    now = answered(answer, "targets-base", "data")
    assert "บันทึกแล้ว 2 รายการ" in said(send(site, rows, base=now))  # saved again: the person's own will
    assert open_target(site, "CMP-09").value == Decimal("4.2") and definition(site, "CMP-10").definition.owner == "SPL"
    with site.warehouse.connect() as connection:
        versions = [t for t in targets(connection, "CMP-09") if t.fiscal_year == YEAR]
    assert [t.author for t in versions][-2:] == ["ศิริ", "strategy"]  # nothing is overwritten


UNTRUE: list[Any] = [
    None,
    [],
    {"year": "2570", "rows": 7},
    {"year": 2570, "rows": {"CMP-02": ["1", 2]}},
    {"year": 2570, "rows": {"XXX-01": [0, 1]}},
    {"year": 2570, "rows": {"CMP-02": [2**70, 1]}},
]


@pytest.mark.parametrize("base", UNTRUE)
def test_nothing_given_is_trusted(hall: Place, base: Any) -> None:
    site = hall.site()
    assert "ยังไม่ได้เลือกรายการใด" in said(send(site, {"CMP-02": {"decision": "accept"}}, base=base if base else {"x": 1}))
    assert open_target(site, "CMP-02").state == "proposed"


@pytest.mark.parametrize("role", ROLES)
def test_all_see_and_the_strategy_office_decides(hall: Place, role: str) -> None:
    site = hall.site()
    views = ("", "?view=years&edit=1", "?view=checklist", "?code=CMP-02")
    for search in views if role == "strategy" else views[1:]:
        page = body(site, PAGE, search, role=role)
        assert "CMP-02" in words(page) or "checklist" in search
        asked = json.dumps(page)
        may = any(f'"id": "{name}-save"' in asked for name in ("targets", "years", "target"))
        assert may == (role == "strategy" and "checklist" not in search)
    if role != "strategy":
        assert send(site, {"CMP-02": {"decision": "accept"}}, role=role).status_code == 403


def set_cells(site: TestSite, cells: dict[str, str], base: dict[str, int] | None = None) -> str:
    given = {"target-cell.value": cells, "years-save.n_clicks": 1, "years-base.data": base or {}, "url.pathname": PAGE}
    return words(
        answered(call(site, site.browser("strategy"), "years-said", given, changed="years-save.n_clicks"), "years-said")
    )


def test_the_years_side_by_side(hall: Place) -> None:
    site = hall.site()
    key = open_target(site, "CMP-11").target_key
    assert "CMP-11 2569 ปีงบประมาณ" in set_cells(site, {"CMP-11 2571": "82", "CMP-11 2569": "70"})
    assert open_target(site, "CMP-11", 2571) is None
    cells = {
        "CMP-11 2571": "82.5%",
        "CMP-11 2570": "80",
        "CMP-04 2571": "-",
        "CMP-02 2571": " ",
        "x": "1",
        "CMP-02 99": "1",
    }
    assert "บันทึกแล้ว 3 รายการ" in set_cells(site, cells, {"CMP-11 2570": key})
    assert open_target(site, "CMP-11", 2571).value == Decimal("82.5")
    assert (open_target(site, "CMP-11").state, open_target(site, "CMP-11").value) == ("approved", 80)
    assert open_target(site, "CMP-04", 2571).is_none and open_target(site, "CMP-02", 2571) is None
    row = row_of(body(site, PAGE, "?view=years"), "CMP-11")
    assert "≥ 80% เห็นชอบแล้ว" in row and "≥ 82.5% เห็นชอบแล้ว" in row
    assert "CMP-11 2571 ตัวชี้วัดนี้: มีผู้แก้ไขไปแล้ว" in set_cells(site, {"CMP-11 2571": "9"})  # over a target not seen


ONE = {
    "target-choice.value": "value", "target-value.value": "80", "target-path.value": "flat", "target-start.value": "",
    "target-comparison.value": "at_least", "target-reference.value": "previous", "target-own_year.value": "",
    "target-formula.value": "", "target-note.value": "", "target-save.n_clicks": 1, "url.pathname": PAGE,
    "url.search": "",
}  # fmt: skip


def set_one(site: TestSite, given: dict[str, Any]) -> str:
    target = open_target(site, "CMP-02")
    base = {"code": "CMP-02", "year": YEAR, "target_key": target.target_key}
    fields = ONE | {"target-base.data": base} | given
    answer = call(site, site.browser("strategy"), "target-said", fields, changed="target-save.n_clicks")
    return words(answered(answer, "target-said"))


def test_one_target_in_full(hall: Place) -> None:
    site = hall.site()
    wrong = [
        ({"target-value.value": ""}, "ค่าเป้าหมาย: ยังไม่ได้กรอก"),
        ({"target-path.value": "even"}, "ค่าเริ่มต้นปี: ยังไม่ได้กรอก"),
        ({"target-path.value": "custom"}, "ค่ารายช่วง"),
        ({"target-path.value": "custom", "target-point.value": {"Q2569-1": "5"}}, "ค่ารายช่วง"),
        ({"target-choice.value": "rule", "target-comparison.value": "below"}, "การเปรียบเทียบ"),
        ({"target-choice.value": "rule", "target-reference.value": "own_year", "target-own_year.value": "63"}, "ปีฐาน"),
        ({"target-choice.value": "rule", "target-reference.value": "formula", "target-formula.value": "1 +"}, "สูตร"),
        ({"target-choice.value": "ทั้งหมด"}, "การพิจารณา"),
        ({"target-base.data": {"code": "CMP-02", "year": 2568, "target_key": 0}}, "ปีงบประมาณ"),
    ]  # fmt: skip
    for given, why in wrong:
        assert why in set_one(site, given), given
    assert open_target(site, "CMP-02").state == "proposed"
    points = {"target-path.value": "custom", "target-point.value": {"Q2570-1": "60", "YTD2027-03": "70", "Q2570-2": ""}}
    assert "บันทึกแล้ว 1 รายการ" in set_one(site, points)
    assert dict(open_target(site, "CMP-02").trajectory.points) == {"Q2570-1": 60, "YTD2027-03": 70}
    page = words(body(site, PAGE, "?code=CMP-02", role="strategy"))
    assert "กำหนดเป็นรายช่วง: ไตรมาสที่ 1 60" in page
    rule = {
        "target-choice.value": "rule",
        "target-comparison.value": "above",
        "target-reference.value": "own_year",
        "target-own_year.value": "2563",
    }
    assert "บันทึกแล้ว 1 รายการ" in set_one(site, rule)
    stored = open_target(site, "CMP-02")
    assert (stored.value, stored.rule.comparison, stored.rule.own_year) == (None, "above", 2563)
    assert "มากกว่าค่าของตนเองในปี พ.ศ. 2563" in row_of(body(site, PAGE, "?view=years"), "CMP-02")
    assert "ไม่มีตัวชี้วัดที่ติดตามรหัสนี้" in words(body(site, PAGE, "?code=CMP-01"))


def test_the_checklist_counts_what_is_left(hall: Place) -> None:
    site = hall.site()
    with site.warehouse.connect() as connection:
        tracked = [one.definition for one in definitions(connection) if one.definition.kind == "tracked"]
        standing = {t.code: t for t in targets(connection) if t.fiscal_year == YEAR and t.valid_to_at is None}
    left = {
        "พิจารณาค่าเป้าหมายที่เสนอ": sum(1 for d in tracked if d.code in standing and standing[d.code].state == "proposed"),
        "กำหนดค่าเป้าหมาย หรือพิจารณา": sum(1 for d in tracked if d.code not in standing),
        "กำหนดผู้กำกับดูแล": sum(1 for d in tracked if d.owner is None),
        "กำหนดน้ำหนัก": sum(1 for d in tracked if d.weight is None),
        "หาแหล่งข้อมูล": sum(1 for d in tracked if d.data_source == "none"),
    }
    items = [words(item) for item in find_all(body(site, PAGE, "?view=checklist"), "todo__item")]
    for name, count in left.items():
        item = next(item for item in items if item.startswith(name))
        assert (f"เหลือ {count} จาก {len(tracked)}" if count else f"ครบแล้ว ({len(tracked)} ตัวชี้วัด)") in item


def test_lists_leave_as_files(hall: Place) -> None:
    planner = hall.site().browser("planner")
    paper = planner.get("/export/targets-decisions.csv").get_data(as_text=True)
    assert "CMP-03" in paper and "85" in paper and "เห็นชอบแล้ว" in paper
    assert "82.5" in planner.get("/export/targets-years.csv").get_data(as_text=True)
    assert hall.site().browser("operator").get("/export/targets-years.csv").status_code == 403


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("85", "85"),
        ("๘๕.๕", "85.5"),
        ("1,234.50", "1234.50"),
        ("97.5 %", "97.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("0", "0"),
    ],
)
def test_numbers_as_people_type_them(raw: str, value: str) -> None:
    assert read_number("value", raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["", " ", "%", "x", "1e99", "Infinity", "1_0_x", "9" * 16, "1.2.3", "--1", "\x00"])
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_number("value", raw)
    assert refused.value.field == "value"


def test_a_change_between_the_check_and_the_write_is_told(hall: Place) -> None:
    """The versions a form was drawn from are held again where it is written."""
    site = hall.site()
    target = open_target(site, "CMP-08") or open_target(site, "CMP-06")
    code, at = target.code, hall.settings().now()
    with site.warehouse.begin() as connection:
        set_targets(connection, [Decision(code, YEAR, "none", target_key=target.target_key)], author="ก", at=at)
    with pytest.raises(DefinitionError), site.warehouse.begin() as connection:
        set_targets(connection, [Decision(code, YEAR, "none", target_key=target.target_key)], author="ข", at=at)
