"""Scores: each measured indicator's value, target, status and score per period and org_unit, into ind_value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert

from etl.indicators.evaluate import IndicatorValue, evaluate_all
from etl.indicators.versions import definitions, targets
from etl.warehouse.tables import ind_value

ROWS_AT_ONCE = 5_000
PERIODS_AT_ONCE = 500


def score(connection: Connection, *, run_key: int, as_of: datetime, period_ids: Sequence[str] | None) -> int:
    """Replace ind_value for the given periods (null: for all); the number of rows written.

    In the caller's transaction, so pages see old or new figures, never both. Periods that no longer exist lose their
    rows. Freshness against the source's promise is applied by who reads, not stored here.
    """
    _clear(connection, period_ids)
    found = evaluate_all(connection, definitions(connection), targets(connection), as_of=as_of, period_ids=period_ids)
    rows = (_row(value, run_key) for value in found)
    written = 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(insert(ind_value), batch)
        written += len(batch)
    return written


def _clear(connection: Connection, period_ids: Sequence[str] | None) -> None:
    if period_ids is None:
        connection.execute(delete(ind_value))
        return
    for start in range(0, len(period_ids), PERIODS_AT_ONCE):
        some = period_ids[start : start + PERIODS_AT_ONCE]
        connection.execute(delete(ind_value).where(ind_value.c.period_id.in_(some)))


def _row(found: IndicatorValue, run_key: int) -> dict[str, Any]:
    return {
        "code": found.code,
        "period_id": found.period_id,
        "org_unit_key": found.org_unit_key,
        "value": to_float(found.value),
        "target": to_float(found.target),
        "target_state": found.target_state,
        "status": found.status.value,
        "score": to_float(found.score),
        "definition_key": found.definition_key,
        "run_key": run_key,
    }


def to_float(value: Fraction | None) -> float | None:
    """The one conversion."""
    return None if value is None else float(value)
