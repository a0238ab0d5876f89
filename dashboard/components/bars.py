"""Horizontal bars with names that wrap, values that line up, and a tick where the target stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.attributes import aria


@dataclass(frozen=True)
class Bar:
    """One row: `size` is drawn against the scale; null draws no bar and `value` says why."""

    name: str
    size: float | None
    value: str
    detail: str = ""
    tone: str = ""  # on_track | at_risk | off_track | others | teal
    is_total: bool = False  # set apart from the rows above it
    href: str | None = None  # where its name leads


@dataclass(frozen=True)
class Tick:
    """The target line; a proposed one is drawn as an outline."""

    at: float
    is_proposed: bool
    label: str


def bar_list(
    bars: Sequence[Bar], scale: float, *, label: str, tick: Tick | None = None, class_name: str = ""
) -> html.Div:
    """Bars drawn from 0 to `scale`."""
    return html.Div(
        [_row(b, scale, tick) for b in bars], className=f"bars {class_name}".strip(), role="list", **aria(label=label)
    )


def _row(bar: Bar, scale: float, tick: Tick | None) -> html.Div:
    track = []
    if bar.size is not None:
        tone = f" bar-row__fill--{bar.tone}" if bar.tone else ""
        track.append(html.Div(className=f"bar-row__fill{tone}", style={"width": _percent(bar.size, scale)}))
    if tick:
        kind = " bar-row__target--proposed" if tick.is_proposed else ""
        place = {"left": _percent(tick.at, scale)}
        track.append(html.Div(className=f"bar-row__target{kind}", style=place, title=tick.label))
    value: list[Any] = [html.Span(bar.value), html.Small(bar.detail)]
    return html.Div(
        [
            html.Div(dcc.Link(bar.name, href=bar.href) if bar.href else bar.name, className="bar-row__name"),
            html.Div(track, className="bar-row__track"),
            html.Div(value, className="bar-row__value"),
        ],
        className="bar-row bar-row--total" if bar.is_total else "bar-row",
        role="listitem",
    )


def _percent(size: float, scale: float) -> str:
    return f"{max(0.0, min(100.0, 100 * size / scale)) if scale else 0:.2f}%"
