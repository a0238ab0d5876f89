"""The plan's 17 projects in the sample: the table as printed, when work is planned, and what is reported each month."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from etl.calendar_th import add_months

FIRST_YEAR, LAST_YEAR = 2566, 2570
# money beyond the plan's own cells: projects without an amount that were given some in a year
GIVEN = {("2.2", 2568): 480_000, ("2.4", 2567): 1_250_000, ("2.4", 2569): 890_500, ("2.4", 2570): 640_000,
         ("3.3", 2569): 195_000, ("4.2", 2568): 150_000.5, ("4.4", 2570): 2_300_000}  # fmt: skip
RUNNING = ("1.3", "2.3")
OBSTACLES = (
    "", "", "", "", "อยู่ระหว่างจัดทำขอบเขตงาน (TOR)", "รอการโอนงบประมาณ", "ผู้รับจ้างส่งมอบงานล่าช้า",
    "มีผู้เสนอราคารายเดียว ต้องประกาศใหม่",
    "ประสานงานกับคุณสมชาย ตัวอย่างดี โทร 081-000-0123 แล้ว รอคำตอบ",
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A line of the plan's tables; `budgets` are the cells as printed, by fiscal year."""

    code: str
    strategy: int
    name: str
    responsible: str
    note: str
    budgets: dict[int, str]

    @property
    def lead(self) -> str:
        return self.responsible.partition(";")[0].strip()


@dataclass(frozen=True)
class Report:
    """What a department reports of a project for a day; `entered` is the local time it was written down."""

    code: str
    fiscal_year: int
    day: date
    planned: int
    actual: int
    approved: float | None
    committed: float | None
    disbursed: float | None
    status: str
    obstacle: str
    entered: datetime


@cache
def read_projects() -> tuple[Project, ...]:
    with (Path(__file__).parent / "plan_projects.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Project(
                line["code"], int(line["strategy"]), line["name_th"], line["responsible_th"], line["note"],
                {year: line[f"budget_{year}"] for year in range(FIRST_YEAR, LAST_YEAR + 1)},
            )
            for line in csv.DictReader(file)
        )  # fmt: skip


def plan_dates(code: str, year: int) -> tuple[date, date] | None:
    """When the work of a project is planned in a fiscal year; null where nothing is done in it."""
    chance = Random(f"plan {code} {year}")
    starts = {"1": 2566, "2": 2566, "3": 2568, "4": 2567}[code[0]] + int(code[2]) % 2
    if year < starts and code not in ("1.2", "1.3", "2.3"):
        return None
    first = date(year - 544, 10, 1)
    begins = chance.choice((0, 0, 1, 2, 3))
    ends = chance.choice((9, 10, 11, 12))
    return add_months(first, begins), add_months(first, ends) - timedelta(days=1)


def reports(code: str, year: int, until: datetime) -> Iterator[Report]:
    """The month's reports of a project entered by `until`, corrections included, in the order of entry."""
    dates = plan_dates(code, year)
    if dates is None:
        return
    chance = Random(f"progress {code} {year}")
    given = GIVEN.get((code, year)) or _amount(code, year)
    pace = chance.choice((1.04, 1.0, 0.98, 0.86, 0.62))
    saving = chance.uniform(0.93, 1.0)
    dropped = chance.random() < 0.05
    first = date(year - 544, 10, 1)
    for month in range(12):
        day = add_months(first, month + 1) - timedelta(days=1)
        entered = datetime(day.year, day.month, day.day, 9) + timedelta(
            days=chance.randint(1, 8), minutes=chance.randint(0, 420)
        )
        skipped, corrected, words = chance.random() < 0.06, chance.random() < 0.04, chance.choice(OBSTACLES)
        if entered > until:
            return
        planned = _planned(dates, day)
        actual = min(100, round(planned * min(1.0, pace + month * 0.006)))
        if pace >= 1 and planned < 100:
            actual = min(100, round(planned * pace))
        share = actual / 100
        approved = None if given is None else float(given)
        late = 0.0 if code in RUNNING else 0.2  # money follows the contract; what runs on is paid month by month
        committed = None if approved is None else round(approved * saving * (share > late * 0.75), 2)
        disbursed = None if committed is None else round(committed * max(0.0, (share - late) / (1 - late)), 2)
        status = "ยังไม่เริ่ม" if actual == 0 else "แล้วเสร็จ" if actual == 100 else "อยู่ระหว่างดำเนินการ"
        if dropped and month > 6:
            status = "ยกเลิกโครงการ" if code.startswith("3") else "ชะลอโครงการ"
        report = Report(
            code,
            year,
            day,
            planned,
            actual,
            approved,
            committed,
            disbursed,
            status,
            words if actual < planned else "",
            entered,
        )
        if not skipped:
            yield report
        if corrected and entered + timedelta(days=20) <= until and disbursed:
            better = {"disbursed": round(disbursed * 0.98, 2), "entered": entered + timedelta(days=20)}
            yield Report(**{**vars(report), **better})


def _amount(code: str, year: int) -> int | None:
    cell = next(p for p in read_projects() if p.code == code).budgets[year]
    return int(cell) if cell.isdigit() else None


def _planned(dates: tuple[date, date], day: date) -> int:
    """Percent of the year's work planned by a day: slow, fast, slow."""
    starts, ends = dates
    along = min(1.0, max(0.0, ((day - starts).days + 1) / ((ends - starts).days + 1)))
    return round(100 * along * along * (3 - 2 * along))
