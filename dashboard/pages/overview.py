"""`/`: in ten seconds what is off track, why, and who owns it; then what changed, the indicators, the systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.attention import Matter, attention_list
from dashboard.components.chip import status_chip
from dashboard.components.headline import JUDGED, change_tone
from dashboard.components.matters import (
    Worst,
    check_matters,
    indicator_matters,
    late_work_matter,
    over30_matter,
    proposed_matter,
    say_worst,
    source_matters,
    surge_matter,
)  # fmt: skip
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.components.tile import Tile, change_mark, headline_tile
from dashboard.pages.ground import Ground, draw_without_figures, make_indicator, make_tiles, read_ground, stale_banner
from dashboard.pages.milestone8 import say_coverage
from dashboard.pages.offers import export_tools
from dashboard.pages.order_marks import draw_order_strip
from dashboard.pages.systems import draw_systems, path_of
from dashboard.registry import PageContext, Registry
from dashboard.reports.overview import CHANGE_ITEMS, CHANGE_PERIODS
from dashboard.rows import Changes, OrgUnitValue
from dashboard.section import section
from dashboard.statistics_readers import read_series
from dashboard.text import t
from dashboard.text.formats import format_change, format_date, format_number

# the sixteen of the first screen, in the order the mayor's eye takes them
TILES = (
    "CMP-01", "CMP-08", "CMP-07", "CMP-03",
    "CMP-09", "SGN-04", "SGN-02", "WS-03",
    "WS-05", "HR-02", "HR-03", "REP-04",
    "ISD-02", "DP-B9", "DP-2.1", "ISD-08",
)  # fmt: skip
BELOW = {"CMP-09": ("CMP-10",)}
CODES = (*TILES, "CMP-10")


def register(registry: Registry) -> None:
    registry.register_page(
        path="/",
        name_id="overview.menu",
        title_id="overview.title",
        icon="grid-1x2",
        order=10,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES)
    if ground is None:
        return draw_without_figures(context)
    shown = [_with_page(tile, ground, context) for tile in make_tiles(ground, context, TILES, BELOW)]
    return [
        page_head(t("overview.title", context.lang), _subtitle(context, ground)),
        *stale_banner(context, ground),
        html.Div(
            [
                section(lambda c: _draw_attention(c, ground, shown), context),
                section(_draw_changes, context),
            ],
            className="overview-top",
        ),
        section(draw_order_strip, context),
        section(lambda c: _draw_tiles(c, ground, shown), context),
        section(draw_systems, context),
    ]


def _with_page(tile: Tile, ground: Ground, context: PageContext) -> Tile:
    """A tile of the overview leads to the page of its system."""
    contract = ground.definitions[tile.code].contract
    if tile.status == "not_connected" or path_of(contract) == "/":
        return tile
    return replace(tile, href=context.href(path_of(contract)))


def _subtitle(context: PageContext, ground: Ground) -> str:
    return ground.scene.period.label(context.lang)


def _draw_attention(context: PageContext, ground: Ground, tiles: Sequence[Tile]) -> Any:
    matters = find_matters(context, ground, tiles)
    if not matters:
        lang = context.lang
        matters = [Matter("on_track", t("overview.attention_none", lang), t("overview.attention_none_why", lang), "")]
    return section_card(t("overview.attention", context.lang), attention_list(matters), class_name="overview-attention")


def find_matters(context: PageContext, ground: Ground, tiles: Sequence[Tile]) -> list[Matter]:
    """All matters of this moment, most serious first; the list shows the first five."""
    lang, period = context.lang, ground.scene.period
    units = readers.read_org_unit_values(context.data, ("CMP-03", "CMP-07"), period.period_id, context.org_unit_key)
    counted = readers.read_org_unit_measures(
        context.data, ("complaints_due", "complaints_done_by_due"), period.period_id, context.org_unit_key
    )
    changes = readers.read_changes(context.data, ("L7", "L7~then"), context.org_unit_key)
    late = [
        (
            u,
            counted.get((u.org_unit_key, "complaints_due"), 0),
            counted.get((u.org_unit_key, "complaints_done_by_due"), 0),
        )
        for u in units
        if u.code == "CMP-03" and u.org_unit_key != context.org_unit_key
    ]
    page = context.href("/complaints")
    over30 = _worst_over30(units, context)
    slow = None
    if "CMP-03" in ground.definitions:
        slow = late_work_matter(late, make_indicator(ground.definitions["CMP-03"], context), lang, page)
    judged = {tile.code for tile in tiles if tile.status in ("off_track", "at_risk")}
    worst = {"CMP-07": say_worst(over30, lang), "CMP-03": slow.what if slow else ""}
    found: list[Matter | None] = [
        *source_matters(readers.read_source_states(context.data), context.now, lang, context.href("/data")),
        *check_matters(ground.stopping, lang, context.href("/data")),
        *indicator_matters(tiles, worst),
        # what an indicator above has said already is not said again
        None if "CMP-07" in judged else over30_matter(over30, changes["L7"], lang, page),
        None if "CMP-03" in judged else slow,
        surge_matter(changes["L7"], changes["L7~then"], lang, page),
        proposed_matter(tiles, lang, context.href("/indicators/targets")),
    ]
    return [matter for matter in found if matter is not None]


def _worst_over30(units: Sequence[OrgUnitValue], context: PageContext) -> Worst | None:
    known = [u for u in units if u.code == "CMP-07" and u.value is not None]
    whole = next((u for u in known if u.org_unit_key == context.org_unit_key), None)
    parts = [u for u in known if u.org_unit_key != context.org_unit_key]
    if whole is None or not whole.value:
        return None
    if not parts:
        return Worst("", whole.value, whole.value)
    most = max(parts, key=lambda u: (u.value or 0.0, -u.org_unit_key))
    return Worst(most.name(context.lang), most.value or 0.0, whole.value, most.org_unit_code)


def _draw_changes(context: PageContext) -> Any:
    """What came in and changed: always the last 7 and 30 whole days, whatever period is chosen."""
    lang = context.lang
    ids = [period_id for pair in CHANGE_PERIODS for period_id in pair]
    changes = readers.read_changes(context.data, ids, context.org_unit_key)
    moving = readers.read_period(context.data, "L7")
    last = format_date(moving.ends_on - timedelta(days=1), lang) if moving else ""
    note = t("overview.changes_note", lang, day=last)
    columns = [
        Column(t("overview.what", lang)),
        Column(t("overview.days_7", lang), "number"),
        Column(t("overview.days_30", lang), "number"),
    ]
    rows = [_change_row(item, direction, changes, lang) for item, direction in CHANGE_ITEMS.items()]
    title = t("overview.changes", lang)
    body = table(columns, rows, label=title, class_name="changes-table")
    tools = export_tools(context, "overview-changes", title)
    return section_card(title, body, note=note, tools=tools, class_name="overview-changes")


def _change_row(item: str, direction: str, changes: Mapping[str, Changes], lang: str) -> list[Any]:
    row: list[Any] = [t(f"overview.{item}", lang)]
    for now_id, then_id in CHANGE_PERIODS:
        now, then = getattr(changes[now_id], item), getattr(changes[then_id], item)
        trend = "even" if now == then else ("up" if now > then else "down")
        text = t("tile.change_even", lang) if trend == "even" else format_change(now - then)
        if trend != "even" and then >= 20:
            text = f"{format_change(100 * (now - then) / then)}%"
        mark = html.Span(
            change_mark(text, trend, change_tone(trend, direction)),
            title=f"{format_number(then)} → {format_number(now)}",
        )
        row.append(html.Div([html.Span(format_number(now), className="value"), mark], className="changes-table__cell"))
    return row


def _draw_tiles(context: PageContext, ground: Ground, tiles: Sequence[Tile]) -> Any:
    """What there is as tiles; what waits for a system to be connected in lines of its own beneath."""
    lang = context.lang
    head = html.Div(
        [
            html.H2(t("overview.indicators", lang), className="section-title"),
            html.Div(_status_counts(tiles, lang), className="status-counts", title=t("overview.counts", lang)),
        ],
        className="section-head",
    )
    parts: list[Any] = [head, html.Div([headline_tile(x) for x in tiles if not _waits(x)], className="tiles")]
    if any(map(_waits, tiles)):
        parts.append(html.Div([_waiting_line(x) for x in tiles if _waits(x)], className="systems-missing"))
    parts.append(_milestone_line(context))
    return html.Section(parts)


def _milestone_line(context: PageContext) -> Any:
    """The country's indicators stay off the sixteen: one line, with the way to them."""
    lang = context.lang
    words = t("milestone8.line", lang, coverage=say_coverage(read_series(context.data), lang))
    return html.P(dcc.Link(words, href=context.href("/milestone8")), className="milestone-line")


def _waits(tile: Tile) -> bool:
    return tile.status == "not_connected"


def _waiting_line(tile: Tile) -> Any:
    line = [html.Span(tile.name), status_chip(tile.status, tile.status_word)]
    return html.Div(line, className="systems-missing__item")


def _status_counts(tiles: Sequence[Tile], lang: str) -> list[Any]:
    """How many tiles stand in each status: counts, never an average."""
    words: dict[tuple[str, str], int] = {}
    for tile in tiles:
        status = "proposed" if tile.status == "no_target" and tile.is_proposed else tile.status
        if status in (*JUDGED, "stale", "proposed", "no_data", "not_connected"):
            words[status, tile.status_word] = words.get((status, tile.status_word), 0) + 1
    return [status_chip(status, f"{word} {count}") for (status, word), count in words.items()]
