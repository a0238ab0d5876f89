"""Facts of the IT projects that hold more than their fields: the days on which a year, a month or a test lapses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from etl.calendar_th import add_months, fiscal_year_start, same_day_in_year
from etl.contracts.it_projects import ASSESSMENT, SYSTEM_MONTH
from etl.contracts.it_projects_plan import PLAN_PROGRESS, PLAN_YEAR
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys


def shape_system_month(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """A report stands until the next month's; a tested restore for twelve months."""
    facts = shape_plain(SYSTEM_MONTH, fields, keys, now)
    facts["lapses_date"] = [_write(add_months(_read(day), 2) - timedelta(days=1)) for day in facts["month_date"]]
    facts["restore_lapses_date"] = [
        day and _write(same_day_in_year(_read(day), 1)) for day in facts["restore_tested_date"]
    ]
    return facts


def shape_assessment(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    facts = shape_plain(ASSESSMENT, fields, keys, now)
    facts["value_halves"] = [round(value * 2) for value in facts["value"]]
    return facts


def shape_plan_year(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    facts = shape_plain(PLAN_YEAR, fields, keys, now)
    facts["opens_date"] = [_write(fiscal_year_start(year)) for year in facts["fiscal_year"]]
    facts["lapses_date"] = [_write(fiscal_year_start(year + 1)) for year in facts["fiscal_year"]]
    return facts


def shape_plan_progress(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """A report of after the fiscal year counts on its last day, one of before it on its first."""
    facts = shape_plain(PLAN_PROGRESS, fields, keys, now)
    years = facts["fiscal_year"]
    facts["lapses_date"] = [_write(fiscal_year_start(year + 1)) for year in years]
    facts["counted_date"] = [
        _write(min(max(_read(day), fiscal_year_start(year)), fiscal_year_start(year + 1) - timedelta(days=1)))
        for day, year in zip(facts["reported_date"], years, strict=True)
    ]
    return facts


def _read(day: str) -> date:
    return date.fromisoformat(day)


def _write(day: date) -> str:
    return day.isoformat()


IT_PROJECTS_SHAPES = {
    SYSTEM_MONTH.name: shape_system_month,
    ASSESSMENT.name: shape_assessment,
    PLAN_YEAR.name: shape_plan_year,
    PLAN_PROGRESS.name: shape_plan_progress,
}
