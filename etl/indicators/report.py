"""Plain rows for `mis indicators list|show|values`: JSON-ready, ISO dates, numbers as stored, never rounded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, select

from etl.errors import UsageError
from etl.indicators.formula import measures_of
from etl.indicators.targets import Target
from etl.indicators.versions import StoredDefinition, all_versions, definitions, targets
from etl.warehouse.tables import dim_org_unit, dim_period, ind_definition, ind_measure, ind_value

Row = dict[str, Any]


def list_rows(connection: Connection) -> list[Row]:
    """One row per indicator: its open definition and open targets in short."""
    open_targets = [t for t in targets(connection) if t.valid_to_at is None]
    return [
        {
            "code": stored.code,
            "kind": stored.definition.kind,
            "name_th": stored.definition.name_th,
            "name_en": stored.definition.name_en,
            "unit_th": stored.definition.unit_th,
            "unit_en": stored.definition.unit_en,
            "direction": stored.definition.direction,
            "frequency": stored.definition.frequency,
            "data_source": stored.definition.data_source,
            "contract": stored.definition.contract,
            "owner": stored.definition.owner,
            "formula": stored.definition.formula,
            "version": stored.version,
            "origin": stored.origin,
            "valid_from_at": _iso(stored.valid_from_at),
            "targets": [_short_target(t) for t in open_targets if t.code == stored.code],
        }
        for stored in definitions(connection)
    ]


def show(connection: Connection, code: str) -> Row:
    """Everything about one indicator: definition, measures, targets and versions. UsageError: no such code."""
    versions = all_versions(connection, code)
    stored = next((v for v in versions if v.valid_to_at is None), None)
    if stored is None:
        raise UsageError(f"{code} is not an indicator.", "mis indicators list shows them.")
    return {
        **stored.definition.model_dump(mode="json"),
        **_version(stored),
        "measures": _measures(connection, stored),
        "targets": [_full_target(t) for t in targets(connection, code)],
        "versions": [_version(v) for v in versions],
    }


def value_rows(
    connection: Connection, code: str | None = None, period_id: str | None = None, org_code: str | None = None
) -> list[Row]:
    """Stored values, as last scored, in order of code, period and org_unit. UsageError: an unknown filter value."""
    filters = (
        (code, ind_definition.c.code, "an indicator", "mis indicators list shows them."),
        (period_id, dim_period.c.period_id, "a period", "Write it as M2026-11, Q2570-1, FY2570 or YTD2026-11."),
        (org_code, dim_org_unit.c.code, "an org_unit", "config.yaml lists them."),
    )
    columns: Sequence[ColumnElement[Any]] = (
        ind_value.c.code, ind_value.c.period_id, dim_period.c.grain, dim_period.c.starts_on, dim_period.c.ends_on,
        dim_org_unit.c.code.label("org_unit"), ind_value.c.value, ind_value.c.target, ind_value.c.target_state,
        ind_value.c.status, ind_value.c.score, ind_definition.c.version.label("definition_version"),
        ind_value.c.run_key,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(dim_period, dim_period.c.period_id == ind_value.c.period_id)
        .join(dim_org_unit, dim_org_unit.c.org_unit_key == ind_value.c.org_unit_key)
        .join(ind_definition, ind_definition.c.definition_key == ind_value.c.definition_key)
        .order_by(ind_value.c.code, dim_period.c.starts_on, dim_period.c.ends_on, ind_value.c.period_id)
        .order_by(dim_org_unit.c.depth, dim_org_unit.c.sort_order, dim_org_unit.c.code)
    )
    for wanted, column, noun, remedy in filters:
        if wanted is not None:
            _require(connection, column, wanted, noun, remedy)
            query = query.where(column == wanted)
    return [
        {**row._mapping, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
        for row in connection.execute(query)
    ]


def _require(connection: Connection, column: Column[Any], wanted: str, noun: str, remedy: str) -> None:
    if connection.execute(select(column).where(column == wanted).limit(1)).first() is None:
        raise UsageError(f"'{wanted}' is not {noun}.", remedy)


def _measures(connection: Connection, stored: StoredDefinition) -> list[Row]:
    """The formula's measures; one that no query gives has no title."""
    if stored.definition.formula is None:
        return []
    names = measures_of(stored.definition.tree)
    known = {
        row.measure: {key: value for key, value in row._mapping.items() if key != "measure"}
        for row in connection.execute(select(ind_measure).where(ind_measure.c.measure.in_(names)))
    }
    return [{"measure": name, "is_known": name in known, **known.get(name, {})} for name in sorted(names)]


def _version(stored: StoredDefinition) -> Row:
    return {
        "version": stored.version,
        "definition_key": stored.definition_key,
        "origin": stored.origin,
        "author": stored.author,
        "reason": stored.reason,
        "valid_from_at": _iso(stored.valid_from_at),
        "valid_to_at": _iso(stored.valid_to_at),
    }


def _short_target(target: Target) -> Row:
    """`trajectory` null: the value holds in every period of the year; `rule` stands in a value's place."""
    return {
        "fiscal_year": target.fiscal_year,
        "value": None if target.value is None else float(target.value),
        "state": target.state,
        "trajectory": None if target.trajectory is None else target.trajectory.model_dump(mode="json"),
        "rule": None if target.rule is None else target.rule.model_dump(mode="json"),
    }


def _full_target(target: Target) -> Row:
    return {
        **_short_target(target),
        "note": target.note,
        "origin": target.origin,
        "author": target.author,
        "valid_from_at": _iso(target.valid_from_at),
        "valid_to_at": _iso(target.valid_to_at),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
