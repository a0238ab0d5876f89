"""The applications of any days and what becomes of each: pure functions of (seed, day), whole lives ahead of time.

Times are local seconds since 1970, NEVER for what does not happen; a build shows what lies before its as-of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample import city, places
from etl.sample.city import DAY_SECONDS
from etl.sample.draws import Bools, Draws, Floats, Ints
from etl.sample.temporary_signs import words
from etl.sample.temporary_signs.dates import NEVER

SEED = 2535
PER_YEAR = 1_400
APPROVED, REFUSED, CANCELLED = range(3)
_WORKDAYS = 244


@dataclass(frozen=True)
class Applications:
    """In order of id, which begins with 1 and never changes."""

    created: Ints
    kind: Ints
    signs: Ints
    place: Ints
    sent_back: Ints  # returned for correction
    complete: Ints
    decided: Ints
    ending: Ints  # APPROVED, REFUSED or CANCELLED, once decided
    start_day: Ints
    end_day: Ints  # as first permitted
    extended: Ints  # when the permit was prolonged
    extended_days: Ints
    paid: Ints
    deposit: Ints
    corrected: Ints  # when the number of signs was put right
    removed: Ints  # deleted from the database
    own: Draws

    def __len__(self) -> int:
        return len(self.created)

    @property
    def ids(self) -> Ints:
        return np.arange(1, len(self) + 1)

    @property
    def last_day(self) -> Ints:
        """The permit's last day, prolonged or not; NEVER without a permit."""
        return np.where(self.end_day < NEVER, self.end_day + self.extended_days, NEVER)


def spread(seed: int, per_year: int, days: Ints, share_off: float) -> Ints:
    """How many things each day has: by month on working days, a share of that on others."""
    usual = np.where(city.is_workday(days), 1.0, share_off) * city.season(days, np.array(words.MONTHS))
    expected = per_year / _WORKDAYS * usual * (1 + 0.03 * city.years_since_start(days))
    noise = np.sqrt(expected) * Draws.of(seed, days).normal("volume")
    return np.maximum(0, np.round(expected + noise)).astype(np.int64)


def arrive(seed: int, per_year: int, last_day: int, share_off: float) -> tuple[Ints, Draws]:
    """The day of each thing from the first day on, in order, and its own chance."""
    days = np.arange(city.FIRST_DAY, last_day + 1)
    counts = spread(seed, per_year, days, share_off)
    day = np.repeat(days, counts)
    index = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    return day, Draws.of(seed, day, index)


def make_applications(last_day: int) -> Applications:
    """All applications handed in until last_day (local day number)."""
    day, own = arrive(SEED, PER_YEAR, last_day, 0.03)
    created = np.sort(day * DAY_SECONDS + city.OPENS + own.integers("second", 0, city.CLOSES - city.OPENS))
    kind = own.choose_by("kind", _kind_weights(day), np.arange(len(day)))
    median, most = (np.array([getattr(k, name) for k in words.KINDS])[kind] for name in ("signs", "most_signs"))
    signs = np.clip(np.round(median * own.lognormal("signs", 0.7)), 1, most).astype(np.int64)
    sent_back, complete = _completion(own, created)
    decided = _decision(own, created, complete)
    ending = own.choose("ending", [0.90, 0.06, 0.04])
    is_permit = (decided < NEVER) & (ending == APPROVED)
    start = np.where(
        is_permit, decided // DAY_SECONDS + (own.uniform("starts after") ** 2 * 10).astype(np.int64), NEVER
    )
    length = _lengths(own, kind)
    end = np.where(is_permit, start + length - 1, NEVER)
    prolonged = is_permit & own.chance("prolonged", 0.03) & (length < 60)
    asked = city.in_office(np.where(prolonged, end - 2, city.FIRST_DAY) * DAY_SECONDS, own.uniform("asked"))
    paid = np.where(
        is_permit & ~own.chance("not paid", 0.012), decided + own.integers("pays", 0, 2) * 5400 + 900, NEVER
    )
    deposits = np.array([[k.deposit, k.deposit_of_sign] for k in words.KINDS])[kind]
    corrected = own.chance("corrected", 0.03)
    return Applications(
        created=created,
        kind=kind,
        signs=signs,
        place=own.choose("place", places.WEIGHTS),
        sent_back=sent_back,
        complete=complete,
        decided=decided,
        ending=ending,
        start_day=start,
        end_day=end,
        extended=np.where(prolonged, asked, NEVER),
        extended_days=np.where(prolonged, 15, 0),
        paid=paid,
        deposit=np.minimum(deposits[:, 0] + deposits[:, 1] * signs, 10_000),
        corrected=np.where(corrected, created + _days(0.2 + own.uniform("corrected after") * 40), NEVER),
        removed=np.where(own.chance("removed", 0.004), created + _days(0.2 + own.uniform("gone after") * 9), NEVER),
        own=own,
    )


def _days(days: Floats) -> Ints:
    return (days * DAY_SECONDS).astype(np.int64)


def _kind_weights(day: Ints) -> Floats:
    """Political signs come before elections and, with thanks, for two weeks after."""
    weights = np.tile([k.weight for k in words.KINDS], (len(day), 1))
    near = np.zeros(len(day), dtype=bool)
    for election in words.ELECTIONS:
        near |= (day > election - words.ELECTION_DAYS) & (day < election + 14)
    weights[near, words.POLITICAL] *= 6
    return weights


def _completion(own: Draws, created: Ints) -> tuple[Ints, Ints]:
    """When it was sent back, and when its documents were complete."""
    lacks = own.chance("lacks documents", 0.21)
    back = city.in_office(created + 1200 + own.integers("looked at", 0, 4 * 3600), own.uniform("back"))
    again = city.in_office(back + _days(0.8 + 2.5 * own.lognormal("comes again", 0.8)), own.uniform("again"))
    again = np.where(own.chance("never again", 0.10), NEVER, again)
    return np.where(lacks, back, NEVER), np.where(lacks, again, created + 600 + own.integers("read", 0, 1800))


def _decision(own: Draws, created: Ints, complete: Ints) -> Ints:
    """Faster from year to year; some lie for weeks, a few for ever."""
    years = city.years_since_start(created // DAY_SECONDS)
    usual = np.interp(years, [0, 1.5, 5.2], [4.4, 3.9, 2.6]) * own.lognormal("decides", 0.55)
    lies = own.chance("lies", np.interp(years, [0, 5.2], [0.09, 0.045]))
    days = np.where(lies, 11 + 24 * own.uniform("lies for") ** 2, usual)
    known = np.where(complete == NEVER, created, complete)
    decided = city.in_office(known + _days(days), own.uniform("decided at"))
    return np.where((complete == NEVER) | own.chance("never decided", 0.004), NEVER, decided)


def _lengths(own: Draws, kind: Ints) -> Ints:
    length = np.zeros(len(kind), dtype=np.int64)
    for number, one in enumerate(words.KINDS):
        at = np.flatnonzero(kind == number)
        options = np.array([days for days, _ in one.lengths])
        length[at] = options[own.take(at).choose("length", [share for _, share in one.lengths])]
    return length


def signs_known(applications: Applications, now: int) -> Ints:
    """The number of signs as written down: at first one too few where it is put right later."""
    wrong = (applications.corrected < NEVER) & (applications.corrected > now) & (applications.signs > 1)
    return applications.signs - wrong


def is_there(applications: Applications, now: int) -> Bools:
    return (applications.created <= now) & (applications.removed > now)
