"""The scheduler: the right jobs at the right times, requests answered, one failure never its end, stopped in time."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from etl import requests, scheduler, work
from etl.calendar_th import BANGKOK
from etl.errors import AlreadyRunningError, SourceUnavailableError
from etl.prepare import load_first, prepare_warehouse
from etl.sample.build import build_sample
from etl.scheduler import make_scheduler, run_scheduler
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_data_version, etl_request, etl_run
from etl.work import Work

pytestmark = pytest.mark.two_sources

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """A small sample system and a prepared, empty warehouse."""
    before = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(before, before.now(), complaints_per_year=60, progress=lambda _: None)
    settings = make_settings(MIS_AS_OF="2026-11-21")
    prepare_warehouse(settings)
    return settings


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.warehouse_url)
    yield engine
    engine.dispose()


def _wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def _runs(engine: Engine) -> list[tuple[str | None, str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(etl_run).order_by(etl_run.c.run_key))
        return [(row.source_name, row.mode, row.trigger, row.status) for row in rows]


def test_jobs_of_a_connected_source(settings: Settings) -> None:
    jobs = {job.id: job for job in make_scheduler(settings, Work(settings)).get_jobs()}
    assert set(jobs) == {
        "run:complaints", "sweep:complaints", "run:traffy", "sweep:traffy", "new-day", "requests",
    }  # fmt: skip
    saturday = datetime(2026, 11, 21, 23, 50, tzinfo=BANGKOK)
    fires = {name: job.trigger.get_next_fire_time(None, saturday) for name, job in jobs.items()}
    assert fires["run:complaints"] == datetime(2026, 11, 22, 0, 0, tzinfo=BANGKOK)
    assert fires["new-day"] == datetime(2026, 11, 22, 0, 1, tzinfo=BANGKOK)
    assert fires["sweep:complaints"] == datetime(2026, 11, 22, 2, 30, tzinfo=BANGKOK)


def test_what_was_missed_is_made_up_by_one_run(settings: Settings) -> None:
    running = make_scheduler(settings, Work(settings))
    running.start(paused=True)
    try:
        for job in running.get_jobs():
            assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
    finally:
        running.shutdown(wait=False)


def test_a_source_that_is_not_connected_has_no_job(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    ids = {job.id for job in make_scheduler(settings, Work(settings)).get_jobs()}
    assert ids == {"new-day", "requests"}


def test_requests_are_answered_in_order(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        run = requests.ask(connection, "run", source_name="complaints", asked_by="it", at=NOW)
        rescore = requests.ask(connection, "rescore", asked_by="strategy", at=NOW)
        unknown = requests.ask(connection, "run", source_name="nothere", asked_by="it", at=NOW)
        full = requests.ask(
            connection, "run", source_name="complaints", details={"mode": "full"}, asked_by="it", at=NOW
        )
        odd = requests.ask(connection, "run", source_name="complaints", details={"mode": "x"}, asked_by="it", at=NOW)
    Work(settings).take_requests()
    with engine.connect() as connection:
        done = {key: requests.state(connection, key) for key in (run, rescore, unknown, full, odd)}
    assert [done[key].status for key in (run, rescore, full)] == ["done"] * 3
    assert _runs(engine) == [
        ("complaints", "changes", "request", "done"),
        (None, "settle", "request", "done"),
        ("complaints", "full", "request", "done"),
    ]
    assert done[run].run_key == 1
    assert "'nothere' is not a source" in (done[unknown].error or "")
    assert "mode x" in (done[odd].error or "")


def test_a_request_for_a_replay(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        requests.ask(connection, "replay", source_name="complaints", asked_by="it", at=NOW)
    Work(settings).take_requests()
    assert _runs(engine) == [("complaints", "replay", "request", "done")]


def test_an_unexpected_failure_closes_its_request(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("canary-4")

    monkeypatch.setattr(work.pipeline, "run_source", explode)
    with engine.begin() as connection:
        key = requests.ask(connection, "run", source_name="complaints", asked_by="it", at=NOW)
    Work(settings).take_requests()
    with engine.connect() as connection:
        answered = requests.state(connection, key)
    assert answered.status == "failed"
    assert "canary-4" not in (answered.error or "")


def test_requests_of_a_dead_scheduler_are_taken_up_again(settings: Settings, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(etl_request).values(
                kind="rescore", details="{}", asked_by="x", asked_at=NOW, status="claimed", claimed_at=NOW
            )
        )
    stopping = threading.Event()
    thread = threading.Thread(target=run_scheduler, args=(settings, stopping))
    thread.start()
    try:
        _wait(lambda: _runs(engine) == [(None, "settle", "request", "done")])
    finally:
        stopping.set()
        thread.join(30)
    assert not thread.is_alive()


def test_the_new_day_is_settled_without_any_source(settings: Settings, engine: Engine) -> None:
    load_first(settings, lambda _: None)
    tomorrow = settings.model_copy(update={"as_of": datetime(2026, 11, 21, 17, 1, tzinfo=UTC)})
    Work(tomorrow).settle()
    assert _runs(engine)[-1] == (None, "settle", "schedule", "done")
    with engine.connect() as connection:
        version = connection.execute(select(etl_data_version)).one()
    assert version.version == 2  # one for the first load, one for the day
    assert version.as_of_at == datetime(2026, 11, 21, 17, 1, tzinfo=UTC)


def test_samples_are_brought_up_to_now_before_a_run(settings: Settings, engine: Engine) -> None:
    load_first(settings, lambda _: None)
    later = settings.model_copy(update={"as_of": datetime(2026, 12, 21, 11, tzinfo=UTC)})
    report = Work(later).run("complaints")
    assert report.status == "done"
    assert report.counts["complaint"].inserted > 0


@pytest.mark.parametrize("error", [SourceUnavailableError("x", "y"), AlreadyRunningError("x"), RuntimeError("x")])
def test_a_failing_job_never_ends_the_scheduler(error: Exception) -> None:
    def job() -> None:
        raise error

    scheduler._kept_alive(job)()


def test_it_catches_up_and_stops_on_sigterm(settings: Settings, engine: Engine) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "schedule", "--catch-up"],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "MIS_HOME": str(settings.home), "MIS_AS_OF": "2026-11-21"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait(lambda: ("complaints", "changes", "start", "done") in _runs(engine))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - began < 30
    finally:
        process.kill()
    assert process.returncode == 0
    assert "scheduler stopped" in said
    assert "Traceback" not in said


def test_a_run_that_will_not_end_is_cut_off_in_time(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """The run is left to its successor; the process is gone within the promised time."""
    program = tmp_path / "slow.py"
    program.write_text(
        "import threading, time\n"
        "from etl import scheduler, work\n"
        "from etl.settings import load_settings\n"
        "scheduler.STOP_SECONDS = 1.0\n"
        "stopping = threading.Event()\n"
        "def forever(*a, **k):\n"
        "    print('busy', flush=True)\n"
        "    stopping.set()\n"
        "    time.sleep(600)\n"
        "work.pipeline.run_source = forever\n"
        "scheduler.run_scheduler(load_settings(), stopping, catch_up=True)\n"
    )
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "MIS_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "busy" in done.stdout
    assert done.returncode == 0
