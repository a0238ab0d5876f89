"""Who retires on 30 September of each of the next five years: how many, of which type, department and line of work."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.bars import Bar, bar_list
from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.figures.stacks import stacked_bars
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.personnel import today_of
from dashboard.reports.personnel_outlook import Outlook, read_outlook, retirements_table
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

SHOWN_POSITIONS = 8


def draw_outlook(context: PageContext, period: PeriodChosen) -> Any:
    """The main analysis of the page; it looks ahead from the figures' own day, whatever period is chosen."""
    lang, outlook = context.lang, read_outlook(context)
    title = t("personnel.retirements", lang)
    note = t("personnel.on_day", lang, day=format_date(today_of(context), lang))
    total = sum(outlook.counts())
    if not total:
        return section_card(title, part_state("empty", t("personnel.retirements_none", lang)), note=note)
    table = typed_table(retirements_table(context, period), lang)
    body = html.Div(
        [
            html.P(_say_outlook(context, outlook, total, period), className="card-lead"),
            html.Div([_draw_years(outlook, lang), _draw_positions(context, outlook, lang)], className="outlook"),
            html.P(t("personnel.by_unit_and_year", lang), className="card-sub"),
            table,
        ]
    )
    foot = t("personnel.retirements_foot", lang)
    tools = export_tools(context, "personnel-retirements", title)
    return section_card(title, body, note=note, foot=foot, tools=tools)


def _say_outlook(context: PageContext, outlook: Outlook, total: int, period: PeriodChosen) -> str:
    """How many, what share of those in service, the worst year, the department that loses most."""
    lang = context.lang
    found = readers.read_measures(context.data, ("staff_end",), (period.period_id,), context.org_unit_key)
    staff = found["staff_end", period.period_id].value if found else 0
    counts = dict(zip(outlook.years, outlook.counts(), strict=True))
    worst = max(outlook.years, key=lambda year: counts[year])
    said = t(
        "personnel.outlook_said",
        lang,
        total=format_number(total),
        share=format_percent(100 * total / staff, 1) if staff else "–",
        year=worst,
        most=format_number(counts[worst]),
    )
    units = {row.org_unit_key for row in outlook.rows} - {context.org_unit_key}
    if not units:
        return said
    most = max(sorted(units), key=lambda key: sum(outlook.counts(org_unit_key=key)))
    name = readers.read_org_unit_name(context.data, most, lang)
    people = format_number(sum(outlook.counts(org_unit_key=most)))
    return f"{said} · {t('personnel.outlook_unit', lang, org_unit=name, people=people)}"


def _draw_years(outlook: Outlook, lang: str) -> Any:
    labels = [t("personnel.fiscal_year", lang, year=year) for year in outlook.years]
    parts = {
        (row.type_th if lang == "th" else row.type_en): outlook.counts(staff_type=code)
        for code, row in outlook.types.items()
    }
    label = t("personnel.retirements_alt", lang, first=outlook.years[0], last=outlook.years[-1])
    return chart(stacked_bars(labels, parts, t("personnel.total", lang)), label=label, height=330)


def _draw_positions(context: PageContext, outlook: Outlook, lang: str) -> Any:
    heading = t("personnel.positions", lang)
    shown = outlook.positions[:SHOWN_POSITIONS]
    bars = [
        Bar(
            name or t("personnel.position_none", lang),
            sum(counts),
            t("personnel.people", lang, people=format_number(sum(counts))),
            t("personnel.first_year", lang, people=format_number(counts[0])) if counts[0] else "",
        )
        for name, counts in shown
    ]
    tools = export_tools(context, "personnel-positions", heading)
    return html.Div(
        [
            html.Div([html.P(heading, className="card-sub"), tools], className="outlook__head"),
            bar_list(bars, max((b.size or 0 for b in bars), default=1), label=heading, class_name="bars--counted"),
        ]
    )
