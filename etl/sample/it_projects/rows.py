"""Every row of the sample IT-development system as it stands at an instant, with the dirt such rows have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table

from etl.calendar_th import add_months
from etl.sample.it_projects import plan, schema, words
from etl.sample.it_projects.hands import (
    at_noon,
    if_passed,
    invent_card,
    invent_name,
    invent_phone,
    type_department,
    type_flag,
    write_buddhist,
)
from etl.sample.it_projects.schema import ZERO, ZERO_DATE

Row = tuple[Any, ...]
BEGINNING = datetime(2021, 10, 1, 9)
_ISO = "%Y-%m-%d %H:%M:%S"
_WORKING_MONTHS = {"requested": 9, "analysis": 8, "design": 6, "development": 5, "testing": 2, "training": 1}


def tables_at(now: int) -> dict[Table, list[Row]]:
    """All rows at local second `now`, in the order of the columns."""
    at = datetime(1970, 1, 1) + timedelta(seconds=now)
    return {
        schema.system: list(_systems(at)),
        schema.system_month: list(_months(at)),
        schema.integration: list(_links(at)),
        schema.request: list(_requests(at)),
        schema.service: list(_services(at)),
        schema.service_process: list(_processes(at)),
        schema.dataset: list(_datasets(at)),
        schema.assessment: list(_assessments(at)),
        schema.plan_project: list(_projects()),
        schema.plan_year: list(_plan_years()),
    }


def _systems(at: datetime) -> Iterator[Row]:
    for number, one in enumerate(words.SYSTEMS, 1):
        chance = Random(f"system {number}")
        live = date.fromisoformat(one.live)
        registered = max(
            BEGINNING, datetime(live.year, live.month, live.day, 10) - timedelta(days=chance.randint(270, 330))
        )
        if registered > at:
            continue
        today = (at - timedelta(hours=12)).date()  # what happens on a day is written down at its noon
        stage = _stage(live, one.end, today)
        steps = [registered, *(at_noon(add_months(live, -n)) for n in _WORKING_MONTHS.values()), at_noon(live)]
        steps += [at_noon(date.fromisoformat(day)) for day in (one.ropa, one.end) if day]
        yield (
            number, f"{number * 7:03d}", one.name, type_department(chance, one.department), words.TYPES[one.kind],
            chance.choice(words.ORIGINS[one.origin]), words.STAGE_CODES[stage],
            chance.choice(("PHP/MariaDB", "Laravel/MySQL", "-")),
            f"https://is{number}.sample.example/", type_flag(chance, one.personal),
            if_passed(one.ropa, at), one.project,
            one.accounts if live <= today else 0,
            ZERO_DATE if number in (7, 17) else if_passed(one.live, at), if_passed(one.end, at),
            invent_name(chance), invent_phone(chance), _system_note(chance, number), registered.strftime(_ISO),
            max(step for step in steps if step <= at).strftime(_ISO),
        )  # fmt: skip


def _stage(live: date, end: str, today: date) -> str:
    if end and date.fromisoformat(end) <= today:
        return "retired"
    if live <= today:
        return "maintenance" if (today - live).days > 1500 else "in_service"
    ahead = [stage for stage, months in _WORKING_MONTHS.items() if add_months(live, -months) <= today]
    return ahead[-1] if ahead else "requested"


def _system_note(chance: Random, number: int) -> str:
    if number % 6 == 0:
        return f"ติดต่อผู้ดูแลระบบ {invent_name(chance)} โทร {invent_phone(chance)} เลขบัตร {invent_card(chance)}"
    return chance.choice(("", "", "ใช้งานร่วมกันทุกกอง", "อยู่ระหว่างต่อสัญญาบำรุงรักษา"))


def _months(at: datetime) -> Iterator[Row]:
    """A report of each system in service for each finished month, written on the third of the next."""
    number = 0
    month = date(2021, 10, 1)
    while (following := add_months(month, 1)) <= at.date():
        written = at_noon(following) - timedelta(hours=12) + timedelta(days=2, hours=9)
        for system, one in enumerate(words.SYSTEMS, 1):
            number += 1
            chance = Random(f"month {system} {month}")
            live, end = date.fromisoformat(one.live), one.end and date.fromisoformat(one.end)
            if written > at or live > month or (end and end < following) or chance.random() < 0.004:
                continue
            yield _month_row(number, system, following - timedelta(days=1), written)
        if written <= at and month.month == 4:  # entered by mistake each year for a system that never was
            yield (900_000 + month.year, 99, write_buddhist(following - timedelta(days=1)),
            0, 0, 0, ZERO_DATE, None, None,
                   written.strftime(_ISO))  # fmt: skip
        month = following


def _month_row(number: int, system: int, last: date, written: datetime) -> Row:
    chance = Random(f"report {number}")
    one = words.SYSTEMS[system - 1]
    minutes = last.day * 1440
    down = 0 if chance.random() < 0.55 else min(int(chance.expovariate(1 / 170)), minutes)
    tested = chance.random() < (0.11 if last.year < 2025 else 0.17)
    surveyed = last.month in (3, 9) and chance.random() < 0.6
    answers = chance.randint(5, max(6, min(one.accounts // 4, 160))) if surveyed else None
    points = None if answers is None else sum(chance.choices((2, 3, 4, 5), (4, 14, 45, 37), k=answers))
    month_end = write_buddhist(last)
    if chance.random() < 0.003:  # typed in the other era: refused, never guessed
        month_end = last.strftime("%d/%m/%Y")
    return (
        number, system, month_end, int(one.accounts * chance.uniform(0.22, 0.74)),
        99_999 if chance.random() < 0.002 else minutes, down,
        (last - timedelta(days=chance.randint(0, 20))).isoformat() if tested else ZERO_DATE, answers, points,
        written.strftime(_ISO),
    )  # fmt: skip


def _links(at: datetime) -> Iterator[Row]:
    for number, (system, partner, method, begins, ends) in enumerate(words.LINKS, 1):
        chance = Random(f"link {number}")
        agreed = max(BEGINNING, at_noon(date.fromisoformat(begins)) - timedelta(days=60))
        if agreed > at:
            continue
        steps = [agreed, *(at_noon(date.fromisoformat(day)) for day in (begins, ends) if day)]
        yield (
            number, system, partner, method, if_passed(begins, at), if_passed(ends, at),
            invent_name(chance), invent_phone(chance),
            max(step for step in steps if step <= at).strftime(_ISO),
        )  # fmt: skip


def _requests(at: datetime) -> Iterator[Row]:
    """About sixteen a month; some finished late, cancelled, deleted as doubles, finished before they were asked for."""
    number = 0
    day = BEGINNING.date()
    while day <= at.date():
        chance = Random(f"requests {day}")
        if day.weekday() < 5:
            for _ in range(chance.choices((0, 1, 2, 3), (46, 36, 14, 4))[0]):
                number += 1
                if (row := _request_row(number, day, at)) is not None:
                    yield row
        day += timedelta(days=1)


def _request_row(number: int, day: date, at: datetime) -> Row | None:
    chance = Random(f"request {number}")
    asked = datetime(day.year, day.month, day.day, 8, 30) + timedelta(minutes=chance.randint(0, 450))
    allowed = chance.choice((7, 15, 30, 60, 90))
    taken = timedelta(days=allowed * chance.lognormvariate(-0.25, 0.5), minutes=chance.randint(0, 400))
    done = asked + taken
    cancelled = chance.random() < 0.05
    removed = asked + timedelta(days=3) if chance.random() < 0.015 else None
    if asked > at or (removed is not None and removed <= at):
        return None
    is_done = done <= at
    status = (
        ("ยกเลิก" if cancelled else "แล้วเสร็จ")
        if is_done
        else "กำลังดำเนินการ"
        if asked + taken / 3 <= at
        else "รอดำเนินการ"
    )
    shown = asked - timedelta(days=2) if number % 140 == 70 else done
    year = day.year + 543 + (day.month >= 10)
    department = chance.choice(list(words.DEPARTMENTS))
    title = chance.choice(words.TITLES)
    if number % 25 == 0:
        title += f" ติดต่อ {invent_name(chance)} {invent_phone(chance)}"
    budget = chance.choices(
        ("", "-", "0", f"{chance.randint(5, 90)},500.00", f"{chance.randint(1, 9)}0,000.25"), (60, 15, 5, 12, 8)
    )[0]
    return (
        number, f"พร.{number:04d}/{year}", type_department(chance, department), title,
        chance.choices(words.REQUEST_TYPES, (12, 40, 25, 18, 5))[0],
        "ค้างนาน" if number % 400 == 399 else status, asked.strftime(_ISO),
        ZERO_DATE if chance.random() < 0.04 else (day + timedelta(days=allowed)).isoformat(),
        shown.strftime(_ISO) if is_done else ZERO, round(chance.uniform(0.5, 40) * 2) / 2,
        "ไม่ใช้งบ" if number % 333 == 222 else budget,
        invent_name(chance), invent_phone(chance), invent_name(chance),
        (done if is_done else asked + taken / 3 if asked + taken / 3 <= at else asked).strftime(_ISO),
    )  # fmt: skip


def _list_services() -> Iterator[tuple[int, str, str, bool]]:
    number = 0
    for department, names in words.SERVICES.items():
        for name in names:
            number += 1
            yield number, department, name.rstrip("*"), name.endswith("*")


def _services(at: datetime) -> Iterator[Row]:
    for number, department, name, _ in _list_services():
        chance = Random(f"service {number}")
        yield number, name, type_department(chance, department), invent_name(chance), BEGINNING.strftime(_ISO)


def _processes(at: datetime) -> Iterator[Row]:
    """Finding information first, the rest over the years; some services never get there."""
    for number, _department, _name_th, is_free in _list_services():
        chance = Random(f"digital {number}")
        eager = chance.uniform(0.2, 1.4)
        for process in range(1, 9):
            days = int((process * 190 + chance.randint(-120, 500)) / eager) - 250
            ready = BEGINNING + timedelta(days=days)
            absent = (process == 6 and is_free) or (process == 8 and number % 5 == 0)
            begun = ready - timedelta(days=200)
            changed = (
                BEGINNING if absent else max(BEGINNING, ready if ready <= at else begun if begun <= at else BEGINNING)
            )
            state = "-" if absent else "Y" if ready <= at else "P" if begun <= at else "N"
            yield (
                number * 8 - 8 + process, number, process, state,
                ready.date().isoformat() if state == "Y" else ZERO_DATE, changed.strftime(_ISO),
            )  # fmt: skip


def _datasets(at: datetime) -> Iterator[Row]:
    number, published = 0, datetime(2024, 6, 10, 10)
    while published <= at:
        title, department = words.DATASETS[number % len(words.DATASETS)]
        chance = Random(f"dataset {number}")
        edition = number // len(words.DATASETS)
        withdrawn = published + timedelta(days=chance.randint(200, 700)) if chance.random() < 0.08 else None
        is_gone = withdrawn is not None and withdrawn <= at
        number += 1
        yield (
            number, title + (f" (ชุดที่ {edition + 1})" if edition else ""), type_department(chance,
            department), invent_name(chance),
            published.date().isoformat(),
            withdrawn.date().isoformat() if withdrawn is not None and is_gone else ZERO_DATE,
            (withdrawn if withdrawn is not None and is_gone else published).strftime(_ISO),
        )  # fmt: skip
        published += timedelta(days=chance.randint(9, 55))


def _assessments(at: datetime) -> Iterator[Row]:
    """Each August since 2566; the one of that year as the plan prints it."""
    year, number = 2566, 0
    while (assessed := datetime(year - 543, 8, 15, 14)) <= at:
        along = year - 2566
        results: list[tuple[str, float]] = []
        for item, first in enumerate(words.CHECKLIST, 1):
            gains = Random(f"checklist {item}").choice((1, 2, 2, 3, 5, 9))
            results.append((f"RDY-{item:02d}", min(1.0, first + 0.5 * max(0, along - gains + 1)) if along else first))
        results += [(code, float(counts[min(along, len(counts) - 1)])) for code, counts in words.POINTS.items()]
        for code, result in results:
            number += 1
            yield (
                number, code, str(year), result, assessed.date().isoformat(), invent_name(Random(f"assessor {number}")),
                assessed.strftime(_ISO),
            )  # fmt: skip
        year += 1


def _projects() -> Iterator[Row]:
    for number, one in enumerate(plan.read_projects(), 1):
        yield number, one.code, one.strategy, one.name, one.lead, one.responsible, one.note, BEGINNING.strftime(_ISO)


def _plan_years() -> Iterator[Row]:
    number = 0
    for one in plan.read_projects():
        for year, cell in one.budgets.items():
            number += 1
            dates = plan.plan_dates(one.code, year)
            starts, ends = (d.isoformat() for d in dates) if dates else (ZERO_DATE, ZERO_DATE)
            printed = f"{int(cell):,}" if cell.isdigit() and number % 3 == 0 else cell
            yield number, one.code, str(year), printed, starts, ends, BEGINNING.strftime(_ISO)
