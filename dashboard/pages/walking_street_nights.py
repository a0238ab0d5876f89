"""The last nights of the walking street one by one, and its occupancy and fees month by month."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.typed_table import say_cell, typed_table
from dashboard.figures.rate_and_money import rate_and_money
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportTable
from dashboard.reports.walking_street import baht, last_nights, month_rows, months_table, nights_table, ratio
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date

TABLE_MONTHS = 13
KINDS = {"number": "number", "percent": "number", "date": "keep"}


def draw_nights(context: PageContext, period: PeriodChosen) -> Any:
    """The last four held, those called off between them, and what the four are together."""
    lang, found = context.lang, nights_table(context, period)
    nights = last_nights(context, period)
    if not nights:
        none, text = t("walking_street.none", lang), t("walking_street.none_text", lang)
        return section_card(found.title, part_state("empty", none, text))
    held = [night for night in nights if night.is_held]
    columns = [Column(c.title, KINDS.get(c.kind, "")) for c in found.columns]
    rows: list[list[Any]] = [
        [say_cell(v, c, lang) for v, c in zip(row, found.columns, strict=True)] for row in found.rows
    ]
    visitors = [night.visitors for night in held if night.visitors is not None]
    available, traded, booked, absent, fees, paid = (
        sum(getattr(night, name) for night in held)
        for name in ("available", "traded", "booked", "absent", "fee_satang", "paid_satang")
    )
    count = len(held)
    whole: list[Any] = [
        available / count, traded / count, ratio(traded, available), ratio(absent, booked),
        sum(visitors) / len(visitors) if visitors else None, (baht(fees) or 0) / count, (baht(paid) or 0) / count,
    ]  # fmt: skip
    shown = [say_cell(value, c, lang) for value, c in zip(whole, found.columns[2:], strict=True)]
    rows.append([html.Strong(t("walking_street.mean", lang, count=count)), MISSING, *map(html.Strong, shown)])
    note = t("walking_street.nights_note", lang, day=format_date(nights[0].night_date, lang))
    tools = export_tools(context, "walking-street-nights", found.title)
    foot = t("walking_street.nights_foot", lang)
    body = table(columns, rows, label=found.title, class_name="market-table stack")
    return section_card(found.title, body, note=note, foot=foot, tools=tools)


def draw_months(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    rows, found = month_rows(context, period), months_table(context, period)
    if not any(row.held or row.received_satang for row in rows):
        return section_card(found.title, part_state("empty", t("walking_street.none", lang)))
    span = {"first": rows[0].label(lang), "last": rows[-1].label(lang)}
    value = ground.values.get(("WS-03", period.period_id))
    is_proposed = value is not None and value.target_state == "proposed"
    figure = rate_and_money(
        [row.label(lang) for row in rows],
        [row.occupancy for row in rows],
        [baht(row.received_satang) for row in rows],
        names=(t("walking_street.months_occupancy", lang), t("walking_street.months_received", lang)),
        target=value.target if value is not None else None,
        target_name=t("walking_street.proposed" if is_proposed else "walking_street.target", lang),
    )
    shown = ReportTable(found.title, found.columns, found.rows[:TABLE_MONTHS])
    fold = html.Details(
        [html.Summary(t("walking_street.as_table", lang)), typed_table(shown, lang)], className="as-table"
    )
    return section_card(
        found.title,
        [chart(figure, label=t("walking_street.months_alt", lang, **span), height=360), fold],
        note=t("walking_street.months_note", lang, **span),
        foot=t("walking_street.months_foot", lang),
        tools=export_tools(context, "walking-street-months", found.title),
    )
