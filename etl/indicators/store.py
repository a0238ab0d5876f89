"""The versions of definitions and targets in the warehouse: nothing is overwritten, each change closes and opens.

Origin `config` comes from queries/indicators, `person` from the product; seeding never touches what a person changed.
None of these functions bumps the data version: the rescore that follows a change does, when its figures stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from etl.indicators.catalogue import Seed, SeedTarget, read_catalogue
from etl.indicators.decisions import Decision, Keep, approve_target, find_open_target, set_owner, set_targets
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

__all__ = [
    "Decision", "Keep", "StoredDefinition", "all_versions", "approve_target", "definitions",
    "find_definition", "find_open_target", "seed", "set_owner", "set_targets", "targets",
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
            made = Target(*place, new.value, new.state, new.note, "config", SEEDER, now)
            open_target(connection, replace(made, trajectory=new.trajectory, rule=new.rule))
        changes += 1
    return changes


def _is_same(stored: Target | None, wanted: SeedTarget | None) -> bool:
    if stored is None or wanted is None:
        return stored is None and wanted is None
    parts = ("value", "state", "note", "trajectory", "rule")
    return all(getattr(stored, part) == getattr(wanted, part) for part in parts)
