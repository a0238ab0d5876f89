"""`/walking-street`: nights, zones and departments against the target, months, violations and queue, stalls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, bar_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import page_state, part_state
from dashboard.components.tile import Tile, headline_tile
from dashboard.pages.ground import (
    Ground,
    draw_unread,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.offers import export_tools
from dashboard.pages.unit_rates import draw_unit_rate
from dashboard.pages.walking_street_nights import draw_months, draw_nights
from dashboard.pages.walking_street_stalls import draw_stalls
from dashboard.pages.walking_street_zones import draw_zones
from dashboard.registry import PageContext, Registry
from dashboard.reports.walking_street import (
    OCCUPIED,
    PAID,
    SUBJECT,
    baht,
    group_rows,
    has_market,
    last_nights,
    ratio,
    today_of,
)
from dashboard.rows import PeriodChosen
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent
from dashboard.walking_street_readers import Night

TILES = ("WS-03", "WS-05", "WS-04", "WS-09", "WS-07", "WS-06")
BELOW = {"WS-03": ("WS-02",), "WS-04": ("WS-08",), "WS-07": ("WS-10",), "WS-06": ("WS-12",)}
CODES = (*TILES, *(code for codes in BELOW.values() for code in codes))
NOTED = (
    "market_nights_held", "market_nights_cancelled", "market_nights_counted", "market_nights_with_visitors",
    "market_waiting_asked", "market_waiting_left", "market_fees_overdue_satang",
)  # fmt: skip
NOTHING = {"market_violation_kind": "violated", "market_zone": "waiting", "market_vendor_type": "vendors"}


def register(registry: Registry) -> None:
    registry.register_page(
        path="/walking-street",
        name_id="walking_street.menu",
        title_id="walking_street.title",
        icon="shop",
        order=40,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES, SUBJECT)
    if ground is None:
        return draw_without_figures(context, "walking_street.title")
    if (unread := draw_unread(context, ground, "walking_street.title")) is not None:
        return unread
    period = ground.scene.period
    head = page_head(t("walking_street.title", context.lang), period.label(context.lang))
    if not has_market(context):
        return [head, *stale_banner(context, ground), _draw_not_theirs(context)]
    return [
        head,
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        section(lambda c: draw_nights(c, period), context),
        section(lambda c: draw_zones(c, ground), context),
        html.Div(
            [section(partial(draw_unit_rate, ground=ground, rate=rate), context) for rate in (OCCUPIED, PAID)],
            className="complaints-pair",
        ),
        section(lambda c: draw_months(c, ground), context),
        html.Div(
            [section(partial(_draw_group, period=period, vocabulary=v), context) for v in NOTHING],
            className="market-trio",
        ),
        section(lambda c: draw_stalls(c, period), context),
    ]


def _draw_not_theirs(context: PageContext) -> Any:
    lang = context.lang
    name = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    whole = dcc.Link(t("walking_street.see_whole", lang), href=context.href(org=None))
    return page_state("empty", t("walking_street.not_theirs", lang, name=name), "", whole)


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    said = _notes(context, ground.scene.period)
    tiles = [replace(tile, notes=said.get(tile.code, ())) for tile in make_tiles(ground, context, TILES, BELOW)]
    return html.Div([headline_tile(_without_quiet_notes(tile)) for tile in tiles], className="tiles tiles--compact")


def _without_quiet_notes(tile: Tile) -> Tile:
    """A system that is not connected has nothing more to say."""
    return replace(tile, notes=()) if tile.status == "not_connected" else tile


def _notes(context: PageContext, period: PeriodChosen) -> Mapping[str, tuple[str, ...]]:
    """What the last night and the last four were, and what stands behind a figure of the period."""
    lang = context.lang
    found = readers.read_measures(context.data, NOTED, (period.period_id,), context.org_unit_key)
    n = {name: found[key].value if (key := (name, period.period_id)) in found else 0 for name in NOTED}
    nights = [night for night in last_nights(context, period) if night.is_held]
    words = {name.removeprefix("market_"): format_number(value) for name, value in n.items()}
    held = t("walking_street.tile_held", lang, held=words["nights_held"], cancelled=words["nights_cancelled"])
    is_calendar = n["market_nights_held"] or n["market_nights_cancelled"]  # who looks after a zone alone has none
    counted = _say_counted(n["market_nights_counted"], n["market_nights_with_visitors"], lang)
    overdue = t("walking_street.tile_overdue", lang, baht=format_number(baht(n["market_fees_overdue_satang"])))
    queue = t("walking_street.tile_queue", lang, asked=words["waiting_asked"], left=words["waiting_left"])
    return {
        "WS-03": _say_last(nights, lang, "traded", "available"),
        "WS-05": (overdue,),
        "WS-04": (held,) if is_calendar else (),
        "WS-09": _say_last(nights, lang, "absent", "booked"),
        "WS-07": (queue,),
        "WS-06": (*_say_visitors(nights, lang), *counted),
    }


def _say_last(nights: list[Night], lang: str, part: str, whole: str) -> tuple[str, ...]:
    """A rate of the last night, and of the last four together."""
    if not nights:
        return ()
    sums = [(getattr(night, part), getattr(night, whole)) for night in nights]
    last, four = ratio(*sums[0]), ratio(sum(s[0] for s in sums), sum(s[1] for s in sums))
    return (
        t("walking_street.tile_last", lang, day=format_date(nights[0].night_date, lang), value=format_percent(last)),
        t("walking_street.tile_last_four", lang, count=len(nights), value=format_percent(four)),
    )


def _say_visitors(nights: list[Night], lang: str) -> tuple[str, ...]:
    if not nights or nights[0].visitors is None:
        return ()
    day, value = format_date(nights[0].night_date, lang), format_number(nights[0].visitors)
    return (t("walking_street.tile_last", lang, day=day, value=value),)


def _say_counted(counted: int, nights: int, lang: str) -> tuple[str, ...]:
    """How many of the figures are counts."""
    if not nights:
        return ()
    words = {"counted": format_number(counted), "nights": format_number(nights)}
    kind = "all" if counted == nights else "some" if counted else "none"
    if kind == "some":
        return (t("walking_street.tile_counted_some", lang, **words),)
    return (t(f"walking_street.tile_counted_{kind}", lang, nights=words["nights"]),)


def _draw_group(context: PageContext, period: PeriodChosen, vocabulary: str) -> Any:
    lang, groups = context.lang, group_rows(context, period)[vocabulary]
    title = t(f"walking_street.by_{vocabulary}", lang)
    if not groups:
        return section_card(title, part_state("empty", t(f"walking_street.none_{NOTHING[vocabulary]}", lang)))
    total = sum(group.count for group in groups)
    bars = [
        Bar(g.name(lang), g.count, format_number(g.count), format_percent(100 * g.count / total, 0)) for g in groups
    ]
    body = bar_list(bars, max(g.count for g in groups), label=title)
    if vocabulary == "market_violation_kind":
        foot = t("walking_street.note_in_period", lang, period=period.label(lang))
        return section_card(title, body, foot=foot, tools=export_tools(context, "walking-street-groups", title))
    day = min(period.ends_on, today_of(context))
    return section_card(title, body, foot=t("walking_street.note_on_day", lang, day=format_date(day, lang)))
