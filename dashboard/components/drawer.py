"""ที่มาของตัวเลข: the drawer that says how a number came about, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html


@dataclass(frozen=True)
class MeasureLine:
    """One measure in words: its title, its own name, its value, and why the value is what it is."""

    title: str
    name: str
    value: str
    remark: str = ""


@dataclass(frozen=True)
class MeasureGroup:
    """Measures that one query gives, with that query bound to the period and org_unit shown."""

    lines: tuple[MeasureLine, ...]
    sql: str
    sql_label: str
    copy_label: str


def make_drawer() -> html.Div:
    """The empty drawer, once in the layout; Escape closes it and the keyboard stays inside while it is open.

    `explain-ask` holds what was asked for: {code, at}, set by assets/js/50-pages.js.
    """
    drawer = dbc.Offcanvas(
        id="explain-drawer", placement="end", is_open=False, class_name="explain-drawer", title="", children=[]
    )
    return html.Div([dcc.Store(id="explain-ask"), drawer])


def drawer_part(title: str, *body: Any) -> html.Section:
    return html.Section([html.H3(title, className="drawer__title"), *body], className="drawer__part")


def facts(rows: Sequence[tuple[str, Any]]) -> html.Dl:
    """Pairs of a name and what is known."""
    return html.Dl([part for name, what in rows for part in (html.Dt(name), html.Dd(what))], className="facts")


def measure_group(group: MeasureGroup) -> html.Div:
    """The measures, and folded beneath them the SQL with its copy button."""
    lines = [
        html.Div(
            [
                html.Div(
                    [
                        html.Div(line.title),
                        html.Div(" · ".join(filter(None, (line.name, line.remark))), className="measure__name"),
                    ]
                ),
                html.Div(line.value, className="measure__value"),
            ],
            className="measure__line",
        )
        for line in group.lines
    ]
    copy = dcc.Clipboard(content=group.sql, title=group.copy_label, className="copy")
    sql = html.Details(
        [html.Summary(group.sql_label), html.Div([html.Pre(html.Code(group.sql)), copy], className="sql")]
    )
    return html.Div([*lines, sql], className="measure")


def formula_lines(words: str, values: str) -> html.Div:
    return html.Div([html.Div(words, className="formula"), html.Div(values, className="formula nums-wrap")])


def approve_part(summary: str, help_text: str, button: str, code: str, fiscal_year: int) -> html.Details:
    """Two steps on purpose: an approval opens first, then is given."""
    return html.Details(
        [
            html.Summary(summary),
            html.P(help_text, className="soft"),
            dcc.Store(id="approve-what", data={"code": code, "year": fiscal_year}),
            html.Button(button, id="approve-target", className="btn btn-primary", type="button", n_clicks=0),
            html.Div(id="approve-result", role="status"),
        ],
        className="approve",
    )
