"""A plain table: columns with their alignment, rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.node import node


@dataclass(frozen=True)
class Column:
    """A heading; `kind` is a class of the cells, as `number` (right-aligned, tabular)."""

    title: str
    kind: str = ""


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, label: str, class_name: str = "") -> html.Div:
    """A table that scrolls sideways inside its own frame, never the page."""
    head: list[Any] = [node("Th", c.title, className=c.kind, scope="col") for c in columns]
    given = [{"className": c.kind, "data-label": c.title} for c in columns]
    lines: list[Any] = [
        node("Tr", [node("Td", cell, **props) for cell, props in zip(row, given, strict=True)]) for row in rows
    ]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(head)), html.Tbody(lines)],
            className=f"grid-table {class_name}".strip(),
            **aria(label=label),
        ),
        className="table-wrap",
        tabIndex="0",
        role="region",
        **aria(label=label),
    )
