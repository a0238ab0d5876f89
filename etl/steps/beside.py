"""Shapes the pages of a long read on two processors: in this process, and in a second one beside it.

Shaping a page is most of what a load computes, and one interpreter computes on one processor only. The second process
begins once a read has proved long, needs no database, and ends with this one, however this one ends.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from etl.contracts.base import Entity
from etl.failpoints import reach
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.shaper import Area, ShapedPage, Shaper
from etl.steps.words import Keys

LONG = 8  # pages after which a read is long: starting an interpreter costs about as much as shaping these
AHEAD = 2  # pages given to the second process: one it shapes, one that waits for it
MOST = 8  # shaped or given pages held in memory

AddAreas = Callable[[list[Area]], dict[str, int]]
_log = logging.getLogger(__name__)


class Pages:
    """The pages of one batch, shaped in their order. `add_areas` gives keys to areas met for the first time."""

    def __init__(
        self, entity: Entity, source: Source, keys: Keys, now: datetime, *, is_copied: bool, add_areas: AddAreas
    ) -> None:
        self._given = (entity, source, keys, now, is_copied)
        self._keys = keys
        self._shaper = Shaper(entity, source, keys, now, is_copied=is_copied)
        self._add_areas = add_areas
        self._untold: dict[str, int] = {}

    def shaped(self, pages: Iterable[Page]) -> Generator[ShapedPage, None, None]:
        """Raises what reading and shaping raise."""
        with _second_process() as start:
            yield from self._shaped(pages, start)

    def _shaped(self, pages: Iterable[Page], start: Callable[..., _Second]) -> Generator[ShapedPage, None, None]:
        waiting: deque[tuple[Page, int, Future[ShapedPage | None] | ShapedPage]] = deque()
        second: _Second | None = None
        number = 0
        for count, page in enumerate(pages):
            reach("after_page_read")
            if count == LONG and (os.cpu_count() or 1) > 1:
                second = start(*self._given)
            if second is not None and second.has_room:
                waiting.append((page, number, second.shape(page, number, self._untold)))
                self._untold = {}
            else:
                waiting.append((page, number, self._shape(page, number)))
            number += page.rows + len(page.rejects)
            while waiting and (_is_done(waiting[0][2]) or len(waiting) > MOST):
                yield self._take(*waiting.popleft())
        while waiting:
            yield self._take(*waiting.popleft())

    def _take(self, page: Page, number: int, work: Future[ShapedPage | None] | ShapedPage) -> ShapedPage:
        """What the second process could not do, or was not there to do any more, is done here."""
        if isinstance(work, ShapedPage):
            return work
        try:
            return work.result() or self._shape(page, number)
        except Exception as error:  # if it is the page that is at fault, it shows here too
            _log.warning("the second process failed (%s); its page is shaped here", type(error).__name__)
            return self._shape(page, number)

    def _shape(self, page: Page, number: int) -> ShapedPage:
        typed = self._shaper.read(page)
        if fresh := self._shaper.fresh_areas(typed):
            known = self._add_areas(fresh)
            self._untold |= known
            self._keys.areas |= known
        return self._shaper.shape(typed, number)


def _is_done(work: Future[ShapedPage | None] | ShapedPage) -> bool:
    return isinstance(work, ShapedPage) or work.done()


class _Second:
    """The second process, seen from the first."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._is_up: Future[Any] = pool.submit(os.getpid)
        self._under_way: list[Future[ShapedPage | None]] = []

    @property
    def has_room(self) -> bool:
        """False too before it is up, and once it has ended."""
        self._under_way = [work for work in self._under_way if not work.done()]
        return self._is_up.done() and self._is_up.exception() is None and len(self._under_way) < AHEAD

    def shape(self, page: Page, number: int, areas: dict[str, int]) -> Future[ShapedPage | None]:
        """`areas`: keys it has not been told of yet. Null comes back where the page needs further ones."""
        try:
            work = self._pool.submit(_shape, page, number, areas)
        except BrokenProcessPool as error:
            work = Future()
            work.set_exception(error)
            self._is_up = work
        self._under_way.append(work)
        return work


@contextmanager
def _second_process() -> Generator[Callable[..., _Second], None, None]:
    pools: list[ProcessPoolExecutor] = []

    def start(*given: Any) -> _Second:
        fresh = multiprocessing.get_context("spawn")  # a copy of this process would hold its locks and connections
        pools.append(ProcessPoolExecutor(1, fresh, initializer=_begin, initargs=given))
        return _Second(pools[-1])

    try:
        yield start
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)


# --- in the second process ------------------------------------------------------------------------------------------


class _Here:
    shaper: Shaper
    keys: Keys


def _begin(entity: Entity, source: Source, keys: Keys, now: datetime, is_copied: bool) -> None:
    """A signal to the whole group is for the first process to answer; when that ends, this one does."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Here.keys = keys
    _Here.shaper = Shaper(entity, source, keys, now, is_copied=is_copied)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _shape(page: Page, number: int, areas: dict[str, int]) -> ShapedPage | None:
    _Here.keys.areas |= areas
    typed = _Here.shaper.read(page)
    return None if _Here.shaper.fresh_areas(typed) else _Here.shaper.shape(typed, number)
