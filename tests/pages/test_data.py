"""/data: every source's state and what is wrong with it, who may ask for what, runs, rejects, the catalogue."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.access.person import ADMIN, EVERYONE, OPERATOR
from dashboard.access.tables import app_audit
from etl import requests
from etl.warehouse.tables import dim_source, etl_request
from tests.pages.books import NOW, Books
from tests.pages.complaint_site import Place, body, fill_city, find_all, words
from tests.pages.site import TestSite, ask, slot
from tests.pipeline.city import City

ASK = "..data-said.children...data-version.data.."


def fill(city: City) -> None:
    fill_city(city)
    city.complaint(20, "2026-11-20 10:00:00", status_code="99")
    city.complaint(21, "2026-11-20 10:00:00", status_code="99")
    city.complaint(22, "2026-11-20 10:00:00", star=9, dept_name="กองที่ไม่มี")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A complaint system loaded once; the queries themselves are tried on both engines in tests/sql."""
    home = tmp_path_factory.mktemp("data")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load(fill)
    return place


@pytest.fixture
def site(house: Place) -> TestSite:
    Books(house.site().warehouse).forget()
    return house.site()


@pytest.fixture
def books(site: TestSite) -> Books:
    return Books(site.warehouse)


def card(page: Any, source: str = "complaints") -> Any:
    return next(c for c in find_all(page, "source") if c["props"].get("data-source") == source)


def state(page: Any, source: str = "complaints") -> str:
    return next(c for c in card(page, source)["props"]["className"].split() if c.startswith("source--"))[8:]


def wish(site: TestSite, role: str, **data: Any) -> Any:
    """Press a button of the page: what its JavaScript hands to the server."""
    question = {
        "output": ASK,
        "outputs": [{"id": "data-said", "property": "children"}, {"id": "data-version", "property": "data"}],
        "inputs": [slot("data-ask", "data", data)],
        "state": [slot("url", "pathname", "/data"), slot("url", "search", "")],
        "changedPropIds": ["data-ask.data"],
    }
    return ask(site.browser(role), question)


def said(answer: Any) -> str:
    return words(answer.get_json()["response"]["data-said"]["children"])


# --- states -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYONE)
def test_everybody_sees_it_and_only_the_it_centre_may_act(site: TestSite, role: str) -> None:
    page = body(site, "/data", role=role)
    assert state(page) == "fresh" and "ระบบคำร้องของเทศบาล" in words(card(page))
    buttons = [b for b in find_all(page, "btn") if "data-ask" in b["props"]]
    assert bool(buttons) == (role in (OPERATOR, ADMIN))
    answer = wish(site, role, action="changes", source="complaints")
    assert answer.status_code == (200 if role in (OPERATOR, ADMIN) else 403)


def test_the_last_run_in_words_with_its_conservation(site: TestSite, books: Books) -> None:
    run = books.run("done")
    books.batch(run, read=100, inserted=20, updated=3, unchanged=70, duplicate=5, rejected=2, deleted=4)
    shown = words(card(body(site, "/data")))
    assert "ครบทุกแถว: อ่าน 100 = เพิ่มใหม่ 20 + แก้ไข 3 + ไม่เปลี่ยน 70 + ซ้ำ 5 + ไม่รับ 2" in shown
    assert "23 เพิ่มและแก้ไข" in shown or "เพิ่มและแก้ไข 23" in shown
    assert "ลบ 4" in shown and "ข้อมูลเก่า 0 นาที จากที่กำหนดไม่เกิน 26 ชั่วโมง" in shown
    broken = books.run("done")
    books.batch(broken, read=100, inserted=20, is_conserved=False)
    page = body(site, "/data")
    assert find_all(page, "conservation--broken") and "จำนวนแถวไม่ครบ: อ่าน 100" in words(card(page))


