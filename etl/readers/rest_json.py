"""The body of an answer -> JSON, or why it is none."""

from __future__ import annotations

import json
import re
from typing import Any

_LONGEST_NUMBER = 18
_UNFINISHED_NUMBER = re.compile(r"[.eE][+-]?")
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


def parse(body: bytes, content_type: str) -> Any:
    """Numbers with a point stay as they were written; so do those too long for a column, NaN and Infinity.

    Bytes that are no UTF-8 become lone surrogates, so that only their row is refused. Raises EOFError for JSON that
    ends early and ValueError for everything that is no JSON; both say what came instead.
    """
    text = body.decode("utf-8-sig", "surrogateescape")
    start = text[:200].lstrip()
    if start.startswith("<") or "html" in content_type.lower():
        raise ValueError("the answer is an HTML page, not JSON")
    if content_type and "json" not in content_type.lower():
        raise ValueError(f"the answer says it is {content_type[:60]!r}, not JSON")
    if not start:
        raise EOFError("the answer is empty")
    try:
        return json.loads(text, parse_float=str, parse_int=_read_integer, parse_constant=str)
    except json.JSONDecodeError as error:
        if _ends_early(text, error):
            raise EOFError(f"the answer ends in the middle, after {len(body)} bytes") from None
        raise ValueError(f"the answer is no JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise ValueError("the answer is nested too deeply to be read") from None


def _ends_early(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the fault is that nothing follows: at the very end, or in a text, number or word that is not finished."""
    rest = text[error.pos :].strip()
    return (
        not rest
        or error.msg.startswith("Unterminated string")
        or (error.msg.startswith("Invalid \\u") and len(rest) < 7)
        or _UNFINISHED_NUMBER.fullmatch(rest) is not None
        or any(word.startswith(rest) for word in _WORDS)
    )


def _read_integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text
