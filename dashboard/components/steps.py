"""Five shades from few to many, for maps and heat tables: the same in both, and a legend that says what they mean."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html

from dashboard.text import t
from dashboard.text.formats import format_number

STEPS = 5
# as --heat-0 ... --heat-5 of the tokens; pictures inside <img> cannot read those
SHADES = ("#eef0f1", "#dbe6f3", "#b3cbe6", "#82a8d3", "#4f80b8", "#1d4f8c")


def step_of(value: int, values: Iterable[int]) -> int:
    """0 for nothing, else 1 to 5: where the value stands between the least and the most of those that are not 0."""
    some = [v for v in values if v]
    if not value or not some:
        return 0
    low, high = min(some), max(some)
    return STEPS if high == low else 1 + round((STEPS - 1) * (value - low) / (high - low))


def step_legend(values: Iterable[int], lang: str) -> html.Div:
    """น้อย ▢▢▢▢▢ มาก, with the numbers at both ends."""
    some = [v for v in values if v]
    if not some:
        return html.Div()
    low, high = format_number(min(some)), format_number(max(some))
    swatches = [html.Span(className=f"heat-swatch heat-{step}") for step in range(1, STEPS + 1)]
    return html.Div(
        [
            html.Span(t("complaints.few", lang, count=low)),
            html.Span(swatches, className="heat-swatches"),
            html.Span(t("complaints.many", lang, count=high)),
        ],
        className="heat-legend",
    )
