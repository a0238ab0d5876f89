"""Every ISD, DP, INF and RDY figure of every period and org_unit equals a recomputation from the sources' own tables.

By docs/definitions.md, in plain loops over the inventory's database and the progress workbooks; shares no code with the
pipeline, the SQL or the indicator engine, only config.yaml's value maps, which are data. The warehouse is filled in two
steps, so that what changed in between has to find its way into the figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, create_engine, select

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.it_projects.build import build_it_projects, build_plan_progress
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value
from tests.oracle import moment, unit_names, words

EARLIER, AS_OF = "2023-06-15T10:30", "2023-11-21T10:30"
TODAY = date(2023, 11, 21)
CONFIG = PROJECT / "config.yaml"
GRAINS = ("month", "quarter", "fiscal_year", "ytd", "calendar_year", "last7", "last30", "last12m", "now", "then")
STAGES_OF_USE = {"in_service", "maintenance", "retired"}
POINTS = ("INF-01", "INF-02", "INF-03", "INF-04")


@dataclass
class System:
    unit: str
    kind: str
    origin: str
    personal: bool
    ropa: date | None
    starts: date
    ends: date | None
    links: list[tuple[date, date | None]] = field(default_factory=list)
    tests: list[date] = field(default_factory=list)
    months: list[Any] = field(default_factory=list)

    def in_use(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or self.ends > day)

    def is_integrated(self, day: date) -> bool:
        return self.in_use(day) and any(a <= day and (b is None or b > day) for a, b in self.links)

    def is_restored(self, day: date) -> bool:
        return self.in_use(day) and any(tested <= day < a_year_after(tested) for tested in self.tests)


@dataclass
class Report:
    day: date
    planned: float
    actual: float
    disbursed: Fraction
    status: str
    entered: datetime


@dataclass
class ProjectYear:
    unit: str
    year: int
    budget: Fraction | None = None  # None: a dash or a blank
    starts: date | None = None
    reports: list[Report] = field(default_factory=list)

    def counted(self, report: Report) -> date:
        return min(max(report.day, first_day(self.year)), first_day(self.year + 1) - timedelta(days=1))

    def current(self, day: date) -> Report | None:
        """The last report that stands on a day of the year."""
        if not first_day(self.year) <= day < first_day(self.year + 1):
            return None
        return max((r for r in self.reports if self.counted(r) <= day), key=lambda r: r.day, default=None)

    def is_active(self, day: date) -> bool:
        last = max(self.reports, key=lambda r: r.day, default=None)
        begins = [self.counted(r) for r in self.reports if r.planned > 0 or r.actual > 0]
        begins += [self.starts] if self.starts else []
        ends = self.counted(last) if last and last.status == "cancelled" else first_day(self.year + 1)
        return bool(begins) and min(begins) <= day < ends


@dataclass
class Sources:
    systems: list[System]
    requests: list[tuple[str, bool, date]]  # unit, closed on a day as finished
    services: list[tuple[str, date | None, date | None]]  # unit, digital, improved
    datasets: list[tuple[str, date, date | None]]
    assessments: list[tuple[str, date, Fraction]]
    projects: list[ProjectYear]


def first_day(fiscal_year: int) -> date:
    return date(fiscal_year - 544, 10, 1)


def a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def next_month_end(day: date) -> date:
    """Of the month after the one that ends on `day`."""
    first = day + timedelta(days=1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def day_of(text: str | None) -> date | None:
    found = moment(text)
    return found.date() if found else None


def read_sources(database: Path, folder: Path) -> Sources:
    units = unit_names(CONFIG, "it_projects")
    maps = {name: words(CONFIG, name, "it_projects") for name in ("stage", "origin", "personal_data", "system_kind")}
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        table = {
            name: connection.execute(f"select * from isd_{name}").fetchall()
            for name in (
                "system", "system_month", "integration", "request", "service", "service_process", "opendata",
                "assessment", "plan_project", "plan_budget",
            )
        }  # fmt: skip

    def unit_of(row: Any, column: str = "dept_name") -> str:
        return units.get(" ".join((row[column] or "").split()), "unknown")

    systems: dict[int, System] = {}
    for row in table["system"]:
        stage, live, gone = maps["stage"][row["stage_code"]], day_of(row["start_date"]), day_of(row["end_date"])
        starts = live or day_of(row["created_at"])
        if (live or stage in STAGES_OF_USE) and starts and not (stage == "retired" and gone is None):
            origin = maps["origin"].get(row["origin"], {"พัฒนาเอง": "in_house"}.get(row["origin"], ""))
            personal = maps["personal_data"].get(row["is_pdpa"], {"มี": "yes"}.get(row["is_pdpa"])) == "yes"
            kind = maps["system_kind"].get(row["sys_type"], "")
            systems[row["sys_id"]] = System(
                unit_of(row), kind, origin, personal, day_of(row["ropa_date"]), starts, gone
            )
    for row in table["integration"]:
        if row["sys_id"] in systems and (begins := day_of(row["start_date"])):
            systems[row["sys_id"]].links.append((begins, day_of(row["end_date"])))
    for row in table["system_month"]:
        day, month, year = map(int, row["month_end"].split("/"))
        if row["sys_id"] not in systems or year < 2500 or row["service_min"] > 44_640:
            continue
        system = systems[row["sys_id"]]
        system.months.append((date(year - 543, month, day), row))
        if tested := day_of(row["restore_test"]):
            system.tests.append(tested)
    requests = []
    for row in table["request"]:
        if row["status"] == "ค้างนาน" or row["budget"] == "ไม่ใช้งบ":
            continue
        asked = day_of(row["req_date"])
        assert asked is not None
        if row["status"] == "แล้วเสร็จ":
            requests.append((unit_of(row), True, max(asked, day_of(row["done_date"]) or asked)))
    return Sources(
        list(systems.values()),
        requests,
        [read_service(row, unit_of(row), table["service_process"]) for row in table["service"]],
        [
            (unit_of(row), published, day_of(row["withdraw_date"]))
            for row in table["opendata"]
            if (published := day_of(row["publish_date"]))
        ],
        [
            (row["item_code"], assessed, Fraction(str(row["result"])))
            for row in table["assessment"]
            if (assessed := day_of(row["assess_date"]))
        ],
        read_projects(table, unit_of, folder),
    )


def read_service(row: Any, unit: str, steps: list[Any]) -> tuple[str, date | None, date | None]:
    mine = [s for s in steps if s["svc_id"] == row["svc_id"] and s["ready"] != "-"]
    ready = {s["proc_no"]: day_of(s["ready_date"]) for s in mine if s["ready"] == "Y"}
    is_digital = len(ready) == len(mine) > 0 and all(ready.values())
    beyond = [day for process, day in ready.items() if process != 1 and day]
    return unit, max(filter(None, ready.values())) if is_digital else None, min(beyond, default=None)


def read_projects(table: dict[str, list[Any]], unit_of: Callable[..., str], folder: Path) -> list[ProjectYear]:
    units = {row["prj_code"]: unit_of(row, "lead_dept") for row in table["plan_project"]}
    years: dict[tuple[str, int], ProjectYear] = {}
    for row in table["plan_budget"]:
        code, year, cell = row["prj_code"], int(row["fiscal_year"]), row["budget"].strip()
        budget = None if cell in ("", "-") else Fraction(cell.replace(",", ""))
        years[code, year] = ProjectYear(units[code], year, budget, day_of(row["start_date"]))
    found: dict[tuple[str, int, date], Report] = {}
    states = {"ยังไม่เริ่ม": "", "อยู่ระหว่างดำเนินการ": "", "แล้วเสร็จ": "finished", "ชะลอโครงการ": "postponed"}
    for file in sorted(folder.glob("*.xlsx")):
        sheet = openpyxl.load_workbook(file, read_only=True).active
        assert sheet is not None
        for code, year, day, planned, actual, _, _, disbursed, state, _, _, entered in sheet.iter_rows(
            min_row=2, max_col=12, values_only=True
        ):
            when = thai_moment(str(entered))
            report = Report(
                thai_moment(f"{day} 00:00:00").date(), float(str(planned)), float(str(actual)),
                Fraction(str(disbursed or 0)), states.get(str(state), "cancelled"), when,
            )  # fmt: skip
            key = (str(code), int(str(year)), report.day)
            if key not in found or found[key].entered <= when:
                found[key] = report
    for (code, year, _), report in found.items():
        years[code, year].reports.append(report)
    return list(years.values())


def thai_moment(text: str) -> datetime:
    day, month, year = map(int, text.split(maxsplit=1)[0].split("/"))
    return datetime.combine(date(year - 543, month, day), datetime.strptime(text.split()[1], "%H:%M:%S").time())


def calculate(held: Sources, unit: str | None, starts: date, ends: date) -> dict[str, Fraction | None]:
    last = min(ends - timedelta(days=1), TODAY)
    systems = [s for s in held.systems if unit in (None, s.unit)]
    projects = [p for p in held.projects if unit in (None, p.unit)]
    reports = [row for s in systems for day, row in s.months if starts <= day <= last]
    surveyed = [row for row in reports if row["svy_n"] is not None]
    used = [s for s in systems if s.in_use(last)]
    personal = [s for s in used if s.personal]
    minutes = sum(row["service_min"] for row in reports)
    accounts = sum(row["login_users"] for s in systems for day, row in s.months if day <= last < next_month_end(day))
    budgeted = [p for p in projects if p.budget is not None and first_day(p.year) <= last < first_day(p.year + 1)]
    budget = sum((p.budget for p in budgeted if p.budget is not None), Fraction(0))
    paid = sum((r.disbursed for p in budgeted if (r := p.current(last))), Fraction(0))
    active = [p for p in projects if p.is_active(last)]
    on_plan = [p for p in active if (r := p.current(last)) and r.actual >= r.planned and (r.planned or r.actual)]
    on_plan = [p for p in on_plan if (r := p.current(last)) and r.status not in ("cancelled", "postponed")]
    latest: dict[str, tuple[date, Fraction]] = {}
    for item, day, value in held.assessments:
        if unit is None and day <= last and (item not in latest or latest[item][0] < day):
            latest[item] = (day, value)
    ready = [value for item, (_, value) in latest.items() if item.startswith("RDY")]

    def ratio(up: Fraction | int, down: Fraction | int) -> Fraction | None:
        return Fraction(up) / down if down else None

    figures = {
        "ISD-01": Fraction(len(used)),
        "ISD-02": ratio(100 * len(on_plan), len(active)),
        "ISD-03": Fraction(sum(unit in (None, u) and starts <= day <= last for u, _, day in held.requests)),
        "ISD-04": Fraction(sum(s.is_integrated(last) for s in systems)),
        "ISD-05": Fraction(sum(unit in (None, u) and bool(d and d <= last) for u, d, _ in held.services)),
        "ISD-06": Fraction(accounts),
        "ISD-07": ratio(100 * (minutes - sum(row["down_min"] or 0 for row in reports)), minutes),
        "ISD-08": Fraction(
            sum(unit in (None, u) and a <= last and (b is None or max(a, b) > last) for u, a, b in held.datasets)
        ),
        "ISD-09": ratio(100 * sum(bool(s.ropa and s.ropa <= last) for s in personal), len(personal)),
        "ISD-10": ratio(100 * sum(s.origin == "in_house" for s in used), len(used)),
        "ISD-11": ratio(sum(row["svy_sum"] for row in surveyed), sum(row["svy_n"] for row in surveyed)),
        "ISD-12": ratio(100 * sum(s.is_restored(last) for s in systems), len(used)),
        "DP-1.1": Fraction(len(used)),
        "DP-2.1": Fraction(sum(unit in (None, u) and bool(d and d <= last) for u, _, d in held.services)),
        "DP-B9": ratio(100 * paid, budget),
        "DP-B8": Fraction(sum(bool((r := p.current(last)) and r.actual > 0) for p in projects)),
        "DP-BT": budget / 1_000_000,
        "INF-05": Fraction(sum(s.kind == "mis" for s in used)),
        "RDY-00": ratio(100 * sum(ready, Fraction(0)), len(ready)),
    }
    return figures | {code: latest[code][1] if code in latest else Fraction(0) for code in POINTS}


@pytest.mark.timeout(300)
def test_it_project_indicators_equal_a_recomputation_from_the_sources(
    warehouse_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    database, folder = tmp_path / "it_projects.db", tmp_path / "plan"
    environ = {
        "MIS_WAREHOUSE_URL": warehouse_url,
        "MIS_SOURCE_IT_PROJECTS_URL": f"sqlite:///{database}",
        "MIS_SOURCE_PLAN_PROGRESS_URL": folder.as_uri(),
    }
    engine = make_engine(warehouse_url)
    for as_of in (EARLIER, AS_OF):
        settings = make_settings(**environ, MIS_AS_OF=as_of)
        inventory = create_engine(f"sqlite:///{database}")
        build_it_projects(inventory, local_seconds(settings.now()), lambda _: None)
        inventory.dispose()
        build_plan_progress(folder, local_seconds(settings.now()), lambda _: None)
        prepare_warehouse(settings)
        for source in ("plan_progress", "it_projects"):  # the reports before the plan they belong to
            report = run_source(settings, engine, source)
            assert report.status == "done", report.error
    compared, wrong = compare(engine, read_sources(database, folder))
    assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
    assert compared > 6_000


_expected: dict[tuple[str, str, str], Fraction | None] = {}  # the sources are the same on both warehouses


def compare(engine: Engine, held: Sources) -> tuple[int, list[str]]:
    assert len(held.systems) > 20 and len(held.requests) > 250 and sum(len(p.reports) for p in held.projects) > 40
    with engine.connect() as connection:
        of_grains = select(dim_period).where(dim_period.c.grain.in_(GRAINS), dim_period.c.starts_on <= TODAY)
        periods = [p for p in connection.execute(of_grains) if not p.period_id.startswith("W")]
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        found = {(v.code, v.period_id, units[v.org_unit_key]): v.value for v in connection.execute(select(ind_value))}
    if not _expected:
        for code in units.values():
            unit = {"KKM": None, "UNKNOWN": "unknown"}.get(code, code)
            for period in periods:
                for name, value in calculate(held, unit, period.starts_on, period.ends_on).items():
                    _expected[name, period.period_id, code] = value
    wrong = [
        f"{key}: {found.get(key)} is not {value and float(value)}"
        for key, value in _expected.items()
        if found.get(key) != (None if value is None else float(value))
    ]
    return len(_expected), wrong
