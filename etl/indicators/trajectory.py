"""The path of a target through its fiscal year: what each period of the year asks of the year's value.

A path counts the part of a year in months, so a month is a twelfth and a quarter a fourth whatever days they have;
stretches that cut a month take its days in proportion.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, assert_never

from pydantic import ValidationError

from etl.calendar_th import Period, add_months, fiscal_year_be, fiscal_year_start
from etl.indicators.definition import Exact, Part, Rule, refuse, refuse_invalid

Kind = Literal["even", "cumulative", "custom"]
Span = tuple[date, date]

_ID = re.compile(
    r"(?P<grain>[HQ])(?P<year>25\d\d)-(?P<part>[1-4])|(?P<of>M|YTD)(?P<ce>20\d\d)-(?P<month>0[1-9]|1[0-2])"
)
_MONTHS = {"H": 6, "Q": 3}


class Trajectory(Part):
    """How a year's value is spread over its periods; no trajectory at all: the value holds in every period.

    `even`: as without one; with `start` equal steps from there, on 1 October, to the year's value on 30 September.
    `cumulative`: counted up from nothing, a twelfth in each month. `custom`: the value of each period that is named.
    """

    kind: Kind
    start: Exact | None = None
    points: Mapping[str, Exact] = {}

    @property
    def is_flat(self) -> bool:
        """Whether every period asks for the year's value."""
        return self.kind == "even" and self.start is None


def read_trajectory(raw: Any, fiscal_year: int, field: str = "trajectory") -> Trajectory | None:
    """`cumulative`, or {kind, start, points}, of a file, a form or a table; null stays null.

    Raises DefinitionError naming the part: an unknown kind, a start or points where they mean nothing, a point of
    another year or of no period a path can name (half, quarter, month, year to date).
    """
    if raw is None or raw == "":
        return None
    try:
        found = Trajectory.model_validate({"kind": raw} if isinstance(raw, str) else raw)
    except ValidationError as error:
        refuse_invalid(error, field)
    if found.start is not None and found.kind != "even":
        refuse(f"{field}.start", Rule.TRAJECTORY, "Only an even path has a start.")
    if (found.kind == "custom") != bool(found.points):
        refuse(f"{field}.points", Rule.TRAJECTORY, "A custom path needs points, another one has none.")
    _check_points(found, fiscal_year, f"{field}.points")
    return found


def _check_points(trajectory: Trajectory, fiscal_year: int, field: str) -> None:
    """Each within the year, none the year itself, and no days named twice (Q2570-1 is YTD2026-12)."""
    year = fiscal_year_start(fiscal_year), fiscal_year_start(fiscal_year + 1)
    seen: set[Span] = set()
    for period_id in trajectory.points:
        span = find_span(period_id)
        if span is None or span in seen or span == year or not year[0] <= span[0] < span[1] <= year[1]:
            what = f"'{period_id}' is not a half, quarter, month or year to date of FY {fiscal_year}, or stands twice."
            refuse(f"{field}.{period_id}", Rule.TRAJECTORY_POINT, what, "Write it as Q2570-1, M2026-11, YTD2026-11.")
        seen.add(span)


def find_span(period_id: str) -> Span | None:
    """The days (half-open) of a half, quarter, month or year to date by its id; of anything else null."""
    found = _ID.fullmatch(period_id)
    if found is None:
        return None
    if found["grain"]:
        months = _MONTHS[found["grain"]]
        begins = add_months(fiscal_year_start(int(found["year"])), months * (int(found["part"]) - 1))
        return (begins, add_months(begins, months)) if int(found["part"]) <= 12 // months else None
    begins = date(int(found["ce"]), int(found["month"]), 1)
    return (begins if found["of"] == "M" else fiscal_year_start(fiscal_year_be(begins))), add_months(begins, 1)


def value_in(
    trajectory: Trajectory | None, year_value: Fraction, period: Period, today: date | None
) -> Fraction | None:
    """What the path asks of a period; null where it says nothing of it.

    With `today` a period still running is asked for the days before today only (on its first day: for that day).
    """
    if trajectory is None or trajectory.is_flat:
        return year_value
    begins, ends = period.starts_on, period.ends_on
    is_running = today is not None and begins <= today < ends
    if trajectory.kind == "custom":
        return _find_point(trajectory, year_value, period, today if is_running else None)
    if today is not None and is_running:
        ends = max(today, begins + timedelta(days=1))
    if trajectory.kind == "cumulative":
        return year_value * share_of_year(begins, ends)
    if trajectory.kind == "even":
        start = Fraction(trajectory.start or 0)
        return start + (year_value - start) * share_of_year(fiscal_year_start(period.fiscal_year), ends)
    assert_never(trajectory.kind)


def _find_point(trajectory: Trajectory, year_value: Fraction, period: Period, today: date | None) -> Fraction | None:
    """The point of exactly these days; of a running period the next one to come that begins with it and ends in it."""
    year = fiscal_year_start(period.fiscal_year), fiscal_year_start(period.fiscal_year + 1)
    points = {year: year_value} | {s: Fraction(v) for name, v in trajectory.points.items() if (s := find_span(name))}
    begins, ends = period.starts_on, period.ends_on
    if period.grain == "now":  # a running period up to today, under another name
        today, ends = ends, (find_span(period.period_id.removesuffix("~now")) or year)[1]
    if today is None:
        return points.get((begins, ends))
    to_come = [(end, value) for (start, end), value in points.items() if start == begins and today <= end <= ends]
    return min(to_come)[1] if to_come else None


def share_of_year(begins: date, ends: date) -> Fraction:
    """The part of twelve months that the days from `begins` until before `ends` are; none where they end first."""
    share, day = Fraction(0), begins
    while day < ends:
        after = min(ends, add_months(day, 1))
        share += Fraction((after - day).days, 12 * monthrange(day.year, day.month)[1])
        day = after
    return share
