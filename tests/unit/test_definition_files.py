"""Fields, cells and merges of the editor: every part of a definition has its place, and comes back as it went in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from dashboard.pages.indicator_fields import EMPTY, NAMES, collect, fill, merge, slot_of
from etl.indicators.catalogue import read_catalogue
from etl.indicators.cells import read_cell, read_items, write_cell, write_items
from etl.indicators.definition import Definition, read_definition
from etl.indicators.editing import clean
from etl.indicators.fields import FIELDS, title_of
from etl.indicators.yaml_files import read_yaml

SEEDS = [seed.definition for seed in read_catalogue()]
LINE = (
    st.text(st.characters(categories=("L", "Nd", "Po", "Zs")), min_size=1, max_size=20)
    .map(lambda s: " ".join(s.split()))
    .filter(bool)
)


def paths(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every field of a definition, dotted where a part has parts of its own."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kinds = () if get_origin(field.annotation) is tuple else (field.annotation, *get_args(field.annotation))
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        found |= paths(inner[0], f"{prefix}{name}.") if inner else {f"{prefix}{name}"}
    return found


def test_every_field_of_a_definition_has_its_words() -> None:
    assert {field.name for field in FIELDS} == paths(Definition)
    assert title_of("thresholds.at_risk_value", "th") == "ขอบของช่วงเสี่ยงเป็นค่า"
    assert title_of("plan_links.0.node", "en") == "Links to plans" and title_of("colour", "th") == "colour"


def test_the_form_gives_back_what_it_was_filled_with() -> None:
    for definition in SEEDS:
        assert read_definition(clean(collect(fill(definition), definition, []))) == definition


@pytest.mark.parametrize("rubbish", [None, 5, True, [], {}, "x" * 10_000, ["a", 1, None], {"a": 1}, "\ud800", "\x00"])
def test_the_form_trusts_nothing(rubbish: Any) -> None:
    raw = collect(dict.fromkeys(NAMES, rubbish), None, [])
    assert raw["plan_links"] == []
    clean(raw)


def test_what_was_typed_in_thai_digits_is_read() -> None:
    assert [read_cell("number", text) for text in ("๑,๒๓๔.๕", " 80 ", "มาก")] == ["1234.5", "80", "มาก"]


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_lists_survive_a_cell(items: list[str]) -> None:
    assert read_items(write_items(items) or "") == items


def test_lists_without_marks_are_lines() -> None:
    assert read_items("ก\n\nข\n") == ["ก", "ข"]
    assert read_items("- ก\nต่อ\n- ข") == ["ก\nต่อ", "ข"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("numbers", (Decimal(60), Decimal("70.5"), Decimal(80), Decimal(90), Decimal(1000))),
        ("links", (
            {"plan": "M8", "node": "2", "text_th": "ก | ข"},
            {"plan": "CITY", "edition": "2566", "node": "1", "text_th": "ค", "is_proposed": True},
        )),
        ("lines", ("ก", "ข")),
    ],
)  # fmt: skip
def test_parts_survive_a_cell(kind: str, value: Any) -> None:
    back = read_cell(kind, write_cell(kind, value))
    assert [Decimal(x) for x in back] == list(value) if kind == "numbers" else back == list(value)


def test_yaml_knows_the_line_of_every_part() -> None:
    lines = (
        "parts: &p", "  unit_th: x", "indicators:", "  - <<: *p", "    code: A-1", "    thresholds:",
        "      at_risk_percent: 3", "  - code: B-1", "    notes_th: [a,", "      b]",
    )  # fmt: skip
    first, second = read_yaml("\n".join(lines).encode())
    assert (first.line, first.line_of("code"), first.line_of("thresholds.at_risk_percent")) == (4, 5, 7)
    assert first.raw["unit_th"] == "x" and first.line_of("unit_th") == 4
    assert (second.line, second.line_of("notes_th.1"), second.line_of("nothing")) == (8, 10, 8)


@pytest.mark.parametrize(
    ("field", "slot"),
    [
        ("thresholds.at_risk_value", "at_risk_value"), ("levels.3", "level_4"), ("levels", "level_1"),
        ("notes_th.0", "notes_th"), ("plan_links.1.node", "plan_links"), ("source.file", "form"),
        ("thresholds", "range_within"), ("formula", "formula"),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_control(field: str, slot: str) -> None:
    assert slot_of(field) == slot


CHOICE = st.sampled_from(["ก", "ข", "ค", ""])


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({name: st.tuples(CHOICE, CHOICE, CHOICE) for name in ("name_th", "formula", "owner")}),
    st.booleans(),
)
def test_a_merge_loses_nothing(sides: dict[str, tuple[str, str, str]], take_theirs: bool) -> None:
    base, theirs, mine = ({**EMPTY, **{name: side[n] for name, side in sides.items()}} for n in range(3))
    merged = merge(base, theirs, mine, take_theirs=take_theirs)
    for name, (was, their, own) in sides.items():
        if own in (their, was):
            expected = their
        elif their == was:
            expected = own
        else:
            assert name in merged.conflicts
            expected = their if take_theirs else own
        assert merged.values[name] == expected
