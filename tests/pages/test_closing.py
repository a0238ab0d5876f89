"""Closed periods after a year lived by the clock: every report as it was, changes beside it, on screen and in files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.access.person import EVERYONE, ROLES
from dashboard.access.tables import app_audit
from dashboard.app import find_pages
from dashboard.cli import main
from dashboard.pages import indicator_history
from dashboard.registry import Registry
from etl.indicators.closing import reported
from etl.indicators.marks import MarkKind, read_marks
from etl.warehouse.tables.indicators import ind_closing, ind_restatement
from tests.pages.closing_year import CODES, UNITS, Year, live_year, status_of, unit_keys
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, ask, make_site, slot

PAGE = "/indicators/closing"
NOW = "2027-11-06T09:00"


class HistoryPage:
    """The part of an indicator's sheet, on a page of its own."""

    @staticmethod
    def register(registry: Registry) -> None:
        titles = {"name_id": "frame.menu", "icon": "grid", "order": 1, "roles": EVERYONE}
        registry.register_page(path="/history", body=lambda c: indicator_history.section(c, "CMP-03"), **titles)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    year = live_year(tmp_path_factory.mktemp("year"))
    yield year
    year.engine.dispose()


@pytest.fixture(scope="module")
def hall(year: Year) -> Iterator[TestSite]:
    site = make_site(year.settings(NOW), modules=[*find_pages(), HistoryPage], is_filled=False)
    yield site
    site.warehouse.dispose()


def histories(year: Year) -> dict[tuple[int, str, str], list[Any]]:
    """By closing, code and org_unit: the rows of the report and what became of it."""
    found = {}
    with year.engine.connect() as connection:
        for unit, key in unit_keys(year.engine).items():
            for code in CODES if unit in UNITS else ():
                rows = reported(connection, code, key)
                found |= {(n, code, unit): list(some) for n, some in groupby(rows, lambda row: row.closing_key)}
    return found


def test_every_report_stays_as_it_was_and_every_change_stands_beside_it(year: Year) -> None:
    """Against an account of the source's own rows, on the day of each closing and at the end."""
    found, restated = histories(year), 0
    assert len(year.reports) == len(found) == (12 + 12 + 4 + 2 + 1 + 1) * len(CODES) * len(UNITS)
    final = {
        place: value for period in {r[1][0] for r in year.reports} for place, value in year.account(period).items()
    }
    for key, place, value, status in year.reports:
        rows = found[key, place[1], place[2]]
        assert (rows[0].value, rows[0].status) == (pytest.approx(value), status), (key, place)
        if rows[0].reopened_at is not None:
            continue
        now = rows[-1].value if rows[-1].restatement_key is None else rows[-1].new_value
        assert now == pytest.approx(final[place]), place
        assert (rows[-1].new_status or rows[-1].status) == status_of(place, final[place])
        restated += rows[-1].restatement_key is not None
    assert restated > 40


def test_the_causes_and_reasons_of_november(year: Year) -> None:
    """One complaint done late after all, then another formula: both stand beside what was reported."""
    key = next(r[0] for r in year.reports if r[1][0] == "M2026-11")
    rows = histories(year)[key, "CMP-03", "KKM"]
    assert rows[0].value == 75 and rows[0].version == 1
    assert [(r.cause, r.new_value, r.new_version, r.reason) for r in rows] == [
        ("data", 50, 1, "สำนักช่างบันทึกย้อนหลัง"),
        ("definition", 40, 2, None),
    ]
    of_january = [rows[0] for (_, code, unit), rows in histories(year).items()
                  if (code, unit) == ("CMP-01", "SCH") and rows[0].period_id == "M2027-01"]  # fmt: skip
    assert [(row.value, row.reopen_reason) for row in of_january] == [(3, None), (2, "ผู้ตรวจสอบขอให้แก้")]


def test_an_eased_target_restates_nothing_and_is_marked(year: Year) -> None:
    with year.engine.connect() as connection:
        causes = set(connection.execute(select(ind_restatement.c.cause)).scalars())
        marks = {(m.kind, m.subject, m.on.isoformat()) for m in read_marks(connection)}
    assert causes == {"data", "definition"}
    assert marks == {
        (MarkKind.TARGET_EASED, "CMP-03", "2027-06-10"),
        (MarkKind.LATE_DEFINITION, "CMP-03", "2027-03-20"),
    }


# --- screens ----------------------------------------------------------------------------------------------------


def row_of(page: Any, code: str) -> str:
    rows = [words(row) for table in find_all(page, "closing-table") for row in rows_of(table)]
    return next(row for row in rows if f"{code} ·" in row)


