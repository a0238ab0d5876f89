"""Typed fields of personnel -> facts: the year of retirement instead of a birth date, half-days, minutes.

Who came, and what post was established, before the calendar of the warehouse begins stands there from its first day
on: figures go back no further.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from etl.calendar_th import BE_OFFSET, FISCAL_FIRST_MONTH, day_number, fiscal_year_start
from etl.contracts.personnel import LEAVE, POST, RETIREMENT_AGE, STAFF, TRAINING
from etl.steps.instants import Instants, write_days
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys
from etl.warehouse.periods import CALENDAR_FISCAL_YEARS

FIRST_DAY = day_number(fiscal_year_start(CALENDAR_FISCAL_YEARS[0]))


def shape_staff(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_staff, without those that describe the reading."""
    return shape_plain(STAFF, fields, keys, now) | {
        "retire_fiscal_year": _retirement_years(fields["birth_date"]),
        "came_date": _from_first_day(fields["hired_date"]),
    }


def shape_posts(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_post, without those that describe the reading."""
    return shape_plain(POST, fields, keys, now) | {"established_date": _from_first_day(fields["established_date"])}


def shape_leave(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_leave, without those that describe the reading."""
    return shape_plain(LEAVE, fields, keys, now) | {"half_days": [round(days * 2) for days in fields["days"]]}


def shape_training(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_training, without those that describe the reading."""
    minutes = [round(hours * 60) for hours in fields["hours"]]
    return shape_plain(TRAINING, fields, keys, now) | {"training_minutes": minutes}


def _retirement_years(births: Instants) -> list[int | None]:
    """The fiscal year (BE) in which each turns 60: born on 1 October or later, the next. Null: birth date not known."""
    months = births.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    years, month = 1970 + months // 12, months % 12 + 1
    found = years + RETIREMENT_AGE + BE_OFFSET + (month >= FISCAL_FIRST_MONTH)
    return [None if none else year for year, none in zip(found.tolist(), births.none.tolist(), strict=True)]


def _from_first_day(dates: Instants) -> list[str | None]:
    return write_days(np.maximum(dates.days, FIRST_DAY), dates.none)
