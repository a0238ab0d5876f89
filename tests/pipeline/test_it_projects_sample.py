"""The sample IT-development system: the same by whatever road, read alike from MariaDB and SQLite, people in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from etl.contracts.base import Entity
from etl.contracts.it_projects import IT_PROJECTS
from etl.readers.base import Start
from etl.readers.database import DatabaseReader
from etl.sample import database, living
from etl.sample.it_projects import schema
from etl.sample.it_projects.build import build_it_projects, build_plan_progress
from etl.sample.it_projects.rows import tables_at
from etl.settings import Settings
from etl.source_settings import DatabaseReader as Reader
from etl.steps.refusals import as_text

NOW = int((datetime(2025, 11, 21, 10, 30) - datetime(1970, 1, 1)).total_seconds())
DAY = 86_400


def test_rows_depend_on_the_instant_alone_and_history_goes_on() -> None:
    assert tables_at(NOW) == tables_at(NOW)
    earlier, later = tables_at(NOW - 200 * DAY), tables_at(NOW)
    changed = schema.request.columns.keys().index("updated_at")
    known = {row[0]: row for row in earlier[schema.request]}
    there = {row[0]: row for row in later[schema.request]}
    moved = [number for number, row in known.items() if there.get(number, row) != row]
    assert moved and all(there[number][changed] > known[number][changed] for number in moved)
    assert set(range(1, max(there))) - set(there), "a double is deleted now and then"
    assert len(later[schema.system_month]) > len(earlier[schema.system_month])


def test_months_of_reports_are_written_once(tmp_path: Path) -> None:
    build_plan_progress(tmp_path, NOW - 700 * DAY, lambda _: None)
    first = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.glob("*.xlsx")}
    (tmp_path / "entry-by-hand.xlsx").write_bytes(b"a person's own")
    build_plan_progress(tmp_path, NOW - 700 * DAY + int(timedelta(days=60).total_seconds()), lambda _: None)
    again = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in tmp_path.glob("progress*.xlsx")}
    assert len(again) > len(first) > 10
    grown = [name for name in first if again[name] != first[name]]
    assert grown in ([], [max(first)])  # the month under way
    assert (tmp_path / "entry-by-hand.xlsx").exists()


def test_mariadb_and_sqlite_are_read_alike(
    mariadb_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    urls = (database.complete_url(mariadb_url), f"sqlite:///{tmp_path / 'own.db'}")
    for url in urls:
        engine = database.open_database(url)
        for now in (NOW - 200 * DAY, NOW):
            build_it_projects(engine, now, lambda _: None)
        again = living.bring_up(engine, schema.metadata, schema.sample_state, tables_at(NOW), NOW, lambda _: None)
        assert again == 0, "read back, nothing differs"
        engine.dispose()
    settings = make_settings()
    for entity in IT_PROJECTS.entities:
        if entity.name != "plan_progress":
            on_mariadb, on_sqlite = (read_rows(settings, url, entity) for url in urls)
            assert on_mariadb == on_sqlite and len(on_sqlite) > 15, entity.name


def read_rows(settings: Settings, url: str, entity: Entity) -> list[tuple[str, ...]]:
    """As text; MariaDB writes a whole decimal as 15.0, SQLite as 15."""
    source = next(s for s in settings.config.sources if s.name == "it_projects")
    assert isinstance(source.reader, Reader)
    reader = DatabaseReader(source, source.reader, url)
    rows: list[tuple[str, ...]] = []
    for page in reader.pages(entity, Start()):
        names = sorted(page.columns)
        rows += zip(
            *([as_text(value).removesuffix(".0") for value in page.columns[name]] for name in names), strict=True
        )
    reader.close()
    return sorted(rows)
