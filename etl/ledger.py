"""The pipeline's own books: one row per run and one per batch, true at every moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from etl.errors import AlreadyLoadedError, MisError
from etl.lease import Lease
from etl.readers.base import TakenFile, make_mark
from etl.warehouse.tables import etl_batch, etl_file, etl_run, etl_watermark


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a batch. Conserved: read = inserted + updated + unchanged + duplicate + rejected."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: int = 0
    deleted: int = 0

    @property
    def is_conserved(self) -> bool:
        return self.read == self.inserted + self.updated + self.unchanged + self.duplicate + self.rejected


@dataclass(frozen=True, slots=True)
class Run:
    """The run this process is in, with the lease all its writes are checked against."""

    run_key: int
    source_name: str | None
    mode: str
    as_of: datetime
    lease: Lease


def open_run(
    engine: Engine,
    lease: Lease,
    *,
    source_name: str | None,
    mode: str,
    trigger: str,
    as_of: datetime,
    window_at: datetime | None = None,
) -> Run:
    """A new run. `window_at` is the tick of the schedule it answers: AlreadyLoadedError where another run has done so.

    Who holds the lease asks alone, so of many schedulers one loads a window.
    """
    with engine.begin() as connection:
        lease.check(connection)
        if window_at is not None:
            _refuse_loaded(connection, source_name, mode, window_at)
        run_key = connection.execute(
            insert(etl_run)
            .values(
                source_name=source_name,
                mode=mode,
                trigger=trigger,
                status="running",
                step="open",
                started_at=as_of,
                as_of_at=as_of,
                fence=lease.fence,
                holder=lease.holder,
                window_at=window_at,
            )
            .returning(etl_run.c.run_key)
        ).scalar_one()
    return Run(run_key, source_name, mode, as_of, lease)


def _refuse_loaded(connection: Connection, source_name: str | None, mode: str, window_at: datetime) -> None:
    """A run whose process died has not answered its tick; one that failed is tried again by the process it is of."""
    found = connection.scalar(
        select(etl_run.c.run_key)
        .where(etl_run.c.source_name == source_name, etl_run.c.window_at == window_at, etl_run.c.mode == mode)
        .where(etl_run.c.status != "abandoned")
        .limit(1)
    )
    if found is not None:
        raise AlreadyLoadedError(
            f"Run {found} has already read {source_name} ({mode}) for {window_at:%Y-%m-%d %H:%M}Z."
        )


def reopen_run(engine: Engine, lease: Lease, run_key: int, *, as_of: datetime) -> tuple[Run, int]:
    """A run that failed is tried again, as of now; the run and which attempt this is."""
    with engine.begin() as connection:
        lease.check(connection)
        row = connection.execute(
            update(etl_run)
            .where(etl_run.c.run_key == run_key)
            .values(
                status="running", step="open", as_of_at=as_of, finished_at=None, attempts=etl_run.c.attempts + 1,
                error_code=None, error=None, remedy=None, fence=lease.fence, holder=lease.holder,
            )
            .returning(etl_run.c.source_name, etl_run.c.mode, etl_run.c.attempts)
        ).one()  # fmt: skip
    return Run(run_key, row.source_name, row.mode, as_of, lease), row.attempts


def note_step(engine: Engine, run: Run, step: str) -> None:
    """Where the run is, for those who watch it."""
    with engine.begin() as connection:
        connection.execute(update(etl_run).where(etl_run.c.run_key == run.run_key).values(step=step))


def close_run(
    engine: Engine, run: Run, *, status: str, at: datetime, step: str | None = None, error: MisError | None = None
) -> None:
    with engine.begin() as connection:
        connection.execute(
            update(etl_run)
            .where(etl_run.c.run_key == run.run_key)
            .values(
                status=status,
                step=step,
                finished_at=at,
                error_code=error.code if error else None,
                error=error.what if error else None,
                remedy=error.remedy if error else None,
            )
        )


def abandon_dead_runs(connection: Connection, at: datetime) -> int:
    """Runs that never closed: their process is gone, since this one holds the lease now.

    One that a frozen process has locked on PostgreSQL is left to it: it finds its lease lost once it wakes.
    """
    unclosed = select(etl_run.c.run_key).where(etl_run.c.status == "running")
    return connection.execute(
        update(etl_run)
        .where(etl_run.c.run_key.in_(unclosed.with_for_update(skip_locked=True)))
        .values(
            status="abandoned",
            finished_at=at,
            error_code="abandoned",
            error="The process ended in the middle of the run.",
            remedy="Nothing is lost: this run's successor reads the same rows again.",
        )
    ).rowcount


def is_merged(connection: Connection, run: Run, entity: str) -> bool:
    """Whether an earlier attempt of this run has merged the entity."""
    this = (etl_batch.c.run_key == run.run_key, etl_batch.c.entity == entity)
    return connection.scalar(select(etl_batch.c.status).where(*this)) == "merged"


def usual_complete_read(connection: Connection, source_name: str, entity: str) -> int | None:
    """The rows of the last complete read that was merged."""
    of_entity = (etl_run.c.source_name == source_name, etl_batch.c.entity == entity, etl_batch.c.status == "merged")
    wanted = (
        select(etl_batch.c.read)
        .join(etl_run, etl_run.c.run_key == etl_batch.c.run_key)
        .where(*of_entity, etl_run.c.mode != "replay", etl_batch.c.since_at.is_(None))
    )
    return connection.scalar(wanted.order_by(etl_batch.c.run_key.desc()).limit(1))


def open_batch(connection: Connection, run: Run, entity: str, *, since: datetime | None, fingerprint: str) -> None:
    """In place of what an earlier attempt of this run may have left."""
    nothing = asdict(Counts())
    connection.execute(delete(etl_batch).where(etl_batch.c.run_key == run.run_key, etl_batch.c.entity == entity))
    connection.execute(
        insert(etl_batch).values(
            run_key=run.run_key, entity=entity, status="staging", since_at=since,
            schema_fingerprint=fingerprint, **nothing,
        )
    )  # fmt: skip


def close_batch(
    connection: Connection, run: Run, entity: str, counts: Counts, *, status: str, watermark: datetime | None
) -> None:
    connection.execute(
        update(etl_batch)
        .where(etl_batch.c.run_key == run.run_key, etl_batch.c.entity == entity)
        .values(
            status=status, is_conserved=counts.is_conserved if status == "merged" else None,
            watermark_at=watermark, merged_at=run.as_of if status == "merged" else None, **asdict(counts),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an entity had been read when this run began."""

    watermark_at: datetime | None = None
    fingerprint: str | None = None
    was_read: bool = False


