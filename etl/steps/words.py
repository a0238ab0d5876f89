"""A source's own words -> the warehouse's codes and keys, each different word worked out once per batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from etl.contracts.base import Vocabulary
from etl.source_settings import Source, ValueMap
from etl.warehouse.tables import dim_area, dim_category, dim_channel, dim_org_unit, org_unit_alias

UNKNOWN_KEY = 0


class _Unknown:
    """Stands in a column for a word that makes its row a reject."""


UNKNOWN_WORD = _Unknown()


def fold(word: Any) -> str:
    """A word as it is compared: text, single blanks, lower case."""
    return " ".join(str(word).split()).casefold()


class WordMap(dict[Any, Any]):
    """raw word -> code or key; UNKNOWN_WORD where its row must be rejected. Unknown ones are asked for only once."""

    def __init__(self, known: Mapping[str, Any], blank: Any, unknown: Any) -> None:
        super().__init__()
        self._known = {fold(word): code for word, code in known.items()}
        self._blank = blank
        self._unknown = unknown

    def __missing__(self, raw: Any) -> Any:
        if len(self) > 100_000:  # a column of free text where words were promised
            self.clear()
        word = "" if raw is None else fold(raw)
        code = self._blank if not word else self._known.get(word, self._unknown)
        self[raw] = code
        return code


def map_vocabulary(vocabulary: Vocabulary, given: ValueMap | None) -> WordMap:
    """The source's value map first, then the vocabulary's codes and names. A mapped code must exist (`check_maps`)."""
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


@dataclass(slots=True)
class Keys:
    """Keys of the dimensions as they stand when a batch begins; `areas` grows as communities are met."""

    org_units: WordMap
    categories: dict[str, int]
    channels: dict[str, int]
    areas: dict[str, int] = field(default_factory=dict)


def read_keys(connection: Connection, source: Source) -> Keys:
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
    )
