"""What of a source one run is to read: looked at first, then planned, before a row is fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, select

from etl import ledger
from etl.contracts.base import Entity
from etl.errors import SchemaChangedError
from etl.ledger import Run
from etl.notices import note_columns, note_schema
from etl.readers.base import NOTHING_SEEN, Reader, Start, Watermark
from etl.source_settings import Source
from etl.steps.rejects import open_keys
from etl.warehouse.tables import dim_source


@dataclass(frozen=True, slots=True)
class Shape:
    """What the source's schema looks like to us: a fingerprint of what is read, and the columns that are not."""

    fingerprint: str
    unread: tuple[str, ...]


def look_at(reader: Reader, entity: Entity) -> Shape:
    try:
        return Shape(reader.check(entity), reader.unread(entity))
    except SchemaChangedError as error:
        error.entity = entity.name
        raise


@dataclass(frozen=True, slots=True)
class Plan:
    """What of one entity is to be read: from `start` on, or the rows `asked` for by key; `expected` rows, if known."""

    entity: Entity
    source_key: int
    fingerprint: str
    watermark: Watermark
    start: Start
    asked: list[tuple[str, ...]]
    expected: int | None


def make_plan(
    engine: Engine, run: Run, source: Source, entity: Entity, shape: Shape, *, asked_since: datetime | None
) -> Plan | None:
    """Null: a replay of an entity without open rejects, or one that an earlier attempt of this run has merged."""
    with engine.begin() as connection:
        run.lease.check(connection)
        mark = ledger.read_mark(connection, source.name, entity.name)
        before = mark.fingerprint if mark.fingerprint != NOTHING_SEEN else None
        if shape.fingerprint == NOTHING_SEEN:
            shape = replace(shape, fingerprint=before or NOTHING_SEEN)  # no record, no news: what was known stays
        else:
            known = mark.was_read and mark.fingerprint != NOTHING_SEEN
            note_columns(connection, source.name, entity.name, shape.unread, is_known=known, at=run.as_of)
            note_schema(connection, source.name, entity.name, before, shape.fingerprint, at=run.as_of)
        asked = open_keys(connection, source.name, entity) if run.mode == "replay" else []
        if ledger.is_merged(connection, run, entity.name) or (run.mode == "replay" and not asked):
            return None
        watermark = Watermark(mark.watermark_at)
        since = asked_since or (watermark.start(source.overlap) if run.mode == "changes" else None)
        taken = ledger.taken_files(connection, source.name, entity.name) if run.mode == "changes" else frozenset()
        ledger.open_batch(connection, run, entity.name, since=since, fingerprint=shape.fingerprint)
        source_key = connection.scalars(select(dim_source.c.source_key).where(dim_source.c.name == source.name)).one()
        if entity.is_keyed_by_hash:
            asked = []  # what is known of a key cannot be asked for: everything is read
        is_all = since is None and not asked
        expected = ledger.usual_complete_read(connection, source.name, entity.name) if is_all else len(asked) or None
    return Plan(entity, source_key, shape.fingerprint, watermark, Start(since, taken), asked, expected)
