"""`/it-repair` over the sample desk that went through the real pipeline: figures, filters, files; nobody is named."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.it_repair.build import build_it_repair
from etl.settings import Settings, load_settings
from etl.warehouse.engine import make_engine
from tests.pages.complaint_site import body, find_all, tile, words
from tests.pages.site import TestSite, make_site

AT = "2022-01-17T10:30"
OPEN = ("01", "02", "03", "04", "05")


def make_settings(home: Path) -> Settings:
    return load_settings(
        {
            "MIS_HOME": str(home), "MIS_AS_OF": AT, "MIS_WAREHOUSE_URL": f"sqlite:///{home / 'warehouse.db'}",
            "MIS_SOURCE_IT_REPAIR_URL": f"sqlite:///{home / 'desk.db'}",
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("it_repair")


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[TestSite]:
    """A hundred days of the sample desk, loaded."""
    settings = make_settings(home)
    desk = create_engine(f"sqlite:///{home / 'desk.db'}")
    build_it_repair(desk, int(datetime.fromisoformat(AT).replace(tzinfo=UTC).timestamp()), lambda _: None)
    desk.dispose()
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    assert run_source(settings, engine, "it_repair").is_ok
    engine.dispose()
    yield make_site(settings, modules=None, is_filled=False)


def ask(home: Path, sql: str) -> list[Any]:
    with sqlite3.connect(home / "desk.db") as connection:
        return connection.execute(sql).fetchall()


def test_the_page_shows_the_desk(site: TestSite, home: Path) -> None:
    page = body(site, "/it-repair", "?period=YTD2022-01", role="strategy")
    said = words(page)
    [(opened,)] = ask(home, f"select count(*) from hd_job where job_type < 4 and score <= 5 and status_code in {OPEN}")
    assert opened and words(tile(page, "REP-05")).startswith(f"งานซ่อมค้าง {opened} รายการ")
    assert f"ค้าง {opened} รายการ" in said and "รออะไหล่เฉลี่ยต่องาน" in words(tile(page, "REP-03"))
    assert len(find_all(page, "card-section")) == 7 and "เกิดข้อผิดพลาด" not in said
    for heading in ("อายุครุภัณฑ์คอมพิวเตอร์ และงบประมาณทดแทน", "เครื่องที่เก่าที่สุด", "รายการงานซ่อมค้าง", "ผลงานรายเดือน"):
        assert heading in said
    links = [link["props"]["href"] for link in find_all(page, "keep") if "href" in link["props"]]
    assert len(links) == min(opened, 20) and all("job_view.php?id=" in link for link in links)


def test_the_register_is_filtered_and_held_to_what_exists(site: TestSite) -> None:
    printers = words(body(site, "/it-repair", "?device=printer"))
    assert "EPSON" in printers and "OptiPlex" not in printers
    last = words(body(site, "/it-repair", "?device=<script>&page=99999"))
    found = re.search(r"หน้า (\d+) จาก (\d+)", last)
    assert found and found[1] == found[2] and "<script>" not in last


def test_english_has_no_thai_of_ours(site: TestSite) -> None:
    said = words(body(site, "/it-repair", "?lang=en"))
    assert "Repair of computers and peripherals" in said and "Age of the open repairs" in said


def test_every_table_leaves_as_a_file_for_those_who_may(site: TestSite) -> None:
    for name in ("ages", "assets", "faults", "months", "oldest", "on-time", "open"):
        for ending in ("csv", "xlsx"):
            assert (
                site.browser("planner").get(f"/export/it-repair-{name}.{ending}?period=YTD2022-01").status_code == 200
            )
        assert site.browser("executive").get(f"/export/it-repair-{name}.csv").status_code == 403


def test_nobody_is_named_anywhere(site: TestSite, home: Path) -> None:
    """Whoever reported, repaired, holds a machine or stands in a free text: not in warehouse, page, file or log."""
    columns = {
        "hd_job": ("informer_name", "informer_tel", "technician_name"), "hd_equipment": ("user_name", "user_tel"),
        "hd_job_log": ("by_name",),
    }  # fmt: skip
    people = {
        value.encode()
        for table, names in columns.items()
        for name in names
        for (value,) in ask(home, f"select distinct {name} from {table} where length({name}) > 6")
    }
    assert len(people) > 1_000
    details = b" ".join(detail.encode() for (detail,) in ask(home, "select detail from hd_job"))
    assert any(name in details for name in people), "the sample's free text holds people"
    looked_for = sorted(people)[::20]
    shown = [words(body(site, "/it-repair", role="strategy")).encode()]
    shown += [site.browser("planner").get(f"/export/it-repair-{n}.csv").data for n in ("open", "oldest")]
    kept = [file.read_bytes() for file in home.rglob("*") if file.is_file() and not file.name.startswith("desk.db")]
    for content in (*shown, *kept):
        assert not [name for name in looked_for if name in content]


def test_before_the_first_load_it_says_so(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    prepare_warehouse(settings)
    said = words(body(make_site(settings, modules=None, is_filled=False), "/it-repair"))
    assert "ยังไม่มีตัวเลขให้แสดง" in said
