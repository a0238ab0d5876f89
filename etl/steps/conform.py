"""A page of raw columns -> typed columns, and the rows that are refused, each with its rule, field and reason."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from etl.contracts.base import Entity, Field, FieldType, PersonalData
from etl.contracts.complaints import UNKNOWN
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.instants import THAI_DIGITS, Instants, parse_instants, to_micros
from etl.steps.scrub import BREAK, scrub, tidy_all
from etl.steps.words import UNKNOWN_KEY, UNKNOWN_WORD, Keys, WordMap, map_vocabulary

Column = list[Any] | Instants
FUTURE = timedelta(days=1)

# the closed set of rules; docs/data-quality tells them to the keeper of a source
RULES = {
    "missing_key": "the row has no id",
    "missing_required": "a required field is empty",
    "bad_date": "not a date of the declared era and format",
    "future_date": "lies more than a day ahead",
    "bad_number": "not a number",
    "out_of_range": "outside the range the contract allows",
    "unknown_word": "a word the value map does not know",
    "bad_text": "text that was stored in a wrong encoding",
}

# Thai in UTF-8 read as TIS-620 or Latin-1, undecodable bytes, NUL; and what to look for before looking closely
_BROKEN = re.compile("(?:เ[ธน]..?){4}|(?:à[¸¹].){2}|[\ud800-\udfff\ufffd\x00]")
_BROKEN_SIGNS = ("เธ", "à¸", "\ufffd", "\x00")
_INTEGER = re.compile(r"[+-]?\d{1,18}(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SHOWN = 200
_BAD = object()


@dataclass(frozen=True, slots=True)
class Reject:
    """A refused row. `key` is the source's id (parts joined by `/`), or `#` and the row's hash where it has none."""

    key: tuple[str, ...]
    rule: str
    field: str
    reason: str
    row_json: str


@dataclass(frozen=True, slots=True)
class TypedPage:
    """The accepted rows of a page by field, and the rejects."""

    columns: dict[str, Column]
    rows: int
    rejects: list[Reject]


class Conformer:
    """Conforms the pages of one batch (one entity of one source)."""

    def __init__(self, entity: Entity, source: Source, keys: Keys, now: datetime) -> None:
        self._entity = entity
        self._source = source
        self._latest = to_micros(now + FUTURE)
        self._maps: dict[str, WordMap] = {
            field.name: map_vocabulary(field.vocabulary, source.value_maps.get(field.name))
            for field in entity.fields
            if field.vocabulary is not None
        }
        of_units = (FieldType.ORG_UNIT, FieldType.ORG_UNITS)
        self._maps |= {f.name: keys.org_units for f in entity.fields if f.type in of_units}
        self._readers: dict[FieldType, Callable[[Field, Sequence[Any], _Faults], Column]] = {
            FieldType.TEXT: self._read_text,
            FieldType.INTEGER: self._read_integers,
            FieldType.NUMBER: self._read_numbers,
            FieldType.INSTANT: self._read_instants,
            FieldType.DATE: self._read_instants,
            FieldType.WORD: self._read_words,
            FieldType.WORDS: self._read_several_words,
            FieldType.ORG_UNIT: self._read_words,
            FieldType.ORG_UNITS: self._read_several_words,
        }

    def conform(self, page: Page) -> TypedPage:
        """Rows keep their order. A row is refused by the first rule that finds a fault in it."""
        faults = _Faults()
        absent = (None,) * page.rows
        columns = {
            field.name: self._readers[field.type](field, page.columns.get(field.name, absent), faults)
            for field in self._entity.fields
        }
        if not faults.found:
            return TypedPage(columns, page.rows, [])
        rejects = [self._reject(page, row, *faults.found[row]) for row in sorted(faults.found)]
        keep = np.ones(page.rows, np.bool_)
        keep[list(faults.found)] = False
        kept = {name: _take(column, keep) for name, column in columns.items()}
        return TypedPage(kept, page.rows - len(rejects), rejects)

    # --- one column each --------------------------------------------------------------------------------------

    def _read_text(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        is_key = field.name in self._entity.key
        values = [value if type(value) is str else _as_text(value) for value in raw]
        if is_key and "".join(values).isalnum():
            pass
        elif field.personal is PersonalData.MIXED:
            _find_broken(field, values, faults)
            return values  # tidied and scrubbed by shape
        else:
            _find_broken(field, values, faults)
            values = tidy_all(values)
        if field.required and "" in values:
            rule = "missing_key" if is_key else "missing_required"
            for row, value in enumerate(values):
                if not value:
                    faults.add(row, rule, field.name, f"{field.name} is empty")
        return [value or None for value in values] if not field.required else values

    def _read_integers(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        try:
            values: list[int | None] = list(map(int, raw))
        except (TypeError, ValueError):
            values = self._read_each(field, raw, faults, _to_integer, "a whole number")
        known = [value for value in values if value is not None]
        low, high = field.low, field.high
        if known and ((low is not None and min(known) < low) or (high is not None and max(known) > high)):
            for row, value in enumerate(values):
                if value is not None and not (low or 0) <= value <= (high if high is not None else math.inf):
                    faults.add(row, "out_of_range", field.name, f"{value} is not between {low:g} and {high:g}")
        if field.required and len(known) < len(values):
            for row, value in enumerate(values):
                if value is None:
                    faults.add(row, self._missing(field), field.name, f"{field.name} is empty")
        return values

    def _read_each(
        self, field: Field, raw: Sequence[Any], faults: _Faults, read: Callable[[Any], Any], wanted: str
    ) -> list[Any]:
        """For a column that is not plain numbers: each different value is read once."""
        known = {value: read(value) for value in set(raw)}
        values = [known[value] for value in raw]
        if _BAD in values:
            for row, value in enumerate(values):
                if value is _BAD:
                    faults.add(row, "bad_number", field.name, f"'{_as_text(raw[row])[:40]}' is not {wanted}")
                    values[row] = None
        return values

    def _read_numbers(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        try:
            values = [None if value is None or value == "" else float(value) for value in raw]
            if all(value is None or math.isfinite(value) for value in values):
                return values
        except (TypeError, ValueError):
            pass
        return self._read_each(field, raw, faults, _to_number, "a number")

    def _read_instants(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        if field.name == "changed_at":  # only says how far we have read: a strange one is no fault of the row
            return parse_instants(raw, self._source.date_era, last_year=9999)[0]
        instants, bad = parse_instants(raw, self._source.date_era)
        for row in np.flatnonzero(bad).tolist():
            era = "Buddhist Era" if self._source.date_era == "be" else "Common Era"
            reason = f"'{_as_text(raw[row])[:40]}' is not a date YYYY-MM-DD [HH:MM:SS] of the {era}"
            faults.add(row, "bad_date", field.name, reason)
        if field.required:
            for row in np.flatnonzero(instants.none & ~bad).tolist():
                faults.add(row, self._missing(field), field.name, f"{field.name} is empty")
            for row in np.flatnonzero(~instants.none & (instants.local > self._latest)).tolist():
                reason = f"{_as_text(raw[row])[:40]} lies more than a day ahead"
                faults.add(row, "future_date", field.name, reason)
        return instants

    def _read_several_words(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        """`,code,code,` (of org_units their keys), each once, in their order; null where none is known."""
        words = self._maps[field.name]
        known = {value: _find_several(words, _as_text(value)) for value in set(raw)}
        return [known[value] for value in raw]

    def _read_words(self, field: Field, raw: Sequence[Any], faults: _Faults) -> Column:
        words = self._maps[field.name]
        values = [words[value] for value in raw]
        if UNKNOWN_WORD in values or (field.required and None in values):
            for row, value in enumerate(values):
                if value is None:
                    faults.add(row, self._missing(field), field.name, f"{field.name} is empty")
                elif value is UNKNOWN_WORD:
                    reason = f"'{_as_text(raw[row])[:40]}' is not in the value map of {field.name}"
                    faults.add(row, "unknown_word", field.name, reason)
        return values

    # --- rejects ----------------------------------------------------------------------------------------------

    def _missing(self, field: Field) -> str:
        return "missing_key" if field.name in self._entity.key else "missing_required"

    def _is_known(self, field: Field, value: Any) -> bool:
        """A word of a map, or no text at all: nothing in it can name a person."""
        words = self._maps.get(field.name)
        return field.type is not FieldType.TEXT and (words is None or words[value] is not UNKNOWN_WORD)

    def _reject(self, page: Page, row: int, rule: str, field: str, reason: str) -> Reject:
        given = {name: values[row] for name, values in page.columns.items()}
        shown = {
            f.name: _show(given.get(f.name), is_known=self._is_known(f, given.get(f.name)))
            for f in self._entity.fields
            if f.personal is not PersonalData.PERSONAL
        }
        row_json = json.dumps(shown, ensure_ascii=False)
        key = tuple(_as_text(given[name]).strip() for name in self._entity.key)
        if not all(key):
            number = pd.util.hash_array(np.array([row_json], dtype=object), categorize=False)[0]
            key = (f"#{number:016x}", *("0" for _ in key[1:]))
        return Reject(key, rule, field, scrub(_clean(reason)), row_json)


class _Faults:
    """The first fault of each row of a page."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[str, str, str]] = {}

    def add(self, row: int, rule: str, field: str, reason: str) -> None:
        self.found.setdefault(row, (rule, field, reason))


