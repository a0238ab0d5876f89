"""A table of typed rows on screen: the same rows its file holds, each written as its column's kind says."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.table import Column, table
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.text.formats import MISSING, format_date, format_instant, format_number, format_percent


def typed_table(found: ReportTable, lang: str, *, class_name: str = "") -> html.Div:
    columns = [Column(c.title, "number" if c.kind in ("number", "percent") else "") for c in found.columns]
    rows = [[say_cell(value, c, lang) for value, c in zip(row, found.columns, strict=True)] for row in found.rows]
    return table(columns, rows, label=found.title, class_name=class_name)


def say_cell(value: Any, column: ReportColumn, lang: str) -> str:
    """None is a dash; a number is rounded here and nowhere before."""
    if value is None:
        return MISSING
    if column.kind == "number":
        return format_number(value, column.decimals)
    if column.kind == "percent":
        return format_percent(value, column.decimals)
    if column.kind == "date":
        return format_date(value, lang)
    return format_instant(value, lang) if column.kind == "instant" else str(value)
