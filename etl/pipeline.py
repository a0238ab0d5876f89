"""One recorded run: the steps in order, every failure named and stored, figures settled at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from etl import failpoints, ledger
from etl.contracts.base import Contract, Entity
from etl.contracts.catalogue import find_contract
from etl.errors import BatchHeldError, FenceLostError, MisError, WarehouseUnavailableError
from etl.lease import Lease, hold_lease
from etl.ledger import Counts, Run
from etl.readers.ahead import read_ahead
from etl.readers.base import Reader, Start, Watermark
from etl.readers.catalogue import open_reader
from etl.settings import Settings
from etl.source_settings import Source
from etl.steps import load
from etl.steps.extract import Progress, stage
from etl.steps.rejects import open_keys
from etl.steps.settle import settle
from etl.steps.staging import empty_staging
from etl.warehouse import migrate
from etl.warehouse.dimensions import sync_dimensions
from etl.warehouse.periods import sync_dates
from etl.warehouse.tables import dim_source

Mode = Literal["changes", "full", "sweep", "replay"]
Trigger = Literal["command", "schedule", "request", "start"]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `status`: done | held | failed | not_connected; `counts` by entity, as far as it came."""

    source_name: str | None
    run_key: int | None
    status: str
    counts: dict[str, Counts] = field(default_factory=dict)
    step: str | None = None
    error: MisError | None = None
    seconds: float = 0.0

    @property
    def error_code(self) -> str | None:
        return self.error.code if self.error else None

    @property
    def what(self) -> str | None:
        return self.error.what if self.error else None

    @property
    def remedy(self) -> str | None:
        return self.error.remedy if self.error else None

    @property
    def is_ok(self) -> bool:
        return self.status in ("done", "not_connected")


