"""Received and finished side by side by month, and beneath them the pile that was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures import theme

LABEL_EVERY = 6  # months; as many labels as a phone has room for


@dataclass(frozen=True)
class MonthPoint:
    """One month; null is a month without data (a gap), 0 a month in which nothing happened."""

    label: str
    received: int | None
    finished: int | None
    backlog: int | None


def flow_and_backlog(points: Sequence[MonthPoint], words: dict[str, str]) -> dict[str, Any]:
    """A figure of two panels sharing the months; `words` has received, finished, backlog in the reader's language."""
    months = [p.label for p in points]
    every = LABEL_EVERY if len(months) > LABEL_EVERY else 1
    shown = months[len(months) - 1 :: -every][::-1]
    return {
        "data": [
            _bars(months, [p.received for p in points], words["received"], theme.INDIGO),
            _bars(months, [p.finished for p in points], words["finished"], "#8fc6bd"),
            _line(months, [p.backlog for p in points], words["backlog"]),
        ],
        "layout": theme.layout(
            barmode="group",
            xaxis=theme.category_axis(domain=[0, 1], anchor="y2", tickmode="array", tickvals=shown),
            yaxis=theme.value_axis(domain=[0.44, 1]),
            yaxis2=theme.value_axis(domain=[0, 0.36], nticks=4),
        ),
    }


def _bars(months: list[str], values: list[int | None], name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": months,
        "y": values,
        "name": name,
        "marker": {"color": colour, "line": {"width": 0}},
        "hovertemplate": "%{y:,.0f}",
    }


def _line(months: list[str], values: list[int | None], name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": months,
        "y": values,
        "yaxis": "y2",
        "name": name,
        "line": {"color": theme.GOLD, "width": 2.25},
        "marker": {"size": 5, "color": theme.GOLD},
        "fill": "tozeroy",
        "fillcolor": "rgba(240,180,41,.14)",
        "connectgaps": False,
        "hovertemplate": "%{y:,.0f}",
    }
