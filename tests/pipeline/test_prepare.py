"""Preparing a warehouse is safe to do again, and a first load happens once, on both warehouses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from etl.prepare import load_first, preparations, prepare_warehouse, wants_samples
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.migrate import head
from etl.warehouse.tables import dim_org_unit, etl_run, ind_definition, ind_measure

MakeSettings = Callable[..., Settings]


def test_preparing_twice_changes_nothing(make_settings: MakeSettings, empty_url: str) -> None:
    settings = make_settings(MIS_WAREHOUSE_URL=empty_url, MIS_AS_OF="2026-11-21")
    assert prepare_warehouse(settings).startswith(f"migrated from empty to {head()}")
    engine = make_engine(empty_url)
    tables = (dim_org_unit, ind_definition, ind_measure)
    with engine.connect() as connection:
        before = [connection.scalar(select(func.count()).select_from(table)) for table in tables]
    assert all(before)
    assert prepare_warehouse(settings) == f"at migration {head()}, 0 indicator definitions, targets and plans changed"
    with engine.connect() as connection:
        assert [connection.scalar(select(func.count()).select_from(table)) for table in tables] == before
    engine.dispose()


@pytest.mark.two_sources
def test_the_first_load_happens_once(make_settings: MakeSettings, warehouse_url: str) -> None:
    environ = {"MIS_WAREHOUSE_URL": warehouse_url, "MIS_AS_OF": "2026-11-21"}
    before = make_settings(**environ)
    build_sample(before, before.now(), complaints_per_year=40, progress=lambda _: None)
    settings = make_settings(**environ)
    prepare_warehouse(settings)
    said: list[str] = []
    assert load_first(settings, said.append) == "done"
    sources = sorted(source.name for source in settings.config.sources)
    assert sorted(line for line in said if line.endswith(": done")) == [f"{name}: done" for name in sources]
    assert load_first(settings, said.append).startswith("loaded before")
    engine = make_engine(warehouse_url)
    with engine.connect() as connection:
        runs = connection.execute(select(etl_run.c.trigger, etl_run.c.status)).all()
    engine.dispose()
    assert [tuple(run) for run in runs] == [("start", "done")] * len(sources)


def test_a_first_load_that_fails_is_told_and_leaves_the_site_to_start(make_settings: MakeSettings) -> None:
    settings = make_settings(MIS_SOURCE_COMPLAINTS_URL="mysql+pymysql://mis:canary-5@127.0.0.1:1/complaints")
    prepare_warehouse(settings)
    said: list[str] = []
    assert load_first(settings, said.append) == "not everything could be loaded"
    assert said[-1].startswith("complaints: failed: ")
    assert "canary-5" not in "".join(said)


def test_samples_only_where_nothing_real_is_set(make_settings: MakeSettings) -> None:
    secret = "a-secret-for-a-test-0123456789-abcdef"
    assert wants_samples(make_settings())
    assert not wants_samples(make_settings(MIS_SOURCE_COMPLAINTS_URL="sqlite:///real.db"))
    production = make_settings(MIS_ENV="production", MIS_SECRET_KEY=secret)
    assert not wants_samples(production)
    assert [step.title for step in preparations(production)] == ["warehouse", "first load"]
    assert [step.title for step in preparations(make_settings())] == ["sample systems", "warehouse", "first load"]
