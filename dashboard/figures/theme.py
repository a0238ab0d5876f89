"""One look for every chart, and the one configuration that keeps charts on this machine."""

from __future__ import annotations

from typing import Any

FONT = 'Sarabun, "Noto Sans Thai", sans-serif'
INK, FAINT, GRID = "#18222f", "#5f6b77", "#e6e9eb"
INDIGO, INDIGO_SOFT, TEAL, GOLD, TARGET = "#2c5c9a", "#d6e1ef", "#2b8a7e", "#c98612", "#4d5864"

# plotly.js 4 offers to send the chart to its maker's cloud unless told not to
GRAPH_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


def layout(**more: Any) -> dict[str, Any]:
    """The layout every figure starts from: no title (the card has it), no zoom, room for Thai labels."""
    base: dict[str, Any] = {
        "autosize": True,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 34, "b": 8},
        "hovermode": "x unified",
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "bgcolor": "#ffffff", "bordercolor": "#c5ccd1"},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "font": {"size": 13}},
        "dragmode": False,
        "separators": ".,",
        "bargap": 0.28,
        "bargroupgap": 0.06,
    }
    return base | more


def category_axis(**more: Any) -> dict[str, Any]:
    """Months as words (`ต.ค. 69`): a date axis would show the Gregorian year."""
    base: dict[str, Any] = {
        "type": "category",
        "fixedrange": True,
        "showgrid": False,
        "tickfont": {"size": 12, "color": FAINT},
        "linecolor": "#c5ccd1",
        "automargin": True,
        "tickangle": 0,
    }
    return base | more


def value_axis(**more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "fixedrange": True,
        "rangemode": "tozero",
        "gridcolor": GRID,
        "zeroline": False,
        "tickformat": ",.0f",
        "tickfont": {"size": 12, "color": FAINT},
        "automargin": True,
        "nticks": 5,
    }
    return base | more
