"""A site for each test that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from etl.settings import Settings
from tests.pages.complaint_site import Place
from tests.pages.site import TestSite, make_site
from tests.pipeline.city import City


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(MIS_AS_OF="2026-11-21")


@pytest.fixture
def site(settings: Settings) -> TestSite:
    """Probe pages on a filled SQLite warehouse."""
    return make_site(settings)


@pytest.fixture
def place(warehouse_url: str, tmp_path: Path) -> Place:
    """A complaint system and an empty warehouse, on each engine in turn: for tests that load or break their own."""
    return Place(tmp_path / "home", warehouse_url, City(f"sqlite:///{tmp_path / 'complaints.db'}"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same, loaded once: for tests that only look."""
    home = tmp_path_factory.mktemp("loaded")
    url = f"sqlite:///{home / 'warehouse.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {home.name}")  # made again when the other engine was between
        url = f"{server}/{home.name}"
    place = Place(home / "home", url, City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    return place
