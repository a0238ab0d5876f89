"""Runs queries/checks: each must return no row; one that does names the rows at fault."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from etl.warehouse.bulk import give_memory
from etl.warehouse.lineage import contracts_of
from etl.warehouse.query import Query, load, names
from etl.warehouse.tables import etl_check_failure, etl_data_version

EXAMPLES = 20
SETTLED = "settled_run_key"


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

    that is emptied. One may ask for `settled_run_key`, the run whose figures stand: rows of later ones are new (given
    as a number, the database knows how few they are).
    """
    failures = []
    given = {SETTLED: connection.scalar(select(func.max(etl_data_version.c.settled_run_key))) or 0}
    for name in names("checks") if wanted is None else wanted:
        query = load(name, connection.dialect.name)
        rows = query.rows(connection, **{param.name: given[param.name] for param in query.params})
        if rows:
            failures.append(_failure(query, rows))
    return failures


class Beside:
    """Checks that run while figures are made; `left` are those that must wait for them."""

    def __init__(self, left: Sequence[str], under_way: Future[list[CheckFailure]] | None = None) -> None:
        self.left = left
        self._under_way = under_way

    def failures(self) -> list[CheckFailure]:
        return self._under_way.result() if self._under_way is not None else []


@contextmanager
def checked_beside(connection: Connection, wanted: Sequence[str]) -> Iterator[Beside]:
    """On PostgreSQL, checks that look at facts alone run on a connection of their own, where another processor is free.

    They see what is committed: facts do not change while figures are made, and the touched days stand.
    """
    early = [name for name in wanted if _looks_at_facts(load(name))] if connection.dialect.name == "postgresql" else []
    if not early:
        yield Beside(wanted)
        return
    with ThreadPoolExecutor(1, thread_name_prefix="check") as pool:
        left = [name for name in wanted if name not in early]
        yield Beside(left, pool.submit(_run_alone, connection.engine, early))


def _looks_at_facts(query: Query) -> bool:
    made = ("agg_", "measure_value", "ind_")
    return not any(table.strip().startswith(made) for table in query.source.split(","))


def _run_alone(engine: Engine, wanted: Sequence[str]) -> list[CheckFailure]:
    with engine.connect() as connection:
        give_memory(connection)
        return run_checks(connection, wanted)


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
