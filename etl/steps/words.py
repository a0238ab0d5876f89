"""A source's own words -> the warehouse's codes and keys, each different word worked out once per batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from etl.contracts.base import Entity, FieldType, Vocabulary
from etl.contracts.complaints import UNKNOWN
from etl.source_settings import Source, ValueMap
from etl.steps.mojibake import is_broken
from etl.warehouse.tables import dim_area, dim_category, dim_channel, dim_org_unit, org_unit_alias

UNKNOWN_KEY = 0
LONGEST = 200  # characters of a word; what is longer is none
MOST = 50  # words in one cell
_SEVERAL = re.compile(r"[,;\n]")
_SIGNS = ((re.compile("เเ"), "แ"), (re.compile("ํ([่-๋]?)า"), r"\1ำ"))  # two ways to type the same


class _Refused:
    """Stands in a column for a word that makes its row a reject."""


UNKNOWN_WORD = _Refused()
BROKEN_WORD = _Refused()


def fold(word: Any) -> str:
    """A word as it is compared: single blanks, lower case, nothing invisible, แ and ำ typed in one way."""
    text = " ".join(str(word).split())
    if not text.isprintable():
        text = " ".join("".join(filter(str.isprintable, text)).split())
    for typed, right in _SIGNS:
        text = typed.sub(right, text)
    return text.casefold()


class WordMap(dict[Any, Any]):
    """raw word -> code or key; UNKNOWN_WORD or BROKEN_WORD where its row must be rejected. Each is worked out once.

    `has_refused`: such a word was met. `unmet`: the raw words met that stand in no map and count as unknown.
    """

    def __init__(self, known: Mapping[str, Any], blank: Any, unknown: Any) -> None:
        super().__init__()
        self._known = {fold(word): code for word, code in known.items()}
        self._blank = blank
        self._unknown = unknown
        self.has_refused = False
        self.unmet: set[Any] = set()

    def __missing__(self, raw: Any) -> Any:
        code = self._find(raw)
        self.has_refused |= isinstance(code, _Refused)
        if len(self) > 100_000:  # a column of free text where words were promised
            self.clear()
            self.unmet.clear()
        self[raw] = code
        return code

    def knows(self, raw: Any) -> bool:
        """Whether it stands in the map."""
        return type(raw) in (str, int) and fold(str(raw)[: LONGEST + 1]) in self._known

    def _find(self, raw: Any) -> Any:
        if isinstance(raw, bytes):
            raw = raw.decode("utf-8", "surrogateescape")
        if isinstance(raw, str) and len(raw) > LONGEST:  # cannot be told in a notice, nor kept
            return self._unknown
        word = "" if raw is None else fold(raw)
        if word in self._known:
            return self._known[word]
        if raw is not None and is_broken(str(raw)):
            return BROKEN_WORD
        if word and self._unknown is not UNKNOWN_WORD:
            self.unmet.add(raw)
        return self._unknown if word else self._blank


def map_fields(entity: Entity, source: Source, keys: Keys) -> dict[str, WordMap]:
    """The map of each field of words. Further words go by the value map of the field they are further to."""
    given = source.value_maps
    primary = {field.vocabulary: field.name for field in entity.fields if field.type is FieldType.WORD}
    maps = {
        field.name: map_vocabulary(
            field.vocabulary, given.get(field.name) or given.get(primary.get(field.vocabulary, ""))
        )
        for field in entity.fields
        if field.vocabulary is not None
    }
    return maps | {f.name: keys.org_units for f in entity.fields if f.type in (FieldType.ORG_UNIT, FieldType.ORG_UNITS)}


def map_vocabulary(vocabulary: Vocabulary, given: ValueMap | None) -> WordMap:
    """The source's value map first, then the vocabulary's codes and names. A mapped code exists (`check_agreement`)."""
    known: dict[str, str] = {}
    for word in vocabulary.words:
        known |= {word.th: word.code, word.en: word.code, word.code: word.code}
    on_unknown: Any = UNKNOWN_WORD if vocabulary.unknown is None else vocabulary.unknown
    if given is not None:
        known = {fold(word): code for word, code in known.items()}
        known |= {fold(word): code for word, code in given.values.items()}
        if given.on_unknown == "reject":
            on_unknown = UNKNOWN_WORD
    return WordMap(known, vocabulary.blank, on_unknown)


def split_several(value: Any) -> list[str]:
    """The words of a cell that holds several."""
    parts = _SEVERAL.split("" if value is None else str(value), maxsplit=MOST)[:MOST]
    return [part.strip() for part in parts if part.strip()]


def write_several(words: WordMap, value: Any) -> str | None:
    """`a, b; c` -> `,code,code,`: each code once, unknown words left out; null where none is left."""
    codes = dict.fromkeys(words[part] for part in split_several(value))
    found = [str(code) for code in codes if not isinstance(code, _Refused) and code not in (UNKNOWN_KEY, UNKNOWN.code)]
    return f",{','.join(found)}," if found else None


@dataclass(slots=True)
class Keys:
    """Keys of the dimensions as they stand when a batch begins; `areas` grows as communities are met.

    `hash_key` is the salt of HASHED fields.
    """

    org_units: WordMap
    categories: dict[str, int]
    channels: dict[str, int]
    areas: dict[str, int] = field(default_factory=dict)
    hash_key: bytes = b""


def read_keys(connection: Connection, source: Source, hash_key: bytes = b"") -> Keys:
    """Org_units go by code, name, short name or alias, after the source's own value map for `org_unit`."""
    given = source.value_maps.get("org_unit", ValueMap())
    rows = connection.execute(
        select(
            dim_org_unit.c.org_unit_key,
            dim_org_unit.c.code,
            dim_org_unit.c.name_th,
            dim_org_unit.c.name_en,
            dim_org_unit.c.short_th,
        )
    ).all()
    by_code = {row.code: row.org_unit_key for row in rows}
    known: dict[str, int] = {fold(a): key for a, key in connection.execute(select(org_unit_alias)).all()}
    for row in rows:
        known |= {fold(name): row.org_unit_key for name in row[1:] if name}
    known |= {fold(word): by_code.get(code, UNKNOWN_KEY) for word, code in given.values.items()}
    unknown: Any = UNKNOWN_WORD if given.on_unknown == "reject" else UNKNOWN_KEY
    return Keys(
        WordMap(known, UNKNOWN_KEY, unknown),
        {code: key for key, code in connection.execute(select(dim_category.c.category_key, dim_category.c.code))},
        {code: key for key, code in connection.execute(select(dim_channel.c.channel_key, dim_channel.c.code))},
        {code: key for key, code in connection.execute(select(dim_area.c.area_key, dim_area.c.code))},
        hash_key,
    )
