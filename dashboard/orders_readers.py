"""What pages read of orders and improvement plans: rows that know how they stand and what came after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.cache import Snapshot
from etl.calendar_th import bangkok_date
from etl.indicators.orders import WAITING
from etl.indicators.targets import MOVING_GRAINS

STATES = ("open", "answered", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order or improvement plan as it stands; `value` is its indicator's when it was given."""

    order_key: int
    kind: str
    code: str | None
    period_id: str | None
    period_th: str | None
    period_en: str | None
    from_org_unit_key: int
    from_code: str
    from_th: str
    from_en: str
    owner_org_unit_key: int
    owner_code: str
    owner_th: str
    owner_en: str
    owner_person: str | None
    title: str
    body: str
    due_date: date
    state: str
    value: float | None
    given_by: str
    given_at: datetime
    changed_at: datetime
    version: int
    answer: str | None
    answer_link: str | None
    answered_by: str | None
    answered_at: datetime | None

    def owner(self, lang: str) -> str:
        return self.owner_th if lang == "th" else self.owner_en

    def whose(self, lang: str) -> str:
        return self.from_th if lang == "th" else self.from_en

    def period(self, lang: str) -> str:
        return (self.period_th if lang == "th" else self.period_en) or self.period_id or ""

    @property
    def parts(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def standing(self, today: date) -> str:
        """Its state, or `overdue`: still without an answer after its day."""
        return "overdue" if self.state == "open" and self.due_date < today else self.state


@dataclass(frozen=True, slots=True)
class OrderEvent:
    event_key: int
    what: str
    text: str
    link: str | None
    before: str | None
    after: str | None
    author: str
    at: datetime

    @property
    def moved_to(self) -> date | None:
        """The new day, where the step gave one."""
        day = json.loads(self.after or "{}").get("due_date")
        return date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class OrderValue:
    """The indicator of an order in its own period or a later one of the same grain."""

    order_key: int
    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    label_th: str
    label_en: str
    value: float | None
    target: float | None
    target_state: str | None
    status: str

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """How many stand how; those overdue are among the open."""

    open: int = 0
    answered: int = 0
    done: int = 0
    cancelled: int = 0
    overdue: int = 0


def read_orders(
    data: Snapshot, states: Sequence[str] = STATES, *, code: str = "", owner_key: int = 0
) -> list[OrderRow]:
    """By due date, the earliest first; every change of an order moves the data version, so they are kept by it."""
    rows = data.rows("pages/orders", states=tuple(states), code=code, owner_key=owner_key)
    return [OrderRow(*row) for row in rows]


def read_waiting(data: Snapshot) -> list[OrderRow]:
    """Those that somebody still has to do something about."""
    return read_orders(data, tuple(sorted(WAITING)))


def find_order(data: Snapshot, order_key: int) -> OrderRow | None:
    return next((order for order in read_orders(data) if order.order_key == order_key), None)


def read_order_events(data: Snapshot, order_key: int) -> list[OrderEvent]:
    return [OrderEvent(*row) for row in data.rows("pages/order_events", order_key=order_key)]


def read_order_values(data: Snapshot, order_keys: Sequence[int]) -> dict[int, list[OrderValue]]:
    """By order, in order of time, its own period first."""
    found: dict[int, list[OrderValue]] = {}
    for row in data.rows("pages/order_values", order_keys=tuple(order_keys)) if order_keys else ():
        found.setdefault(row.order_key, []).append(OrderValue(*row))
    return found


def count_orders(orders: Sequence[OrderRow], today: date) -> OrderCounts:
    counts = {state: sum(1 for order in orders if order.state == state) for state in STATES}
    return OrderCounts(**counts, overdue=sum(1 for order in orders if order.standing(today) == "overdue"))


def find_next(order: OrderRow, values: Sequence[OrderValue], data_day: date) -> OrderValue | None:
    """The value that shows what an order led to: that of the first later period of the same grain which ends after the

    answer (or, without one, after the day it was given); of a window that moves with the data, its value once the data
    are of a later day. Null: it has not come yet.
    """
    since = bangkok_date(order.answered_at or order.given_at)
    own = next((value for value in values if value.period_id == order.period_id), None)
    if own is None:
        return None
    if own.grain in MOVING_GRAINS:
        return own if own.value is not None and data_day > since else None
    later = (
        v for v in values if v.value is not None and v.ends_on > max(own.ends_on, since) and v.starts_on <= data_day
    )
    return next(later, None)
