"""How the signs of permits come down, and what becomes of the deposits; numbered in the order they were entered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample import city
from etl.sample.city import DAY_SECONDS
from etl.sample.draws import Bools, Draws, Floats, Ints
from etl.sample.temporary_signs import words
from etl.sample.temporary_signs.applications import Applications
from etl.sample.temporary_signs.dates import NEVER


@dataclass(frozen=True)
class Removals:
    """Rows of sgn_remove in order of id, which begins with 1; `owner` is the position of the application."""

    owner: Ints
    occurred: Ints
    entered: Ints
    signs: Ints
    by_city: Bools
    corrected: Ints  # when the time was put right
    own: Draws


@dataclass(frozen=True)
class Deposits:
    """When each application's deposit was given back or seized."""

    returned: Ints
    seized: Ints


def make_removals(applications: Applications) -> tuple[Removals, Deposits]:
    """The holder takes down all or some; what is left the municipality takes, and some signs are never seen to."""
    own, end = applications.own, applications.last_day
    has = np.flatnonzero(end < NEVER)
    chance, last, signs, kind = own.take(has), end[has], applications.signs[has], applications.kind[has]
    tidy = np.array([k.tidy for k in words.KINDS])[kind] + np.interp(
        city.years_since_start(last), [0, 5.2], [-0.04, 0.06]
    )
    is_tidy = chance.chance("tidy", tidy)
    late = chance.chance("late", 0.45) & ~is_tidy
    early = chance.chance("early", 0.05) & is_tidy
    delay = np.where(is_tidy, 0.6 + 3.1 * chance.uniform("tidy after"), 4.2 + 12 * chance.uniform("late after") ** 2)
    delay = np.where(early, -1.0 - 4 * chance.uniform("early by"), delay)
    part = chance.chance("leaves some", 0.12) & (signs > 2) & ~early
    taken = np.where(part, np.maximum(1, signs * 6 // 10), signs)
    by_holder = is_tidy | late
    first = _moment(chance, "first", last, delay)
    swept = 5.0 + 30 * chance.uniform("swept after") ** 1.6
    # some are only found at the yearly look through the books
    swept = np.where(chance.chance("overlooked", 0.025), 60 + 240 * chance.uniform("found after"), swept)
    second = _moment(chance, "second", last, np.maximum(swept, delay + 2))
    is_swept = (~by_holder | part) & ~chance.chance("never swept", 0.001)
    left = np.where(by_holder, signs - taken, signs)
    columns = [
        _rows(has, first, taken, by_holder, np.zeros(len(has), dtype=bool)),
        _rows(has, second, left, is_swept & (left > 0), np.ones(len(has), dtype=bool)),
    ]
    owner, occurred, number, by_city = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    draws = Draws.of(2536, owner + 1, by_city.astype(np.int64))
    entered = occurred + _seconds(draws.uniform("entered after") ** 3 * 4) + 300
    number = number + np.where(draws.chance("typed wrong", 0.008), draws.integers("too many", 1, 20), 0)
    fixed = np.where(draws.chance("corrected", 0.02), entered + _seconds(1 + draws.uniform("fixed after") * 20), NEVER)
    order = np.lexsort((owner, by_city, entered))
    rows = Removals(owner, occurred, entered, number, by_city, fixed, draws)
    done = np.where(is_swept & (left > 0), second, np.where(by_holder, first, NEVER))
    return _take(rows, order), _settle(applications, has, done, is_swept & (left > 0), chance)


def _moment(chance: Draws, purpose: str, last: Ints, days: Floats) -> Ints:
    """So many days after the last day of the permit, between six in the morning and eight in the evening."""
    day = last + np.floor(days).astype(np.int64)
    return day * DAY_SECONDS + 6 * 3600 + chance.integers(purpose, 0, 14 * 3600)


def _rows(has: Ints, when: Ints, signs: Ints, happens: Bools, by_city: Bools) -> tuple[Ints, Ints, Ints, Bools]:
    return has[happens], when[happens], signs[happens], by_city[happens]


def _seconds(days: Floats) -> Ints:
    return (days * DAY_SECONDS).astype(np.int64)


def _take(rows: Removals, order: Ints) -> Removals:
    return Removals(
        rows.owner[order], rows.occurred[order], rows.entered[order], rows.signs[order], rows.by_city[order],
        rows.corrected[order], rows.own.take(order),
    )  # fmt: skip


def _settle(applications: Applications, has: Ints, done: Ints, by_city: Bools, chance: Draws) -> Deposits:
    """Some three weeks after the last sign came down; seized for most signs the municipality had to take."""
    held = (applications.deposit[has] > 0) & (applications.paid[has] < NEVER) & (done < NEVER)
    held &= ~chance.chance("forgotten", 0.03)
    when = np.maximum(done, applications.last_day[has] * DAY_SECONDS) + _seconds(
        6 + 14 * chance.lognormal("settled", 0.6)
    )
    when = city.in_office(np.where(held, when, city.FIRST_DAY * DAY_SECONDS), chance.uniform("settled at"))
    seized = by_city & chance.chance("seized", 0.7)
    returned_at, seized_at = np.full((2, len(applications)), NEVER)
    returned_at[has] = np.where(held & ~seized, when, NEVER)
    seized_at[has] = np.where(held & seized, when, NEVER)
    return Deposits(returned_at, seized_at)
