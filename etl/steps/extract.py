"""Reads one entity of a source page by page into staging: typed rows, and the rejects beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from etl.contracts.base import Entity
from etl.failpoints import reach
from etl.ledger import Run
from etl.notices import note_words
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.instants import from_micros
from etl.steps.shaper import Area, Shaper
from etl.steps.staging import Stager
from etl.steps.words import read_keys
from etl.warehouse.dimensions import add_areas

Progress = Callable[[str, int], None]
MOST_TOLD = 50  # unknown words of an entity


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
    """Every page is shaped and committed to staging on its own; memory holds one page at a time."""
    with engine.connect() as connection:
        keys = read_keys(connection, source, hash_key)
    shaper = Shaper(entity, source, keys, run.as_of, is_copied=engine.dialect.name == "postgresql")
    read = rejected = 0
    latest: int | None = None
    unmet: Counter[str] = Counter()
    with Stager(engine, run, entity) as stager:
        for page in pages:
            reach("after_page_read")
            typed = shaper.read(page)
            if fresh := shaper.fresh_areas(typed):
                keys.areas |= _add_areas(engine, run, fresh)
            shaped = shaper.shape(typed, read)
            stager.write(shaped)
            read += shaped.read
            rejected += len(shaped.refused)
            unmet += shaped.unmet
            latest = max((at for at in (latest, shaped.latest) if at is not None), default=None)
            if progress is not None:
                progress(entity.name, read)
        stager.finish()
    with engine.begin() as connection:
        run.lease.check(connection)
        whole = run.mode in ("full", "sweep")
        words = dict(unmet.most_common(MOST_TOLD))
        note_words(connection, source.name, entity.name, words, is_whole=whole, at=run.as_of)
    return Staged(read, rejected, from_micros(latest) if latest is not None else None)


def _add_areas(engine: Engine, run: Run, fresh: list[Area]) -> dict[str, int]:
    """Zones and communities seen for the first time get their keys before the rows that name them are staged."""
    with engine.begin() as connection:
        run.lease.check(connection)
        return add_areas(connection, fresh)