def read_mark(connection: Connection, source_name: str, entity: str) -> Mark:
    row = connection.execute(
        select(etl_watermark).where(etl_watermark.c.source_name == source_name, etl_watermark.c.entity == entity)
    ).first()
    return Mark() if row is None else Mark(row.watermark_at, row.schema_fingerprint, was_read=True)


def write_mark(
    connection: Connection,
    run: Run,
    entity: str,
    *,
    watermark: datetime | None,
    fingerprint: str,
    was_swept: bool = False,
    was_asked: bool = False,
) -> None:
    """Moves with the facts, in their transaction. Rows asked for by key (a replay) say nothing about the others."""
    if was_asked:
        return
    values = {"watermark_at": watermark, "read_at": run.as_of, "schema_fingerprint": fingerprint}
    if was_swept:
        values["swept_at"] = run.as_of
    found = connection.execute(
        update(etl_watermark)
        .where(etl_watermark.c.source_name == run.source_name, etl_watermark.c.entity == entity)
        .values(**values)
    )
    if not found.rowcount:
        connection.execute(insert(etl_watermark).values(source_name=run.source_name, entity=entity, **values))


def taken_files(connection: Connection, source_name: str, entity: str) -> frozenset[str]:
    """Content hashes, and marks, of the files whose rows of this entity were merged before."""
    of_entity = (etl_file.c.source_name == source_name, etl_file.c.entity == entity)
    wanted = select(etl_file.c.content_hash, etl_file.c.name, etl_file.c.size_bytes, etl_file.c.modified_ns)
    found = connection.execute(wanted.where(*of_entity)).all()
    return frozenset(row.content_hash for row in found) | {
        make_mark(row.name, row.size_bytes, row.modified_ns) for row in found
    }


def note_files(connection: Connection, run: Run, entity: str, files: Sequence[TakenFile]) -> None:
    """Enters the files with the rows they held; one read again on purpose keeps its first line."""
    known = taken_files(connection, run.source_name or "", entity)
    rows = [
        {
            "source_name": run.source_name,
            "entity": entity,
            "run_key": run.run_key,
            "taken_at": run.as_of,
            **asdict(file),
        }
        for file in files
        if file.content_hash not in known
    ]
    if rows:
        connection.execute(insert(etl_file), rows)
