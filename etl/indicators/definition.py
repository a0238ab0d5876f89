"""What an indicator is: every rule a definition must meet, each refusal naming its field.

Numbers are decimals as written, never binary floats. Targets are not part of it: they are dated, see `targets.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from etl.errors import DefinitionError
from etl.indicators.formula import measures_of, parse
from etl.indicators.grammar import CODE_PATTERN, Node

Kind = Literal["tracked", "context", "checklist", "reference"]
Direction = Literal["higher", "lower", "range", "none"]
Frequency = Literal["weekly", "monthly", "quarterly", "half_yearly", "annual", "every_2_years"]
DataSource = Literal["system", "hand", "none"]
TargetState = Literal["stated", "proposed", "approved"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Exact = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18)]
FiveTexts = tuple[Short, Short, Short, Short, Short]


class Rule(StrEnum):
    """What a definition, target or approval can be refused for; the message ids of the catalogues."""

    MISSING = "definition.missing"
    UNKNOWN_FIELD = "definition.unknown_field"
    NOT_A_CHOICE = "definition.not_a_choice"
    BAD_VALUE = "definition.bad_value"
    BAD_FILE = "definition.bad_file"
    DOUBLED = "definition.doubled"
    NOT_FROM_SYSTEM = "definition.not_from_system"
    RANGE_MISSING = "definition.range_missing"
    RANGE_ONLY = "definition.range_only"
    ORDER = "definition.order"
    DIRECTION = "definition.direction"
    TARGET_NOT_TRACKED = "definition.target_not_tracked"
    TARGET_WITHOUT_DIRECTION = "definition.target_without_direction"
    BEYOND_TARGET = "definition.beyond_target"
    UNKNOWN = "definition.unknown"
    UNKNOWN_ORG_UNIT = "definition.unknown_org_unit"
    FISCAL_YEAR = "definition.fiscal_year"
    BEFORE_VERSION = "definition.before_version"
    CHANGED_MEANWHILE = "definition.changed_meanwhile"
    TOO_LONG = "definition.too_long"
    UNIT = "definition.unit"
    TRAJECTORY = "definition.trajectory"
    TRAJECTORY_POINT = "definition.trajectory_point"
    RULE_REFERENCE = "definition.rule_reference"
    RULE_DIRECTION = "definition.rule_direction"
    RULE_OR_VALUE = "definition.rule_or_value"
    RULE_EDGE = "definition.rule_edge"
    NOTHING_PROPOSED = "definition.nothing_proposed"


class Part(BaseModel):
    """A part of a definition: unknown keys refused, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def to_json(self) -> str:
        """As it is stored: numbers as written, keys in order."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


class Thresholds(Part):
    """Where `at_risk` begins and ends.

    By default at 80 % of the target (lower is better: at 120 %); `at_risk_value` names the edge itself, which a target
    of 0 needs. Direction `range` is judged by the distance from the target: on track within `range_within`, at risk
    within `range_at_risk`.
    """

    at_risk_percent: Exact = Field(default=Decimal(80), gt=0, le=100)
    at_risk_value: Exact | None = None
    range_within: Exact | None = Field(default=None, ge=0)
    range_at_risk: Exact | None = Field(default=None, ge=0)


class PlanLink(Part):
    """A node of a plan tree, with the plan's own words for it (of a proposed link, the node's)."""

    plan: Short
    node: Short
    text_th: Text
    edition: Short | None = None  # null: the oldest edition that has the node
    is_proposed: bool = False  # ours; no plan says it


class Baseline(Part):
    """ข้อมูลพื้นฐาน: what a document prints for a period, as a number or, of a survey's level, as a word."""

    period_th: Short
    value: Exact | None = None
    text_th: Short | None = None
    note_th: Text | None = None


class SeedSource(Part):
    """Where a seeded record comes from: file, exact quote, the seed's own name for it, its record."""

    file: Short
    quote: Text
    reference: Text
    record: Short
    name_th: Short


class Definition(Part):
    """One indicator (ตัวชี้วัด) as officials define it in a KPI sheet.

    `description_*` says what is counted in words an official understands, with the date basis and what is left out.
    `owner` is the org_unit that answers for it; null is ยังไม่ได้กำหนดผู้รับผิดชอบ. `keeper` keeps the data.
    """

    code: str = Field(pattern=f"^{CODE_PATTERN}$")
    kind: Kind
    name_th: Short
    name_en: Short
    description_th: Text
    description_en: Text
    unit_th: Short
    unit_en: Short
    direction: Direction
    formula: str | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    frequency: Frequency
    data_source: DataSource
    contract: str | None = None
    owner: str | None = None
    keeper: str | None = None
    weight: Exact | None = Field(default=None, ge=0)
    plan_links: tuple[PlanLink, ...] = ()
    baseline: tuple[Baseline, ...] = ()
    thresholds: Thresholds = Thresholds()
    levels: tuple[Exact, Exact, Exact, Exact, Exact] | None = None  # values worth 1, 2, 3, 4, 5 points
    is_stepped: bool = False  # only a level fully reached counts (milestones); else in a straight line between levels
    level_names_th: FiveTexts | None = None  # what each of the five levels is, where it is more than a number
    level_names_en: FiveTexts | None = None
    basis_th: Text | None = None  # law, announcement or plan page the rule rests on
    basis_en: Text | None = None
    notes_th: tuple[Text, ...] = ()
    notes_en: tuple[Text, ...] = ()
    source: SeedSource | None = None

    @property
    def is_plan_silent(self) -> bool:
        """Whether its record says that the plan itself states no target: another fact than that none is set."""
        return any("แผนไม่ได้ระบุค่าเป้าหมาย" in note for note in self.notes_th)

    @property
    def is_measured(self) -> bool:
        """Whether its values are computed here, every run."""
        return self.kind in ("tracked", "context") and self.data_source == "system"

    @property
    def tree(self) -> Node:
        """The formula as a tree; raises FormulaError where there is none."""
        return parse(self.formula or "")


