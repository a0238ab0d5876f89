"""What changed figures that had been reported, run by run; the strategy office says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard import readers
from dashboard.access.person import STRATEGY
from dashboard.closing_readers import MatterRow, RestatedRow, read_matters, read_restatements
from dashboard.components.headline import Indicator
from dashboard.components.icons import icon
from dashboard.components.reported import Shown, figure_chip, say_target, say_value
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.ground import make_indicator, read_definitions
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date, format_instant, format_number
from etl.calendar_th import bangkok_date
from etl.indicators.closing import MAX_LETTERS

SHOWN_PERIODS = 12
SHOWN_MATTERS = 60


def count_silent(context: PageContext) -> int:
    """Matters that nobody has given a reason for."""
    return sum(matter.silent > 0 for matter in read_matters(context.data))


def draw_restated(context: PageContext) -> Any:
    lang = context.lang
    matters, title = read_matters(context.data)[:SHOWN_MATTERS], t("closing.restated", lang)
    if not matters:
        return section_card(title, part_state("empty", t("closing.restated_nothing", lang)))
    known = read_definitions(context, sorted({m.code for m in matters}))
    indicators = {code: make_indicator(definition, context) for code, definition in known.items()}
    rows: dict[tuple[int, str, str], list[RestatedRow]] = {}
    for row in read_restatements(context.data, context.org_unit_key):
        rows.setdefault((row.run_key, row.code, row.cause), []).append(row)
    cards = [_draw_matter(context, m, indicators.get(m.code), rows.get(_key(m), [])) for m in matters]
    form = _draw_form(context, [m for m in matters if m.silent], indicators)
    card = section_card(title, html.Div(cards, className="matters"), note=t("closing.restated_note", lang))
    return html.Div([form, card], className="stacked")


def _key(matter: MatterRow) -> tuple[int, str, str]:
    return matter.run_key, matter.code, matter.cause


def _draw_matter(
    context: PageContext, matter: MatterRow, indicator: Indicator | None, rows: Sequence[RestatedRow]
) -> html.Article:
    lang = context.lang
    counts = {name: format_number(getattr(matter, name)) for name in ("figures", "periods", "org_units")}
    about = [
        t(f"closing.cause_{matter.cause}", lang),
        t("closing.matter_figures", lang, **counts),
        format_instant(matter.noticed_at, lang),
        f"{t('closing.run', lang)} {matter.run_key}",
    ]
    name = indicator.name if indicator else ""
    return html.Article(
        [
            html.H3([html.Span(matter.code, className="soft keep"), " ", name], className="matter__name"),
            html.P(" · ".join(about), className="soft small"),
            _say_reason(matter, lang),
            _draw_rows(context, indicator, rows),
        ],
        className="matter",
    )


def _say_reason(matter: MatterRow, lang: str) -> html.P:
    if matter.reason is None:
        return html.P([icon("question-circle"), " ", t("closing.no_reason", lang)], className="restated__silent")
    at = format_instant(matter.reason_at, lang)
    words = t("closing.reason_by", lang, reason=matter.reason, by=matter.reason_by or "", at=at)
    return html.P([html.Strong(f"{t('closing.reason', lang)}: "), words])


def _draw_rows(context: PageContext, indicator: Indicator | None, rows: Sequence[RestatedRow]) -> Any:
    """Before and after, of the chosen org_unit."""
    lang = context.lang
    if indicator is None:
        return None
    if not rows:
        name = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
        return html.P(t("closing.matter_none_here", lang, org_unit=name), className="soft small")
    kinds = {"period": "", "value_reported": "number", "value_restated": "number", "status_restated": ""}
    columns = [Column(t(f"closing.{name}", lang), kind) for name, kind in kinds.items()]
    body = [_cells(row, indicator, lang) for row in rows[:SHOWN_PERIODS]]
    parts: list[Any] = [table(columns, body, label=indicator.name, class_name="stack")]
    if len(rows) > SHOWN_PERIODS:
        left = format_number(len(rows) - SHOWN_PERIODS)
        parts.append(html.P(t("closing.matter_more", lang, count=left), className="soft small"))
    return html.Details(
        [html.Summary(t("closing.matter_rows", lang)), *parts], className="as-table", open=len(rows) < 4
    )


def _cells(row: RestatedRow, indicator: Indicator, lang: str) -> list[Any]:
    before = Shown(row.before_value, row.before_target, None, row.before_status)
    after = Shown(row.value, row.target, None, row.status)
    chips: list[Any] = [figure_chip(before, indicator, lang)]
    if before.status != after.status:
        chips += [" → ", figure_chip(after, indicator, lang)]
    if before.target != after.target:
        words = f"{say_target(before, indicator, lang)} → {say_target(after, indicator, lang)}"
        chips.append(html.Div(f"{t('closing.target', lang)} {words}", className="soft small"))
    return [row.label(lang), say_value(before.value, indicator), say_value(after.value, indicator), html.Div(chips)]


# --- the form ---------------------------------------------------------------------------------------------------


def _draw_form(context: PageContext, matters: Sequence[MatterRow], indicators: dict[str, Indicator]) -> Any:
    lang = context.lang
    if context.person.role != STRATEGY or not matters:
        return None
    options = [{"value": write_key(m), "label": _say_matter(m, indicators.get(m.code), lang)} for m in matters]
    fields = [
        html.P(t("closing.explain_help", lang), className="soft"),
        html.Label(
            [
                html.Span(t("closing.explain_which", lang)),
                dbc.Select(id="closing-matter", options=options, value=options[0]["value"], size="sm"),
            ],
            className="progress-field",
        ),
        dbc.Input(
            id="closing-reason", type="text", value="", maxLength=MAX_LETTERS, size="sm",
            placeholder=t("closing.explain_reason", lang),
        ),
        html.Button(
            t("closing.explain_button", lang), id="closing-explain", type="button", n_clicks=0,
            className="btn btn-primary btn-sm",
        ),
        html.Div(id="closing-said", role="status"),
    ]  # fmt: skip
    return section_card(t("closing.explain", lang), html.Div(fields, className="closing-form"), class_name="no-print")


def write_key(matter: MatterRow) -> str:
    return f"{matter.run_key} {matter.code} {matter.cause}"


def _say_matter(matter: MatterRow, indicator: Indicator | None, lang: str) -> str:
    day = format_date(bangkok_date(matter.noticed_at), lang)
    name = indicator.name if indicator else ""
    return f"{matter.code} {name} · {t(f'closing.cause_{matter.cause}', lang)} · {day}"[:160]
