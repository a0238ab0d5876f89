"""What formulas are worked out from: periods and their neighbours, measures, entered values; each period read once.

A missing flow or stock is 0 where the period has begun and the contract's data reach it, that is: it does not end
before the first fact; elsewhere, and for a missing middle or level, it is null.

`previous`: the month, quarter, half, fiscal or calendar year before, whole; for a fiscal year to date the same of the
year before; for the last 7 and 30 days and 12 months as many days (months) just before. `same_period_last_year`: like
for like, as dim_period pairs them: for a finished period the same one a year before, for one still running its same
days of last year; the last 7 and 30 days have none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from etl.calendar_th import Period, bangkok_date
from etl.contracts.catalogue import CONTRACTS
from etl.indicators.formula import Value
from etl.warehouse.lineage import aggregates_of
from etl.warehouse.tables import (
    dim_org_unit,
    dim_period,
    dim_source,
    ind_measure,
    measure_value,
    metadata,
)
from etl.warehouse.tables.indicators import ind_entry

# not scored: too fine to judge (their measures serve charts)
UNSCORED_GRAINS = ("day", "week")
MANY_PERIODS = 100  # more are read by one scan
NULL_KINDS = ("middle", "level")  # of measures: without a row there is no value
FOLLOWING_GRAINS = ("month", "quarter", "half", "fiscal_year", "calendar_year")
ROLLING_GRAINS = ("ytd", "last7", "last30", "last12m")

Values = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is of a contract's data: the first fact's date (null: nothing loaded yet), and a source or none."""

    first_date: date | None = None
    is_connected: bool = False

    def reaches(self, period: Period, today: date) -> bool:
        """Whether a missing flow or stock of the period is a true 0."""
        return period.starts_on <= today and self.first_date is not None and period.ends_on > self.first_date


def read_coverage(connection: Connection) -> dict[str, Coverage]:
    """By contract, for every contract that a source has."""
    connected: dict[str, bool] = {}
    for contract, is_connected in connection.execute(select(dim_source.c.contract, dim_source.c.is_connected)):
        connected[contract] = connected.get(contract, False) or is_connected
    first = {contract: _first_day(connection, contract) for contract in connected.keys() | CONTRACTS.keys()}
    return {contract: Coverage(day, connected.get(contract, False)) for contract, day in first.items()}


