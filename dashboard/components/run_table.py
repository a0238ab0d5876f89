"""Runs as a table, newest first: what each read and changed, and why it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.run_words import RUN_ICONS, RUN_TONES, say_fault, say_step
from dashboard.components.table import Column, table
from dashboard.source_rows import RunRow
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number

COUNTS = ("rows_read", "inserted", "updated", "rejected", "deleted")


def run_table(runs: Sequence[RunRow], titles: Mapping[str, str], lang: str) -> html.Div:
    """One row per run; `titles` are the sources' names as people know them."""
    columns = [
        Column(t("data.started", lang), "keep run-started"),
        Column(t("data.source", lang), "run-source"),
        Column(t("data.what", lang), "run-what"),
        Column(t("data.result", lang), "run-result"),
        Column(t("data.took", lang), "number run-took"),
        *(Column(t(f"data.{'read' if name == 'rows_read' else name}", lang), "number") for name in COUNTS),
    ]
    rows = [_row(run, titles, lang) for run in runs]
    return table(columns, rows, label=t("data.runs_title", lang), class_name="run-table stack")


def _row(run: RunRow, titles: Mapping[str, str], lang: str) -> list[Any]:
    name = titles.get(run.source_name or "", run.source_name) if run.source_name else t("data.whole_warehouse", lang)
    what: list[Any] = [t(f"data.mode_{run.mode}", lang), html.Small(f" · {t(f'data.trigger_{run.trigger}', lang)}")]
    return [
        say_moment(run.started_at, lang),
        name,
        html.Span(what),
        _result(run, lang),
        MISSING if run.seconds is None else t("data.seconds", lang, seconds=format_number(run.seconds, 1)),
        *(_count(run, name) for name in COUNTS),
    ]


def _count(run: RunRow, name: str) -> Any:
    """Nothing is an en dash where no batch came so far; what broke the conservation law is marked."""
    if not run.batches:
        return MISSING
    number = format_number(getattr(run, name))
    if name == "rows_read" and run.broken:
        return html.Span([icon("x-octagon-fill"), " ", number], className="conservation--broken")
    return html.Span(number, className="" if getattr(run, name) else "faint")


def _result(run: RunRow, lang: str) -> html.Div:
    """The chip; beneath it, where and why a run did not come through."""
    chip = plain_chip(f"run-{RUN_TONES[run.status]}", RUN_ICONS[run.status], t(f"data.run_{run.status}", lang))
    if run.status in ("done", "running") and not run.error_code:
        return html.Div(chip)
    what, _ = say_fault(run.error_code, lang)
    where = t("data.at_step", lang, step=say_step(run.step, lang)) if run.step else ""
    tries = t("data.progress_try", lang, attempt=run.attempts) if run.attempts > 1 else ""
    why = " · ".join(part for part in (what, where, tries) if part)
    return html.Div([chip, html.Div(why, className="run-why", title=run.error or "")])
