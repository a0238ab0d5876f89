"""Dates and times of a page, read strictly by the declared era and written as the warehouse stores them.

Nothing is guessed: a Buddhist year in a column declared `ce` is no date of it, and the other way round; the day stands
before the month; what can be read in two ways is refused. Whole columns of ISO 8601 texts (`YYYY-MM-DD`, with a time,
fractions, `Z` or an offset) are computed at once from their digits; what people write (`9 ธ.ค. 67 14:05 น.`) is first
respelled as ISO, each different text once. A time without offset is Bangkok's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from etl.calendar_th import BANGKOK, BE_OFFSET
from etl.readers.text_column import TextColumn
from etl.steps.date_spellings import respell

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 86_400 * SECOND
OFFSET = 7 * 3600 * SECOND  # Asia/Bangkok, without summer time since 1920
FIRST_YEAR, LAST_YEAR = 1950, 9998  # before: the declared era is wrong, or a spreadsheet's 1900-01-00; after: no UTC
_ZERO = ord("0")
_SEPARATORS = ((4, "-"), (7, "-"), (10, " T"), (13, ":"), (16, ":"), (19, "."))
_DAY_ONLY, _MINUTES, _SECONDS = 10, 16, 19
# a fraction of a second has up to nine digits; those beyond the sixth are cut off
_BODIES = (_DAY_ONLY, _MINUTES, _SECONDS, *range(21, 30))
_ENDINGS = {1: "Z", 3: "+00", 5: "+0000", 6: "+00:00"}
_FARTHEST = 14  # hours from UTC that a clock on earth may be


def _bodies(length: int) -> tuple[int, ...]:
    """How long the part before `Z` or an offset may be in a text of this length; that without an ending first."""
    return (*(length,) * (length in _BODIES), *(length - e for e in _ENDINGS if length - e in _BODIES[1:]))


_LAYOUTS = {length: _bodies(length) for length in range(_DAY_ONLY, 36) if _bodies(length)}


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

    def join(self, other: Instants) -> Instants:
        return Instants(np.concatenate((self.local, other.local)), np.concatenate((self.none, other.none)))


def parse_instants(values: Sequence[Any], era: Literal["ce", "be"]) -> tuple[Instants, Flags]:
    """A raw column -> its instants, and which rows are no date at all. Blank and zero dates are null, not bad."""
    if isinstance(values, TextColumn) and (instants_of_cells := _parse_cells(values, era)) is not None:
        return instants_of_cells, np.zeros(len(values), np.bool_)
    texts = [value if type(value) is str else _write(value) for value in values]
    instants, bad = _parse_iso(texts, era)
    if bad.any():
        odd = np.flatnonzero(bad)
        known = {text: respell(text, era) for text in {texts[row] for row in odd.tolist()}}
        again, still_bad = _parse_iso([known[texts[row]] for row in odd.tolist()], era)
        instants.local[odd], instants.none[odd], bad[odd] = again.local, again.none, still_bad
    return instants, bad


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
    """What is not text, as text: a driver's datetime becomes Bangkok's wall clock. A bare number is no date."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        try:
            return (value.astimezone(BANGKOK).replace(tzinfo=None) if value.tzinfo else value).isoformat(sep=" ")
        except OverflowError:  # the last hours of the year 9999, the first of the year 1
            return "beyond the calendar"
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _parse_cells(column: TextColumn, era: str) -> Instants | None:
    """A column whose texts are all of one length and layout, as most systems write it; null where one is not."""
    found = column.cells()
    if found is None:
        return None
    digits, rows = found[0].T - np.uint8(_ZERO), found[1]
    for body in _LAYOUTS.get(len(digits), ()):
        if _fit(digits, body, len(digits) - body).all():
            local, none = np.zeros(len(column), np.int64), np.ones(len(column), np.bool_)
            local[rows], none[rows], bad = _compute(digits, body, era)
            return None if bad.any() else Instants(local, none)
    return None


