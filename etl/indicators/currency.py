"""How current the data behind an indicator are at this instant: by its contract's sources, and by failing checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from etl.indicators.definition import from_json
from etl.indicators.feeding import find_feeding
from etl.indicators.status import Status, is_late, when_read
from etl.warehouse import query


class Rows(Protocol):
    """Reads queries/<name>.sql: a web page's cache or a plain connection, the same rows either way."""

    def __call__(self, name: str, **values: Any) -> list[Any]: ...


def rows_of(connection: Connection) -> Rows:
    """Rows as one connection sees them."""
    return lambda name, **values: query.load(name, connection.dialect.name).rows(connection, **values)


@dataclass(frozen=True, slots=True)
class Currency:
    """Of one contract: `read_at` is when its oldest source was last read (null: never); one late source is enough."""

    is_connected: bool = False
    read_at: datetime | None = None
    is_late: bool = False

    def apply(self, stored: str) -> str:
        """The status to show for one that was scored."""
        if not self.is_connected and self.read_at is None:
            return Status.NOT_CONNECTED.value
        return when_read(Status(stored), is_late=self.is_late).value


def read_currency(rows: Rows, now: datetime) -> dict[str, Currency]:
    """By contract. What a failing check stopped counts as late."""
    stopping = [check for check in rows("pages/check_failures") if check.stops]
    found: dict[str, list[Any]] = {}
    for source in rows("pages/source_states"):
        found.setdefault(source.contract, []).append(source)
    return {
        contract: Currency(
            any(s.is_connected for s in sources),
            min((s.read_at for s in sources if s.read_at), default=None),
            any(_is_behind(s, now) for s in sources) or any(_stops(check, contract) for check in stopping),
        )
        for contract, sources in found.items()
    }


def read_code_currency(rows: Rows, currency: Mapping[str, Currency]) -> dict[str, Currency]:
    """By code, of all systems that feed it together; an indicator no system feeds is absent."""
    found = ((row.code, from_json(row.body)) for row in rows("pages/indicator_definitions"))
    definitions = {code: definition for code, definition in found if definition.is_measured}
    contract_of = {row.measure: row.contract for row in rows("pages/measure_contracts")}
    feeding = find_feeding(definitions, contract_of)
    return {code: combine([currency.get(c, Currency()) for c in contracts]) for code, contracts in feeding.items()}


def combine(systems: Sequence[Currency]) -> Currency:
    """Of several systems together: late as soon as one of them is, as old as the oldest."""
    return Currency(
        any(one.is_connected for one in systems),
        min((one.read_at for one in systems if one.read_at), default=None),
        any(one.is_late for one in systems),
    )


def status_now(stored: str, currency: Currency | None) -> str:
    """What a page shows of a scored status; figures entered by hand rest on no source (null)."""
    return stored if currency is None else currency.apply(stored)


def _is_behind(source: Any, now: datetime) -> bool:
    """A source that is in the figures and older than it promises."""
    is_in_figures = source.is_connected or source.read_at is not None
    return is_in_figures and is_late(source.read_at, timedelta(seconds=source.fresh_within_seconds), now)


def _stops(check: Any, contract: str) -> bool:
    return not check.contract or contract in check.contract.split(",")
