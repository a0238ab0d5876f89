"""Who works in the sample city when: each post has one holder after another, from before October 2564 on.

A career is a pure function of the post and the holder's place in the row, so a later instant only goes on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from etl.calendar_th import add_months, day_number, fiscal_year_be, fiscal_year_start, from_day_number
from etl.sample.city import FIRST_DAY, YEAR_DAYS
from etl.sample.draws import Draws
from etl.sample.personnel import words

SEED = 22_000_000
SLOTS = 1_400  # more than there are posts: a career's number is holder x SLOTS + post
HOLDERS = 9  # of one post
LAST_DAY = FIRST_DAY + 30 * 366
FIRST_PLAN = date(2018, 10, 1)
PLANS = (date(2023, 10, 1), date(2026, 10, 1), date(2029, 10, 1))  # new manpower plans, with new posts
# mean and spread of ages in October 2564, leavers a year, median days until a vacant post is filled
_AGES = {"01": (46, 9), "02": (45, 10), "03": (52, 4.5), "04": (40, 8), "05": (38, 9), "07": (36, 9)}
_LEAVERS = {"01": 0.024, "02": 0.022, "03": 0.008, "04": 0.045, "05": 0.07, "07": 0.12}
_GAPS = {"01": 520, "02": 330, "04": 190, "05": 120, "07": 25}
_REASONS = {
    "01": ((words.TRANSFERRED, 0.6), (words.RESIGNED, 0.92), (words.DIED, 0.97), (words.DISMISSED, 1.0)),
    "02": ((words.TRANSFERRED, 0.55), (words.RESIGNED, 0.93), (words.DIED, 0.98), (words.DISMISSED, 1.0)),
    "03": ((words.RESIGNED, 0.6), (words.DIED, 1.0)),
}
_CONTRACT_REASONS = ((words.RESIGNED, 0.74), (words.ENDED, 0.94), (words.DIED, 0.98), (words.DISMISSED, 1.0))


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the plan; days are day numbers, `abolished` is math.inf while it stands."""

    number: str
    line: words.Line
    division: str
    opened: int
    abolished: float
    level: str


@dataclass(frozen=True, slots=True)
class Career:
    """One person's time in service. `moved`: the day the person (or the chair) changes to the second post."""

    index: int
    post: Post
    later_post: Post
    moved: float
    birth: int
    hired: int
    left: float
    reason: str
    base_level: int
    promoted: float
    away: tuple[float, float, str]  # a stretch on study leave or seconded

    def division_on(self, day: float) -> str:
        return (self.later_post if day >= self.moved else self.post).division

    @property
    def code(self) -> str:
        """Six digits, zeros in front."""
        return f"{(self.index * 7919 + 12345) % 99991:06d}"


@cache
def make_posts() -> tuple[Post, ...]:
    """Every post of the plan, those for hired services last; abolition is known only with the careers."""
    posts: list[Post] = []
    running: dict[str, int] = {}
    for line in words.LINES:
        for division, number in line.posts.items():
            for _ in range(number):
                key = f"{division}{line.code}" if line.category == words.CIVIL else line.category
                running[key] = running.get(key, 0) + 1
                posts.append(_open_post(len(posts), line, division, running[key]))
    hired = words.Line(words.OUTSOURCED, "จ้างเหมาบริการ", "", "", words.NO_LEVELS, words.OUTSOURCED_POSTS)
    for division, number in hired.posts.items():
        posts += [Post("", hired, division, day_number(FIRST_PLAN), math.inf, "") for _ in range(number)]
    return tuple(posts)


