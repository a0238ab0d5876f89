"""The real Traffy files load whole by configuration alone, and equal what plain loops find in their lines.

Each file on one engine, for the time they take: the search pages on PostgreSQL, the versions on SQLite. That one file
comes to the same on both is tried with small ones in test_files_load.py and test_rest_run.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, func, select

from etl.ledger import Counts
from etl.settings import PROJECT
from etl.warehouse.tables import (
    agg_complaint_day,
    complaint_more_category,
    dim_category,
    dim_org_unit,
    etl_reject,
    fact_complaint,
    fact_complaint_spell,
    fact_complaint_status,
)
from tests.pipeline.traffy_expected import Expected, expect_search_pages, expect_versions

TODAY = date(2026, 11, 21)
MOST_MEGABYTES = 480  # the files are 125 and 160 MB of text; the interpreter with its libraries alone is 125

ORG_UNITS = """
- {code: BMA, name_th: กรุงเทพมหานคร, name_en: Bangkok}
- {code: FRIENDS, parent: BMA, name_th: เพื่อนชัชชาติ, name_en: Friends of Chadchart}
- {code: WORKS, parent: BMA, name_th: สำนักการโยธา กทม., name_en: Public Works Department}
"""
STATES = """
status:
  on_unknown: reject
  values: {ส่งเรื่องแล้ว: accepted, ส่งต่อ(ใหม่): forwarded}
category:
  values: {ขยะ: waste}
"""
SEARCH_PAGES = """
complaint:
  fields:
    source_id: ticket_id
    complaint_number: ticket_id
    received_at: timestamp
    status: state
    org_unit: {path: org, split: ",", take: first}
    more_org_units: {path: org, split: ",", take: rest}
    category: {path: type, split: ",", take: first}
    more_categories: {path: type, split: ",", take: rest}
    channel: {constant: traffy}
    latitude: coords.1
    longitude: coords.0
    stars: star
    reopen_count: count_reopen
    description: comment
    place: address
"""
VERSIONS = """
complaint:
  fields:
    source_id: ticket_id
    complaint_number: ticket_id
    received_at: timestamp
    status: state
    org_unit: {path: org, split: ",", take: first}
    more_org_units: {path: org, split: ",", take: rest}
    category: {path: type, split: ",", take: first}
    more_categories: {path: type, split: ",", take: rest}
    channel: {constant: traffy}
    latitude: geometry.coordinates.1
    longitude: geometry.coordinates.0
    stars: {path: star, optional: true}
    reopen_count: {path: count_reopen, optional: true}
    description: description
    place: address
    changed_at: _seen_at
complaint_status:
  fields:
    complaint_id: ticket_id
    sequence: {path: _seen_at, seconds_of_time: true}
    occurred_at: _seen_at
    status: state
    changed_at: _seen_at
