"""F1, F2, F30: a source that is down, cut off, slow, silent or refusing; every answer passes through tests/proxy.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url

from etl.lease import hold_lease
from etl.pipeline import run_again, run_source, run_sources
from etl.retries import Backoff, try_again
from etl.run_report import RunReport
from etl.settings import PROJECT, Settings, load_settings
from etl.warehouse.tables import etl_run, etl_watermark
from etl.work import Work
from tests.faults.model import check_converged, check_invariants, in_one_commit, in_source, in_warehouse
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for
from tests.proxy import Proxy, Toxic

Run = Callable[..., RunReport]
CUTS = 52
QUICK = Backoff(base_seconds=0.01)


@pytest.fixture
def engine(sqlite_warehouse: Engine) -> Engine:
    return sqlite_warehouse


@pytest.fixture
def far(mariadb_url: str) -> City:
    """A complaint system on MariaDB with 150 cases of the last three days."""
    city = City(mariadb_url)
    with in_one_commit(city) as together:
        for number in range(1, 151):
            together.complaint(number, f"2026-11-{number % 3 + 18} 10:00:00")
    return city


def _marks(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(etl_watermark.c.entity, etl_watermark.c.watermark_at)))


@pytest.mark.parametrize("kind", ["reset", "limit_data"])
def test_f1_a_connection_lost_at_any_byte(far: City, engine: Engine, tmp_path: Path, kind: str) -> None:
    """52 places each, from the first byte of the greeting to the last but one of the last row."""
    with Proxy(far.url) as proxy:
        settings = settings_for(proxy.url, tmp_path)
        assert run_source(settings, engine, "complaints").status == "done"
        proxy.forget()
        run_source(settings, engine, "complaints")
        total = proxy.passed
        fallen = 0
        for place in range(CUTS):
            before = in_warehouse(engine)
            far.edit(place + 1, star=place % 5 + 1, updated_at="2026-11-20 12:00:00")
            far.complaint(1000 + place, "2026-11-20 11:00:00")
            proxy.toxic = Toxic(kind, after=total * place // CUTS)  # type: ignore[arg-type]
            report = run_source(settings, engine, "complaints")
            assert (report.status, report.error_code) == ("failed", "source_unavailable"), (place, report)
            assert report.remedy and "complaints" in str(report.what)
            fallen += 1
            check_invariants(engine, before=before, after=in_source(far))
        assert fallen == CUTS
        proxy.toxic = None
        assert run_source(settings, engine, "complaints").status == "done"
    check_converged(engine, far)


def test_f1_down_then_up_is_one_run_of_several_attempts(far: City, engine: Engine, tmp_path: Path) -> None:
    """The mark stays, the others are read first, the attempts stand on the run's own row."""
    with Proxy(far.url, Toxic("down")) as proxy:
        settings = settings_for(proxy.url, tmp_path)
        waits: list[float] = []

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            assert _marks(engine) == []
            with hold_lease(engine):  # nothing is held meanwhile
                pass
            if len(waits) == 3:
                proxy.toxic = None

        (report,) = try_again(
            run_sources(settings, engine, ["complaints"]), lambda failed: run_again(settings, engine, failed),
            backoff=Backoff(base_seconds=1), sleep=sleep,
        )  # fmt: skip
    assert (report.status, report.attempts, report.error) == ("done", 4, None)
    for seconds, middle in zip(waits, (1, 2, 4), strict=True):
        assert 0.75 * middle <= seconds <= 1.25 * middle
    with engine.connect() as connection:
        (row,) = connection.execute(select(etl_run))
    assert (row.status, row.attempts, row.error, row.run_key) == ("done", 4, None, report.run_key)
    check_converged(engine, far)


def test_f1_five_retries_and_no_more(far: City, engine: Engine, tmp_path: Path) -> None:
    with Proxy(far.url, Toxic("down")) as proxy:
        settings = settings_for(proxy.url, tmp_path)
        (report,) = try_again(
            run_sources(settings, engine, ["complaints"]),
            lambda failed: run_again(settings, engine, failed),
            backoff=QUICK,
        )
        assert (report.status, report.error_code, report.attempts) == ("failed", "source_unavailable", 6)
        assert proxy.connections == 6
    with engine.connect() as connection:
        (row,) = connection.execute(select(etl_run))
    assert (row.status, row.attempts, row.error_code) == ("failed", 6, "source_unavailable")
    assert _marks(engine) == []


def test_f1_what_one_attempt_merged_the_next_keeps(far: City, engine: Engine, tmp_path: Path) -> None:
    """The history came through, the cases did not: the run goes on with the cases."""
    with Proxy(far.url) as proxy:
        settings = settings_for(proxy.url, tmp_path)
        proxy.toxic = Toxic("reset", after=20_000)
        report = run_source(settings, engine, "complaints")
        assert report.status == "failed"
        assert list(report.counts) == ["complaint_status"] and report.counts["complaint_status"].inserted == 150
        proxy.toxic = None
        again = run_again(settings, engine, report)
    assert (again.status, again.attempts) == ("done", 2)
    assert {name: count.inserted for name, count in again.counts.items()} == {"complaint_status": 150, "complaint": 150}
    check_converged(engine, far)


