"""`/data`: how every source stands, what each run did, which rows were refused and why, and what is read at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.page_head import page_head
from dashboard.pages.data_catalogue import draw_catalogue
from dashboard.pages.data_rejects import draw_rejects
from dashboard.pages.data_runs import draw_runs
from dashboard.pages.data_sources import draw_sources
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.source_ground import DataGround, read_data_ground
from dashboard.text import t
from dashboard.text.formats import format_number

PATH = "/data"
VIEWS: dict[str, Callable[[PageContext, DataGround], Any]] = {
    "sources": draw_sources, "runs": draw_runs, "rejects": draw_rejects, "catalogue": draw_catalogue,
}  # fmt: skip


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="data.menu",
        title_id="data.title",
        icon="database-check",
        order=80,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
        is_live=lambda context: choose_view(context) != "catalogue",
    )


def draw(context: PageContext) -> Any:
    """The part of the page that the address asks for, beneath what all parts share."""
    lang, ground = context.lang, read_data_ground(context)
    view = choose_view(context)
    connected = sum(1 for source in ground.sources if source.is_connected)
    words = t("data.subtitle", lang, connected=connected, total=len(ground.sources))
    return [
        page_head(t("data.title", lang), words),
        _draw_views(context, ground, view),
        html.Div(id="data-said", role="status"),
        section(lambda c: VIEWS[view](c, ground), context),
    ]


def choose_view(context: PageContext) -> str:
    asked = context.params.get("view", "")
    return asked if asked in VIEWS else "sources"


def _draw_views(context: PageContext, ground: DataGround, chosen: str) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the part that was open."""
    lang, refused = context.lang, sum(source.open_rejects for source in ground.sources)
    links = []
    for view in VIEWS:
        words: list[Any] = [t(f"data.view_{view}", lang)]
        if view == "rejects" and refused:
            words.append(html.Span(format_number(refused), className="views__count"))
        changes = {"view": None if view == "sources" else view, "source": None, "result": None, "page": None}
        href = context.href(PATH, **changes)
        if view == chosen:
            links.append(html.Span(dcc.Link(words, href=href, className="views__link active"), **aria(current="page")))
        else:
            links.append(html.Span(dcc.Link(words, href=href, className="views__link")))
    return html.Nav(links, className="views no-print", **aria(label=t("data.views", lang)))
