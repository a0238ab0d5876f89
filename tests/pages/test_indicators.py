"""`/indicators` and the sheet of one: list, search, groups, versions, chart; and that `mis` says the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dashboard.access.person import EXECUTIVE, PLANNER, ROLES, STRATEGY
from dashboard.access.tables import app_audit
from dashboard.text.formats import format_number
from etl.indicators import report, store
from etl.indicators.closing import close_period
from etl.indicators.versions import close_definition
from etl.pipeline import run_settle
from etl.warehouse import tables
from etl.warehouse.tables.indicators import ind_entry, ind_reported
from tests.pages.complaint_site import LOADED_AT, Place, body, find_all, tile, words
from tests.pages.site import TestSite, draw_page
from tests.pages.test_complaint_notes import send as send_note
from tests.pages.test_explain import open_drawer
from tests.pipeline.city import City

LIST = "/indicators"
LATE = "2026-11-25T09:15"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A loaded complaint system of this module's own, for tests that change something."""
    home: Path = tmp_path_factory.mktemp("indicators")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    yield place
    place.site().warehouse.dispose()


def lines(page: Any) -> dict[str, Any]:
    """The rows of every table of the list, by code."""
    found = {}
    for table in find_all(page, "indicator-table"):
        for row in table["props"]["children"][1]["props"]["children"]:
            [code] = find_all(row, "indicator-code")
            found[words(code)] = row
    return found


def cells(row: Any) -> list[str]:
    return [words(cell) for cell in row["props"]["children"]]


def told(site: TestSite, **options: Any) -> list[dict[str, Any]]:
    """What `mis indicators list --json` prints."""
    with site.warehouse.connect() as connection:
        return report.list_rows(connection, site.settings.now(), **options)


def graph(page: Any) -> dict[str, Any]:
    [chart] = find_all(page, "chart")
    figure = chart["props"]["children"]["props"]["figure"]
    return {trace["name"]: trace for trace in figure["data"]}


# --- the list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [LOADED_AT, LATE])
@pytest.mark.parametrize(
    ("search", "options"),
    [("", {}), ("?period=M2026-10&org=SCH", {"period_id": "M2026-10", "org_code": "SCH"}), ("?kind=context", {})],
)
def test_the_list_shows_what_mis_indicators_list_says(
    loaded: Place, search: str, options: dict[str, str], at: str
) -> None:
    site = loaded.site(at)
    shown = lines(body(site, LIST, search))
    kind = "context" if "context" in search else "tracked"
    expected = {row["code"]: row for row in told(site, **options) if row["kind"] == kind}
    assert set(shown) == set(expected) and len(shown) > 15
    for code, row in expected.items():
        value, *rest = cells(shown[code])[1:]
        if row["value"] is not None and row["status"] != "not_connected":
            assert value.split()[0] == format_number(row["value"], row["decimals"]), code
        elif kind == "context" and row["baseline"]:  # what a document prints, with its year
            printed = row["baseline"][-1]
            number = printed["value"] and format_number(float(printed["value"]), row["decimals"])
            assert value.startswith(number or printed["text_th"]) and f"({printed['period_th']})" in value, code
        else:
            assert value in ("–", "กรอกเอง", "ยังไม่มีแหล่งข้อมูล"), code
        if kind == "tracked":
            is_waiting = (
                row["status"] == "no_target" and row["target_state"] == "proposed" and row["target"] is not None
            )
            [chip] = find_all(shown[code], "chip")
            assert f"chip--{'proposed' if is_waiting else row['status']}" in chip["props"]["className"], code
            assert (rest[0] == "–") == (row["target"] is None), code
    states = {
        row["status"] for row in expected.values() if row["contract"] == "complaints" and row["value"] is not None
    }
    assert ("stale" in states) == (at == LATE)
    assert "not_connected" in {row["status"] for row in expected.values()}  # personnel is not


