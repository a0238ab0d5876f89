"""The marks of a fiscal year: what the strategy office must be able to explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.closing_readers import read_current_marks
from dashboard.components.headline import Indicator
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.target_words import say_rule
from dashboard.pages.ground import make_indicator, read_definitions
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date, format_month, format_number, format_quantity
from dashboard.text.messages import catalogue
from etl.calendar_th import fiscal_year_be
from etl.indicators.marks import Mark, MarkKind
from etl.indicators.store import SEEDER
from etl.indicators.targets import Rule


def draw_marks(context: PageContext) -> Any:
    """Those of the chosen period's fiscal year, the latest first."""
    lang = context.lang
    period = readers.read_period(context.data, context.period_id)
    year = period.fiscal_year if period else fiscal_year_be((context.as_of or context.now).date())
    marks = [mark for mark in read_current_marks(context.data) if mark.fiscal_year == year]
    title = t("closing.marks_year", lang, year=year)
    note = t("closing.marks_note", lang)
    if not marks:
        return section_card(title, part_state("empty", t("closing.marks_none", lang)), note=note)
    return section_card(title, marks_table(context, marks, title), note=note)


def marks_table(context: PageContext, marks: Sequence[Mark], label: str) -> Any:
    lang = context.lang
    known = read_definitions(context, sorted({m.subject for m in marks if m.kind is not MarkKind.REJECT_SPIKE}))
    indicators = {code: make_indicator(definition, context) for code, definition in known.items()}
    sources = {s.name: s.title(lang) for s in readers.read_source_states(context.data)}
    columns = [Column(t(f"closing.mark_{name}", lang)) for name in ("what", "when", "by", "detail")]
    rows = [
        [
            _say_subject(context, m, indicators),
            say_when(m, lang),
            _say_author(m, lang),
            _say_detail(m, indicators, sources, lang),
        ]
        for m in marks
    ]
    return table(columns, rows, label=label, class_name="stack closing-table")


def say_mark(mark: Mark, lang: str) -> str:
    """In one line, for a tile or a row."""
    return f"{say_kind(mark, lang)} ({say_when(mark, lang)})"


def say_kind(mark: Mark, lang: str) -> str:
    """A target that became another rule cannot be called eased."""
    before, after = mark.rules
    is_another_rule = before != after and (after is not None or mark.after is not None)
    return t("closing.mark_target_rule" if is_another_rule else f"closing.mark_{mark.kind.value}", lang)


def _say_author(mark: Mark, lang: str) -> str:
    return t("closing.mark_by_program", lang, author=mark.author) if mark.author == SEEDER else mark.author


def say_when(mark: Mark, lang: str) -> str:
    return format_month(mark.on, lang) if mark.kind is MarkKind.REJECT_SPIKE else format_date(mark.on, lang)


def _say_subject(context: PageContext, mark: Mark, indicators: Mapping[str, Indicator]) -> html.Div:
    what = html.Div([icon("flag-fill"), " ", say_kind(mark, context.lang)], className="closing-mark")
    if mark.subject not in indicators:
        return html.Div([what])
    name = f"{mark.subject} {indicators[mark.subject].name}"
    return html.Div([what, dcc.Link(name, href=context.href(f"/indicators/{mark.subject}"))])


def _say_detail(mark: Mark, indicators: Mapping[str, Indicator], sources: Mapping[str, str], lang: str) -> html.Div:
    said: str
    if mark.kind is MarkKind.REJECT_SPIKE:
        numbers = {"found": format_number(float(mark.after or 0)), "usual": format_number(float(mark.before or 0), 1)}
        said = t("closing.mark_spike_detail", lang, source=sources.get(mark.parts[0], mark.parts[0]), **numbers)
    elif mark.kind is MarkKind.LATE_DEFINITION:
        said = t("closing.mark_parts", lang, parts=", ".join(say_part(part, lang) for part in mark.parts))
    else:
        aims = zip((mark.before, mark.after), mark.rules, strict=True)
        values = [_say_aim(value, rule, indicators.get(mark.subject), lang) for value, rule in aims]
        said = t("closing.mark_target_detail", lang, year=mark.fiscal_year, before=values[0], after=values[1])
    parts: list[Any] = [html.Div(said)]
    if mark.reason:
        parts.append(html.Div(t("closing.mark_reason", lang, reason=mark.reason), className="soft small"))
    return html.Div(parts)


def _say_aim(value: Decimal | None, rule: Rule | None, indicator: Indicator | None, lang: str) -> str:
    if rule is not None:
        return say_rule(rule, lang)
    if value is None:
        return t("closing.mark_no_target", lang)
    if indicator is None:
        return str(value)
    return format_quantity(float(value), indicator.unit, 0 if value == int(value) else indicator.decimals)


def say_part(part: str, lang: str) -> str:
    """A part of a definition in words."""
    name = f"closing.part_{part}"
    return t(name if name in catalogue() else "closing.part_other", lang)
