"""`/indicators/entries` through the real site: who owes what, the form, the second person, evidence, the Excel form."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select
from werkzeug.test import TestResponse

from dashboard.access.person import ROLES, Person
from dashboard.access.tables import app_audit
from dashboard.context import read_context
from dashboard.pages import indicator_entries
from dashboard.pages.entries_ground import DECIDERS, PATH, SEE_EVIDENCE, WRITERS
from dashboard.pages.entries_save import FIELDS
from etl.indicators.definition import read_definition
from etl.indicators.entry_sheet import COLUMNS
from etl.indicators.evidence import MOST_BYTES
from etl.indicators.versions import open_definition
from etl.settings import load_settings
from etl.warehouse.tables import dim_period, etl_request
from etl.warehouse.tables.indicators import ind_closing, ind_entry
from tests.pages.complaint_site import body, find_all, words
from tests.pages.site import PASSWORD, TestSite, ask, csrf_headers, make_site, slot
from tests.pipeline.test_entries import definition

PDF = b"%PDF-1.7 evidence"
BORN = datetime(2026, 9, 1, tzinfo=UTC)


def make_hall(home: Path) -> TestSite:
    """A monthly indicator of the engineers, a yearly one of nobody, one fed by no one; two in the strategy office."""
    settings = load_settings({"MIS_HOME": str(home), "MIS_AS_OF": "2026-11-21"})
    site = make_site(settings, modules=None)
    units = {unit.code for unit in settings.config.org_units}
    assert "SCH" in units
    with site.warehouse.begin() as connection:
        years = [("M2026-09", "month", 2026, 9, 1, 2026, 10, 1), ("FY2569", "fiscal_year", 2025, 10, 1, 2026, 10, 1)]
        for period_id, grain, *days in years:
            connection.execute(
                insert(dim_period).values(
                    period_id=period_id, grain=grain, starts_on=date(*days[:3]), ends_on=date(*days[3:]),
                    fiscal_year=2569, label_en=period_id,
                    label_th={"M2026-09": "ก.ย. 69", "FY2569": "ปีงบฯ 2569"}[period_id],
                )
            )  # fmt: skip
        for raw in (
            definition("AAA-1", name_th="ไฟส่องสว่าง", owner="SCH", keeper="งานไฟฟ้า", decimals=1),
            definition("YYY-1", name_th="งบบุคลากร", frequency="annual"),
            definition("SYS-1", name_th="ไม่มีแหล่ง", data_source="none"),
        ):
            open_definition(connection, read_definition(raw), origin="person", author="x", reason="", at=BORN)
    site.people.add("second", "คนที่สอง", "strategy", PASSWORD, by="test")
    return site


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    site = make_hall(tmp_path_factory.mktemp("hall"))
    yield site
    site.warehouse.dispose()


@pytest.fixture
def site(hall: TestSite) -> TestSite:
    """Without what the test before entered; its lines in the audit log stand, and are passed over."""
    with hall.warehouse.begin() as connection:
        for table in (ind_entry, ind_closing, etl_request):
            connection.execute(delete(table))
    hall.clock.passed = len(read_audit(hall))  # type: ignore[attr-defined]
    return hall


def post(
    site: TestSite, browser: FlaskClient, first: str, given: Mapping[str, Any], state: Mapping[str, Any]
) -> TestResponse:
    """A callback whose first output is `first`; keys are `component.property`, the address is added."""
    output = next(name for name in site.app.callback_map if name.strip(".").startswith(f"{first}."))
    outputs = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    known = {**state, "url.pathname": PATH, "url.search": ""}
    return ask(
        browser,
        {
            "output": output,
            "outputs": [{"id": name, "property": prop} for name, prop in outputs],
            "inputs": [slot(*key.split("."), value) for key, value in given.items()],
            "state": [slot(*key.split("."), value) for key, value in known.items()],
            "changedPropIds": [next(iter(given))],
        },
    )  # fmt: skip


PLACE = {"code": "AAA-1", "period": "M2026-10", "unit": "KKM", "seen": 0}


def save(site: TestSite, who: str = "planner", *, file: Any = None, place: Any = None, **given: Any) -> TestResponse:
    values = {"value": "38.2", "evidence": "หนังสือสำนักช่าง", "link": ""} | given
    state = {f"entry-{name}.value": values[name] for name in FIELDS}
    state |= {"entry-file.data": file, "entry-place.data": PLACE if place is None else place}
    return post(site, site.browser(who), "entry-said", {"entry-save.n_clicks": 1}, state)


def decide(site: TestSite, who: str, wish: object) -> TestResponse:
    return post(site, site.browser(who), "entries-said", {"entries-ask.data": wish}, {})


def upload(site: TestSite, content: bytes, who: str = "planner") -> TestResponse:
    file = {"name": "แบบรายงาน.xlsx", "content": base64.b64encode(content).decode(), "at": 1}
    return post(site, site.browser(who), "sheet-said", {"sheet-file.data": file}, {})


def said(answer: TestResponse, place: str = "entry-said") -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.get_json()["response"][place]["children"])


def entries(site: TestSite) -> list[Any]:
    with site.warehouse.connect() as connection:
        return list(connection.execute(select(ind_entry).order_by(ind_entry.c.entry_key)))


def read_audit(site: TestSite) -> list[Any]:
    with site.people.engine.connect() as connection:
        return list(connection.execute(select(app_audit).order_by(app_audit.c.audit_key)))


def audited(site: TestSite) -> list[tuple[str, str]]:
    """Who did what with values since the test began."""
    rows = read_audit(site)[site.clock.passed :]  # type: ignore[attr-defined]
    return [
        (row.person, row.action) for row in rows if "ent" in row.action or "value" in row.action or "evid" in row.action
    ]


def has_list_in_list(component: Any) -> bool:
    """What a browser cannot draw, and only a browser would tell."""
    if isinstance(component, list):
        return any(isinstance(one, list) or has_list_in_list(one) for one in component)
    return isinstance(component, dict) and has_list_in_list(component.get("props", {}).get("children"))


@pytest.mark.parametrize("view", ["owed", "waiting", "history"])
def test_each_part_can_be_drawn_empty_and_filled(site: TestSite, view: str) -> None:
    for _ in range(2):
        for role in ("executive", "planner", "second"):
            assert not has_list_in_list(body(site, PATH, f"?view={view}&code=AAA-1", role=role))
        save(site)


def test_who_owes_what_by_when(site: TestSite) -> None:
    page = body(site, PATH)
    owners = [words(one) for one in find_all(page, "owed__owner")]
    assert len(owners) == 2 and "สำนักช่าง" in owners[0] and "ยังไม่ได้กำหนดผู้รับผิดชอบ" in owners[1]
    assert "ค้างรายงาน 2 · ถึงกำหนด 0" in owners[0]  # September and October; it is an indicator since 1 September
    assert "ไฟส่องสว่าง" in owners[0] and "15 พ.ย. 69" in owners[0] and "เกินกำหนด 6 วัน" in owners[0]
    assert "งานไฟฟ้า" in owners[0] and "ปีงบฯ 2569" in owners[1]
    assert "1 งวด · นับเป็นค้างรายงานเมื่อกำหนดผู้รับผิดชอบแล้ว" in owners[1] and "เกินกำหนด" not in owners[1]
    assert "SYS-1" not in words(page)
    assert len(find_all(body(site, PATH, "?org=SCH"), "owed__owner")) == 1
    assert "ไม่มีตัวชี้วัดที่จัดเก็บด้วยมือ" in words(body(site, PATH, "?org=SKL"))
    assert "2 overdue · 0 due" in words(body(site, PATH, "?lang=en"))


def test_a_value_by_form_counts_once_a_second_person_approved_it(site: TestSite) -> None:
    answer = save(site, value="๓๘.๒๕", link="https://example.org/a")
    assert "บันทึกแล้ว รอผู้อื่นอนุมัติ" in said(answer)
    assert {answer.get_json()["response"][f"entry-{name}"]["value"] for name in FIELDS} == {""}  # an empty form
    [row] = entries(site)
    assert (row.value, row.state, row.entered_by) == (38.25, "waiting", "planner")
    assert "ค้างรายงาน 1 · ถึงกำหนด 0" in words(body(site, PATH))  # what waits is not owed

    waiting = body(site, PATH, "?view=waiting", role="second")
    assert "38.25%" in words(waiting) and "กรอกโดย planner" in words(waiting) and "หนังสือสำนักช่าง" in words(waiting)
    assert find_all(waiting, "entry-decision")
    for role in ("planner", "executive"):  # its own author, and who only looks
        assert not find_all(body(site, PATH, "?view=waiting", role=role), "entry-decision")

    done = decide(site, "second", {"action": "approve", "keys": [row.entry_key], "reason": "", "at": 1})
    assert "อนุมัติแล้ว 1 ค่า" in said(done, "entries-said") and "data-version" in done.get_json()["response"]
    assert (entries(site)[0].state, entries(site)[0].decided_by) == ("approved", "second")
    with site.warehouse.connect() as connection:
        asked = connection.execute(select(etl_request)).all()
    assert [(one.kind, one.asked_by) for one in asked] == [("rescore", "second")]
    assert audited(site) == [("planner", "enter_value"), ("second", "approve_entries")]
    history = words(body(site, PATH, "?view=history"))
    assert "อนุมัติแล้ว" in history and "พิจารณาโดย second" in history


def test_nobody_decides_on_their_own_value(site: TestSite) -> None:
    save(site, "strategy")
    [row] = entries(site)
    for action, reason in (("approve", ""), ("decline", "ไม่ตรง")):
        wish = {"action": action, "keys": [row.entry_key], "reason": reason, "at": 1}
        assert "ผู้กรอกค่าพิจารณาค่าของตนเองไม่ได้" in said(decide(site, "strategy", wish), "entries-said")
    page = body(site, PATH, "?view=waiting", role="strategy")
    assert not find_all(page, "entry-decision") and "ท่านเป็นผู้กรอกค่าชุดนี้" in words(page)
    wish = {"action": "withdraw", "keys": [row.entry_key], "at": 1}
    assert "ถอนคืนได้เฉพาะค่าที่ท่านกรอกเอง" in said(decide(site, "second", wish), "entries-said")
    assert "ถอนคืนแล้ว 1 ค่า" in said(decide(site, "strategy", wish), "entries-said")
    assert entries(site)[0].state == "withdrawn"


def test_an_approval_is_taken_back_with_a_reason(site: TestSite) -> None:
    save(site)
    key = entries(site)[0].entry_key
    decide(site, "strategy", {"action": "approve", "keys": [key]})
    for who, may in (("strategy", True), ("planner", False), ("executive", False)):
        assert bool(find_all(body(site, PATH, "?view=history", role=who), "entry-decline")) == may
    decide(site, "second", {"action": "decline", "keys": [key], "reason": "ผิดปี"})
    assert entries(site)[0].state == "refused" and "ผิดปี" in words(body(site, PATH, "?view=history"))


def test_a_refusal_has_a_reason_its_author_reads(site: TestSite) -> None:
    save(site)
    key = entries(site)[0].entry_key
    assert "ต้องระบุเหตุผล" in said(
        decide(site, "strategy", {"action": "decline", "keys": [key], "reason": " "}), "entries-said"
    )
    decide(site, "strategy", {"action": "decline", "keys": [key], "reason": "ตัวเลขไม่ตรงกับหนังสือ"})
    assert "ไม่อนุมัติ" in words(body(site, PATH, "?view=history", role="planner"))
    assert "ตัวเลขไม่ตรงกับหนังสือ" in words(body(site, PATH, "?view=history", role="planner"))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_what_is_its_own(site: TestSite, role: str) -> None:
    save(site, "second")
    key, may_write, may_decide = entries(site)[0].entry_key, role in WRITERS, role in DECIDERS
    page = body(site, PATH, "?code=AAA-1", role=role)
    assert bool(find_all(page, "entry-fields")) == may_write
    browser = site.browser(role)
    assert browser.get(f"{PATH}/template.xlsx").status_code == (200 if may_write else 403)
    assert browser.get(f"{PATH}/file/{key}").status_code == (404 if role in SEE_EVIDENCE else 403)
    sent = browser.post(f"{PATH}/evidence?name=a.pdf", data=PDF, headers=csrf_headers(browser))
    assert sent.status_code == (200 if may_write else 403)
    answer = save(site, role, place=PLACE | {"period": "M2026-11"})
    assert answer.status_code == (200 if may_write else 403)
    answer = decide(site, role, {"action": "approve", "keys": [key], "at": 1})
    assert answer.status_code == (200 if may_write else 403)
    assert (entries(site)[0].state == "approved") == may_decide


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": ""}, "ค่า: ยังไม่ได้กรอก"),
        ({"value": None}, "ค่า: ยังไม่ได้กรอก"),
        ({"value": "สามสิบ"}, "ค่า: ต้องเป็นตัวเลข"),
        ({"value": ["1"]}, "ค่า: ต้องเป็นตัวเลข"),
        ({"value": "1e30"}, "ค่า: ตัวเลขใหญ่เกินไป"),
        ({"value": "0.0000001"}, "ค่า: ทศนิยมได้ไม่เกิน"),
        ({"evidence": " "}, "ที่มาและหลักฐาน: ต้องระบุที่มา"),
        ({"evidence": 7}, "ที่มาและหลักฐาน: ต้องระบุที่มา"),
        ({"link": "javascript:alert(1)"}, "ลิงก์หลักฐาน (ถ้ามี): ต้องเป็นที่อยู่เว็บ"),
        ({"place": PLACE | {"code": "CMP-01"}}, "รหัสตัวชี้วัด: "),
        ({"place": PLACE | {"period": "M2026-12"}}, "งวด: งวดนี้ยังไม่เริ่ม"),
        ({"place": PLACE | {"period": "FY2569"}}, "งวด: งวดไม่ตรง"),
        ({"place": PLACE | {"unit": "' or 1=1"}}, "สำนัก/กอง: ไม่มี"),
        ({"place": "x"}, "รหัสตัวชี้วัด: ไม่มี"),
        ({"file": {"name": "a.pdf", "hash": "../../app.db"}}, "ไม่พบไฟล์"),
    ],
)
def test_each_refusal_names_the_field_and_keeps_what_was_typed(
    site: TestSite, given: dict[str, Any], says: str
) -> None:
    answer = save(site, **given)
    assert says in said(answer) and not entries(site)
    assert set(answer.get_json()["response"]) == {"entry-said"}  # no field is touched
    assert not audited(site)


def test_the_second_of_two_is_told_sees_both_and_loses_nothing(site: TestSite) -> None:
    save(site, "planner", value="38.2")
    answer = save(site, "strategy", value="41")
    assert "มีผู้อื่นกรอกค่าของงวดนี้ไปแล้ว" in said(answer)
    assert "มีค่า 38.2% รออนุมัติอยู่" in said(answer) and "กรอกโดย planner" in said(answer)
    told = answer.get_json()["response"]
    assert set(told) == {"entry-said", "entry-place"}  # what was typed stays
    save(site, "strategy", value="41", place=told["entry-place"]["data"])
    assert [(row.value, row.state) for row in entries(site)] == [(38.2, "replaced"), (41.0, "waiting")]
    form = words(find_all(body(site, PATH, "?code=AAA-1&round=M2026-10", role="planner"), "entry-about"))
    assert "41.0% รออนุมัติอยู่" in form


def test_evidence_is_a_file_that_comes_back_unchanged(site: TestSite) -> None:
    browser = site.browser("planner")
    headers = csrf_headers(browser) | {"Content-Type": "application/octet-stream"}
    told = browser.post(f"{PATH}/evidence?name=หนังสือ.pdf", data=PDF, headers=headers).get_json()
    assert told["name"] == "หนังสือ.pdf"
    assert "บันทึกแล้ว" in said(save(site, file=told))
    [row] = entries(site)
    assert (row.file_name, row.file_hash) == (told["name"], told["hash"])
    answer = site.browser("executive").get(f"{PATH}/file/{row.entry_key}")
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert ("executive", "read_evidence") in audited(site)
    refused = browser.post(f"{PATH}/evidence?name=a.pdf", data=b"MZ", headers=headers).get_json()
    assert "รับเฉพาะไฟล์ PDF" in refused["refused"]
    large = browser.post(f"{PATH}/evidence?name=a.pdf", data=PDF + b"x" * (MOST_BYTES - len(PDF)), headers=headers)
    assert large.status_code == 200 and "hash" in large.get_json()
    assert browser.post(f"{PATH}/evidence?name=a.pdf", data=PDF + b"x" * MOST_BYTES, headers=headers).status_code == 413
    browser.delete_cookie("_csrf_token")
    assert browser.post(f"{PATH}/evidence?name=a.pdf", data=PDF).status_code == 400


def template(site: TestSite, who: str = "planner") -> Any:
    answer = site.browser(who).get(f"{PATH}/template.xlsx")
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def fill(book: Any, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Hand every row, as cells by field, to `change`; the workbook as it is then."""
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == COLUMNS["code"][0])
    places = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        change({field: row[places[heading] - 1] for field, (heading, _) in COLUMNS.items()})
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_filled_form_is_taken_in_whole(site: TestSite) -> None:
    book = template(site)

    def change(cells: dict[str, Any]) -> None:
        if cells["period"].value in ("M2026-09", "M2026-10"):
            cells["value"].value, cells["evidence"].value = (
                "1,0๓๘.5%" if cells["period"].value == "M2026-09" else 7,
                "หนังสือ",
            )

    content = fill(book, change)
    assert "รับค่าแล้ว 2 ค่า" in said(upload(site, content), "sheet-said")
    assert [(r.code, r.period_id, r.value, r.state) for r in entries(site)] == [
        ("AAA-1", "M2026-09", 1038.5, "waiting"), ("AAA-1", "M2026-10", 7.0, "waiting"),
    ]  # fmt: skip
    assert len({row.entered_at for row in entries(site)}) == 1
    page = body(site, PATH, "?view=waiting", role="strategy")
    assert "อนุมัติทั้ง 2 ค่า" in words(page)
    again = said(upload(site, content, "strategy"), "sheet-said")  # the same form a second time
    assert "ยังไม่รับค่าใดเลย" in again and "มีผู้อื่นกรอกค่าของงวดนี้ไปแล้ว" in again and len(entries(site)) == 2
    keys = [row.entry_key for row in entries(site)]
    decide(site, "strategy", {"action": "approve", "keys": keys, "at": 1})
    assert {row.state for row in entries(site)} == {"approved"}
    known = template(site)  # what stands is on the next form, and who fills that in has seen it
    left = {row[4].value for row in known.worksheets[0].iter_rows(min_row=7)}
    assert left == {"M2026-11", "FY2569"}
    assert audited(site)[0] == ("planner", "enter_sheet")


