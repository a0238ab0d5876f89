"""Editions of plan documents as queries/plans and the form of /plan give them: every rule, each refusal by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.errors import DefinitionError
from etl.indicators.definition import Short, Text
from etl.warehouse.query import QUERIES

FOLDER = QUERIES / "plans"
KINDS = (
    "strategy", "goal", "work_plan", "approach", "sub_strategy", "project", "urgent", "domain", "problem", "process",
)  # fmt: skip
NODE_ID = r"^[A-Z0-9]{1,10}(\.[A-Z0-9]{1,6}){0,4}$"
MOST_NODES = 300


class PlanRule(StrEnum):
    """What an edition or a re-linking can be refused for; the message ids of the catalogues."""

    BAD_FILE = "plan.bad_file"
    BAD_VALUE = "plan.bad_value"
    MISSING = "plan.missing"
    DATES = "plan.dates"
    MUST_FOLLOW = "plan.must_follow"
    EDITION_EXISTS = "plan.edition_exists"
    UNKNOWN_PLAN = "plan.unknown_plan"
    UNKNOWN_NODE = "plan.unknown_node"
    UNKNOWN_INDICATOR = "plan.unknown_indicator"
    NODE_DOUBLED = "plan.node_doubled"
    KIND = "plan.kind_unknown"
    TOO_MANY = "plan.too_many"


Cell = Annotated[int, Field(ge=0)] | Literal["dash", "blank"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanNode(_Part):
    """One node as a file or a form gives it; what is not shared by all kinds is kept as the node's `about`."""

    id: str = Field(pattern=NODE_ID)
    kind: str
    th: Short
    en: Short | None = None
    goal_th: Text | None = None
    other_th: Text | None = None  # the name it has elsewhere in the document
    group_th: Short | None = None
    sub_items_th: Text | None = None
    responsible_th: Short | None = None  # as printed, never resolved to one org_unit
    budget: Mapping[int, Cell] | None = None  # baht by fiscal year; a dash and a blank are no zero
    supports: tuple[Short, ...] = ()  # nodes of other plans it serves, our proposal
    categories: tuple[Short, ...] = ()  # of complaints that feed it
    is_picked: bool = False  # the digital plan names it as its own link
    untabled_th: tuple[Text, ...] = ()  # projects that are listed and not in a table
    notes_th: tuple[Text, ...] = ()
    notes_en: tuple[Text, ...] = ()
    children: tuple[PlanNode, ...] = ()


class Contradiction(_Part):
    """What the document says against itself, and how it is handled here."""

    id: Short
    th: Text
    en: Text


class PlanEdition(_Part):
    """One edition of a plan document."""

    plan: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,11}$")
    edition: str = Field(pattern=r"^[0-9A-Za-z-]{1,20}$")
    title_th: Short
    title_en: Short
    valid_from: date | None = None
    valid_to: date | None = None  # the last day
    announced: date | None = None
    source: Short | None = None
    order: int = Field(default=0, ge=0)  # its place in the list of plans
    notes_th: tuple[Text, ...] = ()
    notes_en: tuple[Text, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    nodes: tuple[PlanNode, ...] = Field(min_length=1)


def read_plans(folder: Path = FOLDER) -> list[PlanEdition]:
    """Every plan of the folder. Raises DefinitionError naming file and field."""
    editions = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            edition = PlanEdition.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            refuse(place, PlanRule.BAD_FILE, f"{path.name}, {place}: {first['msg']}.")
        except yaml.YAMLError as error:
            refuse("file", PlanRule.BAD_FILE, f"{path.name} cannot be read: {error}")
        check_edition(edition)
        editions.append(edition)
    return editions


def check_edition(edition: PlanEdition) -> None:
    """What joins several fields: dates in order, each node once, kinds known."""
    if edition.valid_from and edition.valid_to and edition.valid_to < edition.valid_from:
        refuse("valid_to", PlanRule.DATES, f"{edition.plan}: it ends before it begins.")
    seen = {edition.plan}
    for node in _walk(edition.nodes):
        if node.id in seen:
            refuse("nodes", PlanRule.NODE_DOUBLED, f"{edition.plan}: node {node.id} stands twice.")
        if node.kind not in KINDS:
            refuse("nodes", PlanRule.KIND, f"{edition.plan}: {node.id} is a {node.kind}; known: {', '.join(KINDS)}.")
        seen.add(node.id)
    if len(seen) > MOST_NODES:
        refuse("nodes", PlanRule.TOO_MANY, f"{edition.plan}: more than {MOST_NODES} nodes.")


def _walk(nodes: Iterable[PlanNode]) -> Iterable[PlanNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def refuse(field: str, rule: PlanRule, what: str) -> NoReturn:
    raise DefinitionError(what, field, "", rule.value)
