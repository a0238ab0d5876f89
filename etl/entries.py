"""Rows that people enter, as a workbook in the drop folder of a source: they take the road of every other row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter


def write_workbook(headings: Sequence[str], rows: Sequence[Sequence[object]], at: datetime) -> bytes:
    """One sheet of typed cells under headings; the same rows and time give the same bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": at})
    sheet = book.add_worksheet("รายงานความก้าวหน้า")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(12, len(heading) * 0.9))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value not in (None, ""):
                sheet.write_string(number, column, str(value))
    book.close()
    return file.getvalue()