@pytest.mark.parametrize(
    ("code", "step", "what", "remedy"),
    [
        ("source_unavailable", "extract complaint", "ระบบต้นทางไม่ตอบ", "ระบบจะลองใหม่เอง"),
        ("source_refused", "check schema", "ระบบต้นทางไม่ให้เข้าใช้", "ตรวจชื่อผู้ใช้"),
        ("schema_changed", "check schema", "ขาดคอลัมน์", "แก้ select หรือ mapping"),
        ("warehouse_unavailable", "load complaint", "คลังข้อมูลไม่รับข้อมูล", "พื้นที่ดิสก์"),
        ("never heard of", "settle", "โปรแกรมทำงานผิดพลาด", "แจ้งผู้พัฒนาระบบ"),
    ],
)
def test_a_failure_names_step_fault_and_remedy(
    site: TestSite, books: Books, code: str, step: str, what: str, remedy: str
) -> None:
    books.run("failed", step=step, error_code=code, error="boom in English", remedy="do this", attempts=6)
    page = body(site, "/data")
    shown = words(card(page))
    assert state(page) == "failed"
    for part in (what, remedy, "ครั้งที่ 6", "boom in English do this", "ตัวเลขบนหน้าจอยังเป็นของ 21 พ.ย. 2569 09:15 น."):
        assert part in shown, part
    named = {"extract complaint": "อ่านคำร้อง", "load complaint": "นำคำร้องเข้าคลังข้อมูล", "settle": "คำนวณตัวเลข"}
    assert f"ขั้นตอน {named.get(step, 'ตรวจโครงสร้างของต้นทาง')}" in shown


def test_late_is_amber_once_and_red_twice_over(site: TestSite, house: Place) -> None:
    """The promise is 26 hours; the clock is moved."""
    for at, expected in (
        ("2026-11-22T11:14", "fresh"),
        ("2026-11-22T11:16", "late1"),
        ("2026-11-23T13:14", "late1"),
        ("2026-11-23T13:16", "late2"),
    ):
        page = body(house.site(at), "/data")
        assert state(page) == expected, at
        assert ("ข้อมูลไม่เป็นปัจจุบัน" in words(card(page))) == (expected != "fresh")
    assert find_all(page, "chip--source-late2") and find_all(page, "meter--2")


def test_cut_off_runs_and_sources_never_read(site: TestSite, books: Books) -> None:
    books.run("abandoned", step="load complaint")
    page = body(site, "/data")
    assert state(page) == "interrupted" and "ไม่มีข้อมูลสูญหาย" in words(card(page))
    books.run("running", step="extract complaint")
    assert state(body(site, "/data")) == "interrupted", "nobody holds the lease: it is not running"
    books.lease(minutes=-1)
    assert state(body(site, "/data")) == "interrupted"
    books.lease()
    assert state(body(site, "/data")) == "running"
    books.connect("traffy", read_at=None)
    page = body(site, "/data")
    assert state(page, "traffy") == "never_loaded" and "ยังไม่เคยนำเข้า" in words(card(page, "traffy"))


def test_not_connected_is_no_error(site: TestSite, books: Books) -> None:
    shown = words(body(site, "/data"))
    assert "ยังไม่เชื่อมต่อ" in shown and "MIS_SOURCE_TRAFFY_URL" in shown
    answer = wish(site, "operator", action="changes", source="traffy")
    assert "ยังไม่เชื่อมต่อ" in said(answer) and books.requests() == []


def test_before_the_first_load_the_page_stands(place: Place) -> None:
    assert place.city
    fill(place.city)
    from etl.prepare import prepare_warehouse

    prepare_warehouse(place.settings())
    page = body(place.site(), "/data")
    assert state(page) == "never_loaded" and "ยังไม่เคยนำเข้า" in words(page)


def test_the_one_to_look_at_stands_first(site: TestSite, books: Books) -> None:
    books.connect("traffy", read_at=NOW - timedelta(days=30))
    cards = [c["props"]["data-source"] for c in find_all(body(site, "/data"), "source")]
    assert cards == ["traffy", "complaints"]
    books.run("failed", error_code="source_refused", step="check schema")
    cards = [c["props"]["data-source"] for c in find_all(body(site, "/data"), "source")]
    assert cards == ["complaints", "traffy"]


def test_columns_that_came_and_checks_that_fail_are_told(site: TestSite, books: Books) -> None:
    books.notice("column_added", "citizen_email")
    books.notice("column_ignored", "remark")
    books.check("received_totals_agree", stops=True)
    books.check("statuses_have_complaints", stops=False, examples='["(1, 2)"]')
    page = body(site, "/data")
    shown = words(page)
    assert "คอลัมน์ใหม่ citizen_email" in shown and "คอลัมน์ที่ไม่ได้อ่าน 1 คอลัมน์" in shown
    assert "การตรวจข้อมูลไม่ผ่าน 2 ข้อ" in shown and "พบ 3 แถว" in shown and "date: 2026-10-01" in shown
    assert len(find_all(page, "chip--check_stops")) == len(find_all(page, "chip--check_warns")) == 1
    assert "ทุกแหล่งที่เชื่อมต่อเป็นปัจจุบัน" not in shown


