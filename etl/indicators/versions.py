"""The versions of definitions and targets as rows: read, opened and closed here, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from sqlalchemy import Connection, func, insert, select, update

from etl.errors import DefinitionError
from etl.indicators.definition import Definition, Rule, from_json, refuse
from etl.indicators.relative import Rule as RelativeRule
from etl.indicators.targets import Target
from etl.indicators.trajectory import Trajectory
from etl.warehouse.tables import ind_definition, ind_target


@dataclass(frozen=True, slots=True)
class StoredDefinition:
    """One version of a definition, with who made it, when and why."""

    definition_key: int
    version: int
    definition: Definition
    origin: str  # config | person
    author: str
    reason: str
    valid_from_at: datetime
    valid_to_at: datetime | None

    @property
    def code(self) -> str:
        return self.definition.code


def definitions(connection: Connection) -> list[StoredDefinition]:
    """The open version of each indicator, in order of code."""
    return [d for d in all_versions(connection) if d.valid_to_at is None]


def all_versions(connection: Connection, code: str | None = None) -> list[StoredDefinition]:
    """Every version, closed ones too, in order of code and version."""
    query = select(ind_definition).order_by(ind_definition.c.code, ind_definition.c.version)
    if code is not None:
        query = query.where(ind_definition.c.code == code)
    return [_read_definition(row) for row in connection.execute(query)]


def _read_definition(row: Any) -> StoredDefinition:
    about = (row.origin, row.author, row.reason, row.valid_from_at, row.valid_to_at)
    return StoredDefinition(row.definition_key, row.version, from_json(row.body), *about)


def find_definition(connection: Connection, code: str) -> StoredDefinition:
    """The open version of one indicator; DefinitionError where there is none."""
    for version in all_versions(connection, code):
        if version.valid_to_at is None:
            return version
    raise DefinitionError(f"{code} is not an indicator.", "code", "mis indicators list shows them.", Rule.UNKNOWN.value)


def targets(connection: Connection, code: str | None = None) -> list[Target]:
    """Every version of every target, closed ones too: `targets.target_for` needs them all."""
    query = select(ind_target).order_by(ind_target.c.code, ind_target.c.fiscal_year, ind_target.c.target_key)
    if code is not None:
        query = query.where(ind_target.c.code == code)
    return [
        Target(
            row.code,
            row.fiscal_year,
            None if row.value is None else Decimal(repr(row.value)),
            row.state,
            row.note,
            row.origin,
            row.author,
            row.valid_from_at,
            row.valid_to_at,
            row.target_key,
            None if row.trajectory is None else Trajectory.model_validate_json(row.trajectory),
            None if row.rule is None else RelativeRule.model_validate_json(row.rule),
        )
        for row in connection.execute(query)
    ]


def open_definition(
    connection: Connection, definition: Definition, *, origin: str, author: str, reason: str, at: datetime
) -> None:
    """The next version of the code; the one before must have been closed."""
    last = select(func.max(ind_definition.c.version)).where(ind_definition.c.code == definition.code)
    connection.execute(
        insert(ind_definition).values(
            code=definition.code,
            version=(connection.execute(last).scalar_one() or 0) + 1,
            kind=definition.kind,
            body=definition.to_json(),
            origin=origin,
            author=author,
            reason=reason,
            valid_from_at=at,
        )
    )


def close_definition(connection: Connection, stored: StoredDefinition, at: datetime) -> None:
    """Raises DefinitionError when someone else closed it meanwhile."""
    is_it = ind_definition.c.definition_key == stored.definition_key
    is_open = ind_definition.c.valid_to_at.is_(None)
    if connection.execute(update(ind_definition).where(is_it, is_open).values(valid_to_at=at)).rowcount != 1:
        refuse_changed(stored.code)


def open_target(connection: Connection, target: Target) -> int:
    """The key of the new version; the open one of the same year must have been closed."""
    statement = (
        insert(ind_target)
        .values(
            code=target.code,
            fiscal_year=target.fiscal_year,
            value=None if target.value is None else float(target.value),
            state=target.state,
            note=target.note,
            origin=target.origin,
            author=target.author,
            valid_from_at=target.valid_from_at,
            trajectory=None if target.trajectory is None else target.trajectory.to_json(),
            rule=None if target.rule is None else target.rule.to_json(),
        )
        .returning(ind_target.c.target_key)
    )
    return int(connection.execute(statement).scalar_one())


def close_target(connection: Connection, target: Target, at: datetime) -> None:
    """Raises DefinitionError when someone else closed it meanwhile."""
    is_it = ind_target.c.target_key == target.target_key
    is_open = ind_target.c.valid_to_at.is_(None)
    if connection.execute(update(ind_target).where(is_it, is_open).values(valid_to_at=at)).rowcount != 1:
        refuse_changed(target.code)


def refuse_changed(code: str) -> NoReturn:
    refuse("version", Rule.CHANGED_MEANWHILE, f"{code} was changed by someone else meanwhile.", "Read it again.")
