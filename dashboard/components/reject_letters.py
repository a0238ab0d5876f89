"""Refused rows by the department that can mend them: what to mend, how many, examples, and a text ready to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.components.attributes import aria, data
from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.run_words import say_entity, say_field
from dashboard.components.table import Column, table
from dashboard.source_rows import RejectExample, RejectGroup
from dashboard.text import t
from dashboard.text.formats import format_date, format_number
from dashboard.text.messages import catalogue
from etl.calendar_th import bangkok_date

SHOWN = 20  # matters of one department; the file has all
LONGEST = 60  # letters of a value


@dataclass(frozen=True)
class Matter:
    """One thing to be mended alike: its source's name for people and where that shows a row."""

    group: RejectGroup
    source_title: str
    record_url: str | None


@dataclass(frozen=True)
class Department:
    """Who is to mend: an org_unit by its name, or the IT centre where none is known."""

    code: str
    name: str
    matters: tuple[Matter, ...]

    @property
    def rejects(self) -> int:
        return sum(matter.group.rejects for matter in self.matters)


def say_problem(rule: str, entity: str, field: str, lang: str) -> str:
    """ช่อง วันที่รับ ว่าง."""
    name = say_field(entity, field, lang)
    if f"mend.rule_{rule}" in catalogue():
        return t(f"mend.rule_{rule}", lang, field=name)
    return t("mend.rule_other", lang, field=name, rule=rule)


def say_cure(rule: str, lang: str) -> str:
    return t(f"mend.do_{rule}" if f"mend.do_{rule}" in catalogue() else "mend.do_other", lang)


def department_card(department: Department, at: datetime, lang: str, tools: Any) -> html.Details:
    """Folded to its name and counts; inside, the matters as a table, the text to send and `tools` (the files)."""
    head = html.Summary(
        [
            html.Strong(department.name, className="department__name"),
            html.Span(t("mend.count", lang, count=format_number(department.rejects)), className="department__count"),
        ]
    )
    letter = write_letter(department, at, lang)
    copy = html.Button(
        [icon("clipboard"), " ", t("mend.copy", lang)], type="button", className="btn btn-sm btn-outline-secondary",
        **data(copy=f"letter-{department.code or 'none'}"),
    )  # fmt: skip
    text = html.Details(
        [
            html.Summary(t("mend.letter", lang)),
            html.Pre(letter, id=f"letter-{department.code or 'none'}", className="letter"),
        ],
        className="fold",
    )
    body = [_draw_matters(department.matters[:SHOWN], lang)]
    hidden = len(department.matters) - SHOWN
    if hidden > 0:
        body.append(html.P(t("mend.more_groups", lang, count=format_number(hidden)), className="soft"))
    foot = html.Div([copy, *tools], className="department__tools no-print")
    return html.Details([head, *body, foot, text], className="department", open=False, **data(unit=department.code))


def _draw_matters(matters: Sequence[Matter], lang: str) -> Any:
    columns = [
        Column(t("mend.problem", lang), "matter-problem"),
        Column(t("mend.where", lang)),
        Column(t("mend.rows", lang), "number strong"),
        Column(t("mend.since", lang), "keep"),
        Column(t("mend.examples", lang), "matter-examples"),
    ]
    rows = [_draw_matter(matter, lang) for matter in matters]
    return table(columns, rows, label=t("mend.problem", lang), class_name="matter-table stack")


def _draw_matter(matter: Matter, lang: str) -> list[Any]:
    group = matter.group
    problem: list[Any] = [html.Div(say_problem(group.rule, group.entity, group.field, lang))]
    if group.word:
        problem.append(html.Div(html.Q(_short(group.word)), className="matter-word"))
    problem.append(html.Div(say_cure(group.rule, lang), className="matter-cure"))
    return [
        html.Div(problem),
        html.Div([html.Div(matter.source_title), html.Small(say_entity(group.entity, lang), className="faint")]),
        format_number(group.rejects),
        format_date(bangkok_date(group.first_seen_at), lang),
        html.Ul([html.Li(_draw_example(one, matter)) for one in group.examples], className="examples"),
    ]


def _draw_example(example: RejectExample, matter: Matter) -> list[Any]:
    """The row's id, leading to its own system where that can show it, and the value at fault."""
    address = record_address(example.source_id, matter)
    shown: Any = example.source_id
    if address:
        shown = html.A(example.source_id, href=address, target="_blank", rel="noopener noreferrer")
    if matter.group.word or not example.value:
        return [shown]
    return [shown, " ", html.Q(_short(example.value), className="faint")]


def record_address(source_id: str, matter: Matter) -> str | None:
    """Where the source shows the row's matter; none for a row without an id."""
    if matter.record_url is None or source_id.startswith("#"):
        return None
    subject = source_id.rpartition("/")[0] or source_id  # a line of history belongs to its complaint
    return matter.record_url.replace("{source_id}", quote(subject, safe=""))


def write_letter(department: Department, at: datetime, lang: str) -> str:
    """What a mail or chat to the department says, as plain text."""
    count = format_number(department.rejects)
    lines = [
        t("mend.letter_head", lang, unit=department.name),
        "",
        t("mend.letter_lead", lang, at=say_moment(at, lang), count=count),
        "",
    ]
    for number, matter in enumerate(department.matters[:SHOWN], start=1):
        lines += _letter_lines(number, matter, lang)
    hidden = len(department.matters) - SHOWN
    if hidden > 0:
        lines.append(t("mend.more_groups", lang, count=format_number(hidden)))
    return "\n".join([*lines, "", t("mend.letter_foot", lang)])


def _letter_lines(number: int, matter: Matter, lang: str) -> list[str]:
    group = matter.group
    problem = say_problem(group.rule, group.entity, group.field, lang)
    words = {"source": matter.source_title, "entity": say_entity(group.entity, lang), "problem": problem}
    lines = [t("mend.letter_line", lang, number=number, count=format_number(group.rejects), **words)]
    if group.word:
        lines.append(t("mend.letter_word", lang, word=_short(group.word)))
    ids = ", ".join(
        one.source_id if group.word or not one.value else f"{one.source_id} “{_short(one.value)}”"
        for one in group.examples
    )
    return [*lines, t("mend.letter_examples", lang, ids=ids), t("mend.letter_do", lang, do=say_cure(group.rule, lang))]


def _short(value: str) -> str:
    """One line, not too long."""
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def department_list(cards: Sequence[Any], label: str) -> html.Div:
    return html.Div(list(cards), className="departments", **aria(label=label))
