"""The sample sign system: the same rows in MariaDB (tis620) and SQLite, growing with time, read without its people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from etl.calendar_th import BANGKOK
from etl.contracts.temporary_signs import TEMPORARY_SIGNS
from etl.sample import database, people
from etl.sample.build import local_seconds
from etl.sample.temporary_signs import schema
from etl.sample.temporary_signs.build import build_temporary_signs
from etl.sample.temporary_signs.rows import tables_at
from etl.warehouse import query

NOON = datetime(2026, 11, 21, 12, tzinfo=BANGKOK)
BEGINNING = {"after_at": "0000-00-00 00:00:00", "after_id": -1, "page_rows": 10**6}


def build(url: str, *stops: datetime) -> Engine:
    engine = database.open_database(url)
    for stop in stops:
        build_temporary_signs(engine, local_seconds(stop), lambda _: None)
    return engine


def read(url: str, entity: str, **after: Any) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = query.load(f"extract/temporary_signs/{entity}").rows(connection, **{**BEGINNING, **after})
    engine.dispose()
    return rows


def as_texts(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(None if value is None else str(value) for value in row) for row in rows]


@pytest.fixture(scope="module")
def in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('signs') / 'signs.db'}"
    build(url, NOON).dispose()
    return url


def test_later_states_in_mariadb_are_those_of_sqlite(mariadb_url: str, in_sqlite: str) -> None:
    engine = build(mariadb_url, NOON - timedelta(days=400), NOON - timedelta(hours=30), NOON)
    for entity in TEMPORARY_SIGNS.entities:
        here, there = read(mariadb_url, entity.name), read(in_sqlite, entity.name)
        assert here[0]._fields == entity.names
        assert len(here) > 5_000
        assert as_texts(here) == as_texts(there), entity.name
        keys = [(row.changed_at, getattr(row, entity.cursor)) for row in here]
        assert keys == sorted(set(keys))
    in_tis620 = "select count(*) from information_schema.tables where table_schema = database() and table_collation = "
    bare = "select column_name from information_schema.columns where table_schema = database() and column_comment "
    touched = "select last_update > now() - interval 1 minute from sgn_request where req_id = 2"
    with engine.connect() as connection:
        assert connection.execute(text(in_tis620 + "'tis620_thai_ci'")).scalar() == len(schema.metadata.tables)
        assert connection.execute(text(bare + "not regexp '[ก-๙]'")).all() == []
        connection.execute(text("update sgn_request set sign_qty = 7 where req_id = 2"))
        assert connection.execute(text(touched)).scalar() == 1
    engine.dispose()


def test_the_past_is_edited_and_deleted() -> None:
    earlier, later = (tables_at(local_seconds(NOON - timedelta(days=days))) for days in (20, 0))
    for table, growing in (
        (schema.request, True),
        (schema.removal, True),
        (schema.finding, True),
        (schema.kind, False),
    ):
        before, after = ({row[0]: row for row in rows[table]} for rows in (earlier, later))
        new = after.keys() - before.keys()
        changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
        assert bool(new) == bool(changed) == growing, table.name
    ids = {row[0] for row in earlier[schema.request]} - {row[0] for row in later[schema.request]}
    assert 0 < len(ids) < 20


def test_its_dirt_is_that_of_old_php_systems(in_sqlite: str) -> None:
    permits = read(in_sqlite, "sign_permit")
    years = [int(row.submitted_at[:4]) for row in permits]
    assert sum(year > 2500 for year in years) > 8_000 and 0 < sum(2000 < year < 2100 for year in years) < 40
    on_leap_day = [row for row in permits if row.submitted_at.startswith("0000")]
    assert on_leap_day and all(row.changed_at >= "2024-02-29" for row in on_leap_day)
    assert {"Approve", "Approved", "Disapprove", "Disapproved", "อนุญาต", "อนุมัติ", ""} <= {row.outcome for row in permits}
    assert any(row.sign_count == 0 for row in permits) and any(row.place == "????" for row in permits)
    assert any(row.expiry_date < row.start_date for row in permits if row.expiry_date > "2500")
    assert any(row.changed_at.startswith("0000") for row in permits)
    assert any(row.permit_id == 0 for row in read(in_sqlite, "sign_removal"))
    fines = {row.fine for row in read(in_sqlite, "unpermitted_sign")}
    assert {"-", "", "2,000", "500", "๕๐๐", "500 บาท"} <= fines


def test_people_stand_in_it_and_are_not_selected(in_sqlite: str) -> None:
    rows = tables_at(local_seconds(NOON))
    at = [column.name for column in schema.request.columns].index
    for name in ("app_name", "app_tel", "sign_text", "place"):
        assert any(any(word in row[at(name)] for word in (*people.FAMILY, "000")) for row in rows[schema.request]), name
    for entity in TEMPORARY_SIGNS.entities:
        sql = query.load(f"extract/temporary_signs/{entity.name}").sql
        assert not [word for word in ("app_", "owner", "officer", "note", "*") if word in sql]


def test_it_looks_like_a_city() -> None:
    permits = tables_at(local_seconds(NOON))[schema.request]
    by_year = [sum(row[1].endswith(f"/{year}") for row in permits) for year in range(2565, 2570)]
    assert min(by_year) > 1_200 and max(by_year) < 2_000 and by_year[0] < by_year[-1]
    assert permits[0][15].startswith("2564-10-01")  # the first day, its year as the system writes it
