"""Every personnel indicator of every period and org_unit equals an independent recomputation from the source's tables.

By docs/definitions.md, in plain loops; shares no code with the pipeline, the SQL or the indicator engine. And nobody
can be found in the warehouse: no name, number, address or birth date.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, Engine, Text, select

from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample import database
from etl.sample.build import local_seconds
from etl.sample.personnel.build import build_personnel
from etl.sample.personnel.words import CANARIES
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, etl_reject, ind_value, metadata
from tests.oracle import unit_names

AS_OF = "2026-11-21T10:30"
TODAY = date(2026, 11, 21)
BEGINNING = date(2016, 10, 1)  # figures go back no further
UNSCORED = ("day", "week")
STATUSES = {"01", "02", "03", "04", "11", "12", "13", "14", "15", "16"}
COUNTED = ("01", "02", "03", "04", "05", "06")
DECISIONS = {"อนุมัติ": "approved", "อนุญาต": "approved", "ไม่อนุมัติ": "refused", "รออนุมัติ": "pending", "ยกเลิก": "cancelled"}


@pytest.mark.timeout(300)
def test_indicators_equal_a_recomputation_and_nobody_is_found(
    warehouse_url: str, make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    """On SQLite loaded forty days ago; then what was added, changed, deleted and edited silently since."""
    file = tmp_path / "people.db"
    is_stepped = warehouse_url.startswith("sqlite")
    for as_of in ("2026-10-12T10:30", AS_OF) if is_stepped else (AS_OF,):
        settings = make_settings(
            MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF=as_of, MIS_SOURCE_PERSONNEL_URL=f"sqlite:///{file}",
            MIS_HASH_KEY="a key of the tests, long enough to be one",
        )  # fmt: skip
        source = database.open_database(f"sqlite:///{file}")
        build_personnel(source, local_seconds(settings.now()), lambda _: None)
        source.dispose()
        prepare_warehouse(settings)
        engine = make_engine(warehouse_url)
        mode = "sweep" if is_stepped and as_of == AS_OF else "changes"
        [report] = run_sources(settings, engine, ["personnel"], mode=mode)  # type: ignore[arg-type]
        assert report.is_ok, report
    city = read_city(file)
    compared, wrong = compare(engine, city)
    assert not wrong, f"{len(wrong)} of {compared} differ, as {wrong[:8]}"
    assert compared > 15_000
    assert city.headcount(TODAY)["KKM"] == 1_006
    look_for_people(engine, file)
    engine.dispose()


# --- the source, read in plain loops ----------------------------------------------------------------------------


@dataclass
class Person:
    unit: str
    status: str
    retires: int | None
    has_post: bool
    came: date
    left: date | None
    moves: list[tuple[date, str, str]] = field(default_factory=list)

    def unit_on(self, day: date) -> str:
        unit = self.moves[0][1] if self.moves else self.unit
        for moved, _, to in self.moves:
            unit = to if moved <= day else unit
        return unit

    def is_here(self, day: date) -> bool:
        return self.came <= day and (self.left is None or self.left > day)


@dataclass
class City:
    people: list[Person]
    posts: list[tuple[str, date, date | None]]
    sick: list[tuple[date, str, int]]  # first day, unit, half-days
    first_leave: date
    trained: list[tuple[date, str, int, bool, bool]]  # day, unit, minutes, first of the year, first digital of the year
    _counts: dict[tuple[date, int | None], Counter[str]] = field(default_factory=dict)

    def headcount(self, day: date) -> Counter[str]:
        return self._count(day, 0, (p.unit_on(day) for p in self.people if p.is_here(day)))

    def on_posts(self, day: date) -> Counter[str]:
        return self._count(day, 1, (p.unit_on(day) for p in self.people if p.is_here(day) and p.has_post))

    def posts_on(self, day: date) -> Counter[str]:
        return self._count(day, 2, (u for u, begun, end in self.posts if begun <= day and (end is None or end > day)))

    def retiring(self, day: date, year: int) -> Counter[str]:
        return self._count(day, year, (p.unit_on(day) for p in self.people if p.is_here(day) and p.retires == year))

    def _count(self, day: date, what: int, units: Iterator[str]) -> Counter[str]:
        if (day, what) not in self._counts:
            found = Counter(units)
            found["KKM"] = sum(found.values())
            self._counts[day, what] = found
        return self._counts[day, what]


def read_city(file: Path) -> City:
    units = unit_names(PROJECT / "config.yaml", "personnel")
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row

    def unit(name: str | None) -> str:
        return units.get(" ".join((name or "").split()), "UNKNOWN")

    people: dict[str, Person] = {}
    for row in connection.execute("select * from tb_person"):
        born, came, left = day(row["birthday"]), day(row["start_date"]), day(row["out_date"])
        if not row["emp_code"] or row["status_code"] not in STATUSES or came is None or (born and born.year > 2400):
            continue
        if row["status_code"] >= "11" and left is None:
            left = date.fromisoformat(row["updated_at"][:10])
        came = max(came, BEGINNING)
        if row["cat_code"] in COUNTED and (left is None or left > came):
            retires = born.year + 60 + 543 + (born.month >= 10) if born else None
            has_post = bool(row["pos_no"])
            people[row["emp_code"]] = Person(unit(row["div_name"]), row["status_code"], retires, has_post, came, left)
    for row in connection.execute("select * from tb_order where move_type = 'ย้ายภายใน' order by effective_date"):
        person, moved = people.get(row["emp_code"]), day(row["effective_date"])
        if person and moved and person.came < moved and (person.left is None or moved < person.left):
            person.moves.append((moved, unit(row["old_div_name"]), unit(row["new_div_name"])))
    posts = [
        (unit(row["div_name"]), max(opened, BEGINNING), day(row["cancel_date"]))
        for row in connection.execute("select * from tb_position")
        if (opened := day(row["open_date"]))
    ]
    leave = []
    for row in connection.execute("select * from tb_leave"):
        begun, halves = day(row["start_date"]), row["total_day"] * 2
        decision = "cancelled" if row["note"].startswith("ยกเลิกลา") else DECISIONS[row["status"]]
        if begun and halves >= 1 and halves == int(halves) and decision == "approved":
            leave.append((begun, unit(row["div_name"]), int(halves), row["leave_type"]))
    sick = [(begun, where, halves) for begun, where, halves, kind in leave if kind == "ลาป่วย"]
    return City(list(people.values()), posts, sick, min(one[0] for one in leave), read_training(connection, unit))


def read_training(
    connection: sqlite3.Connection, unit: Callable[[str], str]
) -> list[tuple[date, str, int, bool, bool]]:
    found, met, met_digital = [], set(), set()
    for row in connection.execute("select * from tb_training order by end_date"):
        ended, hours = day(row["end_date"]), row["hours"]
        if ended is None or not re.fullmatch(r"[0-9.]+", hours) or row["result"] not in ("ผ่าน", "เข้าร่วม"):
            continue
        who = (row["emp_code"].zfill(6), ended.year + (ended.month >= 10))
        is_digital = "ดิจิทัล" in row["course_group"] and row["result"] == "ผ่าน"
        minutes = int(Fraction(hours) * 60)
        first_digital = is_digital and who not in met_digital
        found.append((ended, unit(row["div_name"]), minutes, who not in met, first_digital))
        met.add(who)
        if is_digital:
            met_digital.add(who)
    return found


def day(text: str | None) -> date | None:
    return None if not text or text.startswith("0000") else date.fromisoformat(text)


# --- the indicators, by docs/definitions.md ---------------------------------------------------------------------


def calculate(city: City, units: Iterable[str], period: Any) -> dict[str, dict[str, Fraction | None]]:
    """unit -> indicator -> value."""
    first, last = period.starts_on, min(period.ends_on - timedelta(days=1), TODAY)
    lost, sick, minutes, trained, digital = (Counter[str]() for _ in range(5))
    for person in city.people:
        if person.status in ("11", "12") and person.left and first <= person.left <= last:
            lost[person.unit] += 1
    for begun, where, halves in city.sick:
        if first <= begun <= last:
            sick[where] += halves
    for ended, where, took, is_first, is_first_digital in city.trained:
        if first <= ended <= last:
            minutes[where] += took
            trained[where] += is_first
            digital[where] += is_first_digital
    for counted in (lost, sick, minutes, trained, digital):
        counted["KKM"] = sum(counted.values())
    before, at_end, posts = city.headcount(first - timedelta(days=1)), city.headcount(last), city.posts_on(last)
    held, retiring, now = city.on_posts(last), city.retiring(last, period.fiscal_year), city.headcount(TODAY)
    found = {}
    for unit in units:
        staff, mean = at_end[unit], Fraction(before[unit] + at_end[unit], 2)
        is_shown = now[unit] >= 5 and period.ends_on > city.first_leave
        found[unit] = {
            "HR-01": Fraction(staff),
            "HR-02": ratio(100 * (posts[unit] - held[unit]), posts[unit]),
            "HR-04": ratio(Fraction(minutes[unit], 60), mean),
            "HR-05": ratio(100 * trained[unit], staff),
            "HR-06": ratio(100 * digital[unit], staff),
            "HR-07": Fraction(retiring[unit]),
            "HR-08": ratio(Fraction(sick[unit], 2), mean) if is_shown else None,
            "HR-09": ratio(100 * lost[unit], mean),
            "HR-11": None,  # nobody has told the population here
        }
    return found


def ratio(up: Fraction | int, down: Fraction | int) -> Fraction | None:
    return Fraction(up) / down if down else None


def compare(engine: Engine, city: City) -> tuple[int, list[str]]:
    with engine.connect() as connection:
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.not_in(UNSCORED))).all()
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        values = connection.execute(select(ind_value).where(ind_value.c.code.like("HR-%")))
        found = {(v.code, v.period_id, v.org_unit_key): v.value for v in values}
    compared, wrong = 0, []
    for period in periods:
        has_begun = period.starts_on <= TODAY
        of_units = calculate(city, units.values(), period)
        for key, unit in units.items():
            expected = of_units[unit] if has_begun else dict.fromkeys(of_units[unit])
            for code, value in expected.items():
                compared += 1
                mine = found[code, period.period_id, key]
                if mine != (None if value is None else float(value)):
                    wrong.append(f"{code} {period.period_id} {unit}: {mine} is not {value and float(value)}")
    return compared, wrong


# --- people -----------------------------------------------------------------------------------------------------


def look_for_people(engine: Engine, file: Path) -> None:
    """Everything that is text anywhere in the warehouse, against everything the source says of people."""
    texts: set[str] = set()
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text | Date):
                    texts.update(map(str, connection.scalars(select(column).distinct())))
        rejects = connection.execute(select(etl_reject.c.entity, etl_reject.c.row_json)).all()
    everything = "\n".join(texts)
    assert len(rejects) > 50 and {entity for entity, _ in rejects} >= {"staff", "leave", "training"}
    assert not [canary for canary in CANARIES if canary in everything]
    source = sqlite3.connect(file)
    columns = "emp_code, fullname, id_card, birthday, tel, email, address"
    of_people = {str(v) for row in source.execute(f"select {columns} from tb_person") for v in row if v}
    of_people |= {str(v) for row in source.execute("select reason, contact, approver from tb_leave") for v in row if v}
    of_people -= {"0000-00-00"}
    assert len(of_people) > 5_000
    assert not sorted(texts & of_people)
    longest = {one for one in of_people if len(one) > 12}
    quoted = re.findall(r'"([^"]{12,})"', everything)
    assert not set(quoted) & longest
    assert not [text for text in texts if re.fullmatch(r"19\d\d-\d\d-\d\d.*", text)], "a birth date"
    if engine.dialect.name == "sqlite":
        raw = Path(str(engine.url.database)).read_bytes()
        assert not [canary for canary in CANARIES if canary.encode() in raw]
