"""The Thai civil calendar as the city lives it: Bangkok days, Buddhist years, fiscal years, periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BE_OFFSET = 543
FISCAL_FIRST_MONTH = 10
MONTHS_TH = tuple(
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()  # noqa: SIM905
)
MONTHS_SHORT_TH = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
WEEKDAYS_TH = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01; the `_day` columns."""
    return (day - EPOCH).days


def from_day_number(number: int) -> date:
    return EPOCH + timedelta(days=number)


def bangkok_date(at: datetime) -> date:
    """The Bangkok calendar date of an aware instant."""
    return at.astimezone(BANGKOK).date()


def bangkok_midnight(day: date) -> datetime:
    """The instant (UTC) at which a Bangkok date begins."""
    return datetime(day.year, day.month, day.day, tzinfo=BANGKOK).astimezone(UTC)


def be_year(day: date) -> int:
    return day.year + BE_OFFSET


def fiscal_year_be(day: date) -> int:
    """ปีงบประมาณ พ.ศ. y runs from 1 October y-1 to 30 September y (พ.ร.บ.วิธีการงบประมาณ)."""
    return day.year + BE_OFFSET + (day.month >= FISCAL_FIRST_MONTH)


def fiscal_year_start(fiscal_year: int) -> date:
    """The 1 October that opens a fiscal year given in Buddhist Era."""
    return date(fiscal_year - BE_OFFSET - 1, FISCAL_FIRST_MONTH, 1)


def fiscal_quarter(day: date) -> int:
    """1 ต.ค.-ธ.ค., 2 ม.ค.-มี.ค., 3 เม.ย.-มิ.ย., 4 ก.ค.-ก.ย."""
    return (day.month - FISCAL_FIRST_MONTH) % 12 // 3 + 1


def add_months(day: date, months: int) -> date:
    """The first of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def same_day_in_year(day: date, years: int) -> date:
    """The same calendar day some years away; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch of days, half-open: `starts_on` belongs to it, `ends_on` does not.

    `grain`: day, week, month, quarter, half, fiscal_year, ytd (fiscal year to the end of a month), calendar_year,
    last7, last30, last12m, and `now` / `then`: the comparable pair of an unfinished period.
    """

    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    label_th: str = ""
    label_en: str = ""

    @property
    def fiscal_year(self) -> int:
        """The fiscal year (BE) the period ends in: the year whose target it is judged by."""
        return fiscal_year_be(self.ends_on - timedelta(days=1))

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on
