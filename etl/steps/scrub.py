"""Takes what may name or locate a person out of free text: telephones, ids, e-mails, LINE, names, house numbers.

When in doubt it takes too much: a few words of a complaint may be lost, a name may not stay. Whole pages are searched
at once, and only texts in which something was found are rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SHORT = 160  # characters of a description that are kept
LONGEST = 20_000  # what a text is cut to before it is searched
BREAK = "\x1e"

_D = "[0-9๐-๙]"
_GAP = "[ .\\-–()]{0,2}"
# what begins with a nought and is no telephone: the zero date, and days of the first third of a month
_DATE = rf"(?:0000-00-00|0[1-9]([ .\-])(?:0[1-9]|1[0-2])\1(?:19|20|24|25)\d\d)(?!{_D}|-{_D})"
_LONG_NUMBER = re.compile(rf"{_D}(?:{_GAP}{_D}){{7}}")
_NAME = r"\.?\s*[ก-๎]{2,}(?:\s+[ก-๎]{2,20})?"
_NAMED = r"(?:ชื่อ)?\s*[:.]?\s+(?!\[)[ก-๎]{2,20}(?:\s+[ก-๎]{2,20})?"
TITLES = (
    r"(?:นางสาว|(?<!หญ้า)(?<!บัว)นาง(?!เลิ้ง|แบบ|ฟ้า|พยาบาล)"
    r"|(?<!เจ้า)(?<!ท)นาย(?!สัตวแพทย์|ท้าย|ก(?![ิีึืุูั็่้๊๋าำฤ]|ร(?!ัฐ)|ม[ลน]|นก|วี)|ช่าง|ทะเบียน|ทุน|หน้า|จ้าง|ตรวจ|ประกัน|แพทย์|อำเภอ|ท่า|สถานี|ด่าน)"
    r"|น\s?\.\s?ส|ด\s?\.\s?[ชญ]|เด็กชาย|เด็กหญิง"
    r"|(?<!ขอบ)(?<!พระ)(?<!บุญ)คุณ(?!ภาพ|สมบัติ|ค่า|ธรรม|ประโยชน์|วุฒิ|ลักษณะ|ูปการ)"
    r"|(?:อาจารย์|ดร\.|ผู้ใหญ่บ้าน|กำนัน)(?=\s?[ก-๎])"
    # ranks (ด.ต., พ.ต.อ., ส.ท.); อ. is a teacher where two names follow, else a district
    r"|[พรจสดต]\.[ตสอทจ]\.(?:[ตอทร]\.)?(?=\s?[ก-๎]{2})"
    r"|อ\.(?!\s?เมือง)(?=\s?[ก-๎]{2,}\s+(?!จังหวัด|ขอนแก่น)[ก-๎]{2,}))"
)
# the titles of TITLES that are written with a full stop, found by it
_ABBREVIATED = re.compile(r"\.(?:(?<=[นด]\.)\s?[สชญ]|(?<=[นด]\s\.)\s?[สชญ]|(?<=ดร\.)|(?<=[พรจสด]\.)[ตสอทจ]\.|(?<=อ\.))")


EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Texts that hold one of `signs` (or a match of `shape`) are searched with `pattern`, the others left alone.

    A sign in a `harmless` surrounding does not count.
    """

    instead: str
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ()
    shape: re.Pattern[str] | None = None
    harmless: tuple[str, ...] = ()


