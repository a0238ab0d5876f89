"""Dates as people and older programs write them -> ISO 8601, in the column's own era; what could mean two days is none.

Day before month, as in Thailand, never month first. A year of two digits is a Buddhist one (67 is 2567), and only where
the column is declared `be`: after a month's name, or in d/m/yy where it cannot be a day.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NOTHING = frozenset({"", "-", "–", "—"})  # how an empty cell is written by hand
_INVISIBLE = ("Cc", "Cf")
_LONGEST = 64
_MONTHS = (
    ("มกราคม", "ม.ค."), ("กุมภาพันธ์", "ก.พ."), ("มีนาคม", "มี.ค."), ("เมษายน", "เม.ย."), ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."), ("กรกฎาคม", "ก.ค."), ("สิงหาคม", "ส.ค."), ("กันยายน", "ก.ย."), ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."), ("ธันวาคม", "ธ.ค."),
)  # fmt: skip
_NUMBERS = {name.replace(".", ""): number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(
    [full for full, _ in _MONTHS] + [short.rstrip(".").replace(".", r"\.?\s?") + r"\.?" for _, short in _MONTHS]
)
_TIME = (
    r"(?:(?:,?\s+|T|,?\s*เวลา\s*)(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?|\.(?P<dotted>[0-9]{2})(?=\s*น))"
    r"(?:\s*น\.?)?(?:\s*(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_FORMS = tuple(
    re.compile(rf"(?:วันที่\s*)?{form}{_TIME}")
    for form in (
        r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>3[2-9]|[4-9][0-9])",  # 67 is no day
        rf"(?P<day>[0-9]{{1,2}})[\s/-]*(?P<name>{_NAMES})[\s/-]*"
        r"(?:(?:(?P<be>พ)|ค)\.?\s?ศ\.?\s*)?(?P<year>[0-9]{4}|[0-9]{2})",
    )
)
_MARKED = re.compile(r"[พค]\.?\s?ศ\.?\s*[0-9]")


def respell(text: str, era: Literal["ce", "be"]) -> str:
    """`9 ธ.ค. 67 14:05 น.` -> `2567-12-09 14:05:00`; an empty cell -> ''; no date, or more than one -> `?`.

    Whether there is such a day and hour is not looked at. An era that the text itself names (พ.ศ., ค.ศ.) must be the
    declared one.
    """
    if len(text) > _LONGEST:
        return "?"
    plain = " ".join(text.split())
    if not plain.isprintable():
        plain = " ".join("".join(sign for sign in plain if unicodedata.category(sign) not in _INVISIBLE).split())
    if plain in NOTHING:
        return ""
    plain = plain.translate(THAI_DIGITS)
    for form in _FORMS if plain.isascii() else reversed(_FORMS):
        if found := form.fullmatch(plain):
            return _write(found, plain, era)
    return "?"


def _write(found: re.Match[str], plain: str, era: str) -> str:
    part = found.groupdict()
    year = part["year"]
    if len(year) == 2:
        if era != "be":
            return "?"
        year = f"25{year}"
    if _MARKED.search(plain) and (part.get("be") is not None) != (era == "be"):
        return "?"
    name = part.get("name")
    month = part["month"] if name is None else str(_NUMBERS[re.sub(r"[.\s]", "", name)])
    date = f"{year}-{month:0>2}-{part['day']:0>2}"
    if part["hour"] is None:
        return date
    fraction = f".{part['fraction']}" if part["fraction"] else ""
    zone = (part["zone"] or "").replace("UTC", "Z").replace("GMT", "Z")
    return f"{date} {part['hour']:0>2}:{part['minute'] or part['dotted']}:{part['second'] or '00'}{fraction}{zone}"
