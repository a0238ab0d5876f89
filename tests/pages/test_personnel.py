"""`/personnel` over a small register: its figures by hand, filters, files, states, small counts, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample import database
from etl.sample.personnel import schema
from etl.settings import Settings, load_settings
from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, make_site

PATH = "/personnel"
AT = "2026-11-21T10:30"
NAME, PHONE, CARD, BORN = "นกขมิ้น ห้ามพบสมมติ", "086-000-0999", "1409900999990", "1966-11-30"
ZERO = schema.ZERO_DATE
KEY = "a key of the tests, long enough to be one"
CODE = 481_500  # staff codes go on from here
WORKS, CLERK = "สำนักช่าง", "สำนักปลัดเทศบาล"


def person(number: int, **given: Any) -> dict[str, Any]:
    """An officer of the works department since 2560, who retires in 2583."""
    return {
        "person_id": number, "emp_code": f"{CODE + number}", "prefix": "นาง", "fullname": f"นาง{NAME}", "id_card": CARD,
        "sex": "หญิง", "birthday": "1979-11-30", "address": f"บ้านนาง{NAME}", "tel": PHONE, "email": "x@example.com",
        "cat_code": "01", "div_id": "05", "div_name": WORKS, "position_name": "นายช่างโยธา", "position_type": "ทั่วไป",
        "level_name": "อาวุโส", "pos_no": f"05-{number:03d}", "salary": 30_000.0, "start_date": "2017-05-02",
        "out_date": ZERO, "status_code": "01", "updated_at": "2026-11-01 09:00:00",
    } | given  # fmt: skip


def post(number: int, **given: Any) -> dict[str, Any]:
    return {
        "pos_id": number, "pos_no": f"05-{number:03d}", "position_name": "นายช่างโยธา", "position_type": "ทั่วไป",
        "level_name": "อาวุโส", "cat_code": "01", "div_name": WORKS, "plan_round": "2567-2569",
        "open_date": "2018-10-01", "cancel_date": ZERO, "updated_at": "2021-10-01 09:00:00",
    } | given  # fmt: skip


PEOPLE = [
    person(1, birthday=BORN),  # 60 on 30 November 2569: fiscal year 2570
    person(2, birthday="1968-01-01", position_name="วิศวกรโยธา"),  # 2571
    *(person(number) for number in range(3, 8)),
    person(8, div_name=CLERK, birthday=BORN, sex="ชาย"),  # moved there on 1 November
    person(9, status_code="12", out_date="2026-11-10"),
    person(10, cat_code="07", pos_no=""),  # hired services
]
POSTS = [*(post(number) for number in range(1, 8)), post(8, div_name=CLERK), post(9), post(10)]
ORDER = {
    "order_id": 1, "emp_code": f"{CODE + 8}", "fullname": NAME, "order_no": "1/2569", "move_type": "ย้ายภายใน",
    "effective_date": "2026-11-01", "old_div_name": WORKS, "new_div_name": CLERK, "detail": f"ให้นาง{NAME}",
    "created_at": "2026-11-01 09:00:00",
}  # fmt: skip


def leave(number: int, who: int, days: float, **given: Any) -> dict[str, Any]:
    return {
        "leave_id": number, "emp_code": f"{CODE + who}", "fullname": NAME, "div_name": WORKS, "leave_type": "ลาป่วย",
        "reason": f"ผ่าตัด โทร {PHONE}", "contact": PHONE, "start_date": "2026-11-02", "end_date": "2026-11-05",
        "total_day": days, "fiscal_year": "2570", "status": "อนุญาต", "note": "", "approver": NAME,
        "updated_at": "2026-11-06 09:00:00",
    } | given  # fmt: skip


LEAVES = [
    *(leave(number, number, 0.5) for number in range(1, 6)),
    leave(6, 1, 2.0),
    leave(7, 8, 3.0, div_name=CLERK),  # one person alone in a department
    leave(8, 2, 1.0, note="ยกเลิกลาและคืนวันลา"),
    leave(9, 2, 1.0, status="ไม่อนุมัติ"),
]


def training(number: int, who: int, **given: Any) -> dict[str, Any]:
    return {
        "train_id": number, "emp_code": f"{CODE + who}", "fullname": NAME, "div_name": WORKS, "course_name": "PDPA",
        "course_group": "ดิจิทัล", "end_date": "2026-10-20", "hours": "6", "result": "ผ่าน",
        "updated_at": "2026-10-21 09:00:00",
    } | given  # fmt: skip


TRAININGS = [training(1, 1), training(2, 1), training(3, 2, result="เข้าร่วม"), training(4, 3, end_date="2026-09-20")]


def load_people(home: Path) -> Settings:
    url = f"sqlite:///{home / 'people.db'}"
    source = database.open_database(url)
    schema.metadata.create_all(source)
    with source.begin() as connection:
        connection.execute(schema.person.insert(), PEOPLE)
        connection.execute(schema.post.insert(), POSTS)
        connection.execute(schema.order.insert(), [ORDER])
        connection.execute(schema.leave.insert(), LEAVES)
        connection.execute(schema.training.insert(), TRAININGS)
    source.dispose()
    settings = load_settings(
        {"MIS_HOME": str(home), "MIS_AS_OF": AT, "MIS_SOURCE_PERSONNEL_URL": url, "MIS_HASH_KEY": KEY}
    )
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    [report] = run_sources(settings, engine, ["personnel"])
    engine.dispose()
    assert report.is_ok, report
    return settings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    site = make_site(load_people(tmp_path_factory.mktemp("people")), modules=None, is_filled=False)
    yield site
    site.warehouse.dispose()


def value(page: Any, code: str) -> str:
    return words(find_all(tile(page, code), "tile__value"))


def cells(page: Any) -> dict[str, str]:
    """First cell of every row of the page's tables and bars -> the others."""
    found: dict[str, str] = {}

    def walk(component: Any) -> None:
        if isinstance(component, list):
            for one in component:
                walk(one)
        elif isinstance(component, dict):
            children = component.get("props", {}).get("children")
            if component.get("type") == "Tr" and isinstance(children, list):
                first, *rest = (words(cell) for cell in children)
                found[first] = f"{found.get(first, '')} | {' '.join(rest)}".lstrip(" |")
            walk(children)

    walk(page)
    return found


