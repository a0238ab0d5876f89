"""Makes measure_value anew for the periods that were touched: one query a family yields every grain and level."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, select

from etl.warehouse.measure_catalogue import MISSING_IS_NULL, Family, families
from etl.warehouse.query import load
from etl.warehouse.tables import dim_org_unit, dim_period, measure_value

PERIODS_AT_ONCE = 2_000
ROWS_AT_ONCE = 50_000
INSERT = "insert into measure_value (period_id, org_unit_key, measure, value, run_key) values (?, ?, ?, ?, ?)"
COPY = "copy measure_value (period_id, org_unit_key, measure, value, run_key) from stdin"


@dataclass(frozen=True, slots=True)
class Touched:
    """Which periods' figures must be made again: of families without stocks, and of families with them."""

    flows: frozenset[str]
    stocks: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.flows | self.stocks


def touched_periods(
    connection: Connection, days: Sequence[date], *, today: date, last_today: date | None, moved: Collection[str]
) -> Touched:
    """What touched days, and a new Bangkok day since `last_today`, change among the periods in dim_period.

    Flows: periods that hold a touched day. Stocks: every period that ends after the first touched day. A new day also
    moves every period that had not ended by `last_today`, and those whose days are new (`moved`).
    """
    flows, stocks = set(moved), set(moved)
    marks = sorted(days)
    has_new_day = last_today is not None and last_today != today
    begun = select(dim_period.c.period_id, dim_period.c.starts_on, dim_period.c.ends_on)
    for row in connection.execute(begun.where(dim_period.c.starts_on <= max(last_today or today, today))):
        runs = has_new_day and row.ends_on > min(last_today or today, today)
        if runs or _holds_any(marks, row.starts_on, row.ends_on):
            flows.add(row.period_id)
        if runs or (marks and row.ends_on > marks[0]):
            stocks.add(row.period_id)
    return Touched(frozenset(flows), frozenset(stocks))


def _holds_any(days: Sequence[date], starts_on: date, ends_on: date) -> bool:
    place = bisect_left(days, starts_on)
    return place < len(days) and days[place] < ends_on


def measure(
    connection: Connection,
    *,
    run_key: int,
    period_ids: Collection[str] | None,
    today: date,
    only: Collection[Family] | None = None,
) -> int:
    """Replace the rows of measure_value of these periods (null: of all) and of all org_units; returns rows written.

    Zero flows and stocks are left out: absence is 0. `only` narrows it to some families.
    """
    org_units = list(
        connection.execute(select(dim_org_unit.c.org_unit_key).order_by(dim_org_unit.c.org_unit_key)).scalars()
    )
    if period_ids is None:
        period_ids = list(connection.execute(select(dim_period.c.period_id)).scalars())
    written = 0
    for family in families() if only is None else only:
        for some in _parts(sorted(period_ids), PERIODS_AT_ONCE):
            _clear(connection, family, some)
            query = load(family.query, connection.dialect.name)
            found = connection.execute(query.bound({"period_ids": some, "org_unit_keys": org_units, "today": today}))
            written += _write(connection, _values(family, found, run_key))
    return written


def measure_touched(
    connection: Connection, touched: Touched, *, run_key: int, today: date, contract: str | None = None
) -> int:
    """`measure` each family of a contract (null: of all) for what is touched of it."""
    wanted = [family for family in families() if contract in (None, family.contract)]
    stocks = [family for family in wanted if family.has_stocks]
    others = [family for family in wanted if not family.has_stocks]
    written = measure(connection, run_key=run_key, period_ids=touched.flows, today=today, only=others)
    return written + measure(connection, run_key=run_key, period_ids=touched.stocks, today=today, only=stocks)


def forget_periods(connection: Connection, period_ids: Collection[str]) -> None:
    """Periods that are no more leave no figures behind."""
    for some in _parts(sorted(period_ids), PERIODS_AT_ONCE):
        connection.execute(delete(measure_value).where(measure_value.c.period_id.in_(some)))


def _clear(connection: Connection, family: Family, period_ids: Sequence[str]) -> None:
    names = [measure.measure for measure in family.measures]
    table = measure_value.c
    connection.execute(delete(measure_value).where(table.period_id.in_(period_ids), table.measure.in_(names)))


def _values(family: Family, found: Iterable[Sequence[object]], run_key: int) -> Iterator[tuple[object, ...]]:
    """Wide rows -> one row per measure, in the order of the primary key."""
    names = sorted((m.measure, place, m.kind in MISSING_IS_NULL) for place, m in enumerate(family.measures, start=2))
    for row in found:
        period_id, org_unit_key = row[0], row[1]
        for name, place, is_nullable in names:
            value = row[place]
            if value or (is_nullable and value is not None):
                yield period_id, org_unit_key, name, value, run_key


def _write(connection: Connection, rows: Iterator[tuple[object, ...]]) -> int:
    """In large pieces, the driver's own way: several times faster than single inserts."""
    written = 0
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(COPY) as copy:
            while batch := list(islice(rows, ROWS_AT_ONCE)):
                # ids, names and whole numbers hold nothing that COPY's text form would have to escape
                copy.write("".join("%s\t%s\t%s\t%s\t%s\n" % row for row in batch))  # noqa: UP031 twice as fast
                written += len(batch)
        return written
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        connection.exec_driver_sql(INSERT, batch)
        written += len(batch)
    return written


def _parts(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