# --- asking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["changes", "full", "sweep"])
def test_a_run_is_asked_for_once_and_audited(site: TestSite, books: Books, mode: str) -> None:
    for _ in range(2):
        answer = wish(site, "operator", action=mode, source="complaints")
        assert answer.status_code == 200 and not said(answer)
        assert str(answer.get_json()["response"]["data-version"]["data"]).startswith("asked")
    (asked,) = books.requests()
    assert (asked.kind, asked.source_name, asked.asked_by) == ("run", "complaints", "operator")
    assert json.loads(asked.details) == {"mode": mode}
    with site.people.engine.connect() as connection:
        line = connection.execute(
            select(app_audit.c.person, app_audit.c.detail)
            .where(app_audit.c.action == "ask_run")
            .order_by(app_audit.c.audit_key.desc())
        ).first()
    assert line and line.person == "operator" and json.loads(line.detail)["mode"] == mode


def test_the_whole_way_of_a_wish_survives_a_reload(site: TestSite, books: Books) -> None:
    """Asked, claimed, running, ended: at each moment page and watch say the same, whoever opens it."""
    browser = site.browser("operator")
    idle = browser.get("/api/runs").get_json()
    assert idle == {"mark": idle["mark"], "busy": False, "parts": {}}
    wish(site, "operator", action="changes", source="complaints")
    told = browser.get("/api/runs").get_json()
    assert (
        told["mark"] != idle["mark"]
        and told["busy"]
        and "รอตัวจัดตารางงาน" in words(told["parts"])[:0] + words(told["parts"]["live-complaints"])
    )
    page = body(site, "/data", role="operator")
    assert "operator ขอนำเข้าข้อมูลทันที" in words(card(page))
    assert all(b["props"]["disabled"] for b in find_all(card(page), "btn") if "data-ask" in b["props"])
    with site.warehouse.begin() as connection:
        claimed = requests.claim_next(connection, NOW)
    assert claimed and "กำลังเริ่มตามคำขอของ operator" in words(card(body(site, "/data", role="operator")))
    books.lease()
    run = books.run("running", step="extract complaint", progress_entity="complaint", progress_rows=30_000,
                    progress_expected=120_000)  # fmt: skip
    for role in ("operator", "executive"):
        shown = card(body(site, "/data", role=role))
        assert "อ่านคำร้อง · 30,000 จากประมาณ 120,000 แถว" in words(shown)
        assert find_all(shown, "progress-line__fill")[0]["props"]["style"] == {"width": "25%"}
    assert "30,000 จากประมาณ" in words(browser.get("/api/runs").get_json()["parts"]["live-complaints"])
    with site.warehouse.begin() as connection:
        requests.finish(connection, claimed.request_key, at=NOW, run_key=run)
    books.change(etl_request.metadata.tables["etl_run"], status="done")
    told = browser.get("/api/runs").get_json()
    assert not told["busy"] and told["parts"] == {}
    assert not find_all(body(site, "/data", role="operator"), "strip")


def test_a_request_nobody_takes_is_told(site: TestSite, house: Place) -> None:
    wish(site, "operator", action="changes", source="complaints")
    shown = words(card(body(house.site("2026-11-21T09:17"), "/data", role="operator")))
    assert "คำขอรอนานกว่าปกติ" in shown and "mis schedule" in shown


def test_a_request_that_came_to_nothing_is_told(site: TestSite, books: Books) -> None:
    wish(site, "operator", action="changes", source="complaints")
    with site.warehouse.begin() as connection:
        claimed = requests.claim_next(connection, NOW)
        assert claimed
        requests.finish(connection, claimed.request_key, at=NOW, error="complaints is not connected.")
    shown = words(card(body(site, "/data")))
    assert "คำขอของ operator" in shown and "complaints is not connected." in shown
    run = books.run("held", error_code="batch_held")
    books.change(etl_request, run_key=run)
    assert "คำขอของ operator" not in words(card(body(site, "/data"))), "its run tells why"


