"""Orders as their lists show them: the figure when each was given, its answer, and the figure that came next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.chip import status_chip
from dashboard.components.headline import Indicator, status_word
from dashboard.components.order_lines import Figure, OrderLine
from dashboard.orders_readers import OrderRow, OrderValue, find_next, read_order_values
from dashboard.pages.ground import make_indicator, read_definitions
from dashboard.pages.order_marks import order_href
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_instant, format_number
from etl.calendar_th import bangkok_date


def make_lines(context: PageContext, orders: Sequence[OrderRow]) -> list[OrderLine]:
    """Each order with what stands beside it, in the reader's language."""
    known = read_indicators(context, orders)
    values = read_order_values(context.data, [o.order_key for o in orders if o.code])
    return [_make_line(context, order, known, values.get(order.order_key, ())) for order in orders]


def read_indicators(context: PageContext, orders: Sequence[OrderRow]) -> dict[str, Indicator]:
    codes = sorted({order.code for order in orders if order.code})
    found = read_definitions(context, codes) if codes else {}
    return {code: make_indicator(definition, context) for code, definition in found.items()}


def _make_line(
    context: PageContext, order: OrderRow, known: Mapping[str, Indicator], values: Sequence[OrderValue]
) -> OrderLine:
    lang, today = context.lang, bangkok_date(context.now)
    indicator = known.get(order.code or "")
    given = t("orders.given_by", lang, author=order.given_by, day=format_date(bangkok_date(order.given_at), lang))
    return OrderLine(
        href=order_href(context, order.order_key),
        kind=order.kind,
        title=order.title,
        standing=order.standing(today),
        owner=say_owner(order, lang),
        due=order.due_date,
        given=given,
        figures=make_figures(context, order, indicator, values) if indicator else (),
        answer=_shorten(order.answer or ""),
        indicator=[html.Code(order.code), " ", indicator.name] if indicator else None,
    )


def say_owner(order: OrderRow, lang: str) -> str:
    return " · ".join(filter(None, (order.owner(lang), order.owner_person)))


def make_figures(
    context: PageContext, order: OrderRow, indicator: Indicator, values: Sequence[OrderValue]
) -> tuple[Figure, ...]:
    """When it was given, then the next value after the answer: the loop closes when both stand there."""
    lang = context.lang
    data_day = bangkok_date(context.as_of or context.now)
    first = Figure(t("orders.value_given", lang), say_value(indicator, order.value), _where(order, lang))
    found = find_next(order, values, data_day)
    if found is None:
        waits = t("orders.value_waits" if order.period_id else "orders.value_none", lang)
        return first, Figure(t("orders.value_next", lang), MISSING, waits)
    is_open = found.ends_on > data_day
    word = status_word(found.status, indicator.is_context, is_open, found.target_state == "proposed", lang)
    note = " · ".join(filter(None, (found.label(lang), _say_difference(indicator, order.value, found.value, lang))))
    title = t("orders.value_after" if order.answered_at else "orders.value_since", lang)
    chip = status_chip(
        "proposed" if found.target_state == "proposed" and found.status == "no_target" else found.status, word
    )
    return first, Figure(title, say_value(indicator, found.value), note, chip)


def say_value(indicator: Indicator, value: float | None) -> str:
    if value is None:
        return MISSING
    sign = "%" if indicator.is_percent else f" {indicator.unit}"
    return format_number(value, indicator.decimals) + sign


def _where(order: OrderRow, lang: str) -> str:
    return f"{order.period(lang)} · {order.whose(lang)}"


def _say_difference(indicator: Indicator, then: float | None, now: float | None, lang: str) -> str:
    """Whether it moved the right way; nothing where either is missing or the indicator has no direction."""
    if then is None or now is None or indicator.direction not in ("higher", "lower"):
        return ""
    size = format_number(abs(now - then), indicator.decimals)
    if not size.strip("0.,"):
        return t("orders.moved_not", lang)
    is_better = (now > then) == (indicator.direction == "higher")
    return t("orders.moved_better" if is_better else "orders.moved_worse", lang, change=size)


def _shorten(text: str, most: int = 180) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def say_given(order: OrderRow, lang: str) -> str:
    return t("orders.given_by", lang, author=order.given_by, day=format_instant(order.given_at, lang))


def draw_parts(order: OrderRow, lang: str) -> list[Any]:
    """What is asked, or the five parts of a plan, each under its heading."""
    parts: list[Any] = []
    for name, text in order.parts.items():
        if isinstance(text, str):
            parts += [html.Dt(t(f"orders.field_{name}", lang)), html.Dd(text, className="order__text")]
    return [html.Dl(parts, className="facts order-parts")]
