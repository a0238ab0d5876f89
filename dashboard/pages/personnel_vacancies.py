"""Posts nobody holds: the share by department against its target, and the posts, the longest vacant first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.bars import Bar, Tick, bar_list
from dashboard.components.headline import JUDGED
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.personnel import UnitRow, unit_rows, vacant_on, vacant_table
from dashboard.reports.tables import ReportTable
from dashboard.rows import OrgUnitValue, PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

CODE = "HR-02"
SHOWN_POSTS = 12


def draw_vacancies(context: PageContext, ground: Ground) -> Any:
    """The vacancy rate of each สำนัก/กอง, the highest first."""
    lang, period = context.lang, ground.scene.period
    title = t("personnel.vacancies", lang)
    units = readers.read_org_unit_values(context.data, (CODE,), period.period_id, context.org_unit_key)
    counted = {row.org_unit_key: row for row in unit_rows(context, period)}
    known = [unit for unit in units if unit.value is not None and unit.org_unit_key in counted]
    if not known:
        return section_card(title, part_state("empty", t("personnel.no_posts", lang)))
    known.sort(key=lambda u: (u.org_unit_key == context.org_unit_key, -(u.value or 0.0), u.org_unit_key))
    is_late = ground.scene.is_late
    bars = [_bar(unit, counted[unit.org_unit_key], lang, is_late=is_late) for unit in known]
    if len(bars) > 1 and known[-1].org_unit_key == context.org_unit_key:
        bars[-1] = replace(bars[-1], is_total=True)
    tick, note = _target_tick(next((u for u in units if u.target is not None), None), lang)
    scale = max([b.size or 0.0 for b in bars] + [1.25 * tick.at if tick else 0.0])
    body = bar_list(bars, scale, label=title, tick=tick, class_name="bars--counted")
    return section_card(title, body, note=note, foot=t("personnel.vacancies_foot", lang))


def _bar(unit: OrgUnitValue, row: UnitRow, lang: str, *, is_late: bool) -> Bar:
    detail = t(
        "personnel.vacant_of",
        lang,
        vacant=format_number(row.vacant),
        posts=format_number(row.values["posts_end"]),
    )
    tone = unit.status if unit.status in JUDGED and not is_late else ""
    return Bar(unit.name(lang), unit.value, format_percent(unit.value or 0.0, 1), detail, tone)


def _target_tick(unit: OrgUnitValue | None, lang: str) -> tuple[Tick | None, str]:
    if unit is None or unit.target is None:
        return None, t("personnel.target_none", lang)
    is_proposed = unit.target_state == "proposed"
    note = t(f"personnel.target_{'proposed' if is_proposed else 'line'}", lang, target=format_percent(unit.target, 0))
    return Tick(unit.target, is_proposed, note), note


def draw_vacant_posts(context: PageContext, period: PeriodChosen) -> Any:
    """The posts themselves; what is beyond the first dozen folds away."""
    lang, found = context.lang, vacant_table(context, period)
    title = f"{found.title} {t('personnel.posts_count', lang, posts=format_number(len(found.rows)))}"
    note = t("personnel.vacant_note", lang, day=format_date(vacant_on(context, period), lang))
    if not found.rows:
        return section_card(title, part_state("empty", t("personnel.vacant_none", lang)), note=note)
    first, rest = found.rows[:SHOWN_POSTS], found.rows[SHOWN_POSTS:]
    body: list[Any] = [typed_table(ReportTable(found.title, found.columns, first), lang)]
    if rest:
        more = html.Summary(t("personnel.vacant_more", lang, posts=format_number(len(rest))))
        table = typed_table(ReportTable(found.title, found.columns, rest), lang)
        body.append(html.Details([more, table], className="as-table"))
    tools = export_tools(context, "personnel-vacant-posts", found.title)
    return section_card(title, body, note=note, foot=_say_doubles(context, period, len(found.rows)), tools=tools)


def _say_doubles(context: PageContext, period: PeriodChosen, listed: int) -> str | None:
    """Why the list may be longer than the rate says: posts that the register gives to more than one person."""
    whole = next((r for r in unit_rows(context, period) if r.org_unit_key == context.org_unit_key), None)
    if whole is None or whole.vacant == listed:
        return None
    return t("personnel.vacant_doubles", context.lang, vacant=format_number(whole.vacant), listed=format_number(listed))
