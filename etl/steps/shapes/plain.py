"""Typed fields -> the columns of a fact of the same names, as far as its staging table has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from etl.contracts.base import Entity, Field, FieldType, PersonalData
from etl.steps.instants import Instants, write_days, write_instants
from etl.steps.scrub import scrub_all
from etl.steps.words import Keys
from etl.warehouse.tables import metadata

Facts = dict[str, list[Any]]


def shape_plain(entity: Entity, fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of an entity's staging table, without those that describe the reading.

    A moment `x_at` gives `x_at` and `x_date` (Bangkok), a day `x_date` itself and `x_day` (its number), a word `x`
    `x_code`, an org_unit `x` gives `x_key`, money `x` gives `x_satang`; free text is scrubbed; all else stays as it is.
    """
    has = metadata.tables[entity.staging].columns.keys()
    made: Facts = {}
    for field in entity.fields:
        if field.personal not in (PersonalData.PERSONAL, PersonalData.DERIVED):
            made |= _columns(field, fields[field.name])
    return {name: values for name, values in made.items() if name in has}


def _columns(field: Field, values: Any) -> Facts:
    name = field.name
    if isinstance(values, Instants):
        stem = name.removesuffix("_at" if field.type is FieldType.INSTANT else "_date")
        days = [None if none else day for day, none in zip(values.days.tolist(), values.none.tolist(), strict=True)]
        dated = {f"{stem}_date": write_days(values.days, values.none), f"{stem}_day": days}
        return (
            dated | {name: write_instants(values)}
            if field.type is FieldType.INSTANT
            else dated | {name: dated[f"{stem}_date"]}
        )
    if field.type is FieldType.WORD:
        return {f"{name}_code": values}
    if field.type is FieldType.ORG_UNIT:
        return {f"{name}_key": values}
    if field.type is FieldType.MONEY:
        return {f"{name}_satang": values}
    return {name: scrub_all(values) if field.personal is PersonalData.MIXED else values}
