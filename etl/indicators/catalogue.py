"""Reads queries/indicators/*.yaml: the definitions and targets that a new installation starts with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Definition, Rule, TargetState, check_target, read_definition, refuse
from etl.warehouse.query import QUERIES

FOLDER = QUERIES / "indicators"
FISCAL_YEARS = range(2560, 2601)


@dataclass(frozen=True, slots=True)
class SeedTarget:
    """A target as the catalogue gives it: `stated` by a plan or `proposed` by us, never approved."""

    fiscal_year: int
    value: Decimal
    state: TargetState
    note: str = ""


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
        return Seed(definition, tuple(_read_targets(definition, entry.get("targets") or {})))
    except FormulaError as error:
        what = f"{path.name}, {code}, formula, character {error.position + 1}: {error.what}"
        raise DefinitionError(what, "formula", error.remedy, error.message_id) from None
    except DefinitionError as error:
        what = f"{path.name}, {code}, {error.field}: {error.what}"
        raise DefinitionError(what, error.field, error.remedy, error.message_id) from None


def _read_targets(definition: Definition, raw: Any) -> Iterable[SeedTarget]:
    if not isinstance(raw, dict):
        refuse("targets", Rule.BAD_VALUE, "targets must map fiscal years to targets.")
    for year, target in raw.items():
        field = f"targets.{year}"
        if year not in FISCAL_YEARS:
            refuse(field, Rule.FISCAL_YEAR, f"'{year}' is not a fiscal year in Buddhist Era, as 2570.")
        if not isinstance(target, dict) or not {"value", "state"} <= set(target) <= {"value", "state", "note"}:
            refuse(field, Rule.BAD_VALUE, "A target is written {value: 90, state: proposed}, with a note if wanted.")
        if target["state"] not in ("stated", "proposed"):
            refuse(f"{field}.state", Rule.NOT_A_CHOICE, "The catalogue's targets are stated or proposed.")
        value = _read_number(f"{field}.value", target["value"])
        check_target(definition, value)
        yield SeedTarget(year, value, target["state"], str(target.get("note", "")))


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
