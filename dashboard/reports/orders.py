"""Orders and improvement plans as they leave: one row each, with the figure before and after."""

from __future__ import annotations

from typing import Any

from dashboard.orders_readers import OrderRow, OrderValue, find_next, read_order_values, read_orders
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from etl.calendar_th import bangkok_date

TEXTS = ("list_state", "field_title", "field_code", "owner", "field_owner_person", "field_asked")


def orders_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Every order, by due date; numbers as stored, never rounded."""
    lang, today = context.lang, bangkok_date(context.now)
    orders = read_orders(context.data)
    values = read_order_values(context.data, [order.order_key for order in orders if order.code])
    columns = [
        *(ReportColumn(t(f"orders.{name}", lang)) for name in TEXTS),
        ReportColumn(t("orders.list_given", lang), "instant"),
        ReportColumn(t("orders.field_due_date", lang), "date"),
        ReportColumn(t("orders.list_value", lang), "number", 2),
        ReportColumn(t("orders.list_answer", lang)),
        ReportColumn(t("orders.list_answered_at", lang), "instant"),
        ReportColumn(t("orders.list_next_period", lang)),
        ReportColumn(t("orders.list_next", lang), "number", 2),
    ]
    data_day = bangkok_date(context.as_of or context.now)
    rows = [
        _row(order, find_next(order, values.get(order.order_key, ()), data_day), order.standing(today), lang)
        for order in orders
    ]
    return ReportTable(t("orders.title", lang), columns, rows, short=t("orders.menu", lang))


def _row(order: OrderRow, found: OrderValue | None, standing: str, lang: str) -> list[Any]:
    said = "\n".join(text for text in order.parts.values() if isinstance(text, str))
    return [
        t(f"orders.state_{standing}", lang), order.title, order.code, order.owner(lang), order.owner_person, said,
        order.given_at, order.due_date, order.value, order.answer, order.answered_at,
        found.label(lang) if found else None, found.value if found else None,
    ]  # fmt: skip
