"""How current the data behind an indicator are at this instant: by its contract's sources, and by failing checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

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


def status_now(stored: str, contract: str | None, currency: Mapping[str, Currency]) -> str:
    """What a page shows of a scored status; figures entered by hand rest on no source."""
    return stored if contract is None else currency.get(contract, Currency()).apply(stored)


def _is_behind(source: Any, now: datetime) -> bool:
    """A source that is in the figures and older than it promises."""
    is_in_figures = source.is_connected or source.read_at is not None
    return is_in_figures and is_late(source.read_at, timedelta(seconds=source.fresh_within_seconds), now)


def _stops(check: Any, contract: str) -> bool:
    return not check.contract or contract in check.contract.split(",")
