"""What every test may ask for: real databases, a real browser, settings of its own."""

from __future__ import annotations

import itertools
import os
import shutil
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
from etl.warehouse.periods import sync_dates
from tests import servers
from tests.two_sources import write_two_sources

_numbers = itertools.count(1)
# files of a minute and more: begun first, or the last of them keeps one process busy while the others have ended
LONGEST = (
    "browser/test_pages.py", "pipeline/test_recomputed.py", "pipeline/test_start.py", "pipeline/test_trouble.py",
    "pipeline/test_load.py", "faults/test_schedulers.py", "pipeline/test_linked.py", "faults/test_values.py",
    "pipeline/test_traffy_real.py", "browser/test_data.py", "browser/test_live.py", "pipeline/test_scheduler.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the others stay in their order."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


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
    drop_warehouse(f"{postgres_server}/{name}")


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
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database without a table, on each engine in turn."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'warehouse.db'}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated warehouse to copy, empty but for its calendar."""
    file = tmp_path_factory.mktemp("migrated") / "warehouse.db"
    migrate_at(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> str:
    """The name of a migrated warehouse to copy, empty but for its calendar."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("create database migrated")
    migrate_at(f"{postgres_server}/migrated")
    return "migrated"


@pytest.fixture(scope="session")
def new_warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Makes a further warehouse: migrated and empty on the engine named, or a copy of one that nobody is connected to.

    For fixtures that live longer than a test. Gives its address.
    """

    def make(engine: str = "", *, like: str = "") -> str:
        address = make_url(like or f"{engine}://")
        if address.get_backend_name() == "sqlite":
            file = tmp_path_factory.mktemp("warehouse") / "warehouse.db"
            shutil.copy(address.database or request.getfixturevalue("migrated_file"), file)
            return f"sqlite:///{file}"
        server, copied = request.getfixturevalue("postgres_server"), f"t{next(_numbers)}"
        template = address.database or request.getfixturevalue("migrated_database")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {copied} template {template}")
        return f"{server}/{copied}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path, new_warehouse: Callable[..., str]) -> Iterator[str]:
    """A migrated, empty warehouse, on each engine in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "warehouse.db")
        yield f"sqlite:///{tmp_path / 'warehouse.db'}"
        return
    made = new_warehouse(request.param)
    yield made
    drop_warehouse(made)


@pytest.fixture
def sqlite_warehouse(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An engine on `warehouse.db` in the test's folder, migrated and empty: where the engine makes no difference."""
    shutil.copy(migrated_file, tmp_path / "warehouse.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'warehouse.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def warehouse(warehouse_url: str) -> Iterator[Engine]:
    """An engine on a migrated, empty warehouse, on each engine in turn."""
    engine = make_engine(warehouse_url)
    yield engine
    engine.dispose()


def drop_warehouse(url: str) -> None:
    """Take a database of PostgreSQL away, and with it what still holds connections to it; a file goes by itself."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        server = address.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {address.database} with (force)")


def migrate_at(url: str) -> None:
    """Migrated, with its calendar."""
    engine = make_engine(url)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        sync_dates(connection)  # as every run begins: thirty years of days, the same for all
    engine.dispose()


@pytest.fixture
def make_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Settings]:
    """Settings as a process would load them, with a home of the test's own: `make_settings(MIS_AS_OF="2026-11-21")`."""
    is_small = request.node.get_closest_marker("two_sources")
    given = {
        "MIS_HOME": str(tmp_path / "home"),
        **({"MIS_CONFIG": write_two_sources(*is_small.args)} if is_small else {}),
    }
    return lambda **environ: load_settings({**given, **environ})


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
