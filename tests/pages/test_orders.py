"""`/orders` over a loaded warehouse: from the tile to the next value beside the answer, by every role, two at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.pages.order_marks import ANSWERERS, GIVERS
from etl.pipeline import run_source
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import ind_value
from etl.warehouse.tables.indicators import ind_order, ind_order_event
from tests.pages.calls import answered, call
from tests.pages.complaint_site import LOADED_AT, Place, body, find_all, words
from tests.pages.site import TestSite
from tests.pages.test_explain import open_drawer
from tests.pipeline.city import City

PAGE = "/orders"
FIGURE = "?period=YTD2026-11&org=KKM"
NEW = {
    "order-code.value": "CMP-03", "order-owner.value": "SCH", "order-owner_person.value": "ผอ.สำนักช่าง",
    "order-title.value": "เร่งรัดคำร้องที่เกินกำหนด", "order-asked.value": "ให้ชี้แจงสาเหตุ\nและวันแล้วเสร็จ",
    "order-due-day.value": "30", "order-due-month.value": "11", "order-due-year.value": "2026",
    "order-about.data": {"kind": "order", "period": "YTD2026-11", "org": "KKM", "of_order": None},
    "order-give.n_clicks": 1, "url.pathname": PAGE, "url.search": FIGURE,
}  # fmt: skip


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home: Path = tmp_path_factory.mktemp("orders")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    yield place
    place.site().warehouse.dispose()


def give_with(site: TestSite, role: str, given: dict[str, Any]) -> Any:
    return call(site, site.browser(role), "order-new-said", NEW | given, changed="order-give.n_clicks")


def step(site: TestSite, role: str, key: int, what: str, **given: Any) -> Any:
    with site.warehouse.connect() as connection:
        version = connection.execute(select(ind_order.c.version).where(ind_order.c.order_key == key)).scalar_one()
    fields = {
        "order-step.n_clicks": {what: 1}, "order-what.data": {"order": key, "version": given.get("version", version)},
        "order-text.value": given.get("text", "แก้ไขแล้ว"), "order-link.value": given.get("link", ""),
        "order-new-day.value": "5", "order-new-month.value": "12", "order-new-year.value": "2026",
        "url.pathname": PAGE, "url.search": f"?order={key}",
    }  # fmt: skip
    changed = json.dumps({"order-step": what}, separators=(",", ":")) + ".n_clicks"
    return call(site, site.browser(role), "order-said", fields, changed=changed)


def last_order(site: TestSite) -> Any:
    with site.warehouse.connect() as connection:
        return connection.execute(select(ind_order).order_by(ind_order.c.order_key.desc())).first()


def test_from_the_tile_to_the_value_after_the_answer(hall: Place) -> None:
    site = hall.site()
    drawer = open_drawer(site.browser("executive"), "CMP-03").get_json()["response"]["explain-drawer"]["children"]
    assert "/orders?" in json.dumps(drawer) and "new=order&code=CMP-03" in json.dumps(drawer)
    form = body(site, PAGE, f"{FIGURE}&new=order&code=CMP-03")
    assert "33.3%" in words(form) and "สะสม" in words(form)
    where = answered(give_with(site, "executive", {}), "url", "search")
    order = last_order(site)
    assert f"order={order.order_key}" in where and (order.state, order.from_org_unit_key) == ("open", 1)
    assert round(order.value, 1) == 33.3 and order.given_by == "ผู้ทดสอบ executive (executive)"
    one = words(body(site, PAGE, f"?order={order.order_key}"))
    assert "ให้ชี้แจงสาเหตุ" in one and "ครบกำหนด 30 พ.ย. 69 (อีก 9 วัน)" in one and "ยังไม่ถึงงวดถัดไป" in one
    overview = body(site, "/")
    assert "รอคำตอบ 1" in words(find_all(overview, "order-strip"))
    assert "มีข้อสั่งการ 1 เรื่อง" in words(
        next(t for t in find_all(overview, "tile") if t["props"]["data-code"] == "CMP-03")
    )
    assert "บันทึกแล้ว" in words(
        answered(step(site, "planner", order.order_key, "answered", link="https://kkmuni.go.th/1"), "order-said")
    )
    city = hall.city
    assert city is not None
    city.finish(9, "2026-11-25 10:00:00")
    for number in (20, 21):
        city.complaint(number, "2026-11-22 09:00:00")
        city.finish(number, "2026-11-24 10:00:00")
    settings = hall.settings("2026-12-25T09:15")
    engine = make_engine(settings.warehouse_url)
    assert run_source(settings, engine, "complaints").is_ok
    engine.dispose()
    later = hall.site("2026-12-25T09:15")
    shown = find_all(body(later, PAGE, f"?order={order.order_key}"), "order__figures")
    said = words(shown)
    assert "ค่าเมื่อสั่งการ 33.3%" in said and "ค่างวดถัดมาหลังคำตอบ" in said and "ธ.ค." in said
    with later.warehouse.connect() as connection:
        of_it = (ind_value.c.code == "CMP-03", ind_value.c.period_id == "YTD2026-12", ind_value.c.org_unit_key == 1)
        value = connection.execute(select(ind_value.c.value).where(*of_it)).scalar_one()
    assert f"{value:.1f}%" in said and ("ดีขึ้น" in said or "แย่ลง" in said or "เท่าเดิม" in said)


def test_an_overdue_order_stands_first_and_says_so(hall: Place) -> None:
    site = hall.site()
    give_with(site, "executive", {"order-title.value": "ครบกำหนดก่อน", "order-due-day.value": "22"})
    late = hall.site("2026-12-25T09:15")
    page = body(late, PAGE)
    first = find_all(page, "order")[0]
    assert "ครบกำหนดก่อน" in words(first) and "เกินกำหนด 22 พ.ย. 69 มาแล้ว 33 วัน" in words(first)
    assert "เกินกำหนด 1" in words(find_all(body(late, "/"), "order-strip"))
    assert "ครบกำหนดก่อน" not in words(body(late, PAGE, "?state=answered"))
    assert "ครบกำหนดก่อน" not in words(body(late, PAGE, "?owner=SKL"))
    assert "ครบกำหนดก่อน" in words(body(late, PAGE, "?state=%27or&owner=x&page=99"))
    assert "ไม่มีข้อสั่งการนี้" in words(body(late, PAGE, "?order=99999")) == words(body(late, PAGE, "?order=99999"))


@pytest.mark.parametrize("role", ROLES)
def test_who_may_give_and_see_the_form(hall: Place, role: str) -> None:
    site = hall.site()
    for kind, roles in GIVERS.items():
        has_form = bool(find_all(body(site, PAGE, f"?new={kind}", role=role), "progress-form"))
        assert has_form == (role in roles)
        before = last_order(site)
        parts = {
            f"order-{part}.value": "รายละเอียด" for part in ("strategy", "steps", "time", "resources", "evaluation")
        }
        answer = give_with(site, role, parts | {"order-about.data": {"kind": kind, "period": "L30", "org": "KKM"}})
        is_given = last_order(site) != before
        assert is_given == (role in roles)
        assert answer.status_code == (200 if role in ANSWERERS else 403)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"order-title.value": ""}, "เรื่อง: ยังไม่ได้กรอก"),
        ({"order-asked.value": None}, "ข้อสั่งการ: ยังไม่ได้กรอก"),
        ({"order-owner.value": "XXX"}, "หน่วยงานผู้รับผิดชอบ: ไม่พบรายการนี้"),
        ({"order-owner.value": ""}, "หน่วยงานผู้รับผิดชอบ: ยังไม่ได้กรอก"),
        ({"order-due-day.value": "31"}, "วันครบกำหนด: ต้องเป็นวันที่มีจริง"),
        ({"order-due-day.value": "20"}, "วันครบกำหนด: ต้องเป็นวันที่มีจริง"),
        ({"order-code.value": "CMP-99"}, "ตัวชี้วัด: ไม่พบรายการนี้"),
        ({"order-about.data": {"kind": "order", "period": "x", "org": "KKM"}}, "ช่วงเวลา: ไม่พบรายการนี้"),
        ({"order-about.data": "x"}, "ประเภท: โปรดเลือกจากรายการที่มี"),
        (
            {"order-about.data": {"kind": "order", "period": "L30", "org": "KKM", "of_order": 999}},
            "ตามข้อสั่งการ: ไม่พบรายการนี้",
        ),
    ],
)
def test_a_refusal_names_the_field_and_writes_nothing(hall: Place, given: dict[str, Any], said: str) -> None:
    site = hall.site()
    before = last_order(site)
    answer = give_with(site, "executive", given)
    assert said in words(answered(answer, "order-new-said")) and answered(answer, "url", "search") is None
    assert last_order(site) == before


def test_the_steps_by_role_and_of_two_at_once(hall: Place) -> None:
    site = hall.site()
    give_with(site, "executive", {"order-code.value": ""})
    key = last_order(site).order_key
    assert last_order(site).code is None
    for role in ("operator", "admin"):
        assert step(site, role, key, "answered").status_code == 403
        assert not find_all(body(site, PAGE, f"?order={key}", role=role), "order-act")
    assert "ทำขั้นตอนนี้ไม่ได้" in words(answered(step(site, "planner", key, "cancelled"), "order-said"))
    assert "ข้อความ: ยังไม่ได้กรอก" in words(answered(step(site, "planner", key, "answered", text=" "), "order-said"))
    step(site, "planner", key, "answered", text="คำตอบของผู้วางแผน")
    second = words(answered(step(site, "executive", key, "moved", version=1), "order-said"))
    assert "มีผู้ดำเนินการไปก่อนแล้ว" in second and "คำตอบของผู้วางแผน" in second and "ผู้ทดสอบ planner" in second
    step(site, "executive", key, "returned", text="ขอรายละเอียด")
    step(site, "executive", key, "answered", text="ตอบเอง")
    assert "ผู้ตอบรับคำตอบของตนเองไม่ได้" in words(answered(step(site, "executive", key, "done"), "order-said"))
    step(site, "strategy", key, "answered", text="ตอบแทน")
    step(site, "executive", key, "done", text="")
    assert last_order(site).state == "done"
    page = words(body(site, PAGE, f"?order={key}"))
    assert page.index("ขอรายละเอียด") < page.index("ตอบเอง") < page.index("ตอบแทน") and "กำหนดวันใหม่เป็น 5 ธ.ค. 69" in page
    with site.warehouse.connect() as connection:
        events = (
            connection.execute(select(ind_order_event.c.what).where(ind_order_event.c.order_key == key)).scalars().all()
        )
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit).where(app_audit.c.action.in_(("give_order", "order_step")))).all()
    audited = [
        json.loads(line.detail).get("step", "given") for line in lines if json.loads(line.detail)["order"] == key
    ]
    assert audited == list(events)


@pytest.mark.parametrize("what", [None, [], {"order": "1", "version": 1}, {"order": 2**70, "version": 1}, {"order": 1}])
def test_nothing_given_is_trusted(hall: Place, what: object) -> None:
    site = hall.site()
    fields = {
        "order-step.n_clicks": {"answered": 1},
        "order-what.data": what,
        "order-text.value": "x",
        "url.pathname": PAGE,
    }
    answer = call(site, site.browser("planner"), "order-said", fields, changed='{"order-step":"answered"}.n_clicks')
    assert "ไม่พบรายการนี้" in words(answered(answer, "order-said"))


def test_the_list_leaves_as_a_file(hall: Place) -> None:
    site = hall.site()
    csv = site.browser("planner").get("/export/orders-list.csv").get_data(as_text=True)
    assert "เร่งรัดคำร้องที่เกินกำหนด" in csv and "33.33" in csv
    assert LOADED_AT and site.browser("operator").get("/export/orders-list.csv").status_code == 403
