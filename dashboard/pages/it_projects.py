"""`/it-projects`: the digital plan's timeline and money, projects on plan, services, systems, readiness; its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, bar_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.tile import headline_tile
from dashboard.pages.ground import (
    Ground,
    draw_unread,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.it_projects_form import draw_form
from dashboard.pages.it_projects_plan import draw_months, draw_timeline
from dashboard.pages.it_projects_services import draw_assessments, draw_services, draw_systems
from dashboard.registry import PageContext, Registry
from dashboard.reports.it_projects import ON_PLAN, SUBJECT
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

TILES = ("ISD-02", "DP-B9", "ISD-05", "ISD-07", "ISD-12", "ISD-09")
BELOW = {
    "ISD-02": ("DP-B8",), "DP-B9": ("DP-BT",), "ISD-05": ("DP-2.1",), "ISD-07": ("ISD-06",), "ISD-12": ("ISD-01",),
    "ISD-09": ("ISD-08",),
}  # fmt: skip
MORE = ("ISD-04", "ISD-03", "ISD-11", "RDY-00", "INF-03", "INF-04")
CODES = (*TILES, *(code for codes in BELOW.values() for code in codes), *MORE)


def register(registry: Registry) -> None:
    registry.register_page(
        path="/it-projects",
        name_id="it_projects.menu",
        title_id="it_projects.title",
        icon="hdd-network",
        order=70,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES, SUBJECT)
    if ground is None:
        return draw_without_figures(context, "it_projects.title")
    if (unread := draw_unread(context, ground, "it_projects.title")) is not None:
        return unread
    period = ground.scene.period
    return [
        page_head(t("it_projects.title", context.lang), period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground, TILES), context),
        section(lambda c: draw_timeline(c, period), context),
        section(draw_form, context),
        html.Div(
            [
                section(lambda c: draw_months(c, ground), context),
                html.Div(
                    [
                        section(lambda c: _draw_units(c, ground), context),
                        section(draw_services, context),
                    ],
                    className="stacked",
                ),
            ],
            className="complaints-pair",
        ),
        section(lambda c: _draw_tiles(c, ground, MORE), context),
        section(lambda c: draw_assessments(c, period), context),
        section(lambda c: draw_systems(c, period), context),
    ]


def _draw_tiles(context: PageContext, ground: Ground, codes: tuple[str, ...]) -> Any:
    tiles = make_tiles(ground, context, codes, BELOW)
    return html.Div([headline_tile(tile) for tile in tiles], className="tiles tiles--compact")


def _draw_units(context: PageContext, ground: Ground) -> Any:
    """Projects on plan by responsible สำนัก/กอง, the weakest first."""
    lang, period = context.lang, ground.scene.period
    title = t("it_projects.on_plan_units", lang)
    counted = readers.read_org_unit_measures(context.data, ON_PLAN, period.period_id, context.org_unit_key)
    names = readers.read_org_unit_names(context.data, lang)
    bars = []
    for key in dict.fromkeys(key for key, _ in counted):
        active, on_plan = (counted.get((key, measure), 0) for measure in ON_PLAN)
        if active:
            share = 100 * on_plan / active
            detail = t("it_projects.on_plan_of", lang, on_plan=format_number(on_plan), active=format_number(active))
            bars.append((key, Bar(names.get(key, ""), share, format_percent(share, 0), detail)))
    if not bars:
        return section_card(title, part_state("empty", t("it_projects.none_active", lang)))
    parts = sorted((b for key, b in bars if key != context.org_unit_key), key=lambda b: (b.size or 0.0, b.name))
    whole = [replace(b, is_total=bool(parts)) for key, b in bars if key == context.org_unit_key]
    body = bar_list([*parts, *whole], 100.0, label=title, class_name="bars--counted")
    return section_card(title, body, note=period.label(lang), foot=t("it_projects.on_plan_foot", lang))
