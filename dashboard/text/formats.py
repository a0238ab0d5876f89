"""Numbers, dates and units as people read them: Buddhist Era in Thai and in English, half away from zero, no "-0".

A missing value is an en dash everywhere. Dates are Bangkok dates; instants are turned into Bangkok time first.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from dashboard.text.messages import t
from etl.calendar_th import BANGKOK, MONTHS_SHORT_TH, MONTHS_TH, WEEKDAYS_TH, bangkok_date, be_year, fiscal_year_be

MISSING = "–"
MONTHS_EN = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def format_number(value: float | None, decimals: int = 0) -> str:
    """1234.5 -> `1,235`; None -> `–`."""
    if value is None:
        return MISSING
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,}"


def format_percent(value: float | None, decimals: int = 1) -> str:
    """A value already in percent: 97.25 -> `97.3%`."""
    return MISSING if value is None else f"{format_number(value, decimals)}%"


def format_change(value: float | None, decimals: int = 0) -> str:
    """A difference, always with its sign: `+3`, `-1.5`, `0`."""
    text = format_number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text


def format_quantity(value: float | None, unit: str, decimals: int = 0) -> str:
    """A value with its unit of measurement (already in the reader's language): `1,204 เรื่อง`, `97.3%`."""
    if value is None:
        return MISSING
    if unit in ("%", "percent"):
        return format_percent(value, decimals)
    return f"{format_number(value, decimals)} {unit}".strip()


def format_date(day: date | None, lang: str, style: str = "short") -> str:
    """`short` 21 พ.ย. 69 (English: 21 Nov 2569) · `long` 21 พฤศจิกายน 2569 · `full` วันเสาร์ที่ 21 พฤศจิกายน พ.ศ. 2569."""
    if day is None:
        return MISSING
    year = be_year(day)
    if style == "full":
        weekday = (WEEKDAYS_TH if lang == "th" else WEEKDAYS_EN)[day.weekday()]
        return t("formats.date_full", lang, weekday=weekday, day=day.day, month=month_name(day.month, lang), year=year)
    if style == "long":
        return f"{day.day} {month_name(day.month, lang)} {year}"
    if style == "short":
        return f"{day.day} {month_short(day.month, lang)} {format_short_year(year, lang)}"
    raise ValueError(f"'{style}' is not a date style; write short, long or full")


def format_instant(at: datetime | None, lang: str, style: str = "short") -> str:
    """An aware instant in Bangkok time: `21 พ.ย. 69 18:05 น.`"""
    if at is None:
        return MISSING
    return f"{format_date(bangkok_date(at), lang, style)} {format_time(at, lang)}"


def format_time(at: datetime, lang: str) -> str:
    return t("formats.time", lang, time=at.astimezone(BANGKOK).strftime("%H:%M"))


def format_month(day: date, lang: str, style: str = "short") -> str:
    """The month a date lies in: `short` ต.ค. 69 · `long` ตุลาคม 2569."""
    year = be_year(day)
    if style == "long":
        return f"{month_name(day.month, lang)} {year}"
    return f"{month_short(day.month, lang)} {format_short_year(year, lang)}"


def format_fiscal_year(year: int, lang: str, style: str = "long") -> str:
    """A fiscal year given in BE: `long` ปีงบประมาณ พ.ศ. 2570 · `short` ปีงบฯ 2570."""
    return t(f"formats.fiscal_year_{style}", lang, year=year)


def format_fiscal_year_of(day: date, lang: str, style: str = "long") -> str:
    return format_fiscal_year(fiscal_year_be(day), lang, style)


def format_days(days: float | None, lang: str, decimals: int = 0) -> str:
    return MISSING if days is None else t("formats.days", lang, days=format_number(days, decimals))


def format_elapsed(seconds: float, lang: str) -> str:
    """How long ago, in the coarsest unit that says something: `5 นาที`, `3 ชั่วโมง`, `2 วัน`."""
    minutes = max(int(seconds // 60), 0)
    if minutes < 60:
        return t("formats.minutes", lang, minutes=minutes)
    if minutes < 48 * 60:
        return t("formats.hours", lang, hours=minutes // 60)
    return t("formats.days", lang, days=minutes // 1440)


def format_short_year(year_be: int, lang: str) -> str:
    """Two digits in Thai; English readers would take them for a Gregorian year."""
    return f"{year_be % 100:02d}" if lang == "th" else str(year_be)


def month_name(month: int, lang: str) -> str:
    return (MONTHS_TH if lang == "th" else MONTHS_EN)[month - 1]


def month_short(month: int, lang: str) -> str:
    return MONTHS_SHORT_TH[month - 1] if lang == "th" else MONTHS_EN[month - 1][:3]
