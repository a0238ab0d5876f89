"""Received, finished and open month by month, with what people remarked; planners add remarks and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from dashboard.access.person import PLANNER, STRATEGY
from dashboard.components.chart import chart
from dashboard.components.notes import NoteLine, note_form, note_list
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.complaints import FLOWS, MonthRow, month_rows, months_table, today_of
from dashboard.reports.tables import ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date

WRITERS = (PLANNER, STRATEGY)
TABLE_MONTHS = 13


def draw_months(context: PageContext, period: PeriodChosen) -> Any:
    lang = context.lang
    rows = month_rows(context, period)
    title = t("complaints.months", lang)
    if not rows:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    words = {name: t(f"complaints.series_{name}", lang) for name in FLOWS} | {"notes": t("complaints.notes", lang)}
    span = {"first": rows[0].label(lang), "last": rows[-1].label(lang)}
    points, lines = _number_notes(rows, lang)
    figure = chart(flow_and_backlog(points, words), label=t("complaints.months_alt", lang, **span), height=360)
    found = months_table(context, period)
    shown = ReportTable(found.title, found.columns, found.rows[:TABLE_MONTHS])
    may_write = context.person.role in WRITERS
    body: list[Any] = [figure]
    if lines:
        body.append(note_list(lines, lang, may_withdraw=may_write))
    if may_write:
        first = max(rows[0].month.starts_on, date(2000, 1, 1))
        body.append(note_form(today_of(context), first, lang))
    table = typed_table(shown, lang)
    body.append(html.Details([html.Summary(t("complaints.as_table", lang)), table], className="as-table"))
    foot = t("complaints.months_foot", lang) if rows[-1].month.ends_on > today_of(context) else None
    note = t("complaints.months_note", lang, **span)
    tools = export_tools(context, "complaints-months", title)
    return section_card(title, body, note=note, foot=foot, tools=tools)


def _number_notes(rows: Sequence[MonthRow], lang: str) -> tuple[list[MonthPoint], list[NoteLine]]:
    """Each remark has the same number on the chart and in the list."""
    points: list[MonthPoint] = []
    lines: list[NoteLine] = []
    for row in rows:
        numbered = []
        for note in row.notes:
            lines.append(NoteLine(len(lines) + 1, note.note_key, format_date(note.date, lang), note.text, note.author))
            numbered.append((len(lines), note.text))
        figures = {name: row.values[name] for name in FLOWS}
        points.append(MonthPoint(row.label(lang), **figures, notes=tuple(numbered)))
    return points, lines
