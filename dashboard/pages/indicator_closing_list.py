"""The periods that were closed, by whom and what became of them; and the form that closes the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import readers
from dashboard.access.person import STRATEGY
from dashboard.closing_readers import ClosingRow, PeriodRow, count_waiting, read_closable, read_closings
from dashboard.components.chip import plain_chip, status_chip
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date, format_instant, format_number
from etl.calendar_th import bangkok_date, fiscal_year_be, fiscal_year_start
from etl.indicators.closing import MAX_LETTERS

JUDGED = ("on_track", "at_risk", "off_track", "stale")


def draw_closings(context: PageContext) -> Any:
    lang = context.lang
    closings = read_closings(context.data, context.org_unit_key)
    name = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    title = t("closing.list", lang)
    if closings:
        columns = [
            Column(t(f"closing.{c}", lang)) for c in ("period", "closed_by", "reported_counts", "restated_count")
        ]
        body = table(columns, [_row(c, context) for c in closings], label=title, class_name="stack closing-table")
    else:
        body = part_state("empty", t("closing.list_none", lang), t("closing.list_none_text", lang))
    card = section_card(title, body, note=t("closing.list_note", lang, org_unit=name))
    return html.Div([_draw_form(context, closings), card], className="stacked")


def _row(closing: ClosingRow, context: PageContext) -> list[Any]:
    lang = context.lang
    address = context.href(view="report", period=closing.period_id, closing=str(closing.closing_key), only=None)
    state = (
        plain_chip("quiet", "lock-fill", t("closing.state_in_force", lang))
        if closing.is_in_force
        else plain_chip("at_risk", "unlock", t("closing.state_reopened", lang))
    )
    period = [
        dcc.Link(closing.label(lang), href=address, className="strong"),
        html.Div([t(f"closing.grain_{closing.grain}", lang), " ", state], className="soft small"),
    ]
    who: list[Any] = [
        html.Div(closing.closed_by),
        html.Div(format_instant(closing.closed_at, lang), className="soft small"),
    ]
    if closing.note:
        who.append(html.Div(closing.note, className="soft small"))
    if not closing.is_in_force:
        said = {
            "by": closing.reopened_by,
            "at": format_instant(closing.reopened_at, lang),
            "reason": closing.reopen_reason,
        }
        who.append(html.Div(t("closing.reopened_said", lang, **said), className="small"))
    return [html.Div(period), html.Div(who), _say_counts(closing, lang), _say_restated(closing, lang)]


def _say_counts(closing: ClosingRow, lang: str) -> html.Div:
    """Counts by status, never an average; what has no approved target stands in the total only."""
    chips = [
        status_chip(name, f"{t(f'status.result_{name}' if name != 'stale' else 'status.stale', lang)} {count}")
        for name in JUDGED
        if (count := getattr(closing, name))
    ]
    words = "closing.count_figures" if chips else "closing.count_none"
    total = html.Span(t(words, lang, count=format_number(closing.figures)), className="soft small")
    return html.Div([*chips, total], className="status-counts")


def _say_restated(closing: ClosingRow, lang: str) -> Any:
    if not closing.restated and not closing.unexplained:
        return html.Span(t("closing.restated_none", lang), className="soft")
    parts: list[Any] = []
    if closing.restated:
        parts.append(html.Div([icon("arrow-repeat"), " ", t("closing.restated_some", lang, count=closing.restated)]))
    if closing.unexplained:
        words = t("closing.restated_others", lang, count=format_number(closing.unexplained))
        parts.append(html.Div(words, className="restated__silent small"))
    return html.Div(parts)


# --- the form ---------------------------------------------------------------------------------------------------


def closable_of(context: PageContext) -> list[PeriodRow]:
    """What may be closed now: over, its figures made since, of this fiscal year and the one before."""
    today = bangkok_date(context.as_of or context.now)
    return read_closable(
        context.data, fiscal_year_start(fiscal_year_be(today) - 1), min(today, bangkok_date(context.now))
    )


def _draw_form(context: PageContext, closings: Sequence[ClosingRow]) -> Any:
    """Only for the strategy office. Ticked is what ended last, unless something later is closed already."""
    lang = context.lang
    if context.person.role != STRATEGY:
        return None
    periods = closable_of(context)
    title = t("closing.close", lang)
    if not periods:
        return section_card(title, part_state("empty", t("closing.close_nothing", lang), t("closing.close_next", lang)))
    newest = periods[0].ends_on
    if any(c.is_in_force and c.ends_on >= newest for c in closings):
        newest = max(c.ends_on for c in closings if c.is_in_force)
    latest, older = [p for p in periods if p.ends_on == newest], [p for p in periods if p.ends_on != newest]
    fields: list[Any] = [
        html.P(t("closing.close_help", lang), className="soft"),
        *_warnings(context, latest),
        _draw_latest(latest, lang),
        _draw_older(older, lang),
        dbc.Input(
            id="closing-note", type="text", value="", maxLength=MAX_LETTERS, size="sm",
            placeholder=t("closing.close_note", lang),
        ),
        html.Button(
            [icon("lock-fill"), " ", t("closing.close_button", lang)], id="closing-close", type="button", n_clicks=0,
            className="btn btn-primary btn-sm",
        ),
        html.Div(id="closing-said", role="status"),
    ]  # fmt: skip
    note = format_date(newest - timedelta(days=1), lang, "long") if latest else None
    return section_card(title, html.Div(fields, className="closing-form"), note=note, class_name="no-print")


def _draw_latest(periods: Sequence[PeriodRow], lang: str) -> html.Fieldset:
    words = "closing.close_which" if periods else "closing.close_next"
    legend = html.Legend(t(words, lang), className="card-sub")
    return html.Fieldset([legend, _choice("closing-latest", periods, lang)])


def _choice(name: str, periods: Sequence[PeriodRow], lang: str, *, is_chosen: bool = True) -> Any:
    options = [
        {"value": p.period_id, "label": f"{p.label(lang)} · {t(f'closing.grain_{p.grain}', lang)}"} for p in periods
    ]
    return dbc.Checklist(id=name, options=options, value=[p.period_id for p in periods] if is_chosen else [])


def _draw_older(periods: Sequence[PeriodRow], lang: str) -> html.Details:
    body = _choice("closing-older", periods, lang, is_chosen=False)
    words = t("closing.close_older", lang, count=len(periods))
    return html.Details([html.Summary(words), body], className="as-table", hidden=not periods)


def _warnings(context: PageContext, periods: Sequence[PeriodRow]) -> list[Any]:
    """What will be reported otherwise than people may expect."""
    lang = context.lang
    late = [s.title(lang) for s in readers.read_source_states(context.data) if s.is_late(context.now)]
    waiting = count_waiting(context.data, [p.period_id for p in periods])
    said = []
    if late:
        said.append(t("closing.close_late", lang, sources=" · ".join(late)))
    if waiting:
        said.append(t("closing.close_waiting", lang, count=format_number(waiting)))
    return [html.P([icon("exclamation-triangle-fill"), " ", words], className="closing-warning") for words in said]
