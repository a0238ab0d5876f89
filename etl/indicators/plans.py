"""Plan trees: editions of plan documents and their nodes, seeded from queries/plans, succeeded in the product.

Every edition has a root node named as its plan, so that an indicator may belong to a plan as a whole. An edition of
origin `config` follows the files; one that a person opened is never touched by seeding. A plan's successor is a new
edition: indicators are linked to its nodes by a further version of their definition and keep the links they had.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, delete, insert, select

from etl.errors import DefinitionError
from etl.indicators.definition import PlanLink, Short, Text
from etl.indicators.versions import close_definition, definitions, open_definition
from etl.warehouse.query import QUERIES
from etl.warehouse.tables.indicators import ind_plan, ind_plan_node

FOLDER = QUERIES / "plans"
ROOT = "plan"  # the kind of the node that is the plan itself
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


@dataclass(frozen=True, slots=True)
class StoredNode:
    """A node as it is stored; `about` holds what only some kinds have."""

    node: str
    parent: str | None
    kind: str
    title_th: str
    title_en: str | None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """An edition with its nodes in order, the root first."""

    plan: str
    edition: str
    title_th: str
    title_en: str
    valid_from: date | None
    valid_to: date | None
    about: Mapping[str, Any]
    nodes: tuple[StoredNode, ...]

    @property
    def origin(self) -> str:
        return str(self.about.get("origin", "config"))


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


def seed_plans(connection: Connection, editions: Sequence[PlanEdition] | None = None) -> int:
    """Bring editions of origin `config` to what queries/plans says; the number of editions written or taken away."""
    wanted = {(e.plan, e.edition): e for e in (read_plans() if editions is None else editions)}
    held = {(p.plan, p.edition): p for p in plan_tree(connection)}
    changes = 0
    for place in [p for p, stored in held.items() if p not in wanted and stored.origin == "config"]:
        _remove(connection, *place)
        changes += 1
    for place, edition in wanted.items():
        stored = held.get(place)
        if stored is not None and (stored.origin != "config" or stored == as_stored(edition)):
            continue
        _remove(connection, *place)
        _write(connection, edition, {"origin": "config"})
        changes += 1
    return changes


def plan_tree(connection: Connection) -> list[StoredPlan]:
    """Every edition with its nodes, in the order of the menu."""
    nodes: dict[tuple[str, str], list[StoredNode]] = {}
    columns = ind_plan_node.c
    for row in connection.execute(select(ind_plan_node).order_by(columns.plan, columns.edition, columns.sort_order)):
        made = StoredNode(row.node, row.parent, row.kind, row.title_th, row.title_en, json.loads(row.body))
        nodes.setdefault((row.plan, row.edition), []).append(made)
    plans = connection.execute(select(ind_plan).order_by(ind_plan.c.sort_order, ind_plan.c.plan, ind_plan.c.edition))
    return [
        StoredPlan(
            row.plan, row.edition, row.title_th, row.title_en, row.valid_from, row.valid_to, json.loads(row.body),
            tuple(nodes.get((row.plan, row.edition), ())),
        )
        for row in plans
    ]  # fmt: skip


def find_edition(connection: Connection, plan: str, edition: str) -> StoredPlan:
    """Raises DefinitionError where there is none."""
    found = [stored for stored in plan_tree(connection) if (stored.plan, stored.edition) == (plan, edition)]
    if not found:
        refuse("edition", PlanRule.UNKNOWN_PLAN, f"There is no edition {edition} of plan {plan}.")
    return found[0]


def edition_of(link: PlanLink, editions: Sequence[StoredPlan]) -> str | None:
    """The edition a link means: the one it names, else the oldest of its plan that has the node; None for neither."""
    of_plan = [e for e in editions if e.plan == link.plan and any(n.node == link.node for n in e.nodes)]
    named = [e for e in of_plan if link.edition in (None, e.edition)]
    first = min(named, key=lambda e: (e.valid_from or date.min, e.edition), default=None)
    return first.edition if first else None


# --- the successor -----------------------------------------------------------------------------------------------


def open_edition(connection: Connection, raw: Mapping[str, Any], *, author: str, at: datetime) -> StoredPlan:
    """A further edition of a known plan, as a person gives it.

    Raises DefinitionError naming the field: an unknown plan, an edition that exists, one that does not begin after the
    last one's end, a node twice.
    """
    try:
        edition = PlanEdition.model_validate(dict(raw))
    except ValidationError as error:
        first = error.errors()[0]
        refuse(str(first["loc"][0] if first["loc"] else "plan"), PlanRule.BAD_VALUE, first["msg"])
    check_edition(edition)
    before = [stored for stored in plan_tree(connection) if stored.plan == edition.plan]
    if not before:
        refuse("plan", PlanRule.UNKNOWN_PLAN, f"There is no plan {edition.plan} to succeed.")
    if any(stored.edition == edition.edition for stored in before):
        refuse("edition", PlanRule.EDITION_EXISTS, f"{edition.plan} has an edition {edition.edition} already.")
    if edition.valid_from is None or edition.valid_to is None:
        refuse("valid_from", PlanRule.MISSING, "An edition needs its first and its last day.")
    ends = max((stored.valid_to for stored in before if stored.valid_to), default=None)
    if ends is not None and edition.valid_from <= ends:
        refuse("valid_from", PlanRule.MUST_FOLLOW, f"It must begin after the last one's end ({ends}).")
    placed = edition.model_copy(update={"order": before[-1].about.get("order", 0)})
    _write(connection, placed, {"origin": "person", "author": author, "opened_at": at.isoformat()})
    return find_edition(connection, edition.plan, edition.edition)


@dataclass(frozen=True, slots=True)
class Relink:
    """An indicator's place in the old edition and its place in the new one; null: it is not followed there."""

    code: str
    old_node: str
    new_node: str | None


