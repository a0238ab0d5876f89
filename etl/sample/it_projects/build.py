"""Builds the sample IT-development system and the drop folder of progress workbooks, or brings both up to an instant.

A workbook holds what was entered in one month; those of past months are never written again. Other files in the folder
are people's own entries and are left alone.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from etl.calendar_th import add_months
from etl.entries import write_workbook
from etl.sample import living
from etl.sample.it_projects import plan, schema
from etl.sample.it_projects.rows import tables_at
from etl.sample.people import FAMILY, GIVEN
from etl.sample.rules import RULES

HEADINGS = (
    "รหัสโครงการ", "ปีงบประมาณ", "ข้อมูล ณ วันที่", "แผนสะสม (ร้อยละ)", "ผลสะสม (ร้อยละ)", "งบประมาณที่ได้รับอนุมัติ (บาท)",
    "ก่อหนี้ผูกพันสะสม (บาท)", "เบิกจ่ายสะสม (บาท)", "สถานะ", "ปัญหาและอุปสรรค", "ผู้รายงาน", "วันเวลาที่บันทึก",
)  # fmt: skip
STATE = "state.txt"
_OURS = re.compile(r"progress-\d{4}-\d\d\.xlsx")
Progress = Callable[[str], object]


def build_it_projects(engine: Engine, now: int, progress: Progress) -> None:
    """Make the database hold what the system would hold at `now` (local seconds)."""
    living.bring_up(engine, schema.metadata, schema.sample_state, tables_at(now), now, progress)


def build_plan_progress(folder: Path, now: int, progress: Progress) -> None:
    """The workbooks of every month until `now`; deterministic, so that an unchanged one is not written again."""
    until = datetime(1970, 1, 1) + timedelta(seconds=now)
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / STATE
    if not mark.exists() or mark.read_text(encoding="utf-8") != RULES:
        for file in list(folder.iterdir()):
            if _OURS.fullmatch(file.name):
                file.unlink()
    wanted = _months(until)
    for month, reports in wanted.items():
        file = folder / f"progress-{month:%Y-%m}.xlsx"
        is_past = add_months(month, 1) <= until.date()
        if is_past and file.exists() and file.stat().st_mtime >= _stamp(reports[-1].entered):
            continue
        _write(file, [_row(report) for report in reports], reports[-1].entered)
    for file in list(folder.iterdir()):
        if _OURS.fullmatch(file.name) and date.fromisoformat(f"{file.name[9:16]}-01") not in wanted:
            file.unlink()
    mark.write_text(RULES, encoding="utf-8")


def _months(until: datetime) -> dict[date, list[plan.Report]]:
    found = [
        report
        for project in plan.read_projects()
        for year in range(plan.FIRST_YEAR, plan.LAST_YEAR + 1)
        for report in plan.reports(project.code, year, until)
    ]
    months: dict[date, list[plan.Report]] = {}
    for report in sorted(found, key=lambda r: (r.entered, r.code)):
        months.setdefault(report.entered.date().replace(day=1), []).append(report)
    return months


def _row(report: plan.Report) -> tuple[object, ...]:
    number = int(report.code[0]) * 7 + int(report.code[2])
    reporter = f"นาง{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"
    return (
        report.code, report.fiscal_year, f"{report.day:%d/%m}/{report.day.year + 543}", report.planned, report.actual,
        report.approved, report.committed, report.disbursed, report.status, report.obstacle, reporter,
        f"{report.entered:%d/%m}/{report.entered.year + 543} {report.entered:%H:%M:%S}",
    )  # fmt: skip


def _write(file: Path, rows: list[tuple[object, ...]], entered: datetime) -> None:
    """As old as what it tells: a reader need not wait until it lies still."""
    content = write_workbook(HEADINGS, rows, entered)
    if not file.exists() or file.read_bytes() != content:
        new = file.with_name(f".{file.name}")
        new.write_bytes(content)
        at = min(_stamp(entered), time.time() - 3600)
        os.utime(new, (at, at))
        new.replace(file)


def _stamp(local: datetime) -> float:
    return (local - datetime(1970, 1, 1)).total_seconds() - 7 * 3600
