"""Bootstrap icons by what they mean here; decorative, so a screen reader skips them."""

from __future__ import annotations

from functools import cache

from dash import html

from dashboard.components.attributes import aria

STATUS_ICONS = {
    "on_track": "check-circle-fill",
    "at_risk": "exclamation-triangle-fill",
    "off_track": "x-octagon-fill",
    "stale": "clock-history",
    "no_target": "dash-circle",
    "no_data": "slash-circle",
    "not_due": "hourglass-split",
    "not_connected": "plug",
    "proposed": "bullseye",
    "peak": "flag-fill",
}


@cache
def icon(name: str, class_name: str = "") -> html.I:
    """A Bootstrap icon by its own name, as `clock-history`; made once: nobody changes it."""
    return html.I(className=f"bi bi-{name} {class_name}".strip(), **aria(hidden="true"))


def status_icon(status: str, class_name: str = "") -> html.I:
    """The icon that stands for a status of design.md section 3, or for a proposed target."""
    return icon(STATUS_ICONS[status], class_name)
