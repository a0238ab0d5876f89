"""What the scheduler's jobs do: bring the sample systems up to now, run, sweep, settle, and answer requests."""

from __future__ import annotations

import logging
import threading
from functools import cached_property
from typing import cast, get_args

from sqlalchemy import Engine

from etl import pipeline, requests
from etl.errors import MisError, UsageError
from etl.lease import hold_lease
from etl.pipeline import Mode, RunReport, Trigger
from etl.requests import Request
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine

MODES: tuple[str, ...] = get_args(Mode)
log = logging.getLogger("mis.work")


class Work:
    """The jobs, one at a time; `stop` ends a chain of them after the one under way."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._has_taken_up = False

    @cached_property
    def engine(self) -> Engine:
        return make_engine(self.settings.warehouse_url)

    @property
    def is_busy(self) -> bool:
        return self._busy.locked()

    def stop(self) -> None:
        self._stopping.set()

    def run(self, source_name: str, mode: Mode = "changes", trigger: Trigger = "schedule") -> RunReport:
        """One run of a source, a sample system first brought up to now."""
        with self._busy:
            return self._run(source_name, mode, trigger)

    def sweep(self, source_name: str) -> None:
        self.run(source_name, "sweep")

    def catch_up(self) -> None:
        """Every connected source once, for what was missed while no scheduler ran."""
        for source in self.settings.config.sources:
            if source.name in self.settings.source_urls and not self._stopping.is_set():
                self.run(source.name, trigger="start")

    def settle(self) -> None:
        """The new Bangkok day: stocks, ages and moving periods move though no row came."""
        with self._busy:
            pipeline.run_settle(self.settings, self.engine, trigger="schedule")

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
                self._answer(request)

    def _answer(self, request: Request) -> None:
        run_key, error = None, None
        try:
            report = self._do(request)
            run_key, error = report.run_key, None if report.is_ok else report.what
        except MisError as refused:
            error = str(refused)
        except Exception:
            log.exception("request %s failed", request.request_key)
            error = "An unexpected error; the scheduler's log has it."
        with self.engine.begin() as connection:
            requests.finish(connection, request.request_key, at=self.settings.now(), run_key=run_key, error=error)

    def _do(self, request: Request) -> RunReport:
        if request.kind == "rescore":
            return pipeline.run_settle(self.settings, self.engine, trigger="request")
        mode = "replay" if request.kind == "replay" else request.details.get("mode", "changes")
        if request.kind not in ("run", "replay") or mode not in MODES:
            raise UsageError(f"A {request.kind} of mode {mode} cannot be done.", f"Modes: {', '.join(MODES)}.")
        return self._run(self.settings.source(request.source_name or "").name, cast(Mode, mode), "request")

    def _run(self, source_name: str, mode: Mode, trigger: Trigger) -> RunReport:
        if source_name in self.settings.sample_sources:
            build_sample(self.settings, self.settings.now(), progress=log.debug)
        report = pipeline.run_source(self.settings, self.engine, source_name, mode=mode, trigger=trigger)
        level = logging.INFO if report.is_ok else logging.ERROR
        log.log(level, "run %s of %s (%s): %s %s", report.run_key, source_name, mode, report.status, report.what or "")
        return report