def run_source(
    settings: Settings,
    engine: Engine,
    name: str,
    *,
    mode: Mode = "changes",
    trigger: Trigger = "command",
    since: datetime | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Read one source, merge what changed, settle the figures. Raises AlreadyRunningError, or SettingsError for a name.

    `changes` reads from the watermark less the overlap (or `since`), `full` everything, `sweep` everything and finds
    what was deleted or edited silently, `replay` the open rejects by their keys. A source that fails leaves the facts
    as they were; figures that wait for settling are settled even then.
    """
    return run_sources(settings, engine, [name], mode=mode, trigger=trigger, since=since, progress=progress)[0]


def run_sources(
    settings: Settings,
    engine: Engine,
    names: Sequence[str] | None = None,
    *,
    mode: Mode = "changes",
    trigger: Trigger = "command",
    since: datetime | None = None,
    progress: Progress | None = None,
) -> list[RunReport]:
    """Several sources (null: all of config.yaml), one after the other; one that fails never stops the next."""
    sources = [settings.source(name) for name in names] if names is not None else list(settings.config.sources)
    contracts = [find_contract(source.contract) for source in sources]
    reports = []
    with _ready(settings, engine) as lease:
        for source, contract in zip(sources, contracts, strict=True):
            if source.name not in settings.source_urls:
                reports.append(_not_connected(source))
                continue
            work = _Work(settings, engine, lease, source, contract, mode, since, progress)
            reports.append(_record(work, trigger))
    return reports


def run_settle(settings: Settings, engine: Engine, *, trigger: Trigger = "command", full: bool = False) -> RunReport:
    """Bring the figures up to date without reading any source: a new day, new definitions, or all anew (`full`)."""
    started, as_of = time.monotonic(), settings.now()
    with _ready(settings, engine) as lease:
        run = ledger.open_run(engine, lease, source_name=None, mode="settle", trigger=trigger, as_of=as_of)
        error = _settle(settings, engine, run, full=full)
        return _close(settings, engine, run, _report(run, {}, "settle", error, time.monotonic() - started))


@dataclass(frozen=True, slots=True)
class _Work:
    """What one source's run needs."""

    settings: Settings
    engine: Engine
    lease: Lease
    source: Source
    contract: Contract
    mode: Mode
    since: datetime | None
    progress: Progress | None


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
        yield lease


def _record(work: _Work, trigger: Trigger) -> RunReport:
    """The run row says what happened, whatever happened."""
    started, as_of = time.monotonic(), work.settings.now()
    run = ledger.open_run(
        work.engine, work.lease, source_name=work.source.name, mode=work.mode, trigger=trigger, as_of=as_of
    )
    counts: dict[str, Counts] = {}
    steps = _Steps(work.engine, run)
    with _named(work.source, steps) as caught:
        _read(work, run, counts, steps)
    error, step = (caught[0] if caught else None), steps.now
    if not isinstance(error, FenceLostError):
        settling = _settle(work.settings, work.engine, run)
        if error is None:
            error, step = settling, "settle"
    failpoints.reach("before_run_close")
    seconds = time.monotonic() - started
    return _close(work.settings, work.engine, run, _report(run, counts, step, error, seconds))


def _report(run: Run, counts: dict[str, Counts], step: str, error: MisError | None, seconds: float) -> RunReport:
    if error is None:
        return RunReport(run.source_name, run.run_key, "done", counts, seconds=seconds)
    status = "held" if isinstance(error, BatchHeldError) else "failed"
    return RunReport(run.source_name, run.run_key, status, counts, step, error, seconds)


class _Steps:
    """Where a run is; each step is on its row before it begins."""

    def __init__(self, engine: Engine, run: Run) -> None:
        self._engine = engine
        self._run = run
        self.now = "open"

    def begin(self, step: str) -> None:
        self.now = step
        ledger.note_step(self._engine, self._run, step)


@contextmanager
def _named(source: Source | None, steps: _Steps) -> Iterator[list[MisError]]:
    """Errors raised on purpose, and what the warehouse itself says, are caught and kept; programming errors too."""
    caught: list[MisError] = []
    try:
        yield caught
    except MisError as error:
        caught.append(error)
    except DBAPIError as error:
        caught.append(_explain_warehouse(error))
    except Exception as error:
        name = source.name if source is not None else "settle"
        fault = MisError(
            f"{name}, {steps.now}: {type(error).__name__}: {error}",
            "This is a fault of the program. Nothing of the batch was merged; send this line to the programmers.",
        )
        fault.__cause__ = error
        caught.append(fault)


def _explain_warehouse(error: DBAPIError) -> MisError:
    said = str(error.orig).strip().splitlines()[0]
    return WarehouseUnavailableError(
        f"The warehouse did not take the rows: {said}.",
        "Nothing of the batch was merged. Check its disk space and whether it is running; the next run tries again.",
    )


def _read(work: _Work, run: Run, counts: dict[str, Counts], steps: _Steps) -> None:
    reader = open_reader(work.source, work.settings.source_urls[work.source.name])
    try:
        steps.begin("check schema")
        fingerprints = {
            entity.name: reader.check(entity) for entity in work.contract.entities if reader.delivers(entity)
        }
        for entity in filter(reader.delivers, work.contract.entities):
            plan = _plan(work, run, entity, fingerprints[entity.name])
            if plan is not None:
                _read_entity(work, run, reader, plan, counts=counts, steps=steps)
    finally:
        reader.close()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of one entity is to be read: from `start` on, or the rows `asked` for by key."""

    entity: Entity
    source_key: int
    fingerprint: str
    watermark: Watermark
    start: Start
    asked: list[tuple[str, ...]]


def _plan(work: _Work, run: Run, entity: Entity, fingerprint: str) -> _Plan | None:
    """Null: a replay of an entity without open rejects."""
    source = work.source
    with work.engine.begin() as connection:
        run.lease.check(connection)
        watermark = Watermark(ledger.read_mark(connection, source.name, entity.name).watermark_at)
        asked = open_keys(connection, source.name, entity) if run.mode == "replay" else []
        if run.mode == "replay" and not asked:
            return None
        since = work.since or (watermark.start(source.overlap) if run.mode == "changes" else None)
        taken = ledger.taken_files(connection, source.name, entity.name) if run.mode == "changes" else frozenset()
        ledger.open_batch(connection, run, entity.name, since=since, fingerprint=fingerprint)
        source_key = connection.scalars(select(dim_source.c.source_key).where(dim_source.c.name == source.name)).one()
    return _Plan(entity, source_key, fingerprint, watermark, Start(since, taken), asked)


def _read_entity(
    work: _Work, run: Run, reader: Reader, plan: _Plan, *, counts: dict[str, Counts], steps: _Steps
) -> None:
    entity, engine, is_replay = plan.entity, work.engine, run.mode == "replay"
    steps.begin(f"extract {entity.name}")
    pages = reader.rows(entity, plan.asked) if is_replay else reader.pages(entity, plan.start)
    with closing(read_ahead(pages)) as ahead:
        staged = stage(engine, run, work.source, entity, pages=ahead, progress=work.progress)
    counts[entity.name] = Counts(read=staged.read, rejected=staged.rejected)
    batch = load.Batch(
        run,
        work.source,
        plan.source_key,
        entity,
        staged,
        plan.watermark if is_replay else plan.watermark.advance(staged.changed_at, run.as_of),
        plan.fingerprint,
        is_complete=reader.is_whole and plan.start.since is None and not is_replay,
        files=() if is_replay else reader.taken(entity),
        asked=plan.asked,
    )
    steps.begin(f"load {entity.name}")
    try:
        load.judge(engine, batch)
        counts[entity.name] = load.merge(engine, batch)
    except BatchHeldError:
        load.hold(engine, batch)
        raise
    finally:
        empty_staging(engine)


def _settle(settings: Settings, engine: Engine, run: Run, *, full: bool = False) -> MisError | None:
    """Figures follow the facts: touched days of this run or of one that died, and each new day."""
    steps = _Steps(engine, run)
    with _named(None, steps) as caught:
        steps.begin("settle")
        settle(engine, settings, run_key=run.run_key, as_of=run.as_of, check_fence=run.lease.check, full=full)
    return caught[0] if caught else None


def _close(settings: Settings, engine: Engine, run: Run, report: RunReport) -> RunReport:
    with suppress(DBAPIError):  # the warehouse is gone: the next run marks this one abandoned
        ledger.close_run(engine, run, at=settings.now(), status=report.status, step=report.step, error=report.error)
    return report


def _not_connected(source: Source) -> RunReport:
    why = MisError(f"{source.name} is not connected.", f"Set {source.variable} to the address of its database.")
    return RunReport(source.name, None, "not_connected", error=why)
