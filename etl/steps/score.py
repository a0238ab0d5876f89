"""Scores: each measured indicator's value, target, status and score per period and org_unit, into ind_value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete

from etl.indicators.evaluate import IndicatorValue, evaluate_all
from etl.indicators.formula import Value, measures_of
from etl.indicators.restating import note_restatements
from etl.indicators.versions import StoredDefinition, definitions, targets
from etl.warehouse.bulk import write_rows
from etl.warehouse.measure_catalogue import families
from etl.warehouse.tables import ind_value

PERIODS_AT_ONCE = 500
COLUMNS = (
    "code", "period_id", "org_unit_key", "value", "target", "target_state", "status", "score", "definition_key",
    "run_key",
)  # fmt: skip


def score(
    connection: Connection,
    *,
    run_key: int,
    as_of: datetime,
    period_ids: Sequence[str] | None,
    contracts: Collection[str] | None = None,
) -> int:
    """Replace ind_value for the given periods (null: for all) and the indicators that any of the contracts feed (null:

    all indicators); the number of rows written.

    In the caller's transaction, so pages see old or new figures, never both. Periods that no longer exist lose their
    rows. Freshness against the source's promise is applied by who reads, not stored here.
    """
    wanted = definitions(connection)
    if contracts is not None:
        of = {measure.measure: measure.contract for family in families() for measure in family.measures}
        wanted = [one for one in wanted if _feeds(one, of) & set(contracts)]
    _clear(connection, period_ids, None if contracts is None else [one.code for one in wanted])
    found = list(  # read to the end first: COPY below keeps the connection to itself
        evaluate_all(connection, wanted, targets(connection), as_of=as_of, period_ids=period_ids)
    )
    written = write_rows(connection, ind_value, COLUMNS, (_row(value, run_key) for value in found))
    note_restatements(connection, run_key, as_of)
    return written


def _feeds(stored: StoredDefinition, contract_of: Mapping[str, str]) -> set[str]:
    """The contracts whose measures an indicator is worked out from, and the one it is judged late by."""
    definition = stored.definition
    named = measures_of(definition.tree) if definition.is_measured else frozenset()
    return {contract_of.get(name, "") for name in named} | {definition.contract or ""}


def _clear(connection: Connection, period_ids: Sequence[str] | None, codes: Sequence[str] | None) -> None:
    """`codes` null: of every indicator, those too that are defined no more."""
    gone = delete(ind_value) if codes is None else delete(ind_value).where(ind_value.c.code.in_(codes))
    if period_ids is None:
        connection.execute(gone)
        return
    for start in range(0, len(period_ids), PERIODS_AT_ONCE):
        some = period_ids[start : start + PERIODS_AT_ONCE]
        connection.execute(gone.where(ind_value.c.period_id.in_(some)))


def _row(found: IndicatorValue, run_key: int) -> tuple[object, ...]:
    """In the order of COLUMNS."""
    return (
        found.code,
        found.period_id,
        found.org_unit_key,
        to_float(found.value),
        to_float(found.target),
        found.target_state,
        found.status.value,
        to_float(found.score),
        found.definition_key,
        run_key,
    )


def to_float(value: Value) -> float | None:
    """The one conversion."""
    return None if value is None else float(value)
