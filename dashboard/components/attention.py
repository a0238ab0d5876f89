"""The first thing on the overview: at most five matters, each with its reason and who owns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from dashboard.components.icons import status_icon

MOST = 5
TONES = ("off_track", "at_risk", "stale", "on_track", "peak", "proposed")


@dataclass(frozen=True)
class Matter:
    """One thing to look at: `status` picks icon and colour, `href` where it leads."""

    status: str
    what: str
    why: str
    owner: str
    href: str | None = None


def attention_list(matters: Sequence[Matter]) -> html.Ul:
    """The first five, most serious first as given."""
    return html.Ul([_item(m) for m in matters[:MOST]], className="attention")


def _item(matter: Matter) -> html.Li:
    tone = matter.status if matter.status in TONES else "quiet"
    what = dcc.Link(matter.what, href=matter.href) if matter.href else matter.what
    parts = [
        status_icon(matter.status, f"attention__icon attention__icon--{tone}"),
        html.Div(what, className="attention__what"),
        html.Div(matter.owner, className="attention__owner"),
    ]
    if matter.why:
        parts.append(html.Div(matter.why, className="attention__why"))
    return html.Li(parts, className="attention__item")
