"""A list that is asked for by number and moves while it is read: nothing skipped, nothing given twice.

What may happen between two calls, and what is done:
- rows are added at the head: the next page begins further up and holds more rows that are known.
- rows are removed above: the next page begins further down. As long as it holds a row of the pages before, nothing was
  passed over; where it holds none, the reading steps back until it does.
- a row is changed and moves to the head, above what has been read: after the end the head is read again, down to a row
  that was there at the beginning, and again until one single answer reaches from the newest row to a known one. What
  one answer shows happened at one moment.
- pages are shorter than asked for: the end is where a page brings nothing beyond the last one, not a short page.
What cannot be seen from outside: rows of equal time that the server gives in another order in each answer, when more of
them than the overlap stand at the edge of a page.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass

from etl.contracts.base import Entity
from etl.readers.base import Page
from etl.source_settings import Paging

PAGES_KNOWN = 8  # so many pages are kept in mind to recognise rows by; flat, however long the list
STEPS_BACK = 3  # one after the other, each twice as far as the one before
STEPS_IN_ALL = 50
ROUNDS = 20


class MovingError(Exception):
    """The list moves faster than it can be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer: how many records it had, and the page they make.

    `keys` tell which row it is, where it says so itself; `states` also how it was then: by its time of change, or by
    all its values where it tells none.
    """

    records: int
    page: Page
    keys: frozenset[Hashable]
    states: Sequence[Hashable]


Ask = Callable[[int], Part]


def make_part(entity: Entity, records: int, page: Page) -> Part:
    keys = list(zip(*(page.columns[name] for name in entity.key), strict=True))
    times = page.columns.get("changed_at", (None,) * page.rows)
    whole = zip(*page.columns.values(), strict=True)
    states = [
        values if at is None or None in key else (key, at) for key, at, values in zip(keys, times, whole, strict=True)
    ]
    return Part(records, page, frozenset(key for key in keys if None not in key), states)


def read_moving(ask: Ask, paging: Paging) -> Iterator[Page]:
    """Pages without the rows that the pages before gave in the same state. Raises MovingError."""
    ground, _ = yield from _walk(ask, paging, frozenset())
    for _ in range(ROUNDS):
        ground, calls = yield from _walk(ask, paging, ground)
        if calls == 1:
            return
    raise MovingError(f"its newest rows have changed between {ROUNDS} readings one after the other")


def _walk(
    ask: Ask, paging: Paging, ground: frozenset[Hashable]
) -> Generator[Page, None, tuple[frozenset[Hashable], int]]:
    """From the newest row down to one of `ground`, or to the end: the states of the first page, and how many calls."""
    keys: deque[frozenset[Hashable]] = deque(maxlen=PAGES_KNOWN)
    states: deque[frozenset[Hashable]] = deque([ground], maxlen=PAGES_KNOWN)
    offset = reach = calls = back = back_in_all = 0
    first: frozenset[Hashable] | None = None
    while True:
        part = ask(offset)
        calls += 1
        if offset > 0 and not any(part.keys & known for known in keys):
            back, back_in_all = back + 1, back_in_all + 1
            if back > STEPS_BACK or back_in_all > STEPS_IN_ALL:
                raise MovingError(f"rows around number {offset} have gone elsewhere between two calls")
            offset = reach = max(0, offset - paging.size * 2 ** (back - 1))
            continue
        back = 0
        new = [row for row, state in enumerate(part.states) if not any(state in known for known in states)]
        yield keep_rows(part.page, new)
        met = frozenset(part.states)
        first = met if first is None else first
        end = offset + part.records
        if met & ground or end <= reach:
            return first, calls
        reach = end
        keys.append(part.keys)
        states.append(met)
        offset = end - min(paging.overlap, max(1, part.records // 2))


def keep_rows(page: Page, rows: Sequence[int]) -> Page:
    """Some rows of a page; what was no row stays with it."""
    if len(rows) == page.rows:
        return page
    return Page({name: [values[row] for row in rows] for name, values in page.columns.items()}, len(rows), page.rejects)
