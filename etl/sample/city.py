"""How busy each day of a sample Khon Kaen is: seasons, weekdays, holidays, floods and growth; and its office hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from etl.calendar_th import day_number
from etl.sample.draws import Bools, Draws, Floats, Ints

FIRST_DAY = day_number(date(2021, 10, 1))  # the first day of fiscal year 2565
DAY_SECONDS = 86_400
YEAR_DAYS = 365.25
GROWTH = 0.045  # a year
LEVEL = 0.868  # makes the mean of the first five years the asked number a year

MONTHS = np.array([0.93, 0.94, 0.98, 0.92, 1.02, 1.07, 1.06, 1.08, 1.12, 1.08, 0.93, 0.89])  # January first
WEEKDAYS = np.array([1.20, 1.13, 1.09, 1.06, 1.02, 0.79, 0.71])  # Monday first
HOLIDAYS = ((1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 1), (5, 4), (6, 3), (7, 28), (8, 12), (10, 13), (10, 23),
            (12, 5), (12, 10), (12, 31))  # fmt: skip
OPENS, CLOSES = 8 * 3600 + 1800, 16 * 3600 + 1800


@dataclass(frozen=True)
class Flood:
    """Days of high water; strength 1 doubles the day's complaints at its height."""

    name: str
    starts_on: date
    days: int
    strength: float


FLOODS = (
    Flood("น้ำหลากต้นเดือนตุลาคม 2564", date(2021, 9, 27), 13, 1.2),
    Flood("น้ำท่วมใหญ่รอบบึงทุ่งสร้าง ตุลาคม 2565", date(2022, 9, 30), 17, 2.6),
    Flood("ฝนหนักปลายเดือนกันยายน 2566", date(2023, 9, 25), 14, 1.3),
    Flood("ฝนหนักเดือนกันยายน 2567", date(2024, 9, 17), 12, 0.9),
    Flood("น้ำท่วมรอบบึงทุ่งสร้าง ตุลาคม 2568", date(2025, 9, 24), 15, 1.6),
    Flood("ฝนหนักเดือนกันยายน 2569", date(2026, 9, 11), 13, 1.1),
)


def _months(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12


def season(days: Ints, by_month: Floats) -> Floats:
    """A value of each month (January first) for each day."""
    return by_month[..., _months(days)]


def weekday(days: Ints) -> Ints:
    """0 Monday to 6 Sunday."""
    return (days + 3) % 7


def years_since_start(days: Ints) -> Floats:
    return (days - FIRST_DAY) / YEAR_DAYS


def is_workday(days: Ints) -> Bools:
    """Neither weekend nor one of the holidays that have a fixed date."""
    stamps = days.astype("datetime64[D]")
    months = _months(days) + 1
    in_month = (stamps - stamps.astype("datetime64[M]")).astype(np.int64) + 1
    holidays = np.isin(months * 100 + in_month, [m * 100 + d for m, d in HOLIDAYS])
    return (weekday(days) < 5) & ~holidays


def flood(days: Ints) -> Floats:
    """How far water adds to each day's complaints: 0 dry, 1 doubles them.

    Years after the named floods have one each, in September or October, of a strength of its own.
    """
    last_named = max(f.starts_on.year for f in FLOODS)
    last_year = int(days.max(initial=FIRST_DAY).astype("datetime64[D]").astype("datetime64[Y]").astype(int)) + 1970
    years = np.arange(last_named + 1, last_year + 2)
    chance = Draws.of(2565, years)
    later = [
        Flood(f"ฝนหนักปี {year + 543}", date(int(year), 9, 10 + int(start)), 13, 0.8 + float(strength))
        for year, start, strength in zip(
            years, chance.integers("start", 0, 20), chance.uniform("strength"), strict=True
        )
    ]
    water = np.zeros(len(days))
    for one in (*FLOODS, *later):
        along = (days - day_number(one.starts_on) + 0.5) / one.days
        water += np.where((along > 0) & (along < 1), one.strength * np.sin(np.pi * np.clip(along, 0, 1)) ** 1.5, 0.0)
    return water


def busyness(days: Ints) -> Floats:
    """Expected complaints of each day, as a multiple of a mean day."""
    quiet = np.where(is_workday(days) | (weekday(days) >= 5), 1.0, 0.62)
    level = LEVEL * (1 + GROWTH * years_since_start(days))
    return level * season(days, MONTHS) * WEEKDAYS[weekday(days)] * quiet * (1 + flood(days))


def volumes(seed: int, per_year: int, last_day: int) -> Ints:
    """Complaints of each day from FIRST_DAY to last_day; a day's number does not depend on last_day."""
    days = np.arange(FIRST_DAY, last_day + 1)
    expected = per_year / YEAR_DAYS * busyness(days)
    spread = np.sqrt(expected) * Draws.of(seed, days).normal("volume")
    return np.maximum(0, np.round(expected + spread)).astype(np.int64)


@cache
def _next_workdays() -> Ints:
    """For each day of forty years from FIRST_DAY: that day, or the first workday after it."""
    days = np.arange(FIRST_DAY, FIRST_DAY + 40 * 366)
    upcoming = np.where(is_workday(days), days, days[-1])
    return np.minimum.accumulate(upcoming[::-1])[::-1]


def in_office(times: Ints, chance: Floats) -> Ints:
    """Each instant (local seconds) moved to when the office is open; what waits is taken up in the first hours."""
    day, second = times // DAY_SECONDS, times % DAY_SECONDS
    day = day + (second >= CLOSES)
    workday = _next_workdays()[np.clip(day - FIRST_DAY, 0, None)]
    waits = (workday != times // DAY_SECONDS) | (second < OPENS)
    return workday * DAY_SECONDS + np.where(waits, OPENS + (chance * 9000).astype(np.int64), second)
