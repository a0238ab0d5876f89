"""The sample in MariaDB: the rows of the SQLite one, as an old PHP system keeps them, and read by the same selects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from etl.calendar_th import BANGKOK
from etl.contracts.complaints import COMPLAINTS
from etl.sample import build_sample, change_recent
from etl.sample.complaints import schema
from etl.settings import Settings
from etl.warehouse import query

pytestmark = pytest.mark.two_sources

NOON = datetime(2026, 11, 21, 12, tzinfo=BANGKOK)
BEGINNING = {"after_at": "0001-01-01 00:00:00", "after_id": -1}

MakeSettings = Callable[..., Settings]


def build(settings: Settings, as_of: datetime, url: str | None = None) -> str:
    return build_sample(settings, as_of, url=url, complaints_per_year=900, progress=lambda _: None)["complaints"]


def read(url: str, entity: str, **after: Any) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = query.load(f"extract/complaints/{entity}").rows(connection, **{**BEGINNING, "page_rows": 10**9, **after})
    engine.dispose()
    return rows


def every_cell(url: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {}
        for table in schema.metadata.sorted_tables:
            dates = {c.name for c in table.columns if c.name.endswith(("_date", "_at"))}
            columns = ", ".join(f"cast({c.name} as char)" if c.name in dates else c.name for c in table.columns)
            rows = connection.execute(text(f"select {columns} from {table.name} order by 1"))
            found[table.name] = [tuple(row) for row in rows]
    engine.dispose()
    return found


def test_mariadb_holds_the_rows_of_sqlite(make_settings: MakeSettings, mariadb_url: str, tmp_path: Path) -> None:
    settings = make_settings()
    for stop in (NOON - timedelta(days=500), NOON - timedelta(hours=20), NOON):
        in_mariadb = build(settings, stop, mariadb_url)
    in_sqlite = build(make_settings(MIS_HOME=str(tmp_path / "other")), NOON)
    here, there = every_cell(in_mariadb), every_cell(in_sqlite)
    assert {name: len(rows) for name, rows in here.items()} == {name: len(rows) for name, rows in there.items()}
    assert here == there


def test_bulk_files_and_statements_give_the_same_rows(
    make_settings: MakeSettings, mariadb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_file = every_cell(build(make_settings(), NOON, mariadb_url))
    monkeypatch.setattr("etl.sample.database._takes_files", lambda _: False)
    with create_engine(mariadb_url).begin() as connection:
        connection.execute(text("update tb_sample_state set value = '0' where name = 'is_whole'"))
    assert every_cell(build(make_settings(), NOON, mariadb_url)) == by_file


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
@pytest.mark.parametrize("entity", COMPLAINTS.entities, ids=lambda e: e.name)
def test_extract_selects_give_the_contracts_fields(
    kind: str, entity: Any, make_settings: MakeSettings, request: pytest.FixtureRequest
) -> None:
    url = build(make_settings(), NOON, request.getfixturevalue("mariadb_url") if kind == "mariadb" else None)
    whole = read(url, entity.name)
    assert whole[0]._fields == entity.needed
    assert len({tuple(getattr(row, k) for k in entity.key) for row in whole}) == len(whole) > 4_000
    pages, after = [], dict(BEGINNING)
    while page := read(url, entity.name, page_rows=701, **after):
        pages += page
        after = {"after_at": page[-1].changed_at, "after_id": getattr(page[-1], entity.cursor)}
    assert pages == whole
    assert [(r.changed_at, getattr(r, entity.cursor)) for r in whole] == sorted(
        (r.changed_at, getattr(r, entity.cursor)) for r in whole
    )


def test_extract_selects_read_alike_on_both(make_settings: MakeSettings, mariadb_url: str, tmp_path: Path) -> None:
    in_mariadb = build(make_settings(), NOON, mariadb_url)
    in_sqlite = build(make_settings(MIS_HOME=str(tmp_path / "other")), NOON)
    for entity in COMPLAINTS.entities:
        assert read(in_mariadb, entity.name) == read(in_sqlite, entity.name)
    assert "0000-00-00 00:00:00" in {row.closed_at for row in read(in_mariadb, "complaint")}
    assert "0000-00-00" in {row.due_date for row in read(in_mariadb, "complaint")}


def test_no_select_reads_a_person() -> None:
    for entity in COMPLAINTS.entities:
        sql = query.load(f"extract/complaints/{entity.name}").sql
        assert not [word for word in ("complainant", "officer", "note", "*") if word in sql]


def test_every_table_and_column_has_a_thai_comment(make_settings: MakeSettings, mariadb_url: str) -> None:
    build(make_settings(), NOON, mariadb_url)
    with create_engine(mariadb_url).connect() as connection:
        columns = connection.execute(
            text(
                "select table_name, column_name, column_comment from information_schema.columns "
                "where table_schema = database()"
            )
        ).all()
        tables = connection.execute(
            text("select table_name, table_comment from information_schema.tables where table_schema = database()")
        ).all()
    assert len(columns) == sum(len(t.columns) for t in schema.metadata.tables.values())
    for name in (*columns, *tables):
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in name[-1]), name


def test_updates_by_the_system_touch_updated_at(make_settings: MakeSettings, mariadb_url: str) -> None:
    build(make_settings(), NOON, mariadb_url)
    with create_engine(mariadb_url).begin() as connection:
        connection.execute(text("update tb_complaint set place = 'x' where complaint_id = 2"))
        late = connection.execute(
            text("select updated_at > now() - interval 1 minute from tb_complaint where complaint_id = 2")
        )
        assert late.scalar_one() == 1


def test_change_recent_writes_status_and_log(make_settings: MakeSettings, mariadb_url: str) -> None:
    url = build(make_settings(), NOON, mariadb_url)
    lines = len(read(url, "complaint_status"))
    changed = change_recent(url, 0.02, NOON + timedelta(hours=6))
    after = {"after_at": "2026-11-21 18:00:00", "after_id": -1}
    assert len(read(url, "complaint", **after)) == changed > 50
    new_lines = read(url, "complaint_status", **after)
    assert 0 < len(new_lines) == len(read(url, "complaint_status")) - lines
    header = {row.source_id: row.status for row in read(url, "complaint")}
    assert all(header[line.complaint_id] == line.status for line in new_lines)
