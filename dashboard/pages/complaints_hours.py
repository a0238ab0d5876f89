"""When complaints come in: weekdays by hours, and the busiest in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.heat_table import HeatCell, heat_table
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.steps import step_legend
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.complaints import weekday_name
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

BUSIEST = 3
OFFICE_DAYS, OFFICE_HOURS = range(1, 6), range(8, 17)

Hours = Mapping[tuple[int, int], int]


def draw_hours(context: PageContext, period: PeriodChosen) -> Any:
    lang = context.lang
    title = t("complaints.hours", lang)
    found = readers.read_hours(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(found.values())
    if not total:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    rows = [
        (
            weekday_name(weekday, lang),
            t(f"complaints.weekday_short_{weekday}", lang),
            [HeatCell(found.get((weekday, hour), 0), say_cell(weekday, hour, found, lang)) for hour in range(24)],
        )
        for weekday in range(1, 8)
    ]
    body = [
        html.P(say_busiest(found, lang), className="card-lead"),
        heat_table(rows, label=title),
        step_legend(found.values(), lang),
    ]
    return section_card(
        title,
        body,
        note=t("complaints.cases_count", lang, count=format_number(total)),
        foot=t("complaints.hours_foot", lang),
        tools=export_tools(context, "complaints-hours", title),
    )


def say_busiest(found: Hours, lang: str) -> str:
    """The busiest weekdays and hours, and how much comes in while the offices are open."""
    cells = sorted(found, key=lambda cell: (-found[cell], cell))[:BUSIEST]
    busiest = " · ".join(say_cell(weekday, hour, found, lang) for weekday, hour in cells)
    office = sum(found.get((weekday, hour), 0) for weekday in OFFICE_DAYS for hour in OFFICE_HOURS)
    share = format_percent(100 * office / sum(found.values()), 0)
    return f"{t('complaints.hours_busiest', lang, busiest=busiest)} · {t('complaints.hours_office', lang, share=share)}"


def say_cell(weekday: int, hour: int, found: Hours, lang: str) -> str:
    """จันทร์ 09:00-10:00 น. 34 เรื่อง"""
    count = t("complaints.cases_count", lang, count=format_number(found.get((weekday, hour), 0)))
    span = t("formats.time", lang, time=f"{hour:02d}:00-{hour + 1:02d}:00")
    return f"{weekday_name(weekday, lang)} {span} {count}"
