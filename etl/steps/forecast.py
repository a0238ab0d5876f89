"""Forecasts: what each tracked indicator is expected to be on 30 September, and the back-test, from ind_value.

Made for every org_unit with whole fiscal years enough behind it, from the values to date at each month's end; from the
first whole month of a fiscal year on. A year counts only if the data of every contract in the formula reach its start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select

from etl.calendar_th import Period, bangkok_date, fiscal_year_be, fiscal_year_start
from etl.indicators.book import read_coverage
from etl.indicators.forecast import METHODS, MONTHS, BackTest, Path, back_test, chance, look_ahead, needed
from etl.indicators.forecast_kind import ForecastKind, kind_of
from etl.indicators.parts import adds_up
from etl.indicators.targets import target_for
from etl.indicators.versions import definitions, targets
from etl.indicators.workings import Gauge, make_gauges
from etl.warehouse.bulk import write_rows
from etl.warehouse.tables import dim_org_unit, dim_period, ind_measure, ind_value
from etl.warehouse.tables.indicators import ind_backtest, ind_forecast

SLACK = timedelta(days=31)  # a first fact this late in a fiscal year still lets the year count
NO_PATH: Path = (None,) * MONTHS
FORECAST_COLUMNS = (
    "code", "org_unit_key", "fiscal_year", "made_for_date", "kind", "method", "value", "low", "high", "target",
    "needed", "probability", "error", "naive_error", "is_shown", "run_key",
)  # fmt: skip
BACKTEST_COLUMNS = ("code", "org_unit_key", "fiscal_year", "month", "forecast", "naive", "actual")


@dataclass(frozen=True, slots=True)
class _Subject:
    """One indicator to forecast: how it moves, and the first fiscal year of which its data are whole."""

    gauge: Gauge
    kind: ForecastKind
    first_year: int
    is_sum: bool  # the org_units' values make up the whole's: its target is not theirs


def forecast(connection: Connection, *, run_key: int, as_of: datetime, codes: Collection[str] | None) -> int:
    """Replace ind_forecast and ind_backtest of these indicators (null: of all); how many forecasts there are."""
    today = bangkok_date(as_of)
    for table in (ind_forecast, ind_backtest):
        gone = delete(table)
        connection.execute(gone if codes is None else gone.where(table.c.code.in_(list(codes))))
    year, month = fiscal_year_be(today), count_whole_months(today)
    if month == 0:
        return 0
    subjects = {subject.gauge.definition.code: subject for subject in _find_subjects(connection, codes)}
    aims = _read_year_aims(connection, subjects, year)
    roots = set(connection.scalars(select(dim_org_unit.c.org_unit_key).where(dim_org_unit.c.parent_key.is_(None))))
    foretold: list[tuple[object, ...]] = []
    tested: list[tuple[object, ...]] = []
    for (code, org_unit_key), by_year in sorted(_read_paths(connection, subjects).items()):
        value = by_year.pop(year, NO_PATH)[month - 1]
        paths = _begin_with_something({y: p for y, p in by_year.items() if subjects[code].first_year <= y < year})
        if value is None or not paths:
            continue
        tests = back_test(subjects[code].kind, paths)
        target = aims.get((code, org_unit_key), aims.get((code, None)))
        if target and subjects[code].is_sum and org_unit_key not in roots and (code, org_unit_key) not in aims:
            target = None
        said = _foretell(subjects[code], paths, value, month, tests=tests, target=target)
        if said is not None:
            foretold.append((code, org_unit_key, year, today, *said, run_key))
            tested += [(code, org_unit_key, t.fiscal_year, t.month, t.forecast, t.naive, t.actual) for t in tests]
    write_rows(connection, ind_backtest, BACKTEST_COLUMNS, tested)
    return write_rows(connection, ind_forecast, FORECAST_COLUMNS, foretold)


def _begin_with_something(paths: Mapping[int, Path]) -> dict[int, Path]:
    """Without the years before anything ever happened: what was not yet counted there says nothing of a year."""
    begun = min((year for year, path in paths.items() if any(path)), default=None)
    return {} if begun is None else {year: path for year, path in paths.items() if year >= begun}


def _foretell(
    subject: _Subject,
    paths: Mapping[int, Path],
    value: float,
    month: int,
    *,
    tests: Sequence[BackTest],
    target: float | None,
) -> tuple[object, ...] | None:
    """From `kind` to `is_shown` of FORECAST_COLUMNS; null without enough history."""
    kind, definition = subject.kind, subject.gauge.definition
    is_percent = definition.unit_en == "percent"
    outlook = look_ahead(kind, paths, value, month, tests=tests, is_percent=is_percent)
    if outlook is None:
        return None
    within = float(definition.thresholds.range_within or 0)
    return (
        kind, METHODS[kind], outlook.value, outlook.low, outlook.high, target,
        None if target is None else needed(kind, value, month, target),
        None if target is None else chance(outlook, target, definition.direction, within=within),
        outlook.error, outlook.naive_error, outlook.is_shown,
    )  # fmt: skip


def count_whole_months(today: date) -> int:
    """Months of the fiscal year that have ended: 0 in October to 11 in September."""
    return (today.month - 10) % MONTHS


def _find_subjects(connection: Connection, codes: Collection[str] | None) -> list[_Subject]:
    """The tracked indicators with a formula, of which data are loaded."""
    coverage = read_coverage(connection)
    measures = {row.measure: row for row in connection.execute(select(ind_measure))}
    measure_kinds = {name: row.kind for name, row in measures.items()}
    gauges = make_gauges(definitions(connection), targets(connection), coverage)
    kinds: dict[str, ForecastKind] = {}
    contracts: dict[str, frozenset[str]] = {}

    def read(code: str) -> None:
        gauge = gauges.get(code)
        if code in kinds or gauge is None or gauge.tree is None:
            return
        named = {measures[asked.name].contract for asked in gauge.inputs if asked.name in measures}
        for asked in gauge.inputs:
            if asked.is_indicator:
                read(asked.name)
                named |= contracts.get(asked.name, frozenset())
        kinds[code] = kind_of(gauge.tree, measure_kinds, kinds)
        contracts[code] = frozenset(named)

    found = []
    for code, gauge in gauges.items():
        if gauge.tree is None or gauge.definition.kind != "tracked" or (codes is not None and code not in codes):
            continue
        read(code)
        days = [coverage[contract].first_date for contract in contracts[code]]
        known = [day for day in days if day is not None]
        if days and len(known) == len(days):
            is_sum = adds_up(gauge.tree, measure_kinds)
            found.append(_Subject(gauge, kinds[code], _first_whole_year(max(known)), is_sum))
    return found


def _first_whole_year(first_date: date) -> int:
    year = fiscal_year_be(first_date)
    return year if first_date <= fiscal_year_start(year) + SLACK else year + 1


def _read_year_aims(
    connection: Connection, subjects: Mapping[str, _Subject], year: int
) -> dict[tuple[str, int | None], float]:
    """The year's target of each indicator (org_unit null: the same for all); a rule's as it was just judged by."""
    period = Period(f"FY{year}", "fiscal_year", fiscal_year_start(year), fiscal_year_start(year + 1))
    aims: dict[tuple[str, int | None], float] = {}
    ruled = []
    for code, subject in subjects.items():
        target = target_for(subject.gauge.targets, period)
        if target is not None and target.rule is not None:
            ruled.append(code)
        elif target is not None and target.value is not None:
            aims[code, None] = float(target.value)
    judged = select(ind_value.c.code, ind_value.c.org_unit_key, ind_value.c.target)
    here = (ind_value.c.code.in_(ruled), ind_value.c.period_id == period.period_id, ind_value.c.target.is_not(None))
    aims.update({(row.code, row.org_unit_key): row.target for row in connection.execute(judged.where(*here))})
    return aims


def _read_paths(connection: Connection, subjects: Mapping[str, _Subject]) -> dict[tuple[str, int], dict[int, Path]]:
    """(code, org_unit) -> fiscal year -> the values to date at the end of its twelve months."""
    ends = select(dim_period.c.period_id, dim_period.c.fiscal_year, dim_period.c.ends_on)
    places = {
        row.period_id: (row.fiscal_year, (row.ends_on - timedelta(days=1)).month)
        for row in connection.execute(ends.where(dim_period.c.grain == "ytd"))
    }
    columns = (ind_value.c.code, ind_value.c.period_id, ind_value.c.org_unit_key, ind_value.c.value)
    to_date = select(*columns).where(ind_value.c.code.in_(list(subjects)), ind_value.c.period_id.in_(list(places)))
    paths: dict[tuple[str, int], dict[int, Path]] = defaultdict(dict)
    held: dict[tuple[str, int, int], list[float | None]] = {}
    for code, period_id, org_unit_key, value in connection.execute(to_date):
        year, month = places[period_id]
        path = held.setdefault((code, org_unit_key, year), [None] * MONTHS)
        path[(month - 10) % MONTHS] = value
    for (code, org_unit_key, year), path in held.items():
        paths[code, org_unit_key][year] = path
    return paths
