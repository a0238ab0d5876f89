"""What an indicator is expected to be on 30 September: pure functions of its path through past fiscal years.

A path is the twelve values of a fiscal year to date, October to September; the last is the year's own. Each kind of
indicator has one rule, simple enough to be worked out by hand (v: the value to date after m whole months; a past year
has its own value then and at its end):

- rate (a ratio of what happened): m/12 of v and the rest of last year's end;
- stock (a state at a moment): the mean of that, and of v with the mean change of the past years from then to their end;
- cumulative (grows through the year): the middle of three: v and the mean of what came after in past years; v at its
  pace so far; v and what came after last year.

Judged by a back-test: each past year is forecast from each of its months with the years before it alone, beside the
seasonal-naive forecast (what came after last year; for rate and stock last year's end). The band holds 80 % by the
errors in the months around m; with a few years only it is wide, as it should be. Why no library: five yearly paths
hold too little for fitted models (docs/definitions.md, Forecasts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import NormalDist, fmean, median

from etl.indicators.definition import Direction
from etl.indicators.forecast_kind import ForecastKind

Path = Sequence[float | None]  # twelve values to date

MONTHS = 12
LEAST_YEARS = 3  # whole fiscal years behind: two of them can be back-tested
AROUND = 1  # months on either side whose errors count too
# the 90 % point of Student's t by degrees of freedom: an 80 % band from so many back-tested years
T_90 = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
Z_90 = 1.2816
METHODS: Mapping[ForecastKind, str] = {
    "rate": "blend_with_last_year", "stock": "level_and_drift", "cumulative": "middle_of_three",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BackTest:
    """One past year forecast from one of its months (1 to 11 known): what was said and what came."""

    fiscal_year: int
    month: int
    forecast: float
    naive: float
    actual: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The year's expected value with its 80 % band, and the mean absolute errors of the back-test around this month."""

    value: float
    low: float
    high: float
    error: float
    naive_error: float

    @property
    def is_shown(self) -> bool:
        """A forecast worse than the naive one is not."""
        return self.error <= self.naive_error


def expect(kind: ForecastKind, past: Sequence[tuple[float, float]], value: float, month: int) -> float:
    """The year's value from `value` after `month` whole months; `past`: (value then, at its end), oldest year first."""
    share = month / MONTHS
    last_end = past[-1][1]
    rests = [end - then for then, end in past]
    blend = share * value + (1 - share) * last_end
    if kind == "rate":
        return blend
    if kind == "stock":
        return fmean((blend, value + fmean(rests)))
    return median((value + fmean(rests), value / share, value + rests[-1]))


def expect_naive(kind: ForecastKind, past: Sequence[tuple[float, float]], value: float) -> float:
    """The seasonal-naive forecast: the rest of the year as it was last year."""
    last_then, last_end = past[-1]
    return value + last_end - last_then if kind == "cumulative" else last_end


def _known(paths: Sequence[Path], month: int) -> list[tuple[float, float]]:
    """(value after the month, at the end) of the years that have both."""
    pairs = ((path[month - 1], path[MONTHS - 1]) for path in paths)
    return [(then, end) for then, end in pairs if then is not None and end is not None]


def back_test(kind: ForecastKind, paths: Mapping[int, Path]) -> list[BackTest]:
    """Every past year but the first from each of its months, by the years before it; `paths` by fiscal year."""
    years = sorted(paths)
    tests = []
    for place, year in enumerate(years[1:], start=1):
        actual = paths[year][MONTHS - 1]
        for month in range(1, MONTHS):
            value, past = paths[year][month - 1], _known([paths[y] for y in years[:place]], month)
            if value is not None and actual is not None and past:
                said = (expect(kind, past, value, month), expect_naive(kind, past, value))
                tests.append(BackTest(year, month, *said, actual))
    return tests


def look_ahead(
    kind: ForecastKind,
    paths: Mapping[int, Path],
    value: float,
    month: int,
    *,
    tests: Sequence[BackTest],
    is_percent: bool = False,
) -> Outlook | None:
    """The outlook from `value` after `month` whole months (1 to 11); null without enough history.

    What was never negative does not become so, a percentage that never passed 100 stays below, and what only ever grew
    within a year does not fall.
    """
    past = _known([paths[year] for year in sorted(paths)], month)
    near = [test for test in tests if abs(test.month - month) <= AROUND]
    years = len({test.fiscal_year for test in near})
    if len(past) < LEAST_YEARS or years < LEAST_YEARS - 1:
        return None
    errors = [test.forecast - test.actual for test in near]
    spread = sqrt(fmean(error * error for error in errors)) * T_90[min(years, len(T_90)) - 1]
    floor, ceiling = _bounds(paths, value, is_percent=is_percent)
    if kind == "cumulative" and _only_grows(paths):
        floor = max(floor, value)
    expected = expect(kind, past, value, month)
    held = [min(max(x, floor), ceiling) for x in (expected, expected - spread, expected + spread)]
    naive_error = fmean(abs(test.naive - test.actual) for test in near)
    return Outlook(held[0], held[1], held[2], fmean(abs(error) for error in errors), naive_error)


def _bounds(paths: Mapping[int, Path], value: float, *, is_percent: bool) -> tuple[float, float]:
    seen = [v for path in paths.values() for v in path if v is not None]
    floor, ceiling = float("-inf"), float("inf")
    if min(seen) >= 0 and value >= 0:
        floor = 0.0
    if is_percent and max(seen) <= 100 and value <= 100:
        ceiling = 100.0
    return floor, ceiling


def _only_grows(paths: Mapping[int, Path]) -> bool:
    """Whether no past year ever fell back, and some grew."""
    known = [[v for v in path if v is not None] for path in paths.values()]
    never_falls = all(a <= b for path in known for a, b in pairwise(path))
    return never_falls and any(path and path[-1] > path[0] for path in known)


def chance(outlook: Outlook, target: float, direction: Direction, *, within: float = 0.0) -> float | None:
    """The probability, 0 to 1, of meeting the target, by the normal curve that has the outlook's band.

    `within`: how far a range indicator may lie from its target. Null without a direction.
    """
    half = max(outlook.high - outlook.value, outlook.value - outlook.low)
    edges = {"higher": (target, float("inf")), "lower": (float("-inf"), target)}
    if direction == "none":
        return None
    least, most = edges.get(direction, (target - within, target + within))
    if half <= 0:
        return 1.0 if least <= outlook.value <= most else 0.0
    curve = NormalDist(outlook.value, half / Z_90)
    return curve.cdf(most) - curve.cdf(least)


def needed(kind: ForecastKind, value: float, month: int, target: float) -> float:
    """What each of the remaining months has to bring for the target to be met just so.

    cumulative: the amount a month; stock: the change a month; rate: what the remaining months have to be on average,
    each month weighing the same.
    """
    rest = MONTHS - month
    return (MONTHS * target - month * value) / rest if kind == "rate" else (target - value) / rest
