"""Counts of a few things side by side, each a stack of its parts with the whole written above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures import theme

COLOURS = (theme.INDIGO, "#6f9bd1", theme.GOLD, theme.TEAL, "#8fc6bd", "#a9b3bc")


def stacked_bars(labels: Sequence[str], parts: Mapping[str, Sequence[int]], total_name: str) -> dict[str, Any]:
    """`parts`: name -> a count for each label, drawn from the bottom up in this order."""
    totals = [sum(counts) for counts in zip(*parts.values(), strict=True)] if parts else []
    bars: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": list(labels),
            "y": list(counts),
            "name": name,
            "marker": {"color": COLOURS[place % len(COLOURS)], "line": {"width": 0}},
            "hovertemplate": "%{y:,.0f}",
        }
        for place, (name, counts) in enumerate(parts.items())
    ]
    bars.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": list(labels),
            "y": totals,
            "text": [f"{total:,}" for total in totals],
            "textposition": "top center",
            "textfont": {"size": 15, "color": theme.INK},
            "name": total_name,
            "showlegend": False,
            "hovertemplate": "%{y:,.0f}",
            "cliponaxis": False,
        }
    )
    highest = max(totals, default=0) or 1
    axis = theme.value_axis(range=[0, 1.18 * highest], rangemode="normal")
    return {"data": bars, "layout": theme.layout(barmode="stack", bargap=0.42, xaxis=theme.category_axis(), yaxis=axis)}