def _parse_iso(texts: list[str], era: str) -> tuple[Instants, Flags]:
    """Texts of ISO 8601 -> instants; what is written otherwise is bad."""
    size = len(texts)
    lengths = np.fromiter(map(len, texts), np.int64, size)
    local, none, bad = np.zeros(size, np.int64), lengths == 0, lengths != 0
    for length in np.unique(lengths).tolist():
        if length not in _LAYOUTS:
            if length > max(_LAYOUTS):
                break
            continue
        rows = np.flatnonzero(lengths == length)
        chosen = texts if len(rows) == size else [texts[row] for row in rows.tolist()]
        joined = "".join(chosen)
        if not joined.isascii():
            plain = [at for at, text in enumerate(chosen) if text.isascii()]
            rows, joined = rows[plain], "".join(chosen[at] for at in plain)
        digits = np.frombuffer(joined.encode(), np.uint8).reshape(-1, length).T - np.uint8(_ZERO)
        for body in _LAYOUTS[length]:
            fits = _fit(digits, body, length - body)
            if not fits.all():
                local[rows[fits]], none[rows[fits]], bad[rows[fits]] = _compute(digits[:, fits], body, era)
                rows, digits = rows[~fits], digits[:, ~fits]
                continue
            local[rows], none[rows], bad[rows] = _compute(digits, body, era)
            break
    return Instants(local, none | bad), bad


def _fit(digits: npt.NDArray[np.uint8], body: int, ending: int) -> Flags:
    """Which texts (columns of `digits`) have digits and separators where a body and ending of these lengths do."""
    signs = {at: sign for at, sign in _SEPARATORS if at < body}
    if ending == 1:
        signs[body] = "Zz"
    elif ending:
        signs |= {body: "+-"} | ({body + 3: ":"} if ending == 6 else {})
    fits: Flags = np.asarray((digits[[at for at in range(body + ending) if at not in signs]] <= 9).all(axis=0))
    for at, allowed in signs.items():
        if len(allowed) == 1:
            fits &= digits[at] == _place(allowed)
        else:
            fits &= (digits[at] == _place(allowed[0])) | (digits[at] == _place(allowed[1]))
    return fits


def _place(sign: str) -> np.uint8:
    """What a sign is after `0` was taken from it, as from all digits."""
    return np.uint8((ord(sign) - _ZERO) % 256)


def _compute(digits: npt.NDArray[np.uint8], body: int, era: str) -> tuple[Integers, Flags, Flags]:
    """Texts that fit -> microseconds on the Bangkok clock, null, bad."""
    year, month, day = _number(digits, 0, 4), _number(digits, 5, 2), _number(digits, 8, 2)
    none = (year == 0) & (month == 0) & (day == 0)
    if era == "be":
        year = year - BE_OFFSET
    bad = (year < FIRST_YEAR) | (year > LAST_YEAR) | (month < 1) | (month > 12)
    months = np.where(bad, 0, (year - 1970) * 12 + month - 1)
    first, following = _first_days(months), _first_days(months + 1)
    bad |= (day < 1) | (day > following - first)
    local = (first + day - 1) * DAY
    if body >= _MINUTES:
        hour, minute = _number(digits, 11, 2), _number(digits, 14, 2)
        second = _number(digits, 17, 2) if body >= _SECONDS else np.int64(0)
        bad |= (hour > 23) | (minute > 59) | (second > 59)
        local += (hour * 3600 + minute * 60 + second) * SECOND
    if body > _SECONDS:
        kept = min(body - 20, 6)
        local += _number(digits, 20, kept) * 10 ** (6 - kept)
    ending = digits.shape[0] - body
    if ending == 1:
        local += OFFSET
    elif ending:
        hours = _number(digits, body + 1, 2)
        minutes = _number(digits, digits.shape[0] - 2, 2) if ending > 3 else np.zeros_like(hours)
        bad |= (hours > _FARTHEST) | (minutes > 59)
        ahead = (hours * 3600 + minutes * 60) * SECOND
        local += OFFSET - np.where(digits[body] == _place("-"), -ahead, ahead)
    return local, none, bad & ~none


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