def test_the_list_and_the_tile_agree(own: Place) -> None:
    for at in (LOADED_AT, LATE):
        shown, page = lines(body(own.site(at), LIST)), body(own.site(at), "/")
        for code in ("CMP-03", "CMP-07", "CMP-09"):
            there = tile(page, code)
            assert words(find_all(there, "chip")) == words(find_all(shown[code], "chip"))
            assert words(find_all(there, "tile__value")).split()[0] == cells(shown[code])[1].split()[0]


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("?q=cmp-03", {"CMP-03"}),
        ("?q=%E0%B8%AA%E0%B8%B3%E0%B9%80%E0%B8%A3%E0%B9%87%E0%B8%88%20zzz", set()),
        ("?q=CMP&status=off_track", set()),
        ("?q=CMP-0&status=%27or&owner=%22&group=nonsense&kind=x&plan=--", None),
        ("?q=CMP-0&owner=none", None),
        ("?q=CMP-0&owner=SCH", set()),
        ("?q=CMP-0&plan=DIGITAL", None),
        ("?q=CMP-03&kind=context", set()),
        ("?q=%25", set()),  # a letter like any other
    ],
)
def test_what_is_searched_for_is_found(own: Place, search: str, codes: set[str] | None) -> None:
    page = body(own.site(), LIST, search)
    shown = set(lines(page))
    every = {row["code"] for row in told(own.site()) if row["kind"] == "tracked"}
    if codes is None:
        codes = {c for c in every if c.startswith("CMP-0")}
    assert shown == codes
    if not codes:
        assert "ไม่พบตัวชี้วัด" in words(page)


@pytest.mark.parametrize("group", ["strategy", "plan", "department", "system", "status", "changed"])
def test_each_grouping_holds_every_indicator_once(own: Place, group: str) -> None:
    page = body(own.site(), LIST, f"?group={group}")
    found = [words(code) for code in find_all(page, "indicator-code")]
    assert len(found) == len(set(found)) and set(found) == {
        row["code"] for row in told(own.site()) if row["kind"] == "tracked"
    }
    heads = [words(head) for head in find_all(page, "card-section__title")]
    assert len(heads) == len(set(heads)) and heads
    wanted = {"system": "คำร้อง", "status": "เป้าหมายที่เสนอ", "department": "ยังไม่ได้กำหนดผู้รับผิดชอบ",
              "changed": "เปลี่ยนแปลงภายใน 7 วัน"}  # fmt: skip
    assert any(wanted.get(group, "") in head for head in heads)


def test_the_counts_are_those_of_the_rows_and_lead_to_them(own: Place) -> None:
    page = body(own.site(), LIST)
    shown = lines(page)
    counts = {}
    for link in find_all(page, "status-link"):
        [chip] = find_all(link, "chip")
        status = chip["props"]["className"].split("--")[1]
        counts[status] = int(words(chip).split()[-1])
        only = lines(body(own.site(), LIST, link["props"]["href"].partition("?")[2].join(["?", ""])))
        assert len(only) == counts[status]
    assert sum(counts.values()) == len(shown)


def test_every_role_sees_the_list_and_only_planners_save_it(own: Place) -> None:
    for role in ROLES:
        assert len(lines(body(own.site(), LIST, role=role))) > 15
    csv = own.site().browser(PLANNER).get("/export/indicators-list.csv?q=CMP-03").get_data(as_text=True)
    assert "CMP-03" in csv and "CMP-02" not in csv
    assert own.site().browser(EXECUTIVE).get("/export/indicators-list.csv").status_code == 403


# --- the sheet --------------------------------------------------------------------------------------------------


def test_the_sheet_follows_the_order_of_an_official_kpi_template(own: Place) -> None:
    page = body(own.site(), f"{LIST}/CMP-03")
    [sheet] = find_all(page, "template")
    heads = [words(part) for part in sheet["props"]["children"][::2]]
    assert [re.sub(r"^\d+\. ", "", head) for head in heads] == [
        "รหัสและชื่อตัวชี้วัด", "หน่วยวัด", "น้ำหนัก (ร้อยละ)", "คำอธิบาย (นิยาม ขอบเขตการประเมิน)", "สูตรการคำนวณ",
        "เกณฑ์การให้คะแนน (1-5)", "ข้อมูลพื้นฐาน (ผล 3 ปีย้อนหลัง)", "ค่าเป้าหมาย", "แหล่งข้อมูล/วิธีการจัดเก็บข้อมูล",
        "ความถี่ในการรายงาน", "เอกสารหลักฐาน", "ผู้กำกับดูแลตัวชี้วัด", "ผู้จัดเก็บข้อมูล", "ทิศทาง", "ความเชื่อมโยงกับแผน",
    ]  # fmt: skip
    said = words(sheet)
    assert "100 × เรื่องที่เสร็จภายในกำหนด / เรื่องที่ครบกำหนด" in said and "ยิ่งมากยิ่งดี" in said
    assert "100 * complaints_done_by_due / complaints_due" in said
    assert "ยังไม่ได้กำหนดผู้รับผิดชอบ" in said and "MIS การบริหารจัดการคำร้อง" in said
    assert words(tile(page, "CMP-03"))


