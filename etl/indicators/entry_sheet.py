"""The XLSX form of values entered by hand: written with what is owed, read back as entries or a list of faults."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from etl.errors import SchemaChangedError
from etl.indicators.definition import refuse
from etl.indicators.entries import Entry
from etl.indicators.entry_rules import EntryRule, Fault
from etl.indicators.entry_values import read_number
from etl.readers.sheets import SheetLines
from etl.readers.tables import Line
from etl.readers.text_files import FileFaultError

MOST_ROWS = 2_000
MOST_DIGITS = 18  # of a key
MOST_BYTES = 700_000
HEADINGS_WITHIN = 20  # lines: titles stand above the headings
FONT = "TH Sarabun New"
TITLE = "แบบรายงานผลตัวชี้วัดที่จัดเก็บด้วยมือ"
STEPS = (
    "กรอกเฉพาะช่องสีเหลือง: ค่า ที่มา/หลักฐาน และลิงก์หลักฐาน (https) ถ้ามี แถวที่ไม่กรอกค่าจะไม่ถูกนำเข้า",
    "ถ้าผลเป็นของสำนัก/กองใด ให้คัดลอกแถวแล้วเปลี่ยนรหัสสำนัก/กอง ห้ามแก้รหัสตัวชี้วัด รหัสงวด และช่องอ้างอิง",
    "ระบบตรวจทั้งไฟล์ ถ้ามีแถวใดไม่ถูกต้องจะไม่นำเข้าเลยและแจ้งทุกแถวที่ต้องแก้ ค่าที่นำเข้ารอผู้อื่นอนุมัติอีกคนหนึ่ง",
)
# field -> its heading and the width of its column
COLUMNS: Mapping[str, tuple[str, int]] = {
    "code": ("รหัสตัวชี้วัด", 13),
    "name": ("ตัวชี้วัด", 48),
    "unit": ("หน่วยวัด", 14),
    "period_name": ("งวด", 16),
    "period": ("รหัสงวด", 12),
    "org_unit": ("รหัสสำนัก/กอง", 14),
    "known": ("ค่าที่มีอยู่", 14),
    "value": ("ค่า", 14),
    "evidence": ("ที่มา/หลักฐาน", 44),
    "link": ("ลิงก์หลักฐาน", 36),
    "seen": ("อ้างอิง", 24),
}
GIVEN = ("value", "evidence", "link")
NEEDED = ("code", "period", "org_unit", "value", "evidence", "seen")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One place on the form, with what is known of it; `newest` is the newest entry of the place."""

    code: str
    name: str
    unit: str
    period_name: str
    period: str
    org_unit: str
    known: float | None
    newest: int

    @property
    def seen(self) -> str:
        """Of which place it was the newest entry: a row copied for another place has seen none there."""
        return f"{self.code}/{self.period}/{self.org_unit}/{self.newest}"


def write_sheet(rows: Sequence[SheetRow], at: datetime) -> bytes:
    """The form, one row for each place; the same rows and time give the same bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": TITLE, "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet("รายงานผล")
    plain = {"font_name": FONT, "font_size": 14, "valign": "top"}
    cell = plain | {"border": 1, "border_color": "#c5ccd1", "text_wrap": True}
    # text: a spreadsheet would turn 38.2% into 0.382
    given = book.add_format(cell | {"bg_color": "#fdf6d8", "num_format": "@"})
    looks = {False: book.add_format(cell), True: given}
    head = book.add_format(cell | {"bold": True, "font_color": "#ffffff", "bg_color": "#1d3557"})
    sheet.write_string(0, 0, TITLE, book.add_format(plain | {"bold": True, "font_size": 18}))
    for number, step in enumerate(STEPS, 1):
        sheet.write_string(number, 0, f"{number}. {step}", book.add_format(plain))
    top = len(STEPS) + 2
    for column, (heading, width) in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading, head)
    for number, row in enumerate(rows, top + 1):
        for column, field in enumerate(COLUMNS):
            _write_cell(sheet, number, column, getattr(row, field, None), looks[field in GIVEN])
    sheet.freeze_panes(top + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    return file.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: object, look: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    elif value in (None, ""):
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_string(row, column, str(value), look)


def read_sheet(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """The rows with a value as entries, and what cannot be read of them; the rules of values are looked at by `enter`.

    Raises DefinitionError (field `sheet`) for what is no such form, holds no value, or too many.
    """
    if len(content) > MOST_BYTES:
        refuse("sheet", EntryRule.FILE_SIZE, f"The form has {len(content):,} bytes.", f"At most {MOST_BYTES:,}.")
    try:
        lines = iter(SheetLines(io.BufferedReader(io.BytesIO(content)), None, "form"))
        places = _find_headings(lines)
        found = [_read_line(line, places) for line in lines if line.fault or _tells(line, places)]
    except (FileFaultError, SchemaChangedError) as error:
        refuse("sheet", EntryRule.SHEET, f"The file {error}.")
    if not found:
        refuse("sheet", EntryRule.SHEET_EMPTY, "No row of the form has a value.")
    if len(found) > MOST_ROWS:
        refuse("sheet", EntryRule.SHEET_ROWS, f"The form has {len(found):,} values.", f"At most {MOST_ROWS:,}.")
    entries = [one for one, _ in found if one is not None]
    return entries, [fault for _, faults in found for fault in faults]


def _find_headings(lines: Iterator[Line]) -> dict[str, int]:
    """Where each field stands; in any order, other columns are passed over."""
    for _, line in zip(range(HEADINGS_WITHIN), lines, strict=False):
        said = [str(cell).strip() for cell in line.cells]
        places = {field: said.index(heading) for field, (heading, _) in COLUMNS.items() if heading in said}
        if all(field in places for field in NEEDED):
            break
    else:
        refuse("sheet", EntryRule.SHEET_HEADINGS, "The form has lost its headings.", "Download it again.")
    return places


def _tells(line: Line, places: Mapping[str, int]) -> bool:
    """Whether anything was filled in; a row with evidence and no value is a mistake that must be told."""
    return any(_cell(line, places, field) for field in GIVEN)


def _read_line(line: Line, places: Mapping[str, int]) -> tuple[Entry | None, list[Fault]]:
    if line.fault:
        return None, [Fault(line.number, "line", EntryRule.SHEET_LINE)]
    told = {field: _cell(line, places, field) for field in (*NEEDED, "link")}
    value = read_number(line.cells[places["value"]]) if told["value"] else None
    if value is None:
        return None, [Fault(line.number, "value", EntryRule.NUMBER if told["value"] else EntryRule.NO_VALUE)]
    place = (told["code"], told["period"], told["org_unit"])
    of_place, _, newest = told["seen"].rpartition("/")
    is_known = of_place == "/".join(place) and newest.isascii() and newest.isdigit() and len(newest) < MOST_DIGITS
    seen = int(newest) if is_known else 0
    return Entry(*place, value, told["evidence"], told["link"], seen=seen, line=line.number), []


def _cell(line: Line, places: Mapping[str, int], field: str) -> str:
    """What stands in a cell as text; an empty text where nothing does."""
    at = places.get(field)
    value = line.cells[at] if at is not None and at < len(line.cells) else None
    return "" if value is None else str(value).strip()
