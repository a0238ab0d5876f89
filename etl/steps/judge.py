"""Judges a staged batch by its rejects and its source's own history: held unless fit, or approved by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import ColumnElement, Connection, Engine, Text, and_, func, select

from etl import holds
from etl.errors import BatchHeldError
from etl.ledger import Counts, close_batch
from etl.steps.load import Batch
from etl.steps.rejects import keep_rejects
from etl.warehouse.tables import etl_batch, etl_run, metadata

TRAILING = 8  # runs that tell what is usual
FEWEST = 3  # of them, before anything is judged by them
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
    read = batch.staged.read
    if batch.asked or (not batch.is_complete and read < LARGE_ROWS):
        return None
    before = _comparable(connection, batch)
    usual = usual_rows(before, batch)
    if len(before) < FEWEST or usual is None or _is_fit(read, usual, batch):
        return None
    kind = "complete read" if batch.is_complete else "read of changes"
    return BatchHeldError(
        f"{batch.source.name}, {batch.entity.name}: a {kind} of {read} rows, where the {len(before)} before it make "
        f"{usual:.0f} rows usual; nothing was merged.",
        f"See at the source what happened. {_or_approve('a read of this size')}",
        hold_kind="volume",
        found=read,
        usual=usual,
    )


def _is_fit(read: int, usual: float, batch: Batch) -> bool:
    if not batch.is_complete:
        return read <= LARGEST_CHANGE * usual or read < usual + LARGE_ROWS
    if usual < JUDGED_ROWS:
        return True
    return read >= SMALLEST_READ * usual and (read <= LARGEST_READ * usual or read < usual + LARGE_ROWS)


@dataclass(frozen=True, slots=True)
class PastRead:
    """One merged batch: its rows, and where the span it asked for began (null: everything)."""

    rows: int
    since_at: datetime | None
    as_of_at: datetime

    @property
    def days(self) -> float:
        """Of the span; never less than an hour, so that a rate can be told."""
        span = self.as_of_at - (self.since_at or self.as_of_at)
        return max(span.total_seconds() / 86_400, 1 / 24)


def usual_rows(before: list[PastRead], batch: Batch) -> float | None:
    """What this read was to bring by those before it: rows of complete reads, rows a day of the span of changes."""
    if not before:
        return None
    if batch.is_complete:
        return float(median(past.rows for past in before))
    now = PastRead(batch.staged.read, batch.since, batch.run.as_of)
    return float(median(past.rows / past.days for past in before)) * now.days


def _comparable(connection: Connection, batch: Batch) -> list[PastRead]:
    """The last merged reads of the same kind that brought anything; none for a read without bound that is not whole."""
    if not batch.is_complete and batch.since is None:
        return []
    since = etl_batch.c.since_at.is_(None) if batch.is_complete else etl_batch.c.since_at.is_not(None)
    wanted = (
        select(etl_batch.c.read, etl_batch.c.since_at, etl_run.c.as_of_at)
        .join(etl_run, etl_run.c.run_key == etl_batch.c.run_key)
        .where(
            etl_run.c.source_name == batch.source.name, etl_run.c.mode != "replay", etl_batch.c.read > 0,
            etl_batch.c.entity == batch.entity.name, etl_batch.c.status == "merged", since,
        )
        .order_by(etl_batch.c.run_key.desc())
        .limit(TRAILING)
    )  # fmt: skip
    return [PastRead(*row) for row in connection.execute(wanted)]


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
