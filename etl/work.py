"""What the scheduler's jobs do: bring the sample systems up to now, run, sweep, settle, try again, answer requests."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import cast, get_args

from sqlalchemy import Engine

from etl import holds, pipeline, requests
from etl.cron import last_tick
from etl.errors import AlreadyLoadedError, AlreadyRunningError, MisError, UsageError
from etl.lease import hold_lease
from etl.pipeline import Mode, Trigger
from etl.requests import Request
from etl.retries import Backoff
from etl.run_report import RunReport
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.source_settings import Source
from etl.warehouse.engine import make_engine

MODES: tuple[str, ...] = get_args(Mode)
BUSY_SECONDS = 10.0  # before a tick that met another process's run is tried again
log = logging.getLogger("mis.work")


@dataclass(frozen=True, slots=True)
class _Later:
    """A run to be tried again at a moment of the monotonic clock: `failed`, or one that found the way barred."""

    due: float
    trigger: Trigger
    window_at: datetime | None
    failed: RunReport | None = None


class Work:
    """The jobs, one at a time; `stop` ends a chain of them after the one under way.

    A run whose source did not answer is tried again between the other jobs, so that none of them waits for it; the next
    tick of its schedule takes its place.
    """

    def __init__(self, settings: Settings, *, backoff: Backoff | None = None) -> None:
        self.settings = settings
        self._backoff = backoff or Backoff()
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._later: dict[tuple[str, Mode], _Later] = {}
        self._has_taken_up = False

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.settings.warehouse_url)

    @property
    def is_busy(self) -> bool:
        return self._busy.locked()

    def stop(self) -> None:
        self._stopping.set()

    def run(self, source_name: str, mode: Mode = "changes", *, now: datetime | None = None) -> RunReport | None:
        """What a tick of a source's schedule asks for; null where another process has answered it, or is in the way."""
        source = self.settings.source(source_name)
        line = source.sweep_schedule if mode == "sweep" else source.schedule
        tick = last_tick(line, now or datetime.now(UTC))
        return self._try(source, mode, _Later(0, "schedule", tick.astimezone(UTC) if tick else None))

    def sweep(self, source_name: str) -> RunReport | None:
        return self.run(source_name, "sweep")

    def catch_up(self) -> None:
        """Every connected source once, for what was missed while no scheduler ran."""
        for source in self.settings.config.sources:
            if source.name in self.settings.source_urls and not self._stopping.is_set():
                self._try(source, "changes", _Later(0, "start", None))

    def settle(self) -> None:
        """The new Bangkok day: stocks, ages and moving periods move though no row came."""
        with self._busy:
            pipeline.run_settle(self.settings, self.engine, trigger="schedule")

    def look_around(self) -> None:
        """What has come due between the ticks: runs to be tried again, and what people asked for."""
        self.try_again()
        self.take_requests()

    def try_again(self) -> None:
        """Runs whose wait is over; what their source answers now decides whether they wait once more."""
        for (name, mode), later in list(self._later.items()):
            if later.due <= time.monotonic() and not self._stopping.is_set():
                del self._later[name, mode]
                self._try(self.settings.source(name), mode, later)

    def take_requests(self) -> None:
        """Everything people asked for, in the order they asked; first what a scheduler now dead had claimed."""
        if not self._has_taken_up:
            with self._busy, hold_lease(self.engine), self.engine.begin() as connection:
                requests.release_claimed(connection)
            self._has_taken_up = True
        while not self._stopping.is_set():
            with self.engine.begin() as connection:
                request = requests.claim_next(connection, self.settings.now())
            if request is None:
                return
            with self._busy:
                is_answered = self._answer(request)
            if not is_answered:
                return

    def _try(self, source: Source, mode: Mode, what: _Later) -> RunReport | None:
        self._later.pop((source.name, mode), None)
        try:
            with self._busy:
                report = self._run(source.name, mode, what)
        except AlreadyLoadedError as error:
            log.info("%s", error)
            return None
        except AlreadyRunningError as error:
            log.info("%s %s waits: %s", source.name, mode, error.what)
            due = time.monotonic() + BUSY_SECONDS
            self._later[source.name, mode] = _Later(due, what.trigger, what.window_at, what.failed)
            return None
        self._note_later(report, mode, what)
        return report

    def _note_later(self, report: RunReport, mode: Mode, what: _Later) -> None:
        if report.source_name is not None and self._backoff.wants_more(report):
            due = time.monotonic() + self._backoff.wait(report.attempts)
            self._later[report.source_name, mode] = _Later(due, what.trigger, what.window_at, report)

    def _answer(self, request: Request) -> bool:
        """False where another process's run was in the way: the request waits on."""
        run_key, error = None, None
        try:
            report = self._do(request)
            if report is not None:
                run_key, error = report.run_key, None if report.is_ok else report.what
        except AlreadyRunningError:
            with self.engine.begin() as connection:
                requests.release(connection, request.request_key)
            return False
        except MisError as refused:
            error = str(refused)
        except Exception:
            log.exception("request %s failed", request.request_key)
            error = "An unexpected error; the scheduler's log has it."
        with self.engine.begin() as connection:
            requests.finish(connection, request.request_key, at=self.settings.now(), run_key=run_key, error=error)
        return True

    def _do(self, request: Request) -> RunReport | None:
        if request.kind == "rescore":
            return pipeline.run_settle(self.settings, self.engine, trigger="request")
        if request.kind == "decision":
            self._decide(request)
            return None
        mode = "replay" if request.kind == "replay" else request.details.get("mode", "changes")
        if request.kind not in ("run", "replay") or mode not in MODES:
            raise UsageError(f"A {request.kind} of mode {mode} cannot be done.", f"Modes: {', '.join(MODES)}.")
        name, asked = self.settings.source(request.source_name or "").name, cast(Mode, mode)
        what = _Later(0, "request", None)
        report = self._run(name, asked, what)
        self._note_later(report, asked, what)
        return report

    def _decide(self, request: Request) -> None:
        """The request's details: hold_key, decision (approve | decline), reason; an approval asks for its run."""
        key, decision = request.details.get("hold_key"), str(request.details.get("decision"))
        if not isinstance(key, int):
            raise UsageError("A decision names its hold: hold_key is a number.")
        reason = str(request.details.get("reason") or "")
        with self.engine.begin() as connection:
            holds.decide_and_ask(connection, key, decision, by=request.asked_by, at=self.settings.now(), reason=reason)

    def _run(self, source_name: str, mode: Mode, what: _Later) -> RunReport:
        if source_name in self.settings.sample_sources:
            build_sample(self.settings, self.settings.now(), progress=log.debug)
        if what.failed is not None:
            report = pipeline.run_again(self.settings, self.engine, what.failed)
        else:
            report = pipeline.run_source(
                self.settings, self.engine, source_name, mode=mode, trigger=what.trigger, window_at=what.window_at
            )
        level = logging.INFO if report.is_ok else logging.ERROR
        said = f"{report.what} {report.remedy}" if report.what else ""
        log.log(level, "run %s of %s (%s): %s %s", report.run_key, source_name, mode, report.status, said)
        return report
