"""`/complaints` in each of its states, and its case table, on both engines."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import text

from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import Place, body, find_all, tile, words
from tests.pipeline.city import City

PATH = "/complaints"


def numbers(page: object) -> list[str]:
    return [words(cell) for cell in find_all(page, "case-number") if "คร70" in words(cell)]


def test_normal(loaded: Place) -> None:
    page = body(loaded.site(), PATH)
    assert words(find_all(tile(page, "CMP-08"), "tile__value")) == "10 เรื่อง"
    assert "คำร้องที่ยังค้างดำเนินการ 10 เรื่อง" in words(page) and "ณ 21 พ.ย. 2569 09:15 น." in words(page)
    rows = numbers(page)
    assert rows[:3] == ["คร70/00009", "คร70/00010", "คร70/00001"] and len(rows) == 10
    assert "เกินกำหนด" in words(find_all(page, "case-table"))
    assert "ถนน" in words(find_all(page, "bar-row")) and "โทรศัพท์" in words(find_all(page, "bar-row"))


def test_done_by_due_against_the_proposed_line(loaded: Place) -> None:
    bars = {words(find_all(b, "bar-row__name")): b for b in find_all(body(loaded.site(), PATH), "bar-row--total")}
    whole = bars["เทศบาลนครขอนแก่น"]
    # due since 1 Oct and before today: 9 (16 Oct), 10 (9 Oct, urgent) and 12 (4 Nov); only 12 was done by then
    assert words(find_all(whole, "bar-row__value")) == "33.3% 1 / 3"
    assert find_all(whole, "bar-row__target--proposed")


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("?q=" + quote("ท่อระบาย"), ["คร70/00009"]),
        ("?q=" + quote("100%"), []),
        ("?q=_", []),
        ("?q=00003", ["คร70/00003"]),
        ("?age=over_30", ["คร70/00009", "คร70/00010"]),
        ("?age=0_7&overdue=1", []),
        ("?overdue=1", ["คร70/00009", "คร70/00010"]),
        ("?overdue=1&org=SPL", ["คร70/00010"]),
        ("?org=SKL", []),
        ("?period=M2026-10", ["คร70/00009", "คร70/00010"]),
        ("?age=%27--&overdue=2&category=x&page=-4&org=SPL", ["คร70/00010"]),
    ],
)
def test_the_table_follows_its_filters(loaded: Place, search: str, expected: list[str]) -> None:
    page = body(loaded.site(), PATH, search)
    assert numbers(page) == expected
    assert bool(expected) or "ไม่มีคำร้องค้างที่ตรงกับตัวกรอง" in words(page)


def test_pages_of_the_table(place: Place) -> None:
    def many(city: City) -> None:
        for number in range(1, 41):
            city.complaint(number, "2026-11-05 09:00:00")

    place.load(many)
    site = place.site()
    assert numbers(body(site, PATH, "?page=3")) == [f"คร70/{n:05d}" for n in range(31, 41)]
    assert numbers(body(site, PATH, "?page=99")) == numbers(body(site, PATH, "?page=3"))
    assert "แสดง 1-15 จาก 40 เรื่อง" in words(body(site, PATH))


def test_a_month_that_has_ended_speaks_of_results(loaded: Place) -> None:
    page = body(loaded.site(), PATH, "?period=M2025-11&org=SCH")
    assert "เฉพาะที่รับก่อน" in words(page)
    assert words(find_all(tile(page, "CMP-03"), "tile__value")) == "100.0 %"


def test_nothing_in_the_period(loaded: Place) -> None:
    page = body(loaded.site(), PATH, "?period=M2025-12")
    assert words(page).count("ไม่มีคำร้องที่รับในช่วงเวลานี้") == 4 and "ไม่มีคำร้องที่ครบกำหนดในช่วงเวลานี้" in words(page)
    assert words(find_all(tile(page, "CMP-01"), "tile__value")) == "0 เรื่อง"  # a true nothing is 0, not a gap


def test_empty(place: Place) -> None:
    page = body(place.site(), PATH)
    assert "ยังไม่มีตัวเลขให้แสดง" in words(page) and "คำร้องและเรื่องร้องทุกข์" in words(page)


def test_not_connected(place: Place) -> None:
    place.city = None
    assert "MIS_SOURCE_COMPLAINTS_URL" in words(body(place.site(), PATH))


def test_stale(loaded: Place) -> None:
    page = body(loaded.site("2026-11-24T09:15"), PATH)
    assert find_all(page, "banner--stale") and "tile--stale" in tile(page, "CMP-08")["props"]["className"]


def test_one_part_that_fails_leaves_the_rest(place: Place) -> None:
    place.load()
    engine = make_engine(place.warehouse_url)
    with engine.begin() as connection:
        connection.execute(text("drop table fact_complaint"))
    engine.dispose()
    page = body(place.site(), PATH)
    assert "แสดงส่วนนี้ไม่ได้" in words(page) and find_all(page, "bar-row")


def test_no_personal_data_and_a_way_to_the_source(place: Place) -> None:
    def fill(city: City) -> None:
        city.complaint(1, detail="โทรกลับ 081-234-5678 นายสมชาย ใจดี", place="บ้านเลขที่ 12/3 ถนนศรีจันทร์")

    place.load(fill)
    assert "081" not in words(body(place.site(), PATH))