@pytest.mark.parametrize(
    ("toxic", "status"),
    [
        (Toxic("latency", seconds=0.02), "done"),
        (Toxic("slicer", rate=7), "done"),
        (Toxic("bandwidth", rate=200_000), "done"),
        (Toxic("timeout", after=0), "failed"),
        (Toxic("timeout", after=9_000), "failed"),
        (Toxic("latency", seconds=3.0), "failed"),
    ],
    ids=lambda value: f"{value.kind}-{value.after or value.rate}" if isinstance(value, Toxic) else value,
)
def test_f2_a_slow_source_is_waited_for_a_silent_one_is_not(
    far: City, engine: Engine, tmp_path: Path, write_config: Run, toxic: Toxic, status: str
) -> None:
    reader = {"kind": "database", "connect_timeout": "1s", "read_timeout": "1s"}
    config: Any = write_config(reader=reader)
    with Proxy(far.url, toxic) as proxy:
        settings = settings_for(proxy.url, tmp_path, config=config)
        started = time.monotonic()
        report = run_source(settings, engine, "complaints")
        assert report.status == status, report
        assert time.monotonic() - started < 10
        check_invariants(engine, before=_empty(), after=in_source(far))
        proxy.toxic = None
        assert run_source(settings, engine, "complaints").status == "done"
    check_converged(engine, far)


def test_f2_a_source_that_drips_is_given_up(far: City, engine: Engine, tmp_path: Path, write_config: Run) -> None:
    """Each answer comes in its time, the whole does not: the read has a bound of its own."""
    reader = {"kind": "database", "page_rows": 100, "read_timeout": "5s", "total_timeout": "1s"}
    config: Any = write_config(reader=reader)
    with Proxy(far.url, Toxic("bandwidth", rate=8_000)) as proxy:
        report = run_source(settings_for(proxy.url, tmp_path, config=config), engine, "complaints")
        assert (report.status, report.error_code) == ("failed", "source_unavailable")
        assert "longer than 1 s" in str(report.what) and "total_timeout" in str(report.remedy)
    assert in_warehouse(engine).complaints == {}


def test_f2_a_silent_source_blocks_no_other(far: City, engine: Engine, tmp_path: Path, second_selects: None) -> None:
    """Its retries come between the others' runs; the next tick takes the place of those that are left."""
    near = City(f"sqlite:///{tmp_path / 'near.db'}")
    near.complaint(7)
    with Proxy(far.url, Toxic("timeout")) as proxy:
        settings = _two(tmp_path, proxy.url, near.url)
        work = Work(settings, backoff=Backoff(base_seconds=0.3))
        began = time.monotonic()
        first = work.run("complaints")
        second = work.run("second")
        assert first is not None and (first.status, first.attempts) == ("failed", 1)
        assert second is not None and second.status == "done"
        assert time.monotonic() - began < 6  # one silence of a second, no wait
        proxy.toxic = None
        time.sleep(0.4)
        work.look_around()
        work.look_around()
    with engine.connect() as connection:
        rows = [(row.source_name, row.status, row.attempts) for row in connection.execute(select(etl_run))]
    assert rows == [("complaints", "done", 2), ("second", "done", 1)]


def test_f2_stopping_ends_the_waiting(far: City, engine: Engine, tmp_path: Path) -> None:
    with Proxy(far.url, Toxic("down")) as proxy:
        work = Work(settings_for(proxy.url, tmp_path, warehouse=engine), backoff=Backoff(base_seconds=0.01))
        work.run("complaints")
        work.stop()
        time.sleep(0.05)
        work.look_around()
        assert proxy.connections == 1


def test_f30_a_refused_password_makes_no_storm(far: City, engine: Engine, tmp_path: Path) -> None:
    """One try at each tick and none between: no account is locked by us."""
    with Proxy(far.url) as proxy:
        url = make_url(proxy.url).set(password="changed").render_as_string(hide_password=False)
        settings = settings_for(url, tmp_path, warehouse=engine)
        work = Work(settings, backoff=QUICK)
        report = work.run("complaints")
        assert report is not None
        assert (report.status, report.error_code, report.attempts) == ("failed", "source_refused", 1)
        assert "changed" not in str(report)
        for _ in range(5):
            work.look_around()
        (again,) = try_again([report], lambda failed: run_again(settings, engine, failed), backoff=QUICK)
        assert again is report
        assert proxy.connections <= 3
        assert _marks(engine) == []
        right = settings_for(proxy.url, tmp_path, warehouse=engine)
        assert run_source(right, engine, "complaints").status == "done"  # without hands but the password
    check_converged(engine, far)


def _empty() -> Any:
    from tests.faults.model import Content

    return Content({}, {})


@pytest.fixture
def second_selects(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second source is read with the selects of the first."""
    from etl.warehouse import query

    load = query.load
    monkeypatch.setattr(query, "load", lambda name, *rest: load(name.replace("/second/", "/complaints/"), *rest))


def _two(tmp_path: Path, first: str, second: str) -> Settings:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    (tmp_path / "two.yaml").write_text(_with_second(config), encoding="utf-8")
    return load_settings(
        {
            "MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(tmp_path / "two.yaml"), "MIS_AS_OF": "2026-11-21",
            "MIS_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'warehouse.db'}",
            "MIS_SOURCE_COMPLAINTS_URL": first, "MIS_SOURCE_SECOND_URL": second,
        }
    )  # fmt: skip


def _with_second(config: dict[str, Any]) -> str:
    quick = {"kind": "database", "connect_timeout": "1s", "read_timeout": "1s"}
    first = config["sources"][0] | {"reader": quick}
    config["sources"] = [first, first | {"name": "second"}]
    return yaml.safe_dump(config, allow_unicode=True)
