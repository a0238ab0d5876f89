"""The sample personnel system: a city of 1,006 people with the dirt such registers have, the same at every call."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from etl.sample.personnel import schema, words
from etl.sample.personnel.build import tables_at

NOON = "2026-11-21T12:00:00"


def local(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@cache
def at_noon() -> dict[Any, list[tuple[Any, ...]]]:
    return tables_at(local(NOON))


@cache
def rows_of(table: Any) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in at_noon()[table]]


def test_1006_people_are_in_service_and_posts_are_vacant() -> None:
    known = {"01", "02", "03", "04", "05"}
    here = [
        p for p in rows_of(schema.person)
        if p["cat_code"] in known and p["status_code"] < "11" and p["start_date"] != schema.ZERO_DATE
    ]  # fmt: skip
    assert len(here) == 1_006
    assert {p["div_id"] for p in here} == set(words.CODES)
    standing = [p for p in rows_of(schema.post) if p["cancel_date"] == schema.ZERO_DATE]
    assert 0.05 < 1 - len(here) / len(standing) < 0.15
    assert len({p["pos_no"] for p in standing}) == len(standing)


def test_nothing_lies_ahead_and_a_later_instant_goes_on() -> None:
    for table in (schema.person, schema.post, schema.leave, schema.training):
        latest = max(row["updated_at"] for row in rows_of(table))
        assert "2026-10-01" <= latest <= "2026-11-21 12:00:00", table.name
    earlier, later = tables_at(local("2026-05-01T09:00:00")), at_noon()
    for table, rows in earlier.items():
        key = next(n for n, column in enumerate(table.columns) if column.primary_key)
        after = {row[key]: row for row in later[table]}
        kept = [row for row in rows if row[key] in after]
        assert len(rows) - len(kept) < 30, "what is there is not made up anew"
        if table is schema.leave:
            assert len(kept) < len(rows), "requests are deleted: the sweep has something to find"
            at = [c.name for c in table.columns].index("updated_at")
            edited = [row for row in kept if after[row[key]] != row]
            assert [row for row in edited if after[row[key]][at] == row[at]], "edits that leave updated_at alone"


@pytest.mark.parametrize(
    ("table", "is_dirty"),
    [
        (schema.leave, lambda r: r["total_day"] == 0.5),
        (schema.leave, lambda r: r["total_day"] == 0.25),
        (schema.leave, lambda r: r["status"] == "อนุญาต"),
        (schema.leave, lambda r: r["status"].startswith("อนุ") and r["note"].startswith("ยกเลิกลา")),
        (schema.person, lambda r: r["emp_code"].startswith("0") and len(r["emp_code"]) == 6),
        (schema.person, lambda r: r["status_code"] == words.RESIGNED and r["out_date"] == schema.ZERO_DATE),
        (schema.person, lambda r: r["birthday"] > "2500"),
        (schema.person, lambda r: r["birthday"] == schema.ZERO_DATE),
        (schema.person, lambda r: r["div_name"] in ("สนง.ช่าง", "กอง จนท.")),
        (schema.training, lambda r: not r["emp_code"].startswith("0")),
        (schema.training, lambda r: r["hours"].endswith("ชม.")),
    ],
)
def test_the_dirt_of_real_registers_is_there(table: Any, is_dirty: Any) -> None:
    assert any(map(is_dirty, rows_of(table)))
