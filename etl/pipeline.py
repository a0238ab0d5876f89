"""One recorded run: the steps in order, every failure named and stored, figures settled at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from etl import failpoints, holds, ledger
from etl.contracts.base import Contract
from etl.contracts.catalogue import find_contract
from etl.errors import BatchHeldError, CheckFailedError, FenceLostError, MisError, SchemaChangedError
from etl.hash_key import hash_key
from etl.lease import Lease, hold_lease
from etl.ledger import Counts, Run
from etl.progress import Tell
from etl.readers.catalogue import open_reader
from etl.run_report import RunReport
from etl.run_steps import Steps, named
from etl.settings import Settings
from etl.source_settings import Source
from etl.steps import judge, load
from etl.steps.check import keep_failures
from etl.steps.mergings import derive_changed
from etl.steps.plan import look_at, make_plan
from etl.steps.reads import Reads
from etl.steps.settle import settle
from etl.steps.staging import empty_staging, forget_batch
from etl.warehouse import migrate
from etl.warehouse.dimensions import sync_dimensions
from etl.warehouse.periods import sync_dates

Mode = Literal["changes", "full", "sweep", "replay"]
Trigger = Literal["command", "schedule", "request", "start"]


def run_source(
    settings: Settings,
    engine: Engine,
    name: str,
    *,
    mode: Mode = "changes",
    trigger: Trigger = "command",
    since: datetime | None = None,
    window_at: datetime | None = None,
    progress: Tell | None = None,
) -> RunReport:
    """Read one source, merge what changed, settle the figures. Raises AlreadyRunningError, or SettingsError for a name.

    `changes` reads from the watermark less the overlap (or `since`), `full` everything, `sweep` everything and finds
    what was deleted or edited silently, `replay` the open rejects by their keys. A source that fails leaves the facts
    as they were; figures that wait for settling are settled even then. `window_at` is the tick of the schedule that is
    answered: AlreadyLoadedError where another run has answered it.
    """
    return _run(settings, engine, [name], _Order(mode, trigger, since, window_at, progress))[0]


def run_sources(
    settings: Settings,
    engine: Engine,
    names: Sequence[str] | None = None,
    *,
    mode: Mode = "changes",
    trigger: Trigger = "command",
    since: datetime | None = None,
    progress: Tell | None = None,
    settles_once: bool = False,
) -> list[RunReport]:
    """Several sources (null: all of config.yaml), one after the other; one that fails never stops the next.

    `settles_once`: the figures follow when all are read, which takes half the time where nobody looks at them yet.
    """
    wanted = names if names is not None else [source.name for source in settings.config.sources]
    return _run(settings, engine, wanted, _Order(mode, trigger, since, None, progress, settles_once=settles_once))


def run_again(settings: Settings, engine: Engine, failed: RunReport, *, since: datetime | None = None) -> RunReport:
    """One more attempt of a run that failed, on its own row: what it had merged stays, the rest is read as of now."""
    order = _Order("changes", "command", since, None, None, failed)
    return _run(settings, engine, [failed.source_name or ""], order)[0]


@dataclass(frozen=True, slots=True)
class _Order:
    """How sources are to be read; `failed` is the run that is to be tried again (its row knows mode and trigger)."""

    mode: Mode
    trigger: Trigger
    since: datetime | None
    window_at: datetime | None
    progress: Tell | None
    failed: RunReport | None = None
    settles_once: bool = False


def _run(settings: Settings, engine: Engine, names: Sequence[str], order: _Order) -> list[RunReport]:
    sources = [settings.source(name) for name in names]
    contracts = [find_contract(source.contract) for source in sources]
    reports: list[RunReport] = []
    unsettled: list[_ReadSource] = []
    with _ready(settings, engine) as lease:
        for source, contract in zip(sources, contracts, strict=True):
            if source.name not in settings.source_urls:
                reports.append(_not_connected(source))
                continue
            unsettled.append(
                _take_in(_Work(settings, engine, lease, source, contract, order.since, order.progress), order)
            )
            if not order.settles_once:
                reports.append(_finish(unsettled.pop()))
        later = [_finish(read) for read in reversed(unsettled)]  # as of the instant at which the last was read
    return [*reports, *reversed(later)]


def run_settle(settings: Settings, engine: Engine, *, trigger: Trigger = "command", full: bool = False) -> RunReport:
    """Bring the figures up to date without reading any source: a new day, new definitions, or all anew (`full`)."""
    started, as_of = time.monotonic(), settings.now()
    with _ready(settings, engine) as lease:
        run = ledger.open_run(engine, lease, source_name=None, mode="settle", trigger=trigger, as_of=as_of)
        error = _settle(settings, engine, run, full=full)
        report = RunReport(None, run.run_key, "running", seconds=time.monotonic() - started)
        return _close(settings, engine, run, _judged(report, "settle", error))


@dataclass(frozen=True, slots=True)
class _Work:
    """What one source's run needs."""

    settings: Settings
    engine: Engine
    lease: Lease
    source: Source
    contract: Contract
    since: datetime | None
    progress: Tell | None


@contextmanager
def _ready(settings: Settings, engine: Engine) -> Iterator[Lease]:
    """Hold the lease on a warehouse of the right migration, with the traces of dead runs cleared away."""
    failpoints.arm(settings)
    migrate.require_current(engine)
    with hold_lease(engine) as lease:
        with engine.begin() as connection:
            lease.check(connection)
            ledger.abandon_dead_runs(connection, settings.now())
            sync_dimensions(connection, settings)
            sync_dates(connection)  # spells are derived with it
        empty_staging(engine)
        derive_changed(engine, lease)
        yield lease


