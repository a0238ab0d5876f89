"""A drop folder loaded into both warehouses: first run, nothing new, new files, edits, broken lines, kills."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select

from etl.contracts.agreement import check_agreement
from etl.ledger import Counts
from etl.pipeline import RunReport, run_source
from etl.settings import PROJECT, Settings, load_settings
from etl.steps.rejects import list_rejects
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_file, fact_complaint
from tests.pipeline.drop import AT, FIELDS, HEADINGS, Drop, as_csv, as_jsonl, as_xlsx, make_source, row
from tests.pipeline.state import differing, facts, read_state

MAPPING = {"complaint": {"fields": FIELDS | {"changed_at": "at"}}}


@dataclass
class Case:
    """A folder, its settings and its warehouse."""

    drop: Drop
    settings: Settings
    environ: dict[str, str]
    engine: Engine

    def run(self, mode: Any = "changes") -> RunReport:
        return run_source(self.settings, self.engine, "drop", mode=mode)

    def done(self, mode: Any = "changes") -> Counts:
        report = self.run(mode)
        assert report.status == "done", report
        counts = report.counts["complaint"]
        assert counts.is_conserved
        return counts

    def ids(self) -> list[str]:
        known = select(fact_complaint.c.source_id).where(fact_complaint.c.is_deleted.is_(False))
        with self.engine.connect() as connection:
            return sorted(connection.scalars(known))

    def open_rejects(self) -> list[tuple[str, str]]:
        with self.engine.connect() as connection:
            return sorted((r.source_id, r.rule) for r in list_rejects(connection))


def make_case(folder: Path, url: str, *, mapping: dict[str, Any] | None = None, **reader: Any) -> Case:
    folder.mkdir(parents=True, exist_ok=True)
    drop = Drop(folder / "drop")
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [make_source(mapping or MAPPING, **reader).model_dump(mode="json", exclude_none=True)]
    for name in ("fresh_within", "overlap"):
        config["sources"][0][name] = "3d"
    config["sources"][0]["reader"]["quiet_for"] = "30s"
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    environ = {
        "MIS_HOME": str(folder / "home"), "MIS_CONFIG": str(folder / "config.yaml"), "MIS_AS_OF": "2026-11-21",
        "MIS_SOURCE_DROP_URL": drop.url, "MIS_WAREHOUSE_URL": url,
    }  # fmt: skip
    engine = make_engine(url)
    return Case(drop, load_settings(environ), environ, engine)


def documented() -> tuple[dict[str, Any], str]:
    """The source of docs/sources.md, and the file that fits it."""
    text = (PROJECT / "docs/sources.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "name: front_desk" in b)
    return yaml.safe_load(block), re.findall(r"```csv\n(.*?)```", text, re.DOTALL)[0]


@pytest.fixture
def case(tmp_path: Path, warehouse_url: str) -> Callable[..., Case]:
    """On each kind of warehouse in turn."""
    return lambda **how: make_case(tmp_path, warehouse_url, **how)


@pytest.fixture
def case_here(tmp_path: Path, new_warehouse: Callable[..., str]) -> Callable[..., Case]:
    """Where the warehouse makes no difference."""
    return lambda **how: make_case(tmp_path, new_warehouse("sqlite"), **how)


@pytest.mark.parametrize(
    ("name", "write"),
    [("1.csv", as_csv), ("1.jsonl", as_jsonl), ("1.xlsx", as_xlsx)],
)
def test_each_format_loads(case_here: Callable[..., Case], name: str, write: Callable[..., str | bytes]) -> None:
    c = case_here(format=name.partition(".")[2])
    c.drop.put(name, write([row(1), row(2), row(3, at="2569-13-01")]))
    assert c.done() == Counts(read=3, inserted=2, rejected=1)
    assert c.ids() == ["1", "2"]
    assert c.open_rejects() == [("3", "bad_date")]


def test_the_documented_source_loads_its_documented_file(tmp_path: Path, warehouse: Engine) -> None:
    source, content = documented()
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8")) | {"sources": [source]}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    drop = Drop(tmp_path / "desk")
    drop.put("desk-2569-11-21.csv", content)
    drop.put("notes.txt", "not meant")
    environ = {"MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(tmp_path / "config.yaml"),
               "MIS_AS_OF": "2026-11-21", "MIS_SOURCE_FRONT_DESK_URL": drop.url}  # fmt: skip
    settings = load_settings(environ)
    check_agreement(settings.config)
    report = run_source(settings, warehouse, "front_desk")
    assert report.counts["complaint"] == Counts(read=2, inserted=2), report
    names = ("source_id", "received_date", "closed_date", "status_code", "short_description")
    assert facts(warehouse, "fact_complaint", *names) == [
        ("70/0001", date(2026, 11, 20), None, "accepted", "ถนนหน้าตลาด เป็นหลุมลึก"),
        ("70/0002", date(2026, 11, 20), date(2026, 11, 21), "finished", "ไฟทางดับสามดวง"),
    ]


def test_a_life_of_a_folder(case: Callable[..., Case]) -> None:
    """Nothing new reads nothing; a new file adds; an edited row in a later one updates; the past can be read anew."""
    c = case()
    assert c.done() == Counts()
    c.drop.put("2026-11-01.csv", as_csv([row(1), row(2)]))
    assert c.done() == Counts(read=2, inserted=2)
    assert c.done() == Counts()
    c.drop.put("2026-11-02.csv", as_csv([row(3)]))
    assert c.done() == Counts(read=1, inserted=1)
    c.drop.put("2026-11-03.csv", as_csv([row(2, state="finished", at="2026-11-02 10:00:00")]))
    assert c.done() == Counts(read=1, updated=1)
    assert facts(c.engine, "fact_complaint", "source_id", "status_code") == [
        ("1", "new"), ("2", "finished"), ("3", "new"),
    ]  # fmt: skip
    c.drop.put("again.csv", as_csv([row(1), row(2)]))  # the first file under another name
    assert c.done() == Counts()
    before = read_state(c.engine)
    # everything anew: the later version of 2 wins over the earlier one, whichever file it stands in
    assert c.done("full") == Counts(read=4, unchanged=3, duplicate=1)
    assert differing(before, read_state(c.engine)) == []
    taken = facts(c.engine, "etl_file", "name", "rows")
    assert sorted(taken) == [("2026-11-01.csv", 2), ("2026-11-02.csv", 1), ("2026-11-03.csv", 1)]


def test_a_file_that_came_late_is_read_although_its_rows_are_old(case_here: Callable[..., Case]) -> None:
    """Files know no watermark: what was not read is read, however far back it lies."""
    c = case_here()
    c.drop.put("b.csv", as_csv([row(2, at="2026-11-20 09:00:00")]))
    c.done()
    c.drop.put("a.csv", as_csv([row(1, at="2025-01-05 09:00:00")]))
    assert c.done() == Counts(read=1, inserted=1)


def test_broken_lines_are_booked_with_their_numbers(case: Callable[..., Case]) -> None:
    c = case()
    broken = as_csv([row(1)]) + "half a line\n" + as_csv([row(2)]).splitlines()[1] + "\n=======\n"
    c.drop.put("day.csv", broken)
    assert c.done() == Counts(read=4, inserted=2, rejected=2)
    assert c.open_rejects() == [("#day.csv:3", "bad_line"), ("#day.csv:5", "bad_line")]
    with c.engine.connect() as connection:
        rejects = {r.source_id: r for r in list_rejects(connection)}
        (file,) = connection.execute(select(etl_file)).all()
    assert rejects["#day.csv:3"].reason == "1 columns instead of 4"
    assert "half a line" not in rejects["#day.csv:3"].row_json
    assert (file.name, file.rows) == ("day.csv", 4)
    c.drop.put("day.csv", as_csv([row(1), row(2), row(3)]))  # written anew, mended
    assert c.done() == Counts(read=3, inserted=1, unchanged=2)
    assert c.open_rejects() == []


def test_broken_lines_of_other_files_stay_open(case_here: Callable[..., Case]) -> None:
    c = case_here()
    c.drop.put("a.csv", as_csv([row(1)]) + "x\n")
    c.drop.put("a.csv.gz.csv", as_csv([row(2)]) + "x\n")
    c.done()
    c.drop.put("a.csv", as_csv([row(1)]) + "\n\nx\n")
    c.done()
    assert c.open_rejects() == [("#a.csv.gz.csv:3", "bad_line"), ("#a.csv:5", "bad_line")]


def test_too_many_broken_lines_hold_the_batch(case_here: Callable[..., Case]) -> None:
    c = case_here()
    c.drop.put("day.csv", as_csv([row(n) for n in range(50)]) + "x\n" * 101)
    report = c.run()
    assert (report.status, report.counts["complaint"].rejected) == ("held", 101)
    assert c.ids() == []
    assert facts(c.engine, "etl_file", "name") == []


def test_a_refused_file_leaves_everything_as_it_was(case_here: Callable[..., Case]) -> None:
    c = case_here()
    c.drop.put("1.csv", as_csv([row(1)]))
    c.done()
    before = read_state(c.engine)
    c.drop.put("2.csv", as_csv([row(2)]))
    c.drop.put("3.csv", b"\x81\x82")
    report = c.run()
    assert (report.status, report.error_code, report.step) == ("failed", "source_refused", "check schema")
    assert "3.csv" in (report.what or "")
    (c.drop.folder / "3.csv").unlink()
    assert differing(before, read_state(c.engine)) == []
    assert c.done() == Counts(read=1, inserted=1)


def test_rejected_rows_are_replayed_from_the_files(case_here: Callable[..., Case]) -> None:
    """The word is taught to the source's map, and the files are still there."""
    c = case_here()
    c.drop.put("1.csv", as_csv([row(1, state="ค้างท่อ"), row(2)]))
    assert c.done() == Counts(read=2, inserted=1, rejected=1)
    config = Path(c.environ["MIS_CONFIG"])
    taught = yaml.safe_load(config.read_text(encoding="utf-8"))
    taught["sources"][0]["value_maps"]["status"]["values"] = {"ค้างท่อ": "in_progress"}
    config.write_text(yaml.safe_dump(taught, allow_unicode=True), encoding="utf-8")
    c.settings = load_settings(c.environ)
    assert c.done("replay") == Counts(read=1, inserted=1)
    assert (c.ids(), c.open_rejects()) == (["1", "2"], [])


