"""Local seconds and day numbers as the sample help desk writes them."""

from __future__ import annotations

from datetime import date

import numpy as np

from etl.calendar_th import day_number, from_day_number
from etl.sample.draws import Ints, Texts, texts
from etl.sample.it_repair.schema import ZERO, ZERO_DATE
from etl.working_time import DAY_SECONDS

NEVER = 2**62
_FIRST = day_number(date(2005, 1, 1))
_DATES = texts([from_day_number(n).isoformat() for n in range(_FIRST, _FIRST + 60 * 366)])
_CLOCK = texts([f" {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY_SECONDS)])


def moments(times: Ints) -> Texts:
    """YYYY-MM-DD HH:MM:SS; NEVER as the zero date."""
    never = times >= NEVER
    at = np.where(never, _FIRST * DAY_SECONDS, times)
    written: Texts = np.where(never, texts([ZERO]), _DATES[at // DAY_SECONDS - _FIRST] + _CLOCK[at % DAY_SECONDS])
    return written


def days(numbers: Ints) -> Texts:
    """YYYY-MM-DD; NEVER as the zero date."""
    never = numbers >= NEVER
    written: Texts = np.where(never, texts([ZERO_DATE]), _DATES[np.where(never, _FIRST, numbers) - _FIRST])
    return written


def in_buddhist_years(written: Texts) -> Texts:
    """The same dates with a Buddhist year typed into them; 29 February has none and stays."""
    return texts([w if w[5:10] == "02-29" or w[0] == "0" else f"{int(w[:4]) + 543}{w[4:]}" for w in written.tolist()])


def until(now: int, times: Ints) -> Ints:
    """What lies after `now` has not happened."""
    known: Ints = np.where(times <= now, times, NEVER)
    return known