def _first_day(connection: Connection, contract: str) -> date | None:
    """The earliest day on which anything of a contract happened."""
    days = [metadata.tables[table].c.date for table in aggregates_of(contract)]
    found = [connection.execute(select(func.min(day))).scalar_one() for day in days]
    return min(filter(None, found), default=None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods by id, and where `previous` and `same_period_last_year` lead from each."""

    periods: Mapping[str, Period]
    steps: Mapping[str, Mapping[str, str]]  # function -> period_id -> period_id

    def move(self, period_id: str, shifts: Iterable[str]) -> str | None:
        """The period that lies so many steps away; null where there is none."""
        at: str | None = period_id
        for shift in shifts:
            if at is None:
                return None
            at = self.steps[shift].get(at)
        return at

    def reached_from(self, period_ids: Collection[str], shifts: Sequence[str]) -> set[str]:
        """The periods from which the shifts lead into one of the given."""
        return {i for i in self.periods if self.move(i, shifts) in period_ids} if shifts else set(period_ids)


def read_calendar(connection: Connection) -> Calendar:
    """Every period; of those not scored, weeks lead to the week before and days nowhere."""
    columns = (
        dim_period.c.period_id, dim_period.c.grain, dim_period.c.starts_on, dim_period.c.ends_on,
        dim_period.c.compare_id, dim_period.c.like_id,
    )  # fmt: skip
    query = select(*columns).where(dim_period.c.grain != "day").order_by(dim_period.c.period_id)
    rows = connection.execute(query).all()
    ends = {(row.grain, row.ends_on): row.period_id for row in rows}
    before: dict[str, str] = {}
    last_year: dict[str, str] = {}
    for row in rows:
        if row.grain in FOLLOWING_GRAINS and (row.grain, row.starts_on) in ends:
            before[row.period_id] = ends[row.grain, row.starts_on]
        if row.like_id is None:
            continue
        if row.grain in ROLLING_GRAINS:
            before[row.period_id] = row.like_id
        if row.grain not in ("last7", "last30"):
            last_year[row.period_id] = row.like_id
            if row.compare_id is not None:
                last_year[row.compare_id] = row.like_id
    periods = {row.period_id: Period(*row[:4]) for row in rows}
    return Calendar(periods, {"previous": before, "same_period_last_year": last_year})


class Book:
    """The measures and approved entries of a warehouse as of an instant; one reader's, thrown away after use."""

    def __init__(self, connection: Connection, as_of: datetime, org_unit_keys: Sequence[int] | None = None) -> None:
        """`org_unit_keys` null: of every org_unit."""
        self.connection = connection
        self.names: frozenset[str] | None = None  # the only measures that will be asked for; null: any
        self.today = bangkok_date(as_of)
        self.coverage = read_coverage(connection)
        self.calendar = read_calendar(connection)
        tree = select(dim_org_unit.c.org_unit_key, dim_org_unit.c.parent_key).order_by(dim_org_unit.c.org_unit_key)
        known = connection.execute(tree).all()
        self.root_keys = tuple(row.org_unit_key for row in known if row.parent_key is None)
        self.org_unit_keys = tuple(row.org_unit_key for row in known) if org_unit_keys is None else tuple(org_unit_keys)
        kinds = select(ind_measure.c.measure, ind_measure.c.contract, ind_measure.c.kind)
        self._kinds = connection.execute(kinds).all()
        self.measure_kinds: Mapping[str, str] = {row.measure: row.kind for row in self._kinds}
        self._measures: dict[str, dict[int, Values]] = {}
        self._entries: Mapping[tuple[str, str, int], Fraction] | None = None

    def measures(self, period_id: str, org_unit_key: int) -> Values:
        """Every measure that has a value there, the true zeros too."""
        if period_id not in self._measures:
            self.read((period_id,))
        return self._measures[period_id][org_unit_key]

    def read(self, period_ids: Iterable[str]) -> None:
        """Read the measures of these periods at once."""
        wanted = {i for i in period_ids if i not in self._measures}
        if not wanted:
            return
        found: dict[str, dict[int, dict[str, int]]] = {i: {} for i in wanted}
        for period_id, org_unit_key, measure, value in self._rows(wanted):
            if period_id in wanted:
                found[period_id].setdefault(org_unit_key, {})[measure] = value
        for period_id, by_unit in found.items():
            zeros = self._zeros(self.calendar.periods[period_id])
            self._measures[period_id] = {key: zeros | by_unit.get(key, {}) for key in self.org_unit_keys}

    def _rows(self, wanted: Collection[str]) -> Iterable[Any]:
        columns = (
            measure_value.c.period_id, measure_value.c.org_unit_key, measure_value.c.measure, measure_value.c.value,
        )  # fmt: skip
        if self.names is not None or len(wanted) <= MANY_PERIODS:
            query = select(*columns).where(measure_value.c.period_id.in_(wanted))
        else:
            is_scored = dim_period.c.grain.not_in(UNSCORED_GRAINS)
            query = select(*columns).join(dim_period, dim_period.c.period_id == measure_value.c.period_id)
            query = query.where(is_scored)
        if len(self.org_unit_keys) <= MANY_PERIODS:
            query = query.where(measure_value.c.org_unit_key.in_(self.org_unit_keys))
        if self.names is not None:
            query = query.where(measure_value.c.measure.in_(self.names))
        return self.connection.execute(query)

    def _zeros(self, period: Period) -> dict[str, int]:
        reached = {contract for contract, c in self.coverage.items() if c.reaches(period, self.today)}
        return {m: 0 for m, contract, kind in self._kinds if kind not in NULL_KINDS and contract in reached}

    def entry(self, code: str, period_id: str, org_unit_key: int) -> Value:
        """The entered value that stands there: approved, and of several the last."""
        return self.entries.get((code, period_id, org_unit_key))

    @property
    def entries(self) -> Mapping[tuple[str, str, int], Fraction]:
        """Every approved entry, by code, period and org_unit."""
        if self._entries is None:
            columns = (ind_entry.c.code, ind_entry.c.period_id, ind_entry.c.org_unit_key, ind_entry.c.value)
            approved = select(*columns).where(ind_entry.c.state == "approved").order_by(ind_entry.c.entry_key)
            # the decimal that was typed, not the binary float it is kept as
            self._entries = {(c, p, u): Fraction(repr(v)) for c, p, u, v in self.connection.execute(approved)}
        return self._entries
