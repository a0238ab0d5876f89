"""The second short transaction of a run: aggregates, measures, scores and the data version change together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, delete, func, insert, literal, select, update

from etl.calendar_th import bangkok_date
from etl.errors import CheckFailedError
from etl.failpoints import reach
from etl.settings import Settings
from etl.steps.aggregate import DayRange, aggregate, join_days, touched_days
from etl.steps.check import keep_failures, run_checks
from etl.steps.measure import Touched, forget_periods, measure, measure_touched, touched_periods
from etl.steps.score import score
from etl.steps.spells import CONTRACT
from etl.warehouse.bulk import give_memory
from etl.warehouse.measure_catalogue import queries_mark, register_measures
from etl.warehouse.periods import PeriodChanges, sync_dates, sync_periods
from etl.warehouse.tables import dim_date, etl_data_version, etl_touched, fact_complaint, ind_definition, ind_target

EVERY_DAY = DayRange(date(1900, 1, 1), date(2400, 1, 1))


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to do; null period ids and `is_full` mean everything."""

    today: date
    last_today: date | None
    days: Sequence[date]
    changes: PeriodChanges
    is_full: bool
    rescores_all: bool

    def __bool__(self) -> bool:
        has_new_day = self.last_today != self.today
        return bool(has_new_day or self.days or self.changes or self.is_full or self.rescores_all)


def settle(
    engine: Engine,
    settings: Settings,
    *,
    run_key: int,
    as_of: datetime,
    check_fence: Callable[[Connection], None],
    full: bool = False,
) -> bool:
    """Bring every figure to what the facts say as of an instant; pages see all of it or nothing.

    Does only what touched days, a new Bangkok day, changed queries or changed definitions and targets ask for; with
    none of these it writes nothing and returns false. `full` makes everything again. Raises CheckFailedError (and
    changes nothing) where a check that stops the figures finds rows, and whatever `check_fence` raises.
    """
    with engine.begin() as connection:
        check_fence(connection)
        dates = sync_dates(connection)
        work = _find_work(connection, as_of, full)
        if not work and not dates:
            return False
        give_memory(connection)
        score_ids = _make_figures(connection, work, run_key)
        score(connection, run_key=run_key, as_of=as_of, period_ids=score_ids)
        _check(connection, run_key, as_of)
        connection.execute(delete(etl_touched))
        _bump(connection, as_of, settings.now(), run_key)
        reach("before_switch")
        check_fence(connection)
    return True


def _find_work(connection: Connection, as_of: datetime, full: bool) -> _Work:
    last = connection.execute(select(etl_data_version)).one_or_none()
    made = last if last is not None and last.settled_at is not None else None
    first_date = connection.execute(select(func.min(fact_complaint.c.received_date))).scalar_one()
    return _Work(
        today=bangkok_date(as_of),
        last_today=bangkok_date(made.as_of_at) if made is not None and made.as_of_at else None,
        days=touched_days(connection),
        changes=sync_periods(connection, as_of, first_date),
        is_full=full or made is None or made.queries_mark != queries_mark(),
        rescores_all=made is None or made.indicators_mark != indicators_mark(connection),
    )


def _make_figures(connection: Connection, work: _Work, run_key: int) -> list[str] | None:
    """Aggregates and measures; returns the periods to score (null: all)."""
    register_measures(connection)
    if work.is_full:
        _touch_every_day(connection)
    aggregate(connection, [EVERY_DAY] if work.is_full else join_days(work.days))
    reach("in_aggregate")
    forget_periods(connection, work.changes.gone)
    touched = Touched(frozenset(), frozenset())
    if work.is_full:
        measure(connection, run_key=run_key, period_ids=None, today=work.today)
    else:
        touched = touched_periods(
            connection, work.days, today=work.today, last_today=work.last_today, moved=work.changes.moved
        )
        measure_touched(connection, touched, run_key=run_key, today=work.today)
    reach("in_measure")
    return None if work.is_full or work.rescores_all else sorted(touched.all | work.changes.gone)


def _touch_every_day(connection: Connection) -> None:
    """So that the checks, which look at touched days only, look at all."""
    connection.execute(delete(etl_touched))
    days = select(literal(CONTRACT), dim_date.c.date)
    connection.execute(insert(etl_touched).from_select(["contract", "date"], days))


def _check(connection: Connection, run_key: int, as_of: datetime) -> None:
    failures = run_checks(connection)
    keep_failures(connection, failures, run_key=run_key, at=as_of)
    stopping = [failure for failure in failures if failure.stops]
    if stopping:
        raise CheckFailedError(
            "; ".join(f"check {f.name} found {f.count} rows, as {f.examples[0]}" for f in stopping),
            "The figures stay as they were. Mend the rows named, or tell the programmers, then run again.",
            failures=failures,
        )


def indicators_mark(connection: Connection) -> str:
    """Changes whenever a definition or target is added or closed."""
    parts: list[object] = []
    for table, key in ((ind_definition, ind_definition.c.definition_key), (ind_target, ind_target.c.target_key)):
        is_open = table.c.valid_to_at.is_(None)
        parts += connection.execute(select(func.max(key), func.count(), func.count().filter(is_open))).one()
    return "/".join(str(part) for part in parts)


def _bump(connection: Connection, as_of: datetime, now: datetime, run_key: int) -> None:
    made = {
        "as_of_at": as_of,
        "settled_at": now,
        "settled_run_key": run_key,
        "queries_mark": queries_mark(),
        "indicators_mark": indicators_mark(connection),
    }
    version = etl_data_version.c.version + 1
    if not connection.execute(update(etl_data_version).values(version=version, **made)).rowcount:
        connection.execute(insert(etl_data_version).values(id=1, version=1, **made))
