"""Received and finished side by side by month, and beneath them the pile that was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures import theme

NOTE_LETTERS = 60  # of a remark in the box; the list beneath has all of it
LABEL_EVERY = 6  # months; as many labels as a phone has room for


@dataclass(frozen=True)
class MonthPoint:
    """One month; null is a month without data (a gap), 0 a month in which nothing happened.

    `notes`: the remarks on it as (number, text).
    """

    label: str
    received: int | None
    finished: int | None
    backlog: int | None
    notes: tuple[tuple[int, str], ...] = ()


def flow_and_backlog(points: Sequence[MonthPoint], words: dict[str, str]) -> dict[str, Any]:
    """A figure of two panels sharing the months; `words` has received, finished, backlog, notes as people read them."""
    months = [p.label for p in points]
    every = LABEL_EVERY if len(months) > LABEL_EVERY else 1
    shown = months[len(months) - 1 :: -every][::-1]
    return {
        "data": [
            _bars(months, [p.received for p in points], words["received"], theme.INDIGO),
            _bars(months, [p.finished for p in points], words["finished"], "#8fc6bd"),
            _line(months, [p.backlog for p in points], words["backlog"]),
            *_marks(points, words),
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


def _marks(points: Sequence[MonthPoint], words: dict[str, str]) -> list[dict[str, Any]]:
    """A numbered mark above each month somebody remarked on; the text shows on pointing at it."""
    noted = [p for p in points if p.notes]
    if not noted:
        return []
    top = max((max(p.received or 0, p.finished or 0) for p in points), default=0) or 1
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [p.label for p in noted],
            "y": [1.12 * top] * len(noted),
            "text": [",".join(str(number) for number, _ in p.notes) for p in noted],
            "customdata": ["<br>".join(_plain(text) for _, text in p.notes) for p in noted],
            "name": words["notes"],
            "textfont": {"size": 11, "color": "#ffffff"},
            "marker": {"size": 17, "color": theme.TARGET, "symbol": "circle"},
            "showlegend": False,
            "hovertemplate": "%{customdata}",
            "cliponaxis": False,
        }
    ]


def _plain(text: str) -> str:
    """A person's text, of which plotly must read nothing as its own markup; a long one is cut."""
    cut = text if len(text) <= NOTE_LETTERS else text[:NOTE_LETTERS] + "…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
