"""A site for each test that asks for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.settings import Settings
from tests.pages.site import TestSite, make_site


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(MIS_AS_OF="2026-11-21")


@pytest.fixture
def site(settings: Settings) -> TestSite:
    """Probe pages on a filled SQLite warehouse."""
    return make_site(settings)
