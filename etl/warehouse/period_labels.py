"""What a period is called on screen: the Buddhist year in both languages, as everywhere people look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from etl.calendar_th import MONTHS_SHORT_TH, Period, be_year, fiscal_quarter

MONTHS_EN = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())  # noqa: SIM905
_MOVING = {
    "last7": ("7 วันล่าสุด", "Last 7 days"),
    "last30": ("30 วันล่าสุด", "Last 30 days"),
    "last12m": ("12 เดือนล่าสุด", "Last 12 months"),
}


def name_period(period: Period) -> tuple[str, str]:  # noqa: PLR0911 one return a grain reads best
    """The Thai and the English label of a period."""
    if period.grain in _MOVING:
        return _MOVING[period.grain]
    first, last = period.starts_on, period.ends_on - timedelta(days=1)
    year = period.fiscal_year
    months = (_span_months(first, last, MONTHS_SHORT_TH, _be), _span_months(first, last, MONTHS_EN, _be_long))
    if period.grain == "month":
        return months
    if period.grain == "quarter":
        number = fiscal_quarter(first)
        return f"ไตรมาสที่ {number} ปีงบฯ {year} ({months[0]})", f"Q{number} FY{year} ({months[1]})"
    if period.grain == "half":
        number = 1 + (fiscal_quarter(first) > 2)
        thai = ("ครึ่งปีแรก", "ครึ่งปีหลัง")[number - 1]
        return f"{thai} ปีงบฯ {year} ({months[0]})", f"H{number} FY{year} ({months[1]})"
    if period.grain == "fiscal_year":
        return f"ปีงบฯ {year}", f"FY{year} ({months[1]})"
    if period.grain == "ytd":
        return (
            f"สะสมตั้งแต่ต้นปีงบฯ {year} ถึง {MONTHS_SHORT_TH[last.month - 1]} {_be(last)}",
            f"FY{year} to the end of {MONTHS_EN[last.month - 1]} {be_year(last)}",
        )
    if period.grain == "calendar_year":
        return f"ปี พ.ศ. {be_year(first)}", f"Year {be_year(first)}"
    if period.grain == "week":
        iso = first.isocalendar()
        thai, english = name_days(first, last)
        return f"สัปดาห์ที่ {iso.week}/{iso.year + 543} ({thai})", f"Week {iso.week}, {iso.year + 543} ({english})"
    return name_days(first, last)


def name_days(first: date, last: date) -> tuple[str, str]:
    """One day or a stretch of days, both ends included: `1-20 พ.ย. 69`, `28 ก.ย. - 4 ต.ค. 69`."""
    return _span_days(first, last, MONTHS_SHORT_TH, _be), _span_days(first, last, MONTHS_EN, _be_long)


def _be(day: date) -> str:
    return f"{be_year(day) % 100:02d}"


def _be_long(day: date) -> str:
    return str(be_year(day))


def _span_months(first: date, last: date, names: Sequence[str], year: Callable[[date], str]) -> str:
    start, end = names[first.month - 1], names[last.month - 1]
    if (first.year, first.month) == (last.year, last.month):
        return f"{end} {year(last)}"
    if first.year == last.year:
        return f"{start}-{end} {year(last)}"
    return f"{start} {year(first)}-{end} {year(last)}"


def _span_days(first: date, last: date, names: Sequence[str], year: Callable[[date], str]) -> str:
    start, end = names[first.month - 1], f"{last.day} {names[last.month - 1]} {year(last)}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{end}"
    if first.year == last.year:
        return f"{first.day} {start} - {end}"
    return f"{first.day} {start} {year(first)} - {end}"
