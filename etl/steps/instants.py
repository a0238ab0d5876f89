"""Dates and times of a page, read strictly by the declared era and written as the warehouse stores them.

One format family: `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS`, with up to six decimals. Nothing is guessed: a Buddhist year in
a source declared `ce` is a bad date, and the other way round. Whole columns are computed at once from their digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etl.calendar_th import BANGKOK, BE_OFFSET

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 86_400 * SECOND
OFFSET = 7 * 3600 * SECOND  # Asia/Bangkok, without summer time since 1920
FIRST_YEAR, LAST_YEAR = 1950, 2100  # outside: the declared era is wrong, or the year is a slip
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SEPARATORS = ((4, "-"), (7, "-"), (10, " "), (13, ":"), (16, ":"), (19, "."))
_LENGTHS = (10, 19, *range(21, 27))
_ZERO = ord("0")


@dataclass(slots=True)
class Instants:
    """A column of times: microseconds since 1970 on the Bangkok clock; where `none`, the number means nothing."""

    local: Integers
    none: Flags

    @property
    def days(self) -> Integers:
        """Bangkok day numbers."""
        return self.local // DAY

    def take(self, rows: Flags) -> Instants:
        return Instants(self.local[rows], self.none[rows])


def parse_instants(
    values: Sequence[Any], era: Literal["ce", "be"], last_year: int = LAST_YEAR
) -> tuple[Instants, Flags]:
    """A raw column -> its instants, and which rows are no date at all. '' and zero dates are null, not bad."""
    size = len(values)
    texts = [value if type(value) is str else _write(value) for value in values]
    lengths = np.fromiter(map(len, texts), np.int64, size)
    if not np.isin(lengths, (0, *_LENGTHS)).all():
        texts = [text.strip() for text in texts]
        lengths = np.fromiter(map(len, texts), np.int64, size)
    local, none, bad = np.zeros(size, np.int64), lengths == 0, np.zeros(size, np.bool_)
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        if length == 0:
            continue
        if length not in _LENGTHS:
            bad[rows] = True
            continue
        chosen = texts if len(rows) == size else [texts[row] for row in rows]
        local[rows], none[rows], bad[rows] = _parse_equal(chosen, int(length), era, last_year)
    return Instants(local, none | bad), bad


def write_instants(instants: Instants) -> list[str | None]:
    """UTC text `YYYY-MM-DD HH:MM:SS.ffffff`, as SQLite stores and PostgreSQL reads it."""
    moment = instants.local - OFFSET
    days, rest = moment // DAY, moment % DAY
    cells = _template("0000-00-00 00:00:00.000000", len(days))
    _write_days(cells, days)
    seconds, micros = rest // SECOND, rest % SECOND
    _write_digits(cells, 11, seconds // 3600, 2)
    _write_digits(cells, 14, seconds // 60 % 60, 2)
    _write_digits(cells, 17, seconds % 60, 2)
    if micros.any():
        _write_digits(cells, 20, micros, 6)
    return _as_texts(cells, instants.none)


def write_days(days: Integers, none: Flags) -> list[str | None]:
    """Day numbers -> `YYYY-MM-DD`."""
    cells = _template("0000-00-00", len(days))
    _write_days(cells, np.where(none, 0, days))
    return _as_texts(cells, none)


def to_micros(at: datetime) -> int:
    """An aware instant on the scale of `Instants.local`."""
    return int(at.astimezone(BANGKOK).replace(tzinfo=UTC).timestamp() * SECOND)


def from_micros(local: int) -> datetime:
    return datetime.fromtimestamp((local - OFFSET) / SECOND, UTC)


def _write(value: Any) -> str:
    """What is not text, as text: a driver's datetime becomes Bangkok's wall clock."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(BANGKOK).replace(tzinfo=None) if value.tzinfo else value
        return local.isoformat(sep=" ")
    return str(value)


def _parse_equal(texts: list[str], length: int, era: str, last_year: int) -> tuple[Integers, Flags, Flags]:
    """Texts of one length -> local microseconds, null, bad."""
    joined = "".join(texts)
    if not joined.isascii():
        joined = "".join(text if text.isascii() else _to_ascii(text) for text in texts)
    digits = np.frombuffer(joined.encode(), np.uint8).reshape(-1, length).T - np.uint8(_ZERO)
    separators = [(at, ord(sign) - _ZERO) for at, sign in _SEPARATORS if at < length]
    bad = np.zeros(len(texts), np.bool_)
    for at, sign in separators:
        bad |= digits[at] != np.uint8(sign % 256)
    marks = {at for at, _ in separators}
    bad |= (digits[[at for at in range(length) if at not in marks]] > 9).any(axis=0)
    year, month, day = _number(digits, 0, 4), _number(digits, 5, 2), _number(digits, 8, 2)
    none = ~bad & (year == 0) & (month == 0) & (day == 0)
    if era == "be":
        year = year - BE_OFFSET
    bad |= (year < FIRST_YEAR) | (year > last_year) | (month < 1) | (month > 12)
    months = np.where(bad, 0, (year - 1970) * 12 + month - 1)
    first, following = _first_days(months), _first_days(months + 1)
    bad |= (day < 1) | (day > following - first)
    local = (first + day - 1) * DAY
    if length >= 19:
        hour, minute, second = (_number(digits, at, 2) for at in (11, 14, 17))
        bad |= (hour > 23) | (minute > 59) | (second > 59)
        local += (hour * 3600 + minute * 60 + second) * SECOND
    if length > 19:
        local += _number(digits, 20, length - 20) * 10 ** (26 - length)
    return local, none, bad & ~none


def _to_ascii(text: str) -> str:
    """Thai digits become Arabic; what is left makes the date a bad one, without changing its length."""
    return text.translate(THAI_DIGITS).encode("ascii", "replace").decode()


def _number(digits: npt.NDArray[np.uint8], at: int, width: int) -> Integers:
    total = digits[at].astype(np.int64)
    for place in range(at + 1, at + width):
        total = total * 10 + digits[place]
    return total


def _first_days(months: Integers) -> Integers:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _template(text: str, rows: int) -> npt.NDArray[np.uint32]:
    return np.tile(np.array([ord(sign) for sign in text], np.uint32), (rows, 1))


def _write_days(cells: npt.NDArray[np.uint32], days: Integers) -> None:
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    _write_digits(cells, 0, months // 12 + 1970, 4)
    _write_digits(cells, 5, months % 12 + 1, 2)
    _write_digits(cells, 8, days - _first_days(months) + 1, 2)


def _write_digits(cells: npt.NDArray[np.uint32], at: int, numbers: Integers, width: int) -> None:
    for place in range(at + width - 1, at - 1, -1):
        cells[:, place] += (numbers % 10).astype(np.uint32)
        numbers = numbers // 10


def _as_texts(cells: npt.NDArray[np.uint32], none: Flags) -> list[str | None]:
    texts: list[str | None] = cells.view(f"<U{cells.shape[1]}").ravel().tolist()
    if none.any():
        for row in np.flatnonzero(none):
            texts[row] = None
    return texts
