"""Instants as the two programmers wrote them: Buddhist years inside DATETIME, and Common Era ones."""

from __future__ import annotations

import numpy as np

from etl.sample.city import DAY_SECONDS
from etl.sample.draws import Ints, Texts, texts
from etl.sample.temporary_signs.schema import ZERO, ZERO_DATE

NEVER = 2**62
_BE = 543


def write_ce(times: Ints) -> Texts:
    """Local seconds as YYYY-MM-DD HH:MM:SS; NEVER as the zero date."""
    never = times == NEVER
    written = np.datetime_as_string(np.where(never, 0, times).astype("datetime64[s]"))
    return texts([ZERO if no else text.replace("T", " ") for text, no in zip(written.tolist(), never, strict=True)])


def write_be(times: Ints) -> Texts:
    """The same with the Buddhist year. 29 February is no day of most such years: the server stored the zero date."""
    return texts([_as_be(text) for text in write_ce(times).tolist()])


def write_be_days(days: Ints) -> Texts:
    """Day numbers as dates with the Buddhist year; NEVER as the zero date."""
    never = days == NEVER
    moments = write_be(np.where(never, NEVER, days * DAY_SECONDS)).tolist()
    return texts([ZERO_DATE if text == ZERO else text[:10] for text in moments])


def _as_be(text: str) -> str:
    if text[:4] == "0000":
        return text
    year = int(text[:4]) + _BE
    if text[5:10] == "02-29" and (year % 4 or (year % 100 == 0 and year % 400)):
        return ZERO
    return f"{year}{text[4:]}"
