"""Reads queries/indicators/*.yaml: the definitions and targets that a new installation starts with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Definition, Rule, TargetState, read_definition, refuse
from etl.indicators.formula import parse
from etl.indicators.relative import Rule as RelativeRule
from etl.indicators.relative import read_rule
from etl.indicators.targets import check_aim
from etl.indicators.trajectory import Trajectory, read_trajectory
from etl.warehouse.query import QUERIES

FOLDER = QUERIES / "indicators"
FISCAL_YEARS = range(2560, 2601)
CATALOGUE_STATES: tuple[TargetState, ...] = ("stated", "proposed")
AIMS = {"value", "rule"}
TARGET_PARTS = AIMS | {"state", "note", "trajectory"}


@dataclass(frozen=True, slots=True)
class SeedTarget:
    """A target as a file gives it; the catalogue's are `stated` by a plan or `proposed` by us, never approved."""

    fiscal_year: int
    value: Decimal | None
    state: TargetState
    note: str = ""
    trajectory: Trajectory | None = None
    rule: RelativeRule | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """One indicator of the catalogue with its targets."""

    definition: Definition
    targets: tuple[SeedTarget, ...] = ()


def read_catalogue(folder: Path = FOLDER, measures: Collection[str] | None = None) -> list[Seed]:
    """Every definition of the folder, in order of file and place. With `measures`, other names are refused.

    Raises DefinitionError naming file, code and field (for a formula: the character).
    """
    seeds = [seed for path in sorted(folder.glob("*.yaml")) for seed in read_file(path, measures)]
    _refuse_doubled(seed.definition.code for seed in seeds)
    return seeds


def read_file(path: Path, measures: Collection[str] | None = None) -> list[Seed]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        refuse("file", Rule.BAD_FILE, f"{path.name} cannot be read: {error}")
    entries = raw.get("indicators") if isinstance(raw, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        refuse("indicators", Rule.BAD_FILE, f"{path.name}: `indicators` must be a list of definitions.")
    return [_read_entry(path, entry, measures) for entry in entries]


def _read_entry(path: Path, entry: Mapping[str, Any], measures: Collection[str] | None) -> Seed:
    code = entry.get("code", "(no code)")
    fields = {key: value for key, value in entry.items() if key != "targets"}
    try:
        definition = read_definition(fields, measures)
        return Seed(definition, read_targets(definition, entry.get("targets") or {}, measures=measures))
    except FormulaError as error:
        what = f"{path.name}, {code}, formula, character {error.position + 1}: {error.what}"
        raise DefinitionError(what, "formula", error.remedy, error.message_id) from None
    except DefinitionError as error:
        what = f"{path.name}, {code}, {error.field}: {error.what}"
        raise DefinitionError(what, error.field, error.remedy, error.message_id) from None


def read_targets(
    definition: Definition,
    raw: Any,
    *,
    states: Collection[TargetState] = CATALOGUE_STATES,
    measures: Collection[str] | None = None,
) -> tuple[SeedTarget, ...]:
    """Fiscal years (BE) mapped to targets, as a file writes them, in the order of the file.

    A target is {state, value, trajectory, note} or {state, rule, note}; see docs/definitions.md. Raises DefinitionError
    naming the part, as `targets.2570.trajectory.points.Q2570-5`, or FormulaError for a rule's formula.
    """
    if not isinstance(raw, dict):
        refuse("targets", Rule.BAD_VALUE, "targets must map fiscal years to targets.")
    return tuple(_read_target(definition, year, target, states, measures) for year, target in raw.items())


def _read_target(
    definition: Definition, year: Any, raw: Any, states: Collection[TargetState], measures: Collection[str] | None
) -> SeedTarget:
    field = f"targets.{year}"
    if year not in FISCAL_YEARS:
        refuse(field, Rule.FISCAL_YEAR, f"'{year}' is not a fiscal year in Buddhist Era, as 2570.")
    if not isinstance(raw, dict) or not set(raw) <= TARGET_PARTS or "state" not in raw or not set(raw) & AIMS:
        refuse(field, Rule.BAD_VALUE, "A target is {value: 90, state: proposed} or {rule: ..., state: stated}.")
    if raw["state"] not in states:
        refuse(f"{field}.state", Rule.NOT_A_CHOICE, f"The state is one of: {', '.join(states)}.")
    value = None if raw.get("value") is None else _read_number(f"{field}.value", raw["value"])
    trajectory = read_trajectory(raw.get("trajectory"), year, f"{field}.trajectory")
    rule = read_rule(raw.get("rule"), f"{field}.rule")
    if value is None and rule is None and raw["state"] != "approved":
        refuse(f"{field}.value", Rule.MISSING, "Only a decision (approved) may say that there is no target.")
    if rule is not None and rule.formula is not None:
        parse(rule.formula, measures)
    check_aim(definition, value, trajectory, rule)
    return SeedTarget(year, value, raw["state"], str(raw.get("note", "")), trajectory, rule)


def _read_number(field: str, raw: object) -> Decimal:
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        value = Decimal("NaN")
    if isinstance(raw, bool) or not value.is_finite():
        refuse(field, Rule.BAD_VALUE, f"'{raw}' is not a number.")
    return value


def _refuse_doubled(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            refuse("code", Rule.DOUBLED, f"{code} stands twice in queries/indicators; keep one.")
        seen.add(code)
