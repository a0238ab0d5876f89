"""`/` in each of its states, each brought about by the real state of a warehouse, on both engines."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import Place, body, find_all, tile, words
from tests.pages.site import draw_page, text_of


def test_normal(loaded: Place) -> None:
    page = body(loaded.site(), "/")
    received, backlog, old = tile(page, "CMP-01"), tile(page, "CMP-08"), tile(page, "CMP-07")
    assert words(find_all(received, "tile__value")) == "11 เรื่อง"  # number 11 came in last year
    assert words(find_all(backlog, "tile__value")) == "10 เรื่อง"
    assert words(find_all(old, "tile__value")) == "2 เรื่อง"
    assert "เป้าหมายที่เสนอ" in words(old) and "เกิน 2" in words(old) and "ไม่บรรลุ" not in words(old)
    assert "ยังไม่ได้กำหนดผู้รับผิดชอบ" in words(old) and "ข้อมูล ณ 21 พ.ย. 2569 09:15 น." in words(old)
    assert "+10 เทียบ 1 ต.ค. - 20 พ.ย. 68" in words(received)
    shown = words(page)
    assert re.search(r"ค่าเป้าหมาย \d+ ตัวชี้วัดยังไม่ได้รับความเห็นชอบ", shown)
    assert "สำนักช่าง มีเรื่องค้างเกิน 30 วันมากที่สุด 1 เรื่อง" in shown or "สำนักปลัดเทศบาล มีเรื่องค้าง" in shown
    assert "เชื่อมต่อแล้ว 1 จาก 6 ระบบตามแผน" in shown
    waiting = words(find_all(page, "systems-missing")[-1])
    assert waiting.count("ยังไม่เชื่อมต่อระบบ") == 5 and "การบริหารจัดการคำร้อง" not in waiting
    leads = find_all(received, "tile__name")[0]["props"]["children"]
    assert leads["props"]["href"].startswith("/complaints?")


def test_changes_of_the_last_7_and_30_days(loaded: Place) -> None:
    rows = find_all(body(loaded.site(), "/"), "changes-table__cell")
    first = [words(row) for row in rows[:2]]
    assert first == ["5 +2", "8 +5"]  # received 14 to 20 Nov against 7 to 13; 22 Oct to 20 Nov against the 30 before


def test_a_value_that_cannot_be_says_why(loaded: Place) -> None:
    satisfaction = tile(body(loaded.site(), "/"), "CMP-09")  # nobody gave stars
    assert words(find_all(satisfaction, "tile__value")) == "–"
    assert "คำนวณไม่ได้" in words(satisfaction) and "tile--no_data" in satisfaction["props"]["className"]


def test_a_department_of_its_own(loaded: Place) -> None:
    page = body(loaded.site(), "/", "?org=SPL")
    assert words(find_all(tile(page, "CMP-08"), "tile__value")) == "1 เรื่อง"
    assert "ค้างเกิน 30 วัน 1 เรื่อง" in words(page)


def test_empty(place: Place) -> None:
    page = body(place.site(), "/")
    assert "ยังไม่มีตัวเลขให้แสดง" in words(page) and not find_all(page, "tile")


def test_not_connected(place: Place) -> None:
    place.city = None
    page = body(place.site(), "/")
    assert "MIS_SOURCE_COMPLAINTS_URL" in words(page) and words(page).count("ยังไม่เชื่อมต่อระบบ") == 7


def test_stale(loaded: Place) -> None:
    page = body(loaded.site("2026-11-23T09:15"), "/")
    assert "ล่าสุด 21 พ.ย. 2569 09:15 น." in words(find_all(page, "banner--stale"))
    assert "ข้อมูลไม่เป็นปัจจุบัน" in words(find_all(page, "attention__item")[0])
    tiles = find_all(page, "tile")
    with_values = [t for t in tiles if words(find_all(t, "tile__value")) != "–"]
    assert with_values and all("tile--stale" in t["props"]["className"] for t in with_values)
    assert not find_all(page, "chip--on_track")


def test_current_until_the_promise_is_broken(loaded: Place) -> None:
    assert not find_all(body(loaded.site("2026-11-22T11:15"), "/"), "banner--stale")  # 26 hours exactly


def test_one_part_that_fails_leaves_the_rest(place: Place) -> None:
    place.load()
    engine = make_engine(place.warehouse_url)
    with engine.begin() as connection:
        connection.execute(text("drop table agg_complaint_day"))
    engine.dispose()
    page = body(place.site(), "/")
    assert "แสดงส่วนนี้ไม่ได้" in words(page) and find_all(page, "tile") and "drop table" not in words(page)


def test_english_is_whole(loaded: Place) -> None:
    page = body(loaded.site(), "/", "?lang=en")
    thai = [c for c in text_of(page) if "\u0e00" <= c <= "\u0e7f"]
    assert not thai


@pytest.mark.parametrize("role", ["planner", "strategy", "operator", "admin"])
def test_every_role_sees_it(loaded: Place, role: str) -> None:
    assert find_all(draw_page(loaded.site().browser(role), "/")["page-body"]["children"], "tile")
