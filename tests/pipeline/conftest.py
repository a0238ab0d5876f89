"""A source, a warehouse and a run between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, Engine

from etl.pipeline import RunReport, run_source
from etl.settings import Settings, load_settings
from etl.warehouse import query
from etl.warehouse.engine import make_engine
from tests.pipeline.city import City
from tests.two_sources import write_two_sources

AS_OF = "2026-11-21"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_warehouse(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """A migrated, empty warehouse, made once on each engine."""
    engine = make_engine(new_warehouse(request.param))
    yield engine
    engine.dispose()


@pytest.fixture
def unkept(shared_warehouse: Engine) -> Iterator[Connection]:
    """A connection to it, nothing of which is kept: for tests that need no commit."""
    with shared_warehouse.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(f"sqlite:///{tmp_path / 'complaints.db'}")


@pytest.fixture(params=["sqlite", "mariadb"])
def any_city(request: pytest.FixtureRequest, tmp_path: Path) -> City:
    """A complaint system on each kind of database in turn."""
    if request.param == "mariadb":
        return City(str(request.getfixturevalue("mariadb_url")))
    return City(f"sqlite:///{tmp_path / 'complaints.db'}")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kept_warehouse(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """A migrated, empty warehouse on each engine in turn, made once: for `rolled_back` alone."""
    engine = make_engine(new_warehouse(request.param))
    yield engine
    engine.dispose()


@pytest.fixture
def rolled_back(kept_warehouse: Engine) -> Iterator[Connection]:
    """A connection whose transaction is taken back after the test: the next one finds the warehouse empty."""
    with kept_warehouse.connect() as connection, connection.begin() as whole:
        yield connection
        whole.rollback()


@pytest.fixture
def write_config(tmp_path: Path) -> Callable[..., Path]:
    """config.yaml of two sources with the first one changed: `write_config(overlap="1h")`."""

    def write(**changes: Any) -> Path:
        config = yaml.safe_load(Path(write_two_sources()).read_text(encoding="utf-8"))
        config["sources"][0] |= changes
        file = tmp_path / "config.yaml"
        file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        return file

    return write


@pytest.fixture
def run(warehouse: Engine, tmp_path: Path) -> Callable[..., RunReport]:
    """One run of a city into the warehouse: `run(city, mode="sweep", as_of="2026-11-22", config=file)`.

    Where no file is given the two complaint sources alone are configured, as in what `write_config` writes.
    """

    def go(city: City, *, mode: str = "changes", as_of: str = AS_OF, config: Path | None = None) -> RunReport:
        return run_source(settings_for(city.url, tmp_path, as_of, config), warehouse, "complaints", mode=mode)

    return go


def settings_for(
    url: str, home: Path, as_of: str = AS_OF, config: Path | None = None, warehouse: Engine | None = None
) -> Settings:
    environ = {"MIS_HOME": str(home / "home"), "MIS_AS_OF": as_of, "MIS_SOURCE_COMPLAINTS_URL": url}
    if warehouse is not None:
        environ["MIS_WAREHOUSE_URL"] = warehouse.url.render_as_string(hide_password=False)
    return load_settings(environ | {"MIS_CONFIG": str(config or write_two_sources())})


@pytest.fixture
def own_selects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Path], None]]:
    """Selects of a source of the test's own, as if they stood in queries/extract: `own_selects("name", folder)`."""

    def add(name: str, folder: Path) -> None:
        queries = tmp_path / "queries"
        shutil.copytree(query.QUERIES, queries)
        (queries / "extract" / name).mkdir(exist_ok=True)
        for file in folder.glob("complaint*.sql"):
            shutil.copy(file, queries / "extract" / name / file.name)
        monkeypatch.setattr(query, "QUERIES", queries)
        query._load.cache_clear()

    yield add
    query._load.cache_clear()
