"""The data catalogue is whole: nothing is loaded without a purpose and a word on how long it is kept."""

from __future__ import annotations

import pytest

from etl.contracts.base import Entity, Field, FieldType, Note, PersonalData, with_purposes
from etl.contracts.catalogue import CONTRACTS

ENTITIES = [entity for contract in CONTRACTS.values() for entity in contract.entities]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda e: e.name)
def test_every_field_says_what_for_and_how_long(entity: Entity) -> None:
    assert entity.purpose and entity.retention
    for field in entity.fields:
        assert field.purpose and field.purpose.th.strip() and field.purpose.en.strip(), field.name
        assert entity.retention_of(field), field.name
        if field.personal is PersonalData.MIXED:
            assert field.retention and field.retention != entity.retention, f"{field.name} is scrubbed: say so"


def test_a_purpose_belongs_to_a_field() -> None:
    field = Field("name", FieldType.TEXT, "ชื่อ", "Name")
    with pytest.raises(KeyError):
        with_purposes({}, field)
    with pytest.raises(ValueError, match="no field: other"):
        with_purposes({"name": Note("ก", "a"), "other": Note("ข", "b")}, field)
