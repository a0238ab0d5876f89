"""How old what is open is, for the whole and by สำนัก/กอง: the old ones are what people telephone about."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.age_bars import AgeBar, age_list, age_whole
from dashboard.components.headline import say_moment
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.complaints import AGE_BANDS, AgeRow, age_rows, ages_on, ages_table, today_of
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent


def draw_ages(context: PageContext, period: PeriodChosen) -> Any:
    """Open at the period's end, or now while it runs."""
    lang, day = context.lang, ages_on(context, period)
    title = t("complaints.ages", lang)
    is_now = day == today_of(context) and context.as_of is not None
    note = t("complaints.ages_now", lang, at=say_moment(context.as_of, lang)) if is_now and context.as_of else None
    note = note or t("complaints.ages_then", lang, day=format_date(day, lang))
    rows = age_rows(context, period)
    whole = next((row for row in rows if row.org_unit_key == context.org_unit_key), None)
    if whole is None:
        return section_card(title, part_state("empty", t("complaints.ages_none", lang)), note=note)
    words = [t(f"complaints.band_{band}", lang) for band in AGE_BANDS]
    parts = [row for row in rows if row is not whole]
    body: list[Any] = [
        html.P(say_ages(whole, parts, lang), className="card-lead"),
        age_whole(whole.counts, words, [format_number(c) for c in whole.counts], label=title),
    ]
    if parts:
        bars = [AgeBar(r.name, r.counts, format_number(r.total), _say_old(r.old, lang)) for r in parts]
        body.append(age_list(bars, words, label=title))
    table = typed_table(ages_table(context, period), lang)
    body.append(html.Details([html.Summary(t("complaints.as_table", lang)), table], className="as-table"))
    return section_card(title, body, note=note, tools=export_tools(context, "complaints-ages", title))


def say_ages(whole: AgeRow, parts: list[AgeRow], lang: str) -> str:
    """The figure a mayor asks for, and where most of it lies."""
    said = t(
        "complaints.ages_said",
        lang,
        total=format_number(whole.total),
        old=format_number(whole.old),
        share=format_percent(100 * whole.old / whole.total, 0),
    )
    most = max(parts, key=lambda row: row.old, default=None)
    if most is None or not most.old:
        return said
    return f"{said} · {t('complaints.ages_most', lang, org_unit=most.name, old=format_number(most.old))}"


def _say_old(old: int, lang: str) -> str:
    return t("complaints.ages_old", lang, old=format_number(old)) if old else ""
