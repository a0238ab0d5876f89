"""A component as the plain dict it is sent as: in long tables making the objects would cost more than all the rest."""

from __future__ import annotations

from typing import Any

HTML, CORE = "dash_html_components", "dash_core_components"


def node(kind: str, children: Any, **props: Any) -> dict[str, Any]:
    """`node("Span", "x", className="y")` is html.Span("x", className="y"), and `node("Link", ...)` dcc.Link."""
    return {
        "props": {"children": children, **props},
        "type": kind,
        "namespace": CORE if kind == "Link" else HTML,
    }
