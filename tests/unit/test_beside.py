"""A second process beside the first: the same pages in the same order, whoever shaped them and whatever befalls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import wait
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.contracts.complaints import COMPLAINT
from etl.readers.base import Page, RawReject
from etl.source_settings import Source
from etl.steps import beside
from etl.steps.beside import Pages
from etl.steps.shaper import Area, ShapedPage
from etl.steps.words import Keys, WordMap
from tests.pipeline.drop import make_source

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
PAGES, ROWS = 40, 300


def make_pages() -> Iterator[Page]:
    """Every page has rows that are refused, lines that are none, unknown words and an area nobody has met."""
    for page in range(PAGES):
        ids = [str(page * ROWS + row) for row in range(ROWS)]
        yield Page(
            {
                "source_id": [None if row == 7 else key for row, key in enumerate(ids)],
                "received_at": [
                    "2026-13-40" if row == 9 else f"2026-0{1 + row % 9}-11 08:30:00" for row in range(ROWS)
                ],
                "status": ["new"] * ROWS,
                "category": ["ประหลาด" if row == 11 else None for row in range(ROWS)],
                "area_zone": [f"เขต {page // 8}" for _ in ids],
                "area_community": [None for _ in ids],
                "description": [f"โทร 08{page:02d}-123-4567 ถนนพัง" for _ in ids],
                "changed_at": [f"2026-11-{1 + page % 20:02d} 10:00:00" for _ in ids],
            },
            ROWS,
            [RawReject(f"line {page}", "no row")],
        )


def make_keys() -> Keys:
    return Keys(WordMap({}, 0, 0), {"unknown": 0}, {"unknown": 0})


def run(pages: Iterator[Page], *, is_copied: bool = True) -> tuple[list[ShapedPage], list[Area]]:
    met: list[Area] = []

    def add_areas(fresh: list[Area]) -> dict[str, int]:
        met.extend(fresh)
        return {code: int(code.split()[1]) for code, _, _ in fresh}

    source: Source = make_source()
    work = Pages(COMPLAINT, source, make_keys(), NOW, is_copied=is_copied, add_areas=add_areas)
    return list(work.shaped(pages)), met


def tell_apart(shaped: list[ShapedPage]) -> list[tuple[Any, ...]]:
    return [(page.columns, page.rows, page.refused, page.read, page.latest, page.unmet) for page in shaped]


@pytest.fixture
def alone() -> list[tuple[Any, ...]]:
    """What one process makes of the pages."""
    shaped, met = run(make_pages())
    assert len(shaped) == PAGES and len(met) == PAGES // 8
    return tell_apart(shaped)


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LONG", 1)
    monkeypatch.setattr(beside.os, "cpu_count", lambda: 2)


@pytest.fixture(autouse=True)
def one_processor_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside.os, "cpu_count", lambda: 1)


class Watched(beside._Second):
    """Counts what the second process did; it is waited for, so that every page but the first is given to it."""

    seen: Counter[str] = Counter()

    def __init__(self, pool: Any) -> None:
        super().__init__(pool)
        self.pid = self._is_up.result()

    def shape(self, page: Page, number: int, areas: dict[str, int]) -> Any:
        work = super().shape(page, number, areas)
        wait([work])
        Watched.seen[_outcome(work)] += 1
        return work


def _outcome(done: Any) -> str:
    if done.cancelled() or done.exception() is not None:
        return "failed"
    return "done" if done.result() is not None else "needs an area"


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    Watched.seen = Counter()
    monkeypatch.setattr(beside, "_Second", Watched)
    return Watched.seen


@pytest.mark.parametrize("is_copied", [True, False])
def test_two_processes_make_what_one_makes(
    two_processors: None, watched: Counter[str], monkeypatch: pytest.MonkeyPatch, is_copied: bool
) -> None:
    together, met = run(make_pages(), is_copied=is_copied)
    assert watched == {"done": PAGES - PAGES // 8, "needs an area": PAGES // 8 - 1}
    monkeypatch.setattr(beside.os, "cpu_count", lambda: 1)
    alone, met_alone = run(make_pages(), is_copied=is_copied)
    assert tell_apart(together) == tell_apart(alone)
    assert set(met) == set(met_alone)
    assert sum((page.unmet for page in together), Counter()) == {"category: ประหลาด": PAGES}
    assert sum(page.read for page in together) == PAGES * (ROWS + 1)
    assert sum(len(page.refused) for page in together) == 3 * PAGES


def test_a_second_process_that_is_killed_costs_nothing(
    alone: list[tuple[Any, ...]], two_processors: None, watched: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stab(self: Watched, page: Page, number: int, areas: dict[str, int]) -> Any:
        if number > 10 * ROWS:
            os.kill(self.pid, signal.SIGKILL)
            monkeypatch.setattr(Watched, "shape", whole)
        return whole(self, page, number, areas)

    whole = Watched.shape
    monkeypatch.setattr(Watched, "shape", stab)
    assert tell_apart(run(make_pages())[0]) == alone
    assert watched["failed"]


def test_a_page_that_cannot_be_sent_is_shaped_here(
    alone: list[tuple[Any, ...]], two_processors: None, watched: Counter[str]
) -> None:
    def pages() -> Iterator[Page]:
        for page in make_pages():
            yield Page(page.columns | {"unsendable": [lambda: None] * page.rows}, page.rows, page.rejects)

    assert tell_apart(run(pages())[0]) == alone
    assert watched["failed"] and not watched["done"]


def test_what_reading_raises_ends_the_second_process_too(two_processors: None, watched: Counter[str]) -> None:
    def pages() -> Iterator[Page]:
        for count, page in enumerate(make_pages()):
            if count == 20:
                raise ConnectionError("the source went away")
            yield page

    with pytest.raises(ConnectionError):
        run(pages())
    assert watched["done"]


ORPHAN = """
import multiprocessing, os, signal, sys, time
from tests.unit import test_beside as t
from etl.steps import beside
beside.LONG = 1
beside.os.cpu_count = lambda: 2
def pages():
    yield from list(t.make_pages())[:2]
    [child] = multiprocessing.active_children()
    print(child.pid, flush=True)
    time.sleep(60)
t.run(pages())
"""


def test_it_ends_with_a_first_process_that_is_killed() -> None:
    root = Path(__file__).parents[2]
    first = subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True, cwd=root)
    assert first.stdout is not None
    second = int(first.stdout.readline())
    os.kill(second, signal.SIGTERM)  # for the first to answer
    os.kill(second, 0)
    first.kill()
    first.wait()
    ends = time.monotonic() + 20
    while _is_there(second) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not _is_there(second)


def _is_there(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2]
    except OSError:
        return False
    return not state.startswith("Z")
