"""PostgreSQL as a source, with selects of its own dialect: first run, changes, edited, deleted, swept, replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.ledger import Counts
from etl.pipeline import RunReport, run_source
from etl.readers.connections import make_source_engine
from etl.settings import Settings, load_settings
from etl.source_settings import DatabaseReader
from tests.pipeline.petition_system import HERE, NAME, SOURCE, PetitionSystem
from tests.pipeline.state import differing, facts, read_state

RECEIVED = "2026-11-02 09:00:00.25+07"


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """The source is what is tested here; test_load goes to both kinds of warehouse."""
    return f"sqlite:///{tmp_path / 'warehouse.db'}"


@pytest.fixture
def system(postgres_url: str, own_selects: Callable[[str, Path], None]) -> PetitionSystem:
    own_selects(NAME, HERE)
    return PetitionSystem(postgres_url)


@pytest.fixture
def settings(system: PetitionSystem, write_config: Callable[..., Path], tmp_path: Path) -> Settings:
    environ = {"MIS_HOME": str(tmp_path / "home"), "MIS_AS_OF": "2026-11-21", "MIS_SOURCE_PETITIONS_URL": system.url}
    return load_settings(environ | {"MIS_CONFIG": str(write_config(**SOURCE))})


@pytest.fixture
def run(settings: Settings, warehouse: Engine) -> Callable[[str], dict[str, Counts]]:
    def go(mode: str = "changes") -> dict[str, Counts]:
        report: RunReport = run_source(settings, warehouse, NAME, mode=mode)  # type: ignore[arg-type]
        assert report.error is None, report.error
        return report.counts

    return go


Run = Callable[..., dict[str, Counts]]


def test_first_run_types_every_field(system: PetitionSystem, warehouse: Engine, run: Run) -> None:
    system.open(
        "2026-10-31 23:30:00+07", took="2026-10-31 17:30:05+00", due="2026-11-15", closed="2026-11-10 08:00:00+07",
        status_id=3, stars=4, lat=None, subject="โทร 081-234-5678", division_id=20, updated=RECEIVED,
    )  # fmt: skip
    assert run() == {"complaint_status": Counts(1, 1), "complaint": Counts(1, 1)}
    names = (
        "source_id", "received_at", "received_date", "acknowledged_date", "acknowledge_seconds", "due_date",
        "closed_at", "status_code", "latitude", "stars", "short_description", "source_changed_at",
    )  # fmt: skip
    assert facts(warehouse, "fact_complaint", *names) == [
        (
            "1", datetime(2026, 10, 31, 16, 30, tzinfo=UTC), date(2026, 10, 31), date(2026, 11, 1), 3605,
            date(2026, 11, 15), datetime(2026, 11, 10, 1, tzinfo=UTC), "finished", None, 4, "โทร [โทรศัพท์]",
            datetime(2026, 11, 2, 2, 0, 0, 250_000, tzinfo=UTC),
        )
    ]  # fmt: skip


def test_changes_bring_what_is_new_and_edited_and_nothing_twice(
    system: PetitionSystem, warehouse: Engine, run: Run
) -> None:
    for day in range(1, 16):
        system.open(f"2026-11-{day:02d} 10:00:00+07")
    assert run()["complaint"] == Counts(15, inserted=15)
    before = read_state(warehouse)
    assert run()["complaint"].unchanged == run()["complaint"].read < 15  # only the overlap is met again
    assert differing(before, read_state(warehouse)) == []
    system.change(3, status_id=3, closed="2026-11-20 09:00:00+07", updated="2026-11-20 09:00:00+07")
    system.log(3, "2026-11-20 09:00:00+07", 3)
    system.open("2026-11-20 10:00:00+07")
    counts = run()
    assert (counts["complaint"].inserted, counts["complaint"].updated) == (1, 1)
    assert counts["complaint_status"].inserted == 2
    assert facts(warehouse, "fact_complaint", "source_id", "status_code").count(("3", "finished")) == 1


def test_rows_of_one_microsecond_are_all_read(
    system: PetitionSystem, settings: Settings, warehouse: Engine, run: Run
) -> None:
    """A bulk update gives thousands of rows one time of change: pages go on by the id."""
    system.run(
        'insert into petition."Case" (ref, opened, status_id, division_id, updated)'
        " select 'P-' || n, '2026-11-01 10:00+07', 1, 10, '2026-11-02 10:00:00.123456+07'"
        " from generate_series(1, 2345) as n"
    )
    small = settings.config.sources[0].model_copy(
        update={"reader": settings.config.sources[0].reader.model_copy(update={"page_rows": 100})}
    )
    config = settings.config.model_copy(update={"sources": (small, *settings.config.sources[1:])})
    report = run_source(settings.model_copy(update={"config": config}), warehouse, NAME)
    assert report.counts["complaint"] == Counts(2345, inserted=2345)
    assert facts(warehouse, "etl_watermark", "entity", "watermark_at")[0] == (
        "complaint", datetime(2026, 11, 2, 3, 0, 0, 123_456, tzinfo=UTC),
    )  # fmt: skip


def test_the_sweep_finds_what_was_deleted_or_edited_silently(
    system: PetitionSystem, warehouse: Engine, run: Run
) -> None:
    for day in range(1, 31):
        system.open(f"2026-10-{day:02d} 10:00:00+07")
    run()
    system.run('delete from petition."Case" where id = 4')
    system.change(5, topic="ไม่รู้จัก")  # its time of change stands still
    assert run()["complaint"].updated == 0
    counts = run("sweep")["complaint"]
    assert (counts.updated, counts.deleted) == (1, 1)
    assert ("4", True) in facts(warehouse, "fact_complaint", "source_id", "is_deleted")


def test_a_refused_row_is_read_again_by_its_key(system: PetitionSystem, warehouse: Engine, run: Run) -> None:
    system.open("2026-11-02 10:00:00+07")
    system.open("2026-12-24 10:00:00+07", history=False, updated="2026-11-02 10:00:00+07")
    assert run()["complaint"] == Counts(2, inserted=1, rejected=1)
    assert facts(warehouse, "etl_reject", "source_id", "rule", "field") == [("2", "future_date", "received_at")]
    system.change(2, opened="2026-11-01 10:00:00+07")
    assert run("replay")["complaint"] == Counts(1, inserted=1)
    assert facts(warehouse, "etl_reject", "resolved_at") != [(None,)]


def test_keys_that_are_text_are_read_again_as_text(
    system: PetitionSystem, settings: Settings, own_selects: None, tmp_path: Path, warehouse: Engine, run: Run
) -> None:
    """PostgreSQL does not compare a text with a number, and 00001 is not 1."""
    file = tmp_path / "queries" / "extract" / NAME / "complaint.sql"
    text = file.read_text(encoding="utf-8").replace("source_id int", "source_id text")
    file.write_text(text.replace("  c.id as source_id", "  lpad(cast(c.id as text), 5, '0') as source_id"))
    system.open("2026-12-24 10:00:00+07", history=False, updated="2026-11-02 10:00:00+07")
    assert run()["complaint"].rejected == 1
    system.change(1, opened="2026-11-01 10:00:00+07")
    assert run("replay")["complaint"] == Counts(1, inserted=1)
    assert facts(warehouse, "fact_complaint", "source_id") == [("00001",)]


def test_the_session_refuses_to_write(system: PetitionSystem, settings: Settings) -> None:
    engine = make_source_engine(settings.config.sources[0], DatabaseReader(kind="database"), system.url)
    with engine.connect() as connection, pytest.raises(Exception, match="read-only transaction"):
        connection.exec_driver_sql("update petition.status set name = 'x'")
    engine.dispose()
