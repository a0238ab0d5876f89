"""The sample market: history goes on and is never rewritten, the same in SQLite and MariaDB, dirty as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, create_engine

from etl.calendar_th import BANGKOK
from etl.contracts.walking_street import STALL_NIGHT, WALKING_STREET
from etl.sample import database
from etl.sample.build import local_seconds
from etl.sample.walking_street import schema
from etl.sample.walking_street.build import build_walking_street, tables_at
from etl.warehouse import query
from tests.pipeline.test_recomputed_walking_street import make_register

BEFORE = local_seconds(datetime(2026, 2, 5, 12, tzinfo=BANGKOK))  # two days before stalls change codes with each other
AFTER = local_seconds(datetime(2026, 2, 21, 12, tzinfo=BANGKOK))
SINCE = "2026-02-05 12:00:00"
BEGINNING = {"after_at": "0000-00-00 00:00:00", "after_id": -1, "page_rows": 10**9}


def name_columns(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(table.columns.keys(), row, strict=True))


def test_history_goes_on_and_says_when_it_changed() -> None:
    """A row that differs later says so by its time of change; rows end, begin and change; the past stays."""
    earlier, later = tables_at(BEFORE), tables_at(AFTER)
    assert tables_at(AFTER) == later  # the same instant, the same rows
    happened: Counter[str] = Counter()
    for table, rows in later.items():
        before = {row[0]: row for row in earlier[table]}
        now = {row[0]: row for row in rows}
        happened["gone"] += len(before.keys() - now.keys())
        happened["new"] += len(now.keys() - before.keys())
        changed = [key for key in before.keys() & now.keys() if before[key] != now[key]]
        happened["changed"] += len(changed)
        if "updated_at" in table.columns:
            assert all(name_columns(table, now[key])["updated_at"] > SINCE for key in changed), table.name
            assert all(name_columns(table, row)["updated_at"] <= "2026-02-21 12:00:00" for row in rows), table.name
        else:
            assert not changed, table.name
    assert happened["gone"] > 1 and happened["new"] > 500 and happened["changed"] > 300, happened


def test_it_is_as_dirty_as_such_systems_are() -> None:
    rows = [name_columns(schema.booking, row) for row in tables_at(AFTER)[schema.booking]]
    found = Counter[str]()
    for row in rows:
        found["small letter"] += row["zone_code"].strip() != row["zone_code"].upper()
        found["blanks"] += " " in row["lock_no"]
        found["old code"] += row["lock_no"][:1] in "ABCDEF" and row["sale_date"] >= "2024-10-05"
        found["no due date"] += row["due_date"] == schema.ZERO_DATE
        found["came though cancelled"] += row["status"] == "CN" and row["checkin_at"] != schema.ZERO
        found["after midnight"] += row["checkin_at"][11:] < "08" and row["checkin_at"] != schema.ZERO
        found["telephone"] += "โทร" in row["product_name"]
        found["type"] += row["vendor_type"] in ("โอทอป", "นร./นศ.", "")
    twice = Counter((row["sale_date"], row["lock_no"]) for row in rows if row["status"] == "BK")
    found["booked twice"] = sum(1 for count in twice.values() if count > 1)
    assert len(found) == 9 and min(found.values()) > 5, found
    nights = Counter(row[3] for row in tables_at(AFTER)[schema.market_day])
    assert nights["H"] > 150 and nights["C"] > 30 and nights["P"] == 3


@pytest.fixture(params=["sqlite", "mariadb"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'market.db'}" if is_file else request.getfixturevalue("mariadb_url")
    build = database.open_database(url)
    build_walking_street(build, AFTER, lambda _: None)
    build.dispose()
    engine = create_engine(url)
    yield engine
    engine.dispose()


def read(engine: Engine, entity: str) -> list[Any]:
    with engine.connect() as connection:
        found = query.load(f"extract/walking_street/{entity}", engine.dialect.name)
        return found.rows(connection, **BEGINNING)


def test_selects_give_every_row_and_the_stall_behind_each_code(engine: Engine) -> None:
    tables = tables_at(AFTER)
    for entity, table in zip(
        WALKING_STREET.entities,
        (schema.lock, schema.vendor, schema.market_day, schema.market_day_zone, schema.booking, schema.queue,
         schema.violation),
        strict=True,
    ):  # fmt: skip
        rows = read(engine, entity.name)
        assert len(rows) == len(tables[table]), entity.name
        assert rows[0]._fields == entity.names
        order = [(str(row.changed_at), int(getattr(row, entity.cursor))) for row in rows]
        assert order == sorted(order), entity.name
        if entity is STALL_NIGHT:
            bookings = {row.source_id: row for row in rows}
    register = {t.name: [name_columns(t, row) for row in tables[t]] for t in (schema.lock, schema.lock_change)}
    stall_of = make_register(register)  # type: ignore[arg-type]
    moved = 0
    for booking in (name_columns(schema.booking, row) for row in tables[schema.booking]):
        wanted = stall_of(booking["lock_no"].replace(" ", ""), booking["sale_date"])
        assert bookings[booking["booking_id"]].stall == str(wanted), booking
        moved += booking["lock_no"].startswith("ก-03") and booking["sale_date"] >= "2026-02-07"
    assert moved > 10
