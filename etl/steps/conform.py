"""A page of raw columns -> typed columns, and the rows that are refused, each with its rule, field and reason."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress
from typing import Any

import numpy as np

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity, Field, FieldType, PersonalData
from etl.hash_key import hash_person
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.instants import Instants, parse_instants, to_micros
from etl.steps.mojibake import find_broken
from etl.steps.numbers import BAD, read_integers, read_money, read_numbers
from etl.steps.refusals import Faults, Keeper, Reject, as_text
from etl.steps.scrub import tidy_all
from etl.steps.words import BROKEN_WORD, LONGEST, UNKNOWN_WORD, Keys, WordMap, map_fields, split_several, write_several

Column = list[Any] | Instants
FUTURE = timedelta(days=1)  # what has happened
PLANNED = 10  # years ahead, what is to happen

LONGEST_NAME, LONGEST_TEXT = LONGEST, 100_000  # characters of a name or number, and of free text
_ERAS = {"be": "the Buddhist Era", "ce": "the Common Era"}


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
        self._latest_planned = to_micros(datetime(now.astimezone(BANGKOK).year + PLANNED + 1, 1, 1, tzinfo=BANGKOK)) - 1
        self._maps = map_fields(entity, source, keys)
        self._hashed = [field.name for field in entity.fields if field.personal is PersonalData.HASHED]
        self._hash_key = keys.hash_key
        self._keeper = Keeper(entity, self._maps)
        self._unmet: Counter[str] = Counter()
        self._readers: dict[FieldType, Callable[[Field, Sequence[Any], Faults], Column]] = {
            FieldType.TEXT: self._read_text,
            FieldType.INTEGER: self._read_integers,
            FieldType.NUMBER: self._read_numbers,
            FieldType.MONEY: self._read_money,
            FieldType.INSTANT: self._read_instants,
            FieldType.DATE: self._read_instants,
            FieldType.WORD: self._read_words,
            FieldType.WORDS: self._read_several_words,
            FieldType.ORG_UNIT: self._read_words,
            FieldType.ORG_UNITS: self._read_several_words,
        }

    def conform(self, page: Page) -> TypedPage:
        """Rows keep their order. A row is refused by the first rule that finds a fault in it.

        Values that stop the reading (nested without end, larger than memory) cost their own row only: the page is
        halved until it stands alone.
        """
        if self._hashed:
            page = Page(page.columns | self._hash(page), page.rows, page.rejects)
        return self._conform_in_parts(page)

    def _hash(self, page: Page) -> dict[str, Sequence[Any]]:
        """From here on nobody sees what stood in these columns; the same text has the same hash in every run."""
        return {
            name: [hash_person(self._hash_key, as_text(value)) for value in page.columns[name]]
            for name in self._hashed
            if name in page.columns
        }

    def _conform_in_parts(self, page: Page) -> TypedPage:
        try:
            return self._conform_at_once(page)
        except Exception as error:  # whatever it is: one row must not keep the others out
            if page.rows > 1:
                half = page.rows // 2
                first, second = _cut(page, 0, half), _cut(page, half, page.rows)
                return _join(self._conform_in_parts(first), self._conform_in_parts(second))
            empty = self._conform_at_once(Page({}, 0))
            return TypedPage(empty.columns, 0, [self._keeper.keep_unread(page, error)])

    def _conform_at_once(self, page: Page) -> TypedPage:
        faults = Faults()
        absent = (None,) * page.rows
        columns = {
            field.name: self._readers[field.type](field, page.columns.get(field.name, absent), faults)
            for field in self._entity.fields
        }
        self._unmet += faults.unmet
        if not faults.found:
            return TypedPage(columns, page.rows, [])
        rejects = [self._keeper.keep(page, row, *faults.found[row]) for row in sorted(faults.found)]
        keep = np.ones(page.rows, np.bool_)
        keep[list(faults.found)] = False
        kept = {name: _take(column, keep) for name, column in columns.items()}
        return TypedPage(kept, page.rows - len(rejects), rejects)

    def take_unmet(self) -> Counter[str]:
        """`field: word` -> rows since it was last asked, of the words that stand in no map and count as unknown."""
        unmet, self._unmet = self._unmet, Counter()
        return unmet

    def words_of(self, field: Field) -> WordMap | None:
        """The map that reads a field's words; null where it holds none."""
        return self._maps.get(field.name)

    # --- one column each --------------------------------------------------------------------------------------

    def _read_text(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        is_key = field.name in self._entity.key
        values = [value if type(value) is str else as_text(value) for value in raw]
        limit = LONGEST_TEXT if field.personal is PersonalData.MIXED else LONGEST_NAME
        if max(map(len, values), default=0) > limit:
            for row, value in enumerate(values):
                if len(value) > limit and len(value.strip()) > limit:
                    reason = f"{field.name} has {len(value)} characters, more than {limit}"
                    faults.add(row, "too_long", field.name, reason)
                    values[row] = value[:limit]
        if not (is_key and (joined := "".join(values)).isalnum() and joined.isascii()):
            for row in find_broken(values):
                faults.add(row, "bad_text", field.name, f"{field.name} was stored in a wrong encoding")
            if field.personal is PersonalData.MIXED:
                return values  # tidied and scrubbed by shape
            values = tidy_all(values)
        if field.required and "" in values:
            rule = "missing_key" if is_key else "missing_required"
            for row, value in enumerate(values):
                if not value:
                    faults.add(row, rule, field.name, f"{field.name} is empty")
        return [value or None for value in values] if not field.required else values

    def _read_integers(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        values: list[Any]
        values = read_integers(raw)
        self._refuse_bad(field, raw, values, faults, "a whole number")
        self._refuse_outside(field, values, faults)
        self._refuse_missing(field, values, faults)
        return values

    def _read_numbers(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        values = read_numbers(raw)
        self._refuse_bad(field, raw, values, faults, "a number")
        self._refuse_outside(field, values, faults)
        self._refuse_between_steps(field, values, faults)
        self._refuse_missing(field, values, faults)
        return values

    def _read_money(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        """Whole satang: half a satang is no amount of money."""
        values = read_money(raw)
        self._refuse_bad(field, raw, values, faults, "an amount in baht with at most two decimals")
        self._refuse_outside(field, values, faults)
        self._refuse_missing(field, values, faults)
        return values

    def _refuse_bad(self, field: Field, raw: Sequence[Any], values: list[Any], faults: Faults, wanted: str) -> None:
        if BAD in values:
            for row, value in enumerate(values):
                if value is BAD:
                    faults.add(row, "bad_number", field.name, f"'{_quote(field, raw[row])}' is not {wanted}")
                    values[row] = None

    def _refuse_outside(self, field: Field, values: list[Any], faults: Faults) -> None:
        """Bounds of money are in baht, its values in satang."""
        if field.low is None and field.high is None:
            return
        unit = 100 if field.type is FieldType.MONEY else 1
        known = [value for value in values if value is not None]
        low = -math.inf if field.low is None else field.low
        high = math.inf if field.high is None else field.high
        if known and (min(known) < low * unit or max(known) > high * unit):
            for row, value in enumerate(values):
                if value is not None and not low * unit <= value <= high * unit:
                    shown = value if unit == 1 else f"{value / unit:.2f}"
                    faults.add(row, "out_of_range", field.name, f"{shown} is not between {low:g} and {high:g}")

    def _refuse_between_steps(self, field: Field, values: list[Any], faults: Faults) -> None:
        if field.step is not None:
            for row, value in enumerate(values):
                if value is not None and not (value / field.step).is_integer():
                    faults.add(row, "out_of_range", field.name, f"{value:g} is no multiple of {field.step:g}")

    def _refuse_missing(self, field: Field, values: list[Any], faults: Faults) -> None:
        if field.required and None in values:
            for row, value in enumerate(values):
                if value is None:
                    faults.add(row, self._missing(field), field.name, f"{field.name} is empty")

    def _read_instants(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        era = self._source.era_of(field.name)
        instants, bad = parse_instants(raw, era)
        if field.name == "changed_at":  # only says how far we have read: a strange one is no fault of the row
            return instants
        for row in np.flatnonzero(bad).tolist():
            faults.add(row, "bad_date", field.name, f"'{_quote(field, raw[row])}' is no date of {_ERAS[era]}")
        if field.required:
            for row in np.flatnonzero(instants.none & ~bad).tolist():
                faults.add(row, self._missing(field), field.name, f"{field.name} is empty")
        has_happened = field.required and not field.is_planned
        latest, ahead = (self._latest, "a day") if has_happened else (self._latest_planned, f"{PLANNED} years")
        for row in np.flatnonzero(~instants.none & (instants.local > latest)).tolist():
            reason = f"'{_quote(field, raw[row])}', read as of {_ERAS[era]}, lies more than {ahead} ahead"
            faults.add(row, "future_date", field.name, reason)
        return instants

    def _read_several_words(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        """`,code,code,` (of org_units their keys), each once, in their order; null where none is known."""
        words = self._maps[field.name]
        try:
            different = set(raw)
        except TypeError:  # lists, as PostgreSQL's arrays arrive
            raw = [
                ",".join(map(as_text, value)) if isinstance(value, (list, tuple)) else as_text(value) for value in raw
            ]
            different = set(raw)
        known = {value: write_several(words, value) for value in different}
        if words.unmet:
            rows = Counter(raw)
            for value in different:
                faults.count_unmet(field, words.unmet.intersection(split_several(value)), rows[value])
        return [known[value] for value in raw]

    def _read_words(self, field: Field, raw: Sequence[Any], faults: Faults) -> Column:
        words = self._maps[field.name]
        try:
            values = [words[value] for value in raw]
        except TypeError:  # neither text nor number
            values = [words[as_text(value)] for value in raw]
        if words.unmet:
            for value, rows in Counter(value for value in raw if value in words.unmet).items():
                faults.count_unmet(field, [value], rows)
        if words.has_refused or (field.required and None in values):
            for row, value in enumerate(values):
                if value is None:
                    faults.add(row, self._missing(field), field.name, f"{field.name} is empty")
                elif value is UNKNOWN_WORD:
                    reason = f"'{_quote(field, raw[row])}' is not in the value map of {field.name}"
                    faults.add(row, "unknown_word", field.name, reason)
                elif value is BROKEN_WORD:
                    faults.add(row, "bad_text", field.name, f"{field.name} was stored in a wrong encoding")
        return values

    def _missing(self, field: Field) -> str:
        return "missing_key" if field.name in self._entity.key else "missing_required"


def _quote(field: Field, value: Any) -> str:
    """What stands in a field at fault, as its reject tells it; nothing of a person."""
    return as_text(value)[:40] if field.personal.is_shown else "..."


def _cut(page: Page, start: int, end: int) -> Page:
    return Page({name: values[start:end] for name, values in page.columns.items()}, end - start)


def _join(first: TypedPage, second: TypedPage) -> TypedPage:
    columns: dict[str, Column] = {}
    for name, column in first.columns.items():
        other = second.columns[name]
        if isinstance(column, Instants) and isinstance(other, Instants):
            columns[name] = column.join(other)
        elif isinstance(column, list) and isinstance(other, list):
            columns[name] = column + other
    return TypedPage(columns, first.rows + second.rows, first.rejects + second.rejects)


def _take(column: Column, keep: np.ndarray[Any, np.dtype[np.bool_]]) -> Column:
    if isinstance(column, Instants):
        return column.take(keep)
    return list(compress(column, keep.tolist()))
