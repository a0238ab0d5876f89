"""A contract's sheet as Markdown for a screen and as a workbook for a meeting."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.contract_sheet import Sheet, Table

FONT, SIZE = "TH Sarabun New", 14
CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#d5d9e6"}
HEADING = CELL | {"bold": True, "font_color": "#ffffff", "bg_color": "#2f3e74"}
_NOT_IN_TAB = re.compile(r"[\[\]:*?/\\']")
A4 = 9
# of a line and a sign at 14 points, with room for the font a machine without TH Sarabun takes instead; columns are
# counted in signs
LINE_POINTS, SIGN_WIDTH = 23, 1.2
WIDE = 120


def write_markdown(sheet: Sheet) -> str:
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {sheet.title}"
    yield ""
    yield from (f"- {_one_line(line)}" for line in sheet.about)
    for table in sheet.tables:
        yield from ("", f"## {table.title}", "")
        yield from (f"- {_one_line(line)}" for line in table.lead)
        yield ""
        yield _row(column.title for column in table.columns)
        yield "|" + "---|" * len(table.columns)
        yield from (_row(row) for row in table.rows)
    yield from ("", "## ตัวอย่าง select / selects to begin with")
    for example in sheet.examples:
        yield from ("", f"### {example.title}", "", f"`{example.file}`", "", "```sql", example.sql.rstrip(), "```")


def _row(cells: Any) -> str:
    return "| " + " | ".join(_one_line(cell).replace("|", "\\|") for cell in cells) + " |"


def _one_line(text: str) -> str:
    return text.replace("\n", " / ")


def write_workbook(sheet: Sheet, file: Path) -> None:
    """One tab to read first, one per table, one with the selects. Every cell is text, none is a formula."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"title": sheet.title})
        _write_about(book, sheet)
        for table in sheet.tables:
            _write_table(book, table)
        _write_examples(book, sheet)


def _write_about(book: Any, sheet: Sheet) -> None:
    tab = _add_tab(book, "อ่านก่อน")
    tab.set_column(0, 0, WIDE)
    tab.write_string(0, 0, sheet.title, _look(book, bold=True, font_size=20))
    for number, line in enumerate(sheet.about, 2):
        _write_row(tab, number, [line], [WIDE], _look(book, text_wrap=True, valign="top"))


def _write_table(book: Any, table: Table) -> None:
    tab = _add_tab(book, table.name)
    tab.set_row(0, 30)
    tab.write_string(0, 0, table.title.replace("`", ""), _look(book, bold=True, font_size=18))
    for number, line in enumerate(table.lead, 1):
        tab.set_row(number, LINE_POINTS)
        tab.write_string(number, 0, _one_line(line), _look(book))
    top = len(table.lead) + 2
    widths = [column.width for column in table.columns]
    for at, width in enumerate(widths):
        tab.set_column(at, at, width)
    _write_row(tab, top, [column.title for column in table.columns], widths, _look(book, **HEADING))
    cell = _look(book, **CELL)
    for number, row in enumerate(table.rows, top + 1):
        _write_row(tab, number, row, widths, cell)
    tab.freeze_panes(top + 1, 1)
    tab.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
    tab.repeat_rows(top)


def _write_row(tab: Any, number: int, cells: Sequence[str], widths: Sequence[int], look: Any) -> None:
    """As high as its longest cell: programs do not heighten rows of wrapped text when they open a file."""
    lines = max(
        sum(_count_lines(line, width) for line in c.split("\n")) for c, width in zip(cells, widths, strict=True)
    )
    tab.set_row(number, LINE_POINTS * lines + 4)
    for at, text in enumerate(cells):
        tab.write_string(number, at, text, look)


def _count_lines(text: str, width: int) -> int:
    """Lines a text takes in a column; Thai marks above and below take no room, a line loses some to whole words."""
    seen = [sum(unicodedata.category(sign) not in ("Mn", "Cf") for sign in line) for line in text.split("\n")]
    return sum(max(1, math.ceil(signs * SIGN_WIDTH / (width - 2))) for signs in seen)


def _write_examples(book: Any, sheet: Sheet) -> None:
    tab = _add_tab(book, "select")
    tab.set_column(0, 0, 140)
    row = 0
    for example in sheet.examples:
        tab.write_string(row, 0, example.title, _look(book, bold=True, font_size=18))
        tab.write_string(row + 1, 0, example.file, _look(book))
        row += 2
        for line in example.sql.splitlines():
            tab.write_string(row, 0, line, book.add_format({"font_name": "Courier New", "font_size": 10}))
            row += 1
        row += 1


def _add_tab(book: Any, name: str) -> Any:
    tab = book.add_worksheet(_NOT_IN_TAB.sub(" ", name)[:31])
    tab.set_landscape()
    tab.set_paper(A4)
    tab.fit_to_pages(1, 0)
    tab.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    return tab


def _look(book: Any, **more: Any) -> Any:
    return book.add_format({"font_name": FONT, "font_size": SIZE} | more)
