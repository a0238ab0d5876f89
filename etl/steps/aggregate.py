"""Makes the daily tables agg_<name> anew for the days that were touched, from queries/aggregates/<name>.sql."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, literal, select

from etl.errors import QueryError
from etl.warehouse.bulk import write_query
from etl.warehouse.lineage import aggregates_of, contracts_of
from etl.warehouse.query import Query, load, names
from etl.warehouse.tables import etl_touched, metadata

# days between two touched ones that are cheaper to make again than to leave out; more where the ranges are too many
BRIDGED_DAYS = 7
MOST_RANGES = 50
LARGE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Half-open: `from_date` belongs to it, `to_date` does not."""

    from_date: date
    to_date: date


def touched_days(connection: Connection) -> dict[str, list[date]]:
    """By contract, every day noted in etl_touched, in order."""
    days: dict[str, list[date]] = {}
    for row in connection.execute(select(etl_touched.c.contract, etl_touched.c.date).order_by(etl_touched.c.date)):
        days.setdefault(row.contract, []).append(row.date)
    return days


def join_days(days: Iterable[date]) -> list[DayRange]:
    """Touched days -> the half-open ranges that hold them, near neighbours joined."""
    marks, bridged = sorted(days), BRIDGED_DAYS
    while len(ranges := _join(marks, bridged)) > MOST_RANGES:
        bridged *= 4
    return ranges


def _join(days: Sequence[date], bridged: int) -> list[DayRange]:
    ranges: list[DayRange] = []
    for day in days:
        after = day + timedelta(days=1)
        if ranges and (day - ranges[-1].to_date).days <= bridged:
            ranges[-1] = DayRange(ranges[-1].from_date, max(after, ranges[-1].to_date))
        else:
            ranges.append(DayRange(day, after))
    return ranges


def aggregate(connection: Connection, ranges: Sequence[DayRange], contract: str | None = None) -> int:
    """Each agg_ table of a contract (null: of all) is right again for the days in the ranges; returns rows written."""
    written = 0
    for query in _in_order(connection.dialect.name):
        if contract is not None and contract not in contracts_of(query):
            continue
        table = metadata.tables["agg_" + query.name.rpartition("/")[2]]
        columns = [column.name for column in query.columns]
        if columns != [column.name for column in table.columns]:
            raise QueryError(f"{query.name}: its columns are not those of {table.name}.")
        for part in ranges:
            inside = (table.c.date >= part.from_date) & (table.c.date < part.to_date)
            connection.execute(delete(table).where(inside))
            is_large = part.to_date - part.from_date >= LARGE
            written += write_query(
                connection, table, query, is_large=is_large, from_date=part.from_date, to_date=part.to_date
            )
    return written


def is_added_up(connection: Connection, contract: str) -> bool:
    """Whether any agg_ table of a contract holds a row."""
    tables = (metadata.tables[name] for name in aggregates_of(contract))
    return any(connection.execute(select(literal(1)).select_from(table).limit(1)).first() for table in tables)


def _in_order(dialect: str) -> list[Query]:
    """Those made from facts first, then those made from other aggregates."""
    queries = [load(name, dialect) for name in names("aggregates")]
    return sorted(queries, key=lambda query: "agg_" in query.source)
