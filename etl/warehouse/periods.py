"""The periods figures are made for, and their like-for-like pairs, in dim_period; the calendar in dim_date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select

from etl.calendar_th import (
    Period,
    add_months,
    bangkok_date,
    day_number,
    fiscal_quarter,
    fiscal_year_be,
    fiscal_year_start,
    same_day_in_year,
)  # fmt: skip
from etl.warehouse.period_labels import name_days, name_period
from etl.warehouse.tables import dim_date, dim_period

FIRST_FISCAL_YEAR = 2565  # periods exist from here even where the first fact is later
CALENDAR_FISCAL_YEARS = (2560, 2590)  # of dim_date
ONE_DAY = timedelta(days=1)
MOVING_DAYS = {"L7": ("last7", 7), "L30": ("last30", 30)}


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One row of dim_period: `compare_id` is what is set against `like_id` (null where there is nothing to set)."""

    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str
    compare_id: str | None = None
    like_id: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodChanges:
    """What a sync wrote: periods whose days are new or moved (their figures must be made), and those gone."""

    moved: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    relabelled: int = 0

    def __bool__(self) -> bool:
        return bool(self.moved or self.gone or self.relabelled)


def make_periods(as_of: datetime, first_date: date | None) -> list[PeriodRow]:
    """Every period of every grain as of an instant, with pairs `~now` and `~then` for those still running.

    Whole fiscal years from that of `first_date` (at the latest 2565, at the earliest dim_date's first) to the current
    one; days and weeks of the current and the previous one; year-to-date only to the current month; L7, L30 and L12M
    are whole days that end yesterday.
    """
    today = bangkok_date(as_of)
    current = fiscal_year_be(today)
    first = min(FIRST_FISCAL_YEAR, current - 1, fiscal_year_be(first_date) if first_date else current)
    first = max(first, CALENDAR_FISCAL_YEARS[0])
    rows = [_row(period) for period in (*_short(current), *_long(first, current, today))]
    known = {row.period_id for row in rows}
    return [*(made for row in rows for made in _with_like(row, known, today)), *_moving(today)]


def _short(current: int) -> Iterator[Period]:
    """Days and ISO weeks (Monday to Sunday) of the current and the previous fiscal year."""
    first, end = fiscal_year_start(current - 1), fiscal_year_start(current + 1)
    for offset in range((end - first).days):
        day = first + timedelta(days=offset)
        yield Period(f"D{day}", "day", day, day + ONE_DAY)
    monday = first - timedelta(days=first.weekday())
    while monday < end:
        iso = monday.isocalendar()
        yield Period(f"W{iso.year}-W{iso.week:02d}", "week", monday, monday + timedelta(days=7))
        monday += timedelta(days=7)


def _long(first: int, current: int, today: date) -> Iterator[Period]:
    for year in range(first, current + 1):
        start, end = fiscal_year_start(year), fiscal_year_start(year + 1)
        yield Period(f"FY{year}", "fiscal_year", start, end)
        for half in (0, 1):
            yield Period(f"H{year}-{half + 1}", "half", add_months(start, 6 * half), add_months(start, 6 * half + 6))
        for quarter in range(4):
            begins = add_months(start, 3 * quarter)
            yield Period(f"Q{year}-{quarter + 1}", "quarter", begins, add_months(begins, 3))
        for month in range(12):
            begins, ends = add_months(start, month), add_months(start, month + 1)
            yield Period(f"M{begins:%Y-%m}", "month", begins, ends)
            if begins <= today:
                yield Period(f"YTD{begins:%Y-%m}", "ytd", start, ends)
    for year in range(fiscal_year_start(first).year, fiscal_year_start(current + 1).year + 1):
        yield Period(f"CY{year}", "calendar_year", date(year, 1, 1), date(year + 1, 1, 1))


def _row(period: Period, **more: str | None) -> PeriodRow:
    thai, english = name_period(period)
    return PeriodRow(
        period.period_id, period.grain, period.starts_on, period.ends_on, period.fiscal_year, thai, english, **more
    )


def _with_like(row: PeriodRow, known: set[str], today: date) -> list[PeriodRow]:
    """The row with its pair named, and the pair where the period is still running and has whole days."""
    like_id = _last_year(row)
    if row.ends_on <= today:
        return [replace(row, compare_id=row.period_id, like_id=like_id if like_id in known else None)]
    if row.starts_on >= today or like_id is None:
        return [row]
    # a week is set against the same weekdays; everything else against the same calendar days
    begins = _monday_of(like_id) if row.grain == "week" else same_day_in_year(row.starts_on, -1)
    ends = begins + (today - row.starts_on) if row.grain == "week" else same_day_in_year(today - ONE_DAY, -1) + ONE_DAY
    now = _pair(f"{row.period_id}~now", "now", row.starts_on, today)
    then = _pair(f"{row.period_id}~then", "then", begins, ends)
    return [replace(row, compare_id=now.period_id, like_id=then.period_id), now, then]


