"""The second short transaction of a run: aggregates, measures, scores and the data version change together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, Engine, delete, func, insert, literal, select, update

from etl.calendar_th import bangkok_date, fiscal_year_start
from etl.contracts.catalogue import CONTRACTS
from etl.errors import CheckFailedError
from etl.failpoints import reach
from etl.indicators.changes import find_changed, indicators_mark
from etl.settings import Settings
from etl.steps.aggregate import DayRange, aggregate, is_added_up, join_days, touched_days
from etl.steps.check import CheckFailure, checked_beside, checks_of, keep_failures, run_checks
from etl.steps.measure import forget_periods, measure, measure_touched, touched_periods
from etl.steps.score import score
from etl.warehouse.bulk import give_memory
from etl.warehouse.measure_catalogue import derive_mark, families, queries_mark, register_measures
from etl.warehouse.periods import FIRST_FISCAL_YEAR, PeriodChanges, sync_dates, sync_periods
from etl.warehouse.tables import (
    dim_date,
    dim_period,
    dim_source,
    etl_data_version,
    etl_touched,
    metadata,
)

EVERY_DAY = DayRange(date(1900, 1, 1), date(2400, 1, 1))


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to do; `is_full` means everything."""

    today: date
    last_today: date | None
    days: Mapping[str, Sequence[date]]  # by contract
    changes: PeriodChanges
    is_full: bool
    rescores: frozenset[str] | None  # indicators whose definition, targets or entries changed; null: all

    @property
    def has_new_day(self) -> bool:
        return self.last_today != self.today

    def __bool__(self) -> bool:
        return bool(self.has_new_day or self.days or self.changes or self.is_full or self.rescores != frozenset())

    def concerns(self, contract: str) -> bool:
        return bool(self.is_full or self.has_new_day or self.changes.moved or contract in self.days)


def settle(
    engine: Engine,
    settings: Settings,
    *,
    run_key: int,
    as_of: datetime,
    check_fence: Callable[[Connection], None],
    full: bool = False,
    contract: str | None = None,
) -> bool:
    """Bring every figure to what the facts say as of an instant; pages see all of it or nothing.

    Does only what touched days, a new Bangkok day, changed queries or changed definitions and targets ask for; with
    none of these it writes nothing and returns false. `full` makes everything again. Where a check that stops the
    figures finds rows, those of its contract stay as they were and wait; those of the others go on. Raises
    CheckFailedError then, if it concerns `contract` (null: any), and whatever `check_fence` raises.
    """
    with engine.begin() as connection:
        check_fence(connection)
        dates = sync_dates(connection)
        work = _find_work(connection, as_of, full)
        if not work and not dates:
            return False
        if work.is_full:
            _touch_every_day(connection)
        if connection.dialect.name == "postgresql":  # checks of a few days go by index, of a whole load by scan
            connection.exec_driver_sql("analyze etl_touched")
    with engine.begin() as connection:
        check_fence(connection)
        give_memory(connection)
        if connection.dialect.name == "postgresql":  # what is grouped twice costs more; checks take the other processor
            connection.exec_driver_sql("set local max_parallel_workers_per_gather = 0")
        failed = _make_figures(connection, work, run_key, as_of)
        connection.execute(delete(etl_touched).where(etl_touched.c.contract.not_in(failed.contracts)))
        _bump(connection, as_of, settings.now(), run_key)
        reach("before_switch")
        check_fence(connection)
    failed.tell(contract)
    return True


@dataclass(slots=True)
class _Failed:
    """Checks that stop the figures of their contracts."""

    contracts: dict[str, list[CheckFailure]] = field(default_factory=dict)

    def tell(self, contract: str | None) -> None:
        """Raises CheckFailedError for what concerns a contract (null: any)."""
        stopping = [f for name, found in self.contracts.items() if contract in (None, name) for f in found]
        if stopping:
            raise CheckFailedError(
                "; ".join(f"check {f.name} found {f.count} rows, as {f.examples[0]}" for f in stopping),
                "The figures stay as they were. Mend the rows named, or tell the programmers, then run again.",
                failures=stopping,
            )


def _find_work(connection: Connection, as_of: datetime, full: bool) -> _Work:
    last = connection.execute(select(etl_data_version)).one_or_none()
    made = last if last is not None and last.settled_at is not None else None
    return _Work(
        today=bangkok_date(as_of),
        last_today=bangkok_date(made.as_of_at) if made is not None and made.as_of_at else None,
        days=touched_days(connection),
        changes=sync_periods(connection, as_of, _first_date(connection)),
        is_full=full or made is None or made.queries_mark != queries_mark(),
        rescores=find_changed(made.indicators_mark if made is not None else None, indicators_mark(connection)),
    )


