"""Published figures -> their facts: the day each stands for, and the year of its edition."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from etl.calendar_th import BE_OFFSET, add_months, from_day_number
from etl.contracts.statistics import STATISTIC
from etl.steps.instants import parse_instants
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys

_QUARTER = re.compile(r"(?:Q|ไตรมาส(?:ที่)?)\s*([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"2[45]\d\d")


def shape_statistics(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_statistic, without those that describe the reading."""
    facts = shape_plain(STATISTIC, fields, keys, now)
    facts["edition"] = [edition or "" for edition in fields["edition"]]
    facts["edition_year"] = [int(found[0]) if (found := _YEAR.search(text)) else 0 for text in facts["edition"]]
    facts["period_end_date"] = [
        end_period(*row).isoformat()
        for row in zip(fields["period_kind"], fields["period_as_printed"], fields["year_be"], strict=True)
    ]
    return facts


def end_period(kind: str, printed: str, year_be: int) -> date:
    """The day a figure stands for: the one printed; else the last of its quarter, else of its calendar year."""
    if kind == "date":
        days, bad = parse_instants([printed], "be")
        if not bad[0] and not days.none[0]:
            return from_day_number(int(days.days[0]))
    year, months = year_be - BE_OFFSET, 12
    if kind == "quarter" and (found := _QUARTER.search(printed)):
        months = 3 * int(found[1])
    return add_months(date(year, 1, 1), months) - timedelta(days=1)
