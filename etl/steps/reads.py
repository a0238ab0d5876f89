"""The planned entities of a source, read into staging: batches in the order of its contract."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Engine

from etl.ledger import Run
from etl.progress import Progress, Tell
from etl.readers.ahead import read_ahead
from etl.readers.base import Page, Reader
from etl.readers.catalogue import open_reader
from etl.source_settings import DatabaseReader, Source
from etl.steps.extract import stage
from etl.steps.load import Batch
from etl.steps.plan import Plan


@dataclass(frozen=True, slots=True)
class Reads:
    """What the reads of one run have in common; `tell` hears of every page."""

    engine: Engine
    run: Run
    source: Source
    url: str
    tell: Tell | None
    hash_key: bytes = b""

    def batches(self, reader: Reader, plans: Sequence[Plan]) -> Generator[Batch, None, None]:
        """One staged batch per plan, in their order; closing the generator ends the reads still under way.

        Where the warehouse takes several writers (PostgreSQL) and the source is a database, the next entity is staged
        while this one is merged. Two stagings at once would only share one interpreter.
        """
        if (
            len(plans) > 1
            and self.engine.dialect.name == "postgresql"
            and isinstance(self.source.reader, DatabaseReader)
        ):
            return self._ahead(plans)
        return self._in_turn(reader, plans)

    def _in_turn(self, reader: Reader, plans: Sequence[Plan]) -> Generator[Batch, None, None]:
        for plan in plans:
            yield self._read(reader, plan, threading.Event())

    def _ahead(self, plans: Sequence[Plan]) -> Generator[Batch, None, None]:
        stop = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="read") as pool:
            reads = [pool.submit(self._read_alone, plan, stop) for plan in plans]
            try:
                for read in reads:
                    yield read.result()
            finally:
                stop.set()

    def _read_alone(self, plan: Plan, stop: threading.Event) -> Batch:
        reader = open_reader(self.source, self.url)
        try:
            return self._read(reader, plan, stop)
        finally:
            reader.close()

    def _read(self, reader: Reader, plan: Plan, stop: threading.Event) -> Batch:
        entity, run = plan.entity, self.run
        is_replay = run.mode == "replay" and not entity.is_keyed_by_hash
        pages = reader.rows(entity, plan.asked) if is_replay else reader.pages(entity, plan.start)
        progress = Progress(self.engine, run.run_key, expected=plan.expected, also=self.tell)
        with closing(read_ahead(pages)) as ahead:
            staged = stage(
                self.engine, run, self.source, entity,
                pages=_until(stop, ahead), progress=progress, hash_key=self.hash_key,
            )  # fmt: skip
        return Batch(
            run,
            self.source,
            plan.source_key,
            entity,
            staged,
            plan.watermark if is_replay else plan.watermark.advance(staged.changed_at, run.as_of),
            plan.fingerprint,
            is_complete=reader.is_whole and plan.start.since is None and not is_replay,
            since=plan.start.since,
            files=() if is_replay else reader.taken(entity),
            asked=plan.asked,
        )


def _until(stop: threading.Event, pages: Iterable[Page]) -> Iterator[Page]:
    """What is cut short so is never merged: nobody waits for it any more."""
    for page in pages:
        if stop.is_set():
            return
        yield page
