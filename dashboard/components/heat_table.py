"""Weekdays by hours as a table of shades; the numbers are there for mouse and screen reader (60-complaints.css)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.steps import step_of

LABEL_EVERY = 3  # hours


@dataclass(frozen=True)
class HeatCell:
    """One weekday and hour; `title` says it in words."""

    count: int
    title: str


def heat_table(rows: Sequence[tuple[str, str, Sequence[HeatCell]]], *, label: str) -> html.Div:
    """Rows of (name, short name, 24 cells)."""
    counts = [cell.count for _, _, cells in rows for cell in cells]
    low_high = (min((c for c in counts if c), default=0), max(counts, default=0))
    heads = [
        html.Th(f"{hour:02d}" if hour % LABEL_EVERY == 0 else "", scope="col", **aria(label=f"{hour:02d}:00"))
        for hour in range(24)
    ]
    head = html.Thead(html.Tr([html.Td(), *heads]))
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Th([html.Span(name, className="wide"), html.Span(short, className="narrow")], scope="row"),
                    *(
                        html.Td(str(cell.count), className=f"heat-{step_of(cell.count, low_high)}", title=cell.title)
                        for cell in cells
                    ),
                ]
            )
            for name, short, cells in rows
        ]
    )
    return html.Div(html.Table([head, body], className="heat-table", **aria(label=label)), className="heat")
