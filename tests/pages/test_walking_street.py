"""`/walking-street` in each of its states over the real sample: tiles, nights, zones, stalls, files, nobody's name."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import create_engine

from dashboard.app import create_app
from dashboard.reports.catalogue import EXPORTS
from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.walking_street.build import build_walking_street
from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, make_site
from tests.pipeline.test_recomputed_walking_street import market_settings

PATH = "/walking-street"
AS_OF = "2022-06-20T09:00"  # four months after the market opened again: small, and whole
PEOPLE = ("vendor_name", "vendor_tel", "vendor_code")


@dataclass
class Market:
    """A loaded warehouse of the market alone, its source and its site."""

    folder: Path
    site: TestSite

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "market.db") as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    folder = tmp_path_factory.mktemp("market")
    url = f"sqlite:///{folder / 'market.db'}"
    settings = market_settings(folder, AS_OF, url, f"sqlite:///{folder / 'warehouse.db'}")
    build_walking_street(create_engine(url), local_seconds(settings.now()), lambda _: None)
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    (report,) = run_sources(settings, engine)
    assert report.status == "done", report.error
    engine.dispose()
    yield Market(folder, make_site(settings, modules=None, is_filled=False))


def test_the_last_night_and_the_last_four(market: Market) -> None:
    page = body(market.site, PATH)
    table = next(t for t in find_all(page, "grid-table") if "สภาพอากาศ" in words(t))
    held = market.ask("select day_id, sale_date from tb_market_day where status = 'H' order by sale_date desc limit 4")
    came = [
        market.ask(f"select count(distinct lock_no) from tb_booking where checkin_at > '1' and day_id = {day}")[0][0]
        for day, _ in held
    ]
    rows = [row for row in re.split(r"(?=\d{1,2} \S+\. 65)", words(table)) if "%" in row]
    assert [int(re.findall(r" (\d+) \d+\.\d%", row)[0]) for row in rows[:4]] == came
    assert "เฉลี่ย 4 ครั้ง" in words(table)
    shown = words(tile(page, "WS-03"))
    assert "ครั้งล่าสุด 18 มิ.ย. 65" in shown and "4 ครั้งล่าสุด" in shown and "เป้าหมายที่เสนอ" not in shown


def test_six_tiles_with_unit_and_date(market: Market) -> None:
    page = body(market.site, PATH)
    for code, unit in {
        "WS-03": "%",
        "WS-05": "%",
        "WS-04": "บาท",
        "WS-09": "%",
        "WS-07": "ราย",
        "WS-06": "คนต่อครั้ง",
    }.items():
        shown = tile(page, code)
        assert words(find_all(shown, "tile__unit")) == unit
        assert "20 มิ.ย. 2565" in words(shown) and "ที่มาของตัวเลข" in words(shown)
    assert "ประมาณการ" in words(tile(page, "WS-06"))


def test_zones_and_their_order(market: Market) -> None:
    bars = next(iter(find_all(body(market.site, PATH), "bars--counted")))
    shares = [float(s) for s in re.findall(r"(\d+\.\d)%", words(bars))]
    assert len(shares) == 7 and shares[:-1] == sorted(shares[:-1])
    assert "ทุกโซน" in words(find_all(bars, "bar-row--total"))
    value = words(find_all(tile(body(market.site, PATH), "WS-03"), "tile__value"))
    assert value == f"{shares[-1]} %"  # the zones together are the indicator


def bars_of(page: Any, title: str) -> dict[str, str]:
    card = next(card for card in find_all(page, "card-section") if title in words(card))
    rows = find_all(card, "bar-row")
    return {words(find_all(row, "bar-row__name")): words(find_all(row, "bar-row__value")) for row in rows}


def test_departments_by_the_zones_they_look_after(market: Market) -> None:
    """Stalls on offer and those whose vendor came, from the source: food, art with family, and the market's own."""
    page = body(market.site, PATH, "?period=FY2565")
    bars = bars_of(page, "อัตราการใช้แผงค้า ตามสำนัก/กองที่ดูแลโซน")
    offered, came = (dict(market.ask(
        f"select upper(trim(zone_code)), {what} from {table} join tb_market_day using (day_id) where {which} group by 1"
    )) for what, table, which in (
        ("sum(available_lock)", "tb_market_day_zone", "tb_market_day.status = 'H'"),
        ("count(distinct day_id || ' ' || replace(lock_no, ' ', ''))", "tb_booking",
         "checkin_at > '1' and lock_no <> ''"),
    ))  # fmt: skip
    expected = {}
    for name, zones in {
        "สำนักสวัสดิการสังคม": "BCF",
        "สำนักสาธารณสุขและสิ่งแวดล้อม": "A",
        "สำนักการศึกษา": "DE",
        "เทศบาลนครขอนแก่น": "ABCDEF",
    }.items():
        traded, available = (sum(int(str(found[z])) for z in zones) for found in (came, offered))
        expected[name] = f"{100 * traded / available:.1f}% {traded:,} / {available:,}"
    assert bars == expected
    order = [float(value.split("%")[0]) for value in bars.values()][:-1]
    assert order == sorted(order)
    assert "org=SSS" in str(find_all(page, "bar-row__name")) and "bar-row__target--proposed" not in str(page)
    paid = bars_of(page, "ค่าธรรมเนียมที่ชำระภายในกำหนด ตามสำนัก/กองที่ดูแลโซน")
    assert list(paid)[-1] == "เทศบาลนครขอนแก่น" and set(paid) == set(bars)
    whole = words(find_all(tile(page, "WS-05"), "tile__value")).removesuffix(" %")
    assert paid["เทศบาลนครขอนแก่น"].startswith(f"{whole}% ")