def test_counts_are_of_the_last_run_that_came_through(site: TestSite, books: Books) -> None:
    """A held run may have merged one entity: its rows are no figures of the source."""
    came = books.run("done")
    books.batch(came, read=7, inserted=7)
    held = books.run("held", error_code="batch_held")
    books.batch(held, read=4123, rejected=3994)
    assert "อ่าน 7 = เพิ่มใหม่ 7" in words(card(body(site, "/data")))


def test_the_next_entity_is_read_while_one_is_loaded(site: TestSite, books: Books) -> None:
    books.lease()
    books.run("running", step="load complaint_status", progress_entity="complaint", progress_rows=500)
    shown = card(body(site, "/data"))
    assert "นำประวัติสถานะคำร้องเข้าคลังข้อมูล · อ่านคำร้อง · 500 แถว" in words(shown)
    assert not find_all(shown, "progress-line__fill"), "how much there is was never told: no share is made up"


@pytest.mark.parametrize(
    "given",
    [
        {}, {"action": "drop"}, {"action": "changes"}, {"action": "changes", "source": "nobody"},
        {"action": "changes", "source": ["complaints"]}, {"action": ["full"], "source": "complaints"},
        {"action": "approve"}, {"action": "approve", "hold": "1", "reason": "x"},
        {"action": "decline", "hold": 99, "reason": "x"}, {"action": {"a": 1}},
    ],
)  # fmt: skip
def test_a_wish_is_not_trusted(site: TestSite, books: Books, given: dict[str, Any]) -> None:
    answer = wish(site, "operator", **given)
    assert answer.status_code == 200 and said(answer) and books.requests() == []


# --- held batches -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "found", "usual", "text"),
    [
        ("rejects", 0.0734, 0.05, "ระบบไม่รับ 7.3% ของแถวที่อ่าน เกินเกณฑ์ 5%"),
        ("volume", 12, 61_500.0, "อ่านได้ 12 แถว ขณะที่ปกติประมาณ 61,500 แถว"),
        ("deletes", 900, 600.4, "900 แถวหายไปจากต้นทาง เกินเกณฑ์ 600 แถว"),
        ("schema", 2, 0, "2 คอลัมน์ที่เคยมีค่ากลับว่างทุกแถว"),
    ],
)
def test_a_held_batch_waits_for_a_decision(
    site: TestSite, books: Books, kind: str, found: float, usual: float, text: str
) -> None:
    hold = books.hold(books.run("held", step="load complaint", error_code="batch_held"), kind, found, usual)
    page = body(site, "/data", role="operator")
    assert state(page) == "held" and text in words(card(page))
    assert [b["props"]["data-ask"] for b in find_all(page, "btn") if b["props"].get("data-hold")] == [
        "approve", "decline",
    ]  # fmt: skip
    assert not find_all(body(site, "/data", role="strategy"), "decision")
    assert "โปรดระบุเหตุผล" in said(wish(site, "operator", action="approve", hold=hold, reason="  "))
    assert not said(wish(site, "admin", action="approve", hold=hold, reason="ตรวจกับ  เจ้าของระบบแล้ว"))
    (asked,) = books.requests()
    assert (asked.kind, asked.source_name, asked.asked_by) == ("decision", "complaints", "admin")
    assert json.loads(asked.details) == {"hold_key": hold, "decision": "approve", "reason": "ตรวจกับ เจ้าของระบบแล้ว"}
    page = body(site, "/data", role="operator")
    assert not find_all(page, "decision") and "ส่งผลการตรวจสอบแล้ว" in words(card(page))
    assert "มีผู้ตัดสินแล้ว" in said(wish(site, "operator", action="decline", hold=hold, reason="no"))
    with site.people.engine.connect() as connection:
        line = connection.execute(
            select(app_audit.c.person, app_audit.c.detail)
            .where(app_audit.c.action == "decide_hold")
            .order_by(app_audit.c.audit_key.desc())
        ).first()
    assert line and line.person == "admin" and json.loads(line.detail)["reason"] == "ตรวจกับ เจ้าของระบบแล้ว"


@pytest.mark.parametrize(("kind", "found"), [("conservation", None), ("schema", None)])
def test_what_no_approval_mends_offers_none(site: TestSite, books: Books, kind: str, found: float | None) -> None:
    hold = books.hold(books.run("failed", error_code="schema_changed"), kind, found, None)
    page = body(site, "/data", role="operator")
    assert not find_all(page, "decision") and "วิธีแก้" in words(card(page))
    assert "มีผู้ตัดสินแล้ว" in said(wish(site, "operator", action="approve", hold=hold, reason="yes"))
    assert books.requests() == []


