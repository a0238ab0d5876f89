"""Where the market is full and where it is not: the zones against the target, and what each of them brings in."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.bars import Bar, bar_list
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.pages.unit_rates import make_tick
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportTable
from dashboard.reports.walking_street import add_zones, ratio, zone_rows, zones_table
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent
from dashboard.walking_street_readers import Zone

DRAWN = 3  # columns of the table that the bars show: stalls on offer, trading, and the rate


def draw_zones(context: PageContext, ground: Ground) -> Any:
    """The emptiest zone first; beside the bars one sentence, beneath them the money."""
    lang, period = context.lang, ground.scene.period
    found = zones_table(context, period)
    zones = [zone for zone in zone_rows(context, period) if zone.available]
    if not zones:
        return section_card(found.title, part_state("empty", t("walking_street.none", lang)))
    zones.sort(key=lambda zone: (ratio(zone.traded, zone.available) or 0.0, zone.code))
    weakest, busiest = zones[0], zones[-1]
    lead = t(
        "walking_street.zones_lead",
        lang,
        weakest=weakest.name(lang),
        share=format_percent(ratio(weakest.traded, weakest.available)),
        busiest=busiest.name(lang),
        most=format_percent(ratio(busiest.traded, busiest.available)),
    )
    tick, note = make_tick(ground.values.get(("WS-03", period.period_id)), lang)
    bars = [_bar(zone, zone.name(lang), lang) for zone in zones]
    bars.append(_bar(add_zones(zones), t("walking_street.all_zones", lang), lang, is_total=True))
    body = [
        html.P(lead, className="card-lead"),
        bar_list(bars, 100.0, label=found.title, tick=tick, class_name="bars--counted"),
        html.Div(typed_table(_without_bars(found), lang, class_name="market-table stack"), className="market-zones"),
    ]
    tools = export_tools(context, "walking-street-zones", found.title)
    return section_card(found.title, body, note=note, foot=t("walking_street.zones_foot", lang), tools=tools)


def _without_bars(found: ReportTable) -> ReportTable:
    """What the bars above do not say already."""
    columns, *rows = ([row[0], *row[1 + DRAWN :]] for row in (found.columns, *found.rows))
    return ReportTable(found.title, columns, rows)


def _bar(zone: Zone, name: str, lang: str, *, is_total: bool = False) -> Bar:
    share = ratio(zone.traded, zone.available)
    words = {"traded": format_number(zone.traded), "available": format_number(zone.available)}
    detail = t("walking_street.of_stalls", lang, **words)
    return Bar(name, share, format_percent(share), detail, is_total=is_total)
