"""Every REP indicator of every period and org_unit equals an independent recomputation from the desk's own tables.

By docs/definitions.md, in plain loops; shares no code with the pipeline, the SQL or the indicator engine, only
config.yaml's value maps, which are data.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import local_seconds
from etl.sample.it_repair.build import build_it_repair
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value
from tests.oracle import moment, unit_names, words

AS_OF = "2023-11-21T10:30"
NOW, TODAY = datetime.fromisoformat(AS_OF), date(2023, 11, 21)
CONFIG = PROJECT / "config.yaml"
GRAINS = ("month", "quarter", "fiscal_year", "ytd", "calendar_year", "last7", "last30", "last12m", "now", "then")
OPENS, CLOSES = time(8, 30), time(16, 30)
FIXED = {(1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (6, 3), (7, 28), (8, 12), (10, 13), (10, 23), (12, 5),
         (12, 10), (12, 31)}  # fmt: skip
STANDARD = {"critical": 4, "high": 8, "normal": 24, "low": 40}
FINISHED = {"finished", "delivered", "beyond_repair"}


@cache
def holidays(year: int) -> set[date]:
    days = {date(year, month, day) for month, day in FIXED}
    made_up = set(days)
    for day in sorted(days):
        if day.weekday() == 6 or (day.weekday() == 5 and day + timedelta(days=1) not in days):
            later = day + timedelta(days=1)
            while later.weekday() > 4 or later in made_up:
                later += timedelta(days=1)
            made_up.add(later)
    return made_up


@cache
def works(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year) and day not in holidays(day.year - 1)


def work_between(start: datetime, end: datetime) -> int:
    total, day = 0, start.date()
    while day <= end.date():
        if works(day):
            opens, closes = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
            total += max(0, int((min(end, closes) - max(start, opens)).total_seconds()))
        day += timedelta(days=1)
    return total


def after_work(start: datetime, hours: int) -> datetime:
    left, day = hours * 3600, start.date()
    while True:
        if works(day):
            begins = max(start, datetime.combine(day, OPENS))
            there = max(0, int((datetime.combine(day, CLOSES) - begins).total_seconds()))
            if left <= there:
                return begins + timedelta(seconds=left)
            left -= there
        day += timedelta(days=1)


@dataclass
class Repair:
    unit: str
    machine: int
    symptom: str
    reported: datetime
    accepted: datetime | None
    accept_work: int
    ended: datetime | None
    repair_work: int
    is_dated: bool
    is_finished: bool
    due: datetime | None
    stars: int
    is_outside: bool
    cost: Fraction
    parts: list[tuple[date, Fraction]]


@dataclass
class Machine:
    unit: str
    since: date
    until: date | None


def read(database: Path) -> tuple[list[Repair], list[Machine]]:
    units = unit_names(CONFIG, "it_repair")
    maps = {name: words(CONFIG, name, "it_repair") for name in ("status", "urgency", "kind", "asset_status")}
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        jobs, equipment, used = (
            connection.execute(f"select * from {table}").fetchall()
            for table in ("hd_job", "hd_equipment", "hd_part_use")
        )
    parts = defaultdict(list)
    for row in used:
        amount = Fraction(str(row["unit_price"])) * row["qty"]
        parts[row["job_id"]].append((date.fromisoformat(row["use_date"]), amount))

    def unit_of(row: Any) -> str:
        return units.get(" ".join((row["dept_name"] or "").split()), "unknown")

    repairs = [read_repair(row, unit_of(row), maps, parts[row["job_id"]]) for row in jobs if is_taken(row, maps)]
    machines = [read_machine(row, unit_of(row), maps) for row in equipment]
    return [r for r in repairs if r is not None], [m for m in machines if m is not None]


def is_taken(row: Any, maps: dict[str, Any]) -> bool:
    """Refused: an unknown status, nine stars, a Buddhist year."""
    return row["status_code"] in maps["status"] and row["score"] <= 5 and not row["accept_date"].startswith("25")


def read_repair(row: Any, unit: str, maps: dict[str, Any], parts: list[tuple[date, Fraction]]) -> Repair | None:
    if maps["kind"][str(row["job_type"])] == "service":
        return None
    status, reported = maps["status"][row["status_code"]], moment(row["job_date"])
    assert reported is not None
    given, accepted, due = moment(row["finish_date"]), moment(row["accept_date"]), moment(row["due_date"])
    is_over = status in FINISHED or status == "cancelled"
    ended = None
    if is_over:
        ended = max(given, reported) if given else max(moment(row["updated_at"]) or reported, reported)
    hours = STANDARD[maps["urgency"].get(str(row["urgency"]), "normal")] + 8 * row["wait_days"]
    symptom = row["symptom"] if row["symptom"] not in ("ใช้ไม่ได้", "-", "ไม่ทราบสาเหตุ") else ""
    return Repair(
        unit=unit,
        machine=row["eq_id"],
        symptom=symptom,
        reported=reported,
        accepted=accepted if accepted and accepted >= reported else None,
        accept_work=work_between(reported, accepted) if accepted and accepted >= reported else 0,
        ended=ended,
        repair_work=max(0, work_between(reported, ended) - row["wait_days"] * 28800) if ended else 0,
        is_dated=bool(given and given >= reported),
        is_finished=status in FINISHED,
        due=None if status == "waiting_parts" else due or after_work(reported, hours),
        stars=row["score"] or 0,
        is_outside=row["result"] == 2,
        cost=Fraction(str(row["outside_cost"] or 0)),
        parts=parts,
    )


def read_machine(row: Any, unit: str, maps: dict[str, Any]) -> Machine | None:
    """None: refused (unknown state, Buddhist year), or its days are not known."""
    states = {"โอนย้าย", "รอจำหน่าย", "จำหน่ายแล้ว", *maps["asset_status"]}
    if row["eq_status"] not in states or row["buy_date"].startswith("25"):
        return None
    bought, gone = moment(row["buy_date"]), moment(row["dispose_date"])
    if bought is None and not row["budget_year"]:
        return None
    since = bought.date() if bought else min(date(row["budget_year"] - 543, 9, 30), TODAY)
    if row["eq_status"] == "จำหน่ายแล้ว":
        return Machine(unit, since, gone.date()) if gone and gone.date() >= since else None
    return Machine(unit, since, None)


def years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def count_repeats(repairs: list[Repair]) -> dict[int, bool]:
    """By id of the repair: whether it repeats one that had ended."""
    by_fault = defaultdict(list)
    for one in repairs:
        if one.machine and one.symptom:
            by_fault[one.machine, one.symptom].append(one)
    return {
        id(one): any(
            e.is_finished and e.ended and e.reported < one.reported and e.ended <= one.reported
            and (one.reported.date() - e.ended.date()).days <= 30
            for e in same
        )
        for same in by_fault.values()
        for one in same
    }  # fmt: skip


def calculate(
    repairs: list[Repair], machines: list[Machine], again: dict[int, bool], starts: date, ends: date
) -> dict[str, Fraction | None]:
    last = min(ends - timedelta(days=1), TODAY)

    def within(at: datetime | None) -> bool:
        return at is not None and starts <= at.date() < ends and at.date() <= TODAY

    reported = [r for r in repairs if within(r.reported)]
    accepted = [r for r in repairs if within(r.accepted)]
    ended = [r for r in repairs if within(r.ended)]
    finished = [r for r in ended if r.is_finished]
    timed = [r for r in finished if r.is_dated]
    due = [r for r in repairs if r.due and within(r.due) and r.due.date() < TODAY]
    due = [r for r in due if r.is_finished or not r.ended or not r.due or r.ended.date() > r.due.date()]
    in_time = [r for r in due if r.is_finished and r.ended and r.due and r.ended <= r.due]
    rated = [r.stars for r in finished if r.stars]
    used = [amount for r in repairs for day, amount in r.parts if starts <= day < ends]
    cost = sum(used, Fraction(0)) + sum((r.cost for r in ended), Fraction(0))
    year = [r for r in repairs if r.reported.date() <= last < years_on(r.reported.date(), 1)]
    held = [m for m in machines if m.since <= last and (m.until is None or m.until > last)]
    old = [m for m in held if years_on(m.since, 5) < last]

    def ratio(up: Fraction | int, down: int) -> Fraction | None:
        return Fraction(up) / down if down else None

    return {
        "REP-01": Fraction(len(reported)),
        "REP-02": ratio(sum(r.accept_work for r in accepted), len(accepted) * 3600),
        "REP-03": ratio(sum(r.repair_work for r in timed), len(timed) * 28800),
        "REP-04": ratio(100 * len(in_time), len(due)),
        "REP-05": Fraction(sum(r.reported.date() <= last and (not r.ended or r.ended.date() > last) for r in repairs)),
        "REP-06": ratio(100 * sum(again.get(id(r), False) for r in reported), len(finished)),
        "REP-07": cost,
        "REP-08": ratio(cost, len(finished)),
        "REP-09": ratio(100 * sum(r.is_outside for r in finished), len(finished)),
        "REP-10": ratio(sum(rated), len(rated)),
        "REP-11": ratio(100 * len(old), len(held)),
        "REP-12": ratio(len(year), len(held)),
    }


@pytest.mark.timeout(300)
def test_repair_indicators_equal_a_recomputation_from_the_source(
    warehouse_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    database = tmp_path / "it_repair.db"
    environ = {"MIS_WAREHOUSE_URL": warehouse_url, "MIS_AS_OF": AS_OF}
    settings = make_settings(**environ, MIS_SOURCE_IT_REPAIR_URL=f"sqlite:///{database}")
    desk = create_engine(f"sqlite:///{database}")
    build_it_repair(desk, local_seconds(settings.now()), lambda _: None)
    desk.dispose()
    prepare_warehouse(settings)
    engine = make_engine(warehouse_url)
    report = run_source(settings, engine, "it_repair")
    assert report.status == "done", report.error
    compared, wrong = compare(engine, database)
    assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
    assert compared > 5_000


_expected: dict[tuple[str, str, str], Fraction | None] = {}  # the source is the same on both warehouses


def expect(database: Path, periods: Sequence[Any], units: Sequence[str]) -> dict[tuple[str, str, str], Fraction | None]:
    """By (indicator, period id, code of the org_unit)."""
    repairs, machines = read(database)
    assert len(repairs) > 2_500 and len(machines) > 1_500
    again = count_repeats(repairs)
    for unit in units:
        code = {"KKM": None, "UNKNOWN": "unknown"}.get(unit, unit)
        mine = [r for r in repairs if code in (None, r.unit)]
        held = [m for m in machines if code in (None, m.unit)]
        for period in periods:
            for name, value in calculate(mine, held, again, period.starts_on, period.ends_on).items():
                _expected[name, period.period_id, unit] = value
    return _expected


def compare(engine: Engine, database: Path) -> tuple[int, list[str]]:
    with engine.connect() as connection:
        of_grains = select(dim_period).where(dim_period.c.grain.in_(GRAINS), dim_period.c.starts_on <= TODAY)
        periods = [p for p in connection.execute(of_grains) if not p.period_id.startswith("W")]
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        query = select(ind_value).where(ind_value.c.code.like("REP-%"))
        found = {(v.code, v.period_id, units[v.org_unit_key]): v.value for v in connection.execute(query)}
    expected = _expected or expect(database, periods, list(units.values()))
    wrong = [
        f"{key}: {found.get(key)} is not {value and float(value)}"
        for key, value in expected.items()
        if found.get(key) != (None if value is None else float(value))
    ]
    return len(expected), wrong
