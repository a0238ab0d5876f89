"""สถานะ: what is wrong first; then a card for each connected source, the one to look at first in front."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard import source_readers
from dashboard.components.attributes import data
from dashboard.components.chip import plain_chip
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.source_card import source_card
from dashboard.components.source_view import SourceView
from dashboard.components.volume_bars import SLOTS
from dashboard.registry import PageContext
from dashboard.source_ground import DataGround, can_act
from dashboard.source_rows import CheckRow, NoticeRow, SourceRow
from dashboard.text import t
from dashboard.text.formats import format_number

MOST_EXAMPLES = 5


def draw_sources(context: PageContext, ground: DataGround) -> Any:
    lang = context.lang
    connected = [source for source in ground.sources if source.is_connected]
    notices = source_readers.read_notices(context.data)
    views = [make_view(context, ground, source, notices) for source in connected]
    views.sort(key=lambda view: view.condition.rank)
    failing = source_readers.read_check_failures(context.data)
    parts: list[Any] = [_draw_checks(failing, lang)] if failing else []
    if views and not failing and all(view.condition.state == "fresh" and not view.holds for view in views):
        parts.append(html.P([icon("check-circle-fill"), " ", t("data.all_well", lang)], className="all-well"))
    parts += [source_card(view, lang) for view in views]
    missing = [source for source in ground.sources if not source.is_connected]
    if missing:
        parts.append(_draw_missing(missing, context))
    watched = data(live="/api/runs", mark=ground.mark, query=context.href("/api/runs", view=None).partition("?")[2])
    return html.Div(parts, className="sources", **watched)


def make_view(
    context: PageContext, ground: DataGround, source: SourceRow, notices: Sequence[NoticeRow]
) -> SourceView:  # fmt: skip
    return SourceView(
        source=source,
        condition=ground.condition(source, context.now),
        runs=source_readers.read_source_runs(context.data, source.name, "", SLOTS + 1),
        holds=[hold for hold in ground.holds if hold.source_name == source.name],
        notices=[notice for notice in notices if notice.source_name == source.name],
        underway=ground.underway(source, context.now),
        failed_request=ground.failed_request(source),
        decided=ground.decided,
        next_run=context.settings.next_run(source.name, ground.clock),
        can_act=can_act(context),
        runs_href=context.href("/data", view="runs", source=source.name, result=None, page=None),
        rejects_href=context.href("/data", view="rejects", source=source.name, result=None, page=None),
    )


def _draw_checks(failing: Sequence[CheckRow], lang: str) -> Any:
    """Checks that found rows, those that stop the figures first, each with the rows it names."""
    title = t("data.checks_title", lang, count=len(failing))
    return section_card(title, [_draw_check(check, lang) for check in failing], class_name="checks")


def _draw_check(check: CheckRow, lang: str) -> html.Div:
    kind, sign = ("check_stops", "x-octagon-fill") if check.stops else ("check_warns", "info-circle")
    found = t("data.check_rows", lang, count=format_number(check.rows_found), at=say_moment(check.found_at, lang))
    lines = [_say_example(example) for example in json.loads(check.examples)[:MOST_EXAMPLES]]
    return html.Div(
        [
            html.P([html.Strong(check.title(lang)), plain_chip(kind, sign, t(f"data.{kind}", lang))]),
            html.P(found, className="soft"),
            html.Details(
                [html.Summary(t("data.check_examples", lang)), html.Pre("\n".join(lines))], className="fold"
            ),
        ],
        className="check",
    )  # fmt: skip


def _say_example(example: object) -> str:
    """A row as `name: value`; however it was kept."""
    if isinstance(example, dict):
        return " · ".join(f"{name}: {value}" for name, value in example.items())
    return str(example)


def _draw_missing(missing: Sequence[SourceRow], context: PageContext) -> Any:
    """Not an error: the first months of a real installation look like this."""
    lang = context.lang
    items = [
        html.Li(
            [
                html.Span(source.title(lang)),
                html.Span(
                    t("data.connect_help", lang, variable=context.settings.source(source.name).variable),
                    className="soft",
                ),
            ]
        )
        for source in missing
    ]
    count = plain_chip("not_connected", "plug", format_number(len(missing)))
    return section_card(t("data.missing_title", lang), html.Ul(items, className="missing-sources"), note=count)
