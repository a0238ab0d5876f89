"""A closed period's report as it was on the day of closing, with what was restated since; and opening it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import readers
from dashboard.access.person import STRATEGY
from dashboard.closing_readers import ClosingRow, ReportedRow, read_closings, read_current_marks, read_reported
from dashboard.components.chip import status_chip
from dashboard.components.headline import Indicator
from dashboard.components.icons import icon
from dashboard.components.reported import Restated, Shown, figure_chip, restated_cell, say_target, say_value
from dashboard.components.section import section_card
from dashboard.components.states import banner, part_state
from dashboard.components.table import Column, table
from dashboard.pages.ground import make_indicator
from dashboard.pages.indicator_marks import say_mark
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.closing import choose_closing
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number
from etl.calendar_th import Period
from etl.indicators.closing import MAX_LETTERS
from etl.indicators.definition import Definition, from_json
from etl.indicators.marks import Mark

JUDGED = ("on_track", "at_risk", "off_track")
COUNTED = (*JUDGED, "stale", "no_target", "no_data", "not_connected")


def draw_report(context: PageContext) -> Any:
    """Of the chosen period: the closing the address names, else the last one."""
    lang = context.lang
    closing = choose_closing(context)
    if closing is None:
        period = readers.read_period(context.data, context.period_id)
        label = period.label(lang) if period else context.period_id
        words = t("closing.report_open", lang, period=label)
        return section_card(words, part_state("empty", words, t("closing.report_open_text", lang)))
    rows = read_reported(context.data, closing.closing_key, context.org_unit_key)
    only = context.params.get("only") == "restated"
    shown = [row for row in rows if row.is_restated] if only else rows
    name = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    about = {"org_unit": name, "by": closing.closed_by, "at": format_instant(closing.closed_at, lang)}
    title = t("closing.report", lang, period=closing.label(lang))
    parts: list[Any] = [
        html.P(t("closing.report_about", lang, **about, count=format_number(len(rows))), className="soft"),
        *_say_note(closing, lang),
        _draw_counts(rows, lang),
        _draw_choice(context, rows, only=only),
        *(_draw_kind(context, closing, shown, is_tracked=is_tracked) for is_tracked in (True, False)),
    ]
    tools = export_tools(context, "closing-report", title)
    card = section_card(title, parts, tools=tools)
    return html.Div([*_draw_others(context, closing), card, _draw_reopening(context, closing)], className="stacked")


def _say_note(closing: ClosingRow, lang: str) -> list[Any]:
    said: list[Any] = []
    if closing.note:
        said.append(html.P(t("closing.report_remark", lang, note=closing.note), className="soft"))
    if not closing.is_in_force:
        at = format_instant(closing.reopened_at, lang)
        words = t("closing.reopened_said", lang, by=closing.reopened_by, at=at, reason=closing.reopen_reason)
        said.append(banner("stale", "unlock", t("closing.state_reopened", lang), words))
    return said


def _draw_counts(rows: Sequence[ReportedRow], lang: str) -> html.Div:
    """Tracked indicators by the status that was reported; what was only proposed is counted as that."""
    found = Counter(
        "proposed" if row.status == "no_target" and row.target_state == "proposed" else row.status
        for row in rows
        if is_tracked(row)
    )
    chips = []
    for status in (*COUNTED, "proposed"):
        word = t(f"status.result_{status}" if status in JUDGED else f"status.{status}", lang)
        if found[status]:
            chips.append(status_chip(status, f"{word} {found[status]}"))
    return html.Div(chips, className="status-counts")


def is_tracked(row: ReportedRow) -> bool:
    return from_json(row.body).kind == "tracked"


def _draw_choice(context: PageContext, rows: Sequence[ReportedRow], *, only: bool) -> Any:
    """All, or only what was restated since."""
    restated = sum(row.is_restated for row in rows)
    if not restated:
        return None
    lang, links = context.lang, []
    for name, count, is_chosen in (("all", len(rows), not only), ("only_restated", restated, only)):
        words = f"{t(f'closing.report_{name}', lang)} ({format_number(count)})"
        href = context.href(only="restated" if name == "only_restated" else None)
        links.append(
            dcc.Link(words, href=href, className="btn btn-sm btn-outline-secondary" + (" active" if is_chosen else ""))
        )
    return html.Div(links, className="closing-choice no-print")


def _draw_kind(context: PageContext, closing: ClosingRow, rows: Sequence[ReportedRow], *, is_tracked: bool) -> Any:
    """Tracked indicators, then the figures for context: two lists, for only the first are judged."""
    lang = context.lang
    chosen = [(row, d) for row in rows if ((d := from_json(row.body)).kind == "tracked") == is_tracked]
    if not chosen:
        return None
    kinds = {"indicator": "", "value_reported": "number", "target": "number", "status": "", "score": "number",
             "value_restated": ""}  # fmt: skip
    unused = set() if is_tracked else {"target", "status", "score"}
    if not any(row.is_restated for row, _ in chosen):
        unused.add("value_restated")
    names = [name for name in kinds if name not in unused]
    period = Period(closing.period_id, closing.grain, closing.starts_on, closing.ends_on)
    marks = [mark for mark in read_current_marks(context.data) if mark.touches(period)]
    title = t("closing.tracked" if is_tracked else "closing.context", lang, count=format_number(len(chosen)))
    body = []
    for row, definition in chosen:
        cells = dict(zip(kinds, _row(context, row, definition, marks), strict=True))
        body.append([cells[name] for name in names])
    columns = [Column(t(f"closing.{name}", lang), kinds[name]) for name in names]
    drawn = table(columns, body, label=title, class_name="stack closing-table report-table")
    return html.Div([html.H3(title, className="card-sub"), drawn])


def _row(context: PageContext, row: ReportedRow, definition: Definition, marks: Sequence[Mark]) -> list[Any]:
    lang, indicator = context.lang, make_indicator(definition, context)
    figure = Shown(row.value, row.target, row.target_state, row.status)
    return [
        _name(context, row, indicator, [m for m in marks if m.subject in (row.code, definition.contract)]),
        say_value(row.value, indicator),
        say_target(figure, indicator, lang),
        figure_chip(figure, indicator, lang),
        format_number(row.score, 2),
        _restated(row, figure, indicator, lang),
    ]


def _name(context: PageContext, row: ReportedRow, indicator: Indicator, marks: Sequence[Mark]) -> html.Div:
    lang = context.lang
    parts: list[Any] = [
        dcc.Link(indicator.name, href=context.href(f"/indicators/{row.code}")),
        html.Div(f"{row.code} · {t('closing.version', lang)} {row.version}", className="soft small"),
    ]
    parts += [
        html.Div([icon("flag-fill"), " ", say_mark(mark, lang)], className="closing-mark small") for mark in marks
    ]
    return html.Div(parts)


def _restated(row: ReportedRow, figure: Shown, indicator: Indicator, lang: str) -> Any:
    if row.cause is None or row.noticed_at is None or row.new_status is None:
        return ""
    now = Shown(row.new_value, row.new_target, row.new_target_state, row.new_status)
    return restated_cell(figure, Restated(now, row.cause, row.noticed_at, row.reason, row.reason_by), indicator, lang)


def _draw_others(context: PageContext, closing: ClosingRow) -> list[Any]:
    """A period closed more than once: every report of it stays readable."""
    lang = context.lang
    others = [c for c in read_closings(context.data, context.org_unit_key) if c.period_id == closing.period_id]
    if len(others) < 2:
        return []
    links = [
        dcc.Link(
            t("closing.report_other", lang, at=format_instant(other.closed_at, lang)),
            href=context.href(closing=str(other.closing_key)),
            className="btn btn-sm btn-outline-secondary" + (" active" if other == closing else ""),
        )
        for other in others
    ]
    return [html.Div([html.Span(t("closing.report_others", lang)), *links], className="closing-choice no-print")]


def _draw_reopening(context: PageContext, closing: ClosingRow) -> Any:
    """Two steps on purpose: it opens first, then asks why."""
    lang = context.lang
    if context.person.role != STRATEGY or not closing.is_in_force:
        return None
    fields = [
        html.P(t("closing.reopen_help", lang), className="soft"),
        dcc.Store(id="closing-period", data=closing.period_id),
        dbc.Input(
            id="closing-reopen-reason", type="text", value="", maxLength=MAX_LETTERS, size="sm",
            placeholder=t("closing.reopen_reason", lang),
        ),
        html.Button(
            [icon("unlock"), " ", t("closing.reopen_button", lang, period=closing.label(lang))], id="closing-reopen",
            type="button", n_clicks=0, className="btn btn-outline-danger btn-sm",
        ),
        html.Div(id="closing-said", role="status"),
    ]  # fmt: skip
    summary = html.Summary([icon("unlock"), " ", t("closing.reopen", lang)])
    return html.Details(
        [summary, html.Div(fields, className="closing-form")], className="as-table card-section no-print"
    )
