"""F19, F22, F23, F25, F26: several schedulers, a frozen one, one told to end, one that slept, a clock that jumps."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers import base as apscheduler_base
from sqlalchemy import Engine, func, select, update

from dashboard.cli import main
from etl import lease, scheduler
from etl.calendar_th import BANGKOK
from etl.errors import AlreadyLoadedError, AlreadyRunningError
from etl.failpoints import FAILPOINTS
from etl.lease import hold_lease
from etl.pipeline import run_source
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_batch, etl_lease, etl_run
from etl.work import Work
from tests.faults.model import check_converged, check_invariants, in_one_commit, in_source, in_warehouse
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for

START = datetime(2026, 11, 20, 17, tzinfo=UTC)  # midnight in Bangkok
TICK = timedelta(minutes=15)
FORK = multiprocessing.get_context("fork")
# on PostgreSQL the second entity is staged while the first is merged: after the second nothing else is under way
LATER = {"after_commit_before_aggregate": 2}
# inside a write transaction: on SQLite the file is locked, on PostgreSQL the lease's row
SITS_ON_A_LOCK = ("while_staging", "before_commit", "in_aggregate", "in_measure", "before_switch")


@pytest.fixture
def engine(sqlite_warehouse: Engine) -> Engine:
    return sqlite_warehouse


def _fill(city: City, cases: int = 5) -> None:
    with in_one_commit(city) as together:
        for number in range(1, cases + 1):
            together.complaint(number, "2026-11-19 10:00:00")


# --- F22 ------------------------------------------------------------------------------------------------------------


def _start_together(settings: Settings, windows: list[datetime], processes: int) -> list[int]:
    """Each process is one scheduler, answering the same ticks at the same moments; their exit codes."""
    barrier = FORK.Barrier(processes)
    children = [FORK.Process(target=_answer, args=(settings, windows, barrier)) for _ in range(processes)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        if child.is_alive():
            child.kill()
    return [child.exitcode or 0 for child in children]


def _answer(settings: Settings, windows: list[datetime], barrier: Barrier) -> None:
    work = Work(settings)
    for window in windows:
        barrier.wait(60)
        work.run("complaints", now=window + timedelta(seconds=1))
        barrier.wait(60)
    os._exit(0)


def _windows_answered(engine: Engine) -> list[tuple[datetime, int]]:
    counted = select(etl_run.c.window_at, func.count()).where(etl_run.c.window_at.is_not(None))
    with engine.connect() as connection:
        statuses = set(connection.scalars(select(etl_run.c.status)))
        assert statuses == {"done"}
        return [tuple(row) for row in connection.execute(counted.group_by(etl_run.c.window_at).order_by("window_at"))]


@pytest.mark.parametrize(
    ("warehouse_url", "processes", "rounds"),
    [("sqlite", 2, 100), ("postgresql", 2, 30), ("postgresql", 8, 10), ("sqlite", 8, 5)],
    indirect=["warehouse_url"],
)
def test_f22_of_schedulers_started_together_one_loads_each_window(
    city: City, warehouse: Engine, tmp_path: Path, processes: int, rounds: int
) -> None:
    _fill(city)
    city.engine.dispose()
    settings = settings_for(city.url, tmp_path, warehouse=warehouse)
    warehouse.dispose()
    windows = [START + TICK * place for place in range(rounds)]
    assert _start_together(settings, windows, processes) == [0] * processes
    assert _windows_answered(warehouse) == [(window, 1) for window in windows]
    with warehouse.connect() as connection:
        assert connection.scalar(select(func.sum(etl_batch.c.inserted))) == 10  # each row once
    check_converged(warehouse, city)


def test_f22_processes_born_together(city: City, engine: Engine, tmp_path: Path) -> None:
    """As two service managers would start them: nothing but the tick is common to them."""
    _fill(city)
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    city.engine.dispose()
    engine.dispose()
    for place in range(10):
        assert _start_together(settings, [START + TICK * place], 2) == [0, 0]
    assert [count for _, count in _windows_answered(engine)] == [1] * 10


def test_f22_a_manual_run_and_a_scheduled_one(city: City, engine: Engine, tmp_path: Path) -> None:
    """The manual one is in the way: the tick is answered as soon as it is over, once."""
    _fill(city)
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    work, other = Work(settings), Work(settings)
    with hold_lease(engine):
        with pytest.raises(AlreadyRunningError, match=f"{os.getpid()}"):
            run_source(settings, engine, "complaints")
        assert work.run("complaints", now=START) is None
        assert other.run("complaints", now=START) is None
    for one in (work, other):
        for later in one._later.values():
            assert later.due > time.monotonic()
        one._later = {key: replace(later, due=0.0) for key, later in one._later.items()}
        one.look_around()
    assert run_source(settings, engine, "complaints").status == "done"  # a person may always ask
    assert _windows_answered(engine) == [(START, 1)]
    with pytest.raises(AlreadyLoadedError):
        run_source(settings, engine, "complaints", trigger="schedule", window_at=START)


def test_f22_a_window_whose_run_died_is_open_again(city: City, engine: Engine, tmp_path: Path) -> None:
    _fill(city)
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    Work(settings).run("complaints", now=START)
    with engine.begin() as connection:
        connection.execute(update(etl_run).values(status="running"))
    report = Work(settings).run("complaints", now=START)
    assert report is not None and report.status == "done"


# --- F23 ------------------------------------------------------------------------------------------------------------


def _run_frozen(settings: Settings, lasts: timedelta) -> None:
    lease.LASTS = lasts
    lease._beat = lambda *_: None  # so that it never freezes in the middle of one
    engine = make_engine(settings.warehouse_url)
    report = run_source(settings, engine, "complaints")
    os._exit({"done": 0, "failed": 3}.get(report.status, 9) if report.error_code in (None, "fence_lost") else 8)


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_f23_a_frozen_holder_is_refused_when_it_wakes(
    city: City, warehouse: Engine, tmp_path: Path, failpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sleeps past its lease at each step while another loads newer rows: nothing of the old may come after.

    On SQLite the sleeper may hold the file's own lock; then nobody can write before it goes on, and it comes first.
    """
    _fill(city)
    lasts = timedelta(seconds=0.8)
    frozen = settings_for(city.url, tmp_path, warehouse=warehouse).model_copy(
        update={"failpoint": f"{failpoint}:{LATER.get(failpoint, 1)}:freeze"}
    )
    city.engine.dispose()
    warehouse.dispose()
    child = FORK.Process(target=_run_frozen, args=(frozen, lasts))
    child.start()
    assert child.pid is not None
    try:
        _wait_frozen(child.pid)
        city.finish(1, "2026-11-20 12:00:00")
        city.complaint(99, "2026-11-20 11:00:00")
        time.sleep(lasts.total_seconds() + 0.2)
        monkeypatch.setattr(lease, "LASTS", lasts)
        settings = settings_for(city.url, tmp_path, warehouse=warehouse)
        overtaken = _overtake(settings, warehouse)
        os.kill(child.pid, signal.SIGCONT)
        child.join(60)
    finally:
        child.kill()
    assert child.exitcode in (0, 3)
    assert overtaken or failpoint in SITS_ON_A_LOCK
    if overtaken:
        check_converged(warehouse, city)
        with warehouse.connect() as connection:
            first, second = connection.execute(select(etl_run).order_by(etl_run.c.run_key))
        assert second.status == "done" and second.fence > first.fence
        refused = (("failed", "fence_lost"), ("abandoned", "abandoned"))
        assert (first.status, first.error_code) in (*refused, ("done", None))
        assert first.status != "done" or failpoint == "before_run_close"
    assert run_source(settings, warehouse, "complaints").status == "done"
    check_converged(warehouse, city)


