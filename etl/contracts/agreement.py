"""Whether config.yaml agrees with the contracts: known contracts, real fields, value maps that lead to real codes.

A mapping must give every field without which a row is refused; a field it leaves out is null in every row.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.contracts.base import Contract, Entity, Field, FieldType
from etl.contracts.catalogue import CONTRACTS
from etl.errors import SettingsError
from etl.settings import Config
from etl.source_settings import EntityMap, FieldMap, FilesReader, Source, ValueMap


def check_agreement(config: Config) -> None:
    """Raises SettingsError naming every key at fault and what to write instead."""
    org_units = frozenset(unit.code for unit in config.org_units)
    faults = [
        f"  sources.{number}.{fault}"
        for number, source in enumerate(config.sources)
        for fault in _faults_of(source, org_units)
    ]
    if faults:
        raise SettingsError("config.yaml does not agree with its contracts.\n" + "\n".join(faults))


def _faults_of(source: Source, org_units: frozenset[str]) -> Iterator[str]:
    contract = CONTRACTS.get(source.contract)
    if contract is None:
        yield f"contract: '{source.contract}' is not known. Write one of: {', '.join(sorted(CONTRACTS))}."
        return
    yield from _faults_of_mapping(source, contract)
    dated = _dated_fields(source, contract)
    for name in sorted(set(source.date_eras) - set(dated)):
        yield f"date_eras.{name}: contract {contract.name} has no such date. Dates: {', '.join(dated)}."
    mapped = _mapped_fields(contract)
    for name, value_map in source.value_maps.items():
        if name not in mapped:
            known = ", ".join(sorted(mapped))
            yield f"value_maps.{name}: contract {contract.name} has no such field to map. Fields: {known}."
            continue
        yield from _faults_of_map(name, value_map, _codes(mapped[name], org_units))


def _faults_of_mapping(source: Source, contract: Contract) -> Iterator[str]:
    if not source.mapping:
        return
    entities = {entity.name: entity for entity in contract.entities}
    for name, how in source.mapping.items():
        if name not in entities:
            yield f"mapping.{name}: contract {contract.name} has no such entity. Entities: {', '.join(entities)}."
            continue
        yield from (f"mapping.{name}.{fault}" for fault in _faults_of_entity(entities[name], how))
        if _is_table(source) and how.each is not None:
            yield f"mapping.{name}.each: a table has no lists in its rows. Leave it out."
        elif not _is_table(source) and how.each is None and any("#" in _paths(field) for field in how.fields.values()):
            yield f"mapping.{name}.each: is missing, and # is the number of an item of that list. Add it."
    for entity in contract.entities:
        if not entity.is_optional and entity.name not in source.mapping:
            yield f"mapping.{entity.name}: is missing. Say where its fields stand (docs/settings.md)."


def _faults_of_entity(entity: Entity, how: EntityMap) -> Iterator[str]:
    for name in how.fields:
        if name not in entity.names:
            yield f"fields.{name}: {entity.name} has no such field. Fields: {', '.join(entity.names)}."
    for field in entity.fields:
        if field.required and field.name not in how.fields:
            yield f"fields.{field.name}: is missing, and a row without it is refused. Say where it stands."


def _paths(field: FieldMap) -> tuple[str, ...]:
    return (field.path,) if isinstance(field.path, str) else field.path or ()


def _is_table(source: Source) -> bool:
    return isinstance(source.reader, FilesReader) and source.reader.format != "jsonl"


def _dated_fields(source: Source, contract: Contract) -> tuple[str, ...]:
    """Dates and times, and what is made of one."""
    fields = (field for entity in contract.entities for field in entity.fields)
    made = (n for how in source.mapping.values() for n, field in how.fields.items() if field.seconds_of_time)
    dated = (field.name for field in fields if field.type in (FieldType.INSTANT, FieldType.DATE))
    return tuple(dict.fromkeys((*dated, *made)))


def _faults_of_map(name: str, value_map: ValueMap, codes: frozenset[str]) -> Iterator[str]:
    for word, code in value_map.values.items():
        if code not in codes:
            yield (
                f"value_maps.{name}.values.{word}: '{code}' is not in the vocabulary. "
                f"Write one of: {', '.join(sorted(codes))}."
            )


def _mapped_fields(contract: Contract) -> dict[str, Field]:
    return {
        field.name: field
        for entity in contract.entities
        for field in entity.fields
        if field.vocabulary is not None or field.type is FieldType.ORG_UNIT
    }


def _codes(field: Field, org_units: frozenset[str]) -> frozenset[str]:
    return field.vocabulary.codes() if field.vocabulary else org_units
