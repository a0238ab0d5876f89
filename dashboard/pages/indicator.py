"""`/indicators/<code>`: the sheet of one indicator: where it stands, its way, its definition, its versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE, STRATEGY
from dashboard.components.attributes import aria
from dashboard.components.icons import icon
from dashboard.components.page_head import page_head
from dashboard.components.states import banner, page_state
from dashboard.components.tile import headline_tile
from dashboard.context import services
from dashboard.indicator_readers import read_sheet_versions
from dashboard.pages import indicator_entries, indicator_forecast, indicator_history, indicator_orders
from dashboard.pages.ground import Ground, draw_without_figures, make_tiles, read_ground, stale_banner
from dashboard.pages.indicator_chart import draw_chart
from dashboard.pages.indicator_template import draw_template
from dashboard.pages.indicator_units import draw_units
from dashboard.pages.indicator_versions import draw_targets, draw_versions
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t
from etl.indicators.sheet import Version, open_version

PATH = "/indicators/<code>"
LIST = "/indicators"
CODE = re.compile(r"[A-Z][A-Z0-9.-]{0,40}")
Tell = Callable[[PageContext, str], Any]
# what others tell of an indicator, in the order people ask for it; each may have nothing to say
BESIDE: tuple[Tell, ...] = (indicator_forecast.section,)
TOLD: tuple[Tell, ...] = (
    indicator_orders.section,
    indicator_entries.section,
    indicator_history.section,
)


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="sheet.menu",
        title_id="sheet.title",
        icon="card-list",
        order=None,
        roles=EVERYONE,
        body=draw,
        is_live=lambda _: True,  # entries, orders and remarks stand on it, and some depend on who looks
    )


def draw(context: PageContext) -> Any:
    code = context.parts.get("code", "")
    versions = read_sheet_versions(context.data, code) if CODE.fullmatch(code) else ()
    found = open_version(versions)
    if found is None:
        return _draw_unknown(context, is_gone=bool(versions))
    ground = read_ground(context, (code,))
    if ground is None:
        return draw_without_figures(context, "sheet.title")
    definition = found.definition
    return [
        _draw_head(context, found),
        *(stale_banner(context, ground) if definition.is_measured else []),
        *_draw_waiting(context, ground, found),
        html.Div(
            [
                html.Div(
                    [
                        section(lambda c: _draw_tile(c, ground), context),
                        section(lambda c: draw_units(c, definition), context),
                    ],
                    className="sheet-now",
                ),
                html.Div(
                    [section(lambda c: draw_chart(c, definition), context), *_draw_told(context, code, BESIDE)],
                    className="sheet-now",
                ),
            ],
            className="sheet-top",
        ),
        html.Div(_draw_told(context, code, TOLD), className="sheet-told"),
        section(lambda c: draw_template(c, found), context),
        section(lambda c: draw_targets(c, definition), context),
        section(lambda c: draw_versions(c, versions), context),
    ]


def _draw_head(context: PageContext, found: Version) -> Any:
    lang, definition = context.lang, found.definition
    name = definition.name_th if lang == "th" else definition.name_en
    kind = t(f"indicators.kind_{definition.kind}", lang)
    links = [
        dcc.Link(
            [icon("arrow-left"), " ", t("sheet.to_list", lang)],
            href=context.href(LIST),
            className="btn btn-sm btn-outline-secondary",
        )
    ]
    edit = f"{LIST}/{definition.code}/edit"
    if context.person.role == STRATEGY and services().registry.find_page(edit):
        links.append(
            dcc.Link(
                [icon("pencil"), " ", t("sheet.edit", lang)],
                href=context.href(edit),
                className="btn btn-sm btn-primary",
            )
        )
    nav = html.Nav(links, className="page-links no-print", **aria(label=t("sheet.title", lang)))
    return page_head(name, f"{definition.code} · {kind} · {t('sheet.version', lang, version=found.version)}", nav)


def _draw_unknown(context: PageContext, *, is_gone: bool) -> Any:
    """No such code, or one that is defined no more."""
    lang = context.lang
    action = dcc.Link(t("sheet.to_list", lang), href=context.href(LIST), className="btn btn-primary")
    title = t("sheet.gone" if is_gone else "definition.unknown", lang)
    return [page_head(t("sheet.title", lang), ""), page_state("empty", title, t("sheet.unknown_text", lang), action)]


def _draw_waiting(context: PageContext, ground: Ground, found: Version) -> list[Any]:
    """The figures still rest on the version before: they are being worked out anew."""
    value = ground.values.get((found.definition.code, ground.scene.period.period_id))
    if value is None or value.definition_key == found.definition_key:
        return []
    return [banner("stale", "hourglass-split", t("sheet.waiting", context.lang), t("sheet.waiting_text", context.lang))]


def _draw_tile(context: PageContext, ground: Ground) -> Any:
    [tile] = make_tiles(ground, context, tuple(ground.definitions), {})
    return html.Div(headline_tile(replace(tile, sheet_href=None)), className="tiles sheet-tile")


def _draw_told(context: PageContext, code: str, those: tuple[Tell, ...]) -> list[Any]:
    """Sections that others tell; one that has nothing to say leaves no gap."""
    told = [section(partial(_tell, tell, code), context) for tell in those]
    return [part for part in told if part is not None]


def _tell(tell: Tell, code: str, context: PageContext) -> Any:
    return tell(context, code)
