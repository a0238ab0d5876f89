"""kill -9 anywhere loses and doubles nothing: the next run, without hands, ends where an undisturbed one does."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, select

from etl.failpoints import FAILPOINTS
from etl.pipeline import run_sources
from etl.settings import PROJECT, load_settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_batch, etl_run, etl_touched
from tests.pipeline.city import City
from tests.pipeline.state import State, differing, read_state

# of places that are reached once per page, the second time: something is then already in staging
SECOND = ("after_page_read", "while_staging")
ROWS = 240
FORK = multiprocessing.get_context("fork")


class Case:
    """A city, its migrated warehouse and the environment that binds them."""

    def __init__(self, folder: Path, warehouse_url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.city = City(f"sqlite:///{folder / 'complaints.db'}")
        config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
        config["sources"] = [config["sources"][0] | {"reader": {"kind": "database", "page_rows": 100}}]
        (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        self.environ = {
            "MIS_HOME": str(folder / "home"),
            "MIS_CONFIG": str(folder / "config.yaml"),
            "MIS_AS_OF": "2026-11-21",
            "MIS_SOURCE_COMPLAINTS_URL": self.city.url,
            "MIS_WAREHOUSE_URL": warehouse_url,
        }
        self.engine = make_engine(warehouse_url)

    def start(self, **more: str) -> BaseProcess:
        """A process of its own; forked, so that it runs at once and a kill meets the run and not the interpreter."""
        self.engine.dispose()
        self.city.engine.dispose()
        process = FORK.Process(target=_run_in_child, args=({**self.environ, **more},))
        process.start()
        return process

    def run(self) -> None:
        for report in run_sources(load_settings(self.environ), self.engine):
            assert report.status == "done", report

    def run_killed(self, failpoint: str) -> None:
        process = self.start(MIS_FAILPOINT=failpoint)
        process.join(120)
        assert process.exitcode == -signal.SIGKILL, f"{failpoint} was never reached: {process.exitcode}"


def _run_in_child(environ: dict[str, str]) -> None:
    settings = load_settings(environ)
    reports = run_sources(settings, make_engine(settings.warehouse_url))
    os._exit(0 if all(report.is_ok for report in reports) else 1)


def fill(city: City) -> None:
    """Finished, open, refused and doubled rows over several pages."""
    with city.engine.begin() as connection:  # one commit: the file is written once
        city_in_one = _Together(city, connection)
        for number in range(1, ROWS + 1):
            day = number % 28 + 1
            city_in_one.complaint(number, f"2026-10-{day:02d} 10:00:00", detail=f"โทร 081-234-{number:04d}")
            if number % 3 == 0:
                city_in_one.finish(number, f"2026-11-{day % 20 + 1:02d} 15:00:00")
            if number % 50 == 0:
                city_in_one.edit(number, star=9)


def change(city: City) -> None:
    """What a day brings: new, finished, reopened, refused, mended."""
    with city.engine.begin() as connection:
        city_in_one = _Together(city, connection)
        for number in range(ROWS + 1, ROWS + 121):
            city_in_one.complaint(number, "2026-11-20 10:00:00")
    for number in (1, 2, 4):
        city.finish(number, "2026-11-20 12:00:00")
    city.edit(3, status_code="03", updated_at="2026-11-20 13:00:00")
    city.log(3, "2026-11-20 13:00:00", "03")
    city.edit(50, star=5, updated_at="2026-11-20 14:00:00")
    city.edit(7, star=9, updated_at="2026-11-20 14:00:00")


class _Together(City):
    """The same city, all its rows in one transaction."""

    def __init__(self, city: City, connection: object) -> None:
        self.__dict__ = city.__dict__
        self._connection = connection

    def _write(self, statement: object) -> None:
        self.__dict__["_connection"].execute(statement)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[..., str]) -> Iterator[tuple[State, State]]:
    """What an undisturbed load comes to, before and after the change."""
    case = Case(tmp_path_factory.mktemp("twin"), new_warehouse("sqlite"))
    fill(case.city)
    case.run()
    first = read_state(case.engine)
    change(case.city)
    case.run()
    yield first, read_state(case.engine)
    case.engine.dispose()


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_killed_at_a_failpoint(failpoint: str, warehouse_url: str, tmp_path: Path, twin: tuple[State, State]) -> None:
    case = Case(tmp_path, warehouse_url)
    fill(case.city)
    reach = f"{failpoint}:{2 if failpoint in SECOND else 1}"
    case.run_killed(reach)
    case.run()
    assert differing(twin[0], read_state(case.engine)) == []
    change(case.city)
    case.run_killed(reach)
    case.run()
    assert differing(twin[1], read_state(case.engine)) == []
    check_books(case.engine)
    case.engine.dispose()


def test_killed_at_any_moment(warehouse_url: str, tmp_path: Path, twin: tuple[State, State]) -> None:
    case = Case(tmp_path, warehouse_url)
    fill(case.city)
    dice = random.Random(2570)
    kill_some(case, dice, 5)
    case.run()
    assert differing(twin[0], read_state(case.engine)) == []
    change(case.city)
    kill_some(case, dice, 5)
    case.run()
    assert differing(twin[1], read_state(case.engine)) == []
    check_books(case.engine)
    case.engine.dispose()


def kill_some(case: Case, dice: random.Random, times: int) -> None:
    for _ in range(times):
        process = case.start()
        process.join(dice.uniform(0.0, 1.2))
        process.kill()
        process.join(60)


def check_books(engine: Engine) -> None:
    """No run pretends to be running, every merged batch is conserved, nothing waits."""
    with engine.connect() as connection:
        statuses = set(connection.scalars(select(etl_run.c.status)))
        assert statuses <= {"done", "abandoned"}
        merged = select(etl_batch.c.is_conserved).where(etl_batch.c.status == "merged")
        assert set(connection.scalars(merged)) == {True}
        assert connection.execute(select(etl_touched)).first() is None
