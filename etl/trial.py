"""What trying a source found, the verdict on it, and the next steps it leads to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from etl.contracts.base import Contract, FieldType
from etl.source_settings import Source
from etl.steps.refusals import RULES

Verdict = Literal["ready", "look", "mend", "empty", "failed"]
_BUDDHIST, _COMMON = re.compile(r"(?<!\d)2[45]\d\d(?!\d)"), re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF_DATES = ("bad_date", "future_date")
_WORDS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one row: as the source gives it, and as it would stand in the warehouse; null is None."""

    row: int
    field: str
    raw: str | None
    ours: str | None


@dataclass(frozen=True, slots=True)
class TriedReject:
    source_id: str
    rule: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word no map knows, how often it was met, and what becomes of it: `rejected`, `left out` or a code."""

    field: str
    word: str
    times: int
    becomes: str


@dataclass(frozen=True, slots=True)
class TriedField:
    """`blank`: rows the source gives nothing in; `none`: accepted rows left with nothing; `first`, `last`: dates."""

    field: str
    required: bool
    blank: int
    none: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class TriedEntity:
    """What became of the rows of one entity; `error` and `remedy` where it could not be read at all."""

    entity: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    rows: tuple[Cell, ...] = ()
    rejects: tuple[TriedReject, ...] = ()
    unknown_words: tuple[UnknownWord, ...] = ()
    fields: tuple[TriedField, ...] = ()
    error: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """`verdict`: ready | look (it would load, some words or rows want a look) | mend (more rejects than a run lets

    pass) | empty | failed; `next_steps` in the order to take them.
    """

    source: str
    connection: str
    verdict: Verdict
    next_steps: tuple[str, ...]
    entities: tuple[TriedEntity, ...]


def judge(source: Source, tried: Sequence[TriedEntity]) -> Verdict:
    """The worst of what was found. The share of rejects is held against `reject_limit.share`, however few rows."""
    if any(entity.error for entity in tried):
        return "failed"
    if any(not entity.read for entity in tried):
        return "empty"
    if any(entity.rejected > source.reject_limit.share * entity.read for entity in tried):
        return "mend"
    return "look" if any(entity.rejected or entity.unknown_words for entity in tried) else "ready"


def advise(source: Source, contract: Contract, verdict: Verdict, tried: Sequence[TriedEntity]) -> Iterator[str]:
    """What to do next, in the order to do it."""
    for entity in tried:
        if entity.error:
            yield f"{entity.entity}: {entity.remedy}"
        yield from _advise_eras(source, entity)
        yield from _advise_words(contract, entity)
        for (rule, field), times in Counter((r.rule, r.field) for r in entity.rejects).most_common():
            if rule != "unknown_word":
                yield f"{entity.entity}: {times} rows refused, {field}: {RULES.get(rule, rule)} ({rule})."
        if not entity.read and not entity.error:
            yield f"{entity.entity}: no row came. See that the source has rows and that the select or file holds them."
    again = f"Then try again: mis sources try {source.name}"
    if verdict in ("failed", "empty"):
        yield again
    elif verdict == "mend":
        limit = f"{source.reject_limit.share:.0%}"
        yield f"More than {limit} of the rows are refused (reject_limit): a run may hold the batch. Mend what is named."
        yield again
    elif verdict == "look":
        yield f"What is left is refused or counted as said above. Load it: mis run {source.name}"
    else:
        yield f"Load it: mis run {source.name}"


def _advise_eras(source: Source, entity: TriedEntity) -> Iterator[str]:
    """Dates are never guessed; a column most of whose years are 543 off is told by name."""
    for field in dict.fromkeys(r.field for r in entity.rejects if r.rule in _OF_DATES):
        era = source.date_eras.get(field, source.date_era)
        other, sign = ("be", _BUDDHIST) if era == "ce" else ("ce", _COMMON)
        off = sum(bool(sign.search(r.reason)) for r in entity.rejects if r.field == field and r.rule in _OF_DATES)
        if 2 * off > entity.read:
            year = "Buddhist" if other == "be" else "Common Era"
            yield (
                f"{entity.entity}: {field} holds {year} years: write date_eras: {{{field}: {other}}} under the source"
                f" in config.yaml, or date_era: {other} if all its dates do."
            )


def _advise_words(contract: Contract, entity: TriedEntity) -> Iterator[str]:
    for name in dict.fromkeys(word.field for word in entity.unknown_words):
        words = [word for word in entity.unknown_words if word.field == name]
        listed = ", ".join(f'"{word.word}" ({word.times})' for word in words[:_WORDS_NAMED])
        more = f" and {len(words) - _WORDS_NAMED} more" if len(words) > _WORDS_NAMED else ""
        field = contract.entity(entity.entity).field(name)
        if field.type in (FieldType.ORG_UNIT, FieldType.ORG_UNITS):
            where = "among the aliases of org_units, or under value_maps.org_unit.values of the source"
        else:
            where = f"under value_maps.{name}.values of the source"
        yield f"{entity.entity}: {len(words)} unknown words of {name}: {listed}{more}. Put them {where} in config.yaml."
