"""The start-up checklist: what is still undecided before indicators may be trusted, each with its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.pages.targets_approve import progress_bar
from dashboard.pages.targets_ground import PATH, TargetRow, read_rows
from dashboard.registry import PageContext
from dashboard.reports.targets import choose_year
from dashboard.text import t
from dashboard.text.formats import format_number

MOST_NAMES = 60


@dataclass(frozen=True)
class Todo:
    """One thing to decide: which indicators wait for it, of how many, and where it is decided."""

    name: str
    waiting: tuple[TargetRow, ...]
    total: int
    href: str

    @property
    def is_done(self) -> bool:
        return not self.waiting


def has_no_edge(row: TargetRow) -> bool:
    """A target of 0 has no margin of its own: without an edge any miss is off track."""
    thresholds = row.stored.definition.thresholds
    is_zero = row.target is not None and row.target.value == 0
    return is_zero and thresholds.at_risk_value is None and row.indicator.direction in ("higher", "lower")


def has_value(row: TargetRow) -> bool:
    return row.now is not None or any(value is not None for _, value in row.past)


def find_todos(context: PageContext, rows: Sequence[TargetRow]) -> list[Todo]:
    """In the order in which they are best decided."""
    approval = context.href(PATH, view=None, show="proposed")
    sheet = context.href("/indicators", view=None, fy=None, show=None)
    tests: list[tuple[str, str, Callable[[TargetRow], bool]]] = [
        ("proposed", approval, lambda row: row.is_proposed),
        ("no_target", context.href(PATH, view=None, show=None), lambda row: row.target is None),
        ("owner", context.href(PATH, view=None, show="owner"), lambda row: not row.has_owner),
        ("edge", context.href(PATH, view=None, show="all"), has_no_edge),
        ("weight", context.href(PATH, view=None, show="all"), lambda row: row.stored.definition.weight is None),
        ("keeper", sheet, lambda row: row.stored.definition.keeper is None),
        ("plan", sheet, lambda row: not row.stored.definition.plan_links),
        ("entry", context.href("/indicators/entries", view=None, fy=None, show=None),
         lambda row: row.stored.definition.data_source == "hand" and not has_value(row)),
        ("source", sheet, lambda row: row.stored.definition.data_source == "none"),
    ]  # fmt: skip
    return [Todo(name, tuple(filter(test, rows)), len(rows), href) for name, href, test in tests]


def draw_checklist(context: PageContext) -> Any:
    lang, year = context.lang, choose_year(context)
    todos = find_todos(context, read_rows(context, year))
    done = sum(1 for todo in todos if todo.is_done)
    words = t("targets.todo_progress", lang, done=done, total=len(todos))
    items = html.Ul([_draw_item(todo, lang, year) for todo in todos], className="todo")
    body = [progress_bar(words, done, len(todos)), items]
    return section_card(t("targets.todo_title", lang, year=year), body, class_name="targets-card")


def _draw_item(todo: Todo, lang: str, year: int) -> html.Li:
    mark = (
        icon("check-circle-fill", "todo__icon todo__icon--done")
        if todo.is_done
        else icon("circle", "todo__icon todo__icon--open")
    )
    count = format_number(len(todo.waiting))
    what = t(f"targets.todo_{todo.name}", lang, year=year)
    said = t(
        "targets.todo_done" if todo.is_done else "targets.todo_left", lang, count=count, total=format_number(todo.total)
    )
    parts: list[Any] = [
        mark,
        html.Div(dcc.Link(what, href=todo.href) if not todo.is_done else what, className="todo__what"),
        html.Div(said, className="nums"),
        html.Div(t(f"targets.todo_{todo.name}_why", lang), className="todo__why"),
    ]
    if todo.waiting:
        names = [html.Li([html.Code(row.code), " ", row.indicator.name]) for row in todo.waiting[:MOST_NAMES]]
        if len(todo.waiting) > MOST_NAMES:
            names.append(html.Li(t("targets.todo_more", lang, count=format_number(len(todo.waiting) - MOST_NAMES))))
        summary = html.Summary(t("targets.todo_names", lang, count=count))
        parts.append(html.Details([summary, html.Ul(names, className="todo__names")]))
    return html.Li(parts, className="todo__item")
