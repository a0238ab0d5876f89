"""Leave and training of the people in service, as rows of tb_leave and tb_training as of an instant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.calendar_th import day_number, fiscal_year_be, fiscal_year_start, from_day_number
from etl.sample.city import DAY_SECONDS, FIRST_DAY, is_workday
from etl.sample.draws import Draws, Floats, Ints, texts
from etl.sample.personnel import words
from etl.sample.personnel.careers import HOLDERS, LAST_DAY, SEED, SLOTS, Career
from etl.sample.personnel.people_rows import Faces
from etl.sample.personnel.schema import ZERO_DATE

Row = tuple[Any, ...]
PEOPLE = SLOTS * HOLDERS
_DATES = texts([from_day_number(n).isoformat() for n in range(FIRST_DAY, LAST_DAY + 1200)])
_CLOCK = [f" {s // 60:02d}:{s % 60:02d}:{s * 7 % 60:02d}" for s in range(24 * 60)]
NEVER = 2**60
TURNS = (0.7, 0.45, 0.2)  # the chance of a first, second and third course in a year


@dataclass(frozen=True)
class Kind:
    """A kind of leave: its name, the chance a person takes it in a year, and its length in half-days with weights."""

    name: str
    share: float
    halves: tuple[int, ...]
    weights: tuple[float, ...]
    asked_before: int  # days before its first; negative: after it


_SICK = ((1, 2, 3, 4, 6, 10, 30, 90), (14, 40, 5, 22, 12, 5, 1.5, 0.5))
_OWN = ((1, 2, 4, 6), (22, 46, 24, 8))
KINDS = (
    *(Kind("ลาป่วย", share, *_SICK, -1) for share in (0.72, 0.45, 0.26, 0.14)),
    *(Kind("ลากิจส่วนตัว", share, *_OWN, 3) for share in (0.5, 0.2)),
    *(Kind("ลาพักผ่อน", share, (1, 2, 4, 6, 10), (8, 30, 30, 20, 12), 7) for share in (0.75, 0.5)),
    Kind("ลาคลอดบุตร", 0.018, (180,), (1,), 2),
    Kind("ลาช่วยเหลือภริยาที่คลอดบุตร", 0.012, (20, 30), (1, 1), 1),
    Kind("ลาอุปสมบท", 0.004, (30, 180), (2, 1), 30),
)


@dataclass(frozen=True)
class Roll:
    """The people of the register as columns."""

    careers: Sequence[Career]
    index: Ints
    hired: Ints
    left: Ints
    moved: Ints

    @classmethod
    def of(cls, careers: Sequence[Career]) -> Roll:
        def days(values: list[float]) -> Ints:
            return np.array([NEVER if v == math.inf else int(v) for v in values], dtype=np.int64)

        careers = [c for c in careers if c.post.line.category != words.OUTSOURCED]
        return cls(
            careers, np.array([c.index for c in careers]), days([max(c.hired, FIRST_DAY) for c in careers]),
            days([c.left for c in careers]), days([c.moved for c in careers]),
        )  # fmt: skip

    def divisions(self, who: Ints, day: Ints) -> list[str]:
        pairs = zip(who.tolist(), (day >= self.moved[who]).tolist(), strict=True)
        return [(self.careers[n].later_post if moved else self.careers[n].post).division for n, moved in pairs]


def _years(now: int) -> range:
    return range(2565, fiscal_year_be(from_day_number(now // DAY_SECONDS + 40)) + 1)


def _year_days(year: int) -> tuple[int, int]:
    return day_number(fiscal_year_start(year)), day_number(fiscal_year_start(year + 1))


def _moments(times: Ints) -> list[str]:
    days, minutes = (times // DAY_SECONDS - FIRST_DAY).tolist(), (times % DAY_SECONDS // 60).tolist()
    return [_DATES[day] + _CLOCK[minute] for day, minute in zip(days, minutes, strict=True)]


def make_leave_rows(careers: Sequence[Career], faces: Faces, now: int) -> list[Row]:
    roll = Roll.of(careers)
    rows: list[Row] = []
    for year in _years(now):
        for place in range(len(KINDS)):
            rows += _leave_of_kind(roll, faces, now, year, place)
    return rows


_WORKDAYS = np.flatnonzero(is_workday(np.arange(FIRST_DAY, LAST_DAY + 1200))) + FIRST_DAY


def _leave_of_kind(roll: Roll, faces: Faces, now: int, year: int, place: int) -> list[Row]:
    kind = KINDS[place]
    first, end = _year_days(year)
    own = Draws.of(SEED + 2, roll.index, np.full(len(roll.index), year * 100 + place))
    day = first + (own.uniform("day") ** 0.95 * (end - first)).astype(np.int64)
    at = np.searchsorted(_WORKDAYS, day)  # the first working day from there on
    day = _WORKDAYS[at]
    asked = (day - kind.asked_before) * DAY_SECONDS + 9 * 3600 + own.integers("minute", 0, 400) * 60
    asked = np.maximum(asked, FIRST_DAY * DAY_SECONDS + 9 * 3600)
    gone = asked + own.integers("withdrawn", 2, 40) * DAY_SECONDS
    gone = np.where(own.chance("withdraws", 0.008), gone, NEVER)  # such requests are deleted from the system
    is_there = own.chance("takes", kind.share) & (day >= roll.hired) & (day < roll.left) & (asked <= now) & (gone > now)
    if kind.name in ("ลาคลอดบุตร", "ลาช่วยเหลือภริยาที่คลอดบุตร", "ลาอุปสมบท"):
        is_there &= own.chance("fits", 0.6)
    who = np.flatnonzero(is_there)
    own, day, at, asked = own.take(who), day[who], at[who], asked[who]
    halves = np.array(kind.halves)[own.choose("length", kind.weights)]
    decided = asked + own.integers("decides", 1, 70) * 3600
    cancelled = np.where(own.chance("cancels", 0.03), decided + own.integers("cancel", 1, 90) * 3600, NEVER)
    last = _WORKDAYS[at + (halves + 1) // 2 - 1]
    shortened = own.chance("shortened", 0.012) & (last * DAY_SECONDS + 20 * DAY_SECONDS <= now) & (halves > 2)
    halves = np.where(shortened, halves - 1, halves)  # put right later, and the time of change left alone
    changed = np.where(decided <= now, decided, asked)
    changed = np.where(cancelled <= now, cancelled, changed)
    return _write_leave(roll, faces, year, place, kind, who, own, day, last, halves, _status(own, decided, now),
                        cancelled <= now, changed)  # fmt: skip


def _status(own: Draws, decided: Ints, now: int) -> list[str]:
    """Approval is spelled two ways."""
    said = np.where(own.chance("refused", 0.015), "ไม่อนุมัติ", np.where(own.chance("spelled", 0.3), "อนุญาต", "อนุมัติ"))
    return np.where(decided <= now, said, "รออนุมัติ").tolist()


def _write_leave(  # noqa: PLR0917 the columns of one table
    roll: Roll, faces: Faces, year: int, place: int, kind: Kind, who: Ints, own: Draws, day: Ints, last: Ints,
    halves: Ints, statuses: list[str], cancelled: Any, changed: Ints,
) -> list[Row]:  # fmt: skip
    ids = ((year - 2565) * len(KINDS) + place) * PEOPLE + roll.index[who] + 1
    days = halves / 2
    days = np.where(own.chance("hours", 0.0012), 0.25, np.where(own.chance("no days", 0.0005), 0.0, days))
    start = np.where(own.chance("no start", 0.0006), ZERO_DATE, _DATES[day - FIRST_DAY])
    by_note = own.chance("by note", 0.5)  # the old way: the decision stays, a remark takes it back
    reasons = own.pick("reason", texts(words.REASONS)).tolist()
    divisions = roll.divisions(who, day)
    places = [faces.place[roll.careers[n].index] for n in who.tolist()]
    misspelt = own.chance("kind misspelt", 0.0015).tolist()
    name, _, phone, *_ = words.CANARIES
    rows = [
        (
            number, roll.careers[n].code, faces.names[p], words.DIVISIONS[division][0], "ลา" if odd else kind.name,
            reason, f"โทร {faces.phones[p]}", begins, ends, total, str(year), "ยกเลิก" if off and not note else status,
            "ยกเลิกลาและคืนวันลา" if off and note else "", faces.names[p - p % 50], at,
        )
        for number, n, p, division, odd, reason, begins, ends, total, status, off, note, at in zip(
            ids.tolist(), who.tolist(), places, divisions, misspelt, reasons, start.tolist(),
            _DATES[last - FIRST_DAY].tolist(), days.tolist(), statuses, cancelled.tolist(), by_note.tolist(),
            _moments(changed), strict=True,
        )
    ]  # fmt: skip
    if rows and place == 0 and year == 2566:  # the people tests look for, also in what a remark says
        rows[0] = (*rows[0][:2], name, rows[0][3], rows[0][4], f"พา{name} ไปพบแพทย์", f"โทร {phone}", *rows[0][7:])
    return rows


def make_training_rows(careers: Sequence[Career], faces: Faces, now: int) -> list[Row]:
    roll = Roll.of(careers)
    return [
        row
        for year in _years(now)
        for turn in range(len(TURNS))
        for row in _training_of_turn(roll, faces, now, year, turn)
    ]


def _training_of_turn(roll: Roll, faces: Faces, now: int, year: int, turn: int) -> list[Row]:
    share = TURNS[turn]
    first, end = _year_days(year)
    own = Draws.of(SEED + 3, roll.index, np.full(len(roll.index), year * 10 + turn))
    wave = own.integers("wave", 0, 60)  # courses are held on sixty days a year
    day = _WORKDAYS[np.searchsorted(_WORKDAYS, first + 20 + (wave * (end - first - 30)) // 60)]
    written = day * DAY_SECONDS + own.integers("typed", 1, 12) * DAY_SECONDS + own.integers("minute", 500, 1000) * 60
    goes = own.chance("goes", share * min(1.0, 0.78 + 0.05 * (year - 2565)))
    who = np.flatnonzero(goes & (day >= roll.hired) & (day < roll.left) & (written <= now))
    own, day, written = own.take(who), day[who], written[who]
    is_digital = own.chance("digital", min(0.62, 0.28 + 0.07 * (year - 2565)))
    course = np.where(is_digital, own.integers("course", 0, len(words.DIGITAL_COURSES)),
                      own.integers("other course", words.OTHER_COURSES.start, words.OTHER_COURSES.stop))  # fmt: skip
    result = np.where(own.chance("fails", 0.05), "ไม่ผ่าน", np.where(own.chance("only attends", 0.2), "เข้าร่วม", "ผ่าน"))
    result = np.where(own.chance("absent", 0.03), "ไม่เข้าร่วม", result)
    hours = _hours(own, course)
    bare = own.chance("zeros lost", 0.3).tolist()  # typed in a spreadsheet, before October 2566
    ids = ((year - 2565) * len(TURNS) + turn) * PEOPLE + roll.index[who] + 1
    rows = []
    for number, n, division, c, ended, h, said, at, lost in zip(
        ids.tolist(), who.tolist(), roll.divisions(who, day), course.tolist(), _DATES[day - FIRST_DAY].tolist(), hours,
        result.tolist(), _moments(written), bare, strict=True,
    ):  # fmt: skip
        career = roll.careers[n]
        code = career.code.lstrip("0") if lost and year < 2567 else career.code
        name, group, _ = words.COURSES[c]
        rows.append((number, code, faces.names[faces.place[career.index]], words.DIVISIONS[division][0], name, group,
                     ended, h, said, at))  # fmt: skip
    return rows


def _hours(own: Draws, course: Ints) -> list[str]:
    """As people type them: `18`, `18.00`, now and then `18 ชม.` or nothing."""
    hours = np.array([one[2] for one in words.COURSES])[course]
    half: Floats = hours / 2 + 0.5
    ways = own.choose("way", (84, 10, 5.4, 0.3, 0.3)).tolist()
    return [
        (f"{h}", f"{h:.2f}", f"{x:g}", f"{h} ชม.", "-")[way]
        for h, x, way in zip(hours.tolist(), half.tolist(), ways, strict=True)
    ]
