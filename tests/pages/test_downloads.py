"""`/export/...`: every table by every role, under the page's own filters, with its line in the audit log."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.access.audit import find_break
from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.reports.catalogue import EXPORTERS, EXPORTS
from tests.pages.complaint_site import Place, body, find_all, words
from tests.pages.site import TestSite
from tests.pages.test_exports import read_csv, read_sheets
from tests.pipeline.city import City

PAGE = "/complaints"


def get(browser: FlaskClient, name: str, search: str = "") -> TestResponse:
    return browser.get(f"/export/{name}{search}")


def table_of(answer: TestResponse) -> list[list[str]]:
    """Headings and rows of a CSV: what stands behind the empty line."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    lines = read_csv(answer.data)
    return lines[lines.index([]) + 1 :]


def file_name(answer: TestResponse) -> str:
    return unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])


def audit(site: TestSite) -> list[Any]:
    with site.people.engine.connect() as connection:
        return list(connection.execute(select(app_audit).where(app_audit.c.action == "export").order_by("audit_key")))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_every_table_is_there(loaded: Place, name: str, ending: str) -> None:
    answer = get(loaded.site().browser("planner"), f"{name}.{ending}")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    if ending == "xlsx":
        table, about = read_sheets(answer.data).values()
        assert len(table) >= 1 and {row[0] for row in about} >= {"ช่วงเวลา", "สำนัก/กอง", "ข้อมูล ณ", "แหล่งข้อมูล"}
    else:
        assert table_of(answer)  # its head at the least: only complaints are loaded here
    assert file_name(answer).endswith(f".{ending}") and "เทศบาลนครขอนแก่น" in file_name(answer)


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_export_gets_a_file_or_a_button(loaded: Place, role: str) -> None:
    site = loaded.site()
    may = role in EXPORTERS
    assert get(site.browser(role), "complaints-months.csv").status_code == (200 if may else 403)
    links = find_all(body(site, PAGE, role=role), "export-link")
    assert bool(links) == may
    if may:
        assert len(links) == 2 * len([e for e in EXPORTS.values() if e.path == PAGE])
        assert all(link["props"]["aria-label"] for link in links)


def test_a_stranger_is_sent_to_the_sign_in(loaded: Place) -> None:
    answer = get(loaded.site().stranger(), "complaints-months.csv")
    assert answer.status_code == 302 and "/login" in answer.headers["Location"]


@pytest.mark.parametrize(
    "path",
    ["complaints-months.pdf", "nothing.csv", "complaints-months", "complaints-months.csv.exe", "..%2f..%2fetc.csv"],
)
def test_what_is_no_table_is_not_found(loaded: Place, path: str) -> None:
    assert get(loaded.site().browser("planner"), path).status_code == 404


def test_each_button_leads_to_its_file(loaded: Place) -> None:
    site = loaded.site()
    browser = site.browser("planner")
    for link in find_all(body(site, PAGE, "?period=M2026-11&org=SCH&q=" + quote("ถนน"), role="planner"), "export-link"):
        href = link["props"]["href"]
        assert "period=M2026-11" in href and "org=SCH" in href
        assert browser.get(href).status_code == 200
        if "cases" in href and ".csv" in href:
            assert "ตัวกรอง,ค้นหาเลขที่ เรื่อง หรือสถานที่: ถนน" in browser.get(href).data.decode()


def test_the_file_says_what_the_screen_says(loaded: Place) -> None:
    site = loaded.site()
    screen = words(find_all(body(site, PAGE), "cases"))
    rows = table_of(get(site.browser("planner"), "complaints-cases.csv"))
    assert [row[0] for row in rows[1:4]] == ["คร70/00009", "คร70/00010", "คร70/00001"]
    assert len(rows) == 11 and "10 เรื่อง" in screen
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["วันที่รับ"] == "2026-10-01" and first["วันที่รับ (พ.ศ.)"] == "1 ตุลาคม 2569"
    assert first["ค้างมา (วัน)"] == "51" and first["เกินกำหนด (วัน)"] == "36"
    ages = table_of(get(site.browser("planner"), "complaints-ages.csv"))
    assert ages[1][0] == "เทศบาลนครขอนแก่น" and ages[1][-2:] == ["10", "2"]
    on_time = table_of(get(site.browser("planner"), "complaints-on-time.csv"))
    assert on_time[-1] == ["เทศบาลนครขอนแก่น", "1", "3", "33.333333333333336"]


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("?overdue=1&org=SPL", ["คร70/00010"]),
        ("?age=%27--&category=x&page=99&org=SPL", ["คร70/00010"]),
        ("?q=" + quote("ท่อระบาย"), ["คร70/00009"]),
        ("?q=_", []),
        ("?org=%27%20or%201=1&q=00003", ["คร70/00003"]),
    ],
)
def test_filters_are_held_to_their_lists(loaded: Place, search: str, numbers: list[str]) -> None:
    rows = table_of(get(loaded.site().browser("planner"), "complaints-cases.csv", search))
    assert [row[0] for row in rows[1:]] == numbers


def test_every_export_has_its_line_in_the_audit_log(loaded: Place) -> None:
    site = loaded.site()
    before = len(audit(site))
    get(site.browser("strategy"), "complaints-cases.xlsx", "?org=SPL&overdue=1&period=M2026-11")
    get(site.browser("executive"), "complaints-cases.xlsx")
    found = audit(site)
    assert len(found) == before + 1 and found[-1].person == "strategy"
    detail = json.loads(found[-1].detail)
    assert detail["table"] == "complaints-cases" and detail["format"] == "xlsx" and detail["org"] == "SPL"
    assert detail["period"] == "M2026-11" and detail["filters"] == {"ครบกำหนด": "เฉพาะที่เกินกำหนด"}
    assert detail["rows"] == 1
    assert find_break(site.people.engine) is None


def test_in_english_too(loaded: Place) -> None:
    answer = get(loaded.site().browser("planner"), "complaints-hours.csv", "?lang=en")
    rows = table_of(answer)
    assert rows[0][:2] == ["Day", "00:00"] and rows[1][0] == "Monday" and len(rows) == 8
    assert b"Khon Kaen City Municipality" in answer.data


def test_a_citizen_cannot_run_anything_in_a_spreadsheet(place: Place) -> None:
    def fill(city: City) -> None:
        city.complaint(1, detail='=HYPERLINK("http://evil","คลิก")', place="+1*cmd|' /C calc'!A0")

    place.load(fill)
    browser = place.site().browser("planner")
    rows = table_of(get(browser, "complaints-cases.csv"))
    assert rows[1][1].startswith("'=") and rows[1][3].startswith("'+1")
    sheet = read_sheets(get(browser, "complaints-cases.xlsx").data)  # holds that there is no formula and no link
    assert next(iter(sheet.values()))[-1][1].startswith("'=HYPERLINK")


def test_before_the_first_load_there_is_no_file(place: Place) -> None:
    assert get(place.site().browser("planner"), "complaints-months.csv").status_code == 404


def test_late_data_and_samples_are_said(place: Place) -> None:
    place.load()
    lines = read_csv(get(place.site("2026-11-24T09:15").browser("planner"), "complaints-months.csv").data)
    said = {line[0]: line[1] for line in lines if len(line) == 2}
    assert said["ข้อมูล ณ"] == "21 พฤศจิกายน 2569 09:15 น. (ข้อมูลไม่เป็นปัจจุบัน)" and "ข้อมูลตัวอย่าง" not in said
