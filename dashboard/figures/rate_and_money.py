"""A rate month by month against its target, and beneath it the money that came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures import theme
from dashboard.figures.monthly import LABEL_EVERY


def rate_and_money(
    labels: Sequence[str],
    rates: Sequence[float | None],
    money: Sequence[float | None],
    *,
    names: tuple[str, str],
    target: float | None,
    target_name: str,
) -> dict[str, Any]:
    """Two panels sharing the months: rates in percent (null is a gap) and money. A null target draws no line."""
    months = list(labels)
    known = [rate for rate in (*rates, target) if rate is not None]
    lowest = max(0, 10 * int(min(known, default=0) // 10) - 10)  # rates move by a few points: from 0 a line is flat
    every = LABEL_EVERY if len(months) > LABEL_EVERY else 1
    shown = months[len(months) - 1 :: -every][::-1]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": months,
            "y": list(rates),
            "name": names[0],
            "line": {"color": theme.INDIGO, "width": 2.25},
            "marker": {"size": 5, "color": theme.INDIGO},
            "connectgaps": False,
            "hovertemplate": "%{y:,.1f}",
        },
        {
            "type": "bar",
            "x": months,
            "y": list(money),
            "yaxis": "y2",
            "name": names[1],
            "marker": {"color": "#8fc6bd", "line": {"width": 0}},
            "hovertemplate": "%{y:,.0f}",
        },
    ]
    if target is not None:
        line = {"color": theme.TARGET, "width": 1.5, "dash": "dash"}
        data.insert(
            1,
            {
                "type": "scatter", "mode": "lines", "x": months, "y": [target] * len(months), "name": target_name,
                "line": line, "hovertemplate": "%{y:,.0f}",
            },
        )  # fmt: skip
    return {
        "data": data,
        "layout": theme.layout(
            xaxis=theme.category_axis(domain=[0, 1], anchor="y2", tickmode="array", tickvals=shown),
            yaxis=theme.value_axis(domain=[0.42, 1], range=[lowest, 100], dtick=10),
            yaxis2=theme.value_axis(domain=[0, 0.32], nticks=4),
        ),
    }
