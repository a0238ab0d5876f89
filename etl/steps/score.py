"""Scores: each indicator's value, target, status and score per period and org_unit, into ind_value; then forecasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from etl.indicators.book import read_calendar
from etl.indicators.evaluate import IndicatorValue, evaluate_all
from etl.indicators.formula import Value
from etl.indicators.reach import find_reached
from etl.indicators.restating import note_restatements
from etl.indicators.versions import definitions, targets
from etl.indicators.workings import make_gauges
from etl.steps.forecast import forecast
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
    codes: Collection[str] = (),
) -> int:
    """Replace ind_value for the given periods (null: for all) and the indicators that any of the contracts feed (null:

    all indicators), and all of the `codes`, whose definition, targets or entries changed; what refers to any of these
    follows. The number of rows written.

    In the caller's transaction, so pages see old or new figures, never both. Periods and indicators that no longer
    exist lose their rows. Freshness against the source's promise is applied by who reads, not stored here.
    """
    stored, aims = definitions(connection), targets(connection)
    only = None
    if period_ids is None:
        connection.execute(delete(ind_value))
    else:
        of = {measure.measure: measure.contract for family in families() for measure in family.measures}
        gauges, calendar = make_gauges(stored, aims, {}), read_calendar(connection)
        only = find_reached(gauges, calendar, of, period_ids=period_ids, contracts=contracts, codes=codes)
        _clear(connection, only, [] if contracts is not None else period_ids, [one.code for one in stored])
    found = list(  # read to the end first: COPY below keeps the connection to itself
        evaluate_all(connection, stored, aims, as_of=as_of, only=only)
    )
    written = write_rows(connection, ind_value, COLUMNS, (_row(value, run_key) for value in found))
    note_restatements(connection, run_key, as_of)
    forecast(connection, run_key=run_key, as_of=as_of, codes=None if only is None else only.keys())
    return written


def _clear(
    connection: Connection, only: Mapping[str, Collection[str]], gone: Sequence[str], known: Collection[str]
) -> None:
    """What is made again, the periods `gone` of every indicator, and indicators that are defined no more."""
    together: dict[frozenset[str], list[str]] = defaultdict(list)
    for code, periods in only.items():
        together[frozenset(periods)].append(code)
    for periods, codes in together.items():
        _clear_periods(connection, sorted(periods), codes)
    _clear_periods(connection, gone, None)
    held = set(connection.execute(select(ind_value.c.code).distinct()).scalars())
    if undefined := held.difference(known):
        connection.execute(delete(ind_value).where(ind_value.c.code.in_(undefined)))


def _clear_periods(connection: Connection, period_ids: Sequence[str], codes: Sequence[str] | None) -> None:
    """`codes` null: of every indicator."""
    statement = delete(ind_value) if codes is None else delete(ind_value).where(ind_value.c.code.in_(codes))
    for start in range(0, len(period_ids), PERIODS_AT_ONCE):
        some = period_ids[start : start + PERIODS_AT_ONCE]
        connection.execute(statement.where(ind_value.c.period_id.in_(some)))


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
