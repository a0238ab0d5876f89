"""Records as a source tells them (JSON objects, rows under headings) -> columns named as the contract names them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from etl.contracts.base import Entity
from etl.errors import SchemaChangedError
from etl.readers.base import NOTHING_SEEN, Page, RawReject
from etl.source_settings import EntityMap, FieldMap, Source
from etl.steps.instants import OFFSET, SECOND, parse_instants

ITEM_NUMBER = "#"
WHOLE = "/"
_ABSENT: Any = object()  # not there at all, which null is not
_PLAIN = frozenset({str, int, float, type(None)})


@dataclass(frozen=True, slots=True)
class _Item:
    """What one row is made from: the item itself, the record it stands in, its number there (from 1)."""

    item: Any
    record: Any
    number: int


class Mapper:
    """Maps the records of one entity by its EntityMap; keeps in mind which paths were found and which keys were met.

    `page` takes JSON objects, `table` columns under their headings. Values stay raw: text, numbers, null; conform reads
    them. A path that a record lacks is null there; `require_paths` tells of those that no record had, since a system
    that renames a column otherwise empties a field without a word. A path counts as found where its beginning is null
    or an empty list: there is nothing it could be found in.
    """

    def __init__(self, source: Source, entity: Entity) -> None:
        self._source = source
        self._entity = entity
        self._map: EntityMap = source.mapping[entity.name]
        self._fields = {name: _FieldReader(source, name, how) for name, how in self._map.fields.items()}
        self._wanted = {path for reader in self._fields.values() if not reader.is_optional for path in reader.paths}
        self._found: set[str] = set()
        self._keys: set[str] = set()
        self._inner: dict[str, set[str]] = {name: set() for name in self._names_before_a_dot()}
        self._records = self._items = 0

    # --- records ----------------------------------------------------------------------------------------------

    def page(self, records: Iterable[Any], place: Callable[[int], str] = lambda number: f"record {number}") -> Page:
        """JSON objects -> a page. What is no object, or holds no list under `each`, is refused line by line.

        `place` names the record of a position (from 0) for people: `complaints.jsonl:12`.
        """
        items: list[_Item] = []
        rejects: list[RawReject] = []
        for position, record in enumerate(records):
            self._records += 1
            if not isinstance(record, dict):
                rejects.append(RawReject(place(position), f"not an object with names but {_kind(record)}"))
                continue
            self._keys.update(record)
            for name, inner in self._inner.items():
                if isinstance(part := record.get(name), dict):
                    inner.update(part)
            try:
                items.extend(self._items_of(record))
            except TypeError:
                rejects.append(RawReject(place(position), f"{self._map.each} is not a list"))
        self._items += len(items)
        return Page({name: self._column(reader, items) for name, reader in self._fields.items()}, len(items), rejects)

    def _items_of(self, record: dict[str, Any]) -> Iterator[_Item]:
        if self._map.each is None:
            yield _Item(record, record, 1)
            return
        found = _walk(record, self._map.each.split("."))
        if found is _ABSENT:
            return
        self._found.add(self._map.each)
        if found is None:
            return
        if not isinstance(found, list):
            raise TypeError
        for number, item in enumerate(found, 1):
            yield _Item(item, record, number)

    def _column(self, reader: _FieldReader, items: Sequence[_Item]) -> Sequence[Any]:
        parts: list[list[Any]] = []
        for path, read in reader.paths.items():
            values = list(map(read, items))
            if path not in self._found and any(value is not _ABSENT for value in values):
                self._found.add(path)
            parts.append([None if value is _ABSENT else value for value in values] if _ABSENT in values else values)
        return reader.finish(parts, len(items))

    # --- tables -----------------------------------------------------------------------------------------------

    def table(self, columns: Mapping[str, Sequence[Any]], rows: int, rejects: Sequence[RawReject] = ()) -> Page:
        """Columns under their headings -> a page. Headings it lacks are null; `require_headings` comes before."""
        self._records += rows
        absent = (None,) * rows
        return Page(
            {
                name: reader.finish([columns.get(path, absent) for path in reader.paths], rows)
                for name, reader in self._fields.items()
            },
            rows,
            rejects,
        )

    def headings(self) -> frozenset[str]:
        """The headings a table must have."""
        return frozenset(self._wanted)

    def used_headings(self) -> frozenset[str]:
        """Those of them and the optional ones: what else a table holds is never read."""
        return frozenset(path for reader in self._fields.values() for path in reader.paths)

    def require_headings(self, headings: Sequence[str], place: str = "") -> None:
        """Raises SchemaChangedError naming the headings that are gone, or stand twice so that nobody knows which."""
        self._keys.update(headings)
        self._found.update(headings)
        self._refuse([path for path in self._wanted if path not in headings], "column", place)
        doubled = sorted(path for path in self.used_headings() if headings.count(path) > 1)
        if doubled:
            raise SchemaChangedError(
                f"{self._where(place)}: the heading {_quoted(doubled)} stands more than once.",
                "Give each column a heading of its own, at the source.",
            )

    def refuse_delimiter(self, sign: str, place: str) -> NoReturn:
        """Raises SchemaChangedError: the headings are there, but separated by a sign that separates nothing here."""
        written = {"\t": "\\t"}.get(sign, sign)
        raise SchemaChangedError(
            f"{self._where(place)}: the columns are separated by '{written}', and so are one column only.",
            f'Write delimiter: "{written}" in the reader of {self._source.name} in config.yaml'
            " (in a workbook: split the cells into columns).",
        )

    # --- what was met -----------------------------------------------------------------------------------------

    def require_paths(self, place: str = "") -> None:
        """Raises SchemaChangedError naming the paths that no record so far had; no record at all is no change."""
        if self._records == 0:
            return
        each = self._map.each
        if each is not None and each not in self._found:
            self._refuse([each], "list", place)
        if self._items == 0:
            return  # lists there are, all of them empty
        self._refuse([path for path in self._wanted if path not in self._found], "name", place)

    def keys(self) -> tuple[str, ...]:
        """The names (headings of a table) met so far, in order of the alphabet: those at the top of the records, and

        with a dot those inside the objects that the mapping reads from.
        """
        return tuple(sorted({*self._keys, *(f"{name}.{key}" for name, keys in self._inner.items() for key in keys)}))

    def unused_keys(self) -> tuple[str, ...]:
        """Those of `keys` that no path of the mapping begins with: noticed, never read."""
        given = {*self.used_headings(), *([self._map.each] if self._map.each else ())}
        paths = {path.removeprefix(WHOLE) for path in given}
        used = given | paths | {path[:dot] for path in paths for dot, sign in enumerate(path) if sign == "."}
        return tuple(key for key in self.keys() if key not in used)

    def _names_before_a_dot(self) -> set[str]:
        """Of the paths that begin at the whole record."""
        each = self._map.each
        paths = [path for path in self.used_headings() if each is None or path.startswith(WHOLE)]
        return {path.removeprefix(WHOLE).partition(".")[0] for path in paths if "." in path}

    def fingerprint(self) -> str:
        """The same for records of the same names at the top, in whatever order; NOTHING_SEEN where there was none."""
        if not self._keys:
            return NOTHING_SEEN
        return hashlib.blake2b("\n".join(sorted(self._keys)).encode("utf-8", "replace"), digest_size=8).hexdigest()

    def _refuse(self, missing: Sequence[str], kind: str, place: str) -> None:
        if missing:
            fields = [n for n, r in self._fields.items() if set(r.paths) & set(missing)] or [self._entity.name]
            there = ", ".join(self.keys()[:40]) or "nothing"
            raise SchemaChangedError(
                f"{self._where(place)}: the {kind}{'s' if len(missing) > 1 else ''} {_quoted(sorted(missing))}"
                f" {'are' if len(missing) > 1 else 'is'} gone (there are: {there}).",
                f"Correct mapping.{self._entity.name} of sources {self._source.name} in config.yaml for "
                f"{', '.join(fields)}, or mark it optional: true where records may lack it.",
            )

    def _where(self, place: str) -> str:
        return f"{self._source.name}, {self._entity.name}" + (f", {place}" if place else "")


class _FieldReader:
    """One field of the contract: the paths it is read from, and what is made of what stands there."""

    def __init__(self, source: Source, name: str, how: FieldMap) -> None:
        self._era = source.date_eras.get(name, source.date_era)
        self._how = how
        given = () if how.path is None else (how.path,) if isinstance(how.path, str) else how.path
        self.paths = {path: _make_reader(path) for path in given}
        self.is_optional = how.optional

    def finish(self, parts: Sequence[Sequence[Any]], rows: int) -> Sequence[Any]:
        """The values of each path -> those of the field."""
        if self._how.path is None:
            return (self._how.constant,) * rows
        plain = [part if set(map(type, part)) <= _PLAIN else list(map(_flatten, part)) for part in parts]
        values = plain[0] if len(plain) == 1 else [_join(row) for row in zip(*plain, strict=True)]
        if self._how.split is not None:
            known = {value: self._cut(value) for value in set(values)}
            values = [known[value] for value in values]
        return self._to_seconds(values) if self._how.seconds_of_time else values

    def _cut(self, value: Any) -> str | None:
        if value is None:
            return None
        parts = [part.strip() for part in str(value).split(self._how.split)]
        parts = [part for part in parts if part]
        chosen = {"all": parts, "first": parts[:1], "rest": parts[1:]}[self._how.take]
        return ",".join(chosen) or None

    def _to_seconds(self, values: Sequence[Any]) -> list[Any]:
        """What is no time stays as it is, so that conform says so."""
        times, bad = parse_instants(values, self._era)
        seconds = ((times.local - OFFSET) // SECOND).tolist()
        return [
            value if is_bad else None if none else second
            for value, second, none, is_bad in zip(values, seconds, times.none.tolist(), bad.tolist(), strict=True)
        ]


def _make_reader(path: str) -> Callable[[_Item], Any]:
    if path == ITEM_NUMBER:
        return lambda item: item.number
    names = path.removeprefix(WHOLE).split(".")
    if path.startswith(WHOLE):
        return lambda item: _walk(item.record, names)
    if len(names) == 1:
        name = names[0]
        return lambda item: item.item.get(name, _ABSENT) if isinstance(item.item, dict) else _walk(item.item, names)
    return lambda item: _walk(item.item, names)


def _walk(value: Any, names: Sequence[str]) -> Any:
    """What stands at the end of a path; null where its beginning is null or its list is too short."""
    for name in names:
        if isinstance(value, dict):
            value = value.get(name, _ABSENT)
        elif isinstance(value, list) and name.isascii() and name.isdigit():
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return _ABSENT
        if value is None or value is _ABSENT:
            return value
    return value


def _flatten(value: Any) -> Any:
    """Lists of plain values become text with commas, the rest of what conform does not know JSON text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(type(part) in _PLAIN for part in value):
        return ",".join("" if part is None else str(part) for part in value) or None
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value


def _join(parts: Sequence[Any]) -> str | None:
    texts = [str(part).strip() for part in parts if part is not None]
    return " ".join(text for text in texts if text) or None


def _kind(value: Any) -> str:
    """What it is; not what it says, since that may name a person."""
    return "null" if value is None else "a list" if isinstance(value, list) else "a single value"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
