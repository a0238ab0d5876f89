"""`/temporary-signs` over a small sign system: its figures by hand, filters, files, states, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample import database
from etl.sample.temporary_signs import schema
from etl.settings import Settings, load_settings
from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, make_site

PATH = "/temporary-signs"
AT = "2026-11-21T10:30"
NAME, PHONE, CARD = "ขจรศักดิ์ นกขมิ้นสมมติ", "086-000-0777", "3409900012345"
ZERO = schema.ZERO


def request(number: int, **given: Any) -> dict[str, Any]:
    """A commercial permit of ten signs in zone 1 from 1 November, its year as the system writes it."""
    return {
        "req_id": number, "req_no": f"{number:04d}/2570", "permit_no": f"ปช {number}/2570", "type_id": 1,
        "app_name": f"นาย{NAME}", "app_tel": PHONE, "app_idcard": CARD, "sign_text": f"เปิดร้านใหม่ โทร {PHONE}",
        "sign_size": "1x2", "sign_qty": 10, "place": f"หน้าร้านนาย{NAME}", "zone": "เขต 1", "lat": 0, "lon": 0,
        "dept": "งานเทศกิจ", "req_date": "2569-10-28 09:00:00", "doc_date": "2569-10-28 10:00:00",
        "due_date": "2569-11-04", "approve_date": "2569-10-30 09:00:00", "approve_status": "Approved",
        "start_date": "2569-11-01", "end_date": "2569-11-30", "fee": 200.0, "deposit": 1500.0, "receipt_no": "1",
        "receipt_date": "2569-10-30 10:00:00", "return_date": ZERO, "seize_date": ZERO, "officer_name": NAME,
        "last_update": "2026-10-30 10:00:00",
    } | given  # fmt: skip


REQUESTS = [
    request(1),  # ends in nine days
    request(2, end_date="2569-11-21", zone="เขต 2"),  # its last day is today
    request(3, end_date="2569-11-20"),  # over since today; two of ten are down
    request(4, end_date="2569-11-10", dept="สำนักช่าง", zone="เขต 2", sign_qty=4, approve_date="2569-11-06 09:00:00"),
    request(5, end_date="2569-11-09", sign_qty=6),  # all down within three days
    request(6, approve_status="", approve_date=ZERO, start_date="0000-00-00", end_date="0000-00-00", receipt_date=ZERO),
    request(7, type_id=4, end_date="2569-11-11", sign_qty=1, deposit=0.0),
]
REMOVALS = [
    {"rem_id": 1, "req_id": 3, "rem_date": "2026-11-20 09:00:00", "rem_qty": 2, "rem_by": "เจ้าของป้าย"},
    {"rem_id": 2, "req_id": 5, "rem_date": "2026-11-12 09:00:00", "rem_qty": 6, "rem_by": "เทศกิจ"},
]
FINDING = {
    "ill_id": 1, "found_date": "2026-11-03 09:00:00", "place": f"ร้านนาย{NAME}", "zone": "เขต 3", "ill_qty": 12,
    "owner_name": NAME, "owner_tel": PHONE, "dept": "เทศกิจ", "rem_date": "2026-11-03 09:00:00",
    "fine_date": "2026-11-05 09:00:00", "fine_amt": "2,000",
}  # fmt: skip


def load_signs(home: Path) -> Settings:
    url = f"sqlite:///{home / 'signs.db'}"
    source = database.open_database(url)
    schema.metadata.create_all(source)
    common = {"officer_name": NAME, "note": f"โทร {PHONE}", "last_update": "2026-11-20 10:00:00"}
    with source.begin() as connection:
        connection.execute(schema.request.insert(), REQUESTS)
        connection.execute(schema.removal.insert(), [row | common for row in REMOVALS])
        connection.execute(schema.finding.insert(), [FINDING | common])
    source.dispose()
    settings = load_settings({"MIS_HOME": str(home), "MIS_AS_OF": AT, "MIS_SOURCE_TEMPORARY_SIGNS_URL": url})
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    [report] = run_sources(settings, engine, ["temporary_signs"])
    engine.dispose()
    assert report.is_ok, report
    return settings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    site = make_site(load_signs(tmp_path_factory.mktemp("signs")), modules=None, is_filled=False)
    yield site
    site.warehouse.dispose()


def numbers(page: Any) -> list[str]:
    return [word for cell in find_all(page, "case-number") for word in re.findall(r"\d{4}(?=/2570 ป)", words(cell))]


def test_the_tiles_say_what_stands_in_the_source(site: TestSite) -> None:
    page = body(site, PATH)
    assert "การติดตามป้ายชั่วคราว" in words(page)
    shown = {code: words(find_all(tile(page, code), "tile__value")) for code in ("SGN-04", "SGN-05", "SGN-02", "SGN-03",
             "SGN-06", "SGN-08", "SGN-01", "SGN-07")}  # fmt: skip
    assert shown == {
        "SGN-04": "13 ป้าย",  # 8 of permit 3, 4 of 4, 1 of 7
        "SGN-05": "54.5 %",  # of 6, 4 and 1 signs due only the 6 were down
        "SGN-02": "71.4 %",  # of seven due 4 was late and 6 waits
        "SGN-03": "20 ป้าย",
        "SGN-06": "12 ป้าย",
        "SGN-08": "4,500 บาท",  # of 3, 4 and 5
        "SGN-01": "7 คำขอ",
        "SGN-07": "1,200 บาท",
    }
    assert "จะหมดอายุภายใน 7 วัน 10 ป้าย" in words(tile(page, "SGN-03"))
    assert "2,000" in words(tile(page, "SGN-06")) and "เป้าหมายที่เสนอ" in words(tile(page, "SGN-04"))


def test_signs_stand_in_the_band_of_their_permits_end(site: TestSite) -> None:
    page = body(site, PATH)
    bars = {
        words(find_all(b, "bar-row__name")): words(find_all(b, "bar-row__value")) for b in find_all(page, "bar-row")
    }
    assert bars["1-3 วัน (ยังอยู่ในกำหนดรื้อถอน)"] == "8 1 ฉบับ" and bars["8-30 วัน"] == "5 2 ฉบับ"
    assert bars["ภายใน 7 วัน"] == "10 1 ฉบับ" and bars["8-14 วัน"] == "10 1 ฉบับ"
    assert bars["เขต 1"] == "9 69%" and bars["เขต 2"] == "4 31%"
    assert bars["การค้า"].startswith("12 ") and bars["การเมือง"].startswith("1 ")
    assert "13 ป้าย ตามหนังสืออนุญาต 3 ฉบับ · พ้นกำหนดรื้อถอน 3 วันแล้ว 5 ป้าย" in words(page)


def test_departments_against_the_proposed_line(site: TestSite) -> None:
    """Of the municipal clerk's permits 5, 3 and 7 were due for removal or not yet; 4 is the engineers' own."""
    page = body(site, PATH)
    shown = {}
    for title in ("รื้อถอนภายใน 3 วัน ตามสำนัก/กอง", "ภายในเวลาที่กำหนด ตามสำนัก/กอง"):
        card = next(card for card in find_all(page, "card-section") if title in words(card))
        shown[title] = [
            (words(find_all(row, "bar-row__name")), words(find_all(row, "bar-row__value")))
            for row in find_all(card, "bar-row")
        ]
        assert "เส้นประ: เป้าหมายที่เสนอ 95%" in words(card) and "bar-row__target--proposed" in str(card)
        assert "org=SCH" in str(find_all(card, "bar-row__name"))
    removed, decided = shown.values()
    assert removed == [("สำนักช่าง", "0.0% 0 / 4"), ("สำนักปลัดเทศบาล", "85.7% 6 / 7"), ("เทศบาลนครขอนแก่น", "54.5% 6 / 11")]
    assert decided == [("สำนักช่าง", "0.0% 0 / 1"), ("สำนักปลัดเทศบาล", "83.3% 5 / 6"), ("เทศบาลนครขอนแก่น", "71.4% 5 / 7")]
    nobody = words(body(site, PATH, "?org=SKL"))
    assert "ไม่มีป้ายที่ครบกำหนดรื้อถอนในช่วงเวลานี้" in nobody and "ไม่มีคำขอที่ครบกำหนดพิจารณาในช่วงเวลานี้" in nobody
    text = site.browser("planner").get("/export/temporary-signs-removed.csv").get_data(as_text=True)
    assert "สำนักช่าง,0,4,0.0" in text and "ยังค้าง" not in text


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["0004", "0007", "0003"]),
        ("?state=late", ["0004", "0007"]),
        ("?state=ending", ["0002"]),
        ("?zone=zone_2", ["0004"]),
        ("?kind=political", ["0007"]),
        ("?kind=political&zone=zone_2", []),
        ("?org=SCH", ["0004"]),
        ("?org=SKL", []),
        ("?state=%27--&zone=x&kind=%25&page=-4", ["0004", "0007", "0003"]),
        ("?page=99", ["0004", "0007", "0003"]),
    ],
)
def test_the_table_follows_its_filters(site: TestSite, search: str, expected: list[str]) -> None:
    page = body(site, PATH, search)
    assert numbers(page) == expected
    assert bool(expected) or "ไม่มีรายการที่ตรงกับตัวกรอง" in words(page)


def test_a_row_leads_to_its_record_and_says_how_late_it_is(site: TestSite) -> None:
    table = find_all(body(site, PATH), "case-table")
    assert "เกิน 11 วัน" in words(table) and "หมดอายุ 1 วัน ยังอยู่ในกำหนด" in words(table) and "8 จาก 10" in words(table)
    assert "request_view.php?id=4" in str(table)


def test_nobody_stands_on_the_page_in_the_files_or_in_the_warehouse(site: TestSite) -> None:
    client = site.browser("planner")
    shown = [str(body(site, PATH)), str(body(site, PATH, "?state=ending"))]
    for name in ("expiry", "groups", "removed", "decided", "months", "permits"):
        answer = client.get(f"/export/temporary-signs-{name}.csv?lang=th")
        assert answer.status_code == 200, name
        shown.append(answer.get_data(as_text=True))
        assert client.get(f"/export/temporary-signs-{name}.xlsx").status_code == 200
        assert site.browser("executive").get(f"/export/temporary-signs-{name}.csv").status_code == 403
    assert "เปิดร้านใหม่ โทร [โทรศัพท์]" in shown[-1] and "[ชื่อ]" in shown[-1] and "0004/2570" in shown[-1]
    files = [path.read_bytes() for path in site.settings.home.rglob("*") if path.is_file() and path.name != "signs.db"]
    for person in (NAME, NAME.split()[1], PHONE, PHONE.replace("-", ""), CARD):
        assert not [text for text in shown if person in text]
        assert not [content for content in files if person.encode() in content]


def test_the_table_leaves_under_its_filters(site: TestSite) -> None:
    text = (
        site.browser("planner").get("/export/temporary-signs-permits.csv?state=late&zone=zone_2").get_data(as_text=True)
    )
    assert "พ้นกำหนดรื้อถอน 3 วัน" in text and "เขต: เขต 2" in text
    assert "0004/2570" in text and "0007/2570" not in text


def test_old_figures_say_so(site: TestSite) -> None:
    environ = {"MIS_HOME": str(site.settings.home), "MIS_AS_OF": "2026-11-24T10:30"}
    later = load_settings(environ | {"MIS_SOURCE_TEMPORARY_SIGNS_URL": "sqlite:///nowhere.db"})
    old = TestSite(create_app(later, people=site.people), later, site.people, site.clock, site.warehouse)
    page = body(old, PATH)
    assert "ข้อมูลไม่เป็นปัจจุบัน" in words(tile(page, "SGN-04")) and "ระบบป้ายชั่วคราวของเทศบาล" in words(
        find_all(page, "banner")
    )


def test_not_connected_says_which_variable(tmp_path: Path) -> None:
    settings = load_settings({"MIS_HOME": str(tmp_path), "MIS_AS_OF": AT})
    prepare_warehouse(settings)
    page = body(make_site(settings, modules=None, is_filled=False), PATH)
    assert "ยังไม่เชื่อมต่อ" in words(page) and not find_all(page, "tile")
