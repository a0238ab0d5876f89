"""`/it-projects` over the real sample: timeline and money, tables, the form whose rows take the road of all others."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text

from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.pages.it_projects_form import FIELDS, WRITERS
from dashboard.reports.catalogue import EXPORTS
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.it_projects.build import build_it_projects, build_plan_progress
from etl.sample.people import FAMILY
from etl.settings import Settings, load_settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_request
from etl.warehouse.tables.it_projects import fact_plan_progress
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, ask, make_site, slot

PAGE = "/it-projects"
AS_OF = "2023-11-21T10:30"
TABLES = sorted(name for name in EXPORTS if name.startswith("it-projects-"))
# every invented person's telephone and family name; identity numbers and e-mails too (etl/sample/people.py)
PEOPLE = re.compile("|".join([r"0[89]\d-?000-?0?\d{3}", r"340990\d{6}", r"kk\.sample", *FAMILY]))
GIVEN = {
    "project_code": "1.3", "day": "21", "month": "11", "year": "2023", "planned_percent": "20", "actual_percent": "35",
    "approved": "38,520", "committed": "38,520", "disbursed": "5,555.25", "project_status": "in_progress",
    "obstacle": "ช้าเพราะ  คุณสมชาย ใจงามสมมติ โทร 081-000-0123",
}  # fmt: skip


@dataclass(frozen=True)
class Hall:
    """Inventory and progress reports, loaded."""

    settings: Settings
    folder: Path
    site: TestSite

    def run(self, source: str = "plan_progress") -> None:
        engine = make_engine(self.settings.warehouse_url)
        report = run_source(self.settings, engine, source)
        engine.dispose()
        assert report.status == "done", report.error


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    home = tmp_path_factory.mktemp("hall")
    settings = load_settings(
        {
            "MIS_HOME": str(home), "MIS_AS_OF": AS_OF, "MIS_SOURCE_IT_PROJECTS_URL": f"sqlite:///{home / 'own.db'}",
            "MIS_SOURCE_PLAN_PROGRESS_URL": (home / "drop").as_uri(),
        }
    )  # fmt: skip
    engine = create_engine(f"sqlite:///{home / 'own.db'}")
    build_it_projects(engine, local_seconds(settings.now()), lambda _: None)
    engine.dispose()
    build_plan_progress(home / "drop", local_seconds(settings.now()), lambda _: None)
    prepare_warehouse(settings)
    hall = Hall(settings, home / "drop", make_site(settings, modules=None, is_filled=False))
    for source in ("it_projects", "plan_progress"):
        hall.run(source)
    yield hall
    hall.site.warehouse.dispose()


def line(page: Any, code: str) -> str:
    """The row of a project on the timeline."""
    return next(said for row in find_all(page, "timeline__row") if (said := words(row)).startswith(f"{code} "))


def send(site: TestSite, browser: FlaskClient, **given: Any) -> Any:
    values = GIVEN | given
    output = {"id": "progress-said", "property": "children"}
    return ask(
        browser,
        {
            "output": "progress-said.children",
            "outputs": output,
            "inputs": [slot("progress-save", "n_clicks", 1)],
            "state": [
                *(slot(f"progress-{name}", "value", values[name]) for name in FIELDS),
                slot("url", "pathname", PAGE), slot("url", "search", ""),
            ],
            "changedPropIds": ["progress-save.n_clicks"],
        },
    )  # fmt: skip


def test_every_project_stands_on_the_timeline_as_the_plan_prints_it(hall: Hall) -> None:
    page = body(hall.site, PAGE)
    assert len(find_all(page, "timeline__row")) == 17 + 1  # and the months
    assert "แผนพิมพ์ขีด (-)" in line(page, "1.1") and "แผนเว้นว่าง" in line(page, "3.1")
    assert "จากแผน 3.00 ล้านบาท" in line(page, "1.2") and "จากแผน 38,520 บาท" in line(page, "1.3")
    assert "แผนระบุวงเงิน 3.39 ล้านบาท ใน 3 จาก 17 โครงการ" in words(page)  # 2.1 has a blank for 2567
    assert {t["props"]["data-code"] for t in find_all(page, "tile")} >= {
        "ISD-02",
        "DP-B9",
        "ISD-05",
        "ISD-12",
        "INF-04",
    }
    assert "จำนวนโครงการตามแผนดิจิทัลที่เริ่มดำเนินการแล้ว" in words(tile(page, "ISD-02"))
    of_unit = find_all(body(hall.site, PAGE, "?org=SKL"), "timeline__row")
    assert {words(row).split()[0] for row in of_unit[1:]} == {"2.1", "4.3", "4.4"}
    assert "42" in words(find_all(page, "grid-table")) and "ข้อที่ยังไม่ครบ" in words(page)


def test_systems_are_chosen_by_stage_and_paged(hall: Hall) -> None:
    retired = words(find_all(body(hall.site, PAGE, "?stage=retired"), "grid-table")[-1:])
    assert "Ltax" in retired and "ยกเลิกใช้" in retired and "KkmuniPRS" not in retired
    assert "Ltax" not in words(find_all(body(hall.site, PAGE, "?stage=%27or&page=1"), "grid-table")[-1:])
    last = words(body(hall.site, PAGE, "?page=99"))
    assert re.search(r"\d+ ถึง (\d+) จาก \1 ระบบ", last)


def test_each_table_leaves_whole_and_names_nobody(hall: Hall) -> None:
    planner = hall.site.browser("planner")
    for name in TABLES:
        assert hall.site.browser("executive").get(f"/export/{name}.csv").status_code == 403
        csv = planner.get(f"/export/{name}.csv").get_data(as_text=True)
        assert len(csv.splitlines()) > 5 and not PEOPLE.findall(csv)
    plan = planner.get("/export/it-projects-plan.csv").get_data(as_text=True)
    assert "ขีด" in plan and "แผนเว้นว่าง" in plan and "3000000" in plan.replace(",", "")


def test_nobody_is_found_in_the_warehouse_or_on_the_page(hall: Hall) -> None:
    """Administrators, contacts, requesters and assessors stand in the sources; texts name people too."""
    source = (hall.settings.home / "own.db").read_bytes().decode("utf-8", "ignore")
    assert len(PEOPLE.findall(source)) > 500, "the sample must hold people"
    for file in hall.settings.home.glob("warehouse.db*"):
        assert not PEOPLE.findall(file.read_bytes().decode("utf-8", "ignore")), file.name
    assert not PEOPLE.findall(words(body(hall.site, PAGE)))


@pytest.mark.parametrize("role", ROLES)
def test_only_planners_and_strategy_see_and_use_the_form(hall: Hall, role: str) -> None:
    may = role in WRITERS
    assert bool(find_all(body(hall.site, PAGE, role=role), "progress-form")) == may
    answer = send(hall.site, hall.site.browser(role), day="40")
    assert answer.status_code == (200 if may else 403)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "31", "month": "2"}, "วันที่ไม่ถูกต้อง"),
        ({"day": "22"}, "อยู่หลังวันนี้"),
        ({"project_code": "9.9"}, "ไม่มีโครงการนี้"),
        ({"project_code": None}, "ไม่มีโครงการนี้"),
        ({"actual_percent": ""}, "0 ถึง 100"),
        ({"planned_percent": "101"}, "0 ถึง 100"),
        ({"actual_percent": "ครึ่ง"}, "0 ถึง 100"),
        ({"approved": "-1", "committed": "", "disbursed": ""}, "ไม่ติดลบ"),
        ({"approved": "12.345"}, "ทศนิยมไม่เกินสองตำแหน่ง"),
        ({"disbursed": "38,520.01"}, "เบิกจ่ายต้องไม่เกินก่อหนี้"),
        ({"committed": "99,999"}, "ก่อหนี้ต้องไม่เกิน"),
        ({"project_status": "done"}, "โปรดเลือกสถานะ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(hall: Hall, given: dict[str, Any], said: str) -> None:
    before = sorted(hall.folder.iterdir())
    answer = send(hall.site, hall.site.browser("planner"), **given)
    assert said in words(answer.get_json()["response"]["progress-said"]["children"])
    assert sorted(hall.folder.iterdir()) == before


def test_a_report_by_form_takes_the_road_of_every_row(hall: Hall) -> None:
    answer = send(hall.site, hall.site.browser("planner"))
    assert "บันทึกรายงานแล้ว" in words(answer.get_json()["response"]["progress-said"]["children"])
    [file] = hall.folder.glob("entry-*.xlsx")
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    headings, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    told = dict(zip(headings, row, strict=True))
    assert (told["ข้อมูล ณ วันที่"], told["เบิกจ่ายสะสม (บาท)"]) == ("21/11/2566", 5555.25)
    assert "planner" in str(told["ผู้รายงาน"]) and str(told["วันเวลาที่บันทึก"]).startswith("21/11/2566 10:30")
    with hall.site.warehouse.connect() as connection:
        asked = connection.execute(select(etl_request).order_by(etl_request.c.request_key.desc())).first()
    assert asked is not None and (asked.kind, asked.source_name, asked.asked_by) == ("run", "plan_progress", "planner")
    with hall.site.people.engine.connect() as connection:
        audited = (
            connection.execute(select(app_audit.c.action).order_by(app_audit.c.audit_key.desc())).scalars().first()
        )
    assert audited == "enter_progress"
    hall.run()
    with hall.site.warehouse.connect() as connection:
        of_day = fact_plan_progress.c.reported_date == date(2023, 11, 21)
        [kept] = connection.execute(select(fact_plan_progress).where(of_day)).all()
    assert (kept.project_code, kept.fiscal_year, kept.actual_percent, kept.disbursed_satang) == (
        "1.3",
        2567,
        35,
        5555_25,
    )
    assert "คุณ" not in kept.obstacle or not PEOPLE.findall(kept.obstacle)
    page = body(hall.site, PAGE)
    assert "ผล 35% · แผน 20% (21 พ.ย. 66)" in line(page, "1.3") and "เบิกจ่าย 5,555 บาท" in line(page, "1.3")


def test_the_form_as_a_workbook_is_read_as_it_stands(hall: Hall) -> None:
    content = hall.site.browser("planner").get("/export/it-projects-progress.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    row = next(r for r in sheet.iter_rows() if r[0].value == "4.2")
    row[4].value, row[8].value = 77, "อยู่ระหว่างดำเนินการ"
    book.save(hall.folder / "filled-in.xlsx")
    (hall.folder / "filled-in.xlsx.done").touch()
    hall.run()
    assert "ผล 77%" in line(body(hall.site, PAGE), "4.2")


def test_a_system_that_is_not_connected_says_so(tmp_path: Path, hall: Hall) -> None:
    with hall.site.warehouse.begin() as connection:
        connection.execute(text("update dim_source set is_connected = false"))
        connection.execute(text("update etl_data_version set version = version + 1"))
    assert words(find_all(body(hall.site, PAGE), "timeline"))  # what was read stays
    bare = load_settings({"MIS_HOME": str(tmp_path), "MIS_AS_OF": AS_OF})
    prepare_warehouse(bare)
    page = words(body(make_site(bare, modules=None, is_filled=False), PAGE))
    assert "การพัฒนาระบบงานสารสนเทศ" in page and "ยังไม่เชื่อมต่อ" in page
