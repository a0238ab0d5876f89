"""A reject says what stands in the field at fault and which org_unit the row belongs to: who is to mend it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from tests.pipeline.city import City
from tests.pipeline.state import facts


def test_value_and_org_unit_are_kept_and_follow_the_row(
    city: City, warehouse: Engine, run: Callable[..., object]
) -> None:
    city.complaint(1, status_code="99", dept_name="สำนักช่าง")
    city.complaint(2, star=9, dept_name="กองที่ไม่มี")
    city.complaint(3, receive_date="0000-00-00 00:00:00", dept_name="")
    run(city)
    names = ("source_id", "rule", "field", "value", "org_unit")
    complaints = [row for row in facts(warehouse, "etl_reject", *names) if "/" not in row[0]]
    assert sorted(complaints) == [
        ("1", "unknown_word", "status", "99", "สำนักช่าง"),
        ("2", "out_of_range", "stars", "9", "กองที่ไม่มี"),
        ("3", "missing_required", "received_at", "0000-00-00 00:00:00", ""),
    ]
    city.edit(1, status_code="98", updated_at="2026-11-20 10:00:00")
    run(city)
    assert ("1", "unknown_word", "status", "98", "สำนักช่าง") in facts(warehouse, "etl_reject", *names)
