"""Whether the data on screen are current: by each source's own promise, at the moment of looking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html

from dashboard.lateness import CURRENT, judge_lateness
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_instant


@dataclass(frozen=True)
class SourceState:
    """A connected source: when it was last read, and how far that is behind its promise (dashboard.lateness)."""

    name: str
    title: str
    read_at: datetime | None
    lateness: int
    is_sample: bool

    @property
    def is_late(self) -> bool:
        return self.lateness > CURRENT


def read_states(sources: Iterable[Any], now: datetime, lang: str) -> list[SourceState]:
    """Rows of frame_freshness -> the connected sources' states."""
    return [
        SourceState(
            name=row.name,
            title=row.title_th if lang == "th" else row.title_en,
            read_at=row.read_at,
            lateness=judge_lateness(row.read_at, row.fresh_within_seconds, now),
            is_sample=row.is_sample,
        )
        for row in sources
        if row.is_connected
    ]


def draw_freshness(context: PageContext, sources: Iterable[Any]) -> Any:
    """The badge, and the mark of sample data."""
    rows = list(sources)
    states = read_states(rows, context.now, context.lang)
    parts = [_draw_badge(context, states)]
    if any(row.is_sample and (row.is_connected or row.read_at is not None) for row in rows):
        parts.append(
            html.Span(
                [html.I(className="bi bi-cone-striped"), t("frame.sample", context.lang)],
                className="mis-sample",
                title=t("frame.sample_help", context.lang),
            )
        )
    return parts


def _draw_badge(context: PageContext, states: list[SourceState]) -> Any:
    lang = context.lang
    read = [state.read_at for state in states if state.read_at is not None]
    if context.version == 0 or not read:
        return _badge("none", "hourglass-split", t("frame.no_data_yet", lang), "", lang)
    oldest, late = min(read), [state for state in states if state.is_late]
    details = "\n".join(
        t("frame.late_source", lang, source=s.title, at=format_instant(s.read_at, lang))
        if s.read_at
        else f"{s.title}: {t('frame.never_read', lang)}"
        for s in (late or states)
    )
    if late:
        level = max(state.lateness for state in late)
        text = t("frame.late", lang, at=format_instant(oldest, lang))
        return _badge("late", "clock-history", text, details, lang, class_name=f"late--{level}")
    return _badge("fresh", "check-circle", t("frame.fresh", lang, at=format_instant(oldest, lang)), details, lang)


def _badge(state: str, icon: str, text: str, details: str, lang: str, *, class_name: str = "") -> Any:
    attributes: Any = {"data-state": state, "data-offline": t("frame.offline", lang)}  # shown when the poll fails
    return html.Span(
        [html.I(className=f"bi bi-{icon}"), html.Span(text)],
        id="freshness",
        className=f"mis-fresh mis-fresh-{state} {class_name}".strip(),
        title=details,
        **attributes,
    )