def test_who_looks_after_a_zone_alone_sees_its_stalls_and_no_visitors(market: Market) -> None:
    page = body(market.site, PATH, "?org=SSS&period=FY2565")
    assert list(bars_of(page, "อัตราการใช้แผงค้า ตามสำนัก/กองที่ดูแลโซน")) == ["สำนักสาธารณสุขและสิ่งแวดล้อม"]
    table = words(next(t for t in find_all(page, "grid-table") if "สภาพอากาศ" in words(t)))
    day = market.ask("select day_id from tb_market_day where status = 'H' order by sale_date desc limit 1")[0][0]
    offered, came = (
        market.ask(f"select {what} from {table} where day_id = {day} and upper(trim(zone_code)) = 'A' {which}")[0][0]
        for what, table, which in (
            ("sum(available_lock)", "tb_market_day_zone", ""),
            ("count(distinct replace(lock_no, ' ', ''))", "tb_booking", "and checkin_at > '1' and lock_no <> ''"),
        )
    )
    first = next(row for row in re.split(r"(?=\d{1,2} \S+\. 65)", table) if "%" in row)
    assert f" {offered} {came} {100 * int(str(came)) / int(str(offered)):.1f}% " in first
    assert re.search(r"% – ", first)  # no visitors: the night is another's
    assert "จัดแล้ว" not in words(tile(page, "WS-04")) and "ครั้งล่าสุด" not in words(tile(page, "WS-06"))
    text = market.site.browser("planner").get("/export/walking-street-units.csv?period=FY2565").get_data(as_text=True)
    assert text.splitlines()[-1].startswith("เทศบาลนครขอนแก่น,") and "สำนักการศึกษา," in text


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("?period=M2021-11", "ยังไม่มีการจัดถนนคนเดินในช่วงเวลานี้"),  # the market was closed
        ("?org=SCH", "สำนักช่างไม่มีถนนคนเดินในความรับผิดชอบ ดูทั้งเทศบาล"),
        ("?org=SWK", "ครั้งล่าสุดที่จัด"),
        ("?zone=art", "งานศิลปะ/ดนตรี"),
        ("?zone=%27--&page=999999&q=zzz", "ไม่มีแผงที่ตรงกับตัวกรอง"),
        ("?page=999999", "แสดง"),
        ("?stall=1", "ประวัติแผง"),
        ("?stall=%27%20or%201", "ไม่พบประวัติของแผงนี้"),
        ("?lang=en", "Stall occupancy"),
    ],
)
def test_filters_live_in_the_address(market: Market, search: str, expected: str) -> None:
    assert expected in words(body(market.site, PATH, search))


