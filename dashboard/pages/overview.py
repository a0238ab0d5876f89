"""`/`: in ten seconds what is off track, why, and who owns it; then what changed, the indicators, the systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.attention import Matter, attention_list
from dashboard.components.chip import plain_chip, status_chip
from dashboard.components.headline import JUDGED, change_tone, make_below, say_moment
from dashboard.components.matters import (
    Worst,
    indicator_matters,
    late_work_matter,
    over30_matter,
    proposed_matter,
    source_matters,
    surge_matter,
)  # fmt: skip
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import banner, page_state
from dashboard.components.table import Column, table
from dashboard.components.tile import Tile, change_mark, headline_tile
from dashboard.readers import Changes, OrgUnitValue
from dashboard.registry import PageContext, Registry
from dashboard.scene import Ground, make_indicator, make_tiles, read_ground
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_change, format_date, format_number, format_percent

TILES = ("CMP-01", "CMP-08", "CMP-07", "CMP-03", "CMP-09", "CMP-05", "CMP-06", "CMP-02")
BELOW = {"CMP-09": ("CMP-10",), "CMP-01": ("CMP-11",)}
CODES = (*TILES, "CMP-10", "CMP-11")
CHANGE_PERIODS = (("L7", "L7~then"), ("L30", "L30~then"))
# what is counted -> whether more of it is good, bad or neither
CHANGE_ITEMS = {
    "received": "none", "finished": "higher", "reopened": "lower", "forwarded": "none", "over30_in": "lower",
}  # fmt: skip


@dataclass(frozen=True)
class System:
    """One of the six systems of the digital plan; `path` is its page."""

    contract: str
    path: str


SYSTEMS = (
    System("complaints", "/complaints"),
    System("personnel", "/personnel"),
    System("walking_street", "/walking-street"),
    System("temporary_signs", "/temporary-signs"),
    System("it_repair", "/it-repair"),
    System("it_projects", "/it-projects"),
)


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
    tiles = make_tiles(ground, context, TILES)
    for code, codes in BELOW.items():
        known = [make_indicator(ground.definitions[c], context) for c in codes if c in ground.definitions]
        if code in tiles:
            below = tuple(make_below(indicator, ground.values, ground.scene) for indicator in known)
            tiles[code] = replace(tiles[code], below=below)
    shown = list(tiles.values())
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
        section(lambda c: _draw_tiles(c, ground, shown), context),
        section(_draw_systems, context),
    ]


def draw_without_figures(context: PageContext, title_id: str = "overview.title") -> Any:
    """Nothing has been loaded: either no source is connected, or the first load has not finished."""
    lang = context.lang
    connected = [s for s in context.settings.config.sources if s.name in context.settings.source_urls]
    head = page_head(t(title_id, lang), "")
    if not connected:
        variable = context.settings.config.sources[0].variable
        title, text = t("overview.not_connected_title", lang), t("overview.not_connected", lang, variable=variable)
        return [head, page_state("not_connected", title, text), _draw_systems(context)]
    return [head, page_state("empty", t("overview.empty_title", lang), t("overview.empty", lang))]


def stale_banner(context: PageContext, ground: Ground) -> list[Any]:
    """One line over the figures for each source that is older than it promises."""
    lang = context.lang
    late = [s for s in ground.sources if s.is_connected and s.is_late(context.now)]
    return [
        banner(
            "stale",
            "clock-history",
            t("overview.stale_lead", lang),
            t(
                "overview.stale_text",
                lang,
                at=say_moment(s.read_at, lang) if s.read_at else "",
                source=s.title(lang),
                promise=_hours(s.fresh_within_seconds, lang),
            ),
        )
        for s in late
    ]


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
    found: list[Matter | None] = [
        *source_matters(ground.sources, context.now, lang),
        *indicator_matters(tiles, {}),
        over30_matter(_worst_over30(units, context), changes["L7"], lang, page),
    ]
    if "CMP-03" in ground.definitions:
        found.append(late_work_matter(late, make_indicator(ground.definitions["CMP-03"], context), lang, page))
    found += [surge_matter(changes["L7"], changes["L7~then"], lang, page), proposed_matter(tiles, lang)]
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
    return section_card(title, body, note=note, class_name="overview-changes")


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
    lang = context.lang
    head = html.Div(
        [
            html.H2(t("overview.indicators", lang), className="section-title"),
            html.Div(_status_counts(tiles, lang), className="status-counts", title=t("overview.counts", lang)),
        ],
        className="section-head",
    )
    return html.Section([head, html.Div([headline_tile(tile) for tile in tiles], className="tiles")])


def _status_counts(tiles: Sequence[Tile], lang: str) -> list[Any]:
    """How many tiles stand in each status: counts, never an average."""
    words: dict[tuple[str, str], int] = {}
    for tile in tiles:
        status = "proposed" if tile.status == "no_target" and tile.goal and tile.goal.chip else tile.status
        if status in (*JUDGED, "stale", "proposed", "no_data", "not_connected"):
            words[status, tile.status_word] = words.get((status, tile.status_word), 0) + 1
    return [status_chip(status, f"{word} {count}") for (status, word), count in words.items()]


def _draw_systems(context: PageContext) -> Any:
    """One row for each connected source; the rest of the plan's six systems in a line, as they are."""
    lang = context.lang
    states = {s.name: s for s in readers.read_source_states(context.data)}
    connected = [s for s in states.values() if s.is_connected]
    contracts = {s.contract for s in connected}
    columns = [
        Column(t("overview.system", lang)),
        Column(t("overview.source", lang)),
        Column(t("overview.state", lang)),
        Column(t("overview.last_read", lang)),
        Column(t("overview.promise", lang), "wide-only"),
        Column(t("overview.rejects", lang), "number"),
    ]
    rows = [_system_row(s, context) for s in connected]
    title = t("overview.systems", lang)
    missing = [system for system in SYSTEMS if system.contract not in contracts]
    others = html.Div(
        [_not_connected(system, lang) for system in missing],
        className="systems-missing",
    )
    note = t("overview.systems_note", lang, connected=len(SYSTEMS) - len(missing), total=len(SYSTEMS))
    body = [table(columns, rows, label=title, class_name="stack"), others] if rows else [others]
    return section_card(title, body, note=note)


