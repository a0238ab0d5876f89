"""A table as CSV for a spreadsheet: utf-8 with BOM, what it is above it, dates as ISO with the Buddhist date beside."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

from dashboard.reports.cells import escape_text
from dashboard.reports.tables import About, ReportColumn, ReportTable, say_about, say_instant
from dashboard.text import t
from dashboard.text.formats import format_date
from etl.calendar_th import BANGKOK

DATED = ("date", "instant")


def write_csv(table: ReportTable, about: About) -> bytes:
    """Lines of `name,text` about the table, an empty line, the headings, the rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in say_about(table, about):
        writer.writerow([escape_text(part) for part in line])
    writer.writerow([])
    writer.writerow([escape_text(title) for column in table.columns for title in _titles(column, about.lang)])
    for row in table.rows:
        pairs = zip(row, table.columns, strict=True)
        writer.writerow([cell for value, column in pairs for cell in _cells(value, column.kind, about.lang)])
    return out.getvalue().encode("utf-8-sig")


def _titles(column: ReportColumn, lang: str) -> list[str]:
    if column.kind in DATED:
        return [column.title, f"{column.title} ({t('export.buddhist_era', lang)})"]
    return [f"{column.title} (%)" if column.kind == "percent" else column.title]


def _cells(value: Any, kind: str, lang: str) -> list[Any]:
    """Numbers stay numbers; a date takes two cells, as its column has two headings."""
    if kind not in DATED:
        return [escape_text(value) if isinstance(value, str) else value]
    if isinstance(value, datetime):
        return [value.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M:%S"), escape_text(say_instant(value, lang))]
    if isinstance(value, date):
        return [value.isoformat(), escape_text(format_date(value, lang, "long"))]
    return [None, None]
