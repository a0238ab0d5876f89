"""Sample and real data are never mixed in one warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from etl.errors import SettingsError
from etl.pipeline import run_settle, run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_source

MakeSettings = Callable[..., Settings]


@pytest.fixture
def sampled(make_settings: MakeSettings) -> Settings:
    """Settings whose sample system has been loaded."""
    before = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(before, before.now(), complaints_per_year=40, progress=lambda _: None)
    settings = make_settings(MIS_AS_OF="2026-11-21")
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    assert run_source(settings, engine, "complaints").status == "done"
    engine.dispose()
    return settings


@pytest.fixture
def engine(sampled: Settings) -> Iterator[Engine]:
    engine = make_engine(sampled.warehouse_url)
    yield engine
    engine.dispose()


def _is_sample(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(select(dim_source.c.is_sample)))


def test_a_real_source_is_refused_on_sample_data(
    sampled: Settings, engine: Engine, make_settings: MakeSettings
) -> None:
    real = make_settings(MIS_AS_OF="2026-11-21", MIS_SOURCE_COMPLAINTS_URL=sampled.source_urls["complaints"])
    for attempt in (lambda: prepare_warehouse(real), lambda: run_source(real, engine, "complaints")):
        with pytest.raises(SettingsError, match=r"holds sample data of complaints.*MIS_WAREHOUSE_URL"):
            attempt()
    assert _is_sample(engine)


def test_a_sample_is_refused_on_real_data(sampled: Settings, make_settings: MakeSettings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    address = sampled.source_urls["complaints"]
    real = make_settings(MIS_AS_OF="2026-11-21", MIS_SOURCE_COMPLAINTS_URL=address, MIS_WAREHOUSE_URL=url)
    prepare_warehouse(real)
    engine = make_engine(url)
    assert run_source(real, engine, "complaints").status == "done"
    assert not _is_sample(engine)
    back = make_settings(MIS_AS_OF="2026-11-21", MIS_WAREHOUSE_URL=url)
    with pytest.raises(SettingsError, match="holds real data of complaints"):
        run_source(back, engine, "complaints")
    engine.dispose()


def test_a_disconnected_sample_is_still_called_one(
    sampled: Settings, engine: Engine, make_settings: MakeSettings
) -> None:
    (sampled.home / "sample" / "sources.json").unlink()
    alone = make_settings(MIS_AS_OF="2026-11-21")
    assert alone.source_urls == {}
    run_settle(alone, engine)
    assert _is_sample(engine)


def test_before_the_first_load_a_source_may_change_its_kind(make_settings: MakeSettings) -> None:
    before = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(before, before.now(), complaints_per_year=40, progress=lambda _: None)
    sampled = make_settings(MIS_AS_OF="2026-11-21")
    prepare_warehouse(sampled)
    prepare_warehouse(make_settings(MIS_SOURCE_COMPLAINTS_URL=sampled.source_urls["complaints"]))
