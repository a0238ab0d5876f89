"""`/complaints`: the pile, the old ones, the promise; then months, departments, categories, channels and the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, Tick, bar_list
from dashboard.components.chart import chart
from dashboard.components.headline import JUDGED, Indicator
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.tile import headline_tile
from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.pages.cases import draw_cases
from dashboard.pages.ground import (
    Ground,
    draw_without_figures,
    make_indicator,
    make_tiles,
    read_ground,
    stale_banner,
    trend_months,
)  # fmt: skip
from dashboard.registry import PageContext, Registry
from dashboard.rows import Month, OrgUnitValue, Share
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

TILES = ("CMP-08", "CMP-07", "CMP-03", "CMP-06", "CMP-05", "CMP-09", "CMP-01", "CMP-04")
BELOW = {"CMP-09": ("CMP-10",), "CMP-01": ("CMP-11", "CMP-13"), "CMP-08": ("CMP-02",)}
CODES = (*TILES, "CMP-10", "CMP-11", "CMP-13", "CMP-02")
MONTHS = 25
TABLE_MONTHS = 13
SHOWN_CATEGORIES = 12
SERIES = {"received": "complaints_received", "finished": "complaints_finished", "backlog": "complaints_open_end"}
DUE = ("complaints_due", "complaints_done_by_due")


def register(registry: Registry) -> None:
    registry.register_page(
        path="/complaints",
        name_id="complaints.menu",
        title_id="complaints.title",
        icon="chat-square-text",
        order=20,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES)
    if ground is None:
        return draw_without_figures(context, "complaints.title")
    return [
        page_head(t("complaints.title", context.lang), ground.scene.period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        section(lambda c: _draw_months(c, ground), context),
        html.Div(
            [
                section(lambda c: _draw_on_time(c, ground), context),
                section(lambda c: _draw_categories(c, ground), context),
                section(lambda c: _draw_channels(c, ground), context),
            ],
            className="complaints-trio",
        ),
        section(lambda c: draw_cases(c, ground.scene.period), context),
    ]


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    return html.Div([headline_tile(tile) for tile in make_tiles(ground, context, TILES, BELOW)], className="tiles")


def _draw_months(context: PageContext, ground: Ground) -> Any:
    lang = context.lang
    months = trend_months(context, ground.scene.period, MONTHS)
    first_date = readers.read_first_date(context.data)
    months = [m for m in months if first_date is not None and m.ends_on > first_date]
    title = t("complaints.months", lang)
    if not months:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    points = _month_points(context, months)
    words = {name: t(f"complaints.series_{name}", lang) for name in SERIES}
    span = {"first": points[0].label, "last": points[-1].label}
    figure = chart(flow_and_backlog(points, words), label=t("complaints.months_alt", lang, **span), height=360)
    foot = t("complaints.months_foot", lang) if months[-1].ends_on > ground.scene.today else None
    body = [figure, _months_table(points, words, lang)]
    return section_card(title, body, note=t("complaints.months_note", lang, **span), foot=foot)


def _month_points(context: PageContext, months: Sequence[Month]) -> list[MonthPoint]:
    """A stored value, or 0: every month here begins before now and ends after the first fact."""
    ids = [m.period_id for m in months]
    found = readers.read_measures(context.data, tuple(SERIES.values()), ids, context.org_unit_key)
    points = []
    for month in months:
        values = {
            name: found[measure, month.period_id].value if (measure, month.period_id) in found else 0
            for name, measure in SERIES.items()
        }
        points.append(MonthPoint(month.label_th if context.lang == "th" else month.label_en, **values))
    return points


def _months_table(points: Sequence[MonthPoint], words: dict[str, str], lang: str) -> Any:
    columns = [Column(t("complaints.month", lang)), *(Column(word, "number") for word in words.values())]
    rows = [
        [p.label, *(format_number(v) for v in (p.received, p.finished, p.backlog))]
        for p in reversed(points[-TABLE_MONTHS:])
    ]
    shown = table(columns, rows, label=t("complaints.months", lang))
    return html.Details([html.Summary(t("complaints.months_table", lang)), shown], className="as-table")


def _draw_on_time(context: PageContext, ground: Ground) -> Any:
    """Done by the due date, department by department, the weakest first."""
    lang, period = context.lang, ground.scene.period
    title = t("complaints.on_time", lang)
    units = readers.read_org_unit_values(context.data, ("CMP-03",), period.period_id, context.org_unit_key)
    counted = readers.read_org_unit_measures(context.data, DUE, period.period_id, context.org_unit_key)
    if "CMP-03" not in ground.definitions or not any(u.value is not None for u in units):
        return section_card(title, part_state("empty", t("complaints.none_due", lang)))
    indicator = make_indicator(ground.definitions["CMP-03"], context)
    whole = [u for u in units if u.org_unit_key == context.org_unit_key]
    parts = [u for u in units if u.org_unit_key != context.org_unit_key]
    parts.sort(key=lambda u: (u.value is None, u.value or 0.0, u.org_unit_key))
    is_late = ground.scene.is_late
    rows = [_on_time_bar(u, counted, indicator, lang, is_late=is_late) for u in parts]
    rows += [replace(_on_time_bar(u, counted, indicator, lang, is_late=is_late), is_total=bool(parts)) for u in whole]
    target = next((u for u in units if u.target is not None), None)
    tick, note = _target_tick(target, lang)
    body = bar_list(rows, 100.0, label=title, tick=tick, class_name="bars--counted")
    return section_card(title, body, note=note, foot=t("complaints.on_time_foot", lang))


def _on_time_bar(
    unit: OrgUnitValue, counted: dict[tuple[int, str], int], indicator: Indicator, lang: str, *, is_late: bool
) -> Bar:
    due, done = (counted.get((unit.org_unit_key, name), 0) for name in DUE)
    if unit.value is None:
        return Bar(unit.name(lang), None, "–", t("complaints.on_time_none", lang))
    detail = t("complaints.on_time_of", lang, done=format_number(done), due=format_number(due))
    tone = unit.status if unit.status in JUDGED and not is_late else ""
    return Bar(unit.name(lang), unit.value, format_percent(unit.value, indicator.decimals), detail, tone)


def _target_tick(unit: OrgUnitValue | None, lang: str) -> tuple[Tick | None, str]:
    if unit is None or unit.target is None:
        return None, t("complaints.on_time_note_none", lang)
    is_proposed = unit.target_state == "proposed"
    kind = "proposed" if is_proposed else "target"
    note = t(f"complaints.on_time_note_{kind}", lang, target=format_percent(unit.target, 0))
    return Tick(unit.target, is_proposed, note), note


def _draw_categories(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    shares = readers.read_categories(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    title = t("complaints.categories", lang)
    if not total:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    shown, rest = shares[:SHOWN_CATEGORIES], shares[SHOWN_CATEGORIES:]
    bars = [_share_bar(s, total, lang, "") for s in shown]
    if rest:
        count = sum(s.received for s in rest)
        name = t("complaints.categories_others", lang, count=len(rest))
        bars.append(Bar(name, count, format_number(count), format_percent(100 * count / total, 0), "others"))
    body = bar_list(bars, max(b.size or 0.0 for b in bars), label=title)
    return section_card(title, body, note=t("complaints.cases_count", lang, count=format_number(total)))


def _draw_channels(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    shares = readers.read_channels(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    title = t("complaints.channels", lang)
    if not total:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    bars = [_share_bar(s, total, lang, "teal" if s.is_digital else "others") for s in shares]
    return section_card(
        title,
        bar_list(bars, max(b.size or 0.0 for b in bars), label=title),
        note=t("complaints.cases_count", lang, count=format_number(total)),
        foot=t("complaints.channels_foot", lang),
    )


def _share_bar(share: Share, total: int, lang: str, tone: str) -> Bar:
    percent = format_percent(100 * share.received / total, 0)
    return Bar(share.name(lang), share.received, format_number(share.received), percent, tone)
