"""`/orders`: orders and improvement plans, the overdue first; one with its history; the form for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.icons import icon
from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.order_lines import order_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.orders_readers import OrderRow, count_orders, find_order, read_orders
from dashboard.pages import orders_acts, orders_form
from dashboard.pages.offers import export_tools
from dashboard.pages.order_marks import PATH, draw_give_buttons, kinds_of
from dashboard.pages.orders_lines import make_lines
from dashboard.pages.orders_one import draw_one
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.calendar_th import bangkok_date

# what of them is shown, in the order of the tabs
VIEWS: dict[str, tuple[str, ...]] = {
    "waiting": ("overdue", "open", "answered"), "overdue": ("overdue",), "open": ("overdue", "open"),
    "answered": ("answered",), "over": ("done", "cancelled"),
}  # fmt: skip
ROWS = 25


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="orders.menu",
        title_id="orders.title",
        icon="send-check",
        order=78,
        roles=EVERYONE,
        body=draw,
        is_live=lambda context: bool(context.params.get("order") or context.params.get("new")),
    )
    orders_form.register(registry)
    orders_acts.register(registry)


def draw(context: PageContext) -> Any:
    """One order, the form, or the list: as the address says."""
    lang = context.lang
    asked = context.params.get("order", "")
    if asked:
        order = (
            find_order(context.data, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
        )
        body: Any = [section(lambda c: draw_one(c, order), context)] if order else [_draw_gone(context)]
        return [page_head(t("orders.title", lang), t("orders.subtitle", lang), _draw_back(context)), *body]
    if context.params.get("new", "") in kinds_of(context.person.role):
        head = page_head(t("orders.title", lang), t("orders.subtitle", lang), _draw_back(context))
        return [head, section(orders_form.draw_form, context)]
    return _draw_list(context)


def _draw_gone(context: PageContext) -> Any:
    return part_state("empty", t("orders.gone", context.lang))


def _draw_back(context: PageContext) -> Any:
    back = context.href(PATH, order=None, new=None, code=None)
    return dcc.Link([icon("arrow-left"), " ", t("orders.all", context.lang)], href=back, className="no-print")


def _draw_list(context: PageContext) -> Any:
    lang, today = context.lang, bangkok_date(context.now)
    units = {u.code: u.org_unit_key for u in context.data.rows("pages/frame_org_units")}
    owner = context.params.get("owner", "")
    orders = read_orders(context.data, owner_key=units.get(owner, 0))
    view = context.params.get("state", "")
    view = view if view in VIEWS else "waiting"
    shown = [order for order in orders if order.standing(today) in VIEWS[view]]
    if view == "over":
        shown.sort(key=lambda order: (order.changed_at, order.order_key), reverse=True)
    paging = Paging.at(context.params.get("page", ""), ROWS, len(shown))
    body: list[Any] = [_draw_filters(context, owner)]
    if shown:
        part = shown[paging.offset : paging.offset + ROWS]
        body += [order_list(make_lines(context, part), today, lang), pager(paging, "orders.shown", lang)]
    else:
        body.append(part_state("empty", t(f"orders.empty_{view}", lang), t("orders.empty_why", lang)))
    title = t(f"orders.view_{view}", lang)
    return [
        page_head(t("orders.title", lang), t("orders.subtitle", lang), draw_give_buttons(context, None)),
        _draw_views(context, orders, view),
        section_card(title, body, tools=export_tools(context, "orders-list", title)),
    ]


def _draw_views(context: PageContext, orders: Sequence[OrderRow], chosen: str) -> html.Nav:
    lang, today = context.lang, bangkok_date(context.now)
    counts = count_orders(orders, today)
    numbers = {
        "waiting": counts.open + counts.answered, "overdue": counts.overdue, "open": counts.open,
        "answered": counts.answered, "over": counts.done + counts.cancelled,
    }  # fmt: skip
    links = []
    for view in VIEWS:
        words: list[Any] = [t(f"orders.view_{view}", lang)]
        if numbers[view]:
            words.append(html.Span(format_number(numbers[view]), className=f"views__count views__count--{view}"))
        href = context.href(PATH, state=None if view == "waiting" else view, page=None)
        state = aria(current="page") if view == chosen else {}
        name = "views__link active" if view == chosen else "views__link"
        links.append(html.Span(dcc.Link(words, href=href, className=name), **state))
    return html.Nav(links, className="views no-print", **aria(label=t("orders.views", lang)))


def _draw_filters(context: PageContext, owner: str) -> Any:
    lang = context.lang
    units = context.data.rows("pages/frame_org_units")
    options = [(u.code, str(u.name_th if lang == "th" else u.name_en)) for u in units]
    known = owner if owner in dict(options) else ""
    label = t("orders.owner", lang)
    return filter_bar(select_filter("owner", known, options, label=label, all_word=t("orders.all_owners", lang)))
