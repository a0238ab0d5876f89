"""Judges a staged batch by its rejects and its source's own history: held unless fit, or approved by a person."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Engine, Text, and_, func, select

from etl import holds
from etl.errors import BatchHeldError
from etl.ledger import Counts, close_batch
from etl.steps.load import Batch
from etl.steps.rejects import keep_rejects
from etl.volume import Read, past_reads, usual_rows
from etl.warehouse.tables import metadata

SMALLEST_READ = 0.5  # of the usual complete read
LARGEST_READ = 3.0
LARGEST_CHANGE = 10.0  # times the usual changes of as many days
JUDGED_ROWS = 100  # a complete read usually smaller than this is not judged by its volume
LARGE_ROWS = 1000  # more than usual, before a read is called large
FILLED = 0.5  # of the rows before that had a column which is now empty in all


def judge(engine: Engine, batch: Batch) -> None:
    """Raises BatchHeldError for a batch that may not be merged, unless a person has let just that through."""
    with engine.connect() as connection:
        for look in (_look_at_rejects, _look_at_emptiness, _look_at_volume, _look_at_columns):
            fault = look(connection, batch)
            if fault and not holds.is_approved(connection, batch.source.name, batch.entity.name, fault):
                raise fault


def hold(engine: Engine, batch: Batch, error: BatchHeldError) -> None:
    """Books a batch that is not merged, and the question to a person; its rejects are kept, to be mended."""
    counts = Counts(read=batch.staged.read, rejected=batch.staged.rejected)
    with engine.begin() as connection:
        batch.run.lease.check(connection)
        keep_rejects(connection, batch.run, batch.entity)
        close_batch(connection, batch.run, batch.entity.name, counts, status="held", watermark=None)
        holds.note_hold(connection, batch.run, batch.entity.name, error)


def _look_at_rejects(_: Connection, batch: Batch) -> BatchHeldError | None:
    """A replay asks for rows that were refused: it is no news that some still are."""
    limit, staged = batch.source.reject_limit, batch.staged
    if batch.asked or staged.rejected <= limit.rows or staged.rejected <= limit.share * staged.read:
        return None
    return BatchHeldError(
        f"{batch.source.name}, {batch.entity.name}: {staged.rejected} of {staged.read} rows were rejected, more "
        f"than {limit.share:.0%} and {limit.rows} rows; nothing was merged.",
        f"See `mis rejects list {batch.source.name}`; mend the source or its value maps, then run again. "
        f"{_or_approve('so many rejects')}",
        hold_kind="rejects",
        found=staged.rejected / staged.read,
        usual=limit.share,
    )


def _look_at_emptiness(connection: Connection, batch: Batch) -> BatchHeldError | None:
    """A complete read of nothing is a broken source, not an empty city."""
    if not batch.is_complete or batch.staged.read:
        return None
    fact = metadata.tables[batch.entity.fact]
    live = select(func.count()).where(fact.c.source_key == batch.source_key, fact.c.is_deleted.is_(False))
    known = connection.scalar(live)
    if not known:
        return None
    return BatchHeldError(
        f"{batch.source.name}, {batch.entity.name}: the source is empty, {known} rows were known; nothing changed.",
        f"Check the source and its address before the next run. {_or_approve('an empty source')}",
        hold_kind="volume",
        found=0,
        usual=known,
    )


def _look_at_volume(connection: Connection, batch: Batch) -> BatchHeldError | None:
    """By the reads before it; one without bound of a source that never gives everything has nothing to be held to."""
    rows = batch.staged.read
    if batch.asked or (rows < LARGE_ROWS if batch.since else not batch.is_complete):
        return None
    read = Read(rows, batch.since, batch.run.as_of)
    past = past_reads(
        connection, batch.source.name, batch.entity.name, is_complete=read.is_complete, before=batch.run.run_key
    )
    usual = usual_rows(read, past)
    if usual is None or _is_fit(read, usual):
        return None
    kind = "complete read" if read.is_complete else "read of changes"
    return BatchHeldError(
        f"{batch.source.name}, {batch.entity.name}: a {kind} of {rows} rows, where the {len(past)} before it make "
        f"{usual:.0f} rows usual; nothing was merged.",
        f"See at the source what happened. {_or_approve('a read of this size')}",
        hold_kind="volume",
        found=rows,
        usual=usual,
    )


def _is_fit(read: Read, usual: float) -> bool:
    if not read.is_complete:
        return read.rows <= LARGEST_CHANGE * usual or read.rows < usual + LARGE_ROWS
    if usual < JUDGED_ROWS:
        return True
    return read.rows >= SMALLEST_READ * usual and (read.rows <= LARGEST_READ * usual or read.rows < usual + LARGE_ROWS)


def _look_at_columns(connection: Connection, batch: Batch) -> BatchHeldError | None:
    """A column empty in all rows of a complete read, while half of the latest facts have it, was lost at the source."""
    accepted = batch.staged.read - batch.staged.rejected
    if not batch.is_complete or accepted < JUDGED_ROWS:
        return None
    empty = [name for name in _fillable(batch) if not _is_filled(connection, batch, name)]
    lost = {name: share for name in empty if (share := _share_before(connection, batch, name)) >= FILLED}
    if not lost:
        return None
    named = ", ".join(f"{name} ({share:.0%} before)" for name, share in sorted(lost.items()))
    return BatchHeldError(
        f"{batch.source.name}, {batch.entity.name}: empty or 0 in all {accepted} rows read: {named}; nothing was "
        "merged.",
        f"See at the source, in its select or mapping and in its value maps what became of it. {_or_approve('it')}",
        hold_kind="schema",
        found=len(lost),
        usual=0,
    )


def _fillable(batch: Batch) -> list[str]:
    """Columns that staging and fact share and a source may leave empty or 0; 0 is the key of `unknown`."""
    staging, fact = metadata.tables[batch.entity.staging], metadata.tables[batch.entity.fact]
    return [c.name for c in staging.columns if c.name in fact.columns and c.name not in batch.entity.key]


def _has_value(column: ColumnElement[object]) -> ColumnElement[bool]:
    if isinstance(column.type, Text):
        return and_(column.is_not(None), column != "")
    is_number = column.type.python_type in (int, float)
    return and_(column.is_not(None), column != 0) if is_number else column.is_not(None)


def _is_filled(connection: Connection, batch: Batch, name: str) -> bool:
    """Ends at the first row that has it: dear only for a column that is empty."""
    column = metadata.tables[batch.entity.staging].c[name]
    return connection.execute(select(column).where(_has_value(column)).limit(1)).first() is not None


def _share_before(connection: Connection, batch: Batch, name: str) -> float:
    """Of the latest facts, by their own key."""
    fact = metadata.tables[batch.entity.fact]
    latest = (
        select(_has_value(fact.c[name]).label("has"))
        .where(fact.c.source_key == batch.source_key, fact.c.is_deleted.is_(False))
        .order_by(*(key.desc() for key in fact.primary_key.columns))
        .limit(1000)
        .subquery()
    )
    counted = select(func.count(), func.count().filter(latest.c.has)).select_from(latest)
    total, filled = connection.execute(counted).one()
    return filled / total if total >= JUDGED_ROWS else 0.0


def _or_approve(what: str) -> str:
    return f"If {what} is right, approve it: `mis holds list`."