def read_definition(raw: Mapping[str, Any], measures: Collection[str] | None = None) -> Definition:
    """A mapping (YAML, JSON or form) -> Definition. With `measures`, other names in the formula are refused.

    Raises DefinitionError naming the field (dotted for parts), or FormulaError pointing at the character.
    """
    try:
        definition = Definition.model_validate(dict(raw))
    except ValidationError as error:
        refuse_invalid(error)
    check(definition, measures)
    return definition


@lru_cache(maxsize=1_000)
def from_json(body: str) -> Definition:
    """A stored body -> Definition; the same one for the same body, for it cannot be changed."""
    return Definition.model_validate_json(body)


def check(definition: Definition, measures: Collection[str] | None = None) -> None:
    """The rules that join several fields."""
    if definition.formula is not None:
        parse(definition.formula, measures)
    if definition.is_measured:
        for field, value in (("formula", definition.formula), ("contract", definition.contract)):
            if not value:
                refuse(field, Rule.MISSING, f"{field} is missing: the values come from a system.")
    if definition.data_source != "system" and definition.formula is not None:
        refuse("formula", Rule.NOT_FROM_SYSTEM, "A formula needs data_source: system.")
    _check_thresholds(definition)
    _check_levels(definition)


def _check_thresholds(definition: Definition) -> None:
    edges = definition.thresholds
    is_range = definition.direction == "range"
    within, at_risk = edges.range_within, edges.range_at_risk
    if is_range and (within is None or at_risk is None):
        refuse("thresholds", Rule.RANGE_MISSING, "Direction range needs range_within and range_at_risk.")
    if not is_range and (within is not None or at_risk is not None):
        refuse("thresholds", Rule.RANGE_ONLY, "range_within and range_at_risk belong to direction range.")
    if within is not None and at_risk is not None and at_risk < within:
        refuse("thresholds.range_at_risk", Rule.ORDER, "range_at_risk is smaller than range_within.")
    if edges.at_risk_value is not None and definition.direction not in ("higher", "lower"):
        refuse("thresholds.at_risk_value", Rule.DIRECTION, "at_risk_value needs direction higher or lower.")


def _check_levels(definition: Definition) -> None:
    levels = definition.levels
    if levels is None:
        if definition.is_stepped or definition.level_names_th or definition.level_names_en:
            refuse("levels", Rule.MISSING, "Steps and names of levels need the five levels themselves.")
        return
    if (definition.level_names_th is None) != (definition.level_names_en is None):
        missing = "level_names_en" if definition.level_names_en is None else "level_names_th"
        refuse(missing, Rule.MISSING, "The names of levels are given in both languages.")
    rising = definition.direction == "higher"
    if definition.direction not in ("higher", "lower"):
        refuse("levels", Rule.DIRECTION, "Five levels need direction higher or lower.")
    if any((b > a) != rising or a == b for a, b in pairwise(levels)):
        refuse(
            "levels", Rule.ORDER, f"The five levels must each be {'higher' if rising else 'lower'} than the one before."
        )


def check_target(definition: Definition, value: Decimal | None) -> None:
    """Whether a target can be judged with the definition's direction and thresholds."""
    if definition.kind != "tracked" and value is not None:
        refuse(
            "kind", Rule.TARGET_NOT_TRACKED, f"{definition.code} is {definition.kind}: only tracked ones have targets."
        )
    if value is None:
        return
    if definition.direction == "none":
        refuse("direction", Rule.TARGET_WITHOUT_DIRECTION, "A target needs a direction.")
    edge = definition.thresholds.at_risk_value
    if edge is not None and ((definition.direction == "higher") == (edge > value)) and edge != value:
        refuse(
            "thresholds.at_risk_value", Rule.BEYOND_TARGET, f"at_risk_value {edge} lies on the good side of {value}."
        )


def is_known_measure_only(definition: Definition, measures: Collection[str]) -> bool:
    """False when the formula names a measure that no query gives."""
    return definition.formula is None or measures_of(definition.tree) <= set(measures)


def refuse(field: str, rule: StrEnum, what: str, remedy: str = "") -> NoReturn:
    raise DefinitionError(what, field, remedy, rule.value)


def refuse_invalid(error: ValidationError, within: str = "") -> NoReturn:
    """pydantic's first complaint as ours; `within` names the part of a form or file that was read."""
    field, rule, what = read_invalid(error, within)[0]
    refuse(field, rule, what, "Remove it or correct its spelling." if rule is Rule.UNKNOWN_FIELD else "")


def read_invalid(error: ValidationError, within: str = "") -> list[tuple[str, Rule, str]]:
    """Each of pydantic's complaints as field, rule and what is wrong."""
    rules = {"missing": Rule.MISSING, "extra_forbidden": Rule.UNKNOWN_FIELD, "literal_error": Rule.NOT_A_CHOICE}
    found = []
    for one in error.errors(include_input=False, include_url=False):
        field = ".".join(str(part) for part in (within, *one["loc"]) if part != "") or "definition"
        rule = rules.get(one["type"], Rule.BAD_VALUE)
        is_strange = rule is Rule.UNKNOWN_FIELD
        found.append(
            (field, rule, f"{field} is not a part of a definition." if is_strange else f"{field}: {one['msg']}.")
        )
    return found