def rows_of(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [row for one in component for row in rows_of(one)]
    if not isinstance(component, dict):
        return []
    here = [component] if component.get("type") == "Tr" else []
    return here + rows_of(component.get("props", {}).get("children"))


def test_any_past_report_is_shown_as_it_was(hall: TestSite) -> None:
    page = body(hall, PAGE, "?view=report&period=M2026-11")
    said = row_of(page, "CMP-03")
    assert "รุ่นของนิยาม 1 75.0% 75% บรรลุ" in said and "40.0%" in said and "ไม่บรรลุ" in said
    assert "นิยามหรือเกณฑ์เปลี่ยน" in said and "ยังไม่มีเหตุผล" in said
    assert "ปิดโดย กองยุทธศาสตร์ เมื่อ 1 ธ.ค. 69" in words(page) and "หมายเหตุ: ปิด M2026-11" in words(page)
    september = row_of(body(hall, PAGE, "?view=report&period=M2027-09"), "CMP-03")
    assert "80.0% 60% บรรลุ" in september and "60.0%" in september and "ข้อมูลต้นทางเปลี่ยน" in september
    assert "ปรับค่าเป้าหมายให้ง่ายลง" in september
    open_one = words(body(hall, PAGE, "?view=report&period=M2027-10"))
    assert "ยังไม่ปิด" in open_one


def test_a_period_closed_twice_keeps_both_reports(hall: TestSite, year: Year) -> None:
    first, second = (key for key, place, *_ in year.reports if place == ("M2027-01", "CMP-03", "SCH"))
    search = f"?view=report&period=M2027-01&org=SCH&closing={first}"
    page = words(body(hall, PAGE, search))
    assert "เปิดงวดอีกครั้งเมื่อ" in page and "ผู้ตรวจสอบขอให้แก้" in page
    assert row_of(body(hall, PAGE, search), "CMP-01").count("2 เรื่อง") == 1
    assert "3 เรื่อง" in row_of(body(hall, PAGE, f"?view=report&period=M2027-01&org=SCH&closing={second}"), "CMP-01")


def test_the_list_the_changes_and_the_marks(hall: TestSite) -> None:
    listed = words(body(hall, PAGE))
    assert "ปีงบประมาณ" in listed and "เปิดงวดอีกครั้งแล้ว" in listed
    restated = words(body(hall, PAGE, "?view=restated"))
    assert "สำนักช่างบันทึกย้อนหลัง (กองยุทธศาสตร์" in restated and "ยังไม่มีเหตุผล" in restated
    marks = words(body(hall, PAGE, "?view=marks&period=FY2570"))
    assert "ปีงบประมาณ 2570: 75% → 60%" in marks and "ส่วนที่เปลี่ยน: สูตรการคำนวณ" in marks
    for view in ("closings", "report", "restated", "marks", "%27or"):
        assert words(body(hall, PAGE, f"?view={view}&closing=x&period=M2026-11&lang=en"))


def test_the_sheet_and_the_tiles_say_what_was_reported(hall: TestSite) -> None:
    history = words(body(hall, "/history"))
    assert "75.0% 75% บรรลุ" in history and "ข้อมูลต้นทางเปลี่ยน" in history and "ข้อสังเกตที่ควรชี้แจง" in history
    shown = tile(body(hall, "/complaints", "?period=M2026-11"), "CMP-03")
    assert "ปรับปรุงย้อนหลัง: ค่าที่รายงานไว้ 75.0%" in words(shown)


def test_the_report_leaves_as_a_file(hall: TestSite) -> None:
    address = "/export/closing-report.csv?period=M2026-11"
    assert hall.browser("executive").get(address).status_code == 403
    csv = hall.browser("planner").get(address).get_data(as_text=True)
    line = next(line for line in csv.splitlines() if line.startswith("CMP-03,"))
    assert ",75," in line.replace(".0", "") and ",40" in line and "นิยามหรือเกณฑ์เปลี่ยน" in line


def test_the_command_gives_what_the_screens_show(hall: TestSite, year: Year) -> None:
    environ = {"MIS_HOME": str(year.home), "MIS_WAREHOUSE_URL": str(year.engine.url), "MIS_AS_OF": NOW}

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["indicators", *words], env=environ)

    closings = json.loads(run("closings", "--json").stdout)
    assert len(closings) == 32 and {c["period_id"] for c in closings} >= {"M2026-11", "FY2570"}
    key = next(c["closing_key"] for c in closings if c["period_id"] == "M2026-11")
    report = {row["code"]: row for row in json.loads(run("closings", str(key), "--org", "KKM", "--json").stdout)}
    assert (report["CMP-03"]["value"], report["CMP-03"]["new_value"], report["CMP-03"]["cause"]) == (
        75,
        40,
        "definition",
    )
    refused = run("close", "M2027-10", "M2027-11")
    assert refused.exit_code and "M2027-11 runs until 2027-11-30" in refused.output
    assert len(json.loads(run("closings", "--json").stdout)) == 32  # all of them or none
    assert run("reopen", "M2027-10", "--reason", "ก").exit_code


# --- what people do ---------------------------------------------------------------------------------------------

STATES = {
    "closing-close": ("closing-latest.value", "closing-older.value", "closing-note.value"),
    "closing-reopen": ("closing-period.data", "closing-reopen-reason.value"),
    "closing-explain": ("closing-matter.value", "closing-reason.value"),
}