def relink(
    connection: Connection,
    plan: str,
    old: str,
    new: str,
    choices: Sequence[Relink],
    *,
    author: str,
    at: datetime,
    reason: str,
) -> int:
    """Link indicators to the nodes of a plan's new edition, whole or not at all; the number of definitions changed.

    Each gets a further version with the new links beside the old ones, so both trees keep their indicators and no
    value, target or closed figure moves. Raises DefinitionError naming the field.
    """
    if not reason.strip():
        refuse("reason", PlanRule.MISSING, "A change of definitions needs its reason.")
    editions = plan_tree(connection)
    before, after = find_edition(connection, plan, old), find_edition(connection, plan, new)
    known = {node.node: node for node in after.nodes}
    stored = {d.code: d for d in definitions(connection)}
    added: dict[str, list[PlanLink]] = {}
    for choice in choices:
        if choice.code not in stored:
            refuse("code", PlanRule.UNKNOWN_INDICATOR, f"There is no indicator {choice.code}.")
        if choice.old_node not in nodes_of(stored[choice.code].definition.plan_links, before, editions):
            refuse("node", PlanRule.UNKNOWN_NODE, f"{choice.code} is not linked to {choice.old_node} of edition {old}.")
        if choice.new_node is None:
            continue
        if choice.new_node not in known:
            refuse("node", PlanRule.UNKNOWN_NODE, f"Edition {new} has no node {choice.new_node}.")
        words = known[choice.new_node].title_th
        added.setdefault(choice.code, []).append(PlanLink(plan=plan, node=choice.new_node, text_th=words, edition=new))
    changes = 0
    for code, fresh in added.items():
        definition = stored[code].definition
        held = {(e, n) for e in (new,) for n in nodes_of(definition.plan_links, after, editions)}
        missing = tuple(link for link in dict.fromkeys(fresh) if (new, link.node) not in held)
        if not missing:
            continue
        named = tuple(_name_edition(link, editions) if link.plan == plan else link for link in definition.plan_links)
        changed = definition.model_copy(update={"plan_links": (*named, *missing)})
        close_definition(connection, stored[code], at)
        open_definition(connection, changed, origin="person", author=author, reason=reason, at=at)
        changes += 1
    return changes


def nodes_of(links: Iterable[PlanLink], edition: StoredPlan, editions: Sequence[StoredPlan]) -> dict[str, PlanLink]:
    """By node, the links that lead into one edition."""
    return {
        link.node: link for link in links if link.plan == edition.plan and edition_of(link, editions) == edition.edition
    }


def _name_edition(link: PlanLink, editions: Sequence[StoredPlan]) -> PlanLink:
    """The same link with the edition it meant written down."""
    return link if link.edition else link.model_copy(update={"edition": edition_of(link, editions)})


# --- rows --------------------------------------------------------------------------------------------------------


def as_stored(edition: PlanEdition, origin: Mapping[str, Any] | None = None) -> StoredPlan:
    """What is written of an edition: its nodes flat, in order, the root first."""
    kept_apart = {"nodes", "plan", "edition", "title_th", "title_en", "valid_from", "valid_to"}
    about = edition.model_dump(mode="json", exclude=kept_apart) | dict(origin or {"origin": "config"})
    root = StoredNode(edition.plan, None, ROOT, edition.title_th, edition.title_en, {})
    nodes = (root, *_flatten(edition.nodes, edition.plan))
    return StoredPlan(
        edition.plan, edition.edition, edition.title_th, edition.title_en, edition.valid_from, edition.valid_to,
        _without_empty(about), nodes,
    )  # fmt: skip


def _flatten(nodes: Iterable[PlanNode], parent: str) -> Iterable[StoredNode]:
    for node in nodes:
        about = node.model_dump(mode="json", exclude={"id", "kind", "th", "en", "children"})
        yield StoredNode(node.id, parent, node.kind, node.th, node.en, _without_empty(about))
        yield from _flatten(node.children, node.id)


def _without_empty(about: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in about.items() if value not in (None, [], {}, False, "")}
    held: dict[str, Any] = json.loads(json.dumps(kept, ensure_ascii=False, sort_keys=True))
    return held


def _write(connection: Connection, edition: PlanEdition, more: Mapping[str, Any]) -> None:
    stored = as_stored(edition, more)
    connection.execute(
        insert(ind_plan).values(
            plan=stored.plan, edition=stored.edition, title_th=stored.title_th, title_en=stored.title_en,
            valid_from=stored.valid_from, valid_to=stored.valid_to, sort_order=edition.order,
            body=_to_json(stored.about),
        )
    )  # fmt: skip
    connection.execute(
        insert(ind_plan_node),
        [
            {
                "plan": stored.plan, "edition": stored.edition, "node": n.node, "parent": n.parent, "kind": n.kind,
                "title_th": n.title_th, "title_en": n.title_en, "sort_order": place, "body": _to_json(n.about),
            }
            for place, n in enumerate(stored.nodes)
        ],
    )  # fmt: skip


def _remove(connection: Connection, plan: str, edition: str) -> None:
    for table in (ind_plan_node, ind_plan):
        connection.execute(delete(table).where(table.c.plan == plan, table.c.edition == edition))


def _to_json(about: Mapping[str, Any]) -> str:
    return json.dumps(about, ensure_ascii=False, sort_keys=True)


def refuse(field: str, rule: PlanRule, what: str) -> NoReturn:
    raise DefinitionError(what, field, "", rule.value)
