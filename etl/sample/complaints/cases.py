"""What comes in: the complaints of any days, each a pure function of (seed, complaints a year, day)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.calendar_th import EPOCH, fiscal_year_be, fiscal_year_start
from etl.sample import city, places
from etl.sample.complaints import words
from etl.sample.draws import Bools, Draws, Floats, Ints

FLOOD_CATEGORIES = np.isin([c.name for c in words.CATEGORIES], ["น้ำท่วมขัง", "ท่อระบายน้ำอุดตัน"])


@dataclass(frozen=True)
class Plan:
    """How many complaints each day has, hence the id and official number of each."""

    seed: int
    per_year: int
    counts: Ints

    @classmethod
    def until(cls, seed: int, per_year: int, last_day: int) -> Plan:
        return cls(seed, per_year, city.volumes(seed, per_year, last_day))

    def ids_before(self, day: int) -> int:
        """How many complaints all days before this one have."""
        return int(self.counts[: max(0, day - city.FIRST_DAY)].sum())


@dataclass(frozen=True)
class Cases:
    """Complaints as they were first written down, in order of id. Times are local seconds since 1970."""

    complaint_id: Ints
    fiscal_year: Ints
    number: Ints  # running number in the fiscal year
    day: Ints
    created: Ints
    received: Ints
    channel: Ints
    category: Ints
    department: Ints
    urgency: Ints  # 0 to 3
    place: Ints
    is_test: Bools
    own: Draws  # chance of this row's life
    content: Draws  # chance of its text; shared by a complaint and its duplicate

    def __len__(self) -> int:
        return len(self.complaint_id)

    def take(self, positions: npt.NDArray[Any]) -> Cases:
        """The complaints at some positions, in that order."""
        parts: list[Any] = [getattr(self, f.name) for f in fields(self)]
        taken: list[Any] = [p.take(positions) if isinstance(p, Draws) else p[positions] for p in parts]
        return Cases(*taken)


def make_cases(plan: Plan, first_day: int, last_day: int) -> Cases:
    """All complaints written down from first_day to last_day (both included, local days)."""
    days = np.arange(first_day, last_day + 1)
    counts = plan.counts[first_day - city.FIRST_DAY : last_day - city.FIRST_DAY + 1]
    row = np.repeat(np.arange(len(days)), counts)
    index = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    draws = Draws.of(plan.seed, days[row], index)
    workday = city.is_workday(days)
    channel = draws.choose_by(
        "channel", words.channel_weights(city.years_since_start(days), workday.astype(float)), row
    )
    created = days[row] * city.DAY_SECONDS + _second_of_day(draws, channel)
    order = np.lexsort((index, created))
    draws, row, channel, created = draws.take(order), row[order], channel[order], created[order]
    content, channel, created = _repeat_some(draws, days[row], channel, created)
    category = content.choose_by("category", category_weights(days), row)
    day = days[row]
    ids = plan.ids_before(first_day) + 1 + np.arange(len(row))
    fiscal_year, number = _official_numbers(plan, days, row, ids)
    own_department = words.CATEGORY_DEPARTMENT[category]
    return Cases(
        complaint_id=ids,
        fiscal_year=fiscal_year,
        number=number,
        day=day,
        created=created,
        received=created - _entry_delay(draws, channel, created),
        channel=channel,
        category=category,
        department=own_department,
        urgency=content.choose_by("urgency", np.array([c.urgencies for c in words.CATEGORIES], dtype=float), category),
        place=_choose_places(content, category, city.flood(days)[row]),
        is_test=draws.chance("test entry", 0.0012),
        own=draws,
        content=content,
    )


def category_weights(days: Ints) -> Floats:
    """Weight of each category on each day: by season, and by high water."""
    months = np.array([c.months for c in words.CATEGORIES])
    usual = np.array([c.weight for c in words.CATEGORIES])[:, None] * city.season(days, months)
    water = np.array([c.by_flood for c in words.CATEGORIES])[:, None] * city.flood(days)
    return np.ascontiguousarray((usual + water).T)


def _second_of_day(draws: Draws, channel: Ints) -> Ints:
    hour = draws.choose_by("hour", words.HOURS, channel)
    return hour * 3600 + draws.integers("second", 0, 3600)


def _repeat_some(draws: Draws, day: Ints, channel: Ints, created: Ints) -> tuple[Draws, Ints, Ints]:
    """Some people press send twice: the same text and channel within minutes of the row before."""
    twin = draws.chance("twin", 0.008)
    twin[1:] &= (day[1:] == day[:-1]) & ~twin[:-1]
    twin[:1] = False
    at = np.flatnonzero(twin)
    keys, channel, created = draws.keys.copy(), channel.copy(), created.copy()
    keys[at], channel[at] = draws.keys[at - 1], channel[at - 1]
    created[at] = np.minimum(created[at], created[at - 1] + 40 + draws.integers("twin delay", 0, 400)[at])
    return Draws(keys), channel, created


def _official_numbers(plan: Plan, days: Ints, row: Ints, ids: Ints) -> tuple[Ints, Ints]:
    dates = [EPOCH.fromordinal(EPOCH.toordinal() + int(d)) for d in days]
    years = [fiscal_year_be(d) for d in dates]
    opening = {y: plan.ids_before((fiscal_year_start(y) - EPOCH).days) for y in set(years)}
    before = np.array([opening[y] for y in years], dtype=np.int64)
    return np.array(years, dtype=np.int64)[row], ids - before[row]


def _entry_delay(draws: Draws, channel: Ints, created: Ints) -> Ints:
    """Letters, boxes and counters are typed in later than they came; what comes by itself is not."""
    delay = np.zeros(len(created), dtype=np.int64)
    minutes = draws.integers("typed after", 2, 40) * 60
    days = draws.integers("lay for days", 0, 3) * city.DAY_SECONDS
    delay = np.where((channel == words.PHONE) | (channel == words.WALK_IN), minutes, delay)
    return np.where((channel == words.LETTER) | (channel == words.BOX), minutes + days, delay)


def _choose_places(content: Draws, category: Ints, water: Floats) -> Ints:
    """Anywhere by weight; high water gathers at the places that flood."""
    anywhere = content.choose("place", places.WEIGHTS)
    low = content.choose("low place", np.where(places.FLOODED, places.WEIGHTS, 0.0))
    share = np.where(FLOOD_CATEGORIES[category], np.where(water > 0, 0.72, 0.45), 0.0)
    return np.where(content.uniform("is low") < share, low, anywhere)


def cut(plan: Plan, first: int, last: int, most: int) -> list[tuple[int, int]]:
    """Days from first to last, cut into stretches of at most about `most` complaints."""
    running = np.cumsum(plan.counts[first - city.FIRST_DAY : last - city.FIRST_DAY + 1])
    cuts = np.flatnonzero(np.diff(running // most)) + 1
    edges = [0, *cuts.tolist(), last - first + 1]
    return [(first + a, first + b - 1) for a, b in pairwise(edges) if b > a]