"""


IN_A_PROCESS_OF_ITS_OWN = """
import json
from dataclasses import asdict
from etl.pipeline import run_source
from etl.settings import load_settings
from etl.warehouse.engine import make_engine
settings = load_settings()
report = run_source(settings, make_engine(settings.warehouse_url), "traffy")
said = open("/proc/self/status").read().split("VmHWM:")[1]  # unlike ru_maxrss, without what its parent once held
peak = int(said.split()[0]) / 1024
counts = {name: asdict(counts) for name, counts in report.counts.items()}
print(json.dumps({"status": report.status, "what": report.what, "counts": counts, "peak": peak, "s": report.seconds}))
"""


def load_whole(tmp_path: Path, url: str, file: Path, mapping: str) -> dict[str, Counts]:
    """A city of which one real file is the only source; loaded by a process of its own, so that its memory is told."""
    source = {
        "name": "traffy", "contract": "complaints", "title_th": "Traffy Fondue", "title_en": "Traffy Fondue",
        "reader": {"kind": "files", "format": "jsonl", "pattern": file.name, "page_rows": 2000},
        "schedule": "*/15 * * * *", "fresh_within": "26h",
        "mapping": yaml.safe_load(mapping), "value_maps": yaml.safe_load(STATES),
    }  # fmt: skip
    config = {
        "municipality": {"code": "BMA", "name_th": "กรุงเทพมหานคร", "name_en": "Bangkok"},
        "org_units": yaml.safe_load(ORG_UNITS),
        "sources": [source],
    }
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    environ = {
        "PATH": os.environ["PATH"], "MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(path),
        "MIS_AS_OF": f"{TODAY}T18:00", "MIS_SOURCE_TRAFFY_URL": file.parent.as_uri(), "MIS_WAREHOUSE_URL": url,
    }  # fmt: skip
    command = [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN]
    ran = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True, text=True)
    said = json.loads(ran.stdout)
    assert said["status"] == "done", said
    counts = {name: Counts(**numbers) for name, numbers in said["counts"].items()}
    print(f"\n{url.partition(':')[0]}: {counts}: {said['s']:.1f} s, peak {said['peak']:.0f} MB")
    assert said["peak"] < MOST_MEGABYTES
    return counts


@pytest.fixture(scope="module")
def search_pages(real_data: Path) -> Expected:
    return expect_search_pages(real_data / "traffy/dev/traffy_search_api_dev.jsonl.gz", TODAY)


@pytest.fixture(scope="module")
def versions(real_data: Path) -> Expected:
    return expect_versions(real_data / "traffy/dev/traffy_geojson_versions_dev.jsonl.gz")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
def test_the_search_pages_load_whole(
    search_pages: Expected, real_data: Path, warehouse: Engine, warehouse_url: str, tmp_path: Path
) -> None:
    expected = search_pages
    assert (expected.read, expected.refused, expected.repeats, len(expected.tickets)) == (97_000, 30, 4_810, 92_160)
    file = real_data / "traffy/dev/traffy_search_api_dev.jsonl.gz"
    counts = load_whole(tmp_path, warehouse_url, file, SEARCH_PAGES)
    assert counts == {"complaint": Counts(read=97_000, inserted=92_160, duplicate=4_810, rejected=30)}
    with warehouse.connect() as connection:
        rules = select(etl_reject.c.rule, etl_reject.c.field, func.count()).group_by(
            etl_reject.c.rule, etl_reject.c.field
        )
        # 28 tickets without a state, two of them on two pages
        assert [tuple(row) for row in connection.execute(rules)] == [("missing_required", "status", 28)]
    compare_tickets(warehouse, expected)
    compare_spells(warehouse, expected)
    phases = expected.count("phase")
    assert phases == {"finished": 66_608, "open": 25_223, "excluded": 329}
    with warehouse.connect() as connection:
        undated = connection.scalar(select(func.sum(agg_complaint_day.c.finished_undated)))
    assert undated == phases["finished"]  # closed without a date: finished when first seen, never in durations


@pytest.mark.timeout(300)
@pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)
def test_the_versions_load_whole(
    versions: Expected, real_data: Path, warehouse: Engine, warehouse_url: str, tmp_path: Path
) -> None:
    expected = versions
    assert (expected.read, expected.refused, expected.repeats, len(expected.tickets)) == (133_118, 0, 50_545, 82_573)
    steps = sum(len(ticket.events) for ticket in expected.tickets.values())
    # 267 times two or three feeds were seen in the same second, which is one step of the history: the later line holds
    assert expected.read - steps == 274
    file = real_data / "traffy/dev/traffy_geojson_versions_dev.jsonl.gz"
    counts = load_whole(tmp_path, warehouse_url, file, VERSIONS)
    assert counts == {
        "complaint_status": Counts(read=133_118, inserted=132_844, duplicate=274),
        "complaint": Counts(read=133_118, inserted=82_573, duplicate=50_545),
    }
    compare_tickets(warehouse, expected)
    with warehouse.connect() as connection:
        table = fact_complaint_status.c
        mine = Counter(
            tuple(row) for row in connection.execute(select(table.complaint_id, table.sequence, table.phase))
        )
    assert mine.total() == steps
    compare_spells(warehouse, expected)
    spells = [spell for ticket in expected.tickets.values() for spell in ticket.spells]
    assert Counter(spell.basis for spell in spells) == {None: 61_301, "history": 21_504}
    assert sum(len(ticket.spells) > 1 for ticket in expected.tickets.values()) == 231  # went back from closed to open


def compare_tickets(engine: Engine, expected: Expected) -> None:
    """Date of receipt, phase, category, unit, stars and reopenings of every ticket; its further categories."""
    table = fact_complaint.c
    columns = (
        table.source_id, table.received_date, table.phase, dim_category.c.code, dim_org_unit.c.name_th, table.stars,
        table.reopen_count, table.latitude, table.is_counted,
    )  # fmt: skip
    facts = select(*columns).join(dim_category, dim_category.c.category_key == table.category_key)
    facts = facts.join(dim_org_unit, dim_org_unit.c.org_unit_key == table.org_unit_key)
    with engine.connect() as connection:
        mine = {row.source_id: tuple(row)[1:] for row in connection.execute(facts)}
        further = (
            select(table.source_id, dim_category.c.code)
            .join(complaint_more_category, complaint_more_category.c.complaint_key == table.complaint_key)
            .join(dim_category, dim_category.c.category_key == complaint_more_category.c.category_key)
        )
        more = {tuple(row) for row in connection.execute(further)}
    units = {unit["name_th"] for unit in yaml.safe_load(ORG_UNITS)}
    theirs = {}
    for number, ticket in expected.tickets.items():
        record, unit = ticket.record, (ticket.record["org"] or "").split(",")[0]
        place = record["coords"] if "coords" in record else record["geometry"]["coordinates"]
        longitude, latitude = map(float, place)
        is_here = 5.5 <= latitude <= 20.6 and 97.3 <= longitude <= 105.7
        theirs[number] = (
            ticket.received.date(), ticket.phase, ticket.types[0], unit if unit in units else "ไม่ระบุหน่วยงาน",
            int(record["star"]) if record.get("star") else None, int(record.get("count_reopen") or 0),
            latitude if is_here else None, True,
        )  # fmt: skip
    wrong = [(number, mine.get(number), row) for number, row in theirs.items() if mine.get(number) != row]
    assert not wrong, f"{len(wrong)} differ, as {wrong[:3]}"
    assert mine.keys() == theirs.keys()
    assert more == {(number, code) for number, ticket in expected.tickets.items() for code in ticket.more_types}


def compare_spells(engine: Engine, expected: Expected) -> None:
    table = fact_complaint_spell.c
    spells = select(
        fact_complaint.c.source_id, table.spell_number, table.opened_date, table.closed_date, table.outcome,
        table.closed_basis,
    ).join(fact_complaint, fact_complaint.c.complaint_key == table.complaint_key)  # fmt: skip
    with engine.connect() as connection:
        mine = {tuple(row)[:2]: tuple(row)[2:] for row in connection.execute(spells)}
    theirs = {
        (number, place): (spell.opened, spell.closed, spell.outcome, spell.basis)
        for number, ticket in expected.tickets.items()
        for place, spell in enumerate(ticket.spells, 1)
    }
    wrong = [(key, mine.get(key), spell) for key, spell in theirs.items() if mine.get(key) != spell]
    assert not wrong, f"{len(wrong)} differ, as {wrong[:3]}"
    assert mine.keys() == theirs.keys()
