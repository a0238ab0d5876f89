"""The versions of definitions and targets in the warehouse: nothing is overwritten, each change closes and opens.

Origin `config` comes from queries/indicators, `person` from the product; seeding never touches what a person changed.
None of these functions bumps the data version: the rescore that follows a change does, when its figures stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from etl.indicators.catalogue import FISCAL_YEARS, Seed, SeedTarget, read_catalogue
from etl.indicators.definition import Rule, check_target, refuse
from etl.indicators.targets import Target
from etl.indicators.versions import (
    StoredDefinition,
    all_versions,
    close_definition,
    close_target,
    definitions,
    find_definition,
    open_definition,
    open_target,
    targets,
)
from etl.warehouse.tables import dim_org_unit

__all__ = [
    "StoredDefinition", "all_versions", "approve_target", "definitions", "find_definition", "seed",
    "set_owner", "targets",
]  # fmt: skip

SEEDER = "queries/indicators"


def seed(connection: Connection, now: datetime, catalogue: Sequence[Seed] | None = None) -> int:
    """Bring definitions and targets of origin `config` to what queries/indicators says; the number of changes made.

    New and changed ones get a new version; those no longer in the files are closed. A code, or a code's target of a
    year, that a person ever changed is left alone.
    """
    seeds = read_catalogue() if catalogue is None else catalogue
    return _seed_definitions(connection, now, seeds) + _seed_targets(connection, now, seeds)


def _seed_definitions(connection: Connection, now: datetime, seeds: Sequence[Seed]) -> int:
    touched_by_people = {d.code for d in all_versions(connection) if d.origin == "person"}
    stored = {d.code: d for d in definitions(connection)}
    wanted = {s.definition.code: s.definition for s in seeds}
    changes = 0
    for code in [c for c in stored if c not in wanted and c not in touched_by_people]:
        close_definition(connection, stored[code], now)
        changes += 1
    for code, definition in wanted.items():
        if code in touched_by_people or (code in stored and stored[code].definition == definition):
            continue
        if code in stored:
            close_definition(connection, stored[code], now)
        reason = "changed in configuration" if code in stored else "first version"
        open_definition(connection, definition, origin="config", author=SEEDER, reason=reason, at=now)
        changes += 1
    return changes


def _seed_targets(connection: Connection, now: datetime, seeds: Sequence[Seed]) -> int:
    versions = targets(connection)
    touched_by_people = {(t.code, t.fiscal_year) for t in versions if t.origin == "person"}
    stored = {(t.code, t.fiscal_year): t for t in versions if t.valid_to_at is None}
    wanted = {(s.definition.code, t.fiscal_year): t for s in seeds for t in s.targets}
    changes = 0
    for place in sorted((stored.keys() | wanted.keys()) - touched_by_people):
        old, new = stored.get(place), wanted.get(place)
        if _is_same(old, new):
            continue
        if old is not None:
            close_target(connection, old, now)
        if new is not None:
            open_target(connection, Target(*place, new.value, new.state, new.note, "config", SEEDER, now))
        changes += 1
    return changes


def _is_same(stored: Target | None, wanted: SeedTarget | None) -> bool:
    if stored is None or wanted is None:
        return stored is None and wanted is None
    return (stored.value, stored.state, stored.note) == (wanted.value, wanted.state, wanted.note)


def approve_target(
    connection: Connection,
    *,
    code: str,
    fiscal_year: int,
    value: Decimal | float | None,
    author: str,
    at: datetime,
    note: str = "",
) -> int:
    """Close the open target of the year and open an approved one; its key. Null decides that there is none.

    The approval counts from its own Bangkok day on: periods that ended before it are not judged by it.
    Raises DefinitionError naming the field: unknown code, year, value, author, or a change made meanwhile.
    """
    exact = None if value is None else Decimal(str(value))
    if exact is not None and not exact.is_finite():
        refuse("value", Rule.BAD_VALUE, f"'{value}' is not a number.")
    if fiscal_year not in FISCAL_YEARS:
        refuse("fiscal_year", Rule.FISCAL_YEAR, f"'{fiscal_year}' is not a fiscal year in Buddhist Era, as 2570.")
    if not author.strip():
        refuse("author", Rule.MISSING, "An approval needs the name of who approves.")
    check_target(find_definition(connection, code).definition, exact)
    for target in targets(connection, code):
        if target.fiscal_year == fiscal_year and target.valid_to_at is None:
            if at < target.valid_from_at:
                refuse("at", Rule.BEFORE_VERSION, "The approval lies before the target it replaces.")
            close_target(connection, target, at)
    return open_target(connection, Target(code, fiscal_year, exact, "approved", note, "person", author, at))


def set_owner(
    connection: Connection, *, code: str, owner: str | None, author: str, at: datetime, reason: str = ""
) -> StoredDefinition:
    """A new version of the definition with another owner (org_unit code; null: not decided)."""
    stored = find_definition(connection, code)
    known = set(connection.execute(select(dim_org_unit.c.code)).scalars())
    if owner is not None and owner not in known:
        refuse("owner", Rule.UNKNOWN_ORG_UNIT, f"'{owner}' is not an org_unit.", f"Known: {', '.join(sorted(known))}.")
    if owner == stored.definition.owner:
        return stored
    changed = stored.definition.model_copy(update={"owner": owner})
    close_definition(connection, stored, at)
    open_definition(connection, changed, origin="person", author=author, reason=reason or "owner set", at=at)
    return find_definition(connection, code)
