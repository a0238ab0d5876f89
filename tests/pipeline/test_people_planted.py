"""People planted in every text column of a source stand nowhere in the warehouse, nor in what a trial prints."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, Text, cast, func, inspect, select

from etl.run_report import RunReport
from etl.warehouse.tables import dim_area, fact_complaint, metadata
from tests.pipeline.city import City

PLANTED = (
    " ผู้ติดต่อ นายสมปองเอก ทดสอบดีจริง โทร 089-765-4321 บัตร 1-2345-67890-12-1 line id: sompong99"
    " sompong@x.example บ้านเลขที่ 77/9"
)
SECRETS = ("สมปองเอก", "ทดสอบดีจริง", "089-765", "67890-12", "sompong", "77/9")
COLUMNS = (
    "complaint_no", "traffy_ref", "zone_name", "community_name", "detail", "place", "cat_name", "dept_name",
    "channel_name",
)  # fmt: skip


@pytest.mark.two_sources
def test_nobody_stands_in_the_warehouse(city: City, run: Callable[..., RunReport], warehouse: Engine) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        city.complaint(number, **{column: f"ค 12/2569{PLANTED}"})
    city.complaint(90, f"2026-11-01{PLANTED}")  # no date: refused, with its row
    city.complaint(91, status_code=f"07{PLANTED}")
    run(city)
    with warehouse.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(fact_complaint)) == len(COLUMNS)
        assert connection.scalar(select(func.count()).select_from(dim_area)) > 2
        there = set(inspect(connection).get_table_names())
        for table in (table for table in metadata.sorted_tables if table.name in there):
            for column in table.columns:
                for secret in SECRETS:
                    found = select(func.count()).where(cast(column, Text).contains(secret))
                    assert connection.scalar(found) == 0, f"{secret} in {column}"