def test_where_a_file_holds_everything_what_it_lacks_is_gone(case: Callable[..., Case]) -> None:
    c = case(holds="everything")
    c.drop.put("2026-11-01.csv", as_csv([row(n) for n in range(1, 41)]), age=3600)
    assert c.done() == Counts(read=40, inserted=40)
    c.drop.put("2026-11-02.csv", as_csv([row(n) for n in range(2, 41)]), age=1800)
    assert c.done() == Counts(read=39, unchanged=39)
    assert len(c.ids()) == 40  # only a sweep takes rows away
    assert c.done("sweep") == Counts(read=39, unchanged=39, deleted=1)
    assert "1" not in c.ids()
    assert c.done() == Counts()
    assert c.done("sweep") == Counts(read=39, unchanged=39)


def test_rows_without_a_time_of_change_are_no_empty_city(case_here: Callable[..., Case]) -> None:
    """Nothing new in a folder whose rows never say when they changed: no file read is not a file without rows."""
    c = case_here(holds="everything", mapping={"complaint": {"fields": FIELDS}})
    c.drop.put("1.csv", as_csv([row(1), ["", AT, "new", "no id"]]))
    assert c.done() == Counts(read=2, inserted=1, rejected=1)
    assert c.done() == Counts()
    assert len(c.open_rejects()) == 1
    (c.drop.folder / "1.csv").unlink()
    assert c.done("sweep") == Counts()
    assert c.ids() == ["1"]


