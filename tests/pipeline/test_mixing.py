"""Sample and real data are never mixed in one warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import Engine, insert, select

from dashboard.cli import main
from etl.errors import SettingsError
from etl.pipeline import run_settle, run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_source, etl_watermark

pytestmark = pytest.mark.two_sources

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


# --- several sources ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_sources(tmp_path: Path) -> Path:
    """A config.yaml with a second source beside the complaints."""
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    first = config["sources"][0]
    config["sources"] = [first, first | {"name": "second", "record_url": None}]
    file = tmp_path / "two.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return file


def test_a_real_source_is_refused_beside_the_sample_data_of_another(
    sampled: Settings, engine: Engine, make_settings: MakeSettings, two_sources: Path
) -> None:
    real = make_settings(
        MIS_CONFIG=str(two_sources), MIS_AS_OF="2026-11-21", MIS_SOURCE_SECOND_URL=sampled.source_urls["complaints"]
    )
    with pytest.raises(
        SettingsError, match=r"holds sample data of complaints, the settings name a real system for second"
    ):
        run_source(real, engine, "second")
    assert _is_sample(engine)


def test_a_sample_does_not_slip_in_where_a_real_source_lost_its_address(
    sampled: Settings, make_settings: MakeSettings, two_sources: Path, tmp_path: Path
) -> None:
    """Without any real address the settings turn to the sample systems: not over real data."""
    environ = {"MIS_CONFIG": str(two_sources), "MIS_AS_OF": "2026-11-21"}
    environ["MIS_WAREHOUSE_URL"] = f"sqlite:///{tmp_path / 'real.db'}"
    real = make_settings(**environ, MIS_SOURCE_SECOND_URL=sampled.source_urls["complaints"])
    prepare_warehouse(real)
    real_engine = make_engine(real.warehouse_url)
    with real_engine.begin() as connection:
        connection.execute(insert(etl_watermark).values(source_name="second", entity="complaint", read_at=real.now()))
    lost = make_settings(**environ)
    assert lost.sample_sources == {"complaints"}
    with pytest.raises(
        SettingsError, match="holds real data of second, the settings name a sample system for complaints"
    ):
        run_source(lost, real_engine, "complaints")
    real_engine.dispose()


def test_the_samples_that_are_switched_off_are_told(
    sampled: Settings, make_settings: MakeSettings, tmp_path: Path
) -> None:
    assert sampled.samples_off == frozenset()
    environ = {
        "MIS_HOME": str(sampled.home),
        "MIS_AS_OF": "2026-11-21",
        "MIS_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'real.db'}",
        "MIS_SOURCE_COMPLAINTS_URL": sampled.source_urls["complaints"],
    }
    assert CliRunner().invoke(main, ["db", "upgrade"], env=environ).exit_code == 0
    text = CliRunner().invoke(main, ["status"], env=environ)
    assert "The sample systems (complaints" in text.output and "a real source is connected (complaints)" in text.output
    found = json.loads(CliRunner().invoke(main, ["status", "--json"], env=environ).output)
    assert "complaints" in found["samples_off"]
    assert {source["connection"] for source in found["sources"] if source["name"] == "complaints"} == {"connected"}
    environ = {"MIS_HOME": str(sampled.home), "MIS_AS_OF": "2026-11-21"}
    assert "switched off" not in CliRunner().invoke(main, ["status"], env=environ).output
