"""Whether config.yaml agrees with the contracts: known contracts, real fields, value maps that lead to real codes."""

from __future__ import annotations

from collections.abc import Iterator

from etl.contracts.base import Contract, Field, FieldType
from etl.contracts.catalogue import CONTRACTS
from etl.errors import SettingsError
from etl.settings import Config
from etl.source_settings import Source, ValueMap


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
    mapped = _mapped_fields(contract)
    for name, value_map in source.value_maps.items():
        if name not in mapped:
            known = ", ".join(sorted(mapped))
            yield f"value_maps.{name}: contract {contract.name} has no such field to map. Fields: {known}."
            continue
        yield from _faults_of_map(name, value_map, _codes(mapped[name], org_units))


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
