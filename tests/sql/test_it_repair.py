"""The golden repairs and machines, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from etl.warehouse.engine import make_engine
from etl.warehouse.query import load
from tests.sql import golden_it_repair
from tests.sql.golden import write_dimensions

# month-day (and year where it is not 2026), unit: what happened
EXPECTED = {
    ("2026-10-01", 2): {"reported": 1, "accepted": 1, "accept_seconds": 3_600},
    ("2026-10-02", 2): {
        "ended": 1, "finished": 1, "timed": 1, "repair_seconds": 32_400, "rated": 1, "stars": 5,
        "parts_cost_satang": 89_050,
    },
    ("2026-10-06", 2): {"due": 1, "done_by_due": 1},
    ("2026-11-01", 2): {"reported": 1, "repeated": 1},
    ("2026-11-02", 2): {"wait_in": 1},
    ("2026-11-04", 2): {"wait_out": 1},
    ("2026-11-05", 2): {"due": 1},
    ("2026-11-12", 2): {
        "ended": 1, "finished": 1, "timed": 1, "repair_seconds": 230_000, "waited_days": 2, "outside": 1,
        "service_cost_satang": 150_050,
    },
    ("2026-12-13", 2): {"reported": 1},
    ("2026-12-17", 2): {"due": 1},
    ("2026-10-03", 3): {"reported": 2, "ended": 1, "finished": 1, "finished_undated": 1},
    ("2026-10-07", 3): {"due": 1, "done_by_due": 1},
    ("2026-10-08", 3): {"due": 1},
    ("2026-10-20", 4): {"reported": 3},
    ("2026-10-21", 4): {"ended": 1, "wait_in": 1},  # cancelled on its due day: no longer due
    ("2026-10-23", 4): {"due": 1},  # cancelled later: not in time
    ("2026-10-27", 4): {"ended": 1},
    ("2027-10-01", 2): {"year_out": 1}, ("2027-11-01", 2): {"year_out": 1}, ("2027-12-13", 2): {"year_out": 1},
    ("2027-10-03", 3): {"year_out": 2}, ("2027-10-20", 4): {"year_out": 3},
}  # fmt: skip
DAYS = {"from_date": date(2000, 1, 1), "to_date": date(2100, 1, 1)}


@pytest.fixture(scope="module")
def engine(new_warehouse: Callable[..., str]) -> Engine:
    """Equal rows on both engines are test_queries.py's."""
    engine = make_engine(new_warehouse("sqlite"))
    with engine.begin() as connection:
        write_dimensions(connection)
        golden_it_repair.write(connection)
    return engine


def test_what_happened_on_each_day(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = load("aggregates/repair_day").rows(connection, **DAYS)
    found = {
        (str(row.date), row.org_unit_key): {name: n for name, n in list(row._asdict().items())[3:] if n} for row in rows
    }
    assert found == EXPECTED


def test_machines_come_grow_old_and_go(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = load("aggregates/it_asset_day").rows(connection, **DAYS)
    found = [(str(r.date), r.org_unit_key, r.held_in, r.held_out, r.old_in, r.old_out) for r in rows]
    assert found == [
        ("2018-01-01", 4, 1, 0, 0, 0), ("2020-01-15", 2, 1, 0, 0, 0), ("2023-01-02", 4, 0, 0, 1, 0),
        ("2025-01-16", 2, 0, 0, 1, 0), ("2025-05-01", 4, 1, 0, 0, 0), ("2026-09-30", 4, 0, 1, 0, 1),
        ("2030-05-02", 4, 0, 0, 1, 0),
    ]  # fmt: skip


def test_the_days_of_later_requests_are_touched_by_an_earlier_repair(engine: Engine) -> None:
    """Whether a request repeats a repair hangs on that repair: of `done` it is `again` thirty days later."""
    with engine.connect() as connection:
        connection.exec_driver_sql("delete from stg_touched where source_id <> 'done'")
        rows = load("derive/repair_repeat_days").rows(connection)
    assert [row.date for row in rows] == [date(2026, 11, 1)]