def test_a_decision_stays_in_view_until_a_run_comes_through(site: TestSite, books: Books) -> None:
    run = books.run("held", error_code="batch_held")
    decided = {"decided_by": "somchai", "decided_at": NOW, "decision_reason": "ปิดระบบเก่า"}
    books.hold(run, "deletes", 9, 1, status="approved", **decided)
    books.hold(run, "volume", 9, 100, status="declined", **decided)
    books.hold(run, "rejects", 0.5, 0.1, status="superseded", merged_run_key=run)
    shown = words(card(body(site, "/data", role="operator")))
    assert "อนุมัติโดย somchai" in shown and "ไม่อนุมัติโดย somchai" in shown and "เหตุผล: ปิดระบบเก่า" in shown
    assert "50.0%" not in shown


# --- runs -------------------------------------------------------------------------------------------------------


def test_runs_are_paged_and_filtered(site: TestSite, books: Books) -> None:
    for number in range(30):
        books.run("failed" if number == 3 else "done", ago=timedelta(hours=number), error_code="source_refused")
    books.run("done", source="traffy")
    first = body(site, "/data", "?view=runs")
    assert len(find_all(first, "run-table")[0]["props"]["children"][1]["props"]["children"]) == 25
    assert "หน้า 1" in words(first)
    assert "หน้า 2" in words(body(site, "/data", "?view=runs&page=2"))
    failed = body(site, "/data", "?view=runs&result=failed")
    assert len(find_all(failed, "run-table")[0]["props"]["children"][1]["props"]["children"]) == 1
    assert "ระบบต้นทางไม่ให้เข้าใช้" in words(failed)
    other = words(find_all(body(site, "/data", "?view=runs&source=traffy"), "run-table")[0])
    assert "Traffy" in other and "ระบบคำร้อง" not in other
    for odd in (
        "?view=runs&result=xx&source=nobody&page=-1",
        "?view=runs&page=99999",
        "?view=runs&page=๑",
        "?view=zzz",
    ):
        assert "แหล่งข้อมูลและการนำเข้า" in words(body(site, "/data", odd)), odd
    assert "ไม่มีรอบที่ตรงกับตัวกรอง" in words(body(site, "/data", "?view=runs&result=held"))


# --- rejects ----------------------------------------------------------------------------------------------------


def test_rejects_go_to_the_department_that_can_mend_them(site: TestSite) -> None:
    page = body(site, "/data", "?view=rejects", role="operator")
    works, unknown = find_all(page, "department")
    assert works["props"]["data-unit"] == "SCH" and unknown["props"]["data-unit"] == ""
    shown = words(works)
    assert "สำนักช่าง 2 รายการ" in shown and "ช่อง สถานะ มีคำที่ระบบไม่รู้จัก" in shown and "99" in shown
    letter = words(find_all(works, "letter")[0])
    assert letter.startswith("เรียน สำนักช่าง") and "จำนวน 2 รายการ" in letter and "ตัวอย่างรหัส: 21, 20" in letter
    assert "ไม่ทราบหน่วยงาน" in words(unknown) and "ช่อง คะแนนความพึงพอใจ อยู่นอกช่วงที่กำหนด" in words(unknown)
    links = [a for a in find_all(page, "file-link") if "unit=SCH" in a["props"]["href"]]
    assert {link["props"]["href"].partition("?")[0] for link in links} == {"/data/rejects.xlsx", "/data/rejects.csv"}
    assert not find_all(body(site, "/data", "?view=rejects", role="executive"), "file-link")


def test_the_list_as_a_file(site: TestSite) -> None:
    browser = site.browser("operator")
    text = browser.get("/data/rejects.csv?unit=SCH").get_data(as_text=True)
    lines = [line for line in text.splitlines() if line.startswith("ระบบคำร้องของเทศบาล,")]
    assert len(lines) == 2 and all(",สำนักช่าง,คำร้อง," in line and ",99," in line for line in lines)
    assert len(browser.get("/data/rejects.csv").get_data(as_text=True).splitlines()) == len(text.splitlines()) + 1
    none = browser.get("/data/rejects.csv?unit=none&source=complaints").get_data(as_text=True)
    assert "กองที่ไม่มี" in none and "สำนักช่าง,คำร้อง" not in none
    assert browser.get("/data/rejects.xlsx").get_data()[:2] == b"PK"
    assert browser.get("/data/rejects.exe").status_code == 404
    assert site.browser("executive").get("/data/rejects.csv").status_code == 403
    with site.people.engine.connect() as connection:
        exports = connection.scalars(select(app_audit.c.detail).where(app_audit.c.action == "export")).all()
    assert len(exports) == 4 and json.loads(exports[0])["rows"] == 2


