"""What was reported of one indicator period by period, and what became of it: a part of its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.closing_readers import HistoryRow, read_current_marks, read_history
from dashboard.components.headline import Indicator
from dashboard.components.reported import Restated, Shown, figure_chip, restated_cell, say_target, say_value
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.ground import make_indicator, read_definitions
from dashboard.pages.indicator_marks import marks_table
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number

PATH = "/indicators/closing"
SHOWN = 16  # a fiscal year of months and its quarters


def section(context: PageContext, code: str) -> Any:
    """Reports of the chosen org_unit with every restatement, and the indicator's marks; None for an unknown code."""
    known = read_definitions(context, (code,))
    if code not in known:
        return None
    lang, indicator = context.lang, make_indicator(known[code], context)
    rows = read_history(context.data, code, context.org_unit_key)
    name = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    note, title = t("closing.history_note", lang, org_unit=name), t("closing.history", lang)
    parts: list[Any] = [_draw_reports(context, rows, indicator, title)]
    marks = [m for m in read_current_marks(context.data) if m.subject in (code, known[code].contract)]
    if marks:
        words = t("closing.marks", lang)
        parts += [html.H3(words, className="card-sub"), marks_table(context, marks, words)]
    return section_card(title, html.Div(parts), note=note)


def _draw_reports(context: PageContext, rows: Sequence[HistoryRow], indicator: Indicator, title: str) -> Any:
    lang = context.lang
    if not rows:
        return part_state("empty", t("closing.history_none", lang))
    reports = [list(some) for _, some in groupby(rows, lambda row: row.closing_key)]
    names = ("period", "value_reported", "target", "status", "value_restated")
    columns = [Column(t(f"closing.{n}", lang), "number" if n in ("value_reported", "target") else "") for n in names]
    drawn = [_cells(context, report, indicator) for report in reports]
    parts: list[Any] = [table(columns, drawn[:SHOWN], label=title, class_name="stack closing-table")]
    if drawn[SHOWN:]:
        words = t("closing.history_more", lang, count=format_number(len(drawn) - SHOWN))
        older = table(columns, drawn[SHOWN:], label=words, class_name="stack closing-table")
        parts.append(html.Details([html.Summary(words), older], className="as-table"))
    return html.Div(parts)


def _cells(context: PageContext, report: Sequence[HistoryRow], indicator: Indicator) -> list[Any]:
    lang, row = context.lang, report[0]
    figure = Shown(row.value, row.target, row.target_state, row.status)
    href = context.href(PATH, view="report", period=row.period_id, closing=str(row.closing_key))
    closed = f"{row.closed_by} · {format_instant(row.closed_at, lang)} · {t('closing.version', lang)} {row.version}"
    period: list[Any] = [dcc.Link(row.label(lang), href=href), html.Div(closed, className="soft small")]
    if row.reopened_at is not None:
        at = format_instant(row.reopened_at, lang)
        words = t("closing.reopened_said", lang, by=row.reopened_by, at=at, reason=row.reopen_reason)
        period.append(html.Div(words, className="small restated__silent"))
    return [
        html.Div(period),
        say_value(row.value, indicator),
        say_target(figure, indicator, lang),
        figure_chip(figure, indicator, lang),
        html.Div([_restated(one, figure, indicator, lang) for one in reversed(report)], className="restatements"),
    ]


def _restated(row: HistoryRow, figure: Shown, indicator: Indicator, lang: str) -> Any:
    if row.cause is None or row.noticed_at is None or row.new_status is None:
        return None
    now = Shown(row.new_value, row.new_target, row.new_target_state, row.new_status)
    return restated_cell(figure, Restated(now, row.cause, row.noticed_at, row.reason, row.reason_by), indicator, lang)
