"""Who waits for a stall of the sample market, and who broke its rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from etl.sample import people
from etl.sample.city import DAY_SECONDS, FIRST_DAY
from etl.sample.complaints.lives import NEVER
from etl.sample.complaints.rows import moments
from etl.sample.draws import Draws, texts
from etl.sample.walking_street import stalls, words
from etl.sample.walking_street.nights import HOUR, SEED, Nights, find_last

BEGINS = FIRST_DAY + 130  # the queue opens with the market
_ZONES = texts([zone.latin for zone in words.ZONES])


def make_queue_rows(now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_queue as of now; entered twice by mistake, a few are deleted again."""
    days = np.arange(BEGINS, now // DAY_SECONDS + 1)
    daily = Draws.of(SEED + 7, days)
    count = daily.chance("one", 0.62).astype(np.int64) + daily.chance("another", 0.28) + daily.chance("a third", 0.12)
    day = np.repeat(days, count)
    nth = np.arange(len(day)) - np.repeat(np.cumsum(count) - count, count)
    d = Draws.of(SEED + 8, day, nth)
    asked = day * DAY_SECONDS + 8 * HOUR + 1800 + nth * 2 * HOUR + d.integers("asked", 0, 2 * HOUR)
    waits = (d.lognormal("waits", 0.7) * 60 * DAY_SECONDS).astype(np.int64)
    gives_up = d.chance("gives up", 0.18)
    called = np.where(gives_up, NEVER, asked + waits)
    ended = np.where(gives_up, asked + waits // 2, asked + waits + d.integers("answers", 1, 12) * DAY_SECONDS)
    removed = np.where(d.chance("entered twice", 0.015), asked + 20 * DAY_SECONDS, NEVER)
    placed = ~gives_up & d.chance("takes it", 0.72)
    was_called, is_over = called <= now, ended <= now
    left = np.where(d.chance("misspelt", 0.05), texts(["สละสิทธ์"]), texts(["สละสิทธิ์"]))
    status = np.where(was_called, texts(["เรียกแล้ว"]), texts(["รอคิว"]))
    status = np.where(is_over, np.where(placed, texts(["ได้แผง"]), left), status)
    # some clerks forget to write down when a turn ended
    written = np.where(is_over & ~d.chance("no end", 0.03), ended, NEVER)
    times = np.column_stack([asked, called, ended])
    zone = d.choose("zone", [42, 26, 12, 4, 6, 10])
    columns: list[Any] = [
        np.arange(1, len(day) + 1), np.ones(len(day), dtype=np.int64),
        people.names(d, "asks"), people.phones(d, "asks"),
        people.id_numbers(d, "card"), _ZONES[zone], stalls.spell_types(d, d.choose("type", [70, 12, 6, 10, 2])), status,
        moments(asked), moments(np.where(was_called, called, NEVER)), moments(written),
        moments(find_last(times, now)),
    ]  # fmt: skip
    shown = np.flatnonzero((asked <= now) & (removed > now))
    return list(zip(*(c[shown].tolist() for c in columns), strict=True))


def make_violation_rows(nights: Nights, now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_violation as of now, entered on the night or the Monday after it."""
    held = np.flatnonzero(nights.is_held)
    count = nights.draws.take(held).integers("violations", 1, 9)
    night = np.repeat(held, count)
    nth = np.arange(len(night)) - np.repeat(np.cumsum(count) - count, count)
    d = Draws.of(SEED + 9, nights.day[night], nth)
    found = nights.start[night] + 17 * HOUR + d.integers("found", 0, 4 * HOUR + 1800)
    entered = np.where(d.chance("on Monday", 0.3), nights.start[night] + 2 * DAY_SECONDS + 9 * HOUR + nth * 60, found)
    stall = d.integers("stall", 0, stalls.COUNT)
    kind = d.choose("kind", [34, 16, 20, 14, 12, 4])
    detail = d.pick("detail", words.DETAILS)
    detail = np.where(d.chance("named", 0.06), detail + " ผู้ค้า " + people.names(d, "named"), detail)
    detail = np.where(d.chance("phone", 0.03), detail + " โทร " + people.phones(d, "named"), detail)
    columns: list[Any] = [
        np.arange(1, len(night) + 1), np.ones(len(night), dtype=np.int64), moments(found), words.VIOLATIONS[kind],
        _ZONES[stalls.ZONE[stall]], stalls.codes_on(stall, nights.day[night]),
        words.ACTIONS[d.choose("action", [70, 20, 6, 4])], detail, people.names(d, "officer"), moments(entered),
    ]  # fmt: skip
    shown = np.flatnonzero(entered <= now)
    return list(zip(*(c[shown].tolist() for c in columns), strict=True))