@pytest.mark.parametrize("code", ["CMP-03", "CMP-01", "HR-02", "DP-4.1"])
def test_every_kind_of_indicator_has_a_whole_sheet(own: Place, code: str) -> None:
    for lang in ("th", "en"):
        page = body(own.site(), f"{LIST}/{code}", f"?lang={lang}", role=STRATEGY)
        assert not find_all(page, "state--error"), words(find_all(page, "state--error"))
        assert code in words(find_all(page, "page-head")) and len(find_all(page, "template")) == 1


@pytest.mark.parametrize(
    "code", ["CMP-99", "cmp-03", "CMP-03%20", "%3Cscript%3E", "'; drop table ind_value --", "<code>", "ก", "A" * 500]
)
def test_an_unknown_code_is_said_and_leads_back(own: Place, code: str) -> None:
    page = body(own.site(), f"{LIST}/{code}")
    assert "ไม่มีตัวชี้วัดรหัสนี้" in words(page) and "ตัวชี้วัดทั้งหมด" in words(page)


@pytest.mark.parametrize("grain", ["month", "ytd", "quarter", "fiscal_year", "nonsense"])
def test_the_chart_draws_what_mis_indicators_values_says(own: Place, grain: str) -> None:
    site = own.site()
    drawn = graph(body(site, f"{LIST}/CMP-03", f"?grain={grain}&org=SCH"))
    with site.warehouse.connect() as connection:
        stored = report.value_rows(connection, site.settings.now(), "CMP-03", None, "SCH")
    wanted = "month" if grain == "nonsense" else grain
    first = date(2025, 10, 1) if wanted in ("month", "ytd") else date(2021, 1, 1)
    today = site.settings.now().date()
    series = [r for r in stored if r["grain"] == wanted and date.fromisoformat(r["ends_on"]) > first]
    series = [r for r in series if wanted != "quarter" or r["period_id"] >= "Q2568-1"]
    expected = [r["value"] if date.fromisoformat(r["starts_on"]) <= today else None for r in series]
    targets = [r["target"] for r in series]
    if wanted == "ytd":  # and where the year is to end
        expected, targets = [*expected, None], [*targets, 85]
    assert drawn["ผล"]["y"] == expected and any(v is not None for v in expected)
    assert drawn["เป้าหมายที่เสนอ"]["y"] == targets


def test_the_export_holds_the_series(own: Place) -> None:
    client = own.site().browser(PLANNER)
    csv = client.get("/export/indicator-series.csv?code=CMP-03&grain=month").get_data(as_text=True)
    assert "CMP-03" in csv and "พ.ย. 69" in csv and "ธ.ค. 69" not in csv
    for code in ("", "nobody"):
        assert client.get(f"/export/indicator-series.csv?code={code}").status_code == 200


def test_a_change_is_told_before_and_after(own: Place) -> None:
    site = own.site()
    now = site.settings.now()
    with site.warehouse.begin() as connection:
        store.set_owner(connection, code="CMP-05", owner="SCH", author="ผู้จัดการ", at=now, reason="มติ <b>ที่</b> 4")
        store.approve_target(connection, code="CMP-05", fiscal_year=2570, value=12, author="ผู้จัดการ", at=now)
    page = body(site, f"{LIST}/CMP-05")
    [history] = find_all(page, "versions")
    assert "รุ่นที่ 2 ใช้อยู่" in words(history) and "เหตุผล: มติ <b>ที่</b> 4" in words(history)
    [changed] = find_all(history, "changes-of")
    assert cells(changed["props"]["children"][1]["props"]["children"][0]) == ["ผู้กำกับดูแลตัวชี้วัด", "–", "สำนักช่าง"]
    assert "กำลังคำนวณตามนิยามรุ่นใหม่" in words(page)  # the figures are still of version 1
    assert "12 วัน" in words(page) and "ได้รับความเห็นชอบแล้ว" in words(page)
    with site.warehouse.connect() as connection:
        shown = report.show(connection, "CMP-05", now)
    assert shown["versions"][0]["changes"] == [{"field": "owner", "before": None, "after": "SCH"}]
    assert shown["versions"][1]["changes"] == [] and shown["version"] == 2
    assert [c["points"] for c in shown["criteria"]] == [1, 2, 3, 4, 5] and shown["criteria"][4]["value"] == 12
    assert run_settle(own.settings(), site.warehouse, trigger="request").is_ok
    page = body(site, f"{LIST}/CMP-05")
    assert "กำลังคำนวณตามนิยามรุ่นใหม่" not in words(page) and "สำนักช่าง" in words(find_all(page, "tile"))
    changed_line = cells(lines(body(site, LIST, "?owner=SCH"))["CMP-05"])
    assert "21 พ.ย. 69" in changed_line[-1]


