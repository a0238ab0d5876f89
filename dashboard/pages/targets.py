"""`/indicators/targets`: the approval grid, the plan's years, the start-up checklist, one target in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.page_head import page_head
from dashboard.pages import targets_decide, targets_one, targets_years
from dashboard.pages.targets_approve import draw_approval
from dashboard.pages.targets_checklist import draw_checklist
from dashboard.pages.targets_ground import PATH
from dashboard.pages.targets_years import draw_years
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t

VIEWS: dict[str, Callable[[PageContext], Any]] = {
    "approve": draw_approval, "years": draw_years, "checklist": draw_checklist,
}  # fmt: skip


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="targets.menu",
        title_id="targets.title",
        icon="bullseye",
        order=None,  # reached from /indicators
        roles=EVERYONE,
        body=draw,
        is_live=lambda context: True,  # a decision shows at once, before any figure has followed it
    )
    targets_decide.register(registry)
    targets_one.register(registry)
    targets_years.register(registry)


def draw(context: PageContext) -> Any:
    """The view the address asks for; or one target in full."""
    lang = context.lang
    head = page_head(t("targets.title", lang), t("targets.subtitle", lang))
    if context.params.get("code"):
        return [head, _draw_views(context, ""), section(targets_one.draw_one, context)]
    view = context.params.get("view", "")
    view = view if view in VIEWS else "approve"
    return [head, _draw_views(context, view), section(VIEWS[view], context)]


def _draw_views(context: PageContext, chosen: str) -> html.Nav:
    lang, links = context.lang, []
    for view in VIEWS:
        href = context.href(PATH, view=None if view == "approve" else view, show=None, code=None, edit=None)
        name = "views__link active" if view == chosen else "views__link"
        state = aria(current="page") if view == chosen else {}
        links.append(html.Span(dcc.Link(t(f"targets.view_{view}", lang), href=href, className=name), **state))
    return html.Nav(links, className="views no-print", **aria(label=t("targets.views", lang)))
