"""A figure on a page, with the words that stand for it where it cannot be seen."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.attributes import aria
from dashboard.figures.theme import GRAPH_CONFIG


def chart(figure: dict[str, Any], *, label: str, height: int) -> html.Div:
    """A chart of fixed height; `label` is what a screen reader says in its place."""
    config: Any = GRAPH_CONFIG
    graph = dcc.Graph(figure=figure, config=config, style={"height": f"{height}px"})
    return html.Div(graph, role="img", className="chart", **aria(label=label))
