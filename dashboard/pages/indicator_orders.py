"""The part of an indicator's sheet about orders and improvement plans: those that wait, those that are over."""

from __future__ import annotations

from typing import Any

from dashboard.components.order_lines import order_list
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.orders_readers import read_orders
from dashboard.pages.order_marks import draw_give_buttons
from dashboard.pages.orders_lines import make_lines
from dashboard.registry import PageContext
from dashboard.text import t
from etl.calendar_th import bangkok_date
from etl.indicators.orders import WAITING

MOST_OVER = 10


def section(context: PageContext, code: str) -> Any:
    """Orders about the indicator, those that wait first; and the way to give one."""
    lang, today = context.lang, bangkok_date(context.now)
    orders = read_orders(context.data, code=code)
    waiting = [order for order in orders if order.state in WAITING]
    over = sorted(
        (o for o in orders if o.state not in WAITING), key=lambda o: (o.changed_at, o.order_key), reverse=True
    )
    shown = [*waiting, *over[:MOST_OVER]]
    body = (
        order_list(make_lines(context, shown), today, lang)
        if shown
        else part_state("empty", t("orders.none_here", lang))
    )
    return section_card(t("orders.title", lang), body, tools=draw_give_buttons(context, code))