def test_replay_is_asked_for_where_there_is_something_to_replay(site: TestSite, books: Books) -> None:
    page = body(site, "/data", "?view=rejects", role="operator")
    assert [b["props"]["data-source"] for b in find_all(page, "btn") if b["props"].get("data-ask") == "replay"] == [
        "complaints"
    ]
    assert not find_all(body(site, "/data", "?view=rejects", role="planner"), "replays")
    assert not said(wish(site, "operator", action="replay", source="complaints"))
    assert books.requests()[0].kind == "replay"
    assert "ขอนำเข้าใหม่เฉพาะรายการที่ระบบไม่รับ" in words(body(site, "/data", "?view=rejects", role="operator"))


def test_no_rejects(site: TestSite) -> None:
    assert "ไม่มีรายการที่ระบบไม่รับ" in words(body(site, "/data", "?view=rejects&source=traffy"))


# --- what the overview tells of it ------------------------------------------------------------------------------


def test_the_overview_marks_a_held_source_and_leads_to_its_rejects(site: TestSite, books: Books) -> None:
    books.run("held", error_code="batch_held")
    page = body(site, "/", role="planner")
    leads = [link["props"]["href"] for link in find_links(page) if link["props"]["href"].startswith("/data")]
    assert any("view=rejects" in href and "source=complaints" in href for href in leads) and len(leads) >= 3
    assert "พักไว้รอตรวจสอบ" in words(page) and not find_all(page, "tile--stale")


def find_links(component: Any) -> list[Any]:
    if isinstance(component, list):
        return [link for one in component for link in find_links(one)]
    if not isinstance(component, dict):
        return []
    own = [component] if component.get("type") == "Link" else []
    return own + find_links(component.get("props", {}).get("children"))


# --- catalogue, language, trouble -------------------------------------------------------------------------------


def test_the_catalogue_tells_every_field(site: TestSite) -> None:
    from etl.contracts.complaints import COMPLAINTS

    page = body(site, "/data", "?view=catalogue")
    shown = words(page)
    for entity in COMPLAINTS.entities:
        for field in entity.fields:
            assert field.th in shown and field.purpose and field.purpose.th in shown, field.name
    assert len(find_all(page, "chip--personal")) >= 2 and "ระบบคำร้องของเทศบาล" in shown


@pytest.mark.parametrize("view", ["sources", "runs", "rejects", "catalogue"])
def test_in_english_nothing_is_left_in_thai_but_names(site: TestSite, books: Books, view: str) -> None:
    books.run("failed", error_code="source_refused", step="check schema")
    page = body(site, "/data", f"?view={view}&lang=en", role="operator")
    shown = words(page).replace("สำนักช่าง", "").replace("กองที่ไม่มี", "").replace("นายช่างโยธา", "")
    assert not [word for word in shown.split() if any("\u0e00" <= letter <= "\u0e7f" for letter in word)]


def test_a_body_is_drawn_anew_each_time(site: TestSite, books: Books) -> None:
    """The frame keeps other pages for ten seconds: a reload right after a click must show the click."""
    assert "ขอนำเข้า" not in words(body(site, "/data", role="operator"))
    wish(site, "operator", action="changes", source="complaints")
    assert "ขอนำเข้า" in words(body(site, "/data", role="operator"))


def test_the_watch_keeps_no_session_alive_and_needs_one(site: TestSite) -> None:
    from dashboard.access.gate import PASSIVE_ENDPOINTS

    assert "api_runs" in PASSIVE_ENDPOINTS
    assert site.stranger().get("/api/runs").status_code == 401


def test_a_source_gone_from_the_config_is_left_out(site: TestSite, books: Books) -> None:
    books.write(dim_source, source_key=99, name="gone", contract="complaints", title_th="ระบบที่เลิกใช้", title_en="Old",
                is_sample=False, is_connected=True, fresh_within_seconds=60, sort_order=9)  # fmt: skip
    assert "ระบบที่เลิกใช้" not in words(body(site, "/data"))
