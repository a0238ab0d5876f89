"""Targets as a file writes them: values, paths and rules, each refusal naming its part."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from etl.errors import DefinitionError, FormulaError
from etl.indicators.catalogue import SeedTarget, read_catalogue, read_targets
from etl.indicators.definition import TargetState, from_json
from etl.indicators.targets import Rule, Trajectory
from tests.unit.definitions import define


def test_every_way_of_writing_a_target() -> None:
    raw: dict[int, Any] = {
        2566: {"value": 2, "state": "stated"},
        2567: {"value": 18, "state": "proposed", "trajectory": "cumulative", "note": "ต่อปี"},
        2568: {"value": 10.5, "state": "proposed", "trajectory": {"kind": "even", "start": 3}},
        2569: {"value": 9, "state": "proposed", "trajectory": {"kind": "custom", "points": {"Q2569-1": 4}}},
        2570: {"state": "stated", "rule": {"comparison": "above", "own_year": 2563}},
    }
    assert read_targets(define(), raw) == (
        SeedTarget(2566, Decimal(2), "stated"),
        SeedTarget(2567, Decimal(18), "proposed", "ต่อปี", Trajectory(kind="cumulative")),
        SeedTarget(2568, Decimal("10.5"), "proposed", "", Trajectory(kind="even", start=Decimal(3))),
        SeedTarget(2569, Decimal(9), "proposed", "", Trajectory(kind="custom", points={"Q2569-1": Decimal(4)})),
        SeedTarget(2570, None, "stated", "", None, Rule(comparison="above", own_year=2563)),
    )


@pytest.mark.parametrize(
    ("target", "field"),
    [
        ({"value": 9}, "targets.2570"),
        ({"state": "proposed"}, "targets.2570"),
        ({"value": 9, "state": "proposed", "path": 1}, "targets.2570"),
        ({"value": 9, "state": "approved"}, "targets.2570.state"),
        ({"value": "nine", "state": "stated"}, "targets.2570.value"),
        ({"value": None, "state": "stated"}, "targets.2570.value"),
        ({"value": True, "state": "stated"}, "targets.2570.value"),
        ({"value": 9, "state": "stated", "trajectory": "steep"}, "targets.2570.trajectory.kind"),
        (
            {"value": 9, "state": "stated", "trajectory": {"kind": "custom", "points": {"Q2569-1": 4}}},
            "targets.2570.trajectory.points.Q2569-1",
        ),
        ({"value": 9, "state": "stated", "rule": {"comparison": "above", "previous": True}}, "rule"),
        ({"state": "stated", "rule": {"comparison": "above"}}, "targets.2570.rule"),
        ({"state": "stated", "rule": {"comparison": "below", "previous": True}}, "rule.comparison"),
        ({"state": "stated", "trajectory": "cumulative", "rule": {"comparison": "above", "previous": True}}, "rule"),
        (9, "targets.2570"),
    ],
)
def test_a_target_that_cannot_be_is_refused_by_its_part(target: Any, field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_targets(define(), {2570: target})
    assert refused.value.field == field


def test_a_rules_formula_must_be_one() -> None:
    raw = {2570: {"state": "stated", "rule": {"comparison": "above", "formula": "population / * 2"}}}
    with pytest.raises(FormulaError) as refused:
        read_targets(define(), raw)
    assert refused.value.position == 13
    raw[2570]["rule"] = {"comparison": "above", "formula": "inhabitants"}
    with pytest.raises(FormulaError):
        read_targets(define(), raw, measures=["population"])


def test_an_imported_file_may_say_what_was_approved() -> None:
    states = get_args(TargetState)
    read = read_targets(define(), {2570: {"value": None, "state": "approved"}}, states=states)
    assert read == (SeedTarget(2570, None, "approved"),)


COUNTED = {"HR-04", "HR-05", "HR-06", "HR-08", "HR-09"}


def test_yearly_targets_of_what_is_counted_have_a_path() -> None:
    """Eighteen hours a person are asked of a year, not of October."""
    paths = {
        seed.definition.code
        for seed in read_catalogue()
        for target in seed.targets
        if target.trajectory is not None and target.trajectory.kind == "cumulative"
    }
    assert paths == COUNTED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"is_stepped": True}, "levels"),  # steps of nothing
        ({"level_names_th": ["ก", "ข", "ค", "ง", "จ"], "level_names_en": ["a", "b", "c", "d", "e"]}, "levels"),
        ({"levels": [1, 2, 3, 4, 5], "level_names_th": ["ก", "ข", "ค", "ง", "จ"]}, "level_names_en"),
        ({"levels": [1, 2, 3, 4, 5], "level_names_en": ["a", "b", "c", "d", "e"]}, "level_names_th"),
        ({"levels": [1, 2, 3, 4, 5], "level_names_th": ["ก", "ข"]}, "level_names_th"),
    ],
)
def test_milestones_are_whole_or_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        define(**change)
    assert refused.value.field.split(".")[0] == field


def test_milestones_keep_their_names() -> None:
    steps = {"level_names_th": ["แต่งตั้งคณะทำงาน", "จัดทำแผน", "ลงนามสัญญา", "ส่งมอบ", "ใช้งานจริง"],
             "level_names_en": ["Team", "Plan", "Contract", "Delivery", "In use"]}  # fmt: skip
    definition = define(levels=[1, 2, 3, 4, 5], is_stepped=True, **steps)
    assert from_json(definition.to_json()) == definition
    assert definition.level_names_th is not None
    assert definition.level_names_th[4] == "ใช้งานจริง"
