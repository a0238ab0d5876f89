"""`mis status` tells each state from the books alone, on both warehouses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from etl import ledger
from etl.errors import SourceUnavailableError
from etl.lease import hold_lease
from etl.pipeline import run_source
from etl.sample.build import build_sample
from etl.settings import Settings
from etl.status import Moment, SourceStatus, next_run, read_sources, read_warehouse
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_lease, etl_reject, etl_run

pytestmark = pytest.mark.two_sources

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture
def settings(make_settings: Callable[..., Settings], warehouse_url: str, warehouse: Engine) -> Settings:
    before = make_settings(MIS_AS_OF="2026-11-21", MIS_WAREHOUSE_URL=warehouse_url)
    build_sample(before, before.now(), complaints_per_year=40, progress=lambda _: None)
    return make_settings(MIS_AS_OF="2026-11-21", MIS_WAREHOUSE_URL=warehouse_url)


def _read(engine: Engine, settings: Settings, *, as_of: datetime = NOW, clock: datetime | None = None) -> SourceStatus:
    found, other = read_sources(engine, settings, Moment(as_of, clock or datetime.now(UTC)))
    assert (found.name, other.name) == ("complaints", "traffy")
    return found


def _running(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(etl_run).values(
                source_name="complaints", mode="changes", trigger="command", status="running", step="extract complaint",
                started_at=NOW, as_of_at=NOW, fence=1, holder="elsewhere:1:0",
            )
        )  # fmt: skip


def test_before_the_first_load(settings: Settings, warehouse: Engine) -> None:
    found = _read(warehouse, settings)
    assert (found.connection, found.state, found.rows, found.data_at) == ("sample", "never_loaded", 0, None)
    assert read_warehouse(warehouse).data_version == 0


def test_after_a_load(settings: Settings, warehouse: Engine) -> None:
    run_source(settings, warehouse, "complaints")
    found = _read(warehouse, settings)
    assert (found.state, found.last_run, found.last_run_status, found.data_at) == ("fresh", 1, "done", NOW)
    assert found.rows > 150
    assert read_warehouse(warehouse).figures_as_of == NOW
    edge = NOW + timedelta(hours=26)
    assert _read(warehouse, settings, as_of=edge).state == "fresh"
    assert _read(warehouse, settings, as_of=edge + timedelta(seconds=1)).state == "late"


def test_a_failed_run_names_error_and_remedy(settings: Settings, warehouse: Engine) -> None:
    run_source(settings, warehouse, "complaints")
    with hold_lease(warehouse) as lease:
        run = ledger.open_run(warehouse, lease, source_name="complaints", mode="changes", trigger="schedule", as_of=NOW)
        error = SourceUnavailableError("complaints did not answer.", "The next run tries again.")
        ledger.close_run(warehouse, run, status="failed", at=NOW, step="check schema", error=error)
    found = _read(warehouse, settings)
    assert (found.state, found.last_run_step) == ("failed", "check schema")
    assert (found.error, found.remedy) == ("complaints did not answer.", "The next run tries again.")


def test_running_only_while_somebody_holds_the_lease(settings: Settings, warehouse: Engine) -> None:
    _running(warehouse)
    assert _read(warehouse, settings).last_run_status == "interrupted"
    assert _read(warehouse, settings).state == "never_loaded"
    with hold_lease(warehouse):
        found = _read(warehouse, settings)
        assert (found.state, found.last_run_step) == ("running", "extract complaint")


def test_a_lease_that_ran_out_is_nobodys(settings: Settings, warehouse: Engine) -> None:
    _running(warehouse)
    clock = datetime.now(UTC)
    with warehouse.begin() as connection:
        connection.execute(
            insert(etl_lease).values(
                name="etl", holder="elsewhere:1:0", fence=3, expires_at=clock + timedelta(seconds=90)
            )
        )
    assert _read(warehouse, settings, clock=clock).state == "running"
    assert _read(warehouse, settings, clock=clock + timedelta(seconds=91)).state == "never_loaded"


def test_open_rejects_are_counted(settings: Settings, warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        for number, resolved_at in enumerate((None, None, NOW)):
            connection.execute(
                insert(etl_reject).values(
                    source_name="complaints", entity="complaint", source_id=str(number), rule="bad_date",
                    field="received_at", reason="x", row_json="{}", first_run_key=1, last_run_key=1,
                    first_seen_at=NOW, last_seen_at=NOW, resolved_at=resolved_at,
                )
            )  # fmt: skip
    assert _read(warehouse, settings).rejects_open == 2


def test_next_run_is_after_now(settings: Settings) -> None:
    source = settings.config.sources[0]
    assert next_run(source, NOW) == NOW + timedelta(minutes=15)
    assert next_run(source, NOW - timedelta(seconds=1)) == NOW


def test_a_warehouse_of_another_version_is_told(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'w.db'}")
    found = read_warehouse(engine)
    engine.dispose()
    assert (found.migration, found.is_current) == (None, False)
