"""Runs queries/checks: each must return no row; one that does names the rows at fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from etl.warehouse.query import Query, load, names

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


def run_checks(connection: Connection) -> list[CheckFailure]:
    """Every check that found rows. Most look only at the days in etl_touched, so run them before that is emptied."""
    if connection.dialect.name == "postgresql":  # a few days go by index, a whole load by scan: it must know which
        connection.exec_driver_sql("analyze etl_touched")
    failures = []
    for name in names("checks"):
        query = load(name, connection.dialect.name)
        rows = query.rows(connection)
        if rows:
            failures.append(_failure(query, rows))
    return failures


def _failure(query: Query, rows: list[Any]) -> CheckFailure:
    """A check's `-- unit:` line begins with `stops` or `warns`."""
    examples = tuple(row._asdict() for row in rows[:EXAMPLES])
    name = query.name.rpartition("/")[2]
    return CheckFailure(name, query.title_th, query.title_en, len(rows), examples, query.unit.startswith("stops"))
