"""Rows that are refused: the closed set of rules, the faults of a page, and what is kept of a row.

Kept is enough to find the row in its source and to mend it; nothing that names a person: columns marked personal are
left out, the others are scrubbed whatever their type, since columns get mixed up.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.contracts.base import Entity, Field, FieldType
from etl.readers.base import Page
from etl.steps.scrub import scrub
from etl.steps.words import LONGEST, WordMap

# the closed set of rules; docs/sources.md tells what each means and who can mend it
RULES = {
    "missing_key": "the row has no id",
    "missing_required": "a required field is empty",
    "bad_date": "not a date of the declared era, or one that could mean two days",
    "future_date": "lies too far ahead: a day for what has happened, ten years for what is planned",
    "bad_number": "not a number",
    "out_of_range": "outside the range the contract allows",
    "unknown_word": "a word the value map does not know",
    "bad_text": "text that was stored in a wrong encoding",
    "too_long": "longer than any such text: columns are mixed up, or it is no text",
    "bad_line": "a line of a file, or a record of an answer, that is no row",
    "bad_row": "values that stop the reading: nested without end, larger than memory",
}
_SHOWN = 200
_WORD_SHOWN = 60
_DATE = re.compile("[0-9๐-๙]{4}-[0-9๐-๙]{2}-[0-9๐-๙]{2}[0-9๐-๙TZ:.+ -]{0,30}")


@dataclass(frozen=True, slots=True)
class Reject:
    """A refused row. `key` is the source's id (parts joined by `/`), or `#` and the row's hash where it has none."""

    key: tuple[str, ...]
    rule: str
    field: str
    reason: str
    row_json: str


class Faults:
    """The first fault of each row of a page, and the words of its rows that stand in no map."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[str, str, str]] = {}
        self.unmet: Counter[str] = Counter()

    def add(self, row: int, rule: str, field: str, reason: str) -> None:
        self.found.setdefault(row, (rule, field, reason))

    def count_unmet(self, field: Field, words: Iterable[Any], rows: int) -> None:
        for word in words:
            self.unmet[f"{field.name}: {scrub(_clean(' '.join(str(word).split())))[:_WORD_SHOWN]}"] += rows


class Keeper:
    """Makes the rejects of one entity."""

    def __init__(self, entity: Entity, maps: Mapping[str, WordMap]) -> None:
        self._entity = entity
        self._maps = maps

    def keep(self, page: Page, row: int, rule: str, field: str, reason: str) -> Reject:
        given = {name: values[row] for name, values in page.columns.items()}
        shown = {
            f.name: _show(given.get(f.name), is_known=self._is_known(f, given.get(f.name)))
            for f in self._entity.fields
            if f.personal.is_shown
        }
        row_json = json.dumps(shown, ensure_ascii=False)
        key = tuple(as_text(given[name]).strip()[:LONGEST] for name in self._entity.key)
        if not all(key):
            key = self._name_by_content(row_json)
        return Reject(tuple(map(_clean, key)), rule, field, scrub(_clean(reason)), row_json)

    def keep_unread(self, page: Page, error: Exception) -> Reject:
        """The only row of a page, in which something could not even be made text."""
        shown = {}
        for field in self._entity.fields:
            if field.personal.is_shown and field.name in page.columns:
                try:
                    shown[field.name] = _show(page.columns[field.name][0], is_known=False)
                except Exception:  # this one it was, or one of these
                    shown[field.name] = "?"
        row_json = json.dumps(shown, ensure_ascii=False)
        key = tuple(str(shown.get(name) or "").strip() for name in self._entity.key)
        if not all(key) or "?" in key:
            key = self._name_by_content(row_json)
        return Reject(key, "bad_row", self._entity.key[0], f"reading it failed with {type(error).__name__}", row_json)

    def _is_known(self, field: Field, value: Any) -> bool:
        """A word of a map, or what looks like a date where one is wanted: nothing in it can name a person."""
        words = self._maps.get(field.name)
        if words is not None:
            return words.knows(value)
        return field.type in (FieldType.INSTANT, FieldType.DATE) and bool(_DATE.fullmatch(as_text(value)[:100]))

    def _name_by_content(self, row_json: str) -> tuple[str, ...]:
        """The key of a row without one: the same content has the same."""
        number = pd.util.hash_array(np.array([row_json], dtype=object), categorize=False)[0]
        return (f"#{number:016x}", *("0" for _ in self._entity.key[1:]))


def as_text(value: Any) -> str:
    """Any value of a source as text; bytes that are no UTF-8 become lone surrogates."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "surrogateescape")
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
    return str(value)


def _clean(text: str) -> str:
    """Without what no database stores: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")


def _show(value: Any, *, is_known: bool) -> str | None:
    """A value as a reject keeps it: short, and scrubbed whatever its field, since columns get mixed up."""
    if value is None:
        return None
    text = _clean(as_text(value))[: 4 * _SHOWN]
    return (text if is_known else scrub(text))[:_SHOWN]
