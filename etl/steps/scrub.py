"""Takes what may name or locate a person out of free text: telephones, ids, e-mails, LINE, names, house numbers.

When in doubt it takes too much: a few words of a complaint may be lost, a name may not stay. Whole pages are searched
at once, and only texts in which something was found are rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

SHORT = 160  # characters of a description that are kept
LONGEST = 20_000  # what a text is cut to before it is searched
BREAK = "\x1e"

_D = "[0-9๐-๙]"
_GAP = "[ .\\-–()]{0,2}"
_NAME = r"\.?\s*[ก-๎]{2,}(?:\s+[ก-๎]{2,20})?"
_TITLES = (
    r"(?:นางสาว|นาง(?!เลิ้ง|แบบ|ฟ้า|พยาบาล)"
    r"|(?<!เจ้า)(?<!ท)นาย(?!ก|ช่าง|ทะเบียน|ทุน|หน้า|จ้าง|ตรวจ|ประกัน|แพทย์|อำเภอ|ท่า|สถานี|ด่าน)"
    r"|น\s?\.\s?ส|ด\s?\.\s?[ชญ]|เด็กชาย|เด็กหญิง"
    r"|(?<!ขอบ)(?<!พระ)(?<!บุญ)คุณ(?!ภาพ|สมบัติ|ค่า|ธรรม|ประโยชน์|วุฒิ|ลักษณะ|ูปการ)"
    r"|(?:อาจารย์|ดร\.|ผู้ใหญ่บ้าน|กำนัน)(?=\s?[ก-๎]))"
)
_RULES = (
    (re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"), "[อีเมล]"),
    (
        re.compile(r"(?:\bline\b|ไลน์|ไลน)\s*(?:id|ไอดี|official)?\s*[:=]?\s*@?[a-z0-9][a-z0-9._\-]{2,}", re.IGNORECASE),
        "[ไลน์]",
    ),
    (re.compile(r"(?<![\w])@[A-Za-z0-9][\w.\-]{2,}"), "[ไลน์]"),
    (re.compile(rf"(?<!{_D}){_D}(?:{_GAP}{_D}){{12}}(?!{_D})"), "[เลขประจำตัว]"),
    (re.compile(rf"(?:\+\s?66|(?<!{_D})[0๐]){_GAP}{_D}(?:{_GAP}{_D}){{6,8}}(?!{_D})"), "[โทรศัพท์]"),
    (
        re.compile(rf"(?:บ้านเลขที่|เลขที่บ้าน|บ้านเลข|เลขที่|ห้อง)\s*{_D}+(?:\s*/\s*{_D}+)*"),
        "[บ้านเลขที่]",
    ),
    (re.compile(rf"(?<![{'0-9๐-๙'}/]){_D}{{1,4}}\s?/\s?{_D}{{1,4}}(?=\s*(?:หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.))"), "[บ้านเลขที่]"),
    (re.compile(_TITLES + _NAME), "[ชื่อ]"),
    (re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\b\.?\s*[A-Z][A-Za-z]+(?:\s+[A-Z][A-Za-z]+)?"), "[ชื่อ]"),
)  # fmt: skip
# what every one of the rules above needs: a text without any of these is left as it is
_SUSPECT_WORDS = (
    "นาย", "นาง", "น.ส", "น. ส", "น .", "ด.ช", "ด.ญ", "ด. ", "ด .", "เด็กชาย", "เด็กหญิง", "คุณ", "อาจารย์", "ดร.",
    "ผู้ใหญ่บ้าน", "กำนัน", "@", "ไลน", "เลข", "ห้อง", "Mr", "Ms", "Miss", "/",
)  # fmt: skip
_SUSPECT_NUMBER = re.compile(rf"{_D}(?:{_GAP}{_D}){{7}}")
_SUSPECT_LINE = re.compile("[Ll][Ii][Nn][Ee]")
# what is dropped or becomes one blank; the break between texts stays
_BLANKS = re.compile("[ \t\n\r\x0b\x0c\x00-\x08\x0e-\x1d\x1f\x7f\x85\xa0\u2028\u2029]+")
_UNTIDY = re.compile("[\t\n\r\x0b\x0c\x00-\x08\x0e-\x1d\x1f\x7f\x85\xa0\u2028\u2029\u200b-\u200f\ufeff]|  | \x1e|\x1e ")
_INVISIBLE = re.compile("[\u200b-\u200f\ufeff]")


def scrub(text: str) -> str:
    """One text without what may name or locate a person."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def scrub_all(texts: Sequence[str | None]) -> list[str]:
    """Texts as they may be kept: one line each, scrubbed, at most `SHORT` characters; null becomes ''."""
    tidy = tidy_all(texts)
    joined = BREAK.join(tidy)
    for row in _suspects(joined, tidy):
        tidy[row] = scrub(tidy[row])
    return [text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…" for text in tidy]


def tidy_all(texts: Sequence[str | None]) -> list[str]:
    """Blanks and control characters to single blanks, none at the ends; null becomes ''."""
    given = [text if text is not None and len(text) <= LONGEST else (text or "")[:LONGEST] for text in texts]
    joined = BREAK.join(given)
    if not _UNTIDY.search(joined) and not joined.startswith(" ") and not joined.endswith(" "):
        return given
    lines = _BLANKS.sub(" ", _INVISIBLE.sub("", joined)).split(BREAK)
    if len(lines) != len(given):  # a text holds the break itself
        lines = [_BLANKS.sub(" ", _INVISIBLE.sub("", text)).replace(BREAK, " ") for text in given]
    return [line.strip() for line in lines]


def _suspects(joined: str, texts: Sequence[str]) -> list[int]:
    """Numbers of the texts in which something looks like a person's."""
    ends = list(accumulate(len(text) + 1 for text in texts))
    rows: set[int] = set()
    for word in _SUSPECT_WORDS:
        at = joined.find(word)
        while at >= 0:
            row = bisect_right(ends, at)
            rows.add(row)
            at = joined.find(word, ends[row])
    for pattern in (_SUSPECT_NUMBER, _SUSPECT_LINE):
        rows.update(bisect_right(ends, found.start()) for found in pattern.finditer(joined))
    return sorted(rows)
