"""An expected value on a line: its band, where it stands, and the target beside it."""

from __future__ import annotations

from dash import html

from dashboard.components.attributes import aria

ROOM = 0.08  # of the line, left empty at both ends


def forecast_band(value: float, low: float, high: float, *, target: float | None, goal: str, label: str) -> html.Div:
    """The line holds everything that is marked; `goal` stands at the target, `label` says the same in words."""
    marked = [low, high, value, *([] if target is None else [target])]
    least, most = min(marked), max(marked)
    width = (most - least) or 1.0

    def place(at: float) -> float:
        return 100 * (ROOM + (1 - 2 * ROOM) * (at - least) / width)

    left, right = place(low), place(high)
    parts = [
        html.Div(className="band__range", style={"left": f"{left:.1f}%", "width": f"{max(right - left, 0.5):.1f}%"}),
        html.Div(className="band__value", style={"left": f"{place(value):.1f}%"}),
    ]
    if target is not None:
        mark = html.Span(goal, className="band__text")
        parts.append(html.Div(mark, className="band__target", style={"left": f"{place(target):.1f}%"}))
    return html.Div(html.Div(parts, className="band__line"), className="band", role="img", **aria(label=label))
