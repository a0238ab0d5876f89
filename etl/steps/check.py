"""Runs queries/checks: each must return no row; one that does names the rows at fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from etl.warehouse.lineage import contracts_of
from etl.warehouse.query import Query, load, names
from etl.warehouse.tables import etl_check_failure

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """An assertion that does not hold. `stops`: the figures must not be published; else it is only told."""

    name: str
    title_th: str
    title_en: str
    count: int
    examples: tuple[dict[str, Any], ...]
    stops: bool


def checks_of(contract: str | None) -> list[str]:
    """Names of the checks of a contract's rows; null: of those that look at no contract's facts or aggregates."""
    made = {name: contracts_of(load(name)) for name in names("checks")}
    return [name for name, contracts in made.items() if (contract in contracts if contract else not contracts)]


def run_checks(connection: Connection, wanted: Sequence[str] | None = None) -> list[CheckFailure]:
    """Each of these checks (null: all) that found rows. Most look only at the days in etl_touched: run them before

    that is emptied.
    """
    if connection.dialect.name == "postgresql":  # a few days go by index, a whole load by scan: it must know which
        connection.exec_driver_sql("analyze etl_touched")
    failures = []
    for name in names("checks") if wanted is None else wanted:
        query = load(name, connection.dialect.name)
        rows = query.rows(connection)
        if rows:
            failures.append(_failure(query, rows))
    return failures


def keep_failures(
    connection: Connection,
    failures: Sequence[CheckFailure],
    *,
    run_key: int,
    at: datetime,
    ran: Sequence[str] | None = None,
) -> None:
    """The book holds what each check found when it ran last; `ran` names those that ran now (null: all)."""
    ran_now = etl_check_failure.c.check_name.in_([name.rpartition("/")[2] for name in ran or ()])
    connection.execute(delete(etl_check_failure) if ran is None else delete(etl_check_failure).where(ran_now))
    for failure in failures:
        examples = json.dumps(failure.examples, ensure_ascii=False, default=str)
        of = ",".join(sorted(contracts_of(load(f"checks/{failure.name}"))))
        found = {
            "check_name": failure.name,
            "contract": of,
            "stops": failure.stops,
            "rows_found": failure.count,
            "examples": examples,
        }
        connection.execute(insert(etl_check_failure).values(**found, run_key=run_key, found_at=at))


def _failure(query: Query, rows: list[Any]) -> CheckFailure:
    """A check's `-- unit:` line begins with `stops` or `warns`."""
    examples = tuple(row._asdict() for row in rows[:EXAMPLES])
    name = query.name.rpartition("/")[2]
    return CheckFailure(name, query.title_th, query.title_en, len(rows), examples, query.unit.startswith("stops"))
