"""One order: what is asked and of whom, its figure before and after, its history, and what may be done with it now."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.attributes import data
from dashboard.components.day_fields import day_fields
from dashboard.components.drawer import facts
from dashboard.components.icons import icon
from dashboard.components.order_lines import EventLine, figure_row, history_list, say_due, standing_chip
from dashboard.components.section import section_card
from dashboard.orders_readers import OrderRow, find_order, read_order_events, read_order_values
from dashboard.pages.order_marks import ANSWERERS, DECIDERS, new_href, order_href
from dashboard.pages.orders_lines import draw_parts, make_figures, read_indicators, say_given, say_owner
from dashboard.registry import PageContext
from dashboard.text import t
from etl.calendar_th import bangkok_date
from etl.indicators.orders import MAX_LINK, MAX_TEXT, STEPS

YEARS_AHEAD = 6
# who may take which step; the engine says in which state
ROLES_OF = {name: ANSWERERS if name == "answered" else DECIDERS for name in STEPS}


def steps_for(order: OrderRow, role: str) -> list[str]:
    """What this role may do with the order now."""
    return [name for name, step in STEPS.items() if order.state in step.allowed and role in ROLES_OF[name]]


def draw_one(context: PageContext, order: OrderRow) -> Any:
    lang, today = context.lang, bangkok_date(context.now)
    standing = order.standing(today)
    rows: list[tuple[str, Any]] = [
        (t("orders.owner", lang), say_owner(order, lang)),
        (t("orders.field_due_date", lang), say_due(standing, order.due_date, today, lang)),
        (t("orders.by", lang), say_given(order, lang)),
    ]
    indicator = read_indicators(context, [order]).get(order.code or "")
    figures: Any = None
    if indicator is not None:
        link = dcc.Link(f"{indicator.code} {indicator.name}", href=context.href(f"/indicators/{indicator.code}"))
        rows.append((t("orders.field_code", lang), link))
        values = read_order_values(context.data, [order.order_key]).get(order.order_key, [])
        figures = figure_row(make_figures(context, order, indicator, values))
    asked_by = order.parts.get("of_order")
    if isinstance(asked_by, int) and (first := find_order(context.data, asked_by)) is not None:
        rows.append((t("orders.field_of_order", lang), dcc.Link(first.title, href=order_href(context, asked_by))))
    kind = [standing_chip(standing, lang), html.Span(t(f"orders.kind_{order.kind}", lang), className="order__kind")]
    happened = read_order_events(context.data, order.order_key)
    events = [EventLine(e.what, e.text, e.author, e.at, e.link, e.moved_to) for e in happened]
    body = [html.Div(kind, className="order__head"), facts(rows), *draw_parts(order, lang), figures]
    return html.Div(
        [
            section_card(order.title, [part for part in body if part is not None], class_name="order-card"),
            section_card(t("orders.act", lang), _draw_acts(context, order), class_name="no-print")
            if steps_for(order, context.person.role)
            else None,
            section_card(t("orders.history", lang), history_list(events, lang)),
        ],
        className="order-one",
    )


def _draw_acts(context: PageContext, order: OrderRow) -> list[Any]:
    """One field for what is said, one for a day, and a button for each step: the step says what of them it needs."""
    lang, today = context.lang, bangkok_date(context.now)
    steps = steps_for(order, context.person.role)
    parts: list[Any] = [
        dcc.Store(id="order-what", data={"order": order.order_key, "version": order.version}),
        html.Label(
            [
                html.Span(t("orders.say", lang)),
                dbc.Textarea(id="order-text", value="", rows=4, maxLength=MAX_TEXT, size="sm"),
            ],
            className="progress-field progress-field--wide",
        ),
    ]
    link = dbc.Input(id="order-link", type="text", inputMode="url", value="", maxLength=MAX_LINK, size="sm",
                     placeholder="https://")  # fmt: skip
    is_linked = "answered" in steps
    parts.append(
        html.Label(
            [html.Span(t("orders.field_link", lang)), link],
            className="progress-field progress-field--wide" if is_linked else "progress-field d-none",
        )
    )
    is_dated = any(STEPS[name].wants_day or STEPS[name].may_move for name in steps)
    years = range(today.year, today.year + YEARS_AHEAD)
    shown = max(order.due_date, today)
    parts.append(
        html.Div(
            [html.Span(t("orders.new_due", lang)), day_fields("order-new", shown, years, lang)],
            className="progress-field" if is_dated else "progress-field d-none",
        )
    )
    buttons: list[Any] = [
        html.Button(
            t(f"orders.step_{name}", lang),
            id={"order-step": name},
            type="button",
            n_clicks=0,
            className="btn btn-sm btn-primary" if number == 0 else "btn btn-sm btn-outline-secondary",
        )
        for number, name in enumerate(steps)
    ]
    plan = new_href(context, order.code, "improvement_plan", of=str(order.order_key))
    if plan and order.kind == "order" and "answered" in steps:
        words: list[Any] = [icon("journal-plus"), " ", t("orders.plan_of", lang)]
        buttons.append(dcc.Link(words, href=plan, className="btn btn-sm btn-link"))
    helps = [html.Li(t(f"orders.help_{name}", lang)) for name in steps]
    parts += [
        html.Div(buttons, className="order-buttons"),
        html.Div(id="order-said", role="status"),
        html.Ul(helps, className="soft order-help"),
    ]
    return [html.Div(parts, className="order-act", **data(writing=""))]
