"""`/indicators/closing`: periods as they were reported, what was restated since, and what should be explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.page_head import page_head
from dashboard.pages.indicator_closing_list import draw_closings
from dashboard.pages.indicator_marks import draw_marks
from dashboard.pages.indicator_report import draw_report
from dashboard.pages.indicator_restated import count_silent, draw_restated
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_number

PATH = "/indicators/closing"
VIEWS: dict[str, Callable[[PageContext], Any]] = {
    "closings": draw_closings, "report": draw_report, "restated": draw_restated, "marks": draw_marks,
}  # fmt: skip
OF_ONE_VIEW = ("closing", "only")  # parameters that mean nothing in another part


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="closing.menu",
        title_id="closing.title",
        icon="journal-check",
        order=None,
        roles=EVERYONE,
        body=draw,
    )


def draw(context: PageContext) -> Any:
    """The part of the page that the address asks for, beneath what all parts share."""
    lang, view = context.lang, choose_view(context)
    return [
        page_head(t("closing.title", lang), t("closing.subtitle", lang)),
        _draw_views(context, view),
        section(VIEWS[view], context),
    ]


def choose_view(context: PageContext) -> str:
    asked = context.params.get("view", "")
    return asked if asked in VIEWS else "closings"


def _draw_views(context: PageContext, chosen: str) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the part that was open."""
    lang, silent = context.lang, count_silent(context)
    links = []
    for view in VIEWS:
        words: list[Any] = [t(f"closing.view_{view}", lang)]
        if view == "restated" and silent:
            words.append(html.Span(format_number(silent), className="views__count"))
        cleared: dict[str, str | None] = dict.fromkeys(OF_ONE_VIEW)
        href = context.href(PATH, view=None if view == "closings" else view, **cleared)
        is_chosen = view == chosen
        link = dcc.Link(words, href=href, className="views__link active" if is_chosen else "views__link")
        links.append(html.Span(link, **(aria(current="page") if is_chosen else {})))
    return html.Nav(links, className="views views--filtered no-print", **aria(label=t("closing.views", lang)))
