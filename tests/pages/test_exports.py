"""Tables as files: typed cells, nothing a spreadsheet would run, and what is said beside them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.reports.cells import escape_text, unescape_text
from dashboard.reports.export import About, ReportColumn, ReportTable, export_table
from dashboard.reports.tables import MAX_NAME_BYTES, make_file_name
from dashboard.reports.xlsx import sheet_name

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ABOUT = About(
    period="ต.ค. - พ.ย. 2569 (ปีงบฯ 2570)",
    org_unit="สำนักช่าง",
    filters=(("ประเภท", "ถนน"),),
    data_at=datetime(2026, 11, 21, 2, 15, tzinfo=UTC),
    is_late=False,
    sources=("ระบบคำร้องของเทศบาล",),
    run="ระบบคำร้องของเทศบาล: รอบที่ 7",
    is_sample=True,
    exported_by="ผู้ทดสอบ planner",
    exported_at=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
    lang="th",
)
RISKY = ["=1+1", "+66812345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "\u200b=1", "＝1", "＋1",
         "－1", "＠SUM", "﹦1", "'=1", "''=1", "|cmd", "=HYPERLINK(\"http://a\")", "-", "−5"]  # fmt: skip
PLAIN = ["ถนนเป็นหลุม", "3-4 วัน", "a=b", "'quoted'", "", "007", "12/3", "#REF!", "  ช่องว่าง", "ำ์", "ก\u200bข"]


def read_sheets(content: bytes) -> dict[str, list[dict[int, Any]]]:
    """Sheet name -> rows of column number -> text (str), number (float) or None, from the XML itself; no formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [sheet.get("name") or "" for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        assert not [name for name in book.namelist() if "externalLink" in name or "connection" in name]
        found = {}
        for number, name in enumerate(names, 1):
            tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{MAIN}f")) and not list(tree.iter(f"{MAIN}hyperlink"))
            found[name] = [{_column(c): _value(c) for c in row.iter(f"{MAIN}c")} for row in tree.iter(f"{MAIN}row")]
    return found


def _column(cell: ET.Element) -> int:
    number = 0
    for letter in re.findall("[A-Z]", cell.get("r") or ""):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: ET.Element) -> Any:
    if cell.get("t") == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    assert cell.get("t") in (None, "n"), f"a cell of kind {cell.get('t')}"
    value = cell.find(f"{MAIN}v")
    return None if value is None else float(value.text or "nan")


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def one_column(texts: list[str]) -> ReportTable:
    return ReportTable("ตาราง", [ReportColumn("เรื่อง")], [[text] for text in texts])


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_would_run_is_escaped(text: str) -> None:
    assert escape_text(text) == f"'{text}" and unescape_text(escape_text(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_only_text_stays_as_it_is(text: str) -> None:
    assert escape_text(text) == text == unescape_text(text)


any_text = st.one_of(
    st.text(max_size=40),
    st.builds(str.__add__, st.sampled_from(RISKY), st.text(max_size=20)),
    st.text(alphabet="=+-@|\t\r\n\x00'＝＋－＠_x0041 ก", max_size=8),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(any_text, min_size=100, max_size=120))
def test_ten_thousand_texts_come_back_and_none_is_a_formula(texts: list[str]) -> None:
    table = one_column(texts)
    rows = read_sheets(export_table("xlsx", table, ABOUT).content)["ตาราง"][-len(texts) :]
    assert [unescape_text(row.get(0) or "") for row in rows] == texts
    lines = read_csv(export_table("csv", table, ABOUT).content)[-len(texts) :]
    assert [unescape_text(line[0]) if line else "" for line in lines] == texts
    for line in lines:
        assert not line or not re.match("[=+\\-@\t\r\n\x00＝＋－＠]", line[0])


def test_numbers_and_dates_stay_what_they_are() -> None:
    day, at = date(2026, 11, 21), datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
    columns = [ReportColumn("ก", "number"), ReportColumn("ข", "percent", 1), ReportColumn("ค", "date"),
               ReportColumn("ง", "instant"), ReportColumn("จ")]  # fmt: skip
    table = ReportTable(
        "ตาราง", columns, [[-5, 33.25, day, at, "007"], [None, None, None, None, None], [10**17, 0.0, day, at, ""]]
    )
    first, empty, large = read_sheets(export_table("xlsx", table, ABOUT).content)["ตาราง"][-3:]
    assert first == {0: -5.0, 1: 33.25, 2: 46347.0, 3: pytest.approx(46347 + 9.25 / 24), 4: "007"}
    assert set(empty.values()) == {None}
    assert large[0] == "100000000000000000"  # a spreadsheet would round it
    head, *lines = read_csv(export_table("csv", table, ABOUT).content)[-4:]
    assert head == ["ก", "ข (%)", "ค", "ค (พ.ศ.)", "ง", "ง (พ.ศ.)", "จ"]
    assert lines[0] == [
        "-5",
        "33.25",
        "2026-11-21",
        "21 พฤศจิกายน 2569",
        "2026-11-21 09:15:00",
        "21 พฤศจิกายน 2569 09:15 น.",
        "007",
    ]
    assert lines[1] == [""] * 7


def test_dates_are_shown_with_the_buddhist_year() -> None:
    table = ReportTable("ตาราง", [ReportColumn("วันที่", "date")], [[date(2026, 11, 21)]])
    with zipfile.ZipFile(io.BytesIO(export_table("xlsx", table, ABOUT).content)) as book:
        assert "[$-107041E]d mmm yyyy" in book.read("xl/styles.xml").decode()
        assert 'state="frozen"' in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_file_says_what_it_is(ending: str) -> None:
    file = export_table(ending, one_column(["ถนน"]), ABOUT)
    if ending == "xlsx":
        said = {row[0]: row[1] for row in read_sheets(file.content)["ที่มาของข้อมูล"]}
        assert any("ข้อมูลตัวอย่าง" in str(row.get(0)) for row in read_sheets(file.content)["ตาราง"])
    else:
        said = {line[0]: line[1] for line in read_csv(file.content) if len(line) == 2}
    assert said["ชื่อตาราง"] == "ตาราง" and said["ช่วงเวลา"] == ABOUT.period and said["สำนัก/กอง"] == "สำนักช่าง"
    assert said["ตัวกรอง"] == "ประเภท: ถนน" and said["ข้อมูล ณ"] == "21 พฤศจิกายน 2569 09:15 น."
    assert said["ผู้ส่งออกและเวลา"] == "ผู้ทดสอบ planner · 21 พฤศจิกายน 2569 10:00 น."
    assert said["รอบการนำเข้าข้อมูล"].endswith("รอบที่ 7") and "ข้อมูลตัวอย่าง" in said and "ข้อมูลตัวอย่าง" in file.name


def test_names_of_files_and_sheets() -> None:
    name = make_file_name(ReportTable("ก/ข: \u202eค?" * 40, [], []), ABOUT, "xlsx")
    assert len(name.encode()) <= MAX_NAME_BYTES and name.endswith("_ข้อมูลตัวอย่าง.xlsx")
    assert not re.search(r'[\\/:*?"<>|\u202e]', name)
    short = ReportTable("ชื่อยาว" * 30, [], [], "ชื่อสั้น")
    assert make_file_name(short, ABOUT, "csv") == "ชื่อสั้น_ต.ค. - พ.ย. 2569_สำนักช่าง_ข้อมูลตัวอย่าง.csv"
    assert sheet_name("'ตาราง [1]: a/b?*\\ " + "ย" * 40, 31) == "ตาราง 1 a b " + "ย" * 19
    assert sheet_name("''", 31) == "-"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    rows = read_sheets(export_table("xlsx", one_column(["ก" * 40_000]), ABOUT).content)["ตาราง"]
    assert rows[-1][0] == "ก" * 32_766 + "…"
