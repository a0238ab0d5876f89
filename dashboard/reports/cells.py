"""What may stand in a cell: text that a spreadsheet would run is made harmless here, for XLSX and CSV alike."""

from __future__ import annotations

import re

# what makes Excel, LibreOffice or Google Sheets take a cell for a formula: = + - @ | also in their wide and small
# forms, behind any blanks, and a leading tab, line end or NUL, behind which a formula may hide
_BLANK = "\\s\x00-\x1f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
_RISKY = re.compile(f"[{_BLANK}]*[=+\\-@|＝＋－＠｜﹢﹣﹦﹫−]|[\t\r\n\x00]")
_HALF = re.compile("[\ud800-\udfff]")


def escape_text(text: str) -> str:
    """The text with an apostrophe before it where it would be run; half characters become �.

    Texts that already begin with apostrophes before something risky gain one more, so that `unescape_text` gives
    every text back.
    """
    whole = _HALF.sub("\ufffd", text)
    return f"'{whole}" if _RISKY.match(whole.lstrip("'")) else whole


def unescape_text(cell: str) -> str:
    """The text as it was before `escape_text`."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell.lstrip("'")) else cell
