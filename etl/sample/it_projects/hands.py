"""How people type and what they are called in the sample IT-development system: departments, flags, dates, persons."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

import numpy as np

from etl.sample import people
from etl.sample.draws import Draws
from etl.sample.it_projects import words
from etl.sample.it_projects.schema import ZERO_DATE


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def if_passed(day: str, at: datetime) -> str:
    return day if day and at_noon(date.fromisoformat(day)) <= at else ZERO_DATE


def write_buddhist(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year + 543}"


def type_department(chance: Random, department: str) -> str:
    if chance.random() < 0.14:
        return chance.choice(words.SPELLINGS[department])
    return words.DEPARTMENTS[department] + (" " if chance.random() < 0.05 else "")


def type_flag(chance: Random, flag: str) -> str:
    return chance.choice(("1", "มี", "Y") if flag == "yes" else ("0", "ไม่มี", "N"))


def invent_name(chance: Random) -> str:
    given = people.GIVEN[chance.randrange(len(people.GIVEN))]
    return f"{chance.choice(('นาย', 'นาง', 'น.ส.'))}{given} {people.FAMILY[chance.randrange(len(people.FAMILY))]}"


def invent_phone(chance: Random) -> str:
    return f"08{chance.choice('1269')}-000-0{chance.randint(0, 999):03d}"


def invent_card(chance: Random) -> str:
    return str(people.id_numbers(Draws.of(chance.randint(1, 9999), np.array([1])), "card")[0])