def test_an_indicator_that_is_no_more_says_so(own: Place) -> None:
    site = own.site()
    with site.warehouse.begin() as connection:
        close_definition(connection, store.find_definition(connection, "WS-12"), site.settings.now())
    assert "ตัวชี้วัดนี้ไม่ใช้แล้ว" in words(body(site, f"{LIST}/WS-12"))


def test_a_figure_that_moved_after_closing_stands_beside_the_reported_one(own: Place) -> None:
    site = own.site()
    now = site.settings.now()
    with site.warehouse.begin() as connection:
        close_period(connection, period_id="M2026-10", author="strategy", at=now)
        of_october = ind_reported.c.code == "CMP-03", ind_reported.c.org_unit_key == 1
        connection.execute(update(ind_reported).where(*of_october).values(value=77.5))
        connection.execute(update(tables.etl_data_version).values(version=tables.etl_data_version.c.version + 1))
    page = body(site, f"{LIST}/CMP-03")
    drawn = graph(page)
    assert (drawn["ค่าที่รายงานไว้"]["x"], drawn["ค่าที่รายงานไว้"]["y"]) == (["ต.ค. 69"], [77.5])
    assert "มี 1 งวดที่ค่าปรับปรุงย้อนหลังต่างจากค่าที่รายงานไว้" in words(page)
    assert "ค่าที่รายงานไว้" not in graph(body(site, f"{LIST}/CMP-02"))


@pytest.mark.parametrize("role", ROLES)
def test_remarks_stand_on_the_indicator_and_only_planners_and_strategy_write_them(own: Place, role: str) -> None:
    site = own.site()
    answer = send_note(
        site, site.browser(role), saved=1, day="5", month="11", text=f"ฝนเทียม {role} <b>", path=f"{LIST}/CMP-04"
    )
    may = role in (PLANNER, STRATEGY)
    assert answer.status_code == (200 if may else 403)
    page = body(site, f"{LIST}/CMP-04", role=role)
    assert (f"ฝนเทียม {role} <b>" in words(page)) == may
    assert bool(find_all(page, "note-form")) == may
    assert "ฝนเทียม" not in words(body(site, f"{LIST}/CMP-06")) + words(body(site, "/complaints"))
    if may:
        with site.people.engine.connect() as connection:
            written = select(app_audit).where(app_audit.c.action == "write_note", app_audit.c.person == role)
            [line] = connection.execute(written)
        assert json.loads(line.detail)["subject"] == "CMP-04"


def test_a_tile_and_the_drawer_lead_to_the_sheet(own: Place) -> None:
    found = tile(body(own.site(), "/"), "CMP-03")
    [link] = find_all(found, "tile__sheet")
    assert link["props"]["href"].startswith(f"{LIST}/CMP-03?")
    drawer = open_drawer(own.site().browser(), "CMP-03").get_json()["response"]["explain-drawer"]["children"]
    [way] = find_all(drawer, "drawer__way")
    assert way["props"]["children"]["props"]["href"].startswith(f"{LIST}/CMP-03?")


def test_a_value_entered_for_a_year_is_shown_with_its_year(own: Place) -> None:
    """Of the whole fiscal year before: a page of the year to date has no such period."""
    site = own.site()
    now = site.settings.now()
    entered = {"code": "HR-03", "period_id": "FY2569", "org_unit_key": 1, "value": 36.25, "evidence": "งบการเงิน"}
    by = {"entered_by": "ก", "entered_at": now, "decided_by": "ข", "decided_at": now}
    with site.warehouse.begin() as connection:
        connection.execute(insert(ind_entry).values(**entered, **by, state="approved"))
    assert run_settle(own.settings(), site.warehouse, trigger="request").is_ok
    [row] = [one for one in told(site) if one["code"] == "HR-03"]
    assert (row["value"], row["period_id"], row["period_ends_on"]) == (36.25, "FY2569", "2026-10-01")
    value, _, status = cells(lines(body(site, LIST))["HR-03"])[1:4]
    label = row["period_th"]
    assert value == f"36.3 % ({label})" and "2569" in label
    there = tile(body(site, "/"), "HR-03")
    assert f"ค่าของ {label}" in words(there) and words(find_all(there, "chip")) == status
    assert words(find_all(there, "tile__value")).startswith("36.3")
    assert graph(body(site, f"{LIST}/HR-03"))["ผล"]["y"].count(36.25) == 1


def test_only_the_open_ones_are_in_the_menu(own: Place) -> None:
    header = draw_page(own.site().browser(), f"{LIST}/CMP-03")["frame-header"]["children"]
    menu = find_all(header, "mis-menu-link")
    assert [words(link) for link in menu if "active" in link["props"]["className"].split()] == ["ตัวชี้วัด"]
    assert not [link for link in menu if "<" in link["props"]["href"]]