def _last_year(row: PeriodRow) -> str | None:
    """The id of the same period one year before; null for a week 53 whose last year has none."""
    if row.grain == "day":
        return f"D{same_day_in_year(row.starts_on, -1)}"
    if row.grain == "week":
        year, week, _ = row.starts_on.isocalendar()
        has_week = week < 53 or date(year - 1, 12, 28).isocalendar().week == 53
        return f"W{year - 1}-W{week:02d}" if has_week else None
    if row.grain in ("month", "ytd"):
        last = row.ends_on - ONE_DAY
        return f"{'M' if row.grain == 'month' else 'YTD'}{last.year - 1}-{last.month:02d}"
    if row.grain == "calendar_year":
        return f"CY{row.starts_on.year - 1}"
    return row.period_id.replace(str(row.fiscal_year), str(row.fiscal_year - 1))


def _monday_of(week_id: str) -> date:
    return date.fromisocalendar(int(week_id[1:5]), int(week_id[-2:]), 1)


def _pair(period_id: str, grain: str, starts_on: date, ends_on: date) -> PeriodRow:
    year = fiscal_year_be(ends_on - ONE_DAY)
    thai, english = name_days(starts_on, ends_on - ONE_DAY)
    return PeriodRow(period_id, grain, starts_on, ends_on, year, thai, english)


def _moving(today: date) -> Iterator[PeriodRow]:
    """L7, L30 and L12M, each set against as many days (months) just before it."""
    starts = {name: today - timedelta(days=days) for name, (_, days) in MOVING_DAYS.items()}
    before = {name: today - timedelta(days=2 * days) for name, (_, days) in MOVING_DAYS.items()}
    starts["L12M"], before["L12M"] = same_day_in_year(today, -1), same_day_in_year(today, -2)
    grains = {name: grain for name, (grain, _) in MOVING_DAYS.items()} | {"L12M": "last12m"}
    for name, start in starts.items():
        yield _row(Period(name, grains[name], start, today), compare_id=name, like_id=f"{name}~then")
        yield _pair(f"{name}~then", "then", before[name], start)


def sync_periods(connection: Connection, as_of: datetime, first_date: date | None) -> PeriodChanges:
    """dim_period becomes what `make_periods` says; only differences are written, and returned."""
    wanted = {row.period_id: row for row in make_periods(as_of, first_date)}
    fields = [column.name for column in dim_period.columns]
    held = {row.period_id: PeriodRow(*row) for row in connection.execute(select(*dim_period.columns))}
    new = [row for row in wanted.values() if row.period_id not in held]
    changed = [row for row in wanted.values() if row.period_id in held and held[row.period_id] != row]
    gone = held.keys() - wanted.keys()
    moved = {row.period_id for row in new}
    moved |= {r.period_id for r in changed if _days(r) != _days(held[r.period_id])}
    if gone:
        connection.execute(dim_period.delete().where(dim_period.c.period_id.in_(gone)))
    if changed:
        match = dim_period.c.period_id == bindparam("id_")
        statement = dim_period.update().where(match).values({name: bindparam(name) for name in fields[1:]})
        connection.execute(statement, [{"id_": row.period_id, **_values(row, fields[1:])} for row in changed])
    if new:
        connection.execute(insert(dim_period), [_values(row, fields) for row in new])
    return PeriodChanges(frozenset(moved), frozenset(gone), len(changed))


def _days(row: PeriodRow) -> tuple[date, date]:
    return row.starts_on, row.ends_on


def _values(row: PeriodRow, fields: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in fields}


def sync_dates(connection: Connection) -> int:
    """dim_date holds every Bangkok day of FY 2560 to FY 2590; returns how many rows were missing."""
    first, end = fiscal_year_start(CALENDAR_FISCAL_YEARS[0]), fiscal_year_start(CALENDAR_FISCAL_YEARS[1] + 1)
    if connection.execute(select(func.count()).select_from(dim_date)).scalar_one() == (end - first).days:
        return 0
    held = set(connection.execute(select(dim_date.c.date)).scalars())
    days = (first + timedelta(days=offset) for offset in range((end - first).days))
    missing = [_calendar_row(day) for day in days if day not in held]
    connection.execute(insert(dim_date), missing)
    return len(missing)


def _calendar_row(day: date) -> dict[str, object]:
    return {
        "date": day,
        "day": day_number(day),
        "weekday": day.isoweekday(),
        "month_period_id": f"M{day:%Y-%m}",
        "fiscal_year": fiscal_year_be(day),
        "fiscal_quarter": fiscal_quarter(day),
    }
