"""Merges a staged batch: facts, rejects, watermark and batch row in one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from etl.contracts.base import Entity
from etl.errors import BatchHeldError
from etl.failpoints import reach
from etl.holds import close_holds
from etl.ledger import Counts, Run, close_batch, note_files, write_mark
from etl.readers.base import TakenFile, Watermark
from etl.source_settings import FilesReader, Source
from etl.steps import sweep
from etl.steps.extract import Staged
from etl.steps.merging import Merging
from etl.steps.mergings import find_merging
from etl.steps.rejects import keep_rejects, resolve_rejects
from etl.steps.staging import tell_staged
from etl.warehouse.bulk import give_memory, is_unfilled, without_indexes
from etl.warehouse.tables import metadata, stg_touched

LARGE = 20_000  # rows from which on indexes are better built behind them


@dataclass(frozen=True, slots=True)
class Batch:
    """One entity of one source in one run, staged and ready to be judged (etl/steps/judge.py).

    `is_complete`: every row of the source was read. `since`: the changes asked for began there, null: no bound.
    `asked`: the keys a replay asked for. `files`: those read.
    """

    run: Run
    source: Source
    source_key: int
    entity: Entity
    staged: Staged
    watermark: Watermark
    fingerprint: str
    is_complete: bool = False
    since: datetime | None = None
    asked: Sequence[tuple[str, ...]] = ()
    files: Sequence[TakenFile] = ()

    @property
    def tells_versions(self) -> bool:
        """Files of changes tell what was; a system that is asked, and a file of everything, tell what is."""
        how = self.source.reader
        return isinstance(how, FilesReader) and how.holds == "changes"

    @property
    def is_large(self) -> bool:
        return self.staged.read >= LARGE

    @property
    def is_sweep(self) -> bool:
        """Only a read of every row tells what is gone."""
        return self.run.mode == "sweep" and self.is_complete


def merge(engine: Engine, batch: Batch) -> Counts:
    """All of it or nothing. Raises BatchHeldError where the rows do not add up or too many are gone."""
    with engine.begin() as connection:
        batch.run.lease.check(connection)
        give_memory(connection)
        counts = _merge_first(connection, batch) or _merge(connection, batch)
        if not counts.is_conserved:
            raise BatchHeldError(
                f"{batch.source.name}, {batch.entity.name}: rows were lost or doubled on the way: {counts}.",
                "Nothing was merged. Tell the programmers, with this line.",
                hold_kind="conservation",
            )
        close_batch(connection, batch.run, batch.entity.name, counts, status="merged", watermark=batch.watermark.at)
        write_mark(
            connection, batch.run, batch.entity.name, watermark=batch.watermark.at, fingerprint=batch.fingerprint,
            was_swept=batch.is_sweep, was_asked=bool(batch.asked),
        )  # fmt: skip
        note_files(connection, batch.run, batch.entity.name, batch.files)
        close_holds(connection, batch.run, batch.entity.name)
        reach("before_commit")
        batch.run.lease.check(connection)
    reach("after_commit_before_aggregate")
    return counts


def _merge_first(connection: Connection, batch: Batch) -> Counts | None:
    """A first load of many rows, which seldom has one twice: the keys of the facts say so as they are built.

    Null, with nothing changed, where it is none, or a row does stand twice.
    """
    if not batch.is_large or not is_unfilled(connection, metadata.tables[batch.entity.fact]):
        return None
    try:
        with connection.begin_nested():
            return _merge(connection, batch, is_first=True)
    except IntegrityError:
        return None


def _merge(connection: Connection, batch: Batch, *, is_first: bool = False) -> Counts:
    """`is_first`: no row of the entity is known, and none is staged twice."""
    entity, run, key = batch.entity, batch.run, batch.source_key
    merging = find_merging(batch.source.contract)
    if not is_first:
        tell_staged(connection, entity)
    resolve_rejects(connection, run, entity, read_everything=batch.is_complete, asked=batch.asked, files=batch.files)
    keep_rejects(connection, run, entity)
    counts = Counts(read=batch.staged.read, rejected=batch.staged.rejected)
    if not is_first:
        counts = replace(counts, duplicate=_drop_duplicates(connection, entity))
    if batch.tells_versions:
        counts = replace(counts, duplicate=counts.duplicate + _drop_older(connection, entity, key))
    gone = 0
    if batch.is_sweep:
        sweep.note_met(connection, entity)
        gone = sweep.guard_deletes(connection, batch.source, entity, key)
    if not is_first:
        counts = replace(counts, unchanged=_drop_unchanged(connection, entity, key))
    changed = counts.read - counts.rejected - counts.duplicate - counts.unchanged
    if changed == 0 and gone == 0 and _is_empty(connection, entity):
        return counts
    if not is_first:
        counts = replace(counts, updated=_count_known(connection, entity, key))
    if not is_first or merging.knows_matters(connection, entity, key):
        with without_indexes(connection, stg_touched, is_large=batch.is_large):
            _touch(connection, entity, key)
    if gone:
        sweep.touch_gone(connection, entity, key)
    merging.note_days(connection, entity)
    written = _write(connection, batch, merging, knows_some=counts.updated > 0)
    if gone:
        counts = replace(counts, deleted=sweep.delete_gone(connection, run, entity, key))
    merging.derive(connection, run, entity, key, knows_some=counts.updated > 0 or gone > 0)
    merging.note_days(connection, entity)
    return replace(counts, inserted=written - counts.updated)


def _is_empty(connection: Connection, entity: Entity) -> bool:
    return connection.execute(select(literal(1)).select_from(metadata.tables[entity.staging]).limit(1)).first() is None


def _same_row(entity: Entity, source_key: int) -> ColumnElement[bool]:
    fact, staging = metadata.tables[entity.fact], metadata.tables[entity.staging]
    return and_(fact.c.source_key == source_key, *(fact.c[name] == staging.c[name] for name in entity.key))


def _drop_duplicates(connection: Connection, entity: Entity) -> int:
    """Of rows with one key the latest change wins, then the last read."""
    staging = metadata.tables[entity.staging]
    key = [staging.c[name] for name in entity.key]
    doubled = select(*key).group_by(*key).having(func.count() > 1).subquery()
    latest_first = [staging.c.source_changed_at.desc().nulls_last(), staging.c.row_number.desc()]
    place = func.row_number().over(partition_by=key, order_by=latest_first).label("place")
    ranked = (
        select(staging.c.row_number, place)
        .join(doubled, and_(*(staging.c[name] == doubled.c[name] for name in entity.key)))
        .subquery()
    )
    losers = select(ranked.c.row_number).where(ranked.c.place > 1)
    return connection.execute(delete(staging).where(staging.c.row_number.in_(losers))).rowcount


def _drop_older(connection: Connection, entity: Entity, source_key: int) -> int:
    """A file that comes late, or is read again, may tell how a row was before what is known of it."""
    fact, staging = metadata.tables[entity.fact], metadata.tables[entity.staging]
    if "source_changed_at" not in fact.columns:
        return 0
    newer = select(literal(1)).where(
        _same_row(entity, source_key),
        fact.c.source_changed_at > staging.c.source_changed_at,
        fact.c.is_deleted.is_(False),
    )
    return connection.execute(delete(staging).where(newer.correlate(staging).exists())).rowcount


def _drop_unchanged(connection: Connection, entity: Entity, source_key: int) -> int:
    """Rows that stand in the warehouse exactly so are not written again."""
    fact, staging = metadata.tables[entity.fact], metadata.tables[entity.staging]
    same = select(literal(1)).where(
        _same_row(entity, source_key), fact.c.row_hash == staging.c.row_hash, fact.c.is_deleted.is_(False)
    )
    return connection.execute(delete(staging).where(same.correlate(staging).exists())).rowcount


def _count_known(connection: Connection, entity: Entity, source_key: int) -> int:
    fact, staging = metadata.tables[entity.fact], metadata.tables[entity.staging]
    known = select(func.count()).select_from(staging.join(fact, _same_row(entity, source_key)))
    return connection.scalar(known) or 0


def _touch(connection: Connection, entity: Entity, source_key: int) -> None:
    """The matters the staged rows belong to."""
    staging = metadata.tables[entity.staging]
    subject = staging.c[entity.subject]
    matters = select(literal(source_key), subject)
    if entity.key != (entity.subject,):  # else its staged rows are one a matter by now
        matters = matters.distinct()
    connection.execute(insert(stg_touched).from_select(["source_key", "source_id"], matters))


def _write(connection: Connection, batch: Batch, merging: Merging, *, knows_some: bool) -> int:
    """Staging holds only new and changed rows now; how many facts were written.

    They go in in the order of their key: the index then grows at its end. Where no row is known `on conflict` is left
    out; where the table is empty its indexes are built behind the rows. Each halves the time of a first load.
    """
    entity, run = batch.entity, batch.run
    fact, staging = metadata.tables[entity.fact], metadata.tables[entity.staging]
    copied = [column.name for column in staging.columns if column.name in fact.columns]
    constants: dict[str, Any] = {"source_key": batch.source_key, "is_deleted": False, "run_key": run.run_key}
    added: dict[str, Any] = {name: literal(value, fact.c[name].type) for name, value in constants.items()}
    added |= merging.added(entity, staging, run.as_of)
    rows = select(*(staging.c[name] for name in copied), *added.values()).where(literal(True))
    new: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    names, many = [*copied, *added], {"preserve_rowcount": True}
    if not knows_some:
        with without_indexes(connection, fact, is_large=batch.is_large) as is_bare:
            if is_bare:
                return connection.execute(new(fact).from_select(names, rows), execution_options=many).rowcount
    statement = new(fact).from_select(names, rows.order_by(*(staging.c[name] for name in entity.key)))
    if knows_some:
        kept = {*entity.key, "source_key"}
        replaced = {name: statement.excluded[name] for name in (*copied, *added) if name not in kept}
        replaced |= merging.replaced(entity, fact, statement.excluded)
        statement = statement.on_conflict_do_update(index_elements=["source_key", *entity.key], set_=replaced)
    return connection.execute(statement, execution_options=many).rowcount
