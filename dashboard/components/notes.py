"""Remarks on a chart: the list beneath it, and the form of those who may write one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.icons import icon
from dashboard.text import t
from dashboard.text.formats import month_name


@dataclass(frozen=True)
class NoteLine:
    """One remark as the list shows it; `number` is that of its mark on the chart."""

    number: int
    note_key: int
    day: str
    text: str
    author: str


def note_list(lines: Sequence[NoteLine], lang: str, *, may_withdraw: bool) -> html.Div:
    rows = [
        html.Li(
            [
                html.Span(str(line.number), className="note-mark", **aria(hidden="true")),
                html.Div([html.Strong(line.day), " ", line.text, html.Small(line.author, className="note-author")]),
                *([_withdraw_button(line, lang)] if may_withdraw else []),
            ]
        )
        for line in lines
    ]
    return html.Div([html.H3(t("complaints.notes", lang), className="card-sub"), html.Ul(rows, className="note-list")])


def _withdraw_button(line: NoteLine, lang: str) -> html.Button:
    label = t("complaints.note_withdraw_of", lang, number=line.number)
    return html.Button(
        [icon("x-circle"), html.Span(t("complaints.note_withdraw", lang))],
        className="note-withdraw no-print",
        type="button",
        title=label,
        **aria(label=label),
        **data(note_withdraw=str(line.note_key)),
    )


def note_form(today: date, first: date, lang: str) -> html.Details:
    """Day, month and Buddhist year (a browser's own date field writes Gregorian ones), and the text."""
    years = [{"value": str(year), "label": str(year + 543)} for year in range(today.year, first.year - 1, -1)]
    months = [{"value": str(month), "label": month_name(month, lang)} for month in range(1, 13)]
    days = [{"value": str(day), "label": str(day)} for day in range(1, 32)]
    fields = [
        _select("note-day", days, today.day, t("complaints.note_day", lang)),
        _select("note-month", months, today.month, t("complaints.month", lang)),
        _select("note-year", years, today.year, t("complaints.note_year", lang)),
        dbc.Input(
            id="note-text",
            type="text",
            value="",
            maxLength=300,
            placeholder=t("complaints.note_text", lang),
            size="sm",
        ),
        html.Button(t("complaints.note_save", lang), id="note-save", type="button", n_clicks=0,
                    className="btn btn-primary btn-sm"),
    ]  # fmt: skip
    return html.Details(
        [
            html.Summary([icon("chat-left-text"), " ", t("complaints.note_add", lang)]),
            html.Div(fields, className="note-form"),
            html.P(t("complaints.note_help", lang), className="soft"),
            dcc.Store(id="note-withdraw"),  # {key, at}, set by assets/js/60-notes.js
            html.Div(id="note-result", role="status"),
        ],
        className="as-table no-print",
    )


def _select(name: str, options: list[dict[str, str]], chosen: int, label: str) -> Any:
    return html.Label(
        [
            html.Span(label, className="visually-hidden"),
            dbc.Select(id=name, options=options, value=str(chosen), size="sm"),
        ]
    )
