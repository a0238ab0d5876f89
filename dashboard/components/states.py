"""What a page says when it has no figures: empty, not connected, stale, error. Each says what happens next."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.icons import icon

_ICONS = {"empty": "inbox", "not_connected": "plug", "stale": "clock-history", "error": "exclamation-octagon"}


def page_state(kind: str, title: str, text: str, action: Any = None) -> html.Div:
    """The whole page is in this state; `kind` is empty, not_connected, stale or error."""
    return _state(kind, title, text, action, "state--page")


def part_state(kind: str, title: str, text: str = "") -> html.Div:
    """One card of a page is in this state."""
    return _state(kind, title, text, None, "")


def banner(kind: str, icon_name: str, lead: str, text: str) -> html.Div:
    """A line above the figures: `kind` is stale, sample or error."""
    return html.Div(
        [html.Span([icon(icon_name), " ", html.Strong(lead)]), html.Span(text)],
        className=f"banner banner--{kind}",
        role="status",
    )


def _state(kind: str, title: str, text: str, action: Any, class_name: str) -> html.Div:
    parts = [icon(_ICONS[kind]), html.H2(title, className="state__title")]
    if text:
        parts.append(html.P(text, className="state__text"))
    if action is not None:
        parts.append(action)
    role = "alert" if kind == "error" else "status"
    return html.Div(parts, className=f"state state--{kind} {class_name}".strip(), role=role)
