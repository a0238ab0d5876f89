"""The values of indicators for periods x org_units, from measures read once.

A missing flow or stock is 0 where the period has begun and the contract's data reach it, that is: it does not end
before the first fact; elsewhere, and for a missing middle, it is null. Values stay exact until they are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection, func, select

from etl.calendar_th import Period, bangkok_date
from etl.contracts.catalogue import CONTRACTS
from etl.indicators.definition import Definition, TargetState
from etl.indicators.formula import Node, Value, evaluate
from etl.indicators.status import Freshness, Status, score, status
from etl.indicators.targets import Target, group_by_code, target_for
from etl.indicators.versions import StoredDefinition
from etl.warehouse.lineage import aggregates_of
from etl.warehouse.tables import (
    dim_org_unit,
    dim_period,
    dim_source,
    ind_measure,
    measure_value,
    metadata,
)

# not scored: too fine to judge (their measures serve charts)
UNSCORED_GRAINS = ("day", "week")
MANY_PERIODS = 100  # more are read by one scan
LARGEST = 10**15  # no figure of a city is larger; what a formula makes beyond it is null

Values = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator's value, exact, with the target, status and score it has in a period and org_unit."""

    code: str
    definition_key: int
    period_id: str
    org_unit_key: int
    value: Value
    target: Fraction | None
    target_state: TargetState | None
    status: Status
    score: Fraction | None


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


def read_periods(connection: Connection, period_ids: Sequence[str] | None) -> list[Period]:
    """The given periods that exist and are scored; null: all that are scored."""
    columns = (dim_period.c.period_id, dim_period.c.grain, dim_period.c.starts_on, dim_period.c.ends_on)
    query = select(*columns).where(dim_period.c.grain.not_in(UNSCORED_GRAINS)).order_by(dim_period.c.period_id)
    wanted = None if period_ids is None else set(period_ids)
    return [Period(*row) for row in connection.execute(query) if wanted is None or row.period_id in wanted]


def read_measures(connection: Connection, periods: Sequence[Period]) -> dict[tuple[str, int], dict[str, int]]:
    """(period_id, org_unit_key) -> measures that have a value there."""
    columns = (
        measure_value.c.period_id,
        measure_value.c.org_unit_key,
        measure_value.c.measure,
        measure_value.c.value,
    )
    is_scored = dim_period.c.grain.not_in(UNSCORED_GRAINS)
    query = select(*columns).join(dim_period, dim_period.c.period_id == measure_value.c.period_id).where(is_scored)
    wanted = {p.period_id for p in periods}
    if len(wanted) <= MANY_PERIODS:
        query = select(*columns).where(measure_value.c.period_id.in_(wanted))
    book: dict[tuple[str, int], dict[str, int]] = {}
    for period_id, org_unit_key, measure, value in connection.execute(query):
        if period_id in wanted:
            book.setdefault((period_id, org_unit_key), {})[measure] = value
    return book


@dataclass(frozen=True, slots=True)
class Gauge:
    """A definition made ready: its tree, the targets it ever had, the coverage of its data."""

    key: int
    definition: Definition
    tree: Node
    targets: Sequence[Target]
    coverage: Coverage

    def aim(self, period: Period, today: date) -> Aim:
        target = target_for(self.targets, period)
        value = None if target is None or target.value is None else Fraction(target.value)
        if self.coverage.first_date is None and not self.coverage.is_connected:
            freshness = Freshness.NOT_CONNECTED
        else:
            freshness = Freshness.FRESH if period.starts_on <= today else Freshness.NOT_DUE
        return Aim(self, period.period_id, value, None if target is None else target.state, freshness)


@dataclass(frozen=True, slots=True)
class Aim:
    """What an indicator is judged by in one period, the same for every org_unit."""

    gauge: Gauge
    period_id: str
    target: Fraction | None
    target_state: TargetState | None
    freshness: Freshness

    def judge(self, org_unit_key: int, values: Values) -> IndicatorValue:
        definition = self.gauge.definition
        value = evaluate(self.gauge.tree, values.get)
        if value is not None and not -LARGEST <= value <= LARGEST:
            value = None
        judged_by = (value, self.target, definition.direction, definition.thresholds)
        return IndicatorValue(
            definition.code, self.gauge.key, self.period_id, org_unit_key, value, self.target, self.target_state,
            status(*judged_by, target_state=self.target_state, freshness=self.freshness),
            score(*judged_by, target_state=self.target_state, levels=definition.levels),
        )  # fmt: skip


def make_gauges(
    definitions: Iterable[StoredDefinition], targets: Iterable[Target], coverage: Mapping[str, Coverage]
) -> list[Gauge]:
    """For the definitions whose values are computed here."""
    by_code = group_by_code(targets)
    return [
        Gauge(
            d.definition_key,
            d.definition,
            d.definition.tree,
            by_code.get(d.code, ()) if d.definition.kind == "tracked" else (),
            coverage.get(d.definition.contract or "", Coverage()),
        )
        for d in definitions
        if d.definition.is_measured
    ]


def evaluate_all(
    connection: Connection,
    definitions: Iterable[StoredDefinition],
    targets: Iterable[Target],
    *,
    as_of: datetime,
    period_ids: Sequence[str] | None = None,
) -> Iterator[IndicatorValue]:
    """Every measured indicator x period x org_unit, with status and score."""
    today = bangkok_date(as_of)
    coverage = read_coverage(connection)
    gauges = make_gauges(definitions, targets, coverage)
    periods = read_periods(connection, period_ids)
    book = read_measures(connection, periods)
    measures = [(row.measure, row.contract, row.kind) for row in connection.execute(select(ind_measure))]
    units = connection.execute(select(dim_org_unit.c.org_unit_key)).scalars().all()
    for period in periods:
        reached = {contract for contract, c in coverage.items() if c.reaches(period, today)}
        zeros = {m: 0 for m, contract, kind in measures if kind != "middle" and contract in reached}
        aims = [gauge.aim(period, today) for gauge in gauges]
        for unit in units:
            values = zeros | book.get((period.period_id, unit), {})
            for aim in aims:
                yield aim.judge(unit, values)
