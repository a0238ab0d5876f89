"""The clock moves across 30 September: the old year stays as it was, the new one begins with what is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, select

from etl.warehouse.tables import measure_value
from tests.pipeline.city import City

Run = Callable[..., Any]
BEFORE, AFTER = "2026-09-30T23:50", "2026-10-01T00:10"


def measures(warehouse: Engine, period_id: str) -> dict[str, int]:
    """Of the whole municipality (the root has key 1)."""
    found = select(measure_value.c.measure, measure_value.c.value).where(
        measure_value.c.period_id == period_id, measure_value.c.org_unit_key == 1
    )
    with warehouse.connect() as connection:
        return {row.measure: row.value for row in connection.execute(found)}


def test_a_fiscal_year_ends_and_the_next_begins(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, "2026-08-20 10:00:00")  # over 30 days by the end of the year
    city.complaint(2, "2026-09-29 10:00:00")
    city.finish(2, "2026-09-30 16:00:00")
    city.complaint(3, "2026-09-30 23:40:00")
    run(city, as_of=BEFORE)
    old = measures(warehouse, "YTD2026-09")
    assert (old["complaints_received"], old["complaints_finished"], old["complaints_open_end"]) == (3, 1, 2)
    assert not measures(warehouse, "YTD2026-10")

    city.complaint(4, "2026-10-01 00:05:00")
    run(city, as_of=AFTER)
    new = measures(warehouse, "YTD2026-10")
    assert (new["complaints_received"], new["complaints_open_start"], new["complaints_open_end"]) == (1, 2, 3)
    assert new.get("complaints_finished", 0) == 0
    assert measures(warehouse, "YTD2026-09") == old == measures(warehouse, "FY2569")
    assert measures(warehouse, "FY2570")["complaints_received"] == 1


def test_a_late_row_of_the_old_year_restates_it(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, "2026-09-30 23:40:00")
    run(city, as_of=AFTER)
    city.complaint(2, "2026-09-30 23:59:59", updated_at="2026-10-01 00:20:00")
    city.complaint(3, "2026-10-01 00:00:00", updated_at="2026-10-01 00:20:00")
    run(city, as_of="2026-10-01T00:30")
    assert measures(warehouse, "FY2569")["complaints_received"] == 2
    assert measures(warehouse, "D2026-09-30")["complaints_received"] == 2
    assert measures(warehouse, "D2026-10-01")["complaints_received"] == 1
