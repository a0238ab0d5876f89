"""A Traffy ticket that the city's own system has too: linked by its number, counted once, shown with both."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, select

from etl.pipeline import RunReport, run_sources
from etl.settings import PROJECT, load_settings
from etl.warehouse.query import load
from etl.warehouse.tables import (
    agg_complaint_day,
    complaint_more_category,
    complaint_more_org_unit,
    dim_category,
    dim_org_unit,
    fact_complaint,
)
from tests.pipeline.city import City
from tests.pipeline.state import facts, read_state

AS_OF = "2026-11-21"


@dataclass
class Town:
    """The city's own system and a folder of Traffy files, both under a test's hand, and a warehouse that reads them."""

    own: City
    folder: Path
    engine: Engine
    home: Path
    config: Path = PROJECT / "config.yaml"
    files: int = field(default=0)

    def tickets(self, *numbers: str, at: str = "2026-11-20 10:00:00", **more: Any) -> None:
        """A file of these tickets, all alike."""
        record = {
            "ticket_id": "", "type": "ถนน", "org": "สำนักช่าง เทศบาลนครขอนแก่น", "comment": "ถนนเป็นหลุม", "star": None,
            "coords": ["102.83", "16.43"], "address": "ถนนศรีจันทร์", "timestamp": "2026-11-10 03:00:00.5+00",
            "state": "รอรับเรื่อง", "count_reopen": None, "last_activity": f"{at}+00", "timeline": [], **more,
        }  # fmt: skip
        self.files += 1
        file = self.folder / f"{self.files:04}.jsonl"
        file.write_text("".join(json.dumps(record | {"ticket_id": n}) + "\n" for n in numbers), encoding="utf-8")
        an_hour_ago = time.time() - 3600
        os.utime(file, (an_hour_ago, an_hour_ago))

    def run(self, *names: str, mode: str = "changes") -> list[RunReport]:
        settings = load_settings(
            {
                "MIS_HOME": str(self.home), "MIS_AS_OF": AS_OF, "MIS_CONFIG": str(self.config),
                "MIS_SOURCE_COMPLAINTS_URL": self.own.url, "MIS_SOURCE_TRAFFY_URL": self.folder.as_uri(),
            }
        )  # fmt: skip
        reports = run_sources(settings, self.engine, names or ("complaints", "traffy"), mode=mode)  # type: ignore[arg-type]
        assert [report.error for report in reports] == [None] * len(reports)
        return reports

    def counted(self) -> set[str]:
        """Numbers of the rows that count; every figure is held to it."""
        rows = facts(self.engine, "fact_complaint", "source_key", "source_id", "is_counted", "is_deleted")
        spells = {row[:2] for row in read_state(self.engine)["spells"]}
        alive = {row[:2] for row in rows if row[2] and not row[3]}
        assert spells == alive
        with self.engine.connect() as connection:
            received = select(agg_complaint_day.c.date, func.sum(agg_complaint_day.c.received))
            mine = {day: n for day, n in connection.execute(received.group_by(agg_complaint_day.c.date)) if n}
        every = facts(self.engine, "fact_complaint", "source_key", "source_id", "received_date")
        days = [day for key, number, day in every if (key, number) in alive]
        assert mine == {day: days.count(day) for day in days}
        return {number for _, number in alive}


@pytest.fixture
def town(city: City, warehouse: Engine, tmp_path: Path) -> Town:
    folder = tmp_path / "inbox"
    folder.mkdir()
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    traffy = next(source for source in config["sources"] if source["name"] == "traffy")
    traffy["reader"]["pattern"] = "*.jsonl"
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return Town(city, folder, warehouse, tmp_path / "home", file)


@pytest.fixture
def second_first(town: Town) -> Callable[[], None]:
    """Turns the order of the two sources in config.yaml round."""

    def turn() -> None:
        config = yaml.safe_load(town.config.read_text(encoding="utf-8"))
        config["sources"].reverse()
        town.config.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")

    return turn


def test_whichever_comes_first_the_own_row_counts(town: Town) -> None:
    town.own.complaint(1, traffy_ref="2026-AAAAAA")
    town.tickets("2026-AAAAAA", "2026-BBBBBB", "2026-CCCCCC")
    town.run("traffy")  # the tickets before the own rows
    assert town.counted() == {"2026-AAAAAA", "2026-BBBBBB", "2026-CCCCCC"}
    town.run("complaints")
    assert town.counted() == {"1", "2026-BBBBBB", "2026-CCCCCC"}
    town.own.complaint(2, "2026-11-20 10:00:00", traffy_ref="2026-DDDDDD")
    town.run("complaints")  # the own row before its ticket
    town.tickets("2026-DDDDDD")
    town.run("traffy")
    assert town.counted() == {"1", "2", "2026-BBBBBB", "2026-CCCCCC"}


def test_a_reference_added_moved_and_taken_away(town: Town) -> None:
    town.own.complaint(1)
    town.tickets("2026-AAAAAA", "2026-BBBBBB")
    town.run()
    assert town.counted() == {"1", "2026-AAAAAA", "2026-BBBBBB"}
    for hour, (reference, counted) in enumerate(
        [
            (" 2026-aaaaaa ", {"1", "2026-BBBBBB"}),  # as people type
            ("2026-BBB BBB", {"1", "2026-AAAAAA"}),
            ("2026-ZZZZZZ", {"1", "2026-AAAAAA", "2026-BBBBBB"}),  # nobody's
            ("", {"1", "2026-AAAAAA", "2026-BBBBBB"}),
            ("2026-AAAAAA", {"1", "2026-BBBBBB"}),
        ]
    ):
        town.own.edit(1, traffy_ref=reference, updated_at=f"2026-11-20 {10 + hour}:00:00")
        town.run("complaints")
        assert town.counted() == counted, reference


def test_an_own_row_that_is_deleted_gives_the_count_back(town: Town) -> None:
    for number in range(1, 31):
        town.own.complaint(number, traffy_ref=f"2026-{number:06}" if number < 3 else "")
    town.tickets("2026-000001", "2026-000002")
    town.run()
    assert not {"2026-000001", "2026-000002"} & town.counted()
    town.own.delete(1)
    town.run("complaints", mode="sweep")
    assert "2026-000001" in town.counted() and "2026-000002" not in town.counted()
    town.own.complaint(1, "2026-11-20 10:00:00", traffy_ref="2026-000001")  # and takes it when it is there again
    town.run("complaints")
    assert "2026-000001" not in town.counted()


def test_a_ticket_that_names_the_own_number_is_linked_as_well(town: Town, second_first: Callable[[], None]) -> None:
    config = yaml.safe_load(town.config.read_text(encoding="utf-8"))
    fields = config["sources"][1]["mapping"]["complaint"]["fields"]
    fields["other_reference"] = {"path": "note", "optional": True}
    town.config.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    town.own.complaint(1)  # คร70/00001
    town.own.complaint(2, traffy_ref="2026-BBBBBB")
    town.tickets("2026-AAAAAA", note="คร70/00001")
    town.tickets("2026-BBBBBB", note="คร70/00002")  # each names the other
    town.run()
    assert town.counted() == {"1", "2"}
    town.tickets("2026-AAAAAA", at="2026-11-20 11:00:00", note=None)
    town.run("traffy")
    assert town.counted() == {"1", "2", "2026-AAAAAA"}
    second_first()  # the order of config.yaml decides who wins
    town.tickets("2026-CCCCCC")
    town.run("traffy")
    assert town.counted() == {"1", "2026-AAAAAA", "2026-BBBBBB", "2026-CCCCCC"}


def test_an_older_file_that_comes_late_changes_nothing(town: Town) -> None:
    town.tickets("2026-AAAAAA", at="2026-11-20 10:00:00", state="เสร็จสิ้น")
    town.run("traffy")
    town.tickets("2026-AAAAAA", at="2026-11-19 10:00:00", state="รอรับเรื่อง")
    (report,) = town.run("traffy")
    counts = report.counts["complaint"]
    assert (counts.read, counts.duplicate, counts.updated) == (1, 1, 0)
    assert facts(town.engine, "fact_complaint", "status_code") == [("finished",)]


def test_further_categories_and_units_are_kept_changed_and_found(town: Town) -> None:
    town.own.complaint(1)
    town.tickets("2026-AAAAAA", type="ถนน,แสงสว่าง,แปลกๆ,ถนน,ความปลอดภัย", org="สำนักช่าง,สำนักปลัด,การไฟฟ้า")
    town.tickets("2026-BBBBBB", type="ป้าย,ป้ายจราจร", org="เทศบาลนครขอนแก่น")
    town.run()
    assert _further(town) == {
        ("2026-AAAAAA", "lighting"), ("2026-AAAAAA", "safety"), ("2026-AAAAAA", "SPL"), ("2026-BBBBBB", "traffic_sign"),
    }  # fmt: skip
    assert _open(town, "SPL", "-") == [("2026-AAAAAA", True)]
    assert _open(town, "SCH", "lighting") == [("2026-AAAAAA", True)]
    assert _open(town, "KKM", "road") == [("1", False), ("2026-AAAAAA", False)]
    town.tickets("2026-AAAAAA", at="2026-11-20 12:00:00", type="แสงสว่าง,ถนน", org="สำนักปลัด")
    town.run("traffy")
    assert _further(town) == {("2026-AAAAAA", "road"), ("2026-BBBBBB", "traffic_sign")}
    town.tickets("2026-AAAAAA", at="2026-11-20 13:00:00", type="แสงสว่าง")
    town.run("traffy")
    assert _further(town) == {("2026-BBBBBB", "traffic_sign")}


def test_the_case_table_leads_to_both_systems(town: Town) -> None:
    town.own.complaint(1, traffy_ref="2026-aaaaaa")
    town.own.complaint(2)
    town.tickets("2026-AAAAAA", "2026-BBBBBB")
    town.run()
    rows = {row.source_id: (row.other_id, row.other_number, row.other_th) for row in _cases(town, "KKM", "-")}
    assert rows == {
        "1": ("2026-AAAAAA", "2026-AAAAAA", "Traffy Fondue"),
        "2": (None, None, None),
        "2026-BBBBBB": (None, None, None),
    }
    assert [row.source_id for row in _cases(town, "KKM", "-", pattern="%2026-aaaaaa%")] == ["1"]  # by either number


def _further(town: Town) -> set[tuple[str, str]]:
    found = set()
    with town.engine.connect() as connection:
        for table, dimension in ((complaint_more_category, dim_category), (complaint_more_org_unit, dim_org_unit)):
            key = table.columns[1].name
            rows = (
                select(fact_complaint.c.source_id, dimension.c.code)
                .join(table, table.c.complaint_key == fact_complaint.c.complaint_key)
                .join(dimension, dimension.c[key] == table.c[key])
            )
            found |= {(number, code) for number, code in connection.execute(rows)}
    return found


def _cases(town: Town, unit: str, category: str, pattern: str = "%") -> list[Any]:
    with town.engine.connect() as connection:
        units = {
            code: key for key, code in connection.execute(select(dim_org_unit.c.org_unit_key, dim_org_unit.c.code))
        }
        codes = {
            code: key for key, code in connection.execute(select(dim_category.c.category_key, dim_category.c.code))
        }
        given = {
            "org_unit_key": units[unit], "category_key": codes.get(category, -1), "received_from": date(2020, 1, 1),
            "received_before": date(2030, 1, 1), "due_before": date(2030, 1, 1), "pattern": pattern,
        }  # fmt: skip
        rows = load("pages/open_cases", town.engine.dialect.name).rows(connection, **given, limit_rows=99, skip_rows=0)
        count = load("pages/open_case_count", town.engine.dialect.name).rows(connection, **given)[0]
    assert (count.cases, count.further) == (len(rows), sum(row.is_further for row in rows))
    return list(rows)


def _open(town: Town, unit: str, category: str) -> list[tuple[str, bool]]:
    return [(row.source_id, row.is_further) for row in _cases(town, unit, category)]