@dataclass(frozen=True, slots=True)
class _ReadSource:
    """A source whose rows are merged, or that failed at a step; its run is open until the figures follow."""

    work: _Work
    run: Run
    report: RunReport
    step: str
    error: MisError | None


def _take_in(work: _Work, order: _Order) -> _ReadSource:
    """The run row says what happened, whatever happened."""
    started = time.monotonic()
    run, report = _open(work, order)
    counts = dict(report.counts)
    steps = Steps(work.engine, run)
    with named(work.source, steps) as caught:
        _read(work, run, counts, steps)
    report = replace(report, counts=counts, seconds=report.seconds + time.monotonic() - started)
    return _ReadSource(work, run, report, steps.now, caught[0] if caught else None)


def _finish(read: _ReadSource) -> RunReport:
    """Of several that were read the first settles for all; the others find nothing left, or what stopped their own."""
    work, run, report, step, error = read.work, read.run, read.report, read.step, read.error
    started = time.monotonic()
    if not isinstance(error, FenceLostError):
        if isinstance(error, SchemaChangedError):
            _note_schema_hold(work, run, error)
        settling = _settle(work.settings, work.engine, run, contract=work.contract.name)
        if error is None:
            error, step = settling, "settle"
    failpoints.reach("before_run_close")
    report = replace(report, seconds=report.seconds + time.monotonic() - started)
    return _close(work.settings, work.engine, run, _judged(report, step, error))


def _open(work: _Work, order: _Order) -> tuple[Run, RunReport]:
    """The run with its report so far: new, or one more attempt of the one that failed."""
    as_of = work.settings.now()
    if order.failed is not None and order.failed.run_key is not None:
        run, attempts = ledger.reopen_run(work.engine, work.lease, order.failed.run_key, as_of=as_of)
        return run, replace(order.failed, attempts=attempts)
    run = ledger.open_run(
        work.engine, work.lease, source_name=work.source.name, mode=order.mode, trigger=order.trigger, as_of=as_of,
        window_at=order.window_at,
    )  # fmt: skip
    return run, RunReport(run.source_name, run.run_key, "running")


def _judged(report: RunReport, step: str, error: MisError | None) -> RunReport:
    if error is None:
        return replace(report, status="done", step=None, error=None)
    status = "held" if isinstance(error, BatchHeldError) else "failed"
    return replace(report, status=status, step=step, error=error)


def _note_schema_hold(work: _Work, run: Run, error: SchemaChangedError) -> None:
    """A source that has lost a column is a question to a person too, and stands until a run comes through."""
    with suppress(DBAPIError), work.engine.begin() as connection:
        run.lease.check(connection)
        holds.note_hold(connection, run, error.entity or "", error)


def _read(work: _Work, run: Run, counts: dict[str, Counts], steps: Steps) -> None:
    url = work.settings.source_urls[work.source.name]
    reader = open_reader(work.source, url)
    try:
        steps.begin("check schema")
        entities = [entity for entity in work.contract.entities if reader.delivers(entity)]
        shapes = {entity.name: look_at(reader, entity) for entity in entities}
        planned = [
            make_plan(work.engine, run, work.source, e, shapes[e.name], asked_since=work.since) for e in entities
        ]
        plans = [plan for plan in planned if plan is not None]
        key = hash_key(work.settings, work.contract)
        reads = Reads(work.engine, run, work.source, url, work.progress, key)
        with closing(reads.batches(reader, plans)) as batches:
            for plan in plans:
                steps.begin(f"extract {plan.entity.name}")
                _merge(work.engine, next(batches), counts, steps)
    finally:
        reader.close()


def _merge(engine: Engine, batch: load.Batch, counts: dict[str, Counts], steps: Steps) -> None:
    name = batch.entity.name
    counts[name] = Counts(read=batch.staged.read, rejected=batch.staged.rejected)
    steps.begin(f"load {name}")
    try:
        judge.judge(engine, batch)
        counts[name] = load.merge(engine, batch)
    except BatchHeldError as error:
        judge.hold(engine, batch, error)
        raise
    finally:
        forget_batch(engine, batch.entity)


def _settle(
    settings: Settings, engine: Engine, run: Run, *, full: bool = False, contract: str | None = None
) -> MisError | None:
    """Figures follow the facts: touched days of this run or of one that died, and each new day."""
    steps = Steps(engine, run)
    with named(None, steps) as caught:
        steps.begin("settle")
        settle(
            engine, settings, run_key=run.run_key, as_of=run.as_of, check_fence=run.lease.check, full=full,
            contract=contract,
        )  # fmt: skip
    error = caught[0] if caught else None
    if isinstance(error, CheckFailedError):  # where the transaction that found it is undone, what it found is not
        with suppress(DBAPIError), engine.begin() as connection:
            run.lease.check(connection)
            ran = [f"checks/{failure.name}" for failure in error.failures]
            keep_failures(connection, error.failures, run_key=run.run_key, at=run.as_of, ran=ran)
    return error


def _close(settings: Settings, engine: Engine, run: Run, report: RunReport) -> RunReport:
    with suppress(DBAPIError):  # the warehouse is gone: the next run marks this one abandoned
        ledger.close_run(engine, run, at=settings.now(), status=report.status, step=report.step, error=report.error)
    return report


def _not_connected(source: Source) -> RunReport:
    why = MisError(f"{source.name} is not connected.", f"Set {source.variable} to the address of its database.")
    return RunReport(source.name, None, "not_connected", error=why)
