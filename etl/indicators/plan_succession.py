"""A plan's successor: opening its next edition, and linking the indicators to it without losing any history.

Indicators are linked by a further version of their definition and keep the links they had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from etl.indicators.definition import PlanLink
from etl.indicators.plan_editions import PlanEdition, PlanRule, check_edition, refuse
from etl.indicators.plans import StoredPlan, edition_of, find_edition, nodes_of, plan_tree, write_edition
from etl.indicators.versions import close_definition, definitions, open_definition


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
    write_edition(connection, placed, {"origin": "person", "author": author, "opened_at": at.isoformat()})
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


def _name_edition(link: PlanLink, editions: Sequence[StoredPlan]) -> PlanLink:
    """The same link with the edition it meant written down."""
    return link if link.edition else link.model_copy(update={"edition": edition_of(link, editions)})
