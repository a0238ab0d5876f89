"""`/complaints`: the pile and its age, the promise by department, months, places, kinds, hours, and the cases."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, bar_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.tile import headline_tile
from dashboard.pages.cases import draw_cases
from dashboard.pages.complaints_ages import draw_ages
from dashboard.pages.complaints_areas import draw_areas
from dashboard.pages.complaints_channels import draw_channels
from dashboard.pages.complaints_hours import draw_hours
from dashboard.pages.complaints_months import draw_months
from dashboard.pages.ground import (
    Ground,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.offers import export_tools
from dashboard.pages.unit_rates import draw_unit_rate
from dashboard.registry import PageContext, Registry
from dashboard.reports.complaints import ON_TIME
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

TILES = ("CMP-08", "CMP-07", "CMP-03", "CMP-06", "CMP-05", "CMP-09", "CMP-01", "CMP-04")
BELOW = {"CMP-09": ("CMP-10",), "CMP-01": ("CMP-11", "CMP-12", "CMP-13"), "CMP-08": ("CMP-02",)}
CODES = (*TILES, "CMP-10", "CMP-11", "CMP-12", "CMP-13", "CMP-02")
SHOWN_CATEGORIES = 12


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
    period = ground.scene.period
    return [
        page_head(t("complaints.title", context.lang), period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        html.Div(
            [
                section(lambda c: draw_ages(c, period), context),
                section(lambda c: draw_unit_rate(c, ground, ON_TIME), context),
            ],
            className="complaints-pair",
        ),
        section(lambda c: draw_months(c, period), context),
        section(lambda c: draw_areas(c, period), context),
        html.Div(
            [
                section(lambda c: _draw_categories(c, ground), context),
                section(lambda c: draw_channels(c, ground), context),
            ],
            className="complaints-pair",
        ),
        section(lambda c: draw_hours(c, period), context),
        section(lambda c: draw_cases(c, period), context),
    ]


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    return html.Div([headline_tile(tile) for tile in make_tiles(ground, context, TILES, BELOW)], className="tiles")


def _draw_categories(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    shares = readers.read_categories(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    title = t("complaints.categories", lang)
    if not total:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    shown, rest = shares[:SHOWN_CATEGORIES], shares[SHOWN_CATEGORIES:]
    bars = [
        Bar(s.name(lang), s.received, format_number(s.received), format_percent(100 * s.received / total, 0))
        for s in shown
    ]
    if rest:
        count = sum(s.received for s in rest)
        name = t("complaints.categories_others", lang, count=len(rest))
        bars.append(Bar(name, count, format_number(count), format_percent(100 * count / total, 0), "others"))
    body = bar_list(bars, max(b.size or 0.0 for b in bars), label=title)
    tools = export_tools(context, "complaints-categories", title)
    return section_card(title, body, note=t("complaints.cases_count", lang, count=format_number(total)), tools=tools)
