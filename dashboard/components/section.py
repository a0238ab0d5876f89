"""A titled card: the frame of everything on a page that is not a tile."""

from __future__ import annotations

from typing import Any

from dash import html


def section_card(
    title: str, body: Any, *, note: Any = None, foot: Any = None, tools: Any = None, class_name: str = ""
) -> html.Section:
    """A card with a heading, a note and tools at its right and a foot; each of the three may be absent."""
    head: list[Any] = [html.H2(title, className="card-section__title")]
    if note is not None:
        head.append(html.Div(note, className="card-section__note"))
    if tools is not None:
        head.append(html.Div(tools, className="card-section__tools"))
    parts = [html.Div(head, className="card-section__head"), html.Div(body)]
    if foot is not None:
        parts.append(html.Div(foot, className="card-section__foot"))
    return html.Section(parts, className=f"card-section {class_name}".strip())
