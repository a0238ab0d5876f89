"""Which figure stands beside an answer, and when an order is overdue: boundaries in view."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.orders_readers import OrderRow, OrderValue, count_orders, find_next

GIVEN = datetime(2026, 11, 21, 4, tzinfo=UTC)


def order(period_id: str = "M2026-10", *, answered: datetime | None = None, state: str = "open") -> OrderRow:
    return OrderRow(
        1, "order", "CMP-03", period_id, "ก", "a", 1, "KKM", "ก", "a", 2, "SCH", "ข", "b", None, "เรื่อง", "{}",
        date(2026, 11, 30), state, 61.5, "นายก", GIVEN, GIVEN, 1, None, None, None, answered,
    )  # fmt: skip


def value(period_id: str, grain: str, starts: date, ends: date, figure: float | None = 70.0) -> OrderValue:
    return OrderValue(1, period_id, grain, starts, ends, "ก", "a", figure, 85.0, "approved", "at_risk")


OCT = value("M2026-10", "month", date(2026, 10, 1), date(2026, 11, 1))
NOV = value("M2026-11", "month", date(2026, 11, 1), date(2026, 12, 1))
DEC = value("M2026-12", "month", date(2026, 12, 1), date(2027, 1, 1))
JAN = value("M2027-01", "month", date(2027, 1, 1), date(2027, 2, 1))
YTD_OCT = value("YTD2026-10", "ytd", date(2026, 10, 1), date(2026, 11, 1))
YTD_NOV = value("YTD2026-11", "ytd", date(2026, 10, 1), date(2026, 12, 1))
L30 = value("L30", "last30", date(2026, 10, 22), date(2026, 11, 21))


def at(day: int, month: int = 11, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("about", "values", "data_day", "expected"),
    [
        (order(), [OCT], date(2026, 11, 21), None),  # nothing later has come
        (order(), [OCT, NOV, DEC], date(2026, 11, 21), "M2026-11"),  # the running month, though it is not over
        (
            order(),
            [OCT, value("M2026-11", "month", NOV.starts_on, NOV.ends_on, None), DEC],
            date(2026, 12, 2),
            "M2026-12",
        ),
        (order(answered=at(30)), [OCT, NOV, DEC], date(2026, 12, 5), "M2026-11"),  # answered on its last day
        (order(answered=at(30, hour=17)), [OCT, NOV, DEC], date(2026, 12, 5), "M2026-12"),  # 1 December in Bangkok
        (order(answered=at(5, 12)), [OCT, NOV, DEC, JAN], date(2026, 12, 20), "M2026-12"),
        (order("M2026-11", answered=at(25)), [NOV, DEC], date(2026, 11, 28), None),  # its own month is not the next
        (order("M2026-11", answered=at(25)), [NOV, DEC], date(2026, 12, 1), "M2026-12"),
        (order("YTD2026-10"), [YTD_OCT, YTD_NOV], date(2026, 11, 21), "YTD2026-11"),
        (order("L30"), [L30], date(2026, 11, 21), None),  # a moving window is of a later day or it says nothing new
        (order("L30"), [L30], date(2026, 11, 22), "L30"),
        (order("L30", answered=at(25)), [L30], date(2026, 11, 25), None),
        (order("M2026-09"), [OCT], date(2026, 11, 21), None),  # its own period is gone
    ],
)
def test_the_value_beside_the_answer(
    about: OrderRow, values: list[OrderValue], data_day: date, expected: str | None
) -> None:
    found = find_next(about, values, data_day)
    assert (found.period_id if found else None) == expected


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        ("open", date(2026, 11, 30), "open"),
        ("open", date(2026, 12, 1), "overdue"),
        ("answered", date(2026, 12, 1), "answered"),
        ("done", date(2026, 12, 1), "done"),
        ("cancelled", date(2026, 12, 1), "cancelled"),
    ],
)
def test_overdue_is_without_an_answer_after_its_day(state: str, today: date, expected: str) -> None:
    one = order(state=state)
    assert one.standing(today) == expected
    assert count_orders([one], today).overdue == (expected == "overdue")
