"""The process that runs jobs: APScheduler wiring of the sources' cron lines, nothing else.

One job at a time, in one worker thread; the lease in the warehouse keeps other processes out. The job store is memory:
the schedule is config.yaml, what was missed while nobody was here is caught up by the first run.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from etl.calendar_th import BANGKOK
from etl.cron import make_trigger
from etl.errors import AlreadyRunningError, MisError
from etl.settings import Settings
from etl.warehouse import migrate
from etl.work import Work

REQUEST_SECONDS = 3
NEW_DAY = "1 0 * * *"
CLOCK_SECONDS = 5.0
CLOCK_STEP_SECONDS = 30.0
STOP_SECONDS = 25.0  # within the 30 s a service manager waits
log = logging.getLogger("mis.scheduler")


def make_scheduler(settings: Settings, work: Work) -> BackgroundScheduler:
    """A scheduler with one run and one sweep per connected source, the new day's settling and the requests."""
    scheduler = BackgroundScheduler(
        timezone=BANGKOK,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for source in settings.config.sources:
        if source.name not in settings.source_urls:
            continue
        for kind, line, job in (
            ("run", source.schedule, work.run),
            ("sweep", source.sweep_schedule, work.sweep),
        ):
            scheduler.add_job(_kept_alive(job), make_trigger(line), args=[source.name], id=f"{kind}:{source.name}")
    scheduler.add_job(_kept_alive(work.settle), make_trigger(NEW_DAY), id="new-day")
    scheduler.add_job(_kept_alive(work.look_around), IntervalTrigger(seconds=REQUEST_SECONDS), id="requests")
    return scheduler


def run_scheduler(settings: Settings, stopping: threading.Event, *, catch_up: bool = False) -> None:
    """Run jobs until `stopping` is set; a job that is under way then gets 25 seconds. Raises WarehouseSchemaError.

    A run cut off after that loses nothing: the next one takes it up. `catch_up` first runs every source once.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns each time a long run makes a poll wait
    work = Work(settings)
    migrate.require_current(work.engine)
    scheduler = make_scheduler(settings, work)
    if catch_up:
        scheduler.add_job(_kept_alive(work.catch_up), id="catch-up")
    scheduler.start()
    log.info("scheduler started: %s", ", ".join(sorted(job.id for job in scheduler.get_jobs())))
    _watch_the_clock(scheduler, stopping)
    scheduler.pause()
    if not _wait_until_idle(work):
        log.warning("stopping in the middle of a run; the next run takes it up")
        logging.shutdown()
        os._exit(0)
    scheduler.shutdown(wait=False)
    log.info("scheduler stopped")


def _watch_the_clock(scheduler: BackgroundScheduler, stopping: threading.Event) -> None:
    """Until `stopping`: a machine clock that is set forward or back moves every job's next time along with it.

    Without this a clock set back an hour would leave people's requests waiting for an hour. Ticks that were answered
    before stay answered (their runs are in the books), and what a jump forward passed over is one run, not many.
    """
    before = time.time() - time.monotonic()
    while not stopping.wait(CLOCK_SECONDS):
        now = time.time() - time.monotonic()
        if abs(now - before) > CLOCK_STEP_SECONDS:
            log.warning("the clock of this machine was set by %+.0f s; the schedule follows it", now - before)
            follow_the_clock(scheduler)
        before = now


def follow_the_clock(scheduler: BackgroundScheduler) -> None:
    """Every job's next time counted anew from the machine's clock, unless it is due already."""
    now = datetime.now(BANGKOK)
    for job in scheduler.get_jobs():
        if job.next_run_time is not None and job.next_run_time > now:
            is_tick = isinstance(job.trigger, CronTrigger)
            job.modify(next_run_time=job.trigger.get_next_fire_time(None, now) if is_tick else now)


def _wait_until_idle(work: Work) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    work.stop()
    while work.is_busy and time.monotonic() < deadline:
        time.sleep(0.1)
    return not work.is_busy


def _kept_alive(job: Callable[..., object]) -> Callable[..., None]:
    """A job whose failure is logged (its run is in the books already) and never ends the scheduler."""

    def call(*arguments: str) -> None:
        try:
            job(*arguments)
        except AlreadyRunningError as error:
            log.info("%s", error)
        except MisError as error:
            log.error("%s %s: %s", job.__name__, " ".join(arguments), error)
        except Exception:
            log.exception("%s %s failed", job.__name__, " ".join(arguments))

    return call
