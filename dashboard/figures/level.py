"""A quantity month by month on an axis from 0, against its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures import theme
from dashboard.figures.monthly import LABEL_EVERY


def monthly_level(
    labels: Sequence[str], values: Sequence[float | None], name: str, *, target: float | None, target_name: str
) -> dict[str, Any]:
    """One line; null is a month without data (a gap). A null target draws no line."""
    every = LABEL_EVERY if len(labels) > LABEL_EVERY else 1
    shown = list(labels[len(labels) - 1 :: -every][::-1])
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(labels),
            "y": list(values),
            "name": name,
            "line": {"color": theme.INDIGO, "width": 2.25},
            "marker": {"size": 5, "color": theme.INDIGO},
            "connectgaps": False,
            "hovertemplate": "%{y:,.1f}",
        }
    ]
    if target is not None:
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(labels),
                "y": [target] * len(labels),
                "name": target_name,
                "line": {"color": theme.TARGET, "width": 1.5, "dash": "dash"},
                "hoverinfo": "skip",
            }
        )
    axis = theme.category_axis(tickmode="array", tickvals=shown)
    return {"data": lines, "layout": theme.layout(xaxis=axis, yaxis=theme.value_axis())}
