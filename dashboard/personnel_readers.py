"""What /personnel reads beside indicators and measures: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot


@dataclass(frozen=True, slots=True)
class Retirement:
    """So many people of one type and position of an org_unit retire on 30 September of a fiscal year (BE)."""

    fiscal_year: int
    org_unit_key: int
    staff_type: str
    type_order: int
    type_th: str
    type_en: str
    position: str
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """People who have one word of a vocabulary, or (`retire_fiscal_year`) one year of retirement, 0: not known."""

    vocabulary: str
    code: str
    name_th: str
    name_en: str
    sort_order: int
    people: int

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class VacantPost:
    """A post nobody holds, since `vacant_from`: the day its last holder left, else the day it was established."""

    post_number: str
    position: str
    type_th: str
    type_en: str
    level_th: str
    level_en: str
    org_unit_key: int
    org_unit_th: str
    org_unit_en: str
    vacant_from: date
    established: date


@dataclass(frozen=True, slots=True)
class SickLeave:
    """Approved sick leave of an org_unit; `people` is how many different ones took any."""

    org_unit_key: int
    people: int
    half_days: int


def read_retirements(
    data: Snapshot, org_unit_key: int, on_date: date, from_year: int, to_year: int
) -> list[Retirement]:
    """Of the people in service on a day, by fiscal year from `from_year` until before `to_year`; of the chosen org_unit

    and of those directly below it.
    """
    rows = data.rows(
        "pages/staff_retirements", org_unit_key=org_unit_key, on_date=on_date, from_year=from_year, to_year=to_year
    )
    return [Retirement(*row) for row in rows]


def read_composition(data: Snapshot, org_unit_key: int, on_date: date) -> list[Group]:
    """Of the people in service on a day; the type of staff tells of hired services too, the others do not."""
    return [Group(*row) for row in data.rows("pages/staff_composition", org_unit_key=org_unit_key, on_date=on_date)]


def read_vacant_posts(data: Snapshot, org_unit_key: int, on_date: date) -> list[VacantPost]:
    """The longest vacant first."""
    return [VacantPost(*row) for row in data.rows("pages/vacant_posts", org_unit_key=org_unit_key, on_date=on_date)]


def read_sick_leave(data: Snapshot, org_unit_key: int, from_date: date, to_date: date) -> dict[int, SickLeave]:
    """By org_unit_key; small cells are still in it."""
    rows = data.rows("pages/sick_leave", org_unit_key=org_unit_key, from_date=from_date, to_date=to_date)
    return {row.org_unit_key: SickLeave(*row) for row in rows}


def read_org_unit_codes(data: Snapshot) -> dict[int, str]:
    """Every org_unit's code by its key, as addresses name it."""
    return {row.org_unit_key: row.code for row in data.rows("pages/frame_org_units")}
