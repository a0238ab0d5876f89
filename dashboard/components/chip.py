"""A status is said three times: by colour, by icon and by word."""

from __future__ import annotations

from dash import html

from dashboard.components.icons import icon, status_icon


def status_chip(status: str, word: str) -> html.Span:
    """A chip for a status of design.md section 3 (or `proposed`) with its word in the reader's language."""
    return html.Span([status_icon(status), html.Span(word)], className=f"chip chip--{status}")


def plain_chip(kind: str, icon_name: str, word: str) -> html.Span:
    """A chip that is not a status, as `sample`."""
    return html.Span([icon(icon_name), html.Span(word)], className=f"chip chip--{kind}")
