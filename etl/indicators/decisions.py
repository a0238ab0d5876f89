"""What the strategy office decides: targets approved, changed or refused, one or many at once, with their edges and
owners.

Every decision closes the version before and opens its own, of origin `person`; seeding never touches it again. An
approval counts from its own Bangkok day on: periods that ended before it are not judged by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from sqlalchemy import Connection, select

from etl.errors import DecisionsRefusedError, DefinitionError
from etl.indicators.catalogue import FISCAL_YEARS
from etl.indicators.definition import Definition, Rule, Thresholds, read_definition, refuse
from etl.indicators.relative import Rule as RelativeRule
from etl.indicators.targets import Target, check_aim
from etl.indicators.trajectory import Trajectory
from etl.indicators.versions import (
    StoredDefinition,
    close_definition,
    close_target,
    definitions,
    find_definition,
    open_definition,
    open_target,
    refuse_changed,
    targets,
)
from etl.warehouse.tables import dim_org_unit


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one indicator's target for a fiscal year.

    `accept`: the open target as it stands; `change`: value with its path, or rule, as given here; `none`: the year has
    no target. Edges, owner and weight belong to the indicator: null leaves each as it is. `target_key` is the version
    the person had before them (0: none stood; null: not held against what stands now).
    """

    code: str
    fiscal_year: int
    choice: Literal["accept", "change", "none"]
    value: Decimal | None = None
    trajectory: Trajectory | None = None
    rule: RelativeRule | None = None
    thresholds: Thresholds | None = None
    owner: str | None = None
    weight: Decimal | None = None
    note: str = ""
    target_key: int | None = None


class Keep(Enum):
    """Said for what stays as it is, where null says that there is none."""

    KEEP = "keep"


def approve_target(
    connection: Connection,
    *,
    code: str,
    fiscal_year: int,
    value: Decimal | float | None,
    author: str,
    at: datetime,
    note: str = "",
    trajectory: Trajectory | Keep | None = Keep.KEEP,
    rule: RelativeRule | None = None,
) -> int:
    """Close the open target of the year and open an approved one; its key. Neither value nor rule: there is none.

    By default the value goes the open target's path; one of named points belongs to its value and cannot be kept for
    another. The approval counts from its own Bangkok day on: periods that ended before it are not judged by it. Raises
    DefinitionError naming the field: unknown code, year, value, path, rule, author, or a change made meanwhile.
    """
    exact = None if value is None else Decimal(str(value))
    if exact is not None and not exact.is_finite():
        refuse("value", Rule.BAD_VALUE, f"'{value}' is not a number.")
    check_place(fiscal_year, author)
    definition = find_definition(connection, code).definition
    before = find_open_target(connection, code, fiscal_year)
    path = _keep_path(before, exact) if trajectory is Keep.KEEP else trajectory
    check_aim(definition, exact, path, rule)
    if before is not None:
        if at < before.valid_from_at:
            refuse("at", Rule.BEFORE_VERSION, "The approval lies before the target it replaces.")
        close_target(connection, before, at)
    made = Target(code, fiscal_year, exact, "approved", note, "person", author, at, trajectory=path, rule=rule)
    return open_target(connection, made)


def find_open_target(connection: Connection, code: str, fiscal_year: int) -> Target | None:
    """The version of the year's target that stands; null where the year has none."""
    standing = (t for t in targets(connection, code) if t.fiscal_year == fiscal_year and t.valid_to_at is None)
    return next(standing, None)


def _keep_path(before: Target | None, value: Decimal | None) -> Trajectory | None:
    if before is None or value is None or before.trajectory is None:
        return None
    if before.trajectory.points and before.value != value:
        refuse("trajectory", Rule.TRAJECTORY, f"The path's points belong to {before.value}: give new ones or none.")
    return before.trajectory


def set_targets(connection: Connection, decisions: Sequence[Decision], *, author: str, at: datetime) -> int:
    """Carry out all decisions, or none of them; how many there were.

    Raises DecisionsRefusedError with every decision that cannot be carried out and why, before anything is written. A
    change made between the check and the write raises DefinitionError: the caller's transaction takes all back.
    """
    book = _Book(connection, author, at)
    refusals = []
    for decision in decisions:
        try:
            book.note(decision)
        except DefinitionError as error:
            refusals.append((decision.code, decision.fiscal_year, error))
    if refusals:
        raise DecisionsRefusedError(refusals)
    book.write()
    return len(decisions)


