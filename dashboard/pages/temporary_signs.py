"""`/temporary-signs`: what stands past its permit, what ends soon, by department, zone, applicant and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, bar_list
from dashboard.components.chart import chart
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.tile import headline_tile
from dashboard.components.typed_table import typed_table
from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.figures.share import monthly_share
from dashboard.pages.ground import (
    Ground,
    draw_unread,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.offers import export_tools
from dashboard.pages.temporary_signs_permits import draw_permits
from dashboard.pages.unit_rates import draw_unit_rate
from dashboard.registry import PageContext, Registry
from dashboard.reports.temporary_signs import (
    DECIDED,
    FLOWS,
    LEFT_BANDS,
    OVER_BANDS,
    RATES,
    REMOVED,
    SUBJECT,
    MonthRow,
    count_band,
    expiry_rows,
    group_rows,
    month_rows,
    months_table,
    today_of,
)
from dashboard.section import section
from dashboard.temporary_signs_readers import KINDS, ZONES, Expiry
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

TILES = ("SGN-04", "SGN-05", "SGN-02", "SGN-03", "SGN-06", "SGN-08", "SGN-01", "SGN-07")
BELOW = {"SGN-02": ("SGN-10",), "SGN-06": ("SGN-09A", "SGN-09B")}
CODES = (*TILES, "SGN-10", "SGN-09A", "SGN-09B")
TITLE = "temporary_signs.title"
TONES = {"over_1_3": "at_risk", "left_0_7": "at_risk"} | dict.fromkeys(OVER_BANDS[:-1], "off_track")


def register(registry: Registry) -> None:
    registry.register_page(
        path="/temporary-signs",
        name_id="temporary_signs.menu",
        title_id=TITLE,
        icon="signpost-2",
        order=50,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES, SUBJECT)
    if ground is None:
        return draw_without_figures(context, TITLE)
    unread = draw_unread(context, ground, TITLE)
    if unread is not None:
        return unread
    period = ground.scene.period
    rows = expiry_rows(context)
    return [
        page_head(t(TITLE, context.lang), period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        html.Div(
            [section(lambda c: _draw_over(c, rows), context), section(lambda c: _draw_left(c, rows), context)],
            className="complaints-pair",
        ),
        html.Div(
            [section(partial(draw_unit_rate, ground=ground, rate=rate), context) for rate in (REMOVED, DECIDED)],
            className="complaints-pair",
        ),
        html.Div(
            [section(partial(_draw_groups, rows=rows, vocabulary=name), context) for name in (ZONES, KINDS)],
            className="complaints-pair",
        ),
        section(draw_permits, context),
        section(lambda c: _draw_months(c, ground), context),
        html.Div(
            [section(partial(_draw_rate, ground=ground, name=name), context) for name in RATES],
            className="complaints-pair",
        ),
    ]


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    """Beneath the signs in force stand those of them that end within seven days."""
    period_id = ground.scene.period.period_id
    found = readers.read_measures(context.data, ("signs_ending",), (period_id,), context.org_unit_key)
    ending = found.get(("signs_ending", period_id))
    tiles = make_tiles(ground, context, TILES, BELOW)
    if ending is not None:
        note = t("temporary_signs.tile_ending", context.lang, signs=format_number(ending.value))
        tiles = [replace(tile, notes=(*tile.notes, note)) if tile.code == "SGN-03" else tile for tile in tiles]
    return html.Div([headline_tile(tile) for tile in tiles], className="tiles")


def _draw_over(context: PageContext, rows: Sequence[Expiry]) -> Any:
    """Signs that should be down, the longest first: these people see from the road."""
    lang = context.lang
    title, note = t("temporary_signs.over_title", lang), _as_of(context)
    permits, signs = count_band(rows, *OVER_BANDS)
    if not signs:
        return section_card(title, part_state("empty", t("temporary_signs.over_none", lang)), note=note)
    _, late = count_band(rows, *OVER_BANDS[:-1])
    words = {"signs": format_number(signs), "permits": format_number(permits), "late": format_number(late)}
    lead = html.P(t("temporary_signs.over_said", lang, **words), className="card-lead")
    tools = export_tools(context, "temporary-signs-expiry", t("temporary_signs.expiry", lang))
    foot = t("temporary_signs.over_foot", lang)
    return section_card(title, [lead, _bands(rows, OVER_BANDS, title, lang)], note=note, foot=foot, tools=tools)


def _draw_left(context: PageContext, rows: Sequence[Expiry]) -> Any:
    """Signs in force by the days they have left: what is to be told and taken down next."""
    lang = context.lang
    title, note = t("temporary_signs.left_title", lang), _as_of(context)
    permits, signs = count_band(rows, *LEFT_BANDS)
    if not signs:
        return section_card(title, part_state("empty", t("temporary_signs.left_none", lang)), note=note)
    soon, ending = count_band(rows, LEFT_BANDS[0])
    words = {"signs": format_number(signs), "permits": format_number(permits)}
    words |= {"soon": format_number(soon), "ending": format_number(ending)}
    lead = html.P(t("temporary_signs.left_said", lang, **words), className="card-lead")
    return section_card(title, [lead, _bands(rows, LEFT_BANDS, title, lang)], note=note)


def _bands(rows: Sequence[Expiry], bands: Sequence[str], label: str, lang: str) -> html.Div:
    counted = {band: count_band(rows, band) for band in bands}
    bars = [
        Bar(
            t(f"temporary_signs.{band}", lang),
            signs,
            format_number(signs),
            t("temporary_signs.of_permits", lang, permits=format_number(permits)),
            TONES.get(band, "teal"),
        )
        for band, (permits, signs) in counted.items()
    ]
    return bar_list(bars, max(signs for _, signs in counted.values()), label=label, class_name="bars--counted")


def _draw_groups(context: PageContext, rows: Sequence[Expiry], vocabulary: str) -> Any:
    """Standing past their permit by zone or kind of applicant, the most first."""
    lang, name = context.lang, "zones" if vocabulary == ZONES else "kinds"
    title = t(f"temporary_signs.{name}_title", lang)
    groups = sorted(group_rows(context, rows, vocabulary), key=lambda g: (-g.over, g.word.code))
    total = sum(g.over for g in groups)
    if not total:
        return section_card(title, part_state("empty", t("temporary_signs.over_none", lang)), note=_as_of(context))
    bars = [
        Bar(
            g.word.name(lang),
            g.over,
            format_number(g.over),
            format_percent(100 * g.over / total, 0),
            "others" if g.word.code == "unknown" else "",
        )
        for g in groups
    ]
    body = bar_list(bars, max(g.over for g in groups), label=title, class_name="bars--counted")
    tools = export_tools(context, "temporary-signs-groups", t("temporary_signs.groups", lang))
    foot = t("temporary_signs.groups_foot", lang)
    return section_card(title, body, note=_as_of(context), foot=foot, tools=tools if vocabulary == ZONES else None)


def _draw_months(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    title, rows = t("temporary_signs.months", lang), month_rows(context, period)
    if not rows:
        return section_card(title, part_state("empty", t("temporary_signs.months_none", lang)))
    span = {"first": rows[0].label(lang), "last": rows[-1].label(lang)}
    names = dict(zip(("received", "finished", "backlog"), FLOWS, strict=True))
    words = {slot: t(f"temporary_signs.series_{name}", lang) for slot, name in names.items()} | {"notes": ""}
    points = [MonthPoint(r.label(lang), *_figures(r)) for r in rows]
    figure = chart(flow_and_backlog(points, words), label=t("temporary_signs.months_alt", lang, **span), height=340)
    table = typed_table(months_table(context, period), lang)
    body = [figure, html.Details([html.Summary(t("complaints.as_table", lang)), table], className="as-table")]
    foot = t("temporary_signs.months_foot", lang) if rows[-1].month.ends_on > today_of(context) else None
    tools = export_tools(context, "temporary-signs-months", title)
    return section_card(title, body, note=t("temporary_signs.months_note", lang, **span), foot=foot, tools=tools)


def _figures(row: MonthRow) -> tuple[int, int, int]:
    return row.values["expired"], row.values["taken_down"], row.values["standing"]


def _draw_rate(context: PageContext, ground: Ground, name: str) -> Any:
    """A share month by month against the target of the period's fiscal year."""
    lang, period = context.lang, ground.scene.period
    title, rows = t(f"temporary_signs.rate_{name}", lang), month_rows(context, period)
    if not any(row.rates[name] is not None for row in rows):
        return section_card(title, part_state("empty", t("temporary_signs.rate_none", lang)))
    found = ground.values.get((RATES[name], period.period_id))
    target = float(found.target) if found and found.target is not None else None
    is_proposed = found is not None and found.target_state == "proposed"
    kind = "none" if target is None else "proposed" if is_proposed else "target"
    note = t(f"unit_rates.note_{kind}", lang, **({} if target is None else {"target": format_percent(target, 0)}))
    figure = monthly_share(
        [r.label(lang) for r in rows], [r.rates[name] for r in rows], title, target=target, target_name=note
    )
    return section_card(title, chart(figure, label=_say_rate(rows, name, title, lang), height=240), note=note)


def _say_rate(rows: Sequence[MonthRow], name: str, title: str, lang: str) -> str:
    last = next(row for row in reversed(rows) if row.rates[name] is not None)
    return f"{title}: {last.label(lang)} {format_percent(last.rates[name], 1)}"


def _as_of(context: PageContext) -> str:
    return t("temporary_signs.as_of", context.lang, day=format_date(today_of(context), context.lang))
