"""Every sign indicator of every period and org_unit equals an independent recomputation from the source's own tables.

By docs/definitions.md, in plain loops; shares no code with the pipeline, the SQL or the indicator engine.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import literal, select, union_all

from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample import database, people
from etl.sample.build import local_seconds
from etl.sample.temporary_signs.build import build_temporary_signs
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, ind_value, org_unit_rollup
from etl.warehouse.tables.temporary_signs import fact_sign_permit, fact_unpermitted_sign

AS_OF = "2026-11-21T10:30"
TODAY = date(2026, 11, 21)
FIRST = date(2021, 10, 1)
NOON = datetime(2026, 11, 21, 10, 30)
GRAINS = (
    "month",
    "quarter",
    "half",
    "fiscal_year",
    "ytd",
    "calendar_year",
    "last7",
    "last30",
    "last12m",
    "now",
    "then",
)
HOLIDAYS = {(1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (6, 3), (7, 28), (8, 12), (10, 13), (10, 23), (12, 5),
            (12, 10), (12, 31)}  # fmt: skip
OUTCOMES = {"": "pending", "อนุญาต": "approved", "ไม่อนุญาต": "refused", "ส่งกลับแก้ไข": "returned"}
GONE = (("sgn_request", "req_id"), ("sgn_remove", "rem_id"), ("sgn_illegal", "ill_id"))
LONGEST = {1: 60, 2: 30, 3: 30, 4: 30, 5: 30}


def test_indicators_equal_a_recomputation_from_the_source(
    warehouse_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    """On SQLite loaded forty days ago, then what was added, changed and deleted since."""
    file = tmp_path / "signs.db"
    is_later = warehouse_url.startswith("sqlite")
    for as_of, mode in (("2026-10-12T10:30", "changes"), (AS_OF, "sweep")) if is_later else ((AS_OF, "changes"),):
        settings = make_settings(
            MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF=as_of, MIS_SOURCE_TEMPORARY_SIGNS_URL=f"sqlite:///{file}"
        )
        source = database.open_database(f"sqlite:///{file}")
        build_temporary_signs(source, local_seconds(settings.now()), lambda _: None)
        for table, key in GONE if mode == "sweep" else ():
            with source.begin() as connection:
                connection.exec_driver_sql(f"delete from {table} where {key} % 400 = 7")
        source.dispose()
        prepare_warehouse(settings)
        engine = make_engine(warehouse_url)
        [report] = run_sources(settings, engine, ["temporary_signs"], mode=mode)  # type: ignore[arg-type]
        assert report.status == "done"
    assert all((counts.deleted > 10) == is_later for counts in report.counts.values())
    days = Days(file)
    with engine.connect() as connection:
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.in_(GRAINS))).all()
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        below = defaultdict(set)
        for ancestor, descendant in connection.execute(select(org_unit_rollup)):
            below[ancestor].add(units[descendant])
        kept = connection.execute(
            union_all(
                select(fact_sign_permit.c.place, fact_sign_permit.c.wording),
                select(fact_unpermitted_sign.c.place, literal("")),
            )
        ).all()
        found = {(v.code, v.period_id, v.org_unit_key): v.value for v in connection.execute(select(ind_value))}
    assert len(kept) > 10_000 and not [row for row in kept if any(name in row[0] + row[1] for name in people.FAMILY)]
    compared, filled, wrong = 0, 0, []
    for period in periods:
        is_known = period.starts_on <= TODAY and period.ends_on > FIRST
        if period.period_id.startswith("W"):
            continue  # weeks are not scored
        for key, code in units.items():
            values = days.indicators(below[key], period.starts_on, period.ends_on)
            for indicator, value in values.items():
                compared += 1
                filled += value not in (None, 0)
                mine, expected = found[indicator, period.period_id, key], value if is_known else None
                if mine != (None if expected is None else float(expected)):
                    wrong.append(f"{indicator} {period.period_id} {code}: {mine} is not {expected and float(expected)}")
    assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
    assert compared > 10_000 and filled > 3_000
    engine.dispose()


def units_of_config() -> dict[str, str]:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    known = {}
    for unit in config["org_units"]:
        for name in (unit["name_th"], unit.get("short_th"), *unit.get("aliases", [])):
            known[name] = unit["code"]
    source = next(s for s in config["sources"] if s["name"] == "temporary_signs")
    return known | source["value_maps"]["org_unit"]["values"]


def outcomes_of_config() -> dict[str, str]:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    source = next(s for s in config["sources"] if s["name"] == "temporary_signs")
    return OUTCOMES | source["value_maps"]["outcome"]["values"]


def moment(text: str, era: int = 0) -> datetime | None:
    """None for the zero date; ValueError for what is no date of the era."""
    if text.startswith("0000"):
        return None
    year = int(text[:4]) - era
    if not 1950 < year < 2100:
        raise ValueError(text)
    return datetime.fromisoformat(f"{year:04d}{text[4:]}")


def is_workday(day: date) -> bool:
    """Monday to Friday, no fixed holiday, nor the day that makes up for one on a weekend."""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS and day not in MADE_UP


def make_up() -> set[date]:
    made: set[date] = set()
    fixed = sorted(date(y, m, d) for y in range(2020, 2029) for m, d in HOLIDAYS)
    for day in fixed:
        if day.weekday() < 5 or (day.weekday() == 5 and day + timedelta(days=1) in fixed):
            continue
        instead = day + timedelta(days=1)
        while instead.weekday() > 4 or instead in fixed or instead in made:
            instead += timedelta(days=1)
        made.add(instead)
    return made


MADE_UP = make_up()


def satang(text: Any) -> int | None:
    """None where nothing was written; ValueError for what is no amount."""
    plain = "".join(str("๐๑๒๓๔๕๖๗๘๙".find(c)) if c in "๐๑๒๓๔๕๖๗๘๙" else c for c in str(text)).replace(",", "")
    return None if plain in ("", "-") else int(Fraction(plain) * 100)


class Days:
    """What happened by day, own unit and kind, from the source's tables alone; sums of stretches of days."""

    def __init__(self, file: Path) -> None:
        self._units, self._outcomes = units_of_config(), outcomes_of_config()
        self._at: dict[tuple[str, str], dict[date, int]] = defaultdict(lambda: defaultdict(int))
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        self._taken: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for row in connection.execute("select * from sgn_remove"):
            at = moment(row["rem_date"])
            if at is not None:  # else refused
                self._taken[row["req_id"]].append((at.date(), row["rem_qty"]))
        for row in connection.execute("select * from sgn_request"):
            try:
                self._add_request(row)
            except ValueError:
                continue  # refused: a year of the wrong era, a word nobody knows
        for row in connection.execute("select * from sgn_illegal"):
            try:
                self._add_finding(row)
            except ValueError:
                continue  # refused: `500 บาท`
        connection.close()
        self._sums = {name: running(days) for name, days in self._at.items()}

    def _add(self, unit: str, part: str, day: date | None, amount: int = 1) -> None:
        if day is not None:
            self._at[unit, part][day] += amount

    def _add_request(self, row: sqlite3.Row) -> None:
        names = ("req_date", "doc_date", "approve_date", "receipt_date", "return_date", "seize_date", "due_date",
                 "start_date", "end_date")  # fmt: skip
        submitted, complete, decided, paid, returned, seized, due, start, end = (moment(row[n], 543) for n in names)
        outcome = self._outcomes.get(row["approve_status"])
        if submitted is None or outcome is None or not 1 <= row["sign_qty"] <= 5000:
            raise ValueError
        unit = self._units.get(row["dept"], "UNKNOWN")
        signs, handed_in = row["sign_qty"], submitted.date()
        self._add(unit, "applications", handed_in)
        known = complete.date() if complete and complete.date() >= handed_in else None
        is_decided = outcome in ("approved", "refused")
        took_place = decided.date() if decided and is_decided and decided.date() >= handed_in else None
        if is_decided or (outcome == "pending" and known):
            began = known or handed_in
            day = due.date() if due and due.date() >= began else after_workdays(began, 7)
            self._add(unit, "due", day)
            self._add(unit, "in_time", day, int(took_place is not None and took_place <= day))
        if took_place and known and took_place >= known:
            self._add(unit, "timed", took_place)
            self._add(unit, "workdays", took_place, workdays_between(known, took_place))
        paid_on = paid.date() if paid else None
        self._add(unit, "fee", paid_on, int(row["fee"] * 100))
        if outcome != "approved":
            return
        first = start.date() if start else took_place or handed_in
        last = end.date() if end and end.date() >= first else first + timedelta(days=LONGEST[row["type_id"]] - 1)
        over, by = last + timedelta(days=1), last + timedelta(days=3)
        self._add(unit, "began", first, signs)
        self._add(unit, "expired", over, signs)
        self._add(unit, "removal_due", by, signs)
        left = signs
        for day, number in sorted(self._taken[row["req_id"]]):
            down = min(number, left)
            left -= down
            self._add(unit, "taken_down", max(day, over), down)
            self._add(unit, "removed_in_time", by, down if day <= by else 0)
        if paid_on and row["deposit"]:
            settled = [at.date() for at in (returned, seized) if at and at.date() >= paid_on]
            self._add(unit, "deposit", over, int(row["deposit"] * 100))
            if settled:
                self._add(unit, "deposit", max(over, min(settled)), -int(row["deposit"] * 100))

    def _add_finding(self, row: sqlite3.Row) -> None:
        found, removed, fined = (moment(row[name]) for name in ("found_date", "rem_date", "fine_date"))
        unit, fine = self._units.get(row["dept"], "UNKNOWN"), satang(row["fine_amt"])
        if found is None:
            raise ValueError
        self._add(unit, "unpermitted_removed", removed.date() if removed else None, row["ill_qty"])
        self._add(unit, "fines", fined.date() if fined else None)
        self._add(unit, "fine", fined.date() if fined else None, fine or 0)

    def _sum(self, units: set[str], part: str, starts_on: date, ends_on: date) -> int:
        return sum(
            self._sums[unit, part][index(ends_on)] - self._sums[unit, part][index(starts_on)]
            for unit in units
            if (unit, part) in self._sums
        )

    def indicators(self, units: set[str], starts_on: date, ends_on: date) -> dict[str, Fraction | None]:
        ends_on = min(ends_on, TODAY + timedelta(days=1))
        starts_on, before_today = min(starts_on, ends_on), max(min(ends_on, TODAY), min(starts_on, TODAY))

        def flow(part: str) -> int:
            return self._sum(units, part, starts_on, ends_on)

        def due(part: str) -> int:
            return self._sum(units, part, min(starts_on, before_today), before_today)

        def stock(part: str) -> int:
            return self._sum(units, part, date.min, ends_on)

        return {
            "SGN-01": Fraction(flow("applications")),
            "SGN-02": ratio(100 * due("in_time"), due("due")),
            "SGN-03": Fraction(stock("began") - stock("expired")),
            "SGN-04": Fraction(stock("expired") - stock("taken_down")),
            "SGN-05": ratio(100 * due("removed_in_time"), due("removal_due")),
            "SGN-06": Fraction(flow("unpermitted_removed")),
            "SGN-07": Fraction(flow("fee"), 100),
            "SGN-08": Fraction(stock("deposit"), 100),
            "SGN-09A": Fraction(flow("fines")),
            "SGN-09B": Fraction(flow("fine"), 100),
            "SGN-10": ratio(flow("workdays"), flow("timed")),
        }


def ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def index(day: date) -> int:
    """Days since the end of 2019, where the sums begin."""
    return max(0, (day - date(2020, 1, 1)).days)


def running(days: dict[date, int]) -> list[int]:
    """The sum of all days before each."""
    sums = [0]
    for number in range(4_000):
        sums.append(sums[-1] + days.get(date(2020, 1, 1) + timedelta(days=number), 0))
    return sums


def workdays_between(after: date, until: date) -> int:
    return sum(is_workday(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


def after_workdays(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        number -= is_workday(day)
    return day
