"""An order in words: how it stands, its line in a list, its history, and the figure before and after the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dash import dcc, html

from dashboard.components.chip import plain_chip
from dashboard.components.icons import icon
from dashboard.text import t
from dashboard.text.formats import format_date, format_instant

# how it stands -> the colour of a status, and an icon of its own
STANDINGS = {
    "overdue": ("off_track", "alarm-fill"),
    "open": ("at_risk", "hourglass-split"),
    "answered": ("proposed", "chat-left-text-fill"),
    "done": ("on_track", "check-circle-fill"),
    "cancelled": ("no_target", "dash-circle"),
}
EVENT_ICONS = {
    "given": "send", "answered": "chat-left-text", "returned": "arrow-counterclockwise", "done": "check2-circle",
    "moved": "calendar-event", "cancelled": "x-circle", "reopened": "arrow-repeat",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A value beside an order, already in words: its period, and the status chip where it was judged."""

    title: str
    value: str
    note: str
    chip: Any = None


@dataclass(frozen=True)
class OrderLine:
    """All that a list says of one order."""

    href: str
    kind: str
    title: str
    standing: str
    owner: str
    due: date
    given: str
    figures: Sequence[Figure] = ()
    answer: str = ""
    indicator: Any = None


@dataclass(frozen=True)
class EventLine:
    """One thing that happened."""

    what: str
    text: str
    author: str
    at: datetime
    link: str | None = None
    moved_to: date | None = None


def standing_chip(standing: str, lang: str) -> html.Span:
    kind, icon_name = STANDINGS[standing]
    return plain_chip(kind, icon_name, t(f"orders.state_{standing}", lang))


def say_due(standing: str, due: date, today: date, lang: str) -> str:
    """`ครบกำหนด 30 พ.ย. 69 (อีก 9 วัน)`; over ones only the day."""
    day, left = format_date(due, lang), (due - today).days
    if standing == "overdue":
        return t("orders.due_overdue", lang, day=day, days=-left)
    if standing == "open":
        return t("orders.due_today" if left == 0 else "orders.due_left", lang, day=day, days=left)
    return t("orders.due", lang, day=day)


def order_list(lines: Sequence[OrderLine], today: date, lang: str) -> html.Ul:
    return html.Ul([_item(line, today, lang) for line in lines], className="orders")


def _item(line: OrderLine, today: date, lang: str) -> html.Li:
    head = [standing_chip(line.standing, lang), html.Span(t(f"orders.kind_{line.kind}", lang), className="order__kind")]
    about = [
        html.Div([html.Span(t("orders.owner", lang), className="faint"), " ", line.owner]),
        html.Div(say_due(line.standing, line.due, today, lang), className=f"order__due order__due--{line.standing}"),
        html.Div(line.given, className="faint"),
    ]
    main: list[Any] = [
        html.Div(head, className="order__head"),
        html.H3(dcc.Link(line.title, href=line.href, className="order__link"), className="order__title"),
    ]
    if line.indicator is not None:
        main.append(html.Div(line.indicator, className="order__indicator"))
    if line.answer:
        main.append(html.P([icon("chat-left-text"), " ", line.answer], className="order__answer"))
    parts: list[Any] = [html.Div(main, className="order__main"), html.Div(about, className="order__about")]
    if line.figures:
        parts.append(figure_row(line.figures))
    return html.Li(parts, className=f"order order--{line.standing}")


def figure_row(figures: Sequence[Figure]) -> html.Div:
    """The figure when it was given, and the next one: side by side, an arrow between."""
    parts: list[Any] = []
    for number, figure in enumerate(figures):
        if number:
            parts.append(icon("arrow-right", "order__arrow"))
        cell = [
            html.Div(figure.title, className="order__when"),
            html.Div([html.Strong(figure.value), *([" ", figure.chip] if figure.chip is not None else [])]),
            html.Div(figure.note, className="faint"),
        ]
        parts.append(html.Div(cell, className="order__figure"))
    return html.Div(parts, className="order__figures")


def history_list(events: Sequence[EventLine], lang: str) -> html.Ol:
    """What happened, the first thing first."""
    return html.Ol([_event(event, lang) for event in events], className="order-history")


def _event(event: EventLine, lang: str) -> html.Li:
    said = t(f"orders.event_{event.what}", lang)
    head: list[Any] = [html.Strong(said), " · ", event.author, " · ", format_instant(event.at, lang)]
    parts: list[Any] = [html.Div(head)]
    if event.moved_to is not None and event.what != "given":
        parts.append(html.Div(t("orders.new_day", lang, day=format_date(event.moved_to, lang)), className="soft"))
    if event.text:
        parts.append(html.P(event.text, className="order__text"))
    if event.link:
        outside: dict[str, Any] = {"href": event.link, "target": "_blank", "rel": "noopener noreferrer nofollow"}
        parts.append(html.P(html.A([icon("link-45deg"), " ", event.link], **outside), className="order__evidence"))
    mark = icon(EVENT_ICONS[event.what], "order-history__icon")
    return html.Li([mark, html.Div(parts)], className=f"order-history__item order-history__item--{event.what}")