def _find_broken(field: Field, values: list[str], faults: _Faults) -> None:
    joined = BREAK.join(values)
    if _is_storable(joined) and not any(sign in joined for sign in _BROKEN_SIGNS):
        return
    for row, value in enumerate(values):
        if _BROKEN.search(value):
            faults.add(row, "bad_text", field.name, f"{field.name} was stored in a wrong encoding")


def _is_storable(text: str) -> bool:
    """Without lone surrogates, which stand for bytes that could not be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _find_several(words: WordMap, text: str) -> str | None:
    codes = dict.fromkeys(words[part] for part in text.split(",") if part.strip())
    found = [str(code) for code in codes if code is not UNKNOWN_WORD and code not in (UNKNOWN_KEY, UNKNOWN.code)]
    return f",{','.join(found)}," if found else None


def _to_integer(value: Any) -> Any:
    text = _as_text(value).strip().translate(THAI_DIGITS)
    if not text:
        return None
    if not _INTEGER.fullmatch(text):
        return _BAD
    return int(text.partition(".")[0])


def _to_number(value: Any) -> Any:
    text = _as_text(value).strip().translate(THAI_DIGITS)
    if not text:
        return None
    return float(text) if _NUMBER.fullmatch(text) and math.isfinite(float(text)) else _BAD


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "surrogateescape")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _clean(text: str) -> str:
    """Without what no database stores: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")


def _show(value: Any, *, is_known: bool) -> str | None:
    """A value as a reject keeps it: short, and scrubbed whatever its field, since columns get mixed up."""
    if value is None:
        return None
    text = _clean(_as_text(value))[: 4 * _SHOWN]
    return (text if is_known else scrub(text))[:_SHOWN]


def _take(column: Column, keep: np.ndarray[Any, np.dtype[np.bool_]]) -> Column:
    if isinstance(column, Instants):
        return column.take(keep)
    return [value for value, kept in zip(column, keep.tolist(), strict=True) if kept]