def _overtake(settings: Settings, warehouse: Engine) -> bool:
    """False where the frozen process sits on a lock: then nobody can take over before it goes on."""
    file = warehouse.url.database if warehouse.dialect.name == "sqlite" else None
    if file is not None:
        with closing(sqlite3.connect(file, timeout=0.3, isolation_level=None)) as probe:
            try:
                probe.execute("begin immediate")
                probe.execute("rollback")
            except sqlite3.OperationalError:
                return False
    try:
        report = run_source(settings, warehouse, "complaints")
    except AlreadyRunningError:
        return False
    assert report.status == "done"
    return True


def _wait_frozen(pid: int) -> None:
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "T":
        assert time.monotonic() < deadline, "it never froze"
        time.sleep(0.02)


# --- F19 ------------------------------------------------------------------------------------------------------------


def _schedule(environ: dict[str, str]) -> None:
    os.environ.update(environ)
    main(["schedule", "--catch-up"], standalone_mode=False)


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_f19_told_to_end_in_a_run_it_ends_in_order(city: City, engine: Engine, tmp_path: Path, failpoint: str) -> None:
    """`mis schedule` gets SIGTERM in the middle of a run: exit 0 within 30 s, nothing half done, nothing lost."""
    _fill(city)
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    environ = {
        "MIS_HOME": str(settings.home), "MIS_AS_OF": "2026-11-21", "MIS_SOURCE_COMPLAINTS_URL": city.url,
        "MIS_WAREHOUSE_URL": settings.warehouse_url, "MIS_FAILPOINT": f"{failpoint}:1:term",
    }  # fmt: skip
    before = in_warehouse(engine)
    city.engine.dispose()
    engine.dispose()
    began = time.monotonic()
    child = FORK.Process(target=_schedule, args=(environ,))
    child.start()
    child.join(60)
    child.kill()
    assert child.exitcode == 0
    assert time.monotonic() - began < 30
    check_invariants(engine, before=before, after=in_source(city))
    assert run_source(settings, engine, "complaints").status == "done"
    check_converged(engine, city)


# --- F25, F26 -------------------------------------------------------------------------------------------------------