@pytest.mark.parametrize("failpoint", ["while_staging:2", "before_commit:1"])
def test_a_kill_loses_and_doubles_nothing(
    tmp_path: Path, warehouse_url: str, new_warehouse: Callable[..., str], failpoint: str
) -> None:
    """Killed between staging and commit: no file counts as taken; the next run ends where an undisturbed one does."""
    files = {f"{n}.csv": as_csv([row(n * 1000 + i) for i in range(150)]) + "x\n" for n in (1, 2)}
    killed = make_case(tmp_path / "killed", warehouse_url, page_rows=100)
    calm = make_case(tmp_path / "calm", new_warehouse("sqlite"), page_rows=100)
    for c in (killed, calm):
        for name, content in files.items():
            c.drop.put(name, content)
    calm.done()
    process = subprocess.run(
        [sys.executable, "-m", "tests.faults.child"], cwd=PROJECT, check=False, capture_output=True,
        env={**os.environ, **killed.environ, "MIS_FAILPOINT": failpoint},
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stdout
    assert facts(killed.engine, "etl_file", "name") == []
    killed.done()
    assert killed.ids() == calm.ids()
    assert killed.open_rejects() == calm.open_rejects()
    assert sorted(facts(killed.engine, "etl_file", "name", "rows")) == [("1.csv", 151), ("2.csv", 151)]
    assert killed.done() == Counts()


def test_history_in_lists_of_the_records(case_here: Callable[..., Case]) -> None:
    fields = {"complaint_id": "/id", "sequence": "#", "occurred_at": "at", "status": "state"}
    c = case_here(format="jsonl", mapping=MAPPING | {"complaint_status": {"each": "log", "fields": fields}})
    log = [{"at": AT, "state": "new"}, {"at": "2026-11-03 10:00:00", "state": "finished"}]
    record = dict(zip(HEADINGS.split(","), row(1, state="finished"), strict=True)) | {"log": log}
    c.drop.put("1.jsonl", json.dumps(record) + "\n")
    assert c.done() == Counts(read=1, inserted=1)
    assert facts(c.engine, "fact_complaint_status", "complaint_id", "sequence", "status_code") == [
        ("1", 1, "new"), ("1", 2, "finished"),
    ]  # fmt: skip


WEB_PAGES = {
    "complaint": {
        "fields": {
            "source_id": "ticket_id",
            "received_at": ["date", "time"],
            "status": {"path": "status", "split": " ", "take": "first"},
            "org_unit": {"path": "agency", "split": ",", "take": "first"},
            "more_org_units": {"path": "agency", "split": ",", "take": "rest"},
            "category": {"path": "category", "split": ",", "take": "first"},
            "channel": {"constant": "traffy"},
            "description": "description",
            "place": "address",
        }
    }
}
MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]


