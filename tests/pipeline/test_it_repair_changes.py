"""A repair desk on MariaDB that goes on: what a run of changes and a sweep leave equals a load from nothing.

The figures of every day are compared too: what touched which day is the mechanism's to know.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.database import open_database
from etl.sample.it_repair.build import build_it_repair
from etl.settings import PROJECT, Settings
from etl.steps.aggregate import DayRange, aggregate
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import metadata

FIRST, LATER = "2021-11-29T10:30", "2021-12-20T10:30"
FACTS = ("fact_it_asset", "fact_repair_status", "fact_repair_part", "fact_repair_ticket")
DAYS = ("agg_repair_day", "agg_it_asset_day")
NOT_COMPARED = ("_key", "run_key", "source_key")


def build(url: str, at: str) -> None:
    engine = open_database(url)
    build_it_repair(engine, int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()), lambda _: None)
    engine.dispose()


def rows(engine: Engine, name: str) -> list[tuple[Any, ...]]:
    table = metadata.tables[name]
    columns = [c for c in table.columns if c.name == "org_unit_key" or not c.name.endswith(NOT_COMPARED)]
    wanted = select(*columns)
    if "is_deleted" in table.c:
        wanted = wanted.where(table.c.is_deleted.is_(False))
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(wanted)), key=str)


def run(make_settings: Callable[..., Settings], home: Path, url: str, *order: tuple[str, str]) -> Engine:
    warehouse = f"sqlite:///{home}/warehouse.db"
    home.mkdir(exist_ok=True)
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["org_units"] = config["org_units"][:3]  # every further one has all figures too
    config["sources"] = [source for source in config["sources"] if source["name"] == "it_repair"]
    config["sources"][0]["value_maps"].pop("org_unit")
    (home / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    for at, mode in order:
        settings = make_settings(
            MIS_HOME=str(home),
            MIS_AS_OF=at,
            MIS_WAREHOUSE_URL=warehouse,
            MIS_SOURCE_IT_REPAIR_URL=url,
            MIS_CONFIG=str(home / "config.yaml"),
        )
        prepare_warehouse(settings)
        engine = make_engine(warehouse)
        report = run_source(settings, engine, "it_repair", mode=mode)  # type: ignore[arg-type]
        assert report.status == "done", report
    return engine


@pytest.mark.timeout(180)
def test_changes_and_a_sweep_leave_what_a_load_from_nothing_does(
    mariadb_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    build(mariadb_url, FIRST)
    grown = run(make_settings, tmp_path / "grown", mariadb_url, (FIRST, "changes"))
    build(mariadb_url, LATER)
    desk = open_database(mariadb_url)
    with desk.begin() as connection:  # finished later than was said, by somebody who tells no time of change
        moved = """update hd_job set finish_date = date_add(finish_date, interval 9 day)
            where eq_id > 0 and mod(job_id, 3) = 0 and status_code = '07' and finish_date < '2021-12-05'"""
        assert connection.exec_driver_sql(moved).rowcount > 20
    desk.dispose()
    grown = run(make_settings, tmp_path / "grown", mariadb_url, (LATER, "changes"), (LATER, "sweep"))
    fresh = run(make_settings, tmp_path / "fresh", mariadb_url, (LATER, "full"))
    for name in (*FACTS, *DAYS):
        assert rows(grown, name) == rows(fresh, name), name
    kept = {name: rows(grown, name) for name in DAYS}
    with grown.begin() as connection:
        aggregate(connection, [DayRange(date(1900, 1, 1), date(2400, 1, 1))], "it_repair")
    assert {name: rows(grown, name) for name in DAYS} == kept, "every touched day had been made again"


def test_both_kinds_of_database_give_the_same_facts(
    mariadb_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    file = f"sqlite:///{tmp_path / 'desk.db'}"
    at = "2021-10-20T10:30"
    build(file, at)
    build(mariadb_url, at)
    of_file = run(make_settings, tmp_path / "file", file, (at, "full"))
    of_server = run(make_settings, tmp_path / "server", mariadb_url, (at, "full"))
    for name in FACTS:
        assert rows(of_file, name) == rows(of_server, name), name
