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

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any

from etl.source_settings import Paging

Ask = Callable[[int], list[Any]]
Mark = bytes

PAGES_KNOWN = 8  # marks of so many pages are kept to recognise rows by; flat, however long the list
STEPS_BACK = 3  # each twice as far as the one before
ROUNDS = 20


class MovingError(Exception):
    """The list moves faster than it can be read."""


def read_moving(ask: Ask, paging: Paging) -> Iterator[list[Any]]:
    """Lists of records, without those that an earlier page or the same call's overlap has given. Raises MovingError."""
    ground, _ = yield from _walk(ask, paging, frozenset())
    for _ in range(ROUNDS):
        ground, calls = yield from _walk(ask, paging, ground)
        if calls == 1:
            return
    raise MovingError(f"its newest rows have changed between {ROUNDS} readings one after the other")


def _walk(ask: Ask, paging: Paging, ground: frozenset[Mark]) -> Generator[list[Any], None, tuple[frozenset[Mark], int]]:
    """From the newest row down to one of `ground`, or to the end: the marks of the first page, and how many calls."""
    known: deque[frozenset[Mark]] = deque(maxlen=PAGES_KNOWN)
    offset = reach = calls = back = 0
    first: frozenset[Mark] | None = None
    while True:
        records = ask(offset)
        calls += 1
        marks = [make_mark(record) for record in records]
        met = frozenset(marks)
        if offset > 0 and not any(met & page for page in known):
            back += 1
            if back > STEPS_BACK:
                raise MovingError(f"rows around number {offset} have gone elsewhere between two calls")
            offset = reach = max(0, offset - paging.size * 2 ** (back - 1))
            continue
        back = 0
        yield [
            r for r, m in zip(records, marks, strict=True) if m not in ground and not any(m in page for page in known)
        ]
        first = met if first is None else first
        end = offset + len(records)
        if met & ground or end <= reach:
            return first, calls
        reach = end
        known.append(met)
        offset = end - min(paging.overlap, max(1, len(records) // 2))


def make_mark(record: Any) -> Mark:
    """The same for records of the same content."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
