"""A fiscal year lived by the clock: targets set, months closed, data corrected late, a formula and a target changed.

`live_year` gives the warehouse after it, and what an account of our own, from the source system's rows alone, says of
each figure on the day it was reported and at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from etl.calendar_th import BANGKOK, Period, add_months, fiscal_year_start
from etl.indicators import store
from etl.indicators.catalogue import FOLDER, read_file
from etl.indicators.closing import close_period, explain_restatements, reopen_period
from etl.indicators.versions import close_definition, find_definition, open_definition
from etl.pipeline import run_settle, run_source
from etl.sample.complaints import schema
from etl.settings import Settings, load_settings
from etl.warehouse import migrate
from etl.warehouse.dimensions import sync_dimensions
from etl.warehouse.engine import make_engine
from etl.warehouse.measure_catalogue import register_measures
from etl.warehouse.tables import dim_org_unit
from tests.pipeline.city import City

YEAR, STARTS = 2570, fiscal_year_start(2570)
CODES = ("CMP-01", "CMP-03")
UNITS = {"KKM": None, "SCH": "สำนักช่าง", "SPL": "สำนักปลัดเทศบาล"}
DONE_IN_TIME = (4, 3, 2, 3, 4, 1, 3, 4, 2, 3, 3, 4)  # of the four complaints of each month
TARGET, EASED, EASED_ON = 75, 60, date(2027, 6, 10)
NEW_FORMULA = "100 * complaints_done_by_due / (complaints_due + 1)"
Place = tuple[str, str, str]  # period_id, code, org_unit


@dataclass
class Year:
    """The city, its warehouse, and our own account."""

    home: Path
    city: City
    engine: Engine
    reports: list[tuple[int, Place, float | None, str]] = field(default_factory=list)
    formula_since: datetime | None = None
    base: Settings | None = None

    def settings(self, at: str) -> Settings:
        """Read once; then only the clock moves (Bangkok time)."""
        if self.base is None:
            environ = {"MIS_HOME": str(self.home), "MIS_SOURCE_COMPLAINTS_URL": self.city.url, "MIS_AS_OF": at}
            self.base = load_settings(environ | {"MIS_WAREHOUSE_URL": str(self.engine.url)})
        return self.base.model_copy(update={"as_of": datetime.fromisoformat(at).replace(tzinfo=BANGKOK)})

    def load(self, at: str) -> int:
        report = run_source(self.settings(at), self.engine, "complaints")
        assert report.is_ok and report.run_key, report
        return report.run_key

    def close(self, at: str, *period_ids: str) -> None:
        """With what our account says of every figure that instant."""
        for period_id in period_ids:
            with self.engine.begin() as connection:
                now = self.settings(at).now()
                key = close_period(
                    connection, period_id=period_id, author="กองยุทธศาสตร์", at=now, note=f"ปิด {period_id}"
                )
            for place, value in self.account(period_id).items():
                self.reports.append((key, place, value, status_of(place, value)))

    def account(self, period_id: str) -> Mapping[Place, float | None]:
        """Every figure of a period from the complaint system's own rows."""
        period, found = period_of(period_id), {}
        with self.city.engine.connect() as connection:
            rows = connection.execute(select(schema.complaint)).all()
        for unit, department in UNITS.items():
            own = [row for row in rows if department in (None, row.dept_name)]
            received = sum(period.covers(day_of(row.receive_date)) for row in own)
            due = [row for row in own if period.covers(day_of(row.due_date))]
            done = sum(is_done(row) and day_of(row.finish_date) <= day_of(row.due_date) for row in due)
            below = len(due) + (1 if self.formula_since else 0)
            found[period_id, "CMP-01", unit] = float(received)
            found[period_id, "CMP-03", unit] = 100 * done / below if below else None
        return found


def day_of(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])


def is_done(row: Any) -> bool:
    return str(row.finish_date)[:4] != "0000"


def status_of(place: Place, value: float | None) -> str:
    """By the target that was in force for the period."""
    if value is None:
        return "no_data"
    if place[1] == "CMP-01":
        return "no_target"
    target = EASED if period_of(place[0]).ends_on > EASED_ON else TARGET
    return "on_track" if value >= target else "at_risk" if value >= target * 0.8 else "off_track"


def period_of(period_id: str) -> Period:
    kind, _, rest = period_id.partition("20" if period_id[0] in "MY" else "25")
    if kind in ("M", "YTD"):
        begins = date.fromisoformat(f"20{rest}-01")
        return Period(period_id, "month", STARTS if kind == "YTD" else begins, add_months(begins, 1))
    number = int(rest.partition("-")[2] or 1)
    length = {"Q": 3, "H": 6, "FY": 12}[kind]
    begins = add_months(STARTS, length * (number - 1))
    return Period(period_id, "quarter", begins, add_months(begins, length))


