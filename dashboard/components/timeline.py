"""Projects on the months of a fiscal year: when work is planned, how far it has come, and the money beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.chip import plain_chip, status_chip
from dashboard.components.node import node


@dataclass(frozen=True)
class Money:
    """What was disbursed of what there is, as people read it; `share` of 100 draws a bar, null draws none."""

    text: str
    share: float | None = None


@dataclass(frozen=True)
class ProjectLine:
    """One project. `starts` and `ends` in percent of the year (null: nothing planned in it); progress in percent.

    `status` is one of the house's, with its word; `quiet` a state that is none.
    """

    code: str
    name: str
    owner: str
    starts: float | None
    ends: float | None
    planned: float | None
    actual: float | None
    progress: str
    status: str
    word: str
    money: Money
    note: str = ""


def timeline(lines: Sequence[ProjectLine], months: Sequence[str], today: float | None, *, label: str) -> html.Div:
    """Rows in the order given under the twelve months; `today` in percent of the year, null: outside it."""
    head = html.Div(
        [html.Div(), html.Div([html.Span(m) for m in months], className="timeline__months"), html.Div(), html.Div()],
        className="timeline__row timeline__head",
        **aria(hidden="true"),
    )
    rows: list[Any] = [_draw_row(line, today) for line in lines]
    return html.Div([head, *rows], className="timeline", role="list", **aria(label=label))


def _draw_row(line: ProjectLine, today: float | None) -> dict[str, Any]:
    chip = (
        plain_chip("quiet", "dash-circle", line.word) if line.status == "quiet" else status_chip(line.status, line.word)
    )
    name: list[Any] = [node("Strong", line.code), " ", line.name, node("Small", line.owner)]
    state: list[Any] = [chip, node("Small", line.progress)]
    if line.note:
        state.append(node("Small", line.note, className="timeline__note"))
    money: list[Any] = [node("Span", line.money.text)]
    if line.money.share is not None:
        fill = node("Div", None, className="timeline__paid-fill", style={"width": f"{_clip(line.money.share):.1f}%"})
        money.append(node("Div", fill, className="timeline__paid"))
    return node(
        "Div",
        [
            node("Div", name, className="timeline__name"),
            node("Div", _draw_track(line, today), className="timeline__track"),
            node("Div", state, className="timeline__state"),
            node("Div", money, className="timeline__money"),
        ],
        className=f"timeline__row timeline__row--{line.status}",
        role="listitem",
    )


def _draw_track(line: ProjectLine, today: float | None) -> list[Any]:
    parts: list[Any] = []
    if line.starts is not None and line.ends is not None:
        inside: list[Any] = []
        if line.actual:
            inside.append(node("Div", None, className="timeline__done", style={"width": f"{_clip(line.actual):.1f}%"}))
        if line.planned is not None:
            inside.append(
                node("Div", None, className="timeline__planned", style={"left": f"{_clip(line.planned):.1f}%"})
            )
        place = {"left": f"{_clip(line.starts):.2f}%", "width": f"{max(1.0, line.ends - line.starts):.2f}%"}
        parts.append(node("Div", inside, className="timeline__bar", style=place))
    if today is not None:
        parts.append(node("Div", None, className="timeline__today", style={"left": f"{_clip(today):.2f}%"}))
    return parts


def _clip(value: float) -> float:
    return max(0.0, min(100.0, value))
