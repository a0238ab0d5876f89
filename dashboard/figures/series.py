"""Published figures by year: a line never crosses from one edition to another, nor over a break of definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures import theme

COLOURS = (theme.INDIGO, theme.TEAL, theme.GOLD, "#8a4f9e", "#b4534b", "#3d87a8", theme.FAINT, "#6b7f2a")
MOST_LABELS = 8


@dataclass(frozen=True)
class Point:
    """A figure of a year; `said` is what stands on pointing at it, `is_broken`: not to be set against those before."""

    year_be: int
    value: float
    said: str
    is_broken: bool = False


@dataclass(frozen=True)
class Line:
    """An area's figures, cut into stretches that may be joined (one edition, one publication, no break)."""

    name: str
    stretches: tuple[tuple[Point, ...], ...]


def broken_lines(lines: Sequence[Line], break_word: str) -> dict[str, Any]:
    """A figure over all years from the first to the last; a year nobody surveyed stays empty."""
    years = sorted({point.year_be for line in lines for stretch in line.stretches for point in stretch})
    axis = [str(year) for year in range(years[0], years[-1] + 1)]
    broken = sorted({p.year_be for line in lines for stretch in line.stretches for p in stretch if p.is_broken})
    largest = max(abs(p.value) for line in lines for stretch in line.stretches for p in stretch)
    every = -(-len(axis) // MOST_LABELS)
    data = [
        _stretch(line.name, points, COLOURS[place % len(COLOURS)], is_first=number == 0)
        for place, line in enumerate(lines)
        for number, points in enumerate(line.stretches)
    ]
    return {
        "data": data,
        "layout": theme.layout(
            xaxis=theme.category_axis(
                categoryorder="array",
                categoryarray=axis,
                tickmode="array",
                tickvals=axis[len(axis) - 1 :: -every][::-1],
                range=[-0.5, len(axis) - 0.5],
            ),
            yaxis=theme.value_axis(rangemode="normal", tickformat=",.2f" if largest < 10 else ",.0f"),
            hovermode="closest",
            shapes=[_mark(axis.index(str(year))) for year in broken],
            annotations=[_label(axis.index(str(year)), break_word) for year in broken],
        ),
    }


def _stretch(name: str, points: Sequence[Point], colour: str, *, is_first: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [str(point.year_be) for point in points],
        "y": [point.value for point in points],
        "customdata": [point.said for point in points],
        "name": name,
        "legendgroup": name,
        "showlegend": is_first,
        "line": {"color": colour, "width": 2.25},
        "marker": {
            "size": 8,
            "color": colour,
            "symbol": ["diamond-open" if point.is_broken else "circle" for point in points],
            "line": {"width": 2, "color": colour},
        },
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _mark(place: int) -> dict[str, Any]:
    """A dashed line before the year from which another definition may hold."""
    line = {"color": theme.TARGET, "width": 1.25, "dash": "dash"}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": place - 0.5,
        "x1": place - 0.5,
        "y0": 0,
        "y1": 1,
        "line": line,
    }


def _label(place: int, word: str) -> dict[str, Any]:
    return {
        "x": place - 0.5, "y": 1, "xref": "x", "yref": "paper", "xanchor": "right", "yanchor": "top", "text": word,
        "showarrow": False, "font": {"size": 12, "color": theme.TARGET}, "xshift": -4,
    }  # fmt: skip
