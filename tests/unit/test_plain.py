"""What is kept of a drawn page is what Dash itself would have written."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import plotly.io
import pytest
from dash import dcc, html

from dashboard.plain import as_plain

TREES = [
    None,
    html.Div(),
    html.Div([], id="empty"),
    html.Div(0, title=""),
    html.Table([html.Tr([html.Td("ก"), html.Td(1.5), html.Td(None)])], **{"data-label": "ข", "aria-hidden": "true"}),
    html.Div(("a", html.I(className="bi"), 3), style={"width": "1px"}, hidden=True),
    dcc.Store(id="s", data={"day": date(2026, 11, 21), "values": np.array([1, 2])}),
    dcc.Graph(id="g", figure={"data": [{"x": ["ต.ค."], "y": [None]}], "layout": {"title": {"text": "น"}}}),
    [html.Span(html.B(html.I("ลึก")))],
]


@pytest.mark.parametrize("tree", TREES, ids=range(len(TREES)))
def test_it_is_what_json_would_give(tree: object) -> None:
    assert as_plain(tree) == json.loads(plotly.io.json.to_json_plotly(tree))


def test_what_is_plain_already_is_not_copied_and_nothing_given_is_changed() -> None:
    cell = {"props": {"children": "ก"}, "type": "Td", "namespace": "dash_html_components"}
    row = {"props": {"children": [cell, html.B("ข")]}, "type": "Tr", "namespace": "dash_html_components"}
    plain = as_plain([row, cell])
    assert plain[1] is cell and plain[0]["props"]["children"][0] is cell
    assert plain[0]["props"]["children"][1] == {**cell, "type": "B", "props": {"children": "ข"}}
    assert isinstance(row["props"]["children"][1], html.B)  # type: ignore[index]