_RULES = (
    _Rule("[อีเมล]", EMAIL, signs=("@",)),
    _Rule(
        "[ไลน์]",
        re.compile(r"(?:\bline\b|ไลน์|ไลน)\s*(?:id|ไอดี|official)?\s*[:=]?\s*@?[a-z0-9][a-z0-9._\-]{2,}", re.IGNORECASE),
        signs=("ไลน",),
        shape=re.compile("[Ll][Ii][Nn][Ee]"),
    ),
    _Rule("[ไลน์]", re.compile(r"(?<!\w)@[A-Za-z0-9][\w.\-]{2,}"), signs=("@",)),
    _Rule("[เลขประจำตัว]", re.compile(rf"(?<!{_D}){_D}(?:{_GAP}{_D}){{12}}(?!{_D})"), shape=_LONG_NUMBER),
    _Rule(
        "[โทรศัพท์]",
        re.compile(rf"(?=[+0๐])(?!{_DATE})(?:\+\s?66|(?<!{_D})[0๐]){_GAP}{_D}(?:{_GAP}{_D}){{6,8}}(?!{_D})"),
        shape=_LONG_NUMBER,
    ),
    _Rule(
        "[บ้านเลขที่]",
        re.compile(rf"(?:บ้านเลขที่|เลขที่บ้าน|บ้านเลข|เลขที่|ห้อง)\s*{_D}+(?:\s*/\s*{_D}+)*"),
        signs=("เลข", "ห้อง"),
    ),
    _Rule(
        "[บ้านเลขที่]",
        re.compile(rf"(?<![0-9๐-๙/]){_D}{{1,4}}\s?/\s?{_D}{{1,4}}(?=\s*(?:หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.))"),
        signs=("/",),
    ),
    _Rule(
        "[ชื่อ]",
        re.compile("(?=[นทเดคอผกพรจสต])" + TITLES + _NAME),
        signs=("นาย", "นาง", "คุณ", "เด็ก", "อาจารย์", "ผู้ใหญ่บ้าน", "กำนัน"),
        shape=_ABBREVIATED,
        harmless=("ขอบคุณ", "ขอบพระคุณ", "นายกเทศ", "นายกรัฐ", "หญ้านาง"),
    ),
    _Rule(r"\1 [ชื่อ]", re.compile(rf"(ผู้แจ้ง|แจ้งโดย|ลงชื่อ|ผู้ร้อง){_NAMED}"), signs=("ผู้แจ้ง", "แจ้งโดย", "ลงชื่อ", "ผู้ร้อง")),
    _Rule("[ชื่อ]", re.compile(r"\bM(?:r|rs|s|iss)\b\.?\s*[A-Z][A-Za-z]+(?:\s+[A-Z][A-Za-z]+)?"), signs=("M",)),
)  # fmt: skip


def scrub(text: str) -> str:
    """One text without what may name or locate a person."""
    for rule in _RULES:
        text = rule.pattern.sub(rule.instead, text)
    return text


def scrub_all(texts: Sequence[str | None]) -> list[str]:
    """Texts as they may be kept: one line each, scrubbed, at most `SHORT` characters; null becomes ''."""
    tidy = tidy_all(texts)
    joined = BREAK.join(tidy)
    ends = list(accumulate(len(text) + 1 for text in tidy))
    shaped: dict[re.Pattern[str] | None, set[int]] = {
        shape: _find_shape(shape, joined, ends) for shape in {rule.shape for rule in _RULES} if shape is not None
    }
    for rule in _RULES:
        for row in _find_signs(rule, joined, ends) | shaped.get(rule.shape, set()):
            tidy[row] = rule.pattern.sub(rule.instead, tidy[row])
    return [text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…" for text in tidy]


def tidy_all(texts: Sequence[str | None]) -> list[str]:
    """Single blanks, none at the ends, no control or invisible characters; null becomes ''."""
    if _are_tidy(texts):
        return [text or "" for text in texts]
    lines = [" ".join(text[:LONGEST].split()) if text else "" for text in texts]
    if not "".join(lines).isprintable():
        lines = [line if line.isprintable() else "".join(filter(str.isprintable, line)).strip() for line in lines]
    return lines


def _are_tidy(texts: Sequence[str | None]) -> bool:
    """True for most pages of numbers and names, at a fraction of the cost of tidying them."""
    joined = f"|{'|'.join(filter(None, texts))}|"
    return (
        joined.isprintable()
        and not any(blank in joined for blank in ("  ", " |", "| ", "\xa0"))
        and max(map(len, filter(None, texts)), default=0) <= LONGEST
    )


def _find_shape(shape: re.Pattern[str], joined: str, ends: list[int]) -> set[int]:
    return {bisect_right(ends, found.start()) for found in shape.finditer(joined)}


def _find_signs(rule: _Rule, joined: str, ends: list[int]) -> set[int]:
    """Numbers of the texts that hold one of the rule's signs, harmless surroundings aside."""
    rows: set[int] = set()
    for sign in rule.signs:
        innocent = [(word.index(sign), word) for word in rule.harmless if sign in word]
        at = joined.find(sign)
        while at >= 0:
            after = at + len(sign)
            if not any(joined.startswith(word, at - before) for before, word in innocent if at >= before):
                row = bisect_right(ends, at)
                rows.add(row)
                after = ends[row]
            at = joined.find(sign, after)
    return rows
