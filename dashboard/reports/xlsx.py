"""A table as a workbook: typed cells under a frozen heading, what it is above it, a second sheet that says all."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.reports.cells import escape_text
from dashboard.reports.tables import About, ReportColumn, ReportTable, say_about
from dashboard.text import t
from etl.calendar_th import BANGKOK

FONT = "TH Sarabun New"
INDIGO, AMBER, LINE = "#1d3557", "#8a5200", "#c5ccd1"
MAX_TEXT = 32_767  # letters in a cell
MAX_EXACT = 10**15  # beyond it a spreadsheet rounds
EARLIEST = date(1900, 3, 1)  # before it spreadsheets count days in different ways
WIDTHS = (9, 60)
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# real dates, shown with the Buddhist year in Thai and as ISO in English
DATES = {
    "th": {"date": "[$-107041E]d mmm yyyy", "instant": "[$-107041E]d mmm yyyy hh:mm"},
    "en": {"date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm"},
}


def write_xlsx(table: ReportTable, about: About) -> bytes:
    """Two sheets: the table, and ที่มาของข้อมูล."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": table.title, "author": about.exported_by})
    _write_table(book, book.add_worksheet(sheet_name(table.short or table.title, 31)), table, about)
    _write_about(book, book.add_worksheet(sheet_name(t("export.sheet_about", about.lang), 31)), table, about)
    book.close()
    return out.getvalue()


def sheet_name(text: str, room: int) -> str:
    """A title as the name of a sheet: none of `[]:*?/\\`, no apostrophe at either end."""
    plain = "".join(" " if letter in "[]:*?/\\" or ord(letter) < 32 else letter for letter in text)
    return " ".join(plain.split()).strip("' ")[:room].strip("' ") or "-"


def _write_table(book: Any, sheet: Worksheet, table: ReportTable, about: About) -> None:
    heads = _heading_lines(table, about)
    top = len(heads)
    for number, width in enumerate(_widths(table)):
        sheet.set_column(number, number, width)
    sheet.set_default_row(21)
    for number, (text, look) in enumerate(heads):
        sheet.set_row(number, 27 if number == 0 else 21)
        sheet.write_string(number, 0, _text(text), book.add_format({"font_name": FONT, **look}))
    head = book.add_format(
        {"font_name": FONT, "font_size": 14, "bold": True, "font_color": "#ffffff", "bg_color": INDIGO, "border": 1,
         "border_color": LINE, "align": "center", "valign": "vcenter", "text_wrap": True}
    )  # fmt: skip
    sheet.set_row(top, 42 if any(len(c.title) > 14 for c in table.columns) else 24)
    for number, column in enumerate(table.columns):
        sheet.write_string(top, number, _text(column.title), head)
    formats = [_cell_format(book, column, about.lang) for column in table.columns]
    for row_number, row in enumerate(table.rows, top + 1):
        for number, (value, look) in enumerate(zip(row, formats, strict=True)):
            _write_cell(sheet, row_number, number, value, look)
    sheet.freeze_panes(top + 1, 1)
    if table.rows:
        sheet.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(top)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _heading_lines(table: ReportTable, about: About) -> list[tuple[str, dict[str, Any]]]:
    """What the sheet says above its headings: title, period and org_unit, how current, and the mark of samples."""
    said = dict(say_about(table, about))
    name = t("export.data_at", about.lang)
    lines: list[tuple[str, dict[str, Any]]] = [
        (table.title, {"font_size": 18, "bold": True, "font_color": INDIGO}),
        (f"{about.period} · {about.org_unit}", {"font_size": 14}),
        (f"{name}: {said[name]}", {"font_size": 14}),
    ]
    if about.is_sample:
        mark = f"{t('frame.sample', about.lang)}: {t('frame.sample_help', about.lang)}"
        lines.append((mark, {"font_size": 14, "bold": True, "font_color": AMBER}))
    return [*lines, ("", {})]


def _write_about(book: Any, sheet: Worksheet, table: ReportTable, about: About) -> None:
    name_look = book.add_format({"font_name": FONT, "font_size": 14, "bold": True, "valign": "top"})
    text_look = book.add_format({"font_name": FONT, "font_size": 14, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.set_default_row(21)
    for number, (name, text) in enumerate(say_about(table, about)):
        sheet.write_string(number, 0, _text(name), name_look)
        sheet.write_string(number, 1, _text(text), text_look)


def _cell_format(book: Any, column: ReportColumn, lang: str) -> Format:
    look: dict[str, Any] = {
        "font_name": FONT, "font_size": 14, "bottom": 1, "bottom_color": LINE, "valign": "top"
    }  # fmt: skip
    places = f".{'0' * column.decimals}" if column.decimals else ""
    if column.kind == "number":
        look["num_format"] = f"#,##0{places}"
    elif column.kind == "percent":
        look["num_format"] = f'#,##0{places}"%"'  # the value is in percent already
    elif column.kind in DATES[lang]:
        look |= {"num_format": DATES[lang][column.kind], "align": "left"}
    else:
        look["text_wrap"] = True
    return book.add_format(look)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    """Numbers and dates as themselves where a spreadsheet holds them exactly, else as text; never a formula."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(BANGKOK).replace(tzinfo=None), look)
    elif isinstance(value, date) and value >= EARLIEST:
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, (int, float)) and abs(value) < MAX_EXACT:
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, _text(str(value)), look)


def _text(text: str) -> str:
    safe = escape_text(text)
    return safe if len(safe) <= MAX_TEXT else safe[: MAX_TEXT - 1] + "…"


def _widths(table: ReportTable) -> Sequence[int]:
    """Of the heading and the first rows; vowels and tone marks take no room of their own."""
    shown = [[str(c.title)[:20], *(_say(row[n]) for row in table.rows[:200])] for n, c in enumerate(table.columns)]
    low, high = WIDTHS
    return [max(low, min(high, 3 + max(_length(text) for text in column))) for column in shown]


def _say(value: Any) -> str:
    if isinstance(value, datetime):
        return "00 MMM 2500 00:00"
    return "00 MMM 2500" if isinstance(value, date) else f"{value:,.1f}" if isinstance(value, float) else str(value)


def _length(text: str) -> int:
    return sum(unicodedata.category(letter) != "Mn" for letter in text)
