"""Plain rows for `mis indicators list|show|values`: what the screens show, JSON-ready, ISO dates, never rounded.

They come from the same queries and the same functions as the screens' own (listing.py, sheet.py); freshness is applied.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column, ColumnElement, Connection, select

from etl.calendar_th import bangkok_date, fiscal_year_be
from etl.errors import UsageError
from etl.indicators.currency import Currency, Rows, read_code_currency, read_currency, rows_of, status_now
from etl.indicators.definition import Definition
from etl.indicators.formula import measures_of
from etl.indicators.listing import list_indicators
from etl.indicators.sheet import (
    Version,
    make_criteria,
    open_version,
    read_results,
    read_targets,
    read_versions,
)
from etl.warehouse.tables import dim_org_unit, dim_period, ind_definition, ind_measure, ind_value

Row = dict[str, Any]
NO_INDICATOR = "mis indicators list shows them."
NO_PERIOD = "Write it as M2026-11, Q2570-1, FY2570 or YTD2026-11."
NO_ORG_UNIT = "config.yaml lists them."


def list_rows(
    connection: Connection, now: datetime, period_id: str | None = None, org_code: str | None = None
) -> list[Row]:
    """One row per indicator: its open definition and targets, and its value in a period and org_unit.

    Without a period the fiscal year to date, without an org_unit the whole municipality. UsageError: unknown ones.
    """
    rows = rows_of(connection)
    chosen, key = _choose_period(connection, now, period_id), _choose_org_unit(connection, org_code)
    found = list_indicators(rows, _read_currency(rows, now), period_id=chosen, org_unit_key=key)
    return [_plain(asdict(one)) for one in found]


def show(connection: Connection, code: str, now: datetime) -> Row:
    """Everything about one indicator, as its sheet tells it. UsageError: no such code."""
    rows = rows_of(connection)
    versions = read_versions(rows, code)
    found = open_version(versions)
    if found is None:
        raise UsageError(f"{code} is not an indicator.", NO_INDICATOR)
    definition = found.definition
    currency = _read_currency(rows, now)
    period_id, key = _choose_period(connection, now, None), _choose_org_unit(connection, None)
    [listed] = [
        one for one in list_indicators(rows, currency, period_id=period_id, org_unit_key=key) if one.code == code
    ]
    targets = read_targets(rows, code)
    fiscal_year = select(dim_period.c.fiscal_year).where(dim_period.c.period_id == period_id)
    year = connection.scalar(fiscal_year) or fiscal_year_be(bangkok_date(now))  # nothing is loaded yet
    aim = next((t.value for t in targets if t.fiscal_year == year and t.valid_to_at is None), None)
    results = read_results(rows, definition, currency.get(code), org_unit_key=key, fiscal_year=year)
    now_fields = ("period_id", "period_th", "value", "target", "target_state", "status", "score", "run_key", "data_at")
    return _plain(
        {
            **definition.model_dump(mode="json"),
            **_version(found),
            "current": {name: getattr(listed, name) for name in now_fields},
            "measures": _measures(connection, definition),
            "targets": [asdict(target) for target in targets],
            "criteria": [asdict(criterion) for criterion in make_criteria(definition, aim)],
            "results": [asdict(point) for point in results],
            "versions": [_version(v) | {"changes": [asdict(change) for change in v.changes]} for v in versions],
        }
    )


def value_rows(
    connection: Connection,
    now: datetime,
    code: str | None = None,
    period_id: str | None = None,
    org_code: str | None = None,
) -> list[Row]:
    """Values in order of code, period and org_unit. UsageError: an unknown filter value.

    `status` is what a screen shows now, `scored_status` what was stored when the value was last scored.
    """
    filters = (
        (code, ind_definition.c.code, "an indicator", NO_INDICATOR),
        (period_id, dim_period.c.period_id, "a period", NO_PERIOD),
        (org_code, dim_org_unit.c.code, "an org_unit", NO_ORG_UNIT),
    )
    columns: tuple[ColumnElement[Any], ...] = (
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
    rows = rows_of(connection)
    currency = _read_currency(rows, now)
    return [
        _plain(
            {
                **row._mapping,
                "status": status_now(row.status, currency.get(row.code)),
                "scored_status": row.status,
            }
        )
        for row in connection.execute(query)
    ]


def _read_currency(rows: Rows, now: datetime) -> dict[str, Currency]:
    """By code, for the indicators that systems feed."""
    return read_code_currency(rows, read_currency(rows, now))


def _choose_period(connection: Connection, now: datetime, asked: str | None) -> str:
    """The period asked for; else the fiscal year to date, as every page begins with."""
    if asked is not None:
        _require(connection, dim_period.c.period_id, asked, "a period", NO_PERIOD)
        return asked
    [state] = rows_of(connection)("pages/frame_version") or [None]
    today = bangkok_date(state.as_of_at if state else now)
    wanted = f"YTD{today:%Y-%m}"
    last = select(dim_period.c.period_id).where(dim_period.c.grain == "ytd", dim_period.c.starts_on <= today)
    known = connection.execute(last.order_by(dim_period.c.ends_on.desc(), dim_period.c.period_id.desc())).scalars()
    ids = list(known)
    return wanted if wanted in ids or not ids else ids[0]


def _choose_org_unit(connection: Connection, asked: str | None) -> int:
    """The org_unit asked for by its code; else the first, which is the whole municipality."""
    if asked is not None:
        _require(connection, dim_org_unit.c.code, asked, "an org_unit", NO_ORG_UNIT)
    units = rows_of(connection)("pages/frame_org_units")
    return next((int(u.org_unit_key) for u in units if asked in (None, u.code)), 0)


def _require(connection: Connection, column: Column[Any], wanted: str, noun: str, remedy: str) -> None:
    if connection.execute(select(column).where(column == wanted).limit(1)).first() is None:
        raise UsageError(f"'{wanted}' is not {noun}.", remedy)


def _measures(connection: Connection, definition: Definition) -> list[Row]:
    """The formula's measures; one that no query gives has no title."""
    if definition.formula is None:
        return []
    names = measures_of(definition.tree)
    known = {
        row.measure: {key: value for key, value in row._mapping.items() if key != "measure"}
        for row in connection.execute(select(ind_measure).where(ind_measure.c.measure.in_(names)))
    }
    return [{"measure": name, "is_known": name in known, **known.get(name, {})} for name in sorted(names)]


def _version(found: Version) -> Row:
    return {
        "version": found.version,
        "definition_key": found.definition_key,
        "origin": found.origin,
        "author": found.author,
        "reason": found.reason,
        "valid_from_at": found.valid_from_at,
        "valid_to_at": found.valid_to_at,
    }


def _plain(value: Any) -> Any:
    """Dates and instants as ISO text, parts of definitions and targets as JSON, at any depth; the rest as it is."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
