"""The head of a page: its title, what it shows and for whom."""

from __future__ import annotations

from typing import Any

from dash import html


def page_head(title: str, subtitle: str, aside: Any = None) -> html.Div:
    """Title and one line beneath it; `aside` stands at the right."""
    parts: list[Any] = [html.H1(title, className="page-head__title"), html.P(subtitle, className="page-head__sub")]
    if aside is not None:
        parts.append(html.Div(aside, className="page-head__aside"))
    return html.Div(parts, className="page-head")