def test_a_row_copied_for_a_department_is_of_another_place(site: TestSite) -> None:
    save(site)

    def change(cells: dict[str, Any]) -> None:
        if cells["period"].value == "M2026-10":
            cells["org_unit"].value, cells["value"].value, cells["evidence"].value = "SCH", "3", "หนังสือ"

    content = fill(template(site), change)
    assert "รับค่าแล้ว 1 ค่า" in said(upload(site, content), "sheet-said")
    assert [row.state for row in entries(site)] == ["waiting", "waiting"]  # the municipality's own is left as it was
    units = {(row[4].value, row[5].value) for row in template(site).worksheets[0].iter_rows(min_row=7)}
    assert {("M2026-10", "SCH"), ("M2026-09", "SCH")} <= units  # from now on it is asked too
    assert "มีผู้อื่นกรอกค่าของงวดนี้ไปแล้ว" in said(upload(site, content), "sheet-said")


def test_one_wrong_line_keeps_the_whole_form_out_and_every_fault_has_its_line(site: TestSite) -> None:
    def change(cells: dict[str, Any]) -> None:
        wrong = {"M2026-09": ("x", "หนังสือ"), "M2026-10": (None, "หนังสือ"), "M2026-11": (5, None), "FY2569": (5, "หนังสือ")}
        cells["value"].value, cells["evidence"].value = wrong[cells["period"].value]

    answer = said(upload(site, fill(template(site), change)), "sheet-said")
    assert "โปรดแก้ 3 จุด" in answer and not entries(site)
    for fault in ("7 ค่า ต้องเป็นตัวเลข", "8 ค่า ยังไม่ได้กรอก", "9 ที่มาและหลักฐาน ต้องระบุที่มา"):
        assert fault in answer


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "อ่านไฟล์นี้ไม่ได้"), (b"MZ", "อ่านไฟล์นี้ไม่ได้"), (PDF, "อ่านไฟล์นี้ไม่ได้"), (b"PK\x03\x04", "อ่านไฟล์นี้ไม่ได้")],
)
def test_what_is_no_form_is_refused(site: TestSite, content: bytes, says: str) -> None:
    assert says in said(upload(site, content), "sheet-said") and not entries(site)


