"""Who owes a value: overdue rounds by สำนัก/กอง, those due soon, and indicators nobody answers for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import dcc, html

from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.entries_ground import PATH, WRITERS, EntryGround, Owed
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date, format_number

WORST_DAYS = 30


def draw_owed(context: PageContext, ground: EntryGround) -> Any:
    """Overdue first, then due; by owner, the one that owes most first, indicators without one last and folded."""
    lang = context.lang
    title = t("entries.view_owed", lang)
    if not ground.indicators:
        return section_card(title, part_state("empty", t("entries.none_by_hand", lang)))
    owed = ground.of("overdue", "due")
    if not owed:
        return section_card(title, part_state("empty", t("entries.nothing_owed", lang)), note=_say_rule(lang))
    by_owner = {code: list(rows) for code, rows in groupby(sorted(owed, key=_owner), key=_owner)}
    names = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    order = sorted(by_owner, key=lambda code: (not code, -_count_late(by_owner[code]), names.get(code, code)))
    groups = [
        _draw_owner(context, ground, names.get(code, code), by_owner[code], is_open=bool(code) or len(order) == 1)
        for code in order
    ]
    return section_card(title, html.Div(groups, className="owed"), note=_say_rule(lang))


def _say_rule(lang: str) -> str:
    return t("entries.due_rule", lang)


def _owner(one: Owed) -> str:
    return one.indicator.definition.owner or ""


def _count_late(rows: Sequence[Owed]) -> int:
    return sum(one.round.state == "overdue" for one in rows)


def _draw_owner(
    context: PageContext, ground: EntryGround, name: str, rows: Sequence[Owed], *, is_open: bool
) -> html.Details:
    """Where nobody answers for an indicator nobody is late: that is to be decided first."""
    lang, late = context.lang, _count_late(rows)
    rows = sorted(rows, key=lambda one: (one.round.due_date, one.indicator.code))
    if name:
        words = t("entries.owner_counts", lang, late=format_number(late), due=format_number(len(rows) - late))
    else:
        words = t("entries.no_owner_counts", lang, count=format_number(len(rows)))
    summary = [html.Strong(name or t("entries.no_owner", lang)), html.Span(words, className="owed__count")]
    return html.Details(
        [html.Summary(summary), _draw_table(context, ground, rows, name or t("entries.no_owner", lang))],
        className="owed__owner" + (" owed__owner--late" if late and name else ""),
        open=is_open,
    )


def _draw_table(context: PageContext, ground: EntryGround, rows: Sequence[Owed], label: str) -> html.Div:
    lang, may_write = context.lang, context.person.role in WRITERS
    columns = [
        Column(t("entries.column_indicator", lang), "entry-place"),
        Column(t("entries.column_round", lang)),
        Column(t("entries.column_due", lang)),
        Column(t("entries.column_keeper", lang)),
    ]
    if may_write:
        columns.append(Column(t("entries.column_enter", lang), "no-print"))
    cells = []
    for one in rows:
        code = one.indicator.code
        line: list[Any] = [
            dcc.Link(f"{code} {one.indicator.name(lang)}", href=context.href(f"/indicators/{code}")),
            one.period.label_th if lang == "th" else one.period.label_en,
            _draw_due(ground, one, lang),
            one.indicator.definition.keeper or "–",
        ]  # fmt: skip
        if may_write:
            line.append(_draw_link(context, one))
        cells.append(line)
    return table(columns, cells, label=label, class_name="stack owed-table")


def _draw_due(ground: EntryGround, one: Owed, lang: str) -> html.Div:
    """The day; how late in words, amber, and red after a month."""
    due = html.Span(format_date(one.round.due_date, lang))
    late = one.round.days_late(ground.today)
    if not one.indicator.definition.owner:
        return html.Div(due)
    if not late:
        left = (one.round.due_date - ground.today).days
        return html.Div(
            [due, html.Small(t("entries.days_left", lang, days=format_number(left)))], className="entry-lines"
        )
    words: list[Any] = [icon("exclamation-triangle-fill"), " ", t("entries.days_late", lang, days=format_number(late))]
    kind = "owed__late owed__late--worst" if late > WORST_DAYS else "owed__late"
    return html.Div([due, html.Small(words, className=kind)], className="entry-lines")


def _draw_link(context: PageContext, one: Owed) -> Any:
    href = context.href(PATH, code=one.indicator.code, round=one.period.period_id, unit=None, view=None)
    return dcc.Link([icon("pencil-square"), " ", t("entries.enter", context.lang)], href=href, className="export-link")
