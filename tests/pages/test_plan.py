"""`/plan` and the city's half of `/milestone8` over the IT projects' sample: trees, money, readiness, the next plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select

from dashboard.access.person import ROLES, STRATEGY
from dashboard.access.tables import app_audit
from dashboard.pages.plan_successor import FIELDS, read_nodes
from etl.errors import DefinitionError
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.it_projects.build import build_it_projects, build_plan_progress
from etl.settings import load_settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_request
from tests.pages.complaint_site import body, find_all, words
from tests.pages.site import TestSite, ask, make_site, slot

AS_OF = "2023-11-21T10:30"
NODES = "D1 | ยุทธศาสตร์ใหม่\nN2 | ยุทธศาสตร์สอง\nN2.1 | แผนงานใหม่"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    home = tmp_path_factory.mktemp("plan")
    settings = load_settings(
        {
            "MIS_HOME": str(home), "MIS_AS_OF": AS_OF, "MIS_SOURCE_IT_PROJECTS_URL": f"sqlite:///{home / 'own.db'}",
            "MIS_SOURCE_PLAN_PROGRESS_URL": (home / "drop").as_uri(),
        }
    )  # fmt: skip
    own = create_engine(f"sqlite:///{home / 'own.db'}")
    build_it_projects(own, local_seconds(settings.now()), lambda _: None)
    own.dispose()
    build_plan_progress(home / "drop", local_seconds(settings.now()), lambda _: None)
    prepare_warehouse(settings)
    made = make_site(settings, modules=None, is_filled=False)
    engine = make_engine(settings.warehouse_url)
    for source in ("it_projects", "plan_progress"):
        assert run_source(settings, engine, source).status == "done"
    engine.dispose()
    yield made
    made.warehouse.dispose()


def test_the_digital_plan_stands_with_indicators_money_and_contradictions(site: TestSite) -> None:
    page = body(site, "/plan")
    said = words(page)
    assert "แผนพัฒนาเทศบาลดิจิทัลของเทศบาลนครขอนแก่น พ.ศ. 2566-2570" in said and "ประกาศ 28 ก.ย. 66" in said
    nodes = {words(find_all(n, "plan-node__id")[0]): n for n in find_all(page, "plan-node")}
    assert {"D1", "D2", "D2.1", "D2.2", "D3", "D4", "D4.1", "D4.2", "D4.3", "U1", "U2"} == set(nodes)
    for node in ("D2.1", "D2.2"):  # one definition, two nodes
        assert words(nodes[node]).count("DP-2.1") == 1
    lines = find_all(nodes["D1"], "plan-line")
    assert any("DP-1.1" in words(line) and "ระบบ" in words(line) for line in lines)
    money = find_all(page, "plan-money")[0]
    rows = [words(row) for row in find_all(money, "plan-money__total")]
    assert "3,388,520 3,388,520 3,688,520 3,688,520 3,688,520 17,842,600" in rows[0]
    assert "แผนระบุวงเงินไว้ 4 จาก 17 โครงการ รวม 17,842,600 บาท" in said
    assert words(money).count("เว้นว่าง") == 12 * 5 + 2 and "อยู่ในรายชื่อ ไม่มีในตาราง" in words(money)
    assert "C-05" in said and "C-09" in said
    assert "ตามแผน (พ.ศ. 2566): มี 14 ข้อ บางส่วน 2 ข้อ ยังไม่มี 8 ข้อ" in said
    assert "ผลตลอดแผน พ.ศ. 2566-2570" in said


def test_every_tree_is_drawn_and_empty_nodes_say_so(site: TestSite) -> None:
    for plan, title, empties in (
        ("CITY", "การพัฒนาสังคมและคุณภาพชีวิต", 1), ("M8", "หมุดหมายที่ 8", 1), ("M13", "หมุดหมายที่ 13", 0),
        ("PROVINCE", "แผนพัฒนาจังหวัดขอนแก่น", 5), ("SMARTCITY", "Smart Mobility", 1), ("PROBLEMS", "การจราจร", 5),
        ("PROCESSES", "การพิสูจน์และยืนยันตัวตน", 6), ("SDG", "เมืองและชุมชนที่ยั่งยืน", 1),
    ):  # fmt: skip
        page = body(site, "/plan", f"?plan={plan}")
        assert title in words(page), plan
        assert len(find_all(page, "plan-node__empty")) >= empties, plan
    assert "แผนพัฒนาเทศบาลดิจิทัล" in words(body(site, "/plan", "?plan=%27;drop&edition=x"))


def test_milestone_8_says_what_the_city_does_for_each_of_its_14_sub_strategies(site: TestSite) -> None:
    page = body(site, "/milestone8")
    said = words(page)
    for strategy, subs in ((1, 4), (2, 4), (3, 3), (4, 3)):
        assert all(f"M8.{strategy}.{number}" in said for number in range(1, subs + 1))
    assert "โครงการ 3.5" in said and said.count("เทศบาลยังไม่มีตัวชี้วัดหรือโครงการที่เชื่อมโยงกับกลยุทธ์ย่อยนี้") == 3
    assert said.count("แผนดิจิทัลระบุว่าเชื่อมโยง") == 4


def test_projects_and_the_whole_plan_leave_as_files(site: TestSite) -> None:
    assert site.browser("executive").get("/export/plan-projects.csv").status_code == 403
    planner = site.browser("planner")
    money = planner.get("/export/plan-projects.csv").get_data(as_text=True)
    assert "3000000" in money and "15000000" in money and "2566: เว้นว่าง; 2567: เว้นว่าง" in money
    years = planner.get("/export/plan-years.csv?plan=M8").get_data(as_text=True)
    assert "M8-3.1" in years and "105" in years and "DP-2.1" not in years


def test_only_the_strategy_office_may_open_a_successor(site: TestSite) -> None:
    for role in ROLES:
        has_form = "เพิ่มแผนฉบับถัดไป" in words(body(site, "/plan", role=role))
        assert has_form == (role == STRATEGY)
        if role != STRATEGY:
            assert send(site.browser(role)).status_code == 403


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"edition": "2566-2570"}, "ชื่อฉบับ มีแผนฉบับชื่อนี้แล้ว"),
        ({"first": "2570"}, "ปีงบประมาณแรก ต้องเริ่มหลังวันสิ้นสุดของฉบับก่อน"),
        ({"last": "2570"}, "ปีงบประมาณสุดท้าย ปีสุดท้ายอยู่ก่อนปีแรก"),
        ({"first": "x"}, "ปีงบประมาณแรก โปรดเลือกปีงบประมาณ"),
        ({"nodes": "D1 | ก\nไม่มีรหัส"}, "หัวข้อของแผน บรรทัดที่ 2 ต้องเขียนเป็น"),
        ({"nodes": "D1 | ก\nD1 | ข"}, "หัวข้อของแผน มีรหัสหัวข้อซ้ำกัน"),
        ({"nodes": ""}, "หัวข้อของแผน ต้องมีอย่างน้อยหนึ่งหัวข้อ"),
        ({"title_th": None}, "ชื่อแผน ค่าที่กรอกไม่ถูกต้อง"),
    ],
)
def test_a_refusal_names_the_field(site: TestSite, given: dict[str, Any], said: str) -> None:
    answer = send(site.browser(STRATEGY), **given).get_json()["response"]["edition-said"]["children"]
    assert said in words(answer)


def test_the_next_plan_is_opened_and_indicators_follow(site: TestSite) -> None:
    """The last test: it changes the site's plans."""
    browser = site.browser(STRATEGY)
    answer = send(browser).get_json()["response"]["edition-said"]["children"]
    assert "บันทึกแผนฉบับ 2571-2575 แล้ว" in words(answer)
    page = body(site, "/plan", role=STRATEGY)
    assert find_all(page, "plan-relink") and "หัวข้อในฉบับ 2571-2575" in words(page)
    answer = follow(browser, {"DP-1.1|D1": "D1", "DP-2.1|D2.1": "N2.1", "DP-3.1|D3": "-"})
    assert "เชื่อมโยงแล้ว 2 ตัวชี้วัด" in words(answer.get_json()["response"]["relink-said"]["children"])
    new = body(site, "/plan", "?plan=DIGITAL&edition=2571-2575")
    nodes = {words(find_all(n, "plan-node__id")[0]): words(n) for n in find_all(new, "plan-node")}
    assert "DP-1.1" in nodes["D1"] and "DP-2.1" in nodes["N2.1"]
    assert "DP-2.1" in words(body(site, "/plan", "?edition=2566-2570"))  # the old tree keeps its own
    with site.warehouse.connect() as connection:
        assert connection.execute(select(etl_request.c.kind)).scalars().all().count("rescore") == 1
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit.c.action)).scalars().all()
    assert lines.count("open_plan_edition") == 1 and lines.count("relink_plan") == 1


