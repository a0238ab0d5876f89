"""A share in percent month by month, against its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures import theme
from dashboard.figures.monthly import LABEL_EVERY


def monthly_share(
    labels: Sequence[str], shares: Sequence[float | None], name: str, *, target: float | None, target_name: str
) -> dict[str, Any]:
    """One line from 0 to 100; null is a month with nothing to share out (a gap). A null target draws no line."""
    every = LABEL_EVERY if len(labels) > LABEL_EVERY else 1
    shown = list(labels[len(labels) - 1 :: -every][::-1])
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(labels),
            "y": list(shares),
            "name": name,
            "line": {"color": theme.TEAL, "width": 2.25},
            "marker": {"size": 5, "color": theme.TEAL},
            "connectgaps": False,
            "hovertemplate": "%{y:.1f}%",
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
    axis = theme.value_axis(range=[0, 100], rangemode="normal", ticksuffix="%", nticks=6)
    return {
        "data": lines,
        "layout": theme.layout(xaxis=theme.category_axis(tickmode="array", tickvals=shown), yaxis=axis),
    }
