"""A site for each test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.settings import Settings
from tests.conftest import drop_warehouse
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
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[..., str]
) -> Place:
    """The same, loaded once: for tests that only look."""
    return _load(tmp_path_factory.mktemp("loaded"), new_warehouse(request.param))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def loaded_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[..., str]
) -> Place:
    """The same, that nobody opens: to be copied."""
    return _load(tmp_path_factory.mktemp("once"), new_warehouse(request.param))


@pytest.fixture
def filled(loaded_once: Place, tmp_path: Path, new_warehouse: Callable[..., str]) -> Iterator[Place]:
    """A copy of what was loaded once: for tests that write."""
    copied = new_warehouse(like=loaded_once.warehouse_url)
    yield Place(tmp_path / "home", copied, loaded_once.city)
    drop_warehouse(copied)


def _load(folder: Path, warehouse_url: str) -> Place:
    place = Place(folder / "home", warehouse_url, City(f"sqlite:///{folder / 'complaints.db'}"))
    place.load()
    return place
