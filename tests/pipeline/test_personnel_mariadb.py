"""The personnel selects on MariaDB, as the PHP system runs it, give what they give on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from etl.contracts.base import Entity
from etl.contracts.personnel import PERSONNEL
from etl.readers.base import Start
from etl.readers.database import DatabaseReader
from etl.sample import database
from etl.sample.build import local_seconds
from etl.sample.personnel.build import build_personnel
from etl.settings import Settings
from etl.source_settings import DatabaseReader as Reader
from etl.steps.refusals import as_text

STOPS = ("2021-12-20T10:30", "2021-12-24T16:30")


def read(settings: Settings, url: str, entity: Entity) -> list[dict[str, str]]:
    source = next(s for s in settings.config.sources if s.name == "personnel")
    assert isinstance(source.reader, Reader)
    reader = DatabaseReader(source, source.reader, url)
    rows: list[dict[str, str]] = []
    for page in reader.pages(entity, Start()):
        columns = {name: [as_text(value) for value in values] for name, values in page.columns.items()}
        rows += [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    reader.close()
    return rows


def test_mariadb_and_sqlite_tell_the_same(
    mariadb_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    urls = (database.complete_url(mariadb_url), f"sqlite:///{tmp_path / 'people.db'}")
    for url in urls:
        engine = database.open_database(url)
        for stop in STOPS:
            changed = build_personnel(engine, local_seconds(make_settings(MIS_AS_OF=stop).now()), lambda _: None)
        again = build_personnel(engine, local_seconds(make_settings(MIS_AS_OF=STOPS[-1]).now()), lambda _: None)
        assert changed > 0 == again, f"{make_url(url).get_backend_name()}: what is there is not written again"
        engine.dispose()
    settings = make_settings(MIS_AS_OF=STOPS[-1])
    for entity in PERSONNEL.entities:
        on_mariadb, on_sqlite = (sorted(read(settings, url, entity), key=_key(entity)) for url in urls)
        assert on_mariadb == on_sqlite, entity.name
        assert len(on_sqlite) > 5, entity.name


def _key(entity: Entity) -> Callable[[dict[str, Any]], tuple[str, ...]]:
    return lambda row: (row[entity.cursor], *(row[name] for name in entity.key))
