"""A rate by department against its target: the weakest first, how many of how many, each leading to its own page."""

from __future__ import annotations

from typing import Any

from dashboard import readers
from dashboard.components.bars import Bar, Tick, bar_list
from dashboard.components.headline import JUDGED, Indicator
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.pages.ground import Ground, make_indicator
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.unit_rates import UnitRate, read_counts
from dashboard.rows import IndicatorValue, OrgUnitValue
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number, format_percent


def draw_unit_rate(context: PageContext, ground: Ground, rate: UnitRate) -> Any:
    """Late figures carry no colour of a status; the chosen org_unit stands last, set apart from its parts."""
    lang, period = context.lang, ground.scene.period
    title = t(rate.words, lang)
    units = readers.read_org_unit_values(context.data, (rate.code,), period.period_id, context.org_unit_key)
    if rate.code not in ground.definitions or not any(u.value is not None for u in units):
        return section_card(title, part_state("empty", t(f"{rate.words}_none", lang)))
    whole = [u for u in units if u.org_unit_key == context.org_unit_key]
    parts = [u for u in units if u.org_unit_key != context.org_unit_key and (rate.is_every or u.value is not None)]
    parts.sort(key=lambda u: (u.value is None, u.value or 0.0, u.org_unit_key))
    counted = read_counts(context, period, rate)
    indicator = make_indicator(ground.definitions[rate.code], context)

    def make_bar(unit: OrgUnitValue, href: str | None, *, is_total: bool = False) -> Bar:
        return _make_bar(unit, rate.count(counted, unit.org_unit_key), indicator, ground, href, is_total=is_total)

    bars = [make_bar(unit, context.href(org=unit.org_unit_code, page=None)) for unit in parts]
    bars += [make_bar(unit, None, is_total=bool(parts)) for unit in whole]
    tick, note = make_tick(next((u for u in units if u.target is not None), None), lang)
    kind = "bars--counted bars--money" if rate.is_money else "bars--counted"
    body = bar_list(bars, 100.0, label=title, tick=tick, class_name=kind)
    tools = export_tools(context, rate.export, title)
    return section_card(title, body, note=note, foot=t(f"{rate.words}_foot", lang), tools=tools)


def _make_bar(
    unit: OrgUnitValue,
    count: tuple[float, float],
    indicator: Indicator,
    ground: Ground,
    href: str | None,
    *,
    is_total: bool,
) -> Bar:
    lang = ground.scene.lang
    if unit.value is None:
        return Bar(unit.name(lang), None, MISSING, t("unit_rates.nothing", lang), is_total=is_total, href=href)
    part, whole = map(format_number, count)
    tone = unit.status if unit.status in JUDGED and not ground.scene.is_late else ""
    detail = t("unit_rates.of", lang, part=part, whole=whole)
    value = format_percent(unit.value, indicator.decimals)
    return Bar(unit.name(lang), unit.value, value, detail, tone, is_total, href)


def make_tick(unit: OrgUnitValue | IndicatorValue | None, lang: str) -> tuple[Tick | None, str]:
    """The target line, and what is said of it; there may be none."""
    if unit is None or unit.target is None:
        return None, t("unit_rates.note_none", lang)
    is_proposed = unit.target_state == "proposed"
    kind = "proposed" if is_proposed else "target"
    note = t(f"unit_rates.note_{kind}", lang, target=format_percent(unit.target, 0))
    return Tick(unit.target, is_proposed, note), note
