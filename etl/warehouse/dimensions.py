"""Brings the dimensions to what config.yaml and the contracts say; keys, once given, never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from etl.contracts.catalogue import CONTRACTS
from etl.contracts.complaints import CATEGORY, CHANNEL, CHANNELS, STATUSES, UNKNOWN
from etl.errors import SettingsError
from etl.settings import OrgUnit, Settings
from etl.warehouse.tables import (
    dim_area,
    dim_category,
    dim_channel,
    dim_complaint_status,
    dim_org_unit,
    dim_source,
    dim_word,
    etl_watermark,
    org_unit_alias,
    org_unit_rollup,
)

UNKNOWN_KEY = 0
UNKNOWN_UNIT = "UNKNOWN"
ZONES = tuple(f"เขต {number}" for number in range(1, 5))
LAST = 9_999


def sync_dimensions(connection: Connection, settings: Settings) -> None:
    """Sources, org_units with aliases and rollup, vocabularies, zones. What is gone from the configuration stays.

    Raises SettingsError where real rows would come to sample ones of the same source, or the other way round.
    """
    _refuse_mixing(connection, settings)
    _sync_sources(connection, settings)
    _sync_org_units(connection, settings.config.org_units)
    _sync(connection, dim_category, "category_key", (_named(word) for word in CATEGORY.words))
    digital = {channel.code: channel.is_digital for channel in CHANNELS}
    channels = (_named(word) | {"is_digital": digital.get(word.code, False)} for word in CHANNEL.words)
    _sync(connection, dim_channel, "channel_key", channels)
    _sync_statuses(connection)
    _replace(connection, dim_word, _words())
    unknown = {"code": UNKNOWN.code, "kind": "unknown", "name_th": UNKNOWN.th, "name_en": UNKNOWN.en}
    _sync(connection, dim_area, "area_key", (unknown, *(_zone(name) for name in ZONES)))


def _words() -> list[dict[str, Any]]:
    """Every word of every contract, in its vocabulary's order."""
    fields = (field for contract in CONTRACTS.values() for entity in contract.entities for field in entity.fields)
    vocabularies = {field.vocabulary.name: field.vocabulary for field in fields if field.vocabulary is not None}
    return [
        {"vocabulary": name, **_named(word), "sort_order": place}
        for name, vocabulary in sorted(vocabularies.items())
        for place, word in enumerate(vocabulary.words, 1)
    ]


def add_areas(connection: Connection, met: Iterable[tuple[str, str | None, str | None]]) -> dict[str, int]:
    """Areas as (code, zone, community) a batch met for the first time -> their keys."""
    given = list(met)
    _sync(connection, dim_area, "area_key", (_zone(zone) for zone in sorted({z for _, z, c in given if z})))
    keys = _keys(connection, dim_area, "area_key")
    communities = [
        {"code": code, "kind": "community", "name_th": name, "name_en": name, "parent_key": keys.get(zone or "")}
        for code, zone, name in sorted(given, key=lambda area: area[0])
        if name
    ]
    _sync(connection, dim_area, "area_key", communities)
    return _keys(connection, dim_area, "area_key")


def _zone(name: str) -> dict[str, Any]:
    english = name.replace("เขต", "Zone")
    return {"code": name, "kind": "zone", "name_th": name, "name_en": english, "parent_key": None}


def _named(word: Any) -> dict[str, Any]:
    return {"code": word.code, "name_th": word.th, "name_en": word.en}


def _keys(connection: Connection, table: Table, key: str, name: str = "code") -> dict[str, int]:
    return {code: number for number, code in connection.execute(select(table.c[key], table.c[name]))}


def _sync(
    connection: Connection, table: Table, key: str, rows: Iterable[Mapping[str, Any]], name: str = "code"
) -> None:
    """Rows found by their code are brought up to date, others get the next key; `unknown` has key 0."""
    standing = {row[name]: row for row in connection.execute(select(table)).mappings()}
    highest = max((row[key] for row in standing.values()), default=0)
    for row in rows:
        found = standing.get(row[name])
        if found is None:
            number = UNKNOWN_KEY if row[name] in (UNKNOWN.code, UNKNOWN_UNIT) else (highest := highest + 1)
            connection.execute(insert(table).values(**{key: number}, **row))
            standing[row[name]] = {**row, key: number}  # type: ignore[assignment]
        elif any(found[column] != value for column, value in row.items()):
            connection.execute(update(table).where(table.c[key] == found[key]).values(**row))


