"""A figure as it was reported, and beside it what later became of it: the same cells on every screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html

from dashboard.components.chip import status_chip
from dashboard.components.headline import Indicator, status_word
from dashboard.components.icons import icon
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number, format_quantity


@dataclass(frozen=True)
class Shown:
    """A figure with what it was judged by; the period it is of has ended."""

    value: float | None
    target: float | None
    target_state: str | None
    status: str


@dataclass(frozen=True)
class Restated:
    """What a run made of a reported figure, and what people say of it (null: nobody has yet)."""

    figure: Shown
    cause: str
    noticed_at: datetime
    reason: str | None = None
    reason_by: str | None = None


def say_value(value: float | None, indicator: Indicator) -> str:
    return format_quantity(value, indicator.unit, indicator.decimals)


def say_target(figure: Shown, indicator: Indicator, lang: str) -> str:
    """A dash where there is none; one that was only proposed says so."""
    if figure.target is None:
        return format_number(None)
    decimals = 0 if figure.target == int(figure.target) else indicator.decimals
    words = format_quantity(figure.target, indicator.unit, decimals)
    return f"{words} ({t('closing.proposed', lang)})" if figure.target_state == "proposed" else words


def figure_chip(figure: Shown, indicator: Indicator, lang: str) -> html.Span:
    """The status in words of a result: the period is over."""
    is_proposed = figure.target_state == "proposed"
    word = status_word(figure.status, indicator.is_context, False, is_proposed, lang)
    return status_chip("proposed" if is_proposed and figure.status == "no_target" else figure.status, word)


def restated_cell(reported: Shown, restated: Restated, indicator: Indicator, lang: str) -> html.Div:
    """The figure now, its status where that changed too, why, and since when."""
    now = restated.figure
    head: list[Any] = [icon("arrow-repeat"), " ", html.Strong(say_value(now.value, indicator))]
    if (now.value, now.target) == (reported.value, reported.target):
        head.append(html.Span(t("closing.back_to_reported", lang), className="restated__soft"))
    if now.target != reported.target:
        words = t("closing.target_changed", lang, target=say_target(now, indicator, lang))
        head.append(html.Span(words, className="restated__soft"))
    if now.status != reported.status:
        head.append(figure_chip(now, indicator, lang))
    when = t("closing.restated_at", lang, at=format_instant(restated.noticed_at, lang))
    about = f"{t(f'closing.cause_{restated.cause}', lang)} · {when}"
    return html.Div(
        [
            html.Div(head, className="restated__figure"),
            html.Div(about, className="restated__soft"),
            _why(restated, lang),
        ],
        className="restated",
    )


def _why(restated: Restated, lang: str) -> html.Div:
    if restated.reason is None:
        return html.Div([icon("question-circle"), " ", t("closing.no_reason", lang)], className="restated__silent")
    by = f" ({restated.reason_by})" if restated.reason_by else ""
    return html.Div(f"{t('closing.reason', lang)}: {restated.reason}{by}")
