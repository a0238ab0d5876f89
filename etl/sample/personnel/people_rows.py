"""Careers as rows of tb_person, tb_position and tb_order as of an instant, with the dirt such registers have."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from etl.calendar_th import BE_OFFSET, day_number, from_day_number
from etl.sample import people
from etl.sample.city import DAY_SECONDS, FIRST_DAY
from etl.sample.draws import Draws
from etl.sample.personnel import words
from etl.sample.personnel.careers import SEED, Career, Post, make_careers
from etl.sample.personnel.schema import ZERO_DATE

Row = tuple[Any, ...]
IMPORTED = "2021-09-27 09:15:00"  # when the register was first filled
OFFICE = 8 * 3600 + 1800  # what is to take effect on a day is written that morning
# two chairs whose holders were given the number of their neighbour's
DOUBLED = {41: 40, 201: 200}


def write_day(day: float) -> str:
    return ZERO_DATE if day == math.inf else from_day_number(int(day)).isoformat()


def write_moment(seconds: float) -> str:
    day, second = divmod(int(seconds), DAY_SECONDS)
    return f"{from_day_number(day).isoformat()} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def written_at(day: float) -> float:
    """When what takes effect on a day is written into the register, local seconds."""
    return day * DAY_SECONDS + OFFICE + (int(day) * 37 % 3600) if day != math.inf else math.inf


def known_careers(now: int) -> list[Career]:
    """Of everybody who stands in the register by now."""
    return [career for career in make_careers()[0] if written_at(max(career.hired, 0)) <= now]


class Faces:
    """Names and the like of the people of the register, none of them anybody's; drawn once for all."""

    def __init__(self) -> None:
        careers = make_careers()[0]
        own = Draws.of(SEED + 1, np.array([career.index for career in careers]))
        self.place = {career.index: n for n, career in enumerate(careers)}
        self.names = people.names(own, "staff").tolist()
        self.cards = people.id_numbers(own, "card").tolist()
        self.phones = people.phones(own, "phone").tolist()
        self.emails = people.emails(own, "email").tolist()
        self.u = {
            purpose: own.uniform(purpose).tolist()
            for purpose in ("spelling", "which", "sex", "no post", "no birth", "no out", "pay", "house")
        }


def make_person_rows(careers: Iterable[Career], faces: Faces, now: int) -> list[Row]:
    rows = [_person(career, faces, now) for career in careers]
    return [*rows, *_odd_people(now)]


def _person(career: Career, faces: Faces, now: int) -> Row:
    n, u = faces.place[career.index], faces.u
    line = career.post.line
    has_left, has_moved = written_at(career.left) <= now, written_at(career.moved) <= now
    has_risen = written_at(career.promoted) <= min(now, written_at(career.left))
    post = career.later_post if has_moved else career.post
    level = career.base_level + has_risen
    status, times = words.AT_WORK, [career.hired, career.moved, career.promoted]
    start, end, kind = career.away
    if written_at(start) <= now and start < career.left:
        times.append(start)
        status = kind
        if written_at(min(end, career.left)) <= now:
            times.append(min(end, career.left))
            status = words.AT_WORK
    if has_left:
        times.append(career.left)
        status = career.reason
    written = [written_at(t) for t in times if t < math.inf and written_at(t) <= now and FIRST_DAY <= t <= career.left]
    forgets = career.reason == words.RESIGNED and u["no out"][n] < 0.06  # the order was filed, the date not typed
    number = post.number if u["no post"][n] >= 0.004 else ""
    if career.index % 1_400 in DOUBLED and line.category == words.CIVIL:
        number = make_careers()[1][DOUBLED[career.index % 1_400]].number
    return (
        career.index + 1, career.code, people.TITLES[0 if u["sex"][n] < 0.42 else 3], faces.names[n], faces.cards[n],
        _sex(u["sex"][n], u["which"][n]), ZERO_DATE if u["no birth"][n] < 0.004 else write_day(career.birth),
        f"{int(u['house'][n] * 900) + 1}/{int(u['pay'][n] * 90)} ถนนตัวอย่าง", faces.phones[n], faces.emails[n],
        line.category, post.division, _spell(post.division, u["spelling"][n], u["which"][n]), line.position,
        line.position_type, line.levels[level], number, round(9000 + 38000 * u["pay"][n], -1), write_day(career.hired),
        ZERO_DATE if not has_left or forgets else write_day(career.left), status,
        write_moment(max(written)) if written else IMPORTED,
    )  # fmt: skip


