"""The head of a page: its title, what it shows and for whom."""

from __future__ import annotations

from typing import Any

from dash import html


def page_head(title: str, subtitle: str, aside: Any = None) -> html.Div:
    """Title and one line beneath it; `aside` stands at the right."""
    words = html.Div([html.H1(title, className="page-head__title"), html.P(subtitle, className="page-head__sub")])
    return html.Div([words, html.Div(aside, className="page-head__aside")], className="page-head")
