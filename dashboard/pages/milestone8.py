"""`/milestone8`: the nine indicators with what is published, what the city does for each sub-strategy, the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.headline import say_moment
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.pages.ground import Ground, draw_unread, draw_without_figures, read_ground, stale_banner
from dashboard.pages.milestone8_cards import draw_cards
from dashboard.pages.milestone8_city import draw_city
from dashboard.pages.milestone8_series import draw_block, group_blocks
from dashboard.pages.offers import export_tools
from dashboard.pages.plan_ground import read_plan_ground
from dashboard.registry import PageContext, Registry
from dashboard.reports.statistics import SUBJECT, choose_series
from dashboard.section import section
from dashboard.statistics_readers import Series, read_figures, read_series
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.indicators.definition import Definition

MILESTONE = ("M8-1.1", "M8-1.2A", "M8-1.2B", "M8-1.2C", "M8-2.1", "M8-2.2A", "M8-2.2B", "M8-3.1", "M8-3.2")
OTHERS = ("KKP-1", "KKP-2", "KKP-3", "CITY-02")


def register(registry: Registry) -> None:
    registry.register_page(
        path="/milestone8",
        name_id="milestone8.menu",
        title_id="milestone8.title",
        icon="signpost-split",
        order=70,
        roles=EVERYONE,
        body=draw,
    )


def draw(context: PageContext) -> Any:
    ground = read_ground(context, (*MILESTONE, *OTHERS), SUBJECT)
    if ground is None:
        return draw_without_figures(context, "milestone8.title")
    plan = read_plan_ground(context, "M8")
    city = [section(lambda c: draw_city(c, plan), context)] if plan is not None else []
    if (unread := draw_unread(context, ground, "milestone8.title")) is not None:
        return [*unread, *city]
    known = read_series(context.data)
    return [
        page_head(t("milestone8.title", context.lang), say_coverage(known, context.lang)),
        *stale_banner(context, ground),
        section(lambda c: draw_cards(c, ground, plan, known, MILESTONE), context),
        *city,
        section(lambda c: _draw_series(c, ground, known), context),
    ]


def say_coverage(known: Mapping[str, Series], lang: str) -> str:
    """`มีข้อมูล 5 จาก 9 ตัวชี้วัด ปีล่าสุด 2568`"""
    have = [known[code] for code in MILESTONE if code in known]
    if not have:
        return t("milestone8.coverage_none", lang, total=len(MILESTONE))
    last = max(series.last_year for series in have)
    return t("milestone8.coverage", lang, have=len(have), total=len(MILESTONE), year=last)


def _name(definition: Definition, lang: str) -> Any:
    name = definition.name_th if lang == "th" else definition.name_en
    return html.Span([html.Span(definition.code, className="soft keep"), " ", name])


def _draw_series(context: PageContext, ground: Ground, known: Mapping[str, Series]) -> Any:
    lang, chosen = context.lang, choose_series(context)
    title = t("milestone8.series", lang)
    if not chosen:
        return section_card(title, part_state("empty", t("milestone8.no_figures", lang)))
    figures = read_figures(context.data, chosen)
    definition = ground.definitions.get(chosen)
    blocks = group_blocks(figures)
    body: list[Any] = [_draw_choice(context, known, chosen)]
    if definition is not None:
        words = definition.description_th if lang == "th" else definition.description_en
        body.append(html.P([html.Strong(_name(definition, lang)), html.Br(), words], className="series-about"))
    body += [draw_block(block, lang) for block in blocks]
    note = t("milestone8.data_at", lang, at=say_moment(ground.scene.read_at, lang)) if ground.scene.read_at else None
    foot = [html.Div(t("milestone8.calendar", lang)), html.Div(t("milestone8.never_joined", lang))]
    tools = export_tools(context, "milestone8-figures", title, series=chosen)
    return section_card(title, body, note=note, foot=foot, tools=tools)


def _draw_choice(context: PageContext, known: Mapping[str, Series], chosen: str) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the series that was open."""
    links = [
        html.Span(
            dcc.Link(
                [code, html.Span(format_number(series.figures), className="series-count")],
                href=context.href(series=code),
                className="views__link active" if code == chosen else "views__link",
            ),
            **(aria(current="page") if code == chosen else {}),
        )
        for code, series in known.items()
    ]
    return html.Nav(links, className="views no-print", **aria(label=t("milestone8.choose", context.lang)))
