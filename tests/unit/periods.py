"""Periods by their id, for tests of pure functions."""

from __future__ import annotations

from datetime import date

from etl.calendar_th import Period, fiscal_year_start
from etl.indicators.trajectory import find_span

GRAINS = {"H": "half", "Q": "quarter", "M": "month", "Y": "ytd"}


def period(period_id: str) -> Period:
    """A half, quarter, month, year to date, fiscal year or calendar year."""
    if period_id.startswith("FY"):
        year = int(period_id[2:])
        return Period(period_id, "fiscal_year", fiscal_year_start(year), fiscal_year_start(year + 1))
    if period_id.startswith("CY"):
        year = int(period_id[2:])
        return Period(period_id, "calendar_year", date(year, 1, 1), date(year + 1, 1, 1))
    span = find_span(period_id)
    assert span is not None, period_id
    return Period(period_id, GRAINS[period_id[0]], *span)
