"""What every test may ask for: real databases, a real browser, settings of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pymysql
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from etl.settings import PROJECT, Settings, load_settings
from etl.warehouse import migrate
from etl.warehouse.engine import make_engine
from tests import servers

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    try:
        with servers.postgres() as base:
            yield base
    except servers.NotHereError:
        pytest.skip("PostgreSQL is not installed")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    try:
        with servers.mariadb() as base:
            yield base
    except servers.NotHereError:
        pytest.skip("MariaDB is not installed")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    name = f"t{next(_numbers)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield f"{postgres_server}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def mariadb_url(mariadb_server: str) -> Iterator[str]:
    """A fresh, empty MariaDB database."""
    address = make_url(mariadb_server)
    name = f"t{next(_numbers)}"
    login = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(**login) as connection, connection.cursor() as cursor:
        cursor.execute(f"create database {name} character set utf8mb4")
    yield f"{mariadb_server}/{name}"
    with pymysql.connect(**login) as connection, connection.cursor() as cursor:
        cursor.execute(f"drop database {name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database for a warehouse, on each engine in turn."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'warehouse.db'}"


@pytest.fixture
def warehouse(warehouse_url: str) -> Iterator[Engine]:
    """An engine on a migrated, empty warehouse, on each engine in turn."""
    engine = make_engine(warehouse_url)
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings as a process would load them, with a home of the test's own: `make_settings(MIS_AS_OF="2026-11-21")`."""

    def make(**environ: str) -> Settings:
        return load_settings({"MIS_HOME": str(tmp_path / "home"), **environ})

    return make


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the installed browser."""
    try:
        return str(servers.find_chromium())
    except servers.NotHereError:
        pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the project."""
    folder = Path(os.environ.get("MIS_REAL_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real data are not beside the project")
    return folder
