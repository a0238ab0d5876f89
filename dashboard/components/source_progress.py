"""What a source is doing this moment: asked for, starting, or how far its run is; drawn anew while somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html

from dashboard.components.attributes import aria
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.run_words import say_request, say_step
from dashboard.source_rows import RequestRow, SourceRow
from dashboard.text import t
from dashboard.text.formats import format_number, format_time

SILENT_SECONDS = 60.0  # a waiting request is claimed within seconds where a scheduler runs and is idle


@dataclass(frozen=True)
class Underway:
    """The request that is not over, and the running source; both absent: nothing is going on."""

    request: RequestRow | None
    mode: str  # of the request
    running: SourceRow | None
    is_silent: bool  # waiting, and nothing else keeps the scheduler

    @property
    def is_busy(self) -> bool:
        return self.request is not None or self.running is not None


def is_silent(request: RequestRow | None, now: datetime, *, is_somebody_writing: bool) -> bool:
    """Whether a request waits though nobody is at work."""
    if request is None or request.status != "waiting" or is_somebody_writing:
        return False
    return (now - request.asked_at).total_seconds() > SILENT_SECONDS


def draw_underway(underway: Underway, lang: str) -> list[Any]:
    """A line of words over a bar; nothing where nothing is going on."""
    if underway.running is not None:
        return [_draw_running(underway.running, lang)]
    request = underway.request
    if request is None:
        return []
    what = say_request(request, underway.mode, lang)
    if request.status == "claimed":
        words = t("data.starting", lang, by=request.asked_by)
        return [_strip(words, _bar(None, words), "live")]
    at = format_time(request.asked_at, lang)
    words = t("data.asked", lang, by=request.asked_by, what=what, at=at)
    if underway.is_silent:
        return [_strip(f"{words} {t('data.asked_silent', lang)}", None, "silent")]
    return [_strip(words, _bar(None, words), "live")]


def _draw_running(source: SourceRow, lang: str) -> html.Div:
    words = [t("data.state_running", lang), say_step(source.step, lang)]
    share = None
    if source.progress_rows and source.progress_entity and source.step != "settle":
        words += _say_rows(source, lang)
        share = _share(source)
    if source.attempts and source.attempts > 1:
        words.append(t("data.progress_try", lang, attempt=source.attempts))
    if source.started_at:
        words.append(t("data.progress_since", lang, at=say_moment(source.started_at, lang)))
    text = " · ".join(words)
    return _strip(text, _bar(share, text), "live")


def _say_rows(source: SourceRow, lang: str) -> list[str]:
    """How far the reading is; of which entity, where the step names another (the next is read while one is loaded)."""
    rows, expected = source.progress_rows or 0, source.progress_expected
    reading = f"extract {source.progress_entity}"
    words = [] if source.step == reading else [say_step(reading, lang)]
    if expected:
        told = {"rows": format_number(rows), "expected": format_number(max(rows, expected))}
        return [*words, t("data.progress_of", lang, **told)]
    return [*words, t("data.progress_rows", lang, rows=format_number(rows))]


def _share(source: SourceRow) -> float | None:
    """Never whole while it runs; null where nobody knows how much there is."""
    return min(0.99, (source.progress_rows or 0) / source.progress_expected) if source.progress_expected else None


def _bar(share: float | None, label: str) -> html.Div:
    """Null: how far is not known, so the bar only moves."""
    said: Any = {"role": "progressbar", **aria(label=label, valuemin="0", valuemax="100")}
    if share is None:
        return html.Div(html.Div(className="progress-line__any"), className="progress-line", **said)
    fill = html.Div(className="progress-line__fill", style={"width": f"{100 * share:.0f}%"})
    return html.Div(fill, className="progress-line", **said, **aria(valuenow=f"{100 * share:.0f}"))


def _strip(words: str, bar: html.Div | None, kind: str) -> html.Div:
    sign = "arrow-repeat" if kind == "live" else "exclamation-triangle-fill"
    line = html.P([icon(sign, "spin" if kind == "live" else ""), html.Span(words)])
    return html.Div([line, *([bar] if bar is not None else [])], className=f"strip strip--{kind}", role="status")
