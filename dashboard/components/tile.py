"""The headline tile: one indicator, read in ten seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.chip import status_chip
from dashboard.components.icons import icon
from dashboard.components.sparkline import sparkline


@dataclass(frozen=True)
class Change:
    """The like-for-like change in words: `tone` is good, bad, even or neutral."""

    text: str
    span: str
    tone: str
    trend: str = "even"  # up | down | even
    help: str = ""


@dataclass(frozen=True)
class Goal:
    """Target and gap in words; a proposed one is drawn in outline and colours nothing."""

    target: str
    gap: str
    tone: str  # good | bad | outline


@dataclass(frozen=True)
class Below:
    """A second indicator that belongs beneath the first, in one line."""

    name: str
    value: str


@dataclass(frozen=True)
class Tile:
    """Everything a headline tile says, already in the reader's language."""

    code: str
    name: str
    value: str
    unit: str
    status: str
    status_word: str
    change: Change | None = None
    goal: Goal | None = None
    reason: str | None = None  # why there is no value, or no comparison
    trend: tuple[float | None, ...] = ()
    trend_label: str = ""
    trend_target: float | None = None
    is_unfinished: bool = False
    below: tuple[Below, ...] = ()
    notes: tuple[str, ...] = ()
    owner: str = ""
    data_date: str = ""
    explain_word: str | None = None
    is_proposed: bool = False  # judged by nothing: its target waits for approval
    lateness: int = 0  # of stale data: 1 older than promised, 2 twice as old
    href: str | None = None  # the page that says more; null: it is this one
    order_href: str | None = None  # where an order about it is given; null: it needs none, or not by this person
    order_word: str = ""
    sheet_href: str | None = None  # its definition, way and versions
    sheet_word: str = ""


def headline_tile(tile: Tile) -> html.Article:
    """Name, status, value, trend, change, target, owner, data date and the way to the number's origin."""
    parts: list[Any] = [
        html.H3(_name(tile), className="tile__name"),
        html.Div([_value(tile), _trend(tile)], className="tile__figure"),
        html.Div(_lines(tile), className="tile__lines"),
        _foot(tile),
    ]
    late = f" late--{tile.lateness}" if tile.lateness else ""
    return html.Article(parts, className=f"tile tile--{tile.status}{late}", **data(code=tile.code))


def _name(tile: Tile) -> Any:
    return dcc.Link(tile.name, href=tile.href, className="tile__link") if tile.href else tile.name


def _value(tile: Tile) -> html.P:
    return html.P([tile.value, " ", html.Span(tile.unit, className="tile__unit")], className="tile__value")


def _trend(tile: Tile) -> Any:
    return sparkline(tile.trend, tile.trend_label, target=tile.trend_target, is_last_unfinished=tile.is_unfinished)


def _lines(tile: Tile) -> list[Any]:
    lines: list[Any] = [html.Div(_status(tile), className="tile__status")]
    if tile.change:
        mark = change_mark(tile.change.text, tile.change.trend, tile.change.tone)
        span = html.Span(tile.change.span, className="tile__span", title=tile.change.help)
        lines.append(html.P([mark, span], className="tile__line"))
    if tile.reason:
        lines.append(html.P(tile.reason, className="tile__line tile__line--quiet"))
    lines += [html.P(note, className="tile__line tile__line--quiet") for note in tile.notes]
    if tile.below:
        rows = [html.P([html.Span(b.name), html.Strong(b.value)], className="tile__line") for b in tile.below]
        lines.append(html.Div(rows, className="tile__below"))
    return lines


def _status(tile: Tile) -> list[Any]:
    """The chip, and beside it what it is judged by: one thought, so one place."""
    status = "proposed" if tile.is_proposed and tile.status == "no_target" else tile.status
    parts: list[Any] = [status_chip(status, tile.status_word)]
    if tile.goal:
        gap = html.Span(tile.goal.gap, className=f"keep gap--{tile.goal.tone}")
        parts.append(html.P([html.Span(tile.goal.target, className="keep"), " · ", gap], className="tile__goal"))
    return parts


def change_mark(text: str, trend: str, tone: str) -> html.Span:
    """A difference with its arrow; colour says good or bad, the arrow up or down, the sign both again."""
    arrow = {"up": "caret-up-fill", "down": "caret-down-fill"}.get(trend)
    parts: list[Any] = [icon(arrow), " ", text] if arrow else [text]
    return html.Span(parts, className=f"change change--{tone}")


def _foot(tile: Tile) -> html.Div:
    parts: list[Any] = [html.Span(tile.owner, className="tile__owner")]
    if tile.explain_word:
        explain = explain_button(tile.code, tile.explain_word, tile.name)
        ways = [_order_link(tile), " · ", explain] if tile.order_href else [explain]
        parts.append(html.Span([*ways, *([_sheet_link(tile)] if tile.sheet_href else [])], className="keep"))
    parts.append(html.Span(tile.data_date, className="tile__date" if tile.lateness else "tile__date keep"))
    return html.Div(parts, className="tile__foot")


def _sheet_link(tile: Tile) -> dcc.Link:
    """From a tile to the whole definition with its history."""
    words: list[Any] = [icon("card-list"), html.Span(f"{tile.sheet_word} {tile.name}", className="visually-hidden")]
    return dcc.Link(words, href=tile.sheet_href, title=tile.sheet_word, className="tile__sheet no-print")


def _order_link(tile: Tile) -> dcc.Link:
    """From a tile to who must act, in one step."""
    words: list[Any] = [icon("send"), " ", tile.order_word, html.Span(f" {tile.name}", className="visually-hidden")]
    return dcc.Link(words, href=tile.order_href, className="tile__order no-print")


def explain_button(code: str, word: str, name: str) -> html.Button:
    """Opens the drawer ที่มาของตัวเลข for an indicator (assets/js/50-pages.js); a real button: the keyboard reaches it."""
    said = aria(label=f"{word}: {name}", haspopup="dialog")
    return html.Button(word, className="explain", type="button", **said, **data(explain=code))