def live_year(home: Path) -> Year:
    year = _begin(home)
    for number in range(12):
        begins, ends = add_months(STARTS, number), add_months(STARTS, number + 1)
        _live_month(year, number, begins)
        if number == 5:
            _change_formula(year, "2027-03-20T15:00")
        if number == 8:
            _approve(year, EASED, f"{EASED_ON}T10:00")
        year.load(f"{ends}T08:00")
        year.close(f"{ends}T08:05", *_ending(number, begins))
        if number == 4:  # March: what was entered late for November and December
            _correct_november(year)
    _reopen_january(year)
    _correct_september(year)
    return year


def _begin(home: Path) -> Year:
    city = City(f"sqlite:///{home / 'complaints.db'}")
    year = Year(home, city, make_engine(f"sqlite:///{home / 'warehouse.db'}"))
    migrate.upgrade(year.engine)
    settings = year.settings("2026-10-01T08:00")
    seeds = [seed for seed in read_file(FOLDER / "operational.yaml") if seed.definition.code in CODES]
    with year.engine.begin() as connection:
        sync_dimensions(connection, settings)
        register_measures(connection)
        store.seed(connection, settings.now(), seeds)
    _approve(year, TARGET, "2026-10-01T08:30")
    return year


def _approve(year: Year, value: int, at: str) -> None:
    with year.engine.begin() as connection:
        now, exact = year.settings(at).now(), Decimal(value)
        store.approve_target(
            connection, code="CMP-03", fiscal_year=YEAR, value=exact, author="กองยุทธศาสตร์", at=now, note="มติที่ประชุม"
        )


def _live_month(year: Year, number: int, begins: date) -> None:
    """Four complaints, due ten days later: so many done on the due date, the rest three days after it."""
    for n in range(4):
        received, due = begins.replace(day=2 + 3 * n), begins.replace(day=12 + 3 * n)
        done = due if n < DONE_IN_TIME[number] else due.replace(day=due.day + 3)
        department = UNITS["SCH" if n % 2 else "SPL"]
        key = 100 * number + n + 1
        year.city.complaint(key, f"{received} 09:00:00", due_date=str(due), dept_name=department)
        year.city.finish(key, f"{done} 16:00:00")


def _ending(number: int, begins: date) -> list[str]:
    ids = [f"M{begins:%Y-%m}", f"YTD{begins:%Y-%m}"]
    ids += [f"Q{YEAR}-{number // 3 + 1}"] if number % 3 == 2 else []
    ids += [f"H{YEAR}-{number // 6 + 1}"] if number % 6 == 5 else []
    return ids + ([f"FY{YEAR}"] if number == 11 else [])


def _correct_november(year: Year) -> None:
    """A complaint of November was done late after all; one of December had not been entered. A reason is given."""
    year.city.edit(101, finish_date="2026-11-20 16:00:00", updated_at="2027-03-09 10:00:00")
    year.city.log(101, "2026-11-20 16:00:00", "07", written="2027-03-09 10:00:00")
    more = {"created_at": "2027-03-09 10:00:00", "updated_at": "2027-03-09 10:00:00", "due_date": "2026-12-28"}
    year.city.complaint(299, "2026-12-18 09:00:00", **more, dept_name=UNITS["SCH"])
    run_key = year.load("2027-03-10T08:00")
    at = year.settings("2027-03-10T09:00").now()
    with year.engine.begin() as connection:
        for code in CODES:
            about = {"run_key": run_key, "code": code, "cause": "data", "author": "กองยุทธศาสตร์", "at": at}
            explain_restatements(connection, reason="สำนักช่างบันทึกย้อนหลัง", **about)


def _change_formula(year: Year, at: str) -> None:
    settings = year.settings(at)
    with year.engine.begin() as connection:
        stored = find_definition(connection, "CMP-03")
        close_definition(connection, stored, settings.now())
        changed = stored.definition.model_copy(update={"formula": NEW_FORMULA})
        open_definition(connection, changed, origin="person", author="กองยุทธศาสตร์", reason="ตามมติ", at=settings.now())
    year.formula_since = settings.now()
    assert run_settle(settings, year.engine).is_ok


def _reopen_january(year: Year) -> None:
    with year.engine.begin() as connection:
        at = year.settings("2027-10-05T09:00").now()
        reopen_period(connection, period_id="M2027-01", reason="ผู้ตรวจสอบขอให้แก้", author="กองยุทธศาสตร์", at=at)
    year.city.edit(301, dept_name="สำนักช่าง", updated_at="2027-10-05 10:00:00")
    year.load("2027-10-05T12:00")
    year.close("2027-10-05T13:00", "M2027-01")


def _correct_september(year: Year) -> None:
    year.city.edit(1101, finish_date="2027-09-25 16:00:00", updated_at="2027-11-05 10:00:00")
    year.city.log(1101, "2027-09-25 16:00:00", "07", written="2027-11-05 10:00:00")
    year.load("2027-11-05T12:00")


def unit_keys(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.code: row.org_unit_key for row in connection.execute(select(dim_org_unit))}
