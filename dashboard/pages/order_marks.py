"""What other screens say of orders: who may give one, where, and those that wait for an indicator."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.access.person import EXECUTIVE, PLANNER, STRATEGY
from dashboard.components.drawer import drawer_part
from dashboard.components.icons import icon
from dashboard.components.order_lines import say_due, standing_chip
from dashboard.orders_readers import OrderRow, count_orders, read_waiting
from dashboard.registry import PageContext
from dashboard.text import t
from etl.calendar_th import bangkok_date

PATH = "/orders"
GIVERS = {"order": (EXECUTIVE,), "improvement_plan": (EXECUTIVE, STRATEGY, PLANNER)}
ANSWERERS = (EXECUTIVE, STRATEGY, PLANNER)
DECIDERS = (EXECUTIVE,)


def kinds_of(role: str) -> list[str]:
    """What a role may open: an order, an improvement plan, both or neither."""
    return [kind for kind, roles in GIVERS.items() if role in roles]


def sign(context: PageContext) -> str:
    """Who, as it stands in the history: the name people know, and the account it can be proved by."""
    return f"{context.person.display_name} ({context.person.username})"


def new_href(context: PageContext, code: str | None = None, kind: str | None = None, **more: str | None) -> str | None:
    """The form for a new order about an indicator's figure on the screen; null for who may give none."""
    kinds = kinds_of(context.person.role)
    if not kinds or (kind is not None and kind not in kinds):
        return None
    return context.href(PATH, new=kind or kinds[0], code=code, **{"order": None, "state": None, **more})


def order_href(context: PageContext, order_key: int) -> str:
    return context.href(PATH, order=str(order_key), new=None, code=None, state=None)


def waiting_of(context: PageContext, code: str) -> list[OrderRow]:
    """Orders about an indicator that are not over; of the chosen org_unit, of all where the whole is chosen."""
    root = context.data.rows("pages/frame_org_units")[0].org_unit_key
    wanted = (None, context.org_unit_key) if context.org_unit_key != root else (None,)
    return [
        o for o in read_waiting(context.data) if o.code == code and (wanted == (None,) or o.from_org_unit_key in wanted)
    ]


def say_waiting(context: PageContext, code: str) -> tuple[str, ...]:
    """One line for a tile: how many orders wait and when the first is due."""
    waiting, today, lang = waiting_of(context, code), bangkok_date(context.now), context.lang
    if not waiting:
        return ()
    first = waiting[0]
    due = say_due(first.standing(today), first.due_date, today, lang)
    return (t("orders.tile_waiting", lang, count=len(waiting), due=due),)


def draw_order_part(context: PageContext, code: str) -> Any:
    """The drawer's part: what waits, and the way to give one."""
    waiting = waiting_of(context, code)
    none = html.P(t("orders.none_waiting", context.lang), className="soft")
    body = html.Ul([_draw_line(context, order) for order in waiting], className="plain-list") if waiting else none
    buttons = draw_give_buttons(context, code)
    return drawer_part(t("orders.title", context.lang), body, *([buttons] if buttons else []))


def _draw_line(context: PageContext, order: OrderRow) -> html.Li:
    lang, today = context.lang, bangkok_date(context.now)
    standing = order.standing(today)
    link = dcc.Link(order.title, href=order_href(context, order.order_key))
    owner = f"{order.owner(lang)} · {say_due(standing, order.due_date, today, lang)}"
    return html.Li([standing_chip(standing, lang), " ", link, html.Div(owner, className="faint")])


def draw_give_buttons(context: PageContext, code: str | None) -> Any | None:
    """What this person may open, about an indicator or about none; nothing for who may open neither."""
    links = [
        dcc.Link(
            [icon("send" if kind == "order" else "journal-plus"), " ", t(f"orders.give_{kind}", context.lang)],
            href=new_href(context, code, kind),
            className="btn btn-sm btn-outline-primary",
        )
        for kind in kinds_of(context.person.role)
    ]
    return html.Div(links, className="order-buttons no-print") if links else None


def draw_order_strip(context: PageContext) -> Any:
    """One line for the overview: orders without an answer, those overdue first; nothing where none waits."""
    lang, orders = context.lang, read_waiting(context.data)
    if not orders:
        return None
    counts = count_orders(orders, bangkok_date(context.now))
    numbers = {"overdue": counts.overdue, "open": counts.open - counts.overdue, "answered": counts.answered}
    chips: list[Any] = []
    for standing, count in numbers.items():
        if count:
            link = dcc.Link([standing_chip(standing, lang), " ", str(count)], href=context.href(PATH, state=standing))
            chips.append(html.Span(link, className="order-strip__item"))
    return html.Div([html.Strong(t("orders.title", lang)), *chips], className="order-strip")
