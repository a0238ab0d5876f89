"""Refused rows: kept with rule and reason, seen again, resolved; listed and read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, func, literal, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.contracts.base import Entity
from etl.ledger import Run
from etl.readers.base import TakenFile
from etl.warehouse.tables import etl_reject, metadata, stg_reject

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One refused row as operators see it; `row_json` holds no personal column, its text is scrubbed."""

    reject_key: int
    source_name: str
    entity: str
    source_id: str
    rule: str
    field: str
    reason: str
    row_json: str
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None


def list_rejects(
    connection: Connection, *, source_name: str | None = None, rule: str | None = None, with_resolved: bool = False,
    limit: int = 1000,
) -> list[RejectRow]:  # fmt: skip
    """Newest first; by default those still open."""
    columns = [etl_reject.c[name] for name in RejectRow.__slots__]
    wanted = select(*columns).order_by(etl_reject.c.last_seen_at.desc(), etl_reject.c.reject_key.desc()).limit(limit)
    if source_name is not None:
        wanted = wanted.where(etl_reject.c.source_name == source_name)
    if rule is not None:
        wanted = wanted.where(etl_reject.c.rule == rule)
    if not with_resolved:
        wanted = wanted.where(etl_reject.c.resolved_at.is_(None))
    return [RejectRow(*row) for row in connection.execute(wanted)]


def open_keys(connection: Connection, source_name: str, entity: Entity) -> list[tuple[str, ...]]:
    """Keys of the rows of an entity that are still refused and can be asked for (rows without an id cannot)."""
    wanted = select(etl_reject.c.source_id).where(_open(source_name, entity), not_(etl_reject.c.source_id.like("#%")))
    found = connection.scalars(wanted.distinct().order_by(etl_reject.c.source_id))
    parts = len(entity.key) - 1
    return [tuple(key.rsplit("/", parts)) if parts else (key,) for key in found]


def keep_rejects(connection: Connection, run: Run, entity: Entity) -> None:
    """Staged rejects enter the book; one seen before only moves its `last_seen`, and is open again."""
    latest = (
        select(func.max(stg_reject.c.row_number))
        .where(stg_reject.c.entity == entity.name)
        .group_by(stg_reject.c.source_id, stg_reject.c.rule)
        .scalar_subquery()
    )
    staged = select(
        literal(run.source_name),
        literal(entity.name),
        stg_reject.c.source_id,
        stg_reject.c.rule,
        stg_reject.c.field,
        stg_reject.c.reason,
        stg_reject.c.row_json,
        stg_reject.c.value,
        stg_reject.c.org_unit,
        *(literal(run.run_key) for _ in range(2)),
        *(literal(run.as_of, etl_reject.c.first_seen_at.type) for _ in range(2)),
    ).where(stg_reject.c.entity == entity.name, stg_reject.c.row_number.in_(latest))
    names = (
        "source_name", "entity", "source_id", "rule", "field", "reason", "row_json", "value", "org_unit",
        "first_run_key", "last_run_key", "first_seen_at", "last_seen_at",
    )  # fmt: skip
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = new(etl_reject).from_select(names, staged)
    moved = ("field", "reason", "row_json", "value", "org_unit", "last_run_key", "last_seen_at")
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source_name", "entity", "source_id", "rule"],
            set_={name: statement.excluded[name] for name in moved} | {"resolved_at": None},
        )
    )


def resolve_rejects(
    connection: Connection,
    run: Run,
    entity: Entity,
    *,
    read_everything: bool,
    asked: Sequence[tuple[str, ...]] = (),
    files: Sequence[TakenFile] = (),
) -> None:
    """Open rejects that this batch shows to be over: accepted now, refused by another rule, or gone from the source.

    Must run while all accepted rows stand in staging. Gone can only be told where everything was read, the row was
    asked for by its key, or the file of the broken line was read anew.
    """
    if connection.scalar(select(func.count()).where(_open(run.source_name or "", entity))) == 0:
        return
    refused_so = select(stg_reject.c.row_number).where(
        stg_reject.c.entity == entity.name,
        stg_reject.c.source_id == etl_reject.c.source_id,
        stg_reject.c.rule == etl_reject.c.rule,
    )
    read_again = or_(
        etl_reject.c.source_id.in_(select(_staged_key(entity))),
        etl_reject.c.source_id.in_(select(stg_reject.c.source_id).where(stg_reject.c.entity == entity.name)),
        etl_reject.c.source_id.in_(["/".join(key) for key in asked]),
    )
    over = and_(_open(run.source_name or "", entity), not_(refused_so.exists()))
    if not read_everything:
        over = and_(over, read_again)
    connection.execute(update(etl_reject).where(over).values(resolved_at=run.as_of))
    lines = _lines_of(connection, run, entity, files)
    for start in range(0, len(lines), _AT_ONCE):
        mended = and_(etl_reject.c.source_id.in_(lines[start : start + _AT_ONCE]), not_(refused_so.exists()))
        its_own = and_(_open(run.source_name or "", entity), mended)
        connection.execute(update(etl_reject).where(its_own).values(resolved_at=run.as_of))


def _lines_of(connection: Connection, run: Run, entity: Entity, files: Sequence[TakenFile]) -> list[str]:
    """Open rejects of broken lines in files of these names, which stand there with other content now."""
    if not files:
        return []
    names = {file.name for file in files}
    broken = select(etl_reject.c.source_id).where(_open(run.source_name or "", entity), etl_reject.c.rule == "bad_line")
    return [key for key in connection.scalars(broken) if key.removeprefix("#").rpartition(":")[0] in names]


def _open(source_name: str, entity: Entity) -> ColumnElement[bool]:
    return and_(
        etl_reject.c.source_name == source_name,
        etl_reject.c.entity == entity.name,
        etl_reject.c.resolved_at.is_(None),
    )


def _staged_key(entity: Entity) -> ColumnElement[str]:
    """The key of a staged row as etl_reject names it."""
    staging = metadata.tables[entity.staging]
    first, *rest = (cast(staging.c[name], Text) for name in entity.key)
    joined: ColumnElement[str] = first
    for part in rest:
        joined = joined + "/" + part
    return joined
