"""How old things are: one bar of the whole with its legend, then a bar for each part, the oldest the reddest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard.components.attributes import aria


@dataclass(frozen=True)
class AgeBar:
    """A name, its count in each band, and what is said at its right."""

    name: str
    counts: tuple[int, ...]
    value: str
    detail: str


TONES = tuple(range(1, 8))  # of the bands, youngest first; 7 is the reddest


def age_whole(
    counts: Sequence[int], words: Sequence[str], numbers: Sequence[str], *, label: str, tones: Sequence[int] = TONES
) -> html.Div:
    """The bar of all, and beneath it each band with its number."""
    total = sum(counts) or 1
    bar = html.Div(_segments(counts, words, total, tones), className="age-bar age-bar--whole")
    legend = [
        html.Li([html.Span(className=f"age-swatch age-{tone}"), html.Span(word), html.Strong(number)])
        for tone, word, number in zip(tones, words, numbers, strict=False)
    ]
    return html.Div([bar, html.Ul(legend, className="age-legend")], role="group", **aria(label=label))


def age_list(bars: Sequence[AgeBar], words: Sequence[str], *, label: str, tones: Sequence[int] = TONES) -> html.Div:
    """Bars on one scale, the longest as wide as there is room."""
    scale = max((sum(bar.counts) for bar in bars), default=0) or 1
    rows = [
        html.Div(
            [
                html.Div(bar.name, className="bar-row__name"),
                html.Div(_segments(bar.counts, words, scale, tones), className="bar-row__track age-bar"),
                html.Div([html.Span(bar.value), html.Small(bar.detail)], className="bar-row__value"),
            ],
            className="bar-row",
            role="listitem",
        )
        for bar in bars
    ]
    return html.Div(rows, className="bars bars--ages", role="list", **aria(label=label))


def _segments(counts: Sequence[int], words: Sequence[str], scale: int, tones: Sequence[int]) -> list[html.Span]:
    return [
        html.Span(className=f"age-{tone}", style={"width": f"{100 * count / scale:.2f}%"}, title=f"{word}: {count:,}")
        for tone, count, word in zip(tones, counts, words, strict=False)
        if count
    ]
