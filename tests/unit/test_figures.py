"""Figures as plain dicts, and the configuration that keeps charts on this machine."""

from __future__ import annotations

import json

import pytest

from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.figures.theme import GRAPH_CONFIG

WORDS = {"received": "รับเรื่อง", "finished": "ดำเนินการเสร็จ", "backlog": "เรื่องค้าง"}


def points(count: int) -> list[MonthPoint]:
    return [MonthPoint(f"เดือน {n}", n, n - 1, 2 * n) for n in range(count)]


def test_a_figure_is_plain_json_without_a_template() -> None:
    figure = flow_and_backlog(points(25), WORDS)
    assert json.loads(json.dumps(figure)) == figure and "template" not in figure["layout"]
    assert [trace["name"] for trace in figure["data"]] == list(WORDS.values())


@pytest.mark.parametrize(("count", "labels"), [(1, 1), (6, 6), (7, 2), (13, 3), (25, 5)])
def test_the_last_month_is_always_named(count: int, labels: int) -> None:
    axis = flow_and_backlog(points(count), WORDS)["layout"]["xaxis"]
    assert axis["tickvals"][-1] == f"เดือน {count - 1}" and len(axis["tickvals"]) == labels
    assert axis["type"] == "category"  # a date axis would write Gregorian years


def test_a_month_without_data_is_a_gap() -> None:
    figure = flow_and_backlog([MonthPoint("ก", 1, 1, 1), MonthPoint("ข", None, None, None)], WORDS)
    assert [trace["y"][1] for trace in figure["data"]] == [None, None, None]
    assert figure["data"][2]["connectgaps"] is False


def test_no_chart_offers_to_leave_the_machine() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False and GRAPH_CONFIG["plotlyServerURL"] == ""
    assert GRAPH_CONFIG["displayModeBar"] is False


def test_nothing_zooms_away() -> None:
    layout = flow_and_backlog(points(3), WORDS)["layout"]
    assert all(layout[axis]["fixedrange"] for axis in ("xaxis", "yaxis", "yaxis2")) and layout["dragmode"] is False
