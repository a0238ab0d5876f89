"""The list of indicators as a table: each line leads to its sheet, and says value, target, status and last change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.chip import status_chip
from dashboard.components.icons import STATUS_ICONS
from dashboard.components.node import node
from dashboard.text import t


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator in words, in the reader's language."""

    code: str
    name: str
    href: str
    owner: str
    value: str
    unit: str
    target: str
    is_proposed: bool
    status: str
    status_word: str
    data_date: str
    changed: str
    changed_by: str
    remark: str = ""


def indicator_table(lines: Sequence[IndicatorLine], lang: str, *, label: str, is_scored: bool) -> html.Div:
    """Only scored ones have a target and a status."""
    columns = [
        (t("indicators.indicator", lang), "indicator-name"),
        (t("indicators.value", lang), "number indicator-value"),
        *([(t("indicators.target", lang), "number"), (t("indicators.status", lang), "")] if is_scored else []),
        (t("indicators.data_date", lang), "keep"),
        (t("indicators.changed", lang), "keep wide-only"),
    ]
    head = html.Thead(html.Tr([html.Th(title, className=kind, scope="col") for title, kind in columns]))
    rows: list[Any] = [
        node(
            "Tr",
            [
                node("Td", cell, className=kind, **data(label=title))
                for (title, kind), cell in zip(columns, _cells(line, is_scored), strict=True)
            ],
        )
        for line in lines
    ]
    found = html.Table([head, html.Tbody(rows)], className="grid-table indicator-table stack", **aria(label=label))
    return html.Div(found, className="table-wrap", tabIndex="0", role="region", **aria(label=label))


def _cells(line: IndicatorLine, is_scored: bool) -> list[Any]:
    code = node("Span", line.code, className="indicator-code")
    about = [node("Small", text) for text in (line.owner, line.remark) if text]
    cells: list[Any] = [
        [node("Link", [code, line.name], href=line.href), *about],
        node("Span", [node("Strong", line.value), " ", node("Small", line.unit)]) if line.unit else line.value,
    ]
    if is_scored:
        cells.append(node("Span", line.target, className="gap--outline") if line.is_proposed else line.target)
        cells.append(_chip(line.status, line.status_word))
    return [*cells, line.data_date, node("Span", line.changed, title=line.changed_by)]


def _chip(status: str, word: str) -> Any:
    mark = node("I", None, className=f"bi bi-{STATUS_ICONS[status]}", **aria(hidden="true"))
    return node("Span", [mark, node("Span", word)], className=f"chip chip--{status}")


def status_counts(counts: Sequence[tuple[str, str, int, str]], chosen: str) -> html.Div:
    """How many stand in each status, as links: (status, word, count, address); the `chosen` one is marked."""
    chips = [
        dcc.Link(
            status_chip(status, f"{word} {count}"),
            href=href,
            className=f"status-link{' active' if status == chosen else ''}",
        )
        for status, word, count, href in counts
    ]
    return html.Div(chips, className="status-counts")