def press(site: TestSite, browser: FlaskClient, button: str, *values: object) -> Any:
    """As the browser would: a click on a button, with what stands in its fields."""
    output = next(
        name for name, one in site.app.callback_map.items() if [i["id"] for i in one["inputs"]] == [button]
    )  # fmt: skip
    outputs = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in output.strip(".").split("...")
    ]
    states = [slot(*name.split("."), value) for name, value in zip(STATES[button], values, strict=True)]  # type: ignore[call-arg]
    address = [slot("url", "pathname", PAGE), slot("url", "search", "")]
    inputs = [slot(button, "n_clicks", 1)]
    return ask(
        browser,
        {"output": output, "outputs": outputs, "inputs": inputs, "state": [*states, *address],
         "changedPropIds": [f"{button}.n_clicks"]},
    )  # fmt: skip


def said(answer: Any) -> str:
    return words([part.get("children") for part in answer.get_json()["response"].values()])


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"strategy"}))
def test_only_the_strategy_office_closes(hall: TestSite, role: str) -> None:
    browser = hall.browser(role)
    for button, states in STATES.items():
        assert press(hall, browser, button, *([None] * len(states))).status_code == 403
    assert "closing-close" not in json.dumps(body(hall, PAGE, role=role))


@pytest.mark.parametrize(
    ("button", "values", "word"),
    [
        ("closing-close", (["M2026-11"], [], ""), "งวด: ปิดไปแล้ว"),
        ("closing-close", (["M2027-10", "M2027-11"], [], ""), "งวด: ยังไม่สิ้นงวด"),
        ("closing-close", ([], None, ""), "โปรดเลือกอย่างน้อยหนึ่งงวด"),
        ("closing-close", (["M2027-10"], [], "ก" * 501), "ยาวเกิน 500"),
        ("closing-close", ([7, None], "x", {}), "โปรดเลือกอย่างน้อยหนึ่งงวด"),
        ("closing-reopen", ("M2026-11", " "), "เหตุผล: โปรดระบุเหตุผล"),
        ("closing-reopen", ("M2027-10", "ก"), "ไม่ได้ปิดอยู่"),
        ("closing-reopen", (None, None), "โปรดระบุเหตุผล"),
        ("closing-explain", ("1 CMP-03 data", "ก"), "โปรดเลือกเรื่อง"),
    ],
)
def test_what_is_refused_names_its_field_and_changes_nothing(
    hall: TestSite, button: str, values: tuple[object, ...], word: str
) -> None:
    def state() -> list[Any]:
        with hall.warehouse.connect() as connection:
            return list(connection.execute(select(ind_closing)).all())

    before = state()
    answer = press(hall, hall.browser("strategy"), button, *values)
    assert word in said(answer) and "data-version" not in answer.get_json()["response"]
    assert state() == before


def test_closed_opened_and_explained_on_screen(hall: TestSite) -> None:
    """Last: it changes what the others read."""
    browser = hall.browser("strategy")
    assert "ปิดงวดที่เลือก" in words(body(hall, PAGE, role="strategy"))
    answer = press(hall, browser, "closing-close", ["M2027-10"], ["YTD2027-10"], "ประชุมผู้บริหาร")
    assert "ปิดงวดแล้ว" in said(answer)
    page = words(body(hall, PAGE, "?view=report&period=M2027-10", role="strategy"))
    assert "ปิดโดย ผู้ทดสอบ strategy" in page and "หมายเหตุ: ประชุมผู้บริหาร" in page and "เปิดงวด" in page
    assert "เปิดงวดอีกครั้งแล้ว" in said(press(hall, browser, "closing-reopen", "M2027-10", "ตัวเลขยังไม่ครบ"))
    with hall.warehouse.connect() as connection:
        silent = select(ind_restatement).where(ind_restatement.c.reason.is_(None), ind_restatement.c.code == "CMP-03")
        row = connection.execute(silent.order_by(ind_restatement.c.restatement_key.desc())).first()
    assert row is not None
    matter = f"{row.run_key} CMP-03 {row.cause}"
    assert "บันทึกเหตุผลแล้ว" in said(press(hall, browser, "closing-explain", matter, "แก้วันที่แล้วเสร็จ"))
    assert "แก้วันที่แล้วเสร็จ (ผู้ทดสอบ strategy" in words(body(hall, PAGE, "?view=restated"))
    assert "โปรดเลือกเรื่อง" in said(press(hall, browser, "closing-explain", "x", "อีกครั้ง"))
    assert "มีผู้ให้เหตุผลไปแล้ว" in said(press(hall, browser, "closing-explain", matter, "อีกครั้ง"))
    with hall.people.engine.connect() as connection:
        actions = list(connection.execute(select(app_audit.c.action)).scalars())
    assert [a for a in actions if a in ("close_period", "reopen_period", "explain_restatement")] == [
        "close_period", "close_period", "reopen_period", "explain_restatement",
    ]  # fmt: skip