def _system_row(source: readers.SourceState, context: PageContext) -> list[Any]:
    lang = context.lang
    path = next((s.path for s in SYSTEMS if s.contract == source.contract), None)
    name = t(f"overview.system_{source.contract}", lang)
    is_late = source.is_late(context.now)
    state = (
        status_chip("stale", t("status.stale", lang))
        if is_late
        else status_chip("on_track", t("overview.current", lang))
    )
    if source.read_at is None:
        state = status_chip("no_data", t("overview.never_read", lang))
    title: list[Any] = [source.title(lang)]
    if source.is_sample:
        title += [" ", plain_chip("sample", "cone-striped", t("overview.sample", lang))]
    return [
        dcc.Link(name, href=context.href(path)) if path else name,
        html.Span(title),
        state,
        html.Span(say_moment(source.read_at, lang) if source.read_at else "–", className="keep"),
        _hours(source.fresh_within_seconds, lang),
        format_number(source.open_rejects),
    ]


def _not_connected(system: System, lang: str) -> Any:
    name = t(f"overview.system_{system.contract}", lang)
    return html.Div(
        [html.Span(name), status_chip("not_connected", t("status.not_connected", lang))],
        className="systems-missing__item",
    )


def _hours(seconds: int, lang: str) -> str:
    return t("overview.hours", lang, hours=format_number(seconds / 3600))


def undated_note(finished: int, undated: int, lang: str) -> str | None:
    """How large a share of the finished cases has no closing date; None where all have one."""
    if not finished or not undated:
        return None
    return t("tile.undated", lang, share=format_percent(100 * undated / finished, 1))