@pytest.mark.needs_data
def test_the_real_pages_of_a_web_site_load_whole(case_here: Callable[..., Case], real_data: Path) -> None:
    """Days as `6 ธ.ค. 67` and `3-ธ.ค.-67`, the time beside them: every ticket's moment as a plain loop finds it."""
    c = case_here(mapping=WEB_PAGES, pattern="*.csv")
    config = Path(c.environ["MIS_CONFIG"])
    taught = yaml.safe_load(config.read_text(encoding="utf-8"))
    taught["sources"][0] |= {"date_era": "be", "value_maps": {}}
    config.write_text(yaml.safe_dump(taught, allow_unicode=True), encoding="utf-8")
    c.settings = load_settings(c.environ)
    expected: dict[str, datetime] = {}
    rows = 0
    for file in sorted((real_data / "traffy" / "dev").glob("traffy_web_scrape_*.csv")):
        c.drop.put(file.name, file.read_bytes())
        with file.open(encoding="utf-8-sig", newline="") as handle:
            for line in csv.DictReader(handle):
                day, month, year = re.split("[ -]", line["date"])
                clock = line["time"].removesuffix(" น.")
                date_ = f"{int(year) + 1957}-{MONTHS.index(month) + 1:02}-{int(day):02}"
                at = datetime.fromisoformat(f"{date_} {clock}:00+07:00")
                expected[line["ticket_id"]] = at.astimezone(UTC)
                rows += 1
    counts = c.done()
    assert (counts.read, counts.inserted, counts.duplicate, counts.rejected) == (
        rows, len(expected), rows - len(expected), 0,
    )  # fmt: skip
    assert dict(facts(c.engine, "fact_complaint", "source_id", "received_at")) == expected
