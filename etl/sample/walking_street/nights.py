"""The nights of the sample market: every Saturday and the last night of the year, held or not, wet or dry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from etl.calendar_th import day_number, from_day_number
from etl.sample import city
from etl.sample.city import DAY_SECONDS, FIRST_DAY
from etl.sample.complaints.lives import NEVER
from etl.sample.complaints.rows import moments
from etl.sample.draws import Bools, Draws, Ints, Texts, texts
from etl.sample.walking_street import words

SEED = 2553  # the year the market began
HOUR = 3600
AHEAD = 14  # days before a night that it stands in the calendar
GATES = day_number(date(2025, 10, 1))  # from here on visitors are counted at the gates on some nights
SLIP = 100  # times too many visitors: a slip of the hand


@dataclass(frozen=True)
class Nights:
    """The nights of the calendar in order of their day; their id is their place, from 1. Times are local seconds."""

    day: Ints
    reason: Ints  # 0 for a night that is held
    weather: Ints
    decided: Ints  # when it is called off, or opens
    counted: Ints  # when weather and visitors are entered
    mended: Ints  # when the figure is put right; NEVER for most
    visitors: Ints  # -1 where nobody wrote any
    first_visitors: Ints  # before it is put right
    shows: Ints
    draws: Draws

    @property
    def is_held(self) -> Bools:
        return self.reason == 0

    @property
    def start(self) -> Ints:
        return self.day * DAY_SECONDS


def make_nights(now: int) -> Nights:
    """Every night that the calendar could know of at `now`."""
    last = now // DAY_SECONDS + AHEAD
    days = np.arange(FIRST_DAY, last + 1)
    is_last_of_year = days.astype("datetime64[D]").astype(str).astype("U10") == _last_days(days)
    day = days[(city.weekday(days) == 5) | is_last_of_year]
    draws = Draws.of(SEED, day)
    weather = _weather(day, draws)
    reason = _reason(day, draws, weather)
    start = day * DAY_SECONDS
    ahead = np.where(reason == words.STORM, start + 15 * HOUR + 1800, start - 6 * 86_400 + 10 * HOUR)
    guess = 9_500 * city.season(day, words.CROWDS) * (1 + 0.05 * city.years_since_start(day))
    guess = guess * np.array([1.0, 0.8, 0.45, 1.05])[weather] * draws.lognormal("crowd", 0.12)
    by_gate = (day >= GATES) & draws.chance("camera works", 0.4)
    visitors = np.where(by_gate, guess.astype(np.int64), (guess / 100).astype(np.int64) * 100)
    visitors = np.where((reason > 0) | draws.chance("nobody counted", 0.03), -1, visitors)
    slipped = draws.chance("slip", 0.012) & (visitors > 0)
    revised = draws.chance("revised", 0.05) & (visitors > 0)
    counted = start + 2 * DAY_SECONDS + 10 * HOUR
    return Nights(
        day, reason, weather, np.where(reason > 0, ahead, start + 16 * HOUR), counted,
        np.where(slipped | revised, counted + 9 * DAY_SECONDS + 1234, NEVER), visitors,
        np.where(slipped, visitors * SLIP, np.where(revised, visitors - visitors // 8, visitors)),
        np.where(reason > 0, 0, draws.integers("shows", 0, 6)), draws,
    )  # fmt: skip


def make_night_rows(nights: Nights, now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_market_day as of now."""
    n, d = nights, nights.draws
    created = n.start - AHEAD * DAY_SECONDS + 9 * HOUR
    decided, counted, mended = n.decided <= now, n.counted <= now, n.mended <= now
    called_off, opened = decided & ~n.is_held, decided & n.is_held
    seen = np.where(counted & n.is_held, np.where(mended, n.visitors, n.first_visitors), -1)
    by_gate = (n.day >= GATES) & d.chance("camera works", 0.4)
    method = np.where(by_gate, texts(["นับจากกล้อง"]), texts(["ประมาณการ"]))
    times = np.column_stack([created, n.decided, np.where(n.is_held, n.counted, NEVER), n.mended])
    none = texts([None])
    columns: list[Any] = [
        np.arange(1, len(n.day) + 1), np.ones(len(n.day), dtype=np.int64), write_days(n.day),
        np.where(called_off, texts(["C"]), np.where(opened, texts(["H"]), texts(["P"]))),
        np.where(called_off, words.REASONS[n.reason], texts([""])),
        np.where(counted & n.is_held, words.WEATHERS[n.weather], texts([""])),
        np.where(seen >= 0, seen.astype(object), none), np.where(seen >= 0, method, texts([""])),
        np.where(counted, n.shows, 0), _remarks(d, opened), moments(created),
        moments(find_last(times, now)),
    ]  # fmt: skip
    shown = np.flatnonzero(created <= now)
    return list(zip(*(c[shown].tolist() for c in columns), strict=True))


def find_last(times: Ints, now: int) -> Ints:
    """The latest of each row's times that `now` has seen."""
    seen: Ints = np.where(times <= now, times, FIRST_DAY * DAY_SECONDS).max(axis=1)
    return seen


def write_days(days: Ints) -> Texts:
    """Day numbers as YYYY-MM-DD."""
    different, which = np.unique(days, return_inverse=True)
    return texts([from_day_number(int(n)).isoformat() for n in different])[which]


def _last_days(days: Ints) -> Any:
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(str)
    return np.char.add(years, "-12-31")


def _weather(day: Ints, draws: Draws) -> Ints:
    wet = draws.uniform("wet") < city.season(day, words.WET)
    heavy = draws.chance("heavy", 0.3)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    cold = np.isin(month, (0, 11)) & draws.chance("cold", 0.3)
    return np.where(wet, np.where(heavy, words.RAIN, words.DRIZZLE), np.where(cold, words.COLD, words.CLEAR))


def _reason(day: Ints, draws: Draws, weather: Ints) -> Ints:
    reason = np.where((weather == words.RAIN) & draws.chance("storm", 0.4), words.STORM, 0)
    in_year = day.astype("datetime64[D]") - day.astype("datetime64[D]").astype("datetime64[Y]")
    reason = np.where(np.abs(in_year.astype(np.int64) - 103) <= 3, words.EVENT, reason)  # Songkran
    for starts_on, ends_on, why in words.CLOSURES:
        reason = np.where((day >= day_number(starts_on)) & (day <= day_number(ends_on)), why, reason)
    return reason


def _remarks(draws: Draws, opened: Bools) -> Texts:
    said = draws.pick(
        "remark", texts(["", "", "", "มีขบวนแห่", "ไฟดับช่วงหัวค่ำ", "ผู้ประสาน นายสมชาย ใจงามสมมติ โทร 081-000-0123"])
    )
    return np.where(opened, said, texts([""]))
