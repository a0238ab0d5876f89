"""An indicator period by period against the path of its target: margin, restatements, remarks, forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures import theme
from dashboard.figures.monthly import NOTE_LETTERS

MOST_LABELS = 5  # as many as a phone has room for


@dataclass(frozen=True)
class PathPoint:
    """One period. `edge` is where the margin of its target ends; `reported` what was closed, where it differs by now.

    A null value is a period without data (a gap); `notes`: the remarks on it as (number, text).
    """

    label: str
    value: float | None
    target: float | None = None
    edge: float | None = None
    is_unfinished: bool = False
    reported: float | None = None
    notes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class ForecastMark:
    """What is expected at the last period shown, with its 80 % band; `said` stands on pointing at it."""

    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True)
class PathWords:
    """The names of the lines, as people read them."""

    value: str
    target: str
    margin: str
    reported: str
    forecast: str
    unit: str


def target_path(
    points: Sequence[PathPoint],
    words: PathWords,
    *,
    decimals: int,
    is_proposed: bool = False,
    forecast: ForecastMark | None = None,
) -> dict[str, Any]:
    """A proposed target is a dotted outline without a margin: it judges nothing."""
    labels = [p.label for p in points]
    every = -(-len(labels) // MOST_LABELS)
    hover = f"%{{y:,.{decimals}f}} {_plain(words.unit)}"
    traces: list[dict[str, Any]] = []
    if not is_proposed:
        traces += _margin(points, words.margin)
    if any(p.target is not None for p in points):
        traces.append(_target(points, words.target, hover, is_proposed=is_proposed))
    traces.append(_values(points, words.value, hover))
    traces += _reported(points, words.reported, hover)
    traces += _forecast(labels, forecast, words.forecast)
    traces += _remarks(points)
    axis = theme.category_axis(
        categoryorder="array",
        categoryarray=labels,
        tickmode="array",
        tickvals=labels[len(labels) - 1 :: -every][::-1],
        range=[-0.5, len(labels) - 0.5],
    )
    tick = ",.0f" if _largest(points) >= 10 else ",.2f"
    return {"data": traces, "layout": theme.layout(xaxis=axis, yaxis=theme.value_axis(tickformat=tick))}


def _values(points: Sequence[PathPoint], name: str, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [p.label for p in points],
        "y": [p.value for p in points],
        "name": name,
        "line": {"color": theme.INDIGO, "width": 2.25},
        "marker": {
            "size": 7,
            "color": theme.INDIGO,
            "symbol": ["circle-open" if p.is_unfinished else "circle" for p in points],
            "line": {"width": 2, "color": theme.INDIGO},
        },
        "connectgaps": False,
        "hovertemplate": hover,
    }


def _target(points: Sequence[PathPoint], name: str, hover: str, *, is_proposed: bool) -> dict[str, Any]:
    line = {"color": theme.INDIGO if is_proposed else theme.TARGET, "width": 1.5}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [p.label for p in points],
        "y": [p.target for p in points],
        "name": name,
        "line": line | {"dash": "dot" if is_proposed else "dash", "shape": "linear"},
        "marker": {"size": 4, "color": line["color"]},
        "connectgaps": False,
        "hovertemplate": hover,
    }


def _margin(points: Sequence[PathPoint], name: str) -> list[dict[str, Any]]:
    """The strip between target and edge, drawn stretch by stretch: a fill over a gap would say what nobody decided."""
    stretches: list[list[PathPoint]] = [[]]
    for point in points:
        if point.edge is None or point.target is None:
            stretches.append([])
        else:
            stretches[-1].append(point)
    shown = [stretch for stretch in stretches if len(stretch) > 1]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [p.label for p in stretch] + [p.label for p in reversed(stretch)],
            "y": [p.target for p in stretch] + [p.edge for p in reversed(stretch)],
            "name": name,
            "showlegend": number == 0,
            "legendgroup": "margin",
            "fill": "toself",
            "fillcolor": "rgba(240,180,41,.18)",
            "line": {"width": 0, "color": "rgba(240,180,41,.45)"},
            "hoverinfo": "skip",
        }
        for number, stretch in enumerate(shown)
    ]


def _reported(points: Sequence[PathPoint], name: str, hover: str) -> list[dict[str, Any]]:
    moved = [p for p in points if p.reported is not None]
    if not moved:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [p.label for p in moved],
            "y": [p.reported for p in moved],
            "name": name,
            "marker": {
                "size": 10,
                "symbol": "diamond-open",
                "color": theme.GOLD,
                "line": {"width": 2, "color": theme.GOLD},
            },
            "hovertemplate": hover,
        }
    ]


def _forecast(labels: Sequence[str], forecast: ForecastMark | None, name: str) -> list[dict[str, Any]]:
    if forecast is None or not labels:
        return []
    above, below = forecast.high - forecast.value, forecast.value - forecast.low
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [labels[-1]],
            "y": [forecast.value],
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": [above],
                "arrayminus": [below],
                "color": theme.TEAL,
                "thickness": 2,
                "width": 7,
            },
            "name": name,
            "customdata": [_plain(forecast.said)],
            "marker": {
                "size": 10,
                "symbol": "square-open",
                "color": theme.TEAL,
                "line": {"width": 2, "color": theme.TEAL},
            },
            "hovertemplate": "%{customdata}",
        }
    ]


def _remarks(points: Sequence[PathPoint]) -> list[dict[str, Any]]:
    """A numbered mark above each period somebody remarked on; the list beneath has the whole text."""
    noted = [p for p in points if p.notes]
    if not noted:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [p.label for p in noted],
            "y": [1.12 * (_largest(points) or 1)] * len(noted),
            "text": [",".join(str(number) for number, _ in p.notes) for p in noted],
            "customdata": ["<br>".join(_plain(_cut(text)) for _, text in p.notes) for p in noted],
            "textfont": {"size": 11, "color": "#ffffff"},
            "marker": {"size": 17, "color": theme.TARGET, "symbol": "circle"},
            "showlegend": False,
            "name": "",
            "hovertemplate": "%{customdata}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def _largest(points: Sequence[PathPoint]) -> float:
    known = [v for p in points for v in (p.value, p.target, p.reported) if v is not None]
    return max(known, default=0.0)


def _cut(text: str) -> str:
    return text if len(text) <= NOTE_LETTERS else text[:NOTE_LETTERS] + "…"


def _plain(text: str) -> str:
    """A person's text, of which plotly must read nothing as its own markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