def _refuse_mixing(connection: Connection, settings: Settings) -> None:
    """Invented and real rows in one figure could never be told apart again, be they of one source or of several."""
    was_read = select(etl_watermark.c.source_name)
    standing = connection.execute(
        select(dim_source.c.name, dim_source.c.is_sample).where(dim_source.c.name.in_(was_read))
    ).all()
    for is_sample, held, named in ((True, "sample", "a real"), (False, "real", "a sample")):
        stored = sorted(row.name for row in standing if row.is_sample == is_sample)
        wanted = sorted(n for n in settings.source_urls if (n in settings.sample_sources) != is_sample)
        if stored and wanted:
            raise SettingsError(
                f"The warehouse holds {held} data of {', '.join(stored)}, the settings name {named} system for"
                f" {', '.join(wanted)}.",
                "Start with an empty warehouse: another MIS_HOME or MIS_WAREHOUSE_URL.",
            )


def _sync_sources(connection: Connection, settings: Settings) -> None:
    known = {row.name: row.is_sample for row in connection.execute(select(dim_source.c.name, dim_source.c.is_sample))}
    rows = (
        {
            "name": source.name,
            "contract": source.contract,
            "title_th": source.title_th,
            "title_en": source.title_en,
            "record_url": source.record_url,
            # a source that is not connected just now keeps the mark of what it gave
            "is_sample": source.name in settings.sample_sources
            if source.name in settings.source_urls
            else known.get(source.name, False),
            "is_connected": source.name in settings.source_urls,
            "fresh_within_seconds": int(source.fresh_within.total_seconds()),
            "sort_order": place,
        }
        for place, source in enumerate(settings.config.sources, 1)
    )
    _sync(connection, dim_source, "source_key", rows, name="name")


def _sync_org_units(connection: Connection, units: Sequence[OrgUnit]) -> None:
    """Parents first, so that each row finds its parent's key; 'not stated' hangs below the municipality."""
    by_code = {unit.code: unit for unit in units}
    root = next(unit.code for unit in units if unit.parent is None)
    depths = {code: _depth(by_code, code) for code in by_code}
    places = {unit.code: place for place, unit in enumerate(units, 1)}
    for unit in sorted(units, key=lambda unit: (depths[unit.code], places[unit.code])):
        keys = _keys(connection, dim_org_unit, "org_unit_key")
        row = {
            "code": unit.code,
            "name_th": unit.name_th,
            "name_en": unit.name_en,
            "short_th": unit.short_th or unit.name_th,
            "parent_key": keys[unit.parent] if unit.parent else None,
            "depth": depths[unit.code],
            "sort_order": places[unit.code],
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
        }
        _sync(connection, dim_org_unit, "org_unit_key", [row])
    keys = _keys(connection, dim_org_unit, "org_unit_key")
    unknown = {
        "code": UNKNOWN_UNIT, "name_th": "ไม่ระบุหน่วยงาน", "name_en": "Not stated", "short_th": "ไม่ระบุ",
        "parent_key": keys[root], "depth": 1, "sort_order": LAST,
    }  # fmt: skip
    _sync(connection, dim_org_unit, "org_unit_key", [unknown])
    _sync(
        connection,
        dim_org_unit,
        "org_unit_key",
        ({"code": u.code, "successor_key": keys[u.successor] if u.successor else None} for u in units),
    )
    aliases = {alias: keys[unit.code] for unit in units for alias in unit.aliases}
    _replace(connection, org_unit_alias, [{"alias": alias, "org_unit_key": key} for alias, key in aliases.items()])
    _replace(connection, org_unit_rollup, _rollup(connection))


def _depth(units: Mapping[str, OrgUnit], code: str) -> int:
    parent, depth = units[code].parent, 0
    while parent is not None and depth <= len(units):
        parent, depth = units[parent].parent, depth + 1
    return depth


def _rollup(connection: Connection) -> list[dict[str, int]]:
    """Each unit under itself and every unit above it, as the tree stands today."""
    found = connection.execute(select(dim_org_unit.c.org_unit_key, dim_org_unit.c.parent_key))
    parents = {row.org_unit_key: row.parent_key for row in found}
    pairs = []
    for key in parents:
        above: int | None = key
        seen: set[int] = set()
        while above is not None and above not in seen:
            pairs.append({"ancestor_key": above, "descendant_key": key})
            seen.add(above)
            above = parents[above]
    return pairs


def _replace(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Written only where something differs, so that an idle run leaves no trace."""
    standing = {tuple(row) for row in connection.execute(select(table))}
    if standing != {tuple(row[column.name] for column in table.columns) for row in rows}:
        connection.execute(delete(table))
        if rows:
            connection.execute(insert(table), rows)


def _sync_statuses(connection: Connection) -> None:
    wanted = [(status.code, status.th, status.en, status.phase, place) for place, status in enumerate(STATUSES, 1)]
    standing = [tuple(row) for row in connection.execute(select(dim_complaint_status))]
    if sorted(standing) == sorted(wanted):
        return
    names = [column.name for column in dim_complaint_status.columns]
    connection.execute(delete(dim_complaint_status))
    connection.execute(insert(dim_complaint_status), [dict(zip(names, row, strict=True)) for row in wanted])
