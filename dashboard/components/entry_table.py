"""Entered values as a table: place, value beside what stood before, evidence, who and when, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.chip import plain_chip
from dashboard.components.icons import icon
from dashboard.components.table import Column, table
from dashboard.text import t

STATE_ICONS = {
    "waiting": "hourglass-split",
    "approved": "check-circle-fill",
    "refused": "x-circle",
    "replaced": "arrow-repeat",
    "withdrawn": "arrow-counterclockwise",
}


@dataclass(frozen=True)
class EntryLine:
    """One value in the reader's language; `compared` are lines such as `งวดก่อน 38.2 ร้อยละ`.

    `name` is empty where the table is of one indicator; `file_href` null: no file, or not for this reader.
    """

    entry_key: int
    name: str
    name_href: str
    period: str
    org_unit: str
    value: str
    compared: tuple[str, ...]
    evidence: str
    link: str | None
    file_name: str | None
    file_href: str | None
    state: str
    entered: str
    decided: str


def entry_table(
    lines: Sequence[EntryLine], lang: str, *, label: str, actions: Callable[[EntryLine], Any] | None = None
) -> html.Div:
    """`actions(line)` is what may be done with a value: a last column, where given."""
    is_named = any(line.name for line in lines)
    columns = [
        Column(t(f"entries.column_{'place' if is_named else 'period'}", lang), "entry-place"),
        Column(t("entries.column_value", lang), "number"),
        Column(t("entries.column_evidence", lang), "entry-evidence"),
        Column(t("entries.column_state", lang), "entry-state"),
    ]
    if actions is not None:
        columns.append(Column(t("entries.column_decide", lang), "entry-actions no-print"))
    rows = [_row(line, lang) + ([actions(line)] if actions is not None else []) for line in lines]
    return table(columns, rows, label=label, class_name="entry-table stack")


def entry_state_chip(state: str, lang: str) -> html.Span:
    return plain_chip(f"entry-{state}", STATE_ICONS[state], t(f"entries.state_{state}", lang))


def _row(line: EntryLine, lang: str) -> list[Any]:
    name = [dcc.Link(line.name, href=line.name_href)] if line.name else []
    place = html.Div([*name, html.Small(f"{line.period} · {line.org_unit}")], className="entry-lines")
    value = html.Div([html.Strong(line.value), *(html.Small(said) for said in line.compared)], className="entry-lines")
    people = [html.Small(said) for said in (line.entered, line.decided) if said]
    state = html.Div([entry_state_chip(line.state, lang), *people], className="entry-lines")
    return [place, value, _evidence(line, lang), state]


def _evidence(line: EntryLine, lang: str) -> html.Div:
    """Words, then the address and the file; a link leads out and tells nothing of where it came from."""
    parts: list[Any] = [html.Span(line.evidence)]
    if line.link:
        words: list[Any] = [icon("box-arrow-up-right"), " ", t("entries.open_link", lang)]
        parts.append(html.A(words, href=line.link, target="_blank", rel="noopener noreferrer", title=line.link))
    if line.file_name and line.file_href:
        parts.append(html.A([icon("paperclip"), " ", line.file_name], href=line.file_href))
    elif line.file_name:
        parts.append(html.Small([icon("paperclip"), " ", line.file_name]))
    return html.Div(parts, className="entry-lines")
