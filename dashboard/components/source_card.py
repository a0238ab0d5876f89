"""A source on /data: its state in colour, icon and word, what is wrong with it, what it read, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.chip import plain_chip
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.source_alerts import draw_alerts, draw_quiet_notices
from dashboard.components.source_condition import Condition
from dashboard.components.source_progress import draw_underway
from dashboard.components.source_view import SourceView
from dashboard.components.volume_bars import SLOTS, Volume, full_height, volume_bars
from dashboard.source_rows import RunRow
from dashboard.text import t
from dashboard.text.formats import format_elapsed, format_number

ICONS = {
    "held": "pause-circle-fill", "failed": "x-octagon-fill", "late": "clock-history", "interrupted": "plug-fill",
    "never_loaded": "hourglass-split", "running": "arrow-repeat", "fresh": "check-circle-fill", "not_connected": "plug",
}  # fmt: skip
ACTIONS = ("full", "sweep", "replay")


def state_chip(condition: Condition, lang: str) -> html.Span:
    """Late twice over is red, once amber; the word is the same."""
    level = "2" if condition.state == "late" and condition.lateness > 1 else ""
    word = t(f"data.state_{condition.state}", lang)
    return plain_chip(f"source-{condition.state}{level}", ICONS[condition.state], word)


def source_card(view: SourceView, lang: str) -> html.Article:
    """The whole card of a connected source."""
    source, state = view.source, view.condition.state
    body = [_freshness(view, lang), _counts(view.runs, lang), _volume(view.runs, lang)]
    parts = [
        _head(view, lang),
        html.Div(draw_underway(view.underway, lang), id=f"live-{source.name}", className="source__live"),
        *draw_alerts(view, lang),
        html.Div(body, className="source__body"),
        *draw_quiet_notices(view.notices, lang),
    ]
    level = view.condition.lateness if state == "late" else ""
    return html.Article(parts, className=f"source source--{state}{level}", **data(source=source.name))


def _head(view: SourceView, lang: str) -> html.Div:
    source = view.source
    words: list[Any] = [html.H2(source.title(lang), className="source__title"), state_chip(view.condition, lang)]
    if source.is_sample:
        words.append(plain_chip("sample", "cone-striped", t("data.sample", lang)))
    return html.Div([html.Div(words, className="source__name"), _actions(view, lang)], className="source__head")


def _actions(view: SourceView, lang: str) -> html.Div:
    links = [
        dcc.Link(t("data.see_rejects", lang, count=format_number(view.source.open_rejects)), href=view.rejects_href)
    ] if view.source.open_rejects else []  # fmt: skip
    links.append(dcc.Link(t("data.see_runs", lang), href=view.runs_href))
    parts: list[Any] = [html.Span(links, className="source__links")]
    if view.can_act:
        parts.append(html.Div([_run_button(view, lang), _more(view, lang)], className="source__buttons no-print"))
    return html.Div(parts, className="source__actions")


def _run_button(view: SourceView, lang: str) -> html.Button:
    kind = "primary" if view.condition.state != "fresh" else "outline-secondary"
    return ask_button(
        [icon("arrow-repeat"), " ", t("data.run_now", lang)], "changes", view.source.name,
        class_name=f"btn btn-sm btn-{kind}", is_off=view.underway.is_busy,
    )  # fmt: skip


def _more(view: SourceView, lang: str) -> html.Details:
    offered = [a for a in ACTIONS if a != "replay" or view.source.open_rejects]
    items = [
        html.Div(
            [
                ask_button(
                    t(f"data.run_{action}", lang), action, view.source.name,
                    class_name="btn btn-sm btn-outline-secondary", is_off=view.underway.is_busy,
                ),
                html.P(t(f"data.run_{action}_help", lang)),
            ],
            className="source-menu__item",
        )
        for action in offered
    ]  # fmt: skip
    more = t("data.more_actions", lang)
    summary = html.Summary(
        icon("three-dots"), title=more, className="btn btn-sm btn-outline-secondary", **aria(label=more)
    )
    return html.Details([summary, html.Div(items, className="source-menu__items")], className="source-menu")


def ask_button(word: Any, action: str, source: str, *, class_name: str, is_off: bool = False) -> html.Button:
    """Asks the scheduler for something (assets/js/60-data.js hands it to the server)."""
    named = data(ask=action, source=source)
    return html.Button(word, type="button", className=class_name, disabled=is_off, **named)


def _freshness(view: SourceView, lang: str) -> html.Div:
    """How old the data are against the promise: the bar reaches twice the promise, its mark stands at once."""
    source, condition = view.source, view.condition
    promise = format_elapsed(source.fresh_within_seconds, lang)
    if condition.age_seconds is None:
        words, share = t("data.age_unknown", lang, promise=promise), 1.0
    else:
        age = format_elapsed(condition.age_seconds, lang)
        words = t("data.age_of_promise", lang, age=age, promise=promise)
        share = min(1.0, condition.age_seconds / (2 * source.fresh_within_seconds))
    bar = html.Div(
        [
            html.Div(className="meter__fill", style={"width": f"{100 * share:.1f}%"}),
            html.Div(className="meter__promise", title=promise),
        ],
        className=f"meter meter--{condition.lateness}", role="img", **aria(label=words),
    )  # fmt: skip
    lines = [
        (t("data.data_at", lang), _moment(source.read_at, lang)),
        (t("data.last_run", lang), _moment(source.started_at, lang)),
        (t("data.next_run", lang), _moment(view.next_run, lang)),
    ]
    if source.swept_at:
        lines.append((t("data.last_sweep", lang), _moment(source.swept_at, lang)))
    facts = html.Dl(
        [part for name, what in lines for part in (html.Dt(name), html.Dd(what))], className="source__facts"
    )
    return html.Div([html.H3(t("data.freshness", lang)), bar, html.P(words, className="source__note"), facts])


def _counts(runs: Sequence[RunRow], lang: str) -> html.Div:
    """Rows of the last run that came through, and whether none was lost or doubled."""
    run = next((run for run in runs if run.status == "done" and run.batches), None)
    title = html.H3(t("data.counts", lang))
    if run is None:
        return html.Div([title, html.P(t("data.counts_none", lang), className="source__note")])
    numbers = (("read", run.rows_read), ("changed", run.changed), ("rejected", run.rejected), ("deleted", run.deleted))
    figures = [
        html.Div([html.Dt(t(f"data.{name}", lang)), html.Dd(format_number(number))], className=f"figure figure--{name}"
                 + (" figure--some" if number else ""))
        for name, number in numbers
    ]  # fmt: skip
    return html.Div([title, html.Dl(figures, className="figures"), conservation_line(run, lang)])


def conservation_line(run: RunRow, lang: str) -> html.P:
    """The law in words, with a tick; broken, with a cross and in red."""
    if not run.rows_read and not run.broken:
        return html.P(
            [icon("check-lg"), " ", t("data.nothing_read", lang)], className="conservation conservation--kept"
        )
    words = t(
        "data.not_conserved" if run.broken else "data.conserved", lang, read=format_number(run.rows_read),
        inserted=format_number(run.inserted), updated=format_number(run.updated),
        unchanged=format_number(run.unchanged), duplicate=format_number(run.duplicate),
        rejected=format_number(run.rejected),
    )  # fmt: skip
    kind, sign = ("broken", "x-octagon-fill") if run.broken else ("kept", "check-lg")
    return html.P([icon(sign), " ", words], className=f"conservation conservation--{kind}")


def _volume(runs: Sequence[RunRow], lang: str) -> html.Div:
    ended = [run for run in runs if run.status != "running"][:SLOTS]
    title = html.H3(t("data.volume", lang, runs=len(ended) or SLOTS))
    if not ended:
        return html.Div([title, html.P(t("data.volume_none", lang), className="source__note")])
    volumes = [Volume(r.inserted, r.updated, r.rejected, r.status in ("failed", "held")) for r in reversed(ended)]
    most = format_number(max((v.total for v in volumes if not v.is_bad), default=0))
    key = [
        html.Span([html.I(className=f"volume-key volume-key--{name}"), t(f"data.{name}", lang)])
        for name in ("inserted", "updated", "rejected")
    ]
    if any(volume.is_bad for volume in volumes):
        key.append(html.Span([html.I(className="volume-key volume-key--bad"), t("data.volume_bad", lang)]))
    key.append(html.Span(t("data.volume_most", lang, most=most)))
    if any(volume.total > full_height(volumes) and not volume.is_bad for volume in volumes):
        key.append(html.Span(t("data.volume_cut", lang)))
    return html.Div(
        [title, volume_bars(volumes, t("data.volume_label", lang, most=most)), html.P(key, className="source__note")]
    )


def _moment(at: datetime | None, lang: str) -> str:
    return say_moment(at, lang) if at else t("data.no_run", lang)
