"""Money of a year month by month: what may be spent as lines, what was spent as a filled one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures import theme
from dashboard.figures.monthly import LABEL_EVERY

STYLES: Mapping[str, Mapping[str, Any]] = {
    "budget": {"line": {"color": theme.TARGET, "width": 1.5, "dash": "dash"}},
    "approved": {"line": {"color": theme.INDIGO, "width": 1.75}},
    "committed": {"line": {"color": theme.GOLD, "width": 2}},
    "disbursed": {
        "line": {"color": theme.TEAL, "width": 2.5}, "fill": "tozeroy", "fillcolor": "rgba(43,138,126,.16)",
    },
}  # fmt: skip


def monthly_money(
    labels: Sequence[str], series: Mapping[str, Sequence[float]], words: Mapping[str, str]
) -> dict[str, Any]:
    """One stepped line per series (budget, approved, committed, disbursed), in the unit given."""
    every = LABEL_EVERY if len(labels) > LABEL_EVERY else 1
    shown = list(labels[len(labels) - 1 :: -every][::-1])
    lines = [
        {
            "type": "scatter", "mode": "lines+markers", "x": list(labels), "y": list(values), "name": words[name],
            "marker": {"size": 4, "color": STYLES[name]["line"]["color"]}, "hovertemplate": "%{y:,.2f}", **STYLES[name],
        }
        for name, values in series.items()
    ]  # fmt: skip
    axis = theme.category_axis(tickmode="array", tickvals=shown)
    return {"data": lines, "layout": theme.layout(xaxis=axis, yaxis=theme.value_axis(tickformat=",.1f"))}
