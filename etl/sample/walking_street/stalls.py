"""The stalls of the sample market and the vendors who hold them: who stood where on which night, under which code."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from etl.calendar_th import from_day_number
from etl.sample import people, places
from etl.sample.city import DAY_SECONDS, FIRST_DAY
from etl.sample.complaints.lives import NEVER
from etl.sample.complaints.rows import moments
from etl.sample.draws import Bools, Draws, Ints, Texts, texts
from etl.sample.walking_street import schema, words
from etl.sample.walking_street.nights import HOUR, SEED, Nights, find_last, write_days

TERM = 52  # nights a vendor holds a stall
CASUALS = 150  # vendors without a stall, who take what is free

ZONE = np.repeat(np.arange(len(words.ZONES)), [zone.stalls for zone in words.ZONES])  # of each stall
NUMBER = np.concatenate([np.arange(1, zone.stalls + 1) for zone in words.ZONES])  # within its zone
COUNT = len(ZONE)
IDS = np.arange(1, COUNT + 1)
_own = Draws.of(SEED + 1, IDS)
HAS_POWER = _own.chance("power", 0.45)
STARTS = np.array(words.OPENED)[np.select([_own.uniform("opened") < 0.72, _own.uniform("opened") < 0.88], [0, 1], 2)]
ENDS = np.where(_own.chance("closed", 0.02), words.CLOSED, FIRST_DAY + 10**6)
_LATIN = texts([f"{words.ZONES[z].latin}-{n:02d}" for z, n in zip(ZONE, NUMBER, strict=True)])
_THAI = texts([f"{words.ZONES[z].thai}-{n:03d}" for z, n in zip(ZONE, NUMBER, strict=True)])
_swapped = (ZONE == 0) & (NUMBER > 20) & (NUMBER <= 40)
SWAPPED_TO = np.where(_swapped, np.where(NUMBER <= 30, IDS + 10, IDS - 10), IDS)  # whose code a stall takes over
_CODES = np.stack([_LATIN, _THAI, _THAI[SWAPPED_TO - 1]])


def codes_on(stall: Ints, day: Ints) -> Texts:
    """The codes of stalls (positions from 0) on days."""
    era = (day >= words.RENAMED).astype(np.int64) + (day >= words.SWAPPED)
    codes: Texts = _CODES[era, stall]
    return codes


def fees_on(stall: Ints, day: Ints) -> Any:
    """Baht a night."""
    fee = np.array([zone.fee for zone in words.ZONES])[ZONE[stall]] * np.where(day >= words.RAISED, 1.25, 1.0)
    return fee + np.where(HAS_POWER[stall], words.POWER, 0.0)


def is_open(stall: Ints, day: Ints) -> Bools:
    """Whether a stall may be booked for a day; now and then one is out of order."""
    broken = Draws.of(SEED + 2, stall, day).chance("out of order", 0.006)
    return (day >= STARTS[stall]) & (day < ENDS[stall]) & ~broken


def terms_at(stall: Ints, night: Ints) -> tuple[Ints, Bools]:
    """The term (a number within the stall) a night (its place from 0) lies in, and whether the stall has a holder."""
    since = night + _own.integers("offset", 0, TERM)[stall]
    term = since // TERM
    gap = Draws.of(SEED + 3, stall, term).integers("gap", 0, 5)
    return term, since % TERM < TERM - gap


@cache
def _weights() -> Any:
    return np.array([zone.types for zone in words.ZONES], dtype=np.float64)


class Vendors:
    """Everybody who ever held a stall or sold without one, in the order they were registered; ids from 1."""

    def __init__(self, nights: Nights) -> None:
        stall, term = (grid.ravel() for grid in np.mgrid[0:COUNT, 0 : len(nights.day) // TERM + 2])
        first = np.maximum(0, term * TERM - _own.integers("offset", 0, TERM)[stall])
        known = (first < len(nights.day)) & (
            nights.day[np.minimum(term * TERM + TERM, len(nights.day)) - 1] >= STARTS[stall]
        )
        stall, term, first = stall[known], term[known], first[known]
        day = np.maximum(nights.day[first], STARTS[stall])
        begins = np.concatenate([day - 10, FIRST_DAY + np.arange(CASUALS) * 9])
        self.stall = np.concatenate([stall, np.full(CASUALS, -1)])
        self.term = np.concatenate([term, np.arange(CASUALS)])
        last = np.minimum(len(nights.day) - 1, first + TERM)
        is_over = np.concatenate([(first + TERM < len(nights.day)), np.zeros(CASUALS, dtype=np.bool_)])
        ends = np.concatenate([nights.day[last], np.zeros(CASUALS, dtype=np.int64)])
        order = np.lexsort((self.term, self.stall, begins))
        self.stall, self.term, begins, is_over, ends = (
            a[order] for a in (self.stall, self.term, begins, is_over, ends)
        )
        own = Draws.of(SEED + 4, self.stall + 1, self.term)
        self.draws = own
        self.registered = begins * DAY_SECONDS + 10 * HOUR + own.integers("registered", 0, 3 * HOUR)
        self.ended = np.where(is_over, ends * DAY_SECONDS + 11 * HOUR, NEVER)
        suspended = own.chance("suspended", 0.04) & (self.stall >= 0)
        self.suspended = np.where(suspended, self.registered + 120 * DAY_SECONDS, NEVER)
        zone = np.where(self.stall >= 0, ZONE[self.stall], own.integers("any zone", 0, len(words.ZONES)))
        self.type = own.choose_by("type", _weights(), zone)
        self.code = texts([f"KK{n:04d}" for n in range(1, len(order) + 1)])
        self.name = people.names(own, "vendor")
        self.phone = people.phones(own, "vendor")
        self._place = {key: at for at, key in enumerate(zip(self.stall.tolist(), self.term.tolist(), strict=True))}

    def find(self, stall: Ints, term: Ints) -> Ints:
        """Places of the holders of stalls in terms."""
        return np.array([self._place[key] for key in zip(stall.tolist(), term.tolist(), strict=True)], dtype=np.int64)

    def casual(self, chance: Ints) -> Ints:
        """Places of vendors without a stall."""
        places_of = np.flatnonzero(self.stall < 0)
        return places_of[chance % len(places_of)]

    def type_names(self, draws: Draws) -> Texts:
        return spell_types(draws, self.type)

    def make_rows(self, now: int) -> list[tuple[Any, ...]]:
        """Rows of tb_vendor as of now."""
        d = self.draws
        back = np.where(self.suspended < NEVER, self.suspended + 30 * DAY_SECONDS, NEVER)
        ended, held = self.ended <= now, (self.suspended <= now) & (back > now)
        times = np.column_stack([self.registered, self.ended, self.suspended, back])
        lives = np.isin(self.type, (1, 2)) | d.chance("names community", 0.2)
        columns: list[Any] = [
            np.arange(1, len(self.code) + 1), np.ones(len(self.code), dtype=np.int64), self.code, self.name, self.phone,
            people.id_numbers(d, "card"), self.type_names(d),
            np.where(lives, d.pick("community", texts([c.name for c in places.COMMUNITIES])), texts([""])),
            np.where(ended, texts(["03"]), np.where(held, texts(["02"]), texts(["01"]))),
            np.where(d.chance("no date", 0.002), texts([""]), _be_dates(self.registered // DAY_SECONDS)),
            np.where(ended, _be_dates(np.where(ended, self.ended, 0) // DAY_SECONDS), texts([""])),
            np.where(d.chance("remark", 0.05), texts(["ติดต่อผ่าน "]) + people.names(d, "relative"), texts([""])),
            moments(find_last(times, now)),
        ]  # fmt: skip
        shown = np.flatnonzero(self.registered <= now)
        return list(zip(*(c[shown].tolist() for c in columns), strict=True))


def spell_types(draws: Draws, kind: Ints) -> Texts:
    """Types of vendors as clerks write them."""
    written = np.full(len(kind), "", dtype=object)
    for which, spellings in enumerate(words.TYPE_SPELLINGS):
        at = np.flatnonzero(kind == which)
        chosen = draws.take(at).choose("spelling", [weight for _, weight in spellings])
        written[at] = texts([text for text, _ in spellings])[chosen]
    return np.where(draws.chance("no type", 0.004), texts([""]), written)


def make_stall_rows(now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_lock as of now: the present codes and fees."""
    today, stall = now // DAY_SECONDS, np.arange(COUNT)
    day = np.full(COUNT, today)
    closes = np.where(today >= ENDS, ENDS, 0)
    for_all = max([day for day in (words.RAISED, words.RENAMED) if day <= today], default=0)
    swapped = np.where(_swapped & (today >= words.SWAPPED), words.SWAPPED, 0)
    touched = np.maximum.reduce([STARTS - 3, closes, swapped, np.full(COUNT, for_all)])
    columns: list[Any] = [
        IDS, np.ones(COUNT, dtype=np.int64), codes_on(stall, day), texts([zone.latin for zone in words.ZONES])[ZONE],
        np.where(ZONE == 0, 2.5, 2.0), fees_on(stall, day), HAS_POWER.astype(np.int64), write_days(STARTS),
        np.where(closes > 0, write_days(np.where(closes > 0, closes, FIRST_DAY)), texts([schema.ZERO_DATE])),
        moments(touched * DAY_SECONDS + 8 * HOUR),
    ]  # fmt: skip
    shown = np.flatnonzero(today >= STARTS - 3)
    return list(zip(*(c[shown].tolist() for c in columns), strict=True))


def make_code_rows(now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_lock_change as of now."""
    today = now // DAY_SECONDS
    rows: list[tuple[Any, ...]] = []
    for era, changed, whose in ((0, words.RENAMED, STARTS < words.RENAMED), (1, words.SWAPPED, _swapped)):
        if changed <= today:
            on = from_day_number(changed).isoformat()
            rows += [
                (len(rows) + n, int(IDS[at]), _CODES[era, at], _CODES[era + 1, at], on)
                for n, at in enumerate(np.flatnonzero(whose).tolist(), start=1)
            ]
    return rows


def spell_money(baht: Any) -> Texts:
    """Baht with two decimals, as the database gives them back."""
    different, which = np.unique(baht, return_inverse=True)
    return texts([f"{amount:.2f}" for amount in different.tolist()])[which]


def _be_dates(days: Ints) -> Texts:
    """Days as clerks type them: 05/11/2567."""
    different, which = np.unique(days, return_inverse=True)
    dates = [from_day_number(int(n)) for n in different]
    return texts([f"{day:%d/%m}/{day.year + 543}" for day in dates])[which]
