"""The repairs that are open, one by one: the oldest first, late ones marked, each leading to the desk's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.it_repair_readers import OpenRepair
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.it_repair import open_rows, record_address, today_of
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_number

SHOWN = 20  # the file has all of them
OLD_DAYS = 7


def draw_open(context: PageContext) -> Any:
    """As of the day of the figures, whatever period is chosen."""
    lang, today = context.lang, today_of(context)
    rows, title = open_rows(context, today), t("it_repair.open", lang)
    note = t("it_repair.open_note", lang, day=format_date(today, lang), count=format_number(len(rows)))
    if not rows:
        return section_card(title, part_state("empty", t("it_repair.open_none", lang)), note=note)
    columns = [
        Column(t("it_repair.number", lang), "case-number"),
        Column(t("it_repair.what", lang), "case-what"),
        Column(t("it_repair.org_unit", lang)),
        Column(t("it_repair.urgency", lang)),
        Column(t("it_repair.reported_on", lang), "keep"),
        Column(t("it_repair.age", lang), "number"),
        Column(t("it_repair.due", lang), "keep"),
        Column(t("it_repair.status", lang)),
    ]
    cells = [_row(row, today, lang) for row in rows[:SHOWN]]
    body = table(columns, cells, label=title, class_name="case-table stack")
    foot = t("it_repair.open_shown", lang, shown=SHOWN, count=format_number(len(rows))) if len(rows) > SHOWN else None
    tools = export_tools(context, "it-repair-open", title)
    return section_card(title, body, note=note, foot=foot, tools=tools, class_name="cases")


def _row(repair: OpenRepair, today: date, lang: str) -> list[Any]:
    is_thai, age = lang == "th", (today - repair.reported_date).days
    machine = [repair.asset_number] if repair.asset_number else []
    what = [repair.device_th, repair.symptom_th] if is_thai else [repair.device_en, repair.symptom_en]
    urgency = repair.urgency_th if is_thai else repair.urgency_en
    return [
        _number(repair, lang),
        html.Div(
            [
                html.Div(repair.description or MISSING),
                html.Div(" · ".join([*what, *machine]), className="case-table__place"),
            ]
        ),
        repair.org_unit_th if is_thai else repair.org_unit_en,
        html.Strong(urgency) if repair.urgency_code in ("critical", "high") else html.Span(urgency),
        format_date(repair.reported_date, lang),
        html.Span(
            t("it_repair.days", lang, days=format_number(age)), className="case-table__old" if age > OLD_DAYS else ""
        ),
        html.Div([html.Div(format_date(repair.due_date, lang)), _due(repair.due_date, today, lang)])
        if repair.due_date
        else html.Span(t("it_repair.clock_stands", lang), className="case-table__place"),
        repair.status_th if is_thai else repair.status_en,
    ]


def _number(repair: OpenRepair, lang: str) -> Any:
    shown, address = repair.ticket_number or repair.source_id, record_address(repair)
    if address is None:
        return html.Span(shown, className="keep")
    title = t("it_repair.open_record", lang, number=shown)
    return html.A(shown, href=address, target="_blank", rel="noopener noreferrer", title=title, className="keep")


def _due(due: date, today: date, lang: str) -> Any:
    """Overdue is said with its days; due today is not late yet."""
    days = (today - due).days
    if days > 0:
        return plain_chip("overdue", "alarm", t("it_repair.overdue", lang, days=format_number(days)))
    word = t("it_repair.due_today", lang) if days == 0 else t("it_repair.due_in", lang, days=format_number(-days))
    return html.Span(word, className="case-table__place")
