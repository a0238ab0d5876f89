"""Numbers as systems write them: `1,234.50`, `(500)`, `-`, Thai digits; whole columns at once, nothing guessed.

A comma separates thousands and nothing else, as in Thailand: `12,5` is no number, neither is `5%` or `500 บาท`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from etl.steps.date_spellings import NOTHING, THAI_DIGITS

BAD: Any = object()  # stands for what is no number
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]*)?")
_BRACKETED = re.compile(r"\(\s*([0-9.,]+)\s*\)")
_LONGEST = 64
_WRITTEN = frozenset({str, type(None)})


def read_numbers(raw: Sequence[Any]) -> list[Any]:
    """A column of finite floats; None where nothing was written, BAD where it is no number."""
    kinds = set(map(type, raw)) - {type(None)}
    if kinds <= {int, float} or (kinds == {str} and "_" not in "".join(filter(None, raw))):
        try:
            values = [None if value is None or value == "" else float(value) for value in raw]
        except (ValueError, OverflowError):
            return _read_each(raw, read_number)
        if math.isfinite(sum(filter(None, values))):
            return values
    return _read_each(raw, read_number)


def read_integers(raw: Sequence[Any]) -> list[Any]:
    """A column of ints; None where nothing was written, BAD where it is no whole number."""
    if set(map(type, raw)) == {str}:
        joined, lengths = "".join(raw), set(map(len, raw))
        if joined.isdecimal() and joined.isascii() and min(lengths) > 0 and max(lengths) < 19:
            return list(map(int, raw))
    return _read_each(raw, read_integer)


def read_money(raw: Sequence[Any]) -> list[Any]:
    """A column of baht as whole satang, exactly; None where nothing was written, BAD where it is no such amount."""
    return _read_each(raw, read_satang)


def read_satang(value: Any) -> Any:
    """`1,234.5` is 123450; None where nothing was written; BAD for parts of a satang."""
    text = _write_decimal(value) if type(value) in (int, float, Decimal) else _write(value)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        return BAD
    satang = Decimal(text) * 100
    return int(satang) if satang == satang.to_integral_value() and abs(satang) < 2**63 else BAD


def read_number(value: Any) -> Any:
    """A finite float, None where nothing was written, or BAD."""
    if type(value) in (int, float, Decimal):
        number = _as_float(value)
        return number if math.isfinite(number) else BAD
    text = _write(value)
    if not text:
        return None
    return _as_float(text) if _NUMBER.fullmatch(text) and math.isfinite(_as_float(text)) else BAD


def read_integer(value: Any) -> Any:
    """An int, None where nothing was written, or BAD; `5.0` is 5 and `5.5` is BAD."""
    if type(value) is int:
        return value if abs(value) < 2**63 else BAD
    text = str(value) if type(value) in (float, Decimal) else _write(value)
    if not text:
        return None
    whole, _, decimals = text.partition(".")
    if not _NUMBER.fullmatch(text) or not whole.lstrip("+-").isdigit() or decimals.strip("0"):
        return BAD
    return int(whole)


def _read_each(raw: Sequence[Any], read: Callable[[Any], Any]) -> list[Any]:
    """Each different value is read once."""
    try:
        known = {value: read(value) for value in set(raw)}
    except TypeError:  # lists and the like
        known = None
    # 1, 1.0 and True are one key of a dict and not one number: a column of several kinds is read as text
    if known is None or not (set(map(type, known)) <= _WRITTEN or len(set(map(type, raw)) - {type(None)}) == 1):
        raw = [_as_text(value) for value in raw]
        known = {value: read(value) for value in set(raw)}
    return [known[value] for value in raw]


def _write(value: Any) -> str:
    """Text as float() reads it, '' for nothing; what it would read but should not (`1_000`, `nan`) is no _NUMBER."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, bytes)):
        return "?"
    text = value if isinstance(value, str) else value.decode("utf-8", "replace")
    if len(text) > _LONGEST:
        return "?"
    text = text.strip().translate(THAI_DIGITS).replace("\u2212", "-")  # the minus sign of word processors
    if text in NOTHING:
        return ""
    if bracketed := _BRACKETED.fullmatch(text):
        text = f"-{bracketed[1]}"
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _write_decimal(value: int | float | Decimal) -> str:
    """A binary float of money (1234.5600000000001) is what it shows to two decimals, if that is what was meant."""
    if isinstance(value, float):
        rounded = round(value, 2) if math.isfinite(value) else value
        return repr(rounded if math.isclose(rounded, value, rel_tol=1e-12, abs_tol=1e-9) else value)
    return str(value)


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except (OverflowError, ValueError):  # an int beyond any float, Decimal's signalling NaN
        return math.nan


def _as_text(value: Any) -> str:
    return "" if value is None else value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
