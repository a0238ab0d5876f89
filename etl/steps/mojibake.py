"""Finds text that was stored in a wrong encoding: Thai that came out as something else on its way, and cannot be read.

Looked for are UTF-8 read as TIS-620 (`เธ–เธเธ`) or as Latin-1 (`à¸–à¸™`), once or twice over, TIS-620 read as Latin-1
(`¶¹¹`), UTF-16 read as single bytes, bytes that were no text, and NUL. One lost letter (U+FFFD) in a long text leaves
it readable. What was lost before (`????`) cannot be told from question marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.steps.scrub import BREAK

READABLE = 50  # signs of a text for each lost one among them
# what the third byte of a Thai letter in UTF-8 (80 to BF) becomes when it is read as TIS-620
_THIRD = "[\x80-\xa0€…‘’“”•–—ก-ฟ]"
_THAI = re.compile(
    f"เ[ธน]{_THIRD}?เ[ธน](?![ภ-ฺโ-๎])"  # two letters in a row; what may not follow is never read from a third byte
    f"|เ[ธน][\x80-\x9f€…‘’“”•–—]"
    "|à[¸¹]|Ã[\xa0 ]?Â[¸¹]"
)
# three of Latin-1's upper half in a row, as in no language that uses it; the same sign again (···) is an ornament
_RUN = re.compile(r"(?=[¡-û]{3})([¡-û])\1*(?!\1)[¡-û]")
_LOST = re.compile("[\ud800-\udfff\x00]|\x0e[\x01-\x7f]\x0e")  # 0E is the upper half of Thai in UTF-16
_BYTE_HINTS = ("\x00", "\x0e")
_THAI_HINTS = ("เธ", "\ufffd", *_BYTE_HINTS)
_HINTS = (*_THAI_HINTS, "à¸", "à¹", "Â¸", "Â¹")


def is_broken(text: str) -> bool:
    """Whether something in the text says that it was decoded wrongly."""
    lost = text.count("\ufffd")
    return lost * READABLE > len(text) or any(shape.search(text) for shape in (_THAI, _RUN, _LOST))


def find_broken(texts: Sequence[str]) -> list[int]:
    """Which of the texts are broken. Where nothing hints at it, a page costs a few searches of one joined text."""
    joined = BREAK.join(texts)
    if joined.isascii() and not any(hint in joined for hint in _BYTE_HINTS):
        return []
    try:
        encoded = joined.encode()
    except UnicodeEncodeError:  # lone surrogates, which stand for bytes that could not be decoded
        return [row for row, text in enumerate(texts) if is_broken(text)]
    # C2 and C3 lead Latin-1's upper half in UTF-8 and nothing else; C2 A0 is the blank that must not break
    upper = encoded.count(b"\xc2") + encoded.count(b"\xc3")
    upper -= encoded.count(b"\xc2\xa0") if upper else 0
    if upper >= 3 and _RUN.search(joined):
        return [row for row, text in enumerate(texts) if is_broken(text)]
    hints = [hint for hint in (_HINTS if upper else _THAI_HINTS) if hint in joined]
    if not hints or (hints == ["เธ"] and joined.count("เธ") == joined.count("เธอ")):  # you
        return []
    return [row for row, text in enumerate(texts) if any(hint in text for hint in hints) and is_broken(text)]
