"""The sample register of computer equipment: bought by fiscal year, growing old, written off on 30 September."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from etl.calendar_th import day_number, fiscal_year_be, fiscal_year_start, from_day_number
from etl.sample import people
from etl.sample.city import FIRST_DAY, in_office
from etl.sample.draws import Draws, Ints, Texts, texts
from etl.sample.it_repair import words
from etl.sample.it_repair.stamps import NEVER, days, in_buddhist_years, moments
from etl.working_time import DAY_SECONDS

SEED = 416
FIRST_YEAR, LAST_YEAR = 2554, 2600  # fiscal years of purchase
LIVES = np.array([0, 0, 2, 5, 9, 14, 18, 17, 13, 9, 6, 4, 3])  # share written off after so many years
OPENING = FIRST_DAY * DAY_SECONDS + 30_600  # when the system went live: older machines were entered then


@dataclass(frozen=True)
class Assets:
    """Every machine the city ever buys, in order of eq_id; days are day numbers, NEVER where it does not happen."""

    year: Ints
    number: Ints  # running in the fiscal year
    bought: Ints
    disposed: Ints
    device: Ints
    department: Ints
    created: Ints  # local seconds
    own: Draws


@cache
def make_assets() -> Assets:
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    counts = 150 + (Draws.of(SEED, years).uniform("bought") * 130).astype(np.int64)
    year = np.repeat(years, counts)
    number = np.arange(len(year)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    own = Draws.of(SEED, year, number)
    starts = np.array([day_number(fiscal_year_start(int(y))) for y in range(FIRST_YEAR, LAST_YEAR + 40)])
    # most money is spent from February on
    into = 40 + (290 * np.sqrt(own.uniform("day"))).astype(np.int64)
    bought = starts[year - FIRST_YEAR] + into
    order = np.lexsort((number, bought))
    year, bought, own = year[order], bought[order], own.take(order)
    number = np.arange(len(year)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    gone_in = year + own.choose("life", LIVES) + 1
    disposed = np.where(gone_in <= LAST_YEAR + 30, starts[np.minimum(gone_in - FIRST_YEAR, len(starts) - 1)] - 1, NEVER)
    entered = in_office((bought + own.integers("entered", 1, 20)) * DAY_SECONDS, own.uniform("desk"))
    return Assets(
        year=year,
        number=number,
        bought=bought,
        disposed=disposed,
        device=own.choose("device", [d.share for d in words.DEVICES]),
        department=own.choose("department", words.DEPARTMENT_WEIGHTS),
        created=np.where(bought < FIRST_DAY, OPENING, entered),
        own=own,
    )


def equipment_rows(now: int) -> list[tuple[Any, ...]]:
    """hd_equipment as it stands at `now`."""
    assets = make_assets()
    today = now // DAY_SECONDS
    # what was written off before the system went live was never entered
    rows = np.flatnonzero((assets.created <= now) & (assets.disposed >= FIRST_DAY))
    own = assets.own.take(rows)
    bought, disposed, device = assets.bought[rows], assets.disposed[rows], assets.device[rows]
    condition, changed = _condition(own, assets.created[rows], disposed, today)
    forgotten = own.chance("no disposal date", 0.01)
    makes = [texts([f"{b}\0{m}" for b, m in d.makes]) for d in words.DEVICES]
    made = texts([""] * len(rows))
    for number, options in enumerate(makes):
        at = np.flatnonzero(device == number)
        made[at] = own.take(at).pick("make", options)
    brands = texts([m.split("\0")[0] for m in made.tolist()])
    price = np.round(np.array([d.price for d in words.DEVICES])[device] * (0.8 + 0.5 * own.uniform("price")), -2)
    written = days(np.where(own.chance("no day", 0.09), NEVER, bought))
    odd = own.chance("buddhist year", 0.0015)
    written[odd] = in_buddhist_years(written[odd])
    year = assets.year[rows]
    columns: list[Any] = [
        rows + 1, _numbers(own, year, assets.number[rows]), np.where(own.chance("no type", 0.01), 0, device + 1),
        np.where(own.chance("no brand", 0.2), texts([""]), brands), texts([m.split("\0")[1] for m in made.tolist()]),
        texts([f"KK-{n:05d}" for n in (rows + 1).tolist()]), people.names(own, "user"), people.phones(own, "user"),
        texts([f"10.{a}.{b}.{c}" for a, b, c in zip(*(own.integers(k, 1, 250).tolist() for k in "abc"), strict=True)]),
        assets.department[rows] + 1, department_names(own, assets.department[rows]), written,
        np.where(own.chance("no year", 0.03), 0, year),
        np.where(own.chance("no price", 0.06), texts([None]), price.astype(object)), condition,
        days(np.where((disposed <= today) & ~forgotten, disposed, NEVER)), _remarks(own), moments(assets.created[rows]),
        moments(changed),
    ]  # fmt: skip
    return list(zip(*(c.tolist() for c in columns), strict=True))


def department_names(own: Draws, department: Ints) -> Texts:
    """The department as somebody typed it."""
    names: Texts = words.DEPARTMENT_NAMES[department]
    varies = own.chance("department written", 0.12)
    for code, spellings in enumerate(words.SPELLINGS):
        at = np.flatnonzero(varies & (department == code))
        names[at] = own.take(at).pick("spelling", spellings)
    return np.where(own.chance("no department", 0.008), texts([""]), names)


def _condition(own: Draws, created: Ints, disposed: Ints, today: int) -> tuple[Texts, Ints]:
    """What the register says of each machine today, and when it last said something new."""
    noon = 12 * 3600
    listed = disposed - own.integers("listed", 20, 360)  # for the yearly write-off
    moved = np.where(own.chance("moves", 0.05), created // DAY_SECONDS + own.integers("moved after", 60, 1500), NEVER)
    broke = listed - own.integers("broke", 0, 90)
    steps = ((moved, words.MOVED), (broke, words.BROKEN), (listed, words.TO_DISPOSE), (disposed, words.DISPOSED))
    condition, changed = texts([words.IN_USE] * len(created)), created.copy()
    for day, word in steps:
        happened = (day <= today - 1) & (day * DAY_SECONDS + noon > created)
        condition[happened] = word
        changed = np.where(happened, np.maximum(changed, day * DAY_SECONDS + noon), changed)
    condition[own.chance("odd condition", 0.0008)] = "หาไม่พบ"
    return condition, changed


def _numbers(own: Draws, year: Ints, number: Ints) -> Texts:
    """Official numbers; some are placeholders, missing, or typed with a blank."""
    written = texts([f"416-{y % 100:02d}-{n:04d}" for y, n in zip(year.tolist(), number.tolist(), strict=True)])
    placeholder = texts([f"416-{y % 100:02d}-0000" for y in year.tolist()])
    written = np.where(own.chance("placeholder", 0.03), placeholder, written)
    written = np.where(own.chance("blank typed", 0.02), texts([" "]) + written, written)
    return np.where(own.chance("no number", 0.01), texts([""]), written)


def _remarks(own: Draws) -> Texts:
    said = texts(["ผู้ถือครอง "]) + people.names(own, "holder") + texts([" โทร "]) + people.phones(own, "holder")
    return np.where(own.chance("remark", 0.05), said, texts([""]))


@cache
def in_use_by_year() -> dict[int, tuple[Ints, Any]]:
    """By fiscal year: the machines that are there all year, and the running weights by which they break."""
    assets = make_assets()
    failures = np.array([d.failures for d in words.DEVICES])[assets.device]
    found: dict[int, tuple[Ints, Any]] = {}
    for year in range(fiscal_year_be(from_day_number(FIRST_DAY)), LAST_YEAR + 1):
        starts = day_number(fiscal_year_start(year))
        there = np.flatnonzero((assets.bought < starts) & (assets.disposed > day_number(date(year - 543, 9, 29))))
        weights = failures[there] * (0.5 + 0.22 * (starts - assets.bought[there]) / 365.25)
        found[year] = there, np.cumsum(weights) / weights.sum()
    return found
