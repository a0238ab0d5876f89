"""What a complete read shows to be gone from the source: marked deleted, but never many at once without a person."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.contracts.base import Entity
from etl.errors import BatchHeldError
from etl.holds import is_approved
from etl.ledger import Run
from etl.source_settings import Source
from etl.warehouse.tables import metadata, stg_reject, stg_sweep, stg_touched


def note_met(connection: Connection, entity: Entity) -> None:
    """Keys and hashes of all rows met, refused ones too: those are bad, not gone. Needs staging without duplicates."""
    staging = metadata.tables[entity.staging]
    second = staging.c[entity.key[1]] if len(entity.key) > 1 else literal(0)
    staged = select(staging.c[entity.key[0]], second, staging.c.row_hash)
    connection.execute(insert(stg_sweep).from_select(["source_id", "sequence", "row_hash"], staged))
    of_entity = stg_reject.c.entity == entity.name
    refused = select(stg_reject.c.key_id, stg_reject.c.key_sequence, literal(0)).where(of_entity).distinct()
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        new(stg_sweep).from_select(["source_id", "sequence", "row_hash"], refused).on_conflict_do_nothing()
    )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("analyze stg_sweep")


def guard_deletes(connection: Connection, source: Source, entity: Entity, source_key: int) -> int:
    """How many rows are gone; raises BatchHeldError where that is more than the guard, and no person, allows."""
    fact = metadata.tables[entity.fact]
    live = connection.scalar(select(func.count()).where(fact.c.source_key == source_key, fact.c.is_deleted.is_(False)))
    gone = connection.scalar(select(func.count()).select_from(fact).where(_is_gone(entity, source_key))) or 0
    if live and gone > source.delete_guard_share * live:
        fault = BatchHeldError(
            f"{source.name}, {entity.name}: {gone} of {live} rows are gone from the source, more than "
            f"{source.delete_guard_share:.0%}; nothing was deleted.",
            "Check the source. If they are really gone, approve it: `mis holds list`.",
            hold_kind="deletes",
            found=gone,
            usual=source.delete_guard_share * live,
        )
        if not is_approved(connection, source.name, entity.name, fault):
            raise fault
    return gone


def touch_gone(connection: Connection, entity: Entity, source_key: int) -> None:
    """The matters whose rows are gone join stg_touched."""
    fact = metadata.tables[entity.fact]
    gone = select(literal(source_key), fact.c[entity.subject]).where(_is_gone(entity, source_key)).distinct()
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = new(stg_touched).from_select(["source_key", "source_id"], gone)
    connection.execute(statement.on_conflict_do_nothing())


def delete_gone(connection: Connection, run: Run, entity: Entity, source_key: int) -> int:
    """Soft: the rows stay, marked, and come back should the source bring them again."""
    fact = metadata.tables[entity.fact]
    gone = update(fact).where(_is_gone(entity, source_key)).values(is_deleted=True, run_key=run.run_key)
    return connection.execute(gone).rowcount


def _is_gone(entity: Entity, source_key: int) -> ColumnElement[bool]:
    fact = metadata.tables[entity.fact]
    second = fact.c[entity.key[1]] if len(entity.key) > 1 else literal(0)
    met = select(stg_sweep.c.row_hash).where(
        stg_sweep.c.source_id == fact.c[entity.key[0]], stg_sweep.c.sequence == second
    )
    return and_(fact.c.source_key == source_key, fact.c.is_deleted.is_(False), ~met.exists())
