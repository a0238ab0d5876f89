"""Scoring criteria agree with the score itself; versions tell every change; periods closed and moved are told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from dash import dcc, html
from plotly.io.json import to_json_plotly

from dashboard.components.node import node
from dashboard.pages.indicator_versions import say_field
from dashboard.registry import Registry
from dashboard.text.messages import catalogue
from etl.indicators.currency import Currency, combine, read_currency, status_now
from etl.indicators.definition import Definition, Thresholds, read_definition
from etl.indicators.differences import Change, compare
from etl.indicators.sheet import make_criteria
from etl.indicators.status import score

BASE: dict[str, Any] = {
    "code": "X-01", "kind": "tracked", "name_th": "ก", "name_en": "A", "description_th": "ก", "description_en": "A",
    "unit_th": "ร้อยละ", "unit_en": "percent", "direction": "higher", "formula": "complaints_due", "decimals": 1,
    "frequency": "monthly", "data_source": "system", "contract": "complaints",
}  # fmt: skip


def define(**given: Any) -> Definition:
    return read_definition(BASE | given)


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({}, 90.0),
        ({}, 87.5),
        ({"direction": "lower"}, 12.0),
        ({"thresholds": {"at_risk_percent": 95}}, 60.0),
        ({"thresholds": {"at_risk_value": 75}}, 80.0),
        ({"direction": "lower", "thresholds": {"at_risk_value": 5}}, 0.0),
        ({"direction": "range", "thresholds": {"range_within": 2, "range_at_risk": 6}}, 40.0),
        ({"levels": [50, 60, 75, 80, 95]}, 80.0),
        ({"direction": "lower", "levels": [30, 20, 15, 12, 10]}, 10.0),
    ],
)
def test_a_value_at_a_criterion_is_worth_its_points(given: Mapping[str, Any], target: float) -> None:
    definition = define(**given)
    criteria = make_criteria(definition, target)
    assert [c.points for c in criteria] == [1, 2, 3, 4, 5]
    for criterion in criteria:
        value = Fraction(repr(criterion.value))
        if definition.direction == "range":
            value += Fraction(repr(target))
        found = score(
            value, Decimal(repr(target)), definition.direction, definition.thresholds, levels=definition.levels
        )
        assert found == criterion.points, criterion


def test_no_criteria_where_nothing_is_decided() -> None:
    assert make_criteria(define(), None) == ()
    assert make_criteria(define(), 0.0) == ()  # a target of 0 has no margin of its own
    assert make_criteria(define(direction="none", kind="context"), 5.0) == ()


def test_every_change_of_a_version_is_told() -> None:
    before = define(weight=5, notes_th=["ก"])
    after = before.model_copy(
        update={"owner": "SCH", "weight": None, "thresholds": Thresholds(at_risk_percent=Decimal(90)), "notes_th": ()}
    )
    assert compare(before, after) == (
        Change("owner", None, "SCH"),
        Change("weight", "5", None),
        Change("thresholds.at_risk_percent", "80", "90"),
        Change("notes_th", ["ก"], []),
    )
    assert compare(before, before) == ()


def test_every_field_has_a_word_on_screen() -> None:
    fields = [name for name in Definition.model_fields if name != "thresholds"]
    fields += [f"thresholds.{name}" for name in Thresholds.model_fields]
    nameless = [name for name in fields if f"sheet.field_{name.replace('.', '_')}" not in catalogue()]
    assert not nameless
    assert say_field("nothing.known", "th") == "nothing.known"


# --- freshness --------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Row:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def rows(sources: list[Row], checks: list[Row]) -> Any:
    return lambda name, **_: checks if name == "pages/check_failures" else sources


def source(contract: str, read_at: datetime | None, *, is_connected: bool = True) -> Row:
    return Row(contract=contract, read_at=read_at, is_connected=is_connected, fresh_within_seconds=3600)


def test_one_late_source_of_a_contract_is_enough_and_a_failing_check_counts() -> None:
    fresh, old = NOW.replace(minute=0, hour=11), NOW.replace(hour=9)
    found = read_currency(
        rows(
            [source("a", fresh), source("a", old), source("b", fresh), source("c", None, is_connected=False),
             source("d", None), source("e", fresh)],
            [Row(stops=True, contract="e,f"), Row(stops=False, contract="")],
        ),
        NOW,
    )  # fmt: skip
    assert found["a"] == Currency(True, old, True) and found["b"] == Currency(True, fresh, False)
    said = {contract: status_now("on_track", found[contract]) for contract in "abcde"}
    assert said == {"a": "stale", "b": "on_track", "c": "not_connected", "d": "stale", "e": "stale"}
    assert status_now("no_data", found["a"]) == "no_data"  # nothing there is nothing late
    assert status_now("on_track", Currency()) == "not_connected"
    assert status_now("on_track", None) == "on_track"  # entered by hand: rests on no source
    assert combine([found["b"], found["a"]]) == Currency(True, old, True)
    assert combine([found["b"], found["c"]]) == Currency(True, fresh, False)
    everything = read_currency(rows([source("b", fresh)], [Row(stops=True, contract="")]), NOW)
    assert everything["b"].is_late


# --- addresses with a parameter ---------------------------------------------------------------------------------


def test_a_path_with_a_part_is_found_after_the_exact_ones() -> None:
    registry = Registry()
    common = {"name_id": "x", "icon": "x", "roles": ("planner",), "body": lambda _: None}
    for path, order in (("/things/<code>", None), ("/things", 3), ("/things/new", None), ("/things/<code>/edit", None)):
        registry.register_page(path=path, order=order, **common)  # type: ignore[arg-type]

    def found(path: str) -> tuple[str, Mapping[str, str]] | None:
        page = registry.find_page(path)
        return None if page is None else (page[0].path, page[1])

    assert found("/things") == ("/things", {})
    assert found("/things/new") == ("/things/new", {})
    assert found("/things/CMP-03") == ("/things/<code>", {"code": "CMP-03"})
    assert found("/things/CMP-03/edit") == ("/things/<code>/edit", {"code": "CMP-03"})
    for path in (
        "/things/",
        "/things//edit",
        "/things/a/b",
        "/thing",
        "/things/CMP-03/",
        "x/things/a",
        "/things/a\n/b",
    ):
        assert found(path) is None, path
    assert [page.path for page in registry.menu("planner")] == ["/things"] and registry.menu("admin") == []


def test_a_node_is_the_component_as_it_is_sent() -> None:
    made = html.Td([html.Span("x", className="y"), dcc.Link("z", href="/a")], **{"data-label": "l"})
    plain = node("Td", [node("Span", "x", className="y"), node("Link", "z", href="/a")], **{"data-label": "l"})
    assert json.loads(to_json_plotly(plain)) == json.loads(to_json_plotly(made))