def _odd_people(now: int) -> list[Row]:
    """Rows the register should not have: trials, a birth year of the Buddhist Era, and the people tests look for."""
    name, card, phone, address, email = words.CANARIES

    def row(person_id: int, code: str, **other: Any) -> Row:
        values = {
            "person_id": person_id, "emp_code": code, "prefix": "นางสาว", "fullname": name, "id_card": card,
            "sex": "หญิง", "birthday": "1980-05-05", "address": address, "tel": phone, "email": email,
            "cat_code": words.GENERAL,
            "div_id": "01", "div_name": "สำนักปลัดเทศบาล", "position_name": "คนงานทั่วไป", "position_type": "",
            "level_name": "", "pos_no": "", "salary": 9000.0, "start_date": "2020-10-01", "out_date": "2022-10-01",
            "status_code": words.RESIGNED, "updated_at": "2022-10-03 09:00:00",
        }  # fmt: skip
        return tuple((values | other).values())

    rows = [
        row(900_001, "099001"),
        row(900_002, "099002", cat_code="99", fullname="ทดสอบ ระบบ", updated_at="2021-10-04 10:00:00"),
        row(900_003, "099003", start_date=ZERO_DATE, fullname="ทดสอบ 2", updated_at="2022-02-01 10:00:00"),
        row(900_004, "099004", birthday="2523-05-05", updated_at="2022-03-01 10:00:00"),
        row(900_005, "", fullname="ไม่มีรหัส", updated_at="2022-04-01 10:00:00"),
        row(900_006, "099006", status_code="77", updated_at="2022-05-01 10:00:00"),
    ]
    trial_ends = day_number(date(2024, 3, 15)) * DAY_SECONDS
    trial = row(900_007, "099007", fullname="ทดสอบ อบรมผู้ดูแลระบบ", start_date="2024-03-01", out_date=ZERO_DATE,
                status_code=words.AT_WORK, updated_at="2024-03-01 09:00:00")  # fmt: skip
    if trial_ends - 14 * DAY_SECONDS + OFFICE <= now < trial_ends:  # deleted again two weeks later
        rows.append(trial)
    at = write_moment(now)
    return [one for one in rows if one[-1] <= at]


def _sex(u: float, which: float) -> str:
    male = u < 0.42
    if which < 0.01:
        return ""
    return ("ช" if male else "ญ") if which < 0.2 else ("ชาย" if male else "หญิง")


def _spell(division: str, u: float, which: float) -> str:
    """The division's name, now and then as staff typed it."""
    name, *others = words.DIVISIONS[division]
    return name if u >= 0.08 or not others else others[int(which * len(others))]


def make_post_rows(now: int) -> list[Row]:
    """Posts of the plan; those of a later plan appear on its first day."""
    posts = make_careers()[1]
    return [
        _post(n, post, now)
        for n, post in enumerate(posts, 1)
        if post.number and (post.opened < FIRST_DAY or written_at(post.opened) <= now)
    ]


def _post(number: int, post: Post, now: int) -> Row:
    is_gone = written_at(post.abolished) <= now
    times = [t for t in (post.opened, post.abolished) if FIRST_DAY <= t < math.inf and written_at(t) <= now]
    year = from_day_number(post.opened).year + BE_OFFSET + 1
    first = year - (year - 2562) % 3
    return (
        number, post.number, post.line.position, post.line.position_type, post.level, post.line.category,
        _spell(post.division, number * 29 % 100 / 100, number % 7 / 7), f"{first}-{first + 2}", write_day(post.opened),
        write_day(post.abolished) if is_gone else ZERO_DATE,
        write_moment(written_at(max(times))) if times else IMPORTED,
    )  # fmt: skip


def make_order_rows(careers: Iterable[Career], faces: Faces, now: int) -> list[Row]:
    """One line for each order since October 2564 that has taken effect."""
    rows = []
    for career in careers:
        if career.post.line.category == words.OUTSOURCED:
            continue
        for step, (_, day, _, _) in enumerate(_orders(career)):
            at = written_at(day)
            if day >= FIRST_DAY and at <= now:
                rows.append(_order(career, faces, step, at))
    return rows


def _orders(career: Career) -> list[tuple[str, float, str, str]]:
    first, last = career.post.division, career.division_on(career.left - 1)
    risen = career.promoted if career.promoted < career.left else math.inf
    return [
        ("บรรจุแต่งตั้ง" if career.index % 3 else "รับโอน", career.hired, "", first),
        ("ย้ายภายใน", career.moved, first, career.later_post.division),
        ("เลื่อนระดับ", risen, career.division_on(risen), career.division_on(risen)),
        (words.LEAVING_ORDERS[career.reason], career.left, last, ""),
    ]


def _order(career: Career, faces: Faces, step: int, at: float) -> Row:
    kind, day, old, new = _orders(career)[step]
    n = faces.place[career.index]
    year = from_day_number(int(day)).year + BE_OFFSET
    names = [words.DIVISIONS[code][0] if code else "" for code in (old, new)]
    detail = f"ให้{faces.names[n]} เลขประจำตัว {faces.cards[n]} {kind} ตั้งแต่วันที่ {write_day(day)}"
    return (
        career.index * 4 + step + 1, career.code, faces.names[n], f"{(career.index * 7 + step) % 997 + 1}/{year}", kind,
        ZERO_DATE if (career.index * 4 + step) % 997 == 5 and kind == "เลื่อนระดับ" else write_day(day), *names, detail,
        write_moment(at),
    )  # fmt: skip
