"""Which สำนัก/กอง a source means by what it writes: by code, name, alias, or the source's own value map."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.registry import PageContext


def read_unit_names(context: PageContext) -> dict[tuple[str, str], str]:
    """(source, an org_unit as that source writes it) -> its code; ('', name) holds for every source."""
    known = {}
    for unit in context.settings.config.org_units:
        for name in (unit.code, unit.name_th, unit.name_en, unit.short_th, *unit.aliases):
            if name:
                known["", fold(name)] = unit.code
    for source in context.settings.config.sources:
        given = source.value_maps.get("org_unit")
        for word, code in (given.values if given else {}).items():
            known[source.name, fold(word)] = code
    return known


def find_unit(known: Mapping[tuple[str, str], str], source: str, word: str) -> str:
    """The code of an org_unit as a source writes it; an empty text where nobody knows it."""
    folded = fold(word)
    return known.get((source, folded)) or known.get(("", folded), "")


def fold(word: str) -> str:
    return " ".join(word.split()).casefold()
