"""Sample databases brought up to an instant: what is there afterwards is what was asked, whatever was there before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Double, Engine, Integer, MetaData, Numeric, SmallInteger, String, Table, text
from sqlalchemy.dialects import mysql

from etl.errors import UsageError
from etl.sample import database, living

metadata = MetaData()
MARIADB = ("mysql", "mariadb")
_Moment = String(19).with_variant(mysql.DATETIME(), *MARIADB)
night = Table(
    "tb_night", metadata,
    Column("night_id", Integer, primary_key=True, autoincrement=False),
    Column("opened_at", _Moment),
    Column("note", String(50)),
)  # fmt: skip
booking = Table(
    "tb_booking", metadata,
    Column("night_id", Integer, primary_key=True, autoincrement=False),
    Column("stall", String(10), primary_key=True),
    Column("fee", Numeric(8, 2)),
    Column("half_days", Double()),
    Column("is_paid", SmallInteger),
    mysql_default_charset="tis620",
)  # fmt: skip
state = living.make_state_table(metadata, "tb_night_sample_state")

ZERO = "0000-00-00 00:00:00"
BEFORE = {
    night: [(1, "2026-11-14 17:00:00", "ก่อนฝน"), (2, ZERO, None), (3, None, "")],
    booking: [(1, "ก-01", "20.50", 0.5, 1), (1, "007", "20.00", 1.5, 0), (2, "ก-01", None, None, None)],
}
AFTER = {
    night: [(1, "2026-11-14 17:00:00", "หลังฝน"), (3, None, ""), (4, "2026-11-21 17:30:00", "ใหม่")],
    booking: [(1, "ก-01", "20.50", 0.5, 0), (2, "ก-01", "30.25", 2.0, None), (4, "007", "0.10", 0.1, 1)],
}


def nothing(_: str) -> None:
    pass


@pytest.fixture(params=["sqlite", "mariadb"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'market.db'}" if is_file else request.getfixturevalue("mariadb_url")
    engine = database.open_database(url)
    yield engine
    engine.dispose()


def bring(engine: Engine, rows: living.Rows, now: int = 0) -> int:
    return living.bring_up(engine, metadata, state, rows, now, nothing)


def cells(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        nights = connection.execute(text("select night_id, cast(opened_at as char), note from tb_night order by 1"))
        bookings = connection.execute(text("select night_id, stall, fee * 100, half_days, is_paid from tb_booking"))
        return [list(map(tuple, nights)), sorted(map(tuple, bookings))]


def test_differences_alone_are_written(engine: Engine) -> None:
    assert bring(engine, BEFORE) == 6
    assert bring(engine, BEFORE) == 0  # dates, decimals, floats, zero dates and nulls read back as given
    assert bring(engine, AFTER) == 7  # night 1 changed, 2 gone, 4 new; bookings 1 and 2 changed, 007 gone, 4 new
    assert cells(engine) == [
        [(1, "2026-11-14 17:00:00", "หลังฝน"), (3, None, ""), (4, "2026-11-21 17:30:00", "ใหม่")],
        [(1, "ก-01", 2050, 0.5, 0), (2, "ก-01", 3025, 2.0, None), (4, "007", 10, 0.1, 1)],
    ]
    assert bring(engine, AFTER) == 0


def test_edits_by_hand_are_put_right(engine: Engine) -> None:
    bring(engine, AFTER)
    whole = cells(engine)
    with engine.begin() as connection:
        connection.execute(text("update tb_booking set fee = 99 where night_id = 2"))
        connection.execute(text("delete from tb_night where night_id = 3"))
        connection.execute(text("insert into tb_night (night_id, note) values (9, 'x')"))
    assert cells(engine) != whole
    assert bring(engine, AFTER) == 3
    assert cells(engine) == whole


def test_tables_of_other_code_are_made_anew(engine: Engine) -> None:
    bring(engine, BEFORE)
    with engine.begin() as connection:
        connection.execute(text("update tb_night_sample_state set value = 'older' where name = 'rules'"))
        connection.execute(text("alter table tb_night add column left_over int"))
    assert bring(engine, BEFORE, now=7) == 6
    with engine.connect() as connection:
        assert list(connection.execute(text("select * from tb_night")).keys()) == night.columns.keys()
        assert connection.execute(text("select value from tb_night_sample_state where name = 'as_of'")).scalar() == "7"


def test_tables_no_sample_made_are_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("create table tb_night (night_id int primary key, opened_at int, note int)"))
        connection.execute(text("insert into tb_night values (1, 2, 3)"))
    with pytest.raises(UsageError, match="tb_night"):
        bring(engine, BEFORE)
    with engine.connect() as connection:
        assert connection.execute(text("select * from tb_night")).all() == [(1, 2, 3)]


def test_a_failed_build_leaves_what_was_there(engine: Engine) -> None:
    bring(engine, BEFORE)
    whole = cells(engine)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        bring(engine, {night: [*AFTER[night], (4, None, "twice")], booking: []})
    assert cells(engine) == whole