def test_the_tiles_say_what_stands_in_the_register(site: TestSite) -> None:
    page = body(site, PATH)
    assert "การบริหารจัดการข้อมูลบุคลากร" in words(page)
    shown = {code: value(page, code) for code in ("HR-01", "HR-02", "HR-03", "HR-07", "HR-06", "HR-08")}
    assert shown == {
        "HR-01": "8 คน",
        "HR-02": "20.0 %",  # two of ten posts
        "HR-03": "–",
        "HR-07": "2 คน",
        "HR-06": "12.5 %",  # one of eight passed a digital course this fiscal year
        "HR-08": "0.88 วันต่อคน",  # 7.5 days, of 9 at the start and 8 now
    }
    assert "กรอกเอง" in words(tile(page, "HR-03")) and "25.0" in words(tile(page, "HR-06"))
    assert "11.8" in words(tile(page, "HR-07"))  # one of 8.5 resigned


def test_the_outlook_names_years_departments_and_lines_of_work(site: TestSite) -> None:
    page, table = body(site, PATH), cells(body(site, PATH))
    assert "เกษียณรวม 3 คน (37.5% ของบุคลากรปัจจุบัน) · มากที่สุดปีงบประมาณ 2570 จำนวน 2 คน" in words(page)
    assert table[WORKS].startswith("1 1 0 0 0 2 28.6%") and table[CLERK].startswith("1 0 0 0 0 1 100.0%")
    assert "นายช่างโยธา 2 คน ปีนี้ 2 คน" in words(page) and "วิศวกรโยธา 1 คน" in words(page)


def test_a_move_counts_from_its_day(site: TestSite) -> None:
    before, now = body(site, PATH, "?period=M2026-10&org=SPL"), body(site, PATH, "?org=SPL")
    assert (value(before, "HR-01"), value(now, "HR-01")) == ("0 คน", "1 คน")
    assert value(body(site, PATH, "?period=M2026-10&org=SCH"), "HR-01") == "9 คน"


def test_vacant_posts_stand_there_the_longest_first(site: TestSite) -> None:
    page = body(site, PATH)
    assert "ตำแหน่งว่าง 2 อัตรา" in words(page)
    table = cells(page)
    assert table["05-010"].endswith("1 ต.ค. 61 2,973") and table["05-009"].endswith("10 พ.ย. 69 11")
    assert "05-001" not in table


def test_fewer_than_five_people_on_sick_leave_are_not_told(site: TestSite) -> None:
    """One in one department, five in the other: the total would give the one away, so neither is told."""
    table = cells(body(site, PATH))
    assert table[CLERK].endswith("– – –") and table[WORKS].endswith("– – –")
    assert table["เทศบาลนครขอนแก่น"].endswith("6 7.5 1.3")
    alone = body(site, PATH, "?org=SPL")
    assert value(alone, "HR-08") == "–" and cells(alone)[CLERK].endswith("– – –")
    text = site.browser("planner").get("/export/personnel-sick-leave.csv?lang=th").get_data(as_text=True)
    assert f"{CLERK},,," in text and f"{WORKS},,," in text


def test_nobody_stands_on_the_page_in_the_files_or_in_the_warehouse(site: TestSite) -> None:
    client = site.browser("planner")
    shown = [str(body(site, PATH)), str(body(site, PATH, "?org=SPL&lang=en"))]
    tables = ("retirements", "positions", "units", "months", "composition", "sick-leave", "vacant-posts")
    for name in tables:
        answer = client.get(f"/export/personnel-{name}.csv?lang=th")
        assert answer.status_code == 200, name
        shown.append(answer.get_data(as_text=True))
        assert client.get(f"/export/personnel-{name}.xlsx").status_code == 200
        assert site.browser("executive").get(f"/export/personnel-{name}.csv").status_code == 403
    assert "05-009" in shown[-1]
    files = [path.read_bytes() for path in site.settings.home.rglob("*") if path.is_file() and path.name != "people.db"]
    for one in (NAME, NAME.split()[1], PHONE, PHONE.replace("-", ""), CARD, BORN, f"{CODE + 8}"):
        assert not [text for text in shown if one in text], one
        assert not [content for content in files if one.encode() in content], one


def test_old_figures_say_so(site: TestSite) -> None:
    environ = {"MIS_HOME": str(site.settings.home), "MIS_AS_OF": "2026-11-24T10:30"}
    later = load_settings(environ | {"MIS_SOURCE_PERSONNEL_URL": "sqlite:///nowhere.db"})
    old = TestSite(create_app(later, people=site.people), later, site.people, site.clock, site.warehouse)
    page = body(old, PATH)
    assert "ข้อมูลไม่เป็นปัจจุบัน" in words(tile(page, "HR-01")) and "ระบบข้อมูลบุคลากร" in words(find_all(page, "banner"))


def test_not_connected_says_which_variable(tmp_path: Path) -> None:
    settings = load_settings({"MIS_HOME": str(tmp_path), "MIS_AS_OF": AT})
    prepare_warehouse(settings)
    page = body(make_site(settings, modules=None, is_filled=False), PATH)
    assert "ยังไม่เชื่อมต่อ" in words(page) and not find_all(page, "tile")
