"""Over sixty files and what must become of each: its rows, its rejects by rule and line, or its refusal by name."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import socket
import struct
import threading
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from etl.contracts.complaints import COMPLAINT, COMPLAINT_STATUS
from etl.errors import MisError, SchemaChangedError, SourceRefusedError, SourceUnavailableError
from etl.readers.base import Start
from etl.readers.tables import LONGEST
from tests.pipeline.drop import (
    AT,
    HEADINGS,
    Drop,
    Found,
    as_csv,
    as_jsonl,
    as_plain_xlsx,
    as_xlsx,
    make_source,
    read_all,
    row,
)  # fmt: skip

THREE = [row(1), row(2, "น้ำท่วมขังหน้าโรงเรียน"), row(3, "ไฟทางดับ")]
CSV, JSONL = as_csv(THREE), as_jsonl(THREE)
CSV_LINES, JSONL_LINES = CSV.splitlines(keepends=True), JSONL.splitlines(keepends=True)
ALL = ["1", "2", "3"]
THAI = "".join(as_csv([row(n, "ร้องเรียนเรื่องน้ำท่วมขังในซอย") for n in range(1, 40)]))
CONFLICT = ["<<<<<<< HEAD\n", "=======\n", ">>>>>>> other branch\n"]
CR = CSV.replace("\r\n", "\r")
LONE = json.dumps({"id": 9, "at": AT, "state": "new", "detail": "\ud800"})


def twice(text: str, wrong: str) -> str:
    """Text as it looks after UTF-8 was read in a wrong encoding and saved again."""
    return text.encode().decode(wrong, "replace") if wrong != "cp874" else _as_thai(text)


def _as_thai(text: str) -> str:
    return "".join(bytes([b]).decode("tis_620") if b > 0x7F else chr(b) for b in text.encode())


def marked(*lines: str) -> str:
    """The CSV with further lines after its first row."""
    return "".join([*CSV_LINES[:2], *lines, *CSV_LINES[2:]])


def with_line(line: str) -> str:
    return "".join([*JSONL_LINES[:1], line + "\n", *JSONL_LINES[1:]])


# name, content, settings of the reader -> ids accepted, (line, rule) of the rejects
ACCEPTED: list[tuple[str, str | bytes, dict[str, Any], list[str], list[tuple[str, str]]]] = [
    # encodings
    ("utf8.csv", CSV, {}, ALL, []),
    ("bom.csv", codecs.BOM_UTF8 + CSV.encode(), {}, ALL, []),
    ("cp874.csv", CSV.encode("cp874"), {}, ALL, []),
    ("utf16-le.csv", codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"), {}, ALL, []),
    ("utf16-be.csv", codecs.BOM_UTF16_BE + CSV.encode("utf-16-be"), {}, ALL, []),
    ("ascii.csv", as_csv([row(1, "a hole")]), {}, ["1"], []),
    ("utf8.jsonl", JSONL, {}, ALL, []),
    ("bom.jsonl", codecs.BOM_UTF8 + JSONL.encode(), {}, ALL, []),
    ("cp874.jsonl", JSONL.encode("cp874"), {}, ALL, []),
    ("utf16.jsonl", JSONL.encode("utf-16"), {}, ALL, []),
    ("escaped.jsonl", json.dumps({"id": 1, "at": AT, "state": "new", "detail": "น้ำ"}) + "\n", {}, ["1"], []),
    ("twice-latin.csv", as_csv([row(1, twice("ถนนเป็นหลุม", "latin-1")), row(2)]), {}, ["2"], [("1", "bad_text")]),
    ("twice-thai.csv", as_csv([row(1, twice("ถนนเป็นหลุม", "cp874")), row(2)]), {}, ["2"], [("1", "bad_text")]),
    ("replaced.csv", as_csv([row(1, "ถนน\ufffd\ufffdหลุม"), row(2)]), {}, ["2"], [("1", "bad_text")]),
    ("surrogate.jsonl", with_line(LONE), {}, ALL, [("9", "bad_text")]),
    ("nul.csv", marked(f"9,{AT},new,a\x00b\n"), {}, ALL, [("9", "bad_text")]),
    # packed
    ("utf8.csv.gz", gzip.compress(CSV.encode()), {}, ALL, []),
    ("cp874.csv.gz", gzip.compress(CSV.encode("cp874")), {}, ALL, []),
    ("utf8.jsonl.gz", gzip.compress(JSONL.encode()), {}, ALL, []),
    ("gzip-without-the-name.csv", gzip.compress(CSV.encode()), {}, ALL, []),
    ("two-members.csv.gz", gzip.compress(CSV[:40].encode()) + gzip.compress(CSV[40:].encode()), {}, ALL, []),
    # ends of lines, delimiters, quotation marks
    ("lf.csv", CSV.replace("\r\n", "\n"), {}, ALL, []),
    ("cr.csv", CR, {}, ALL, []),
    ("no-end.csv", CSV.rstrip("\r\n"), {}, ALL, []),
    ("no-end.jsonl", JSONL.rstrip("\n"), {}, ALL, []),
    ("blank-lines.csv", marked("\n", "   \n", "\r\n"), {}, ALL, []),
    ("blank-lines.jsonl", with_line("   "), {}, ALL, []),
    ("crlf.jsonl", JSONL.replace("\n", "\r\n"), {}, ALL, []),
    ("semicolon.csv", as_csv(THREE, delimiter=";"), {"delimiter": ";"}, ALL, []),
    ("tab.csv", as_csv(THREE, delimiter="\t"), {"delimiter": "\t"}, ALL, []),
    ("quoted-breaks.csv", as_csv([row(1, "บรรทัดหนึ่ง\nบรรทัดสอง\r\nสาม, \"สี่\""), row(2)]), {}, ["1", "2"], []),
    ("conflict-in-quotes.csv", as_csv([row(1, "=======\n<<<<<<< HEAD"), row(2)]), {}, ["1", "2"], []),
    ("marks-inside.csv", marked(f'9,{AT},new,"a "b" c"\n'), {}, ["1", "9", "2", "3"], []),
    ("mark-in-text.csv", marked(f'9,{AT},new,2" pipe\n'), {}, ["1", "9", "2", "3"], []),
    ("headings-only.csv", HEADINGS + "\n", {}, [], []),
    ("empty.jsonl", "", {}, [], []),
    ("blanks.jsonl", "\n\n  \n", {}, [], []),
    ("title-above.csv", "รายงานเรื่องร้องทุกข์,,,\nเดือนพฤศจิกายน,,,\n" + CSV, {}, ALL, []),
    ("reordered.csv", as_csv([("new", "x", "1", AT)], headings="state,detail,id,at"), {}, ["1"], []),
    ("added.csv", as_csv([(*row(1), "somchai")], headings=HEADINGS + ",name"), {}, ["1"], []),
    ("blanks-around.csv", as_csv([row(1)], headings=" id , at,state ,detail"), {}, ["1"], []),
    # broken lines: each alone
    ("few-columns.csv", marked(f"9,{AT},new\n"), {}, ALL, [("few-columns.csv:3", "bad_line")]),
    ("many-columns.csv", marked(f"9,{AT},new,a,b\n"), {}, ALL, [("many-columns.csv:3", "bad_line")]),
    ("one-column.csv", marked("ต่อจากบรรทัดก่อน\n"), {}, ALL, [("one-column.csv:3", "bad_line")]),
    ("headings-again.csv", marked(HEADINGS + "\n"), {}, ALL, [("headings-again.csv:3", "bad_line")]),
    ("open-quote.csv", marked(f'9,{AT},new,"never closed\n'), {}, ALL, [("open-quote.csv:3", "bad_line")]),
    ("two-open.csv", marked(f'8,{AT},new,"a\n', f'9,{AT},"new,b\n'), {}, ALL,
     [("two-open.csv:3", "bad_line"), ("two-open.csv:4", "bad_line")]),
    ("conflict.csv", "".join([CSV_LINES[0], CONFLICT[0], CSV_LINES[1], CONFLICT[1], CSV_LINES[2], CONFLICT[2]]), {},
     ["1", "2"], [(f"conflict.csv:{n}", "bad_line") for n in (2, 4, 6)]),
    ("conflict-above.csv", CONFLICT[0] + CSV, {}, ALL, [("conflict-above.csv:1", "bad_line")]),
    ("conflict.jsonl", with_line("<<<<<<< HEAD"), {}, ALL, [("conflict.jsonl:2", "bad_line")]),
    ("half-line.jsonl", with_line('{"id": 9, "at":'), {}, ALL, [("half-line.jsonl:2", "bad_line")]),
    ("no-object.jsonl", with_line("[1, 2]"), {}, ALL, [("no-object.jsonl:2", "bad_line")]),
    ("bare-text.jsonl", with_line('"text"'), {}, ALL, [("bare-text.jsonl:2", "bad_line")]),
    ("nan.jsonl", with_line('{"id": 9, "at": NaN, "state": "new"}'), {}, ALL, [("nan.jsonl:2", "bad_line")]),
    ("infinity.jsonl", with_line('{"id": -Infinity}'), {}, ALL, [("infinity.jsonl:2", "bad_line")]),
    ("deep.jsonl", with_line("[" * 100_000), {}, ALL, [("deep.jsonl:2", "bad_line")]),
    ("digits.jsonl", with_line('{"id": %s}' % ("9" * 5000)), {}, ALL, [("digits.jsonl:2", "bad_line")]),
    ("two-objects.jsonl", with_line('{"id": 8} {"id": 9}'), {}, ALL, [("two-objects.jsonl:2", "bad_line")]),
    # rows that are lines, but no rows of the contract
    ("no-id.csv", as_csv([["", AT, "new", "x"], row(2)]), {}, ["2"], [("#", "missing_key")]),
    ("no-date.csv", as_csv([row(1, at="tomorrow"), row(2)]), {}, ["2"], [("1", "bad_date")]),
    ("state.csv", as_csv([row(1, state="lost"), row(2)]), {}, ["2"], [("1", "unknown_word")]),
    # workbooks
    ("book.xlsx", as_xlsx(THREE), {}, ALL, []),
    ("plain.xlsx", as_plain_xlsx(THREE), {}, ALL, []),
    ("BOOK.XLSX", as_xlsx(THREE), {"pattern": "*.xlsx"}, ALL, []),
    ("numbers.xlsx", as_xlsx([(1, datetime(2026, 11, 2, 9), "new", 5), (2.0, date(2026, 11, 2), "new", True)]), {},
     ["1", "2"], []),
    ("ragged.xlsx", as_xlsx([(1, AT, "new"), (), (2, AT, "new", "x", "beyond")]), {}, ["1", "2"], []),
    ("title.xlsx", as_xlsx([("id", "at", "state", "detail"), *THREE], headings="รายงาน"), {}, ALL, []),
    ("total.xlsx", as_xlsx([*THREE, (None, "รวม 3 เรื่อง")]), {}, ALL, [("#", "missing_key")]),
    ("errors.xlsx", as_plain_xlsx([("#N/A", AT, "new", "x"), (2, AT, "new", "#NAME?")]), {}, ["2"],
     [("#", "missing_key")]),
    ("chosen.xlsx", as_xlsx(THREE, sheet="คำร้อง"), {"sheet": "คำร้อง"}, ALL, []),
]  # fmt: skip

WESTERN = b"id,at,state,detail\n1,2026-11-02,new,caf\xe9 na\xefve\n"
_CUT_UTF8 = THAI.encode()[: THAI.encode().rindex("ซอย".encode()) + 1]
REFUSED: list[tuple[str, bytes | str, dict[str, Any], str]] = [
    ("latin-1.csv", WESTERN, {}, r"not UTF-8 \(byte 40\).*no Thai"),
    ("mixed.csv", CSV.encode() + THAI.encode("cp874"), {}, r"neither UTF-8 \(byte \d+\) nor cp874 \(byte \d+\)"),
    ("mixed-later.csv", THAI.encode("cp874") + CSV.encode(), {}, "neither UTF-8"),
    ("undefined.csv", CSV.encode("cp874") + b"\x81\n", {}, r"nor cp874 \(byte \d+\)"),
    ("utf16-unmarked.csv", CSV.encode("utf-16-le"), {}, "UTF-16 without its mark"),
    ("utf32.csv", CSV.encode("utf-32"), {}, "UTF-32"),
    ("odd-utf16.csv", CSV.encode("utf-16") + b"\x0e", {}, "not so from byte"),
    ("binary.csv", bytes(range(256)) * 20, {}, "no text|neither"),
    ("book.csv", as_xlsx(THREE), {}, "is a workbook or zip archive, not text"),
    ("old.csv", b"\xd0\xcf\x11\xe0" + bytes(600), {}, "old Office file"),
    ("empty.csv", "", {}, "holds no headings"),
    ("blank.csv", "\n\n", {}, "holds no headings"),
    ("cut-letter.csv", _CUT_UTF8, {}, "middle of a letter"),
    ("cut-row.csv", "".join(CSV_LINES[:3]) + "3,2026-11-", {}, "ends in the middle of line 4"),
    ("cut-quote.csv", "".join(CSV_LINES[:3]) + f'3,{AT},new,"cut', {}, "ends in the middle of line 4"),
    ("cut-breaks.csv", "".join(CSV_LINES[:3]) + f'3,{AT},new,"cut\nafter', {}, "ends in the middle of line 5"),
    ("cut.jsonl", JSONL[:-9], {}, "ends in the middle of line 3"),
    ("cut-early.jsonl", '{"id"', {}, "ends in the middle of line 1"),
    ("list.jsonl", json.dumps([{"id": 1}]), {}, "one JSON list"),
    ("cut.csv.gz", gzip.compress(THAI.encode())[:-30], {}, "middle of its gzip"),
    ("cut-end.csv.gz", gzip.compress(THAI.encode())[:-4], {}, "middle of its gzip"),
    ("cut-head.csv.gz", gzip.compress(THAI.encode())[:6], {}, "middle of its gzip"),
    ("damaged.csv.gz", gzip.compress(THAI.encode())[:-8] + bytes(8), {}, "damaged gzip"),
    ("rubbish-after.csv.gz", gzip.compress(THAI.encode()) + b"rubbish", {}, "damaged gzip"),
    ("cut.xlsx", as_xlsx(THREE)[:-100], {}, "damaged or cut off workbook"),
    ("text.xlsx", CSV, {}, "no XLSX workbook"),
    ("old.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), {}, "save it as XLSX"),
    ("empty.xlsx", "", {}, "no XLSX workbook"),
]  # fmt: skip


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "กล่อง รับไฟล์")


def _source(name: str, how: dict[str, Any]) -> Any:
    parts = name.lower().split(".")
    return make_source(**({"format": next(p for p in parts if p in ("csv", "jsonl", "xlsx"))} | how))


def _read(drop: Drop, name: str, content: bytes | str, how: dict[str, Any]) -> Found:
    drop.put(name, content)
    source = _source(name, how)
    return read_all(drop.reader(source), source)


def test_there_are_over_sixty() -> None:
    names = [case[0] for case in (*ACCEPTED, *REFUSED)]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize(("name", "content", "how", "ids", "rejects"), ACCEPTED, ids=[case[0] for case in ACCEPTED])
def test_rows_of_a_file(
    drop: Drop, name: str, content: bytes | str, how: dict[str, Any], ids: list[str], rejects: list[tuple[str, str]]
) -> None:
    found = _read(drop, name, content, how)
    assert [str(i) for i in found.ids] == ids
    assert len(found.rejects) == len(rejects), found.reasons
    for (key, rule), (expected, its_rule) in zip(found.rejects, rejects, strict=True):
        assert rule == its_rule
        assert key == (f"#{expected}" if rule == "bad_line" else expected) or (expected == "#" and key.startswith("#"))


@pytest.mark.parametrize(("name", "content", "how", "said"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_as_a_whole(drop: Drop, name: str, content: bytes | str, how: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceRefusedError, match=said) as refused:
        _read(drop, name, content, how)
    assert f"drop: the file {name} " in refused.value.what
    assert "Nothing was merged" in refused.value.remedy


def test_texts_are_the_same_whatever_the_encoding(drop: Drop) -> None:
    wanted = [r[3] for r in THREE]
    for name, content, how, ids, rejects in ACCEPTED:
        if ids == ALL and not rejects and content and name != "title.xlsx":
            for old in drop.folder.iterdir():
                old.unlink()
            assert _read(drop, name, content, how).texts == wanted, name


@pytest.mark.parametrize("kept", [*range(1, 60), *range(60, 1700, 37)])
def test_a_gzip_cut_anywhere_is_refused(drop: Drop, kept: int) -> None:
    packed = gzip.compress(os.urandom(400).hex().encode() + THAI.encode())
    with pytest.raises((SourceRefusedError, SchemaChangedError)):
        _read(drop, "cut.csv.gz", packed[: min(kept, len(packed) - 1)], {})


@pytest.mark.parametrize("cut", range(1, 120))
def test_a_csv_cut_anywhere_gives_no_row_that_was_not_there(drop: Drop, cut: int) -> None:
    """Cut at the end of a line or within the last cell nobody can tell; everywhere else it is refused."""
    whole = as_csv([row(n, f'เรื่องที่ "{n}"\nบรรทัดสอง') for n in range(1, 6)]).encode()
    kept = whole[:-cut]
    try:
        found = _read(drop, "cut.csv", kept, {})
    except (SourceRefusedError, SchemaChangedError):
        return
    assert kept.endswith((b"\n", b"\r", b'"', b"new,"))
    count = len(found.ids)
    assert found.ids == [str(n) for n in range(1, 6)][:count]
    texts = [f'เรื่องที่ "{n}"\nบรรทัดสอง' for n in range(1, 6)]
    assert found.texts[:-1] == texts[: max(0, count - 1)]
    assert all(texts[count - 1].startswith(text or "") for text in found.texts[-1:])


# --- headings and sheets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gone.csv", as_csv([r[:3] for r in THREE], headings="id,at,state")),
        ("renamed.csv", as_csv(THREE, headings="id,at,status,detail")),
        ("case.csv", as_csv(THREE, headings="id,at,STATE,detail")),
        ("gone.xlsx", as_xlsx([r[:3] for r in THREE], headings="id,at,state")),
        ("gone.jsonl", as_jsonl([r[:3] for r in THREE], headings="id,at,state")),
        ("renamed.jsonl", as_jsonl(THREE, headings="id,at,state,Detail")),
        ("doubled.csv", as_csv([(*r, 1) for r in THREE], headings="id,at,state,detail,id")),
        ("delimiter.csv", as_csv(THREE, delimiter=";")),
    ],
)
def test_a_file_without_a_column_is_a_change_of_schema(drop: Drop, name: str, content: bytes | str) -> None:
    drop.put(name, content)
    source = _source(name, {})
    with pytest.raises(SchemaChangedError) as changed:
        drop.reader(source).check(COMPLAINT)
    assert name in changed.value.what
    with pytest.raises(SchemaChangedError):
        list(drop.reader(source).pages(COMPLAINT, Start()))


def test_an_older_file_without_a_column_stops_the_read_too(drop: Drop) -> None:
    drop.put("1.jsonl", as_jsonl([r[:3] for r in THREE], headings="id,at,state"))
    drop.put("2.jsonl", JSONL)
    reader = drop.reader(make_source(format="jsonl"))
    assert reader.check(COMPLAINT)
    with pytest.raises(SchemaChangedError, match=r"1\.jsonl.*'detail' is gone"):
        list(reader.pages(COMPLAINT, Start()))


def test_columns_nobody_reads_are_told(drop: Drop) -> None:
    reader = drop.reader(make_source())
    assert (reader.check(COMPLAINT), reader.unread(COMPLAINT)) == ("empty", ())
    drop.put("1.csv", CSV)
    before = reader.check(COMPLAINT)
    drop.put("2.csv", as_csv([("x", *r, "081") for r in THREE], headings=f"name,{HEADINGS},phone"))
    assert reader.check(COMPLAINT) != before
    assert reader.unread(COMPLAINT) == ("name", "phone")
    pages = list(reader.pages(COMPLAINT, Start()))
    assert all(set(page.columns) == {"source_id", "received_at", "status", "description"} for page in pages)


def test_a_sheet_is_chosen_by_name(drop: Drop) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["nothing here"])
    second = book.create_sheet("คำร้อง")
    second.append(HEADINGS.split(","))
    second.append(row(7))
    content = io.BytesIO()
    book.save(content)
    assert _read(drop, "two.xlsx", content.getvalue(), {"sheet": "คำร้อง"}).ids == ["7"]
    with pytest.raises(SchemaChangedError, match=r"no sheet 'อื่น' \(there are: Sheet, คำร้อง\)"):
        _read(drop, "two.xlsx", content.getvalue(), {"sheet": "อื่น"})
    with pytest.raises(SchemaChangedError, match="columns 'at', 'detail', 'id', 'state' are gone"):
        _read(drop, "two.xlsx", content.getvalue(), {})


@pytest.mark.parametrize(("sign", "written"), [(";", ";"), ("\t", r"\t"), ("|", "|")])
def test_a_wrong_delimiter_is_named_with_the_right_one(drop: Drop, sign: str, written: str) -> None:
    with pytest.raises(SchemaChangedError) as refused:
        _read(drop, "day.csv", "Register of October\r\n" + CSV.replace(",", sign), {})
    assert f"separated by '{written}'" in refused.value.what
    assert f'delimiter: "{written}"' in refused.value.remedy


def test_below_a_title_the_line_with_most_headings_tells_what_is_gone(drop: Drop) -> None:
    with pytest.raises(SchemaChangedError, match=r"column 'state' is gone \(there are: .*at.*detail.*id.*stage"):
        _read(drop, "day.csv", "Register of October\r\n\r\n" + CSV.replace("state", "stage", 1), {})


def test_cells_of_a_workbook_as_they_are(drop: Drop) -> None:
    """Dates and times become text, numbers stay numbers, errors and empty cells are null."""
    cells = [
        ("007", datetime(2026, 11, 2, 9, 30), "new", 5),
        (8, date(2026, 11, 2), "new", 2.5),
        (9, clock(14, 5), "new", "a_x000D_\nb"),
        (10, datetime(2024, 12, 6, 14, 4, 59, 999_999), "new", "#REF!"),
        (11, "2567-02-29", "new", "=1+1"),
    ]
    drop.put("cells.xlsx", as_plain_xlsx(cells))
    (page,) = drop.reader(make_source(format="xlsx")).pages(COMPLAINT, Start())
    assert page.columns["source_id"] == ["007", 8, 9, 10, 11]
    assert page.columns["received_at"] == [
        "2026-11-02 09:30:00", "2026-11-02", "14:05:00", "2024-12-06 14:05:00", "2567-02-29",
    ]  # fmt: skip
    # a formula that no program has worked out has no value
    assert page.columns["description"] == [5, 2.5, "a\r\nb", None, None]


def test_one_broken_cell_costs_its_row(drop: Drop) -> None:
    parts = _unzip(as_xlsx(THREE))
    sheet = parts["xl/worksheets/sheet1.xml"]
    broken = sheet.replace(b'<c r="B3" t="s">', b'<c r="B3" t="s"><v>99999</v></c><c r="E3" t="s">', 1)
    assert broken != sheet
    found = _read(drop, "cell.xlsx", _zip(parts | {"xl/worksheets/sheet1.xml": broken}), {})
    assert (found.ids, found.rejects) == (["1", "3"], [("#cell.xlsx:3", "bad_line")])


# --- poison and size --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["big.csv", "big.jsonl"])
def test_a_cell_of_ten_megabytes_costs_its_row(drop: Drop, name: str) -> None:
    rows = [row(1), row(2, "x" * LONGEST), row(3)]
    found = _read(drop, name, as_csv(rows) if name.endswith("csv") else as_jsonl(rows), {})
    assert (found.ids, found.rejects) == (["1", "3"], [(f"#{name}:{3 if name.endswith('csv') else 2}", "bad_line")])


def test_long_rows_make_short_pages(drop: Drop) -> None:
    """Memory holds a page: twenty rows of four megabytes are read in several."""
    found = _read(drop, "long.csv", as_csv([row(n, "x" * 4_000_000) for n in range(20)]), {})
    assert (found.read, found.pages) == (20, 3)


def test_pages_hold_no_more_rows_than_asked(drop: Drop) -> None:
    for name, content in (("a.csv", as_csv(map(row, range(350)))), ("a.jsonl", as_jsonl(map(row, range(350))))):
        found = _read(drop, name, content, {"page_rows": 100, "pattern": f"*{name[1:]}"})
        assert (found.pages, found.read) == (4, 350)


def test_open_quotes_do_not_make_a_file_slow(drop: Drop) -> None:
    """Each is looked for as far as the next one, so that the whole takes as long as twice the file."""
    lines = "".join(f"{n},{AT},new,{chr(34) * (n % 100 == 0)}{'x' * 2_000}\n" for n in range(10_000))
    started = time.monotonic()
    found = _read(drop, "quotes.csv", f"{HEADINGS}\n{lines}", {})
    assert time.monotonic() - started < 10
    assert len(found.ids) == 9_900
    assert {rule for _, rule in found.rejects} == {"bad_line"}


def _zip(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def _unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def _lying() -> bytes:
    """A sheet that says it is small and is not."""
    honest = as_xlsx([row(n) for n in range(2000)])
    parts = {
        i.filename: zipfile.ZipFile(io.BytesIO(honest)).read(i) for i in zipfile.ZipFile(io.BytesIO(honest)).infolist()
    }
    data = _zip(parts)
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    size = struct.unpack_from("<I", data, at + 24)[0]
    assert size > 1000
    return data[: at + 24] + struct.pack("<I", 1000) + data[at + 28 :]


BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
BOMBS: dict[str, tuple[bytes, str]] = {
    "swells.xlsx": (_zip(BOOK | {"xl/worksheets/sheet1.xml": b"<c/>" * 26_000_000}), "unpacks to 104,0"),
    "ratio.xlsx": (_zip(BOOK | {"xl/worksheets/sheet1.xml": b"0" * 20_000_000}), "unpacks to 20,0"),
    "parts.xlsx": (_zip(BOOK | {f"{n}": b"" for n in range(2_001)}), "lists more than 2,000 parts"),
    "zip.xlsx": (_zip({"a.txt": b"x"}), "no XLSX workbook"),
    "macros.xlsx": (_zip(BOOK | {"xl/vbaProject.bin": b"x"}), "macros"),
    "lies.xlsx": (_lying(), "cannot be read|cut off|no whole XLSX"),
    "laughs.xlsx": (
        _zip(BOOK | {"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'}),
        "no whole XLSX",
    ),
    "outside.xlsx": (
        _zip(BOOK | {"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types>&a;</Types>'}),
        "no whole XLSX",
    ),
    "swells.csv.gz": (gzip.compress(b"id,at,state,detail\n" + b"0" * 300_000_000, 9), "more than 100 times"),
    "swells.jsonl.gz": (gzip.compress(JSONL_LINES[0].encode() * 800_000, 9), "more than 100 times"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_two_seconds(drop: Drop, name: str) -> None:
    content, said = BOMBS[name]
    started = time.monotonic()
    with pytest.raises(SourceRefusedError, match=said):
        _read(drop, name, content, {})
    assert time.monotonic() - started < 2


def test_rows_and_columns_beyond_a_sheet_do_not_hang(drop: Drop) -> None:
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    content = as_xlsx(THREE)
    parts = {
        i.filename: zipfile.ZipFile(io.BytesIO(content)).read(i)
        for i in zipfile.ZipFile(io.BytesIO(content)).infolist()
    }
    far = f'<worksheet {ns}><sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(SourceRefusedError, match="beyond what a sheet can hold"):
        _read(drop, "far.xlsx", _zip(parts | {"xl/worksheets/sheet1.xml": far.encode()}), {})


# --- what is whole, what is new ---------------------------------------------------------------------------------


def test_a_file_is_read_when_it_has_been_quiet(drop: Drop) -> None:
    source = make_source(quiet_for="30s")
    drop.put("young.csv", CSV, age=5)
    assert read_all(drop.reader(source), source).ids == []
    drop.put("young.csv", CSV, age=31)
    assert read_all(drop.reader(source), source).ids == ALL


def test_a_done_file_says_so_at_once(drop: Drop) -> None:
    source = make_source()
    drop.put("young.csv", CSV, age=1)
    drop.put("young.csv.done", "", age=0)
    assert read_all(drop.reader(source), source).ids == ALL
    drop.put("young.csv.done", "", age=60)  # of an earlier delivery under this name
    assert read_all(drop.reader(source), source).ids == []


def test_a_stamp_from_the_future_does_not_hold_a_file_back_for_ever(drop: Drop) -> None:
    source = make_source(quiet_for="0s")
    drop.put("ahead.csv", CSV, age=-86_400)
    assert read_all(drop.reader(source), source).ids == ALL
    source = make_source(quiet_for="1h")
    assert read_all(drop.reader(source), source).ids == []


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.csv",
        "~$book.csv",
        "a.csv.part",
        "a.csv.tmp",
        "a.csv.crdownload",
        "a.csv.filepart",
        "a.csv.done",
        ".a.csv.swp",
    ],
)
def test_files_on_their_way_are_passed_over(drop: Drop, name: str) -> None:
    drop.put(name, "rubbish")
    source = make_source()
    assert read_all(drop.reader(source), source).read == 0


def test_a_file_that_grows_while_it_is_read_is_not_believed(drop: Drop) -> None:
    """A writer appends all the while: whenever the read begins, it ends in a retry, and nothing is said to be taken."""
    path = drop.put("growing.csv", as_csv([row(n) for n in range(2_000)]))
    reader = drop.reader(make_source(quiet_for="0s", page_rows=100))
    stop = threading.Event()

    def append() -> None:
        with path.open("a") as handle:
            while not stop.is_set():
                handle.write(",".join(row("x")) + "\n")
                handle.flush()

    writer = threading.Thread(target=append)
    writer.start()
    try:
        for _ in range(5):
            with pytest.raises(SourceUnavailableError, match=r"growing\.csv changed while it was being read"):
                for _page in reader.pages(COMPLAINT, Start()):
                    time.sleep(0.001)
            assert reader.taken(COMPLAINT) == ()
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("how", ["replaced", "taken away", "touched"])
def test_a_file_that_changes_in_the_middle_is_not_believed(drop: Drop, how: str) -> None:
    path = drop.put("day.csv", as_csv([row(n) for n in range(500)]))
    reader = drop.reader(make_source(page_rows=100))
    pages = reader.pages(COMPLAINT, Start())
    next(pages)
    if how == "replaced":
        other = drop.put("other", as_csv([row(n) for n in range(500)]))
        other.rename(path)
    elif how == "taken away":
        path.unlink()
    else:
        os.utime(path)
    with pytest.raises(SourceUnavailableError, match=r"day\.csv (changed while it was being read|is not there)"):
        list(pages)
    assert reader.taken(COMPLAINT) == ()


def test_files_come_in_the_order_of_their_names(drop: Drop) -> None:
    drop.put("2026-11-03.csv", as_csv([row(3)]), age=100)
    drop.put("2026-11-01.csv", as_csv([row(1)]), age=50)
    drop.put("2026-11-02.csv", as_csv([row(2)]), age=200)
    source = make_source()
    reader = drop.reader(source)
    assert read_all(reader, source).ids == ALL
    taken = reader.taken(COMPLAINT)
    assert [file.name for file in taken] == ["2026-11-01.csv", "2026-11-02.csv", "2026-11-03.csv"]
    assert [file.rows for file in taken] == [1, 1, 1]
    assert not reader.is_whole


def test_the_same_content_is_read_once_whatever_its_name(drop: Drop) -> None:
    drop.put("a.csv", CSV)
    drop.put("b.csv", CSV)
    source = make_source()
    reader = drop.reader(source)
    assert read_all(reader, source).ids == ALL
    (taken,) = reader.taken(COMPLAINT)
    assert read_all(reader, source, Start(taken=frozenset({taken.content_hash}))).ids == []
    assert reader.taken(COMPLAINT) == ()


def test_a_file_taken_before_is_not_even_opened(drop: Drop) -> None:
    """A folder full of old files costs a look at each: name, size and time of change tell that it is the same."""
    path = drop.put("a.csv", CSV)
    source = make_source()
    reader = drop.reader(source)
    read_all(reader, source)
    (taken,) = reader.taken(COMPLAINT)
    mark = f"a.csv\n{taken.size_bytes}\n{taken.modified_ns}"
    path.chmod(0)
    try:
        assert list(drop.reader(source).pages(COMPLAINT, Start(taken=frozenset({mark})))) == []
        if os.geteuid() != 0:
            with pytest.raises(SourceRefusedError, match=r"a\.csv may not be read"):
                list(drop.reader(source).pages(COMPLAINT, Start()))
    finally:
        path.chmod(0o644)


def test_nothing_in_the_folder_is_changed(drop: Drop) -> None:
    drop.put("a.csv", CSV)
    drop.put("b.csv", CSV.replace("ถนน", "ทาง"))
    before = {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in drop.folder.iterdir()}
    source = make_source()
    read_all(drop.reader(source), source)
    assert {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in drop.folder.iterdir()} == before


# --- a file holds everything ------------------------------------------------------------------------------------


def test_only_the_latest_counts_where_a_file_holds_everything(drop: Drop) -> None:
    source = make_source(holds="everything")
    reader = drop.reader(source)
    assert read_all(reader, source).ids == []
    assert not reader.is_whole  # nothing was read: that is no empty city
    drop.put("2026-11-01.csv", CSV, age=300)
    drop.put("2026-11-02.csv", as_csv([row(2)]), age=200)
    assert read_all(reader, source).ids == ["2"]
    assert reader.is_whole
    (taken,) = reader.taken(COMPLAINT)
    assert read_all(reader, source, Start(taken=frozenset({taken.content_hash}))).ids == []
    assert not reader.is_whole


def test_two_orders_that_disagree_are_not_guessed(drop: Drop) -> None:
    source = make_source(holds="everything")
    drop.put("export.csv", CSV, age=7200)
    drop.put("export (1).csv", as_csv([row(1)]), age=600)
    with pytest.raises(SourceRefusedError, match=r"export \(1\)\.csv is newer than export\.csv"):
        read_all(drop.reader(source), source)


# --- rows asked for by key --------------------------------------------------------------------------------------


def test_rows_by_key_come_from_all_files(drop: Drop) -> None:
    drop.put("1.csv", CSV)
    drop.put("2.csv", as_csv([row(2, "แก้ไขแล้ว"), row(4)]))
    reader = drop.reader(make_source())
    pages = list(reader.rows(COMPLAINT, [("2",), ("4",), ("9",)]))
    rows = [(i, t) for p in pages for i, t in zip(p.columns["source_id"], p.columns["description"], strict=True)]
    assert rows == [("2", "น้ำท่วมขังหน้าโรงเรียน"), ("2", "แก้ไขแล้ว"), ("4", "ถนนเป็นหลุม")]


def test_keys_of_several_parts_and_numbers(drop: Drop) -> None:
    fields = {"complaint_id": "/id", "sequence": "#", "occurred_at": "at", "status": "state"}
    mapping = {
        "complaint": {"fields": {"source_id": "id", "received_at": "at", "status": "state"}},
        "complaint_status": {"each": "log", "fields": fields},
    }
    log = [{"at": AT, "state": "new"}, {"at": AT, "state": "finished"}]
    records = [{"id": n, "at": AT, "state": "new", "log": log} for n in (1.0, 2)]
    drop.put("log.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    reader = drop.reader(make_source(mapping, format="jsonl"))
    assert reader.delivers(COMPLAINT_STATUS)
    (page,) = reader.rows(COMPLAINT_STATUS, [("1", "2"), ("2", "1"), ("2", "7")])
    assert list(zip(page.columns["complaint_id"], page.columns["sequence"], strict=True)) == [(1.0, 2), (2, 1)]
    assert not drop.reader(make_source()).delivers(COMPLAINT_STATUS)


# --- the folder -------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(drop: Drop) -> None:
    drop.folder.rmdir()
    for ask in (lambda r: r.check(COMPLAINT), lambda r: list(r.pages(COMPLAINT, Start()))):
        with pytest.raises(SourceUnavailableError, match="the drop folder is not there") as missing:
            ask(drop.reader(make_source()))
        assert "MIS_SOURCE_DROP_URL" in missing.value.remedy
    drop.folder.write_text("a file")
    with pytest.raises(SourceUnavailableError, match="the drop folder is not there"):
        drop.reader(make_source()).check(COMPLAINT)


def test_an_empty_folder_is_no_fault(drop: Drop) -> None:
    source = make_source()
    (drop.folder / "sub.csv").mkdir()
    (drop.folder / "sub.csv" / "deep.csv").write_text("rubbish")
    assert drop.reader(source).check(COMPLAINT) == "empty"
    assert read_all(drop.reader(source), source).read == 0


def _link(path: Path) -> None:
    secret = path.parent.parent / "secret.csv"
    secret.write_text(CSV)
    path.symlink_to(secret)


def _dangling(path: Path) -> None:
    path.symlink_to("/nowhere")


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("make", [_link, _dangling, os.mkfifo, _socket], ids=["link", "dangling", "fifo", "socket"])
def test_what_is_no_plain_file_is_never_opened(drop: Drop, make: Any) -> None:
    make(drop.folder / "trap.csv")
    started = time.monotonic()
    with pytest.raises(SourceRefusedError, match=r"trap\.csv is a (symbolic link|pipe, socket or device)"):
        list(drop.reader(make_source()).pages(COMPLAINT, Start()))
    assert time.monotonic() - started < 2


def test_a_file_swapped_for_a_link_after_the_look_is_not_followed(drop: Drop) -> None:
    path = drop.put("a.csv", CSV)
    reader = drop.reader(make_source())
    (listed,) = reader._files()
    path.unlink()
    _link(path)
    with pytest.raises(MisError), reader._folder.open(listed):
        pytest.fail("the link was opened")
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(MisError), reader._folder.open(listed):
        pytest.fail("the pipe was opened")


NAMES = [
    "..csv", "...", "....csv", "-rf.csv", "--help.csv", "a b.csv", "a\tb.csv", "a\nb.csv", "a\rb.csv", "a\x1b[2Jb.csv",
    "a\\..\\b.csv", "%2e%2e%2fb.csv", "..%2fb.csv", "%00.csv", "con.csv", "nul", "คำร้อง ๒๕๖๙.csv", "ร้องเรียน (1).csv",
    "\u202ecsv.exe", "a\u200bb.csv", "a'b.csv", 'a"b.csv', "a;b.csv", "a|b.csv", "a&b.csv", "$(id).csv", "`id`.csv",
    "{source_id}.csv", "<b>.csv", "*.csv", "[a].csv", "?.csv", "~.csv", "#1.csv", "a%sb.csv", "e\u0301.csv", "é.csv",
    "😀.csv", "a" * 250 + ".csv", "ก" * 80 + ".csv", "=1+1.csv", "@a.csv", "+a.csv", "a:12.csv", "a\u2215..", "file:",
    "http:a.csv", "\x7f.csv", "\u2028.csv", "a,b.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_are_data(drop: Drop, name: str) -> None:
    """Whatever it is called: read as a file of this folder, or passed over as a hidden one; and told cleanly."""
    drop.put(name, marked("one\n"))
    source = make_source()
    reader = drop.reader(source)
    found = read_all(reader, source)
    if name.startswith("."):
        assert found.read == 0
        return
    assert found.ids == ALL
    (file,) = reader.taken(COMPLAINT)
    assert len(file.name) <= 120
    assert file.name.isprintable()
    assert found.rejects[0][0].isprintable()


def test_a_name_of_bytes_that_are_no_text(drop: Drop) -> None:
    path = os.fsencode(drop.folder) + b"/\xc3\xd2\xc2.csv"
    with open(path, "wb") as handle:  # noqa: PTH123
        handle.write(CSV.encode())
    os.utime(path, (1e9, 1e9))
    source = make_source()
    reader = drop.reader(source)
    assert read_all(reader, source).ids == ALL
    reader.taken(COMPLAINT)[0].name.encode()


def test_the_pattern_chooses(drop: Drop) -> None:
    drop.put("complaints-1.csv", CSV)
    drop.put("staff.csv", "rubbish")
    drop.put("COMPLAINTS-2.CSV", as_csv([row(4)]))
    source = make_source(pattern="complaints-*.csv")
    assert sorted(read_all(drop.reader(source), source).ids) == [*ALL, "4"]


# --- real files -------------------------------------------------------------------------------------------------


@pytest.mark.needs_data
def test_the_real_file_that_spark_broke(drop: Drop, real_data: Path) -> None:
    """2,008 lines, 209 of them with 19 columns instead of 20."""
    real = Drop(real_data / "traffy" / "dev")
    fields = {"source_id": "ticket_id", "received_at": "timestamp", "status": "state", "description": "comment"}
    source = make_source({"complaint": {"fields": fields}}, pattern="traffy_csv_2022-12-11_spark_part.csv")
    pages = list(real.reader(source).pages(COMPLAINT, Start()))
    broken = [reject for page in pages for reject in page.rejects]
    assert sum(page.rows for page in pages) + len(broken) == 2008
    assert len(broken) == 209
    assert {reject.reason for reject in broken} == {"19 columns instead of 20"}
    lines = (real.folder / "traffy_csv_2022-12-11_spark_part.csv").read_bytes().splitlines()
    numbers = [int(reject.place.rpartition(":")[2]) for reject in broken]
    assert all(not lines[number - 1].startswith(b"_c0") for number in numbers)
    assert numbers == sorted(numbers)


@pytest.mark.needs_data
def test_the_real_pages_of_the_web_site(real_data: Path) -> None:
    """Buddhist years of two digits in one column, the time of day in the next."""
    real = Drop(real_data / "traffy" / "dev")
    fields = {
        "source_id": "ticket_id",
        "received_at": ["date", "time"],
        "status": "status",
        "description": "description",
    }
    source = make_source({"complaint": {"fields": fields}}, pattern="traffy_web_scrape_*.csv")
    reader = real.reader(source)
    pages = list(reader.pages(COMPLAINT, Start()))
    assert [file.rows for file in reader.taken(COMPLAINT)] == [635, 555, 601]
    assert not any(page.rejects for page in pages)
    assert pages[0].columns["received_at"][0] == "3-ธ.ค.-67 09:00 น."
    assert pages[1].columns["received_at"][0] == "6 ธ.ค. 67 16:24 น."


def test_memory_stays_flat(drop: Drop) -> None:
    """Ten times the rows need no more memory: only pages are held."""
    import tracemalloc

    def peak(rows: int) -> int:
        drop.put("big.csv", as_csv(row(n, f"เรื่องที่ {n}") for n in range(rows)))
        reader = drop.reader(make_source(page_rows=1000))
        tracemalloc.start()
        for _ in reader.pages(COMPLAINT, Start()):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(10_000), peak(40_000)
    assert many < few * 1.3 + 500_000


def test_a_workbook_of_many_rows_stays_flat(drop: Drop) -> None:
    import tracemalloc

    def peak(rows: int) -> int:
        drop.put("big.xlsx", as_xlsx([(n, AT, "new", 5) for n in range(rows)]))
        reader = drop.reader(make_source(format="xlsx", page_rows=100))
        tracemalloc.start()
        for _ in reader.pages(COMPLAINT, Start()):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(500), peak(3_000)
    assert many < few * 1.5 + 500_000
