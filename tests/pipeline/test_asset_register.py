"""A real municipality's register of computer equipment through drop folders, as docs/sources.md says.

Six files of six shapes; one holds the marks of merges that Git could not finish, each refused by its line.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select

from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.settings import PROJECT, load_settings
from etl.steps.rejects import list_rejects
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, etl_file, ind_value
from etl.warehouse.tables.it_repair import fact_it_asset

# file, kind of device where no column says it, heading of the make
FILES = {
    "computer": ("Equipment_computer_Lampang-city.csv", None, "เคสคอมพิวเตอร์", "โมเดล"),
    "printer": ("Equipment_printer_Lampang-city.csv", "printer", "แบรนด์", "รุ่น/โมเดล"),
    "scanner": ("Equipment_scanner_Lampang-city.csv", "scanner", "แบรนด์", "รุ่น/โมเดล"),
    "tablet": ("Equipment_Tablet_lampangcity.csv", "tablet", "แบรนด์", "รุ่น/โมเดล"),
    "monitor": ("equipment_monitor_lampangcity.csv", "monitor", "แบรนด์", "รุ่น/โมเดล"),
    "ups": ("equipment_ups_lampangcity.csv", "ups", "แบรนด์", "รุ่น/โมเดล"),
}
MARK = re.compile(r"^(<{7}|={7}|>{7})")


def documented() -> dict[str, Any]:
    text = (PROJECT / "docs/sources.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "name: computer_register" in b)
    source: dict[str, Any] = yaml.safe_load(block)
    return source


def make_sources() -> list[dict[str, Any]]:
    sources = []
    for kind, (file, device, brand, model) in FILES.items():
        source = documented() | {"name": f"{kind}_register"}
        fields = source["mapping"]["it_asset"]["fields"] | {"brand": brand, "model": model}
        if device is not None:
            fields["device_type"] = {"constant": device}
        source["mapping"] = {"it_asset": {"fields": fields}}
        source["reader"] = source["reader"] | {"pattern": file}
        sources.append(source)
    return sources


def read_lines(file: Path) -> tuple[list[dict[str, str]], list[int]]:
    """The rows, and the numbers of the lines that Git left."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    marks = [number for number, line in enumerate(lines, 1) if MARK.match(line)]
    whole = [line for line in lines if not MARK.match(line)]
    return list(csv.DictReader(io.StringIO("\n".join(whole)))), marks


@pytest.mark.timeout(120)
def test_the_register_loads_and_its_merge_marks_are_refused_by_line(tmp_path: Path, real_data: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    for file, *_ in FILES.values():
        shutil.copy2(real_data / "it_repair" / "lampang_city_municipality_assets" / file, folder / file)
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8")) | {"sources": make_sources()}
    config["org_units"] = config["org_units"][:2]  # every further one has all figures too
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    addresses = {f"MIS_SOURCE_{kind.upper()}_REGISTER_URL": folder.as_uri() for kind in FILES}
    settings = load_settings(
        {"MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(tmp_path / "config.yaml"), "MIS_AS_OF": "2026-11-21"}
        | addresses
    )
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    expected: dict[str, dict[str, str]] = {}
    for (kind, (file, *_)), report in zip(FILES.items(), run_sources(settings, engine), strict=True):
        rows, marks = read_lines(folder / file)
        assert report.status == "done", report
        counts = report.counts["it_asset"]
        assert counts.is_conserved and counts.read == len(rows) + len(marks) and counts.rejected == len(marks)
        with engine.connect() as connection:
            refused = [r for r in list_rejects(connection) if r.source_name == f"{kind}_register"]
        assert {r.rule for r in refused} <= {"bad_line"}
        assert sorted(r.source_id for r in refused) == sorted(f"#{file}:{number}" for number in marks)
        expected |= {f"{kind} {r['ลำดับ']} {r['เลขครุภัณฑ์']}": r for r in rows}
    assert len(marks := read_lines(folder / FILES["computer"][0])[1]) == 15 and marks[0] == 2
    compare(engine, expected)
    nobody_is_named(engine, tmp_path / "home")


def compare(engine: Engine, expected: dict[str, dict[str, str]]) -> None:
    """One machine for each running and asset number; how many are old, from the years of purchase."""
    with engine.connect() as connection:
        found = connection.execute(select(fact_it_asset)).all()
        whole = connection.scalar(select(dim_org_unit.c.org_unit_key).where(dim_org_unit.c.code == "KKM"))
        of_today = select(ind_value.c.value).where(
            ind_value.c.code == "REP-11", ind_value.c.period_id == "FY2570", ind_value.c.org_unit_key == whole
        )
        share = connection.scalar(of_today)
        names = {row.name for row in connection.execute(select(etl_file.c.name))}
    assert names == {file for file, *_ in FILES.values()}
    assert len(found) == len(expected) > 1_200
    years = [int(row["ปีงบประมาณ"]) for row in expected.values()]
    assert sorted(row.fiscal_year for row in found) == sorted(years)
    old = sum(year - 543 + 5 <= 2026 for year in years)  # five years after 30 September of the year lie before today
    assert share == pytest.approx(100 * old / len(years))


def nobody_is_named(engine: Engine, home: Path) -> None:
    """PERSON#### stands for the holders' names in this copy; licence keys are blanked as XXXXX."""
    engine.dispose()
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"PERSON0" not in content and b"XXXXX" not in content, file
