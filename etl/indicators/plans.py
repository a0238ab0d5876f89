"""Plan trees in the warehouse: editions of plan documents with their nodes, seeded from queries/plans.

Every edition has a root node named as its plan, so that an indicator may belong to a plan as a whole. An edition of
origin `config` follows the files; one that a person opened is never touched by seeding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from etl.indicators.definition import PlanLink
from etl.indicators.plan_editions import PlanEdition, PlanNode, PlanRule, read_plans, refuse
from etl.warehouse.tables.indicators import ind_plan, ind_plan_node

ROOT = "plan"  # the kind of the node that is the plan itself


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
        write_edition(connection, edition, {"origin": "config"})
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


def nodes_of(links: Iterable[PlanLink], edition: StoredPlan, editions: Sequence[StoredPlan]) -> dict[str, PlanLink]:
    """By node, the links that lead into one edition."""
    return {
        link.node: link for link in links if link.plan == edition.plan and edition_of(link, editions) == edition.edition
    }


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


def write_edition(connection: Connection, edition: PlanEdition, more: Mapping[str, Any]) -> None:
    """Its row and its nodes; `more` says whose it is."""
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