class _Book:
    """Decisions being held against what stands: `note` checks and remembers, `write` carries out."""

    def __init__(self, connection: Connection, author: str, at: datetime) -> None:
        self.connection, self.author, self.at = connection, author, at
        self.stored = {stored.code: stored for stored in definitions(connection)}
        self.standing = {(t.code, t.fiscal_year): t for t in targets(connection) if t.valid_to_at is None}
        self.owners = _read_owners(connection)
        self.changed: dict[str, Definition] = {}
        self.reasons: dict[str, str] = {}
        self.made: dict[tuple[str, int], Target] = {}

    def note(self, decision: Decision) -> None:
        place = decision.code, decision.fiscal_year
        check_place(decision.fiscal_year, self.author)
        if decision.code not in self.stored:
            refuse("code", Rule.UNKNOWN, f"{decision.code} is not an indicator.")
        if place in self.made:
            refuse("fiscal_year", Rule.DOUBLED, f"{decision.code} FY {decision.fiscal_year} is decided twice.")
        before = self.standing.get(place)
        if decision.target_key is not None and decision.target_key != (before.target_key if before else 0):
            refuse_changed(decision.code)
        if before is not None and self.at < before.valid_from_at:
            refuse("at", Rule.BEFORE_VERSION, "The approval lies before the target it replaces.")
        definition = self._change(decision)
        value, trajectory, rule = _aim(decision, before)
        check_aim(definition, value, trajectory, rule)
        about = ("approved", decision.note, "person", self.author, self.at)
        self.made[place] = Target(*place, value, *about, trajectory=trajectory, rule=rule)  # type: ignore[arg-type]

    def _change(self, decision: Decision) -> Definition:
        """The definition with the decision's edges, owner and weight; they hold for the indicator's other years too."""
        wanted = {"thresholds": decision.thresholds, "owner": decision.owner, "weight": decision.weight}
        given = {name: value for name, value in wanted.items() if value is not None}
        now = self.stored[decision.code].definition
        noted = self.changed.get(decision.code, now)
        for name, value in given.items():
            if getattr(noted, name) not in (getattr(now, name), value):
                refuse(name, Rule.DOUBLED, f"{decision.code} is given two different values of {name}.")
        check_owner(decision.owner, self.owners)
        made = change_definition(noted, given)
        if made != noted:
            for place, target in self.standing.items():
                if place[0] == decision.code and place[1] != decision.fiscal_year and not target.is_none:
                    check_aim(made, target.value, target.trajectory, target.rule)
            self.changed[decision.code] = made
            self.reasons[decision.code] = decision.note or "decided with its target"
        return made

    def write(self) -> None:
        for code, definition in self.changed.items():
            reason = self.reasons[code]
            close_definition(self.connection, self.stored[code], self.at)
            open_definition(self.connection, definition, origin="person", author=self.author, reason=reason, at=self.at)
        for place, target in self.made.items():
            before = self.standing.get(place)
            if before is not None and is_same_aim(before, target):
                continue
            if before is not None:
                close_target(self.connection, before, self.at)
            open_target(self.connection, target)


def is_same_aim(before: Target, after: Target) -> bool:
    """Whether an approval says what an approval has said already."""
    aims = [(t.state, t.value, t.trajectory, t.rule) for t in (before, after)]
    return aims[0] == aims[1]


def _aim(decision: Decision, before: Target | None) -> tuple[Decimal | None, Trajectory | None, RelativeRule | None]:
    """Value, path and rule of what is decided."""
    if decision.choice == "none":
        return None, None, None
    if decision.choice == "accept":
        if before is None or before.is_none:
            refuse("value", Rule.NOTHING_PROPOSED, f"{decision.code} has no target to accept.", "Give a value.")
        return before.value, before.trajectory, before.rule
    if decision.value is None and decision.rule is None:
        refuse("value", Rule.MISSING, "A changed target needs a value or a rule.", "Or decide that there is none.")
    if decision.value is not None and not decision.value.is_finite():
        refuse("value", Rule.BAD_VALUE, f"'{decision.value}' is not a number.")
    return decision.value, decision.trajectory, decision.rule


def check_place(fiscal_year: int, author: str) -> None:
    if fiscal_year not in FISCAL_YEARS:
        refuse("fiscal_year", Rule.FISCAL_YEAR, f"'{fiscal_year}' is not a fiscal year in Buddhist Era, as 2570.")
    if not author.strip():
        refuse("author", Rule.MISSING, "An approval needs the name of who approves.")


def change_definition(definition: Definition, changes: dict[str, Any]) -> Definition:
    """The definition with some fields changed, held against every rule again."""
    return read_definition(definition.model_dump() | changes) if changes else definition


def check_owner(owner: str | None, known: set[str]) -> None:
    if owner is not None and owner not in known:
        refuse("owner", Rule.UNKNOWN_ORG_UNIT, f"'{owner}' is not an org_unit.", f"Known: {', '.join(sorted(known))}.")


def _read_owners(connection: Connection) -> set[str]:
    return set(connection.execute(select(dim_org_unit.c.code)).scalars())


def set_owner(
    connection: Connection, *, code: str, owner: str | None, author: str, at: datetime, reason: str = ""
) -> StoredDefinition:
    """A new version of the definition with another owner (org_unit code; null: not decided)."""
    stored = find_definition(connection, code)
    check_owner(owner, _read_owners(connection))
    if owner == stored.definition.owner:
        return stored
    changed = stored.definition.model_copy(update={"owner": owner})
    close_definition(connection, stored, at)
    open_definition(connection, changed, origin="person", author=author, reason=reason or "owner set", at=at)
    return find_definition(connection, code)
