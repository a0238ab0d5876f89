"""One value as people write it, its evidence in words and its link: what may stand there."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from etl.indicators.entry_rules import EntryRule
from etl.indicators.notes import plain_text

MOST_TEXT = 500
MOST_LINK = 500
MOST_SIGNS = 40  # of a number as it is written
MOST_DIGITS = 15  # before the point
FINEST = Decimal("0.000001")
_WITH_COMMAS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_HOST = re.compile(r"^(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+$")


def read_number(raw: object) -> Decimal | None:
    """A number as people write it: commas between thousands, Thai digits, a percent sign; null for anything else."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    text = str(raw).strip().removesuffix("%").rstrip().replace("−", "-")
    if len(text) > MOST_SIGNS or ("," in text and not _WITH_COMMAS.fullmatch(text)):
        return None
    try:
        value = Decimal(text.replace(",", "")) if "_" not in text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def judge_value(value: Decimal) -> EntryRule | None:
    if not value.is_finite():
        return EntryRule.NUMBER
    if value and value.adjusted() >= MOST_DIGITS:  # before any arithmetic: 1e999999 is a number too
        return EntryRule.TOO_LARGE
    return EntryRule.TOO_FINE if value != value.quantize(FINEST) else None


def judge_text(evidence: str) -> EntryRule | None:
    text = plain_text(evidence)
    if not text:
        return EntryRule.NO_EVIDENCE
    return EntryRule.TOO_LONG if len(text) > MOST_TEXT else None


def judge_link(link: str) -> EntryRule | None:
    """An https address of a named host, without a name and password in it."""
    if not link:
        return None
    if len(link) > MOST_LINK or not link.isprintable() or any(c.isspace() or c in '"<>\\' for c in link):
        return EntryRule.LINK
    try:
        parts = urlsplit(link)
        host, _ = (parts.hostname or ""), parts.port
        name = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return EntryRule.LINK
    is_right = parts.scheme == "https" and "@" not in parts.netloc and _HOST.match(name)
    return None if is_right else EntryRule.LINK