def _first_date(connection: Connection) -> date | None:
    """The earliest day from which any contract's figures are made; null where all are of years that stand anyhow."""
    begins = [metadata.tables[c.begins[0]].c[c.begins[1]] for c in CONTRACTS.values() if c.begins is not None]
    early = fiscal_year_start(FIRST_FISCAL_YEAR)
    found = [connection.scalar(select(func.min(column)).where(column < early)) for column in begins]
    return min(filter(None, found), default=None)


def _make_figures(connection: Connection, work: _Work, run_key: int, as_of: datetime) -> _Failed:
    """Aggregates, measures, checks and scores; what fails is kept in the book of checks."""
    register_measures(connection)
    forget_periods(connection, work.changes.gone)
    failed, changed, done = _Failed(), set(work.changes.gone), set[str]()
    in_use = set(connection.scalars(select(dim_source.c.contract)))
    for contract in in_use.intersection(CONTRACTS):
        if work.concerns(contract):
            done.add(contract)
            stopping, periods = _make_contract(connection, work, contract, run_key, as_of)
            changed |= periods
            if stopping:
                failed.contracts[contract] = stopping
    if failed.contracts and failed.contracts.keys() == in_use:
        failed.tell(None)
    is_whole = work.is_full or work.rescores is None
    score(
        connection, run_key=run_key, as_of=as_of, period_ids=None if is_whole else sorted(changed),
        contracts=None if is_whole or work.changes.gone else done, codes=work.rescores or (),
    )  # fmt: skip
    _check_books(connection, run_key, as_of)
    return failed


def _make_contract(
    connection: Connection, work: _Work, contract: str, run_key: int, as_of: datetime
) -> tuple[list[CheckFailure], frozenset[str]]:
    """One contract's figures, or none of them: the failures that stop them, and the periods they changed in."""
    days = work.days.get(contract, ())
    touched = touched_periods(connection, days, today=work.today, last_today=work.last_today, moved=work.changes.moved)
    if not _has_facts(connection, contract):
        return [], touched.all
    ran = checks_of(contract) if work.is_full or days else []
    is_whole = work.is_full or not is_added_up(connection, contract)  # else days without any row would have no zero
    with connection.begin_nested() as made, checked_beside(connection, ran) as beside:
        aggregate(connection, [EVERY_DAY] if is_whole else join_days(days), contract)
        reach("in_aggregate")
        if is_whole:
            only = [family for family in families() if family.contract == contract]
            measure(connection, run_key=run_key, period_ids=None, today=work.today, only=only)
        else:
            measure_touched(connection, touched, run_key=run_key, today=work.today, contract=contract)
        reach("in_measure")
        failures = beside.failures() + run_checks(connection, beside.left)
        stopping = [failure for failure in failures if failure.stops]
        if stopping:
            made.rollback()
    keep_failures(connection, failures, run_key=run_key, at=as_of, ran=ran)
    if stopping:
        _touch(connection, contract, [work.today])  # the new day waits too
        return stopping, frozenset()
    return [], frozenset(connection.scalars(select(dim_period.c.period_id))) if is_whole else touched.all


def _has_facts(connection: Connection, contract: str) -> bool:
    """False until its first row is merged: there is nothing to add up or check then."""
    facts = (metadata.tables[entity.fact] for entity in CONTRACTS[contract].entities)
    return any(connection.execute(select(literal(1)).select_from(fact).limit(1)).first() for fact in facts)


def _touch(connection: Connection, contract: str, days: Iterable[date]) -> None:
    known = set(connection.scalars(select(etl_touched.c.date).where(etl_touched.c.contract == contract)))
    fresh = [{"contract": contract, "date": day} for day in days if day not in known]
    if fresh:
        connection.execute(insert(etl_touched), fresh)


def _touch_every_day(connection: Connection) -> None:
    """So that the checks, which look at touched days only, look at all."""
    connection.execute(delete(etl_touched))
    for contract in set(connection.scalars(select(dim_source.c.contract))).intersection(CONTRACTS):
        days = select(literal(contract), dim_date.c.date)
        connection.execute(insert(etl_touched).from_select(["contract", "date"], days))


def _check_books(connection: Connection, run_key: int, as_of: datetime) -> None:
    """What concerns no single contract stops everything."""
    ran = checks_of(None)
    failures = run_checks(connection, ran)
    keep_failures(connection, failures, run_key=run_key, at=as_of, ran=ran)
    _Failed({"": [failure for failure in failures if failure.stops]}).tell(None)


def _bump(connection: Connection, as_of: datetime, now: datetime, run_key: int) -> None:
    made = {
        "as_of_at": as_of,
        "settled_at": now,
        "settled_run_key": run_key,
        "queries_mark": queries_mark(),
        "derive_mark": derive_mark(),
        "indicators_mark": indicators_mark(connection),
    }
    version = etl_data_version.c.version + 1
    if not connection.execute(update(etl_data_version).values(version=version, **made)).rowcount:
        connection.execute(insert(etl_data_version).values(id=1, version=1, **made))
