"""Office time of a Thai municipality: working days and working seconds, 8.30 to 16.30.

A working day is Monday to Friday and none of the public holidays with a fixed date; one that falls on a weekend is made
up for on the next working day. Holidays by the moon, and days off that the cabinet adds, are not known here and count
as working days.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.calendar_th import day_number

Ints = npt.NDArray[np.int64]

# มติคณะรัฐมนตรีว่าด้วยวันหยุดราชการประจำปี: month, day
HOLIDAYS = ((1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (6, 3), (7, 28), (8, 12), (10, 13), (10, 23), (12, 5),
            (12, 10), (12, 31))  # fmt: skip
OPENS, CLOSES = 8 * 3600 + 1800, 16 * 3600 + 1800
WORK_SECONDS = CLOSES - OPENS  # of a day
DAY_SECONDS = 86_400
FIRST_YEAR, LAST_YEAR = 1990, 2100  # days beyond count as those nearest


@cache
def _calendar() -> tuple[int, Ints, Ints]:
    """The first day number; of each day on, how many working days lie before it; the days that are working days."""
    first, last = day_number(date(FIRST_YEAR, 1, 1)), day_number(date(LAST_YEAR, 12, 31))
    days = np.arange(first, last + 1)
    works = (days + 3) % 7 < 5
    holidays = {day_number(date(y, m, d)) - first for y in range(FIRST_YEAR, LAST_YEAR + 1) for m, d in HOLIDAYS}
    on_weekends = sorted(day for day in holidays if not works[day])
    works[list(holidays)] = False
    for day in on_weekends:
        if day + 1 in on_weekends:  # Saturday and Sunday of one feast are made up for once
            continue
        off = day + 1
        while off < len(works) - 1 and not works[off]:
            off += 1
        works[off] = False
    return first, np.concatenate(([0], np.cumsum(works)))[:-1], days[works]


def count_working_days(days: Any) -> Ints:
    """How many working days lie before each day (day numbers); the difference of two is the days between them."""
    first, before, _ = _calendar()
    counted: Ints = before[np.clip(np.asarray(days, np.int64) - first, 0, len(before) - 1)]
    return counted


def working_seconds(local: Any) -> Ints:
    """Working seconds up to each instant (seconds of the Bangkok clock since 1970); subtract two of them."""
    local = np.asarray(local, np.int64)
    days = local // DAY_SECONDS
    before = count_working_days(days)
    is_working = count_working_days(days + 1) > before
    today = np.clip(local % DAY_SECONDS - OPENS, 0, WORK_SECONDS)
    return before * WORK_SECONDS + np.where(is_working, today, 0)


def add_working_seconds(local: Any, seconds: Any) -> Ints:
    """The instant by which so many working seconds (more than 0) have passed."""
    _, _, working = _calendar()
    last = (
        working_seconds(local) + np.asarray(seconds, np.int64) - 1
    )  # the last second of work still belongs to its day
    day = working[np.clip(last // WORK_SECONDS, 0, len(working) - 1)]
    return day * DAY_SECONDS + OPENS + last % WORK_SECONDS + 1