def test_an_empty_form_and_one_without_headings_are_refused(site: TestSite) -> None:
    assert "ยังไม่มีแถวใดกรอกค่า" in said(upload(site, fill(template(site), lambda _: None)), "sheet-said")
    book = template(site)
    book.worksheets[0].delete_rows(6)
    file = io.BytesIO()
    book.save(file)
    assert "ไม่พบหัวตาราง" in said(upload(site, file.getvalue()), "sheet-said")


@pytest.mark.parametrize(
    "wish",
    [
        None, "x", {}, {"action": "approve"}, {"action": "delete", "keys": [1]}, {"action": "approve", "keys": []},
        {"action": "approve", "keys": ["1"]}, {"action": "approve", "keys": [True]},
        {"action": "approve", "keys": [2**63]}, {"action": "approve", "keys": [1, 1]},
        {"action": ["approve"], "keys": [1]}, {"action": "approve", "keys": [99]},
    ],
)  # fmt: skip
def test_a_wish_that_makes_no_sense_changes_nothing(site: TestSite, wish: object) -> None:
    save(site)
    assert decide(site, "strategy", wish).status_code in (200, 204)
    assert [row.state for row in entries(site)] == ["waiting"]


def test_the_sheet_of_an_indicator_shows_its_values(site: TestSite) -> None:
    save(site)
    shown = draw_section(site, "AAA-1")
    assert "38.2%" in shown and "รออนุมัติ" in shown and "ต.ค. 69" in shown
    assert "ยังไม่มีการกรอกค่าของตัวชี้วัดนี้" in draw_section(site, "YYY-1")
    assert draw_section(site, "SYS-1") == ""


def draw_section(site: TestSite, code: str) -> str:
    with site.app.server.test_request_context():
        g.person = Person(1, "executive", "ผู้บริหาร", "executive")
        component = indicator_entries.section(read_context("/indicators", ""), code)
    return "" if component is None else words(json.loads(json.dumps(component, default=lambda c: c.to_plotly_json())))


def test_a_closed_period_is_said_before_its_value_is_changed(site: TestSite) -> None:
    save(site)
    with site.warehouse.begin() as connection:
        connection.execute(insert(ind_closing).values(period_id="M2026-10", closed_by="x", closed_at=BORN, note=""))
    form = words(find_all(body(site, PATH, "?code=AAA-1&round=M2026-10", role="planner"), "entry-about"))
    assert "งวดนี้ปิดแล้ว" in form
    assert "งวดนี้ปิดแล้ว" in words(body(site, PATH, "?view=waiting", role="second"))
