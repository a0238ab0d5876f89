"""Preparing a warehouse is safe to do again, and a first load happens once, on both warehouses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from etl.pipeline import run_sources
from etl.prepare import load_first, preparations, prepare_warehouse, wants_samples
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.migrate import head
from etl.warehouse.tables import dim_org_unit, etl_run, fact_complaint, ind_definition, ind_measure
from tests.pipeline.state import differing, read_state

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


@pytest.mark.two_sources("personnel")
def test_figures_settled_once_are_those_settled_after_each_source(
    make_settings: MakeSettings, new_warehouse: Callable[..., str]
) -> None:
    first = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(first, first.now(), complaints_per_year=40, progress=lambda _: None)
    states = []
    for once in (True, False):
        settings = make_settings(MIS_WAREHOUSE_URL=new_warehouse("sqlite"), MIS_AS_OF="2026-11-21")
        prepare_warehouse(settings)
        engine = make_engine(settings.warehouse_url)
        reports = run_sources(settings, engine, settles_once=once)
        assert [(r.source_name, r.status) for r in reports] == [(s.name, "done") for s in settings.config.sources]
        states.append(read_state(engine))
        engine.dispose()
    assert differing(*states) == []


@pytest.mark.two_sources("personnel")
def test_where_a_check_stops_the_figures_its_own_sources_fail(
    make_settings: MakeSettings, new_warehouse: Callable[..., str]
) -> None:
    environ = {"MIS_WAREHOUSE_URL": new_warehouse("sqlite")}
    for as_of in ("2026-11-20", "2026-11-21"):
        settings = make_settings(MIS_AS_OF=as_of, **environ)
        build_sample(settings, settings.now(), complaints_per_year=400, progress=lambda _: None)
        settings = make_settings(MIS_AS_OF=as_of, **environ)
        prepare_warehouse(settings)
        engine = make_engine(settings.warehouse_url)
        reports = run_sources(settings, engine, settles_once=True)
        with engine.begin() as connection:
            connection.execute(update(fact_complaint).values(area_key=999))
        engine.dispose()
    stopped = {
        r.source_name for r in reports if (r.status, r.step, r.error_code) == ("failed", "settle", "check_failed")
    }
    assert stopped == {"complaints", "traffy"}
    assert {r.source_name for r in reports if r.status == "done"} == {s.name for s in settings.config.sources} - stopped


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