def _open_post(slot: int, line: words.Line, division: str, running: int) -> Post:
    if line.category == words.TEACHER:
        number = f"{running:05d}-2"
    elif line.code:
        number = f"40-2-{division}-{line.code}-{running:03d}"
    else:
        number = f"{line.category}-{running:04d}"
    opened = day_number(FIRST_PLAN)
    if line.category != words.PERMANENT and slot % 17 == 5:  # came with one of the later plans
        opened = day_number(PLANS[slot // 17 % 3])
    return Post(number, line, division, opened, math.inf, line.levels[min(1, len(line.levels) - 1)])


@cache
def make_careers() -> tuple[tuple[Career, ...], tuple[Post, ...]]:
    """Every career until LAST_DAY, and the posts with the day each is abolished."""
    posts = make_posts()
    exchanges = _exchange(posts)
    chance = _Chance(len(posts))
    careers: list[Career] = []
    abolished: dict[int, float] = {}
    for slot, post in enumerate(posts):
        other, moved = exchanges.get(slot, (slot, math.inf))
        line = post.line
        free: float = max(post.opened, FIRST_DAY)
        sits = post.opened < FIRST_DAY and chance("vacant", 0, slot) > 0.09
        for holder in range(HOLDERS):
            draw = (holder, slot)
            if holder == 0 and sits:
                birth, hired = _born_before(chance, slot, line.category)
            else:
                gap = _GAPS.get(line.category, 100) * math.exp(0.7 * (2 * chance("gap", *draw) - 1))
                hired = _first_of_month(free + gap)
                birth = hired - int((22.5 + 16 * chance("age", *draw) ** 2) * YEAR_DAYS) - int(300 * chance("b", *draw))
            if hired > LAST_DAY:
                break
            left, reason = _leave(chance, draw, line.category, birth, max(hired, FIRST_DAY))
            service = (max(hired, FIRST_DAY) - hired) / YEAR_DAYS
            base = min(len(line.levels) - 1, int(service / 9 + 0.6 * chance("base", *draw)))
            can_rise = base + 1 < len(line.levels)
            rises = max(hired, FIRST_DAY) + (0.3 + 9 * chance("rises", *draw)) * YEAR_DAYS
            start = max(hired, FIRST_DAY) + 8 * YEAR_DAYS * chance("away", *draw)
            goes = line.category in (words.CIVIL, words.TEACHER) and chance("goes", *draw) < 0.09
            kind = words.SECONDED if chance("kind", *draw) < 0.6 else words.STUDYING
            careers.append(Career(
                holder * SLOTS + slot, posts[other] if hired >= moved else post, posts[other],
                moved if hired < moved < left else math.inf, birth, hired, left, reason, base,
                _first_of_month(rises) if can_rise else math.inf,
                (start, start + YEAR_DAYS, kind) if goes else (math.inf, math.inf, ""),
            ))  # fmt: skip
            free = left
            if line.category == words.PERMANENT:  # such posts lapse with their holder
                abolished[slot] = left
                break
    ended = tuple(
        Post(p.number, p.line, p.division, p.opened, abolished.get(n, math.inf), p.level) for n, p in enumerate(posts)
    )
    return tuple(careers), ended


class _Chance:
    """Uniform draws by purpose, holder and post."""

    def __init__(self, posts: int) -> None:
        self._keys = [Draws.of(SEED, np.arange(posts), np.full(posts, holder)) for holder in range(HOLDERS)]
        self._drawn: dict[str, list[list[float]]] = {}

    def __call__(self, purpose: str, holder: int, slot: int) -> float:
        if purpose not in self._drawn:
            self._drawn[purpose] = [keys.uniform(purpose).tolist() for keys in self._keys]
        return self._drawn[purpose][holder][slot]


def _born_before(chance: _Chance, slot: int, category: str) -> tuple[int, int]:
    """Birth and hiring of who sat there in October 2564."""
    mean, spread = _AGES[category]
    u = (chance("a", 0, slot) + chance("c", 0, slot) + chance("d", 0, slot)) / 3  # nearly a bell
    age = max(23.5, mean + spread * 6 * (u - 0.5))
    age = age if age < 59 else 58.9 - (age - 59) % 8  # who is older has retired
    birth = FIRST_DAY - int(age * YEAR_DAYS)
    served = (age - 22.5) * (0.25 + 0.7 * chance("served", 0, slot))
    return birth, _first_of_month(FIRST_DAY - 40 - served * YEAR_DAYS)


def retirement(birth: int) -> tuple[int, int]:
    """The fiscal year in which somebody turns 60 (BE), and the first day no longer in service: 1 October."""
    day = from_day_number(birth)
    turns = date(day.year + 60, day.month, min(day.day, 28))
    year = fiscal_year_be(turns)
    return year, day_number(fiscal_year_start(year + 1))


def _leave(chance: _Chance, draw: tuple[int, int], category: str, birth: int, since: int) -> tuple[float, str]:
    left = since + 20 - math.log(1 - chance("leaves", *draw)) / _LEAVERS[category] * YEAR_DAYS
    if chance("on the first", *draw) < 0.6:
        left = _first_of_month(left)
    retires = retirement(birth)[1]
    if retires <= left:
        return retires, words.RETIRED
    u = chance("why", *draw)
    return int(left), next(code for code, until in _REASONS.get(category, _CONTRACT_REASONS) if u <= until)


def _exchange(posts: tuple[Post, ...]) -> dict[int, tuple[int, float]]:
    """Pairs of posts of one line in two divisions whose holders change places: post -> (the other, day)."""
    found: dict[int, tuple[int, float]] = {}
    for position in words.EXCHANGED:
        slots = [n for n, p in enumerate(posts) if p.line.position == position and p.opened < FIRST_DAY]
        order = np.argsort(Draws.of(SEED, np.array(slots)).uniform("exchange"), kind="stable").tolist()
        for a, b in list(pairwise([slots[n] for n in order]))[::2]:
            if posts[a].division != posts[b].division:
                days = float(Draws.of(SEED, np.array([a])).uniform("exchange day")[0]) * 11 * YEAR_DAYS
                day = _first_of_month(FIRST_DAY + 40 + days)
                found[a], found[b] = (b, day), (a, day)
    return found


def _first_of_month(day: float) -> int:
    """The first of the next month."""
    return day_number(add_months(from_day_number(int(day)), 1))
