"""How many indicators have which status: icon, number and the word for those who hear the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.components.icons import status_icon

ORDER = ("off_track", "at_risk", "on_track", "stale", "no_target", "not_due", "no_data", "not_connected")


def status_counts(counts: Mapping[str, int], words: Mapping[str, str], *, order: Sequence[str] = ORDER) -> html.Span:
    """The worst first; what does not occur is left out."""
    return html.Span(
        [
            html.Span(
                [
                    status_icon(status),
                    html.Span(str(counts[status])),
                    html.Span(words[status], className="count__word"),
                ],
                className=f"count count--{status}",
                title=words[status],
            )
            for status in order
            if counts.get(status)
        ],
        className="counts",
    )