def test_f25_three_days_off_are_one_catch_up(city: City, engine: Engine, tmp_path: Path) -> None:
    """What was missed is one run per source, whatever the number of ticks; then the schedule goes on."""
    _fill(city)
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    Work(settings).run("complaints", now=START)
    with in_one_commit(city) as together:
        together.complaint(50, "2026-11-20 10:00:00")
    back = START + timedelta(days=3, minutes=7)
    work = Work(settings)
    work.catch_up()
    work.run("complaints", now=back)
    work.run("complaints", now=back + timedelta(minutes=1))
    with engine.connect() as connection:
        runs = [(row.trigger, row.window_at) for row in connection.execute(select(etl_run).order_by(etl_run.c.run_key))]
    assert runs == [("schedule", START), ("start", None), ("schedule", START + timedelta(days=3))]
    check_converged(engine, city)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Sets the machine's clock as APScheduler and the schedule see it: `clock(timedelta(hours=-1))`."""
    shift = [timedelta()]

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift[0]

    monkeypatch.setattr(apscheduler_base, "datetime", Shifted)
    monkeypatch.setattr(scheduler, "datetime", Shifted)

    def move(by: timedelta) -> None:
        shift[0] += by

    return move  # type: ignore[return-value]


def test_f26_a_clock_set_back_does_not_silence_the_scheduler(
    city: City, engine: Engine, tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    """Without following the clock, what people ask for would wait for an hour."""
    settings = settings_for(city.url, tmp_path, warehouse=engine)
    running = scheduler.make_scheduler(settings, Work(settings))
    running.start(paused=True)
    try:
        for step in (timedelta(hours=-1), timedelta(hours=2), timedelta(days=-3)):
            clock(step)
            scheduler.follow_the_clock(running)
            now = scheduler.datetime.now(BANGKOK)
            next_runs = {job.id: job.next_run_time for job in running.get_jobs()}
            assert next_runs["requests"] <= now + timedelta(seconds=scheduler.REQUEST_SECONDS + 1)
            assert next_runs["run:complaints"] <= now + TICK
    finally:
        running.shutdown(wait=False)


def test_f26_a_step_of_the_clock_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the difference of the wall's clock and the monotonic one, which no setting moves."""
    followed: list[object] = []
    stopping = threading.Event()
    real = time
    wall = iter([1000.0, 1000.1, 4600.2, 4600.3])
    monkeypatch.setattr(scheduler, "CLOCK_SECONDS", 0.01)
    monkeypatch.setattr(scheduler, "follow_the_clock", followed.append)

    class Time:
        @staticmethod
        def time() -> float:
            try:
                return next(wall) + real.monotonic()
            except StopIteration:
                stopping.set()
                return 4600.3 + real.monotonic()

        monotonic = staticmethod(real.monotonic)

    monkeypatch.setattr(scheduler, "time", Time)
    scheduler._watch_the_clock("jobs", stopping)  # type: ignore[arg-type]
    assert followed == ["jobs"]


def test_f26_ticks_lived_twice_are_answered_once(city: City, engine: Engine, tmp_path: Path) -> None:
    """10:00 to 11:00, back an hour, then on to noon: each quarter of an hour once, none left out."""
    _fill(city)
    work = Work(settings_for(city.url, tmp_path, warehouse=engine))
    lived = [*range(0, 65, 15), *range(0, 125, 15)]
    for minutes in lived:
        work.run("complaints", now=START + timedelta(minutes=minutes, seconds=2))
    assert _windows_answered(engine) == [(START + timedelta(minutes=m), 1) for m in range(0, 125, 15)]


def test_f26_timeouts_are_monotonic(city: City, engine: Engine, tmp_path: Path) -> None:
    """A lease written by a clock since set back is not believed for longer than a lease can last."""
    _fill(city)
    far_away = datetime.now(UTC) + timedelta(hours=1)
    with engine.begin() as connection:
        connection.execute(etl_lease.insert().values(name="etl", holder="elsewhere:1:0", fence=7, expires_at=far_away))
    assert run_source(settings_for(city.url, tmp_path), engine, "complaints").status == "done"
    with engine.begin() as connection:
        soon = datetime.now(UTC) + timedelta(seconds=60)
        connection.execute(etl_lease.update().values(holder="elsewhere:1:0", expires_at=soon))
    with pytest.raises(AlreadyRunningError):
        run_source(settings_for(city.url, tmp_path), engine, "complaints")


def test_a_killed_process_is_not_waited_for_by_name_only(warehouse: Engine, tmp_path: Path) -> None:
    """Its transaction still has the lease's row for a moment: the next run waits for the server, not for a person."""
    with hold_lease(warehouse):
        pass
    with warehouse.begin() as connection:
        connection.execute(etl_lease.update().values(holder=_dead_holder(), expires_at=datetime.now(UTC) + TICK))
    if warehouse.dialect.name == "sqlite":
        with hold_lease(warehouse):
            return
    blocking = warehouse.connect()
    blocking.execute(select(etl_lease).with_for_update(read=True))
    threading.Timer(0.5, blocking.close).start()
    began = time.monotonic()
    with hold_lease(warehouse):
        assert time.monotonic() - began > 0.3


def _dead_holder() -> str:
    child = FORK.Process(target=os._exit, args=(0,))
    child.start()
    name = lease.holder_name().rsplit(":", 2)[0]
    child.join()
    return f"{name}:{child.pid}:1"