def test_a_stall_s_own_nights_name_nobody(market: Market) -> None:
    """Canaries: every name, telephone and code of a vendor in the source, looked for in the page and its files."""
    page = words(body(market.site, PATH, "?stall=1&period=FY2565"))
    assert "มาขาย" in page and "บาท" in page
    client = market.site.browser("planner")
    answers = [client.get(f"/export/{n}.csv?period=FY2565") for n, e in EXPORTS.items() if e.path == PATH]
    assert len(answers) == 7 and all(a.status_code == 200 for a in answers)
    files = [a.get_data(as_text=True) for a in answers]
    for column in PEOPLE:
        for (value,) in market.ask(f"select distinct {column} from tb_booking where {column} <> ''"):
            assert not any(str(value) in shown for shown in (page, *files)), (column, value)


def test_the_warehouse_file_holds_nobody(market: Market) -> None:
    """Names, telephones, ids and vendors' codes, every sixth row, looked for in all bytes of the file."""
    content = b"".join(p.read_bytes() for p in market.folder.glob("warehouse.db*"))
    columns = {"tb_vendor": ("vendor_name", "tel", "idcard", "vendor_code"), "tb_queue": ("name", "tel", "idcard"),
               "tb_violation": ("officer_name",)}  # fmt: skip
    looked = 0
    for table, names in columns.items():
        for name in names:
            for (value,) in market.ask(f"select distinct {name} from {table} where {name} <> '' and rowid % 6 = 0"):
                looked += 1
                assert str(value).encode() not in content, (table, name, value)
    assert looked > 250
    assert "หมูปิ้งนมสด".encode() in content  # what may stand there does
    said = market.ask("select product_name from tb_booking where product_name like '%โทร %' limit 1")[0][0]
    assert str(said).split("โทร ")[1].encode() not in content


def test_a_file_has_the_rows_of_the_screen(market: Market) -> None:
    answer = market.site.browser("planner").get("/export/walking-street-stalls.xlsx?zone=art&period=FY2565")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] == "งานศิลปะ/ดนตรี"]
    stalls = market.ask(
        "select count(distinct replace(lock_no, ' ', '')) from tb_booking join tb_market_day using (day_id) "
        "where upper(trim(zone_code)) = 'D' and tb_market_day.status = 'H' and (tb_booking.status = 'BK' "
        "or checkin_at > '1') and lock_no <> ''"
    )
    assert len(rows) == stalls[0][0] > 10
    assert market.site.browser("executive").get("/export/walking-street-stalls.xlsx").status_code == 403


def test_late_and_not_connected(market: Market, tmp_path: Path) -> None:
    site = market.site
    later = market_settings(market.folder, "2022-06-25T09:00", "sqlite://", site.settings.warehouse_url)
    late = TestSite(create_app(later, people=site.people), later, site.people, site.clock, site.warehouse)
    page = body(late, PATH)
    assert "ข้อมูลไม่เป็นปัจจุบัน" in words(tile(page, "WS-03")) and "banner--stale" in str(page)
    empty = market_settings(tmp_path, AS_OF, "sqlite://", f"sqlite:///{tmp_path / 'w.db'}")
    assert "ยังไม่มีตัวเลขให้แสดง" in words(body(make_site(empty, modules=None, is_filled=False), PATH))
    nowhere = market_settings(tmp_path / "two", AS_OF, None, f"sqlite:///{tmp_path / 'w2.db'}")
    assert "ยังไม่เชื่อมต่อระบบ" in words(body(make_site(nowhere, modules=None, is_filled=False), PATH))
