"""Reads one entity of a source page by page into staging: typed rows, and the rejects beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from etl.contracts.base import Entity
from etl.failpoints import reach
from etl.ledger import Run
from etl.notices import note_words
from etl.readers.base import Page, RawReject
from etl.source_settings import Source
from etl.steps.conform import Conformer
from etl.steps.instants import Instants, from_micros, write_instants
from etl.steps.people import strike_people
from etl.steps.refusals import Reject
from etl.steps.shape import shape
from etl.steps.shapes.complaints import area_code, met_areas
from etl.steps.staging import Stager
from etl.steps.words import Keys, read_keys
from etl.warehouse.dimensions import add_areas

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was read: rows, how many of them were refused, the latest `changed_at` among the accepted."""

    read: int
    rejected: int
    changed_at: datetime | None


def stage(
    engine: Engine,
    run: Run,
    source: Source,
    entity: Entity,
    *,
    pages: Iterable[Page],
    progress: Progress | None,
    hash_key: bytes = b"",
) -> Staged:
    """Every page is conformed, shaped and committed to staging on its own; memory holds one page at a time."""
    with engine.connect() as connection:
        keys = read_keys(connection, source, hash_key)
    conformer = Conformer(entity, source, keys, run.as_of)
    read = rejected = 0
    latest: datetime | None = None
    with Stager(engine, run, entity) as stager:
        for page in pages:
            reach("after_page_read")
            typed = conformer.conform(page)
            columns = strike_people(entity, typed.columns)
            _meet_areas(engine, run, columns, keys)
            changed: Any = columns["changed_at"]
            facts = shape(entity, columns, keys, run.as_of)
            rejects = [*(_refuse(raw, entity) for raw in page.rejects), *typed.rejects]
            stager.write(facts, write_instants(changed), rejects)
            read += page.rows + len(page.rejects)
            rejected += len(rejects)
            latest = max(filter(None, (latest, _latest(changed))), default=None)
            if progress is not None:
                progress(entity.name, read)
        stager.finish()
    with engine.begin() as connection:
        run.lease.check(connection)
        whole = run.mode in ("full", "sweep")
        note_words(connection, source.name, entity.name, conformer.unknown_words(), is_whole=whole, at=run.as_of)
    return Staged(read, rejected, latest)


def _refuse(raw: RawReject, entity: Entity) -> Reject:
    """What was no row is known by its place; its text is not kept, since nobody knows what stands in it."""
    key = (f"#{raw.place}", *("0" for _ in entity.key[1:]))
    return Reject(key, "bad_line", "", raw.reason, json.dumps({"line": raw.place}, ensure_ascii=False))


def _latest(changed: Instants) -> datetime | None:
    known = changed.local[~changed.none]
    return from_micros(int(known.max())) if len(known) else None


def _meet_areas(engine: Engine, run: Run, columns: dict[str, Any], keys: Keys) -> None:
    """Zones and communities seen for the first time get their keys before the rows that name them are staged."""
    fresh = [
        (area_code(zone, community), zone, community)
        for zone, community in met_areas(columns)
        if area_code(zone, community) not in keys.areas
    ]
    if fresh:
        with engine.begin() as connection:
            run.lease.check(connection)
            keys.areas |= add_areas(connection, fresh)
