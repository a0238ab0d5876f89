"""What screens read of forecasts: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an indicator is expected to be on 30 September, with its 80 % band, as of the day of the data.

    `needed`: what each remaining month has to bring (cumulative: the amount; stock: the change; rate: the mean).
    Not to be shown where the back-test found it worse than the seasonal-naive forecast (`is_shown` false).
    """

    fiscal_year: int
    made_for_date: date
    kind: str  # rate | cumulative | stock
    method: str
    value: float
    low: float
    high: float
    target: float | None
    target_state: str | None
    year_target: float | None  # of the whole municipality: where it alone is given, it is not asked of this org_unit
    needed: float | None
    probability: float | None
    error: float
    naive_error: float
    is_shown: bool
    run_key: int

    @property
    def months(self) -> int:
        """Whole months of the fiscal year behind the day of the data, 1 to 11."""
        return (self.made_for_date.month - 10) % 12


@dataclass(frozen=True, slots=True)
class ForecastTest:
    """A past fiscal year as it would have been forecast with so many of its months known, and what came."""

    fiscal_year: int
    month: int
    forecast: float
    naive: float
    actual: float


def read_forecast(data: Snapshot, code: str, org_unit_key: int) -> Forecast | None:
    """None: not tracked, no whole month of the year yet, or not enough history."""
    rows = data.rows("pages/forecast", code=code, org_unit_key=org_unit_key)
    return Forecast(*rows[0]) if rows else None


def read_forecast_tests(data: Snapshot, code: str, org_unit_key: int) -> list[ForecastTest]:
    """In order of fiscal year and month."""
    return [ForecastTest(*row) for row in data.rows("pages/forecast_tests", code=code, org_unit_key=org_unit_key)]
