"""Maps some rows of a source through reader, contract and shape, as a run would, and writes nothing anywhere.

The dimensions a run would find in the warehouse are made in memory from config.yaml: no warehouse is opened, none needs
to exist. Columns about people are never shown and free text is scrubbed, as in rejects.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import StaticPool

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity, Field, FieldType, PersonalData
from etl.contracts.catalogue import find_contract
from etl.errors import MisError
from etl.hash_key import hash_key
from etl.readers.base import Page, RawReject, Reader, Start
from etl.readers.catalogue import open_reader
from etl.settings import Settings
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.instants import Instants, from_micros
from etl.steps.people import strike_one, strike_people
from etl.steps.scrub import SHORT, scrub_all
from etl.steps.shape import shape
from etl.steps.shapes.complaints import area_code, met_areas
from etl.steps.shapes.plain import Facts
from etl.steps.words import UNKNOWN_WORD, Keys, WordMap, map_fields, read_keys
from etl.trial import Cell, Trial, TriedEntity, TriedField, TriedReject, UnknownWord, advise, judge
from etl.warehouse.dimensions import add_areas, sync_dimensions
from etl.warehouse.tables import dim_org_unit, metadata

ROWS = 50
SHOWN_ROWS = 3
HIDDEN = "(hashed)"
_SIGNS = re.compile(r"[,;\n]")  # between the words of one cell
_SEVERAL = (FieldType.WORDS, FieldType.ORG_UNITS)
_TIMES = (FieldType.INSTANT, FieldType.DATE)


def try_source(settings: Settings, source: Source, *, rows: int = ROWS, since: datetime | None = None) -> Trial:
    """The first `rows` rows of each entity (those changed at or after `since`). The source must be connected."""
    small = source.model_copy(update={"reader": source.reader.model_copy(update=_page_rows(source, rows))})
    reader = open_reader(small, settings.source_urls[source.name])
    try:
        with _dimensions(settings) as connection:
            contract = find_contract(source.contract)
            key = hash_key(settings, contract)
            tried = tuple(
                _try_entity(_Bench(connection, reader, source, entity, settings.now(), key), rows, Start(since))
                for entity in contract.entities
                if reader.delivers(entity)
            )
    finally:
        reader.close()
    verdict = judge(source, tried)
    kind = "sample" if source.name in settings.sample_sources else "connected"
    return Trial(source.name, kind, verdict, tuple(advise(source, contract, verdict, tried)), tried)


def _page_rows(source: Source, rows: int) -> dict[str, int]:
    """No more than is shown is asked for, where the reader fetches by rows."""
    return {"page_rows": rows} if hasattr(source.reader, "page_rows") else {}


@contextmanager
def _dimensions(settings: Settings) -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.begin() as connection:
        sync_dimensions(connection, settings)
        yield connection
    engine.dispose()


@dataclass(frozen=True, slots=True)
class _Bench:
    """What one entity is tried on."""

    connection: Connection
    reader: Reader
    source: Source
    entity: Entity
    now: datetime
    hash_key: bytes


def _try_entity(bench: _Bench, rows: int, start: Start) -> TriedEntity:
    entity = bench.entity
    try:
        bench.reader.check(entity)
        page = _read_first(bench.reader, entity, rows, start)
    except MisError as error:
        return TriedEntity(entity.name, error=error.what, remedy=error.remedy)
    keys = read_keys(bench.connection, bench.source, bench.hash_key)
    conformer = Conformer(entity, bench.source, keys, bench.now)
    typed = conformer.conform(page)
    facts = _shape(bench, typed, keys)
    return TriedEntity(
        entity.name,
        page.rows + len(page.rejects),
        typed.rows,
        len(typed.rejects),
        rows=tuple(_show_rows(bench, page, conformer, keys)),
        rejects=tuple(TriedReject("/".join(r.key), r.rule, r.field, r.reason) for r in typed.rejects),
        unknown_words=tuple(_find_unknown(bench, page, keys)),
        fields=tuple(_sum_up(field, page, typed, facts) for field in _shown(entity)),
    )


def _read_first(reader: Reader, entity: Entity, rows: int, start: Start) -> Page:
    """The first `rows` rows, and what was no row at all on the way to them."""
    columns: dict[str, Any] = {}
    rejects: list[RawReject] = []
    read = 0
    pages: Any = reader.pages(entity, start)
    with closing(pages):
        for page in pages:
            wanted = min(rows - read, page.rows)
            for name, values in page.columns.items():
                columns.setdefault(name, [None] * read).extend(values[:wanted])
            rejects += page.rejects
            read += wanted
            if read == rows:
                break
    return Page(columns, read, rejects)


def _shape(bench: _Bench, typed: TypedPage, keys: Keys) -> Facts:
    columns = strike_people(bench.entity, typed.columns)
    met = [(area_code(zone, community), zone, community) for zone, community in met_areas(columns)]
    fresh = [area for area in met if area[0] not in keys.areas]
    if fresh:
        keys.areas |= add_areas(bench.connection, fresh)
    return shape(bench.entity, columns, keys, bench.now)


def _shown(entity: Entity) -> list[Field]:
    return [field for field in entity.fields if field.personal.is_shown]


# --- rows as people compare them ----------------------------------------------------------------------------------


def _show_rows(bench: _Bench, page: Page, conformer: Conformer, keys: Keys) -> Iterator[Cell]:
    """The first accepted rows, field by field."""
    coded = bench.connection.execute(select(dim_org_unit.c.org_unit_key, dim_org_unit.c.code))
    units = {row.org_unit_key: row.code for row in coded}
    maps = map_fields(bench.entity, bench.source, keys)
    shown = 0
    for row in range(page.rows):
        one = Page({name: [values[row]] for name, values in page.columns.items()}, 1)
        typed = conformer.conform(one)
        if typed.rejects:
            continue
        facts = _shape(bench, typed, keys)
        for field in _shown(bench.entity):
            raw = _show_raw(field, one.columns.get(field.name, [None])[0], maps.get(field.name))
            yield Cell(row + 1, field.name, raw, _show_ours(field, typed, facts, units)[0])
        shown += 1
        if shown == SHOWN_ROWS:
            return


def _show_raw(field: Field, raw: Any, words: WordMap | None) -> str | None:
    """Scrubbed, whatever its field, since columns get mixed up; not so a number or a word of the map."""
    if raw is None:
        return None
    if field.personal is PersonalData.HASHED:
        return HIDDEN
    text = _write(raw)
    is_number = field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.MONEY) and _is_number(text)
    if is_number or (words is not None and words.knows(raw)):
        return text
    return strike_one(text)[:SHORT] if _is_name(field) else scrub_all([text])[0]


def _is_name(field: Field) -> bool:
    """A number, code or name of a thing: what it is compared with must be seen, as a run would keep it."""
    return field.type is FieldType.TEXT and field.personal is PersonalData.NONE


def _show_ours(field: Field, typed: TypedPage, facts: Facts, units: dict[int, str]) -> list[str | None]:
    """The column as it would stand in the warehouse: after what shape settles, keys by their codes."""
    column: Any = typed.columns[field.name]
    if field.type in _TIMES:
        return _show_times(field, column, facts)
    if field.type is FieldType.ORG_UNIT:
        return [units[key] for key in column]
    if field.type is FieldType.ORG_UNITS:
        return [
            None if keys is None else ",".join(units[int(key)] for key in keys.strip(",").split(",")) for keys in column
        ]
    if field.type is FieldType.WORDS:
        return [codes and codes.strip(",") for codes in column]
    for name in (field.name, f"short_{field.name}"):
        column = facts.get(name, column)
    write = _write_baht if field.type is FieldType.MONEY else _write
    texts = [None if value in (None, "") else write(value) for value in column]
    if field.type is not FieldType.TEXT:
        return texts
    return [text and (strike_one(text) if _is_name(field) else scrub_all([text])[0]) for text in texts]


def _show_times(field: Field, column: Instants, facts: Facts) -> list[str | None]:
    """On the Bangkok clock; null where shape drops what contradicts the rest of the row."""
    if field.type is FieldType.DATE and field.name in facts:
        return list(facts[field.name])
    kept: Sequence[Any] = facts.get(field.name, facts.get(field.name.replace("_at", "_date"), column.none.tolist()))
    return [
        None if none or value is None else f"{from_micros(int(local)).astimezone(BANGKOK):%Y-%m-%d %H:%M:%S}"
        for local, none, value in zip(column.local, column.none, kept, strict=True)
    ]


# --- columns summed up --------------------------------------------------------------------------------------------


def _sum_up(field: Field, page: Page, typed: TypedPage, facts: Facts) -> TriedField:
    raw = page.columns.get(field.name, [None] * page.rows)
    blank = sum(not _write(value).strip() for value in raw)
    if field.type in _TIMES:
        ours = _show_times(field, typed.columns[field.name], facts)  # type: ignore[arg-type]
        times = sorted(filter(None, ours))
        first, last = (times[0], times[-1]) if times else (None, None)
    else:
        column: Any = typed.columns[field.name]
        ours, first, last = list(facts.get(field.name, column)), None, None
    return TriedField(field.name, field.required, blank, sum(value in (None, "") for value in ours), first, last)


def _find_unknown(bench: _Bench, page: Page, keys: Keys) -> Iterator[UnknownWord]:
    maps = map_fields(bench.entity, bench.source, keys)
    for field in _shown(bench.entity):
        words = maps.get(field.name)
        if words is None:
            continue
        met: Counter[str] = Counter()
        for value in page.columns.get(field.name, ()):
            parts = _SIGNS.split(_write(value)) if field.type in _SEVERAL else [_write(value)]
            met.update(part.strip() for part in parts if part.strip() and not words.knows(part))
        for word, times in met.most_common():
            yield UnknownWord(field.name, scrub_all([word])[0], times, _say_fate(field, words[word]))


def _say_fate(field: Field, code: Any) -> str:
    if field.type in _SEVERAL:
        return "left out"
    return "rejected" if isinstance(code, type(UNKNOWN_WORD)) else str(code or "unknown")


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _write_baht(satang: int) -> str:
    return f"{satang / 100:.2f}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