GIVEN: dict[str, Any] = {
    "edition": "2571-2575", "title_th": "แผนใหม่", "title_en": "Next plan", "first": "2571", "last": "2575",
    "nodes": NODES,
}  # fmt: skip


def send(browser: FlaskClient, **given: Any) -> Any:
    values = GIVEN | given
    output = {"id": "edition-said", "property": "children"}
    return ask(
        browser,
        {
            "output": "edition-said.children", "outputs": output,
            "inputs": [slot("edition-save", "n_clicks", 1)], "changedPropIds": ["edition-save.n_clicks"],
            "state": [*(slot(f"edition-{name}", "value", values[name]) for name in FIELDS),
                      slot("edition-plan", "data", "DIGITAL"), slot("url", "pathname", "/plan"),
                      slot("url", "search", "")],
        },
    )  # fmt: skip


def follow(browser: FlaskClient, chosen: dict[str, str]) -> Any:
    ids = [{"part": "relink", "index": index} for index in chosen]
    what = {"plan": "DIGITAL", "old": "2566-2570", "new": "2571-2575"}
    return ask(
        browser,
        {
            "output": "relink-said.children", "outputs": {"id": "relink-said", "property": "children"},
            "inputs": [slot("relink-save", "n_clicks", 1)], "changedPropIds": ["relink-save.n_clicks"],
            "state": [
                [slot(i, "value", value) for i, value in zip(ids, chosen.values(), strict=True)],
                [slot(i, "id", i) for i in ids],
                slot("relink-reason", "value", "แผนฉบับใหม่เริ่มใช้"), slot("relink-what", "data", what),
                slot("url", "pathname", "/plan"), slot("url", "search", ""),
            ],
        },
    )  # fmt: skip


def test_lines_become_a_tree() -> None:
    [first, second] = read_nodes(NODES)
    assert (first["id"], first["children"], second["children"][0]["id"]) == ("D1", [], "N2.1")
    assert second["children"][0]["kind"] == "work_plan"
    with pytest.raises(DefinitionError):
        read_nodes("D1 ไม่มีขีด")
