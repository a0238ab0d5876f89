"""Golden rows of the walking street: a night held, one called off, one to come; bookings that meet every rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert

from etl.calendar_th import BANGKOK
from etl.contracts.walking_street import WALKING_STREET
from etl.warehouse.tables import dim_source, dim_word
from etl.warehouse.tables.walking_street import (
    fact_market_night,
    fact_market_stall,
    fact_market_stall_night,
    fact_market_vendor,
    fact_market_violation,
    fact_market_waiting,
    fact_market_zone_night,
)

SOURCE, UNIT = 95, 3
OF_ART = {"art": {"org_unit_key": 4}}  # who looks after that zone; the calendar is UNIT's
OURS = {"source_key": SOURCE, "org_unit_key": UNIT, "is_deleted": False, "row_hash": 1, "run_key": 1}
BREAKERS = {
    "market_keys_exist": "update fact_market_night set night_status_code = 'perhaps' where source_id = '3'",
    "market_stalls_agree": "update agg_market_zone set stalls_traded = stalls_traded + 1 where date = '2026-10-03'",
    "market_fees_agree": "update agg_market_zone set due_satang = due_satang + 1 where date = '2026-10-10'",
    "market_waiting_balances": "update agg_market_zone set waiting_out = waiting_out + 1 where date = '2026-10-03'",
    "market_occupancy_fits": "update agg_market_zone set stalls_traded = 999 where date = '2026-10-03'",
    "market_dates_in_order": "update fact_market_stall_night set night_date = '2026-10-04' where source_id = '1'",
}
HELD, CALLED_OFF, TO_COME, TODAY = date(2026, 10, 3), date(2026, 11, 14), date(2026, 11, 28), date(2026, 11, 21)
# id, day, status, visitors, how counted
NIGHTS = [
    ("1", HELD, "held", 9000, "estimated"),
    ("2", CALLED_OFF, "cancelled", None, "estimated"),
    ("3", TO_COME, "planned", None, "estimated"),
    ("4", TODAY, "held", 8000, "counted"),  # not over yet
    ("5", date(2025, 11, 15), "held", None, "estimated"),  # nobody counted
]
# id, night, zone, stall, outcome, type, baht, paid baht, days after the night it was paid, sales baht
BOOKINGS = [
    ("1", "1", "food", "10", "traded", "general", 60, 60, 0, 3000),
    ("2", "1", "food", "11", "traded", "community", 60, 60, 7, None),  # on the last day
    ("3", "1", "food", "12", "traded", "otop", 60, 60, 8, 1500),  # a day late
    ("4", "1", "food", "13", "absent", "general", 60, 0, None, None),
    ("5", "1", "food", "14", "excused", "general", 0, 0, None, None),
    ("6", "1", "food", "14", "cancelled", "general", 0, 0, None, None),
    ("7", "1", "craft", "15", "absent", "otop", 40, 20, 0, None),  # half of it; the stall was taken by
    ("8", "1", "craft", "15", "traded", "student", 40, 90, -2, 700),  # somebody else, who paid too much, ahead
    ("9", "1", "craft", "16", "traded", "otop", 40, 40, 40, None),  # very late; deleted below
    ("10", "2", "food", "10", "absent", "general", 60, 60, -1, None),  # paid for a night called off
    ("11", "3", "food", "10", "absent", "general", 60, 60, -9, None),  # paid for one to come
    ("12", "4", "food", "10", "traded", "community", 60, 60, 0, 2000),
    ("13", "5", "art", "20", "traded", "artist", 20, 0, None, None),  # never paid
]
DELETED = "9"


def write(connection: Connection) -> None:
    source = {"source_key": SOURCE, "name": "walking_street", "contract": "walking_street", "title_th": "ถนนคนเดิน"}
    kept = {"title_en": "Market", "is_sample": True, "is_connected": True, "fresh_within_seconds": 9}
    connection.execute(insert(dim_source), source | kept)
    fields = [field for entity in WALKING_STREET.entities for field in entity.fields if field.vocabulary]
    words = {
        (f.vocabulary.name, word.code): {"name_th": word.th, "name_en": word.en, "sort_order": order}
        for f in fields
        if f.vocabulary
        for order, word in enumerate(f.vocabulary.words)
    }
    connection.execute(insert(dim_word), [{"vocabulary": v, "code": c} | row for (v, c), row in words.items()])
    connection.execute(insert(fact_market_night), [_night(*row) for row in NIGHTS])
    days = {number: day for number, day, *_ in NIGHTS}
    connection.execute(insert(fact_market_zone_night), [
        OURS | {"source_id": f"{night}{zone}", "night_id": night, "night_date": day, "zone_code": zone,
                "stalls_available": 6} | OF_ART.get(zone, {})
        for night, day in days.items() for zone in ("food", "craft", "art")
    ])  # fmt: skip
    connection.execute(insert(fact_market_stall_night), [_booking(days[row[1]], *row) for row in BOOKINGS])
    connection.execute(insert(fact_market_stall), [
        OURS | {"source_id": str(stall), "stall_code": f"ก-{stall:03d}", "earlier_code": "A-10" if stall < 11 else None,
                "zone_code": "food", "width": 2.5, "fee_satang": 60_00, "has_power": 1, "opened_date": HELD,
                "closed_date": None}
        for stall in (10, 11, 12)
    ])  # fmt: skip
    connection.execute(insert(fact_market_vendor), [
        OURS | {"vendor": who * 32, "vendor_type_code": kind, "vendor_status_code": "active", "community": None,
                "registered_date": joined, "ended_date": left}
        for who, kind, joined, left in (
            ("a", "general", date(2010, 1, 30), None),  # before the calendar begins
            ("b", "otop", date(2010, 1, 30), date(2011, 1, 1)),
            ("c", "otop", HELD, TODAY),
        )
    ])  # fmt: skip
    connection.execute(insert(fact_market_waiting), [
        OURS | {"source_id": number, "requested_at": _noon(asked), "requested_date": asked, "zone_code": "food",
                "vendor_type_code": "general", "waiting_status_code": status, "left_date": left}
        for number, asked, status, left in (
            ("1", HELD, "waiting", None), ("2", HELD, "placed", HELD), ("3", TODAY, "waiting", None),
            ("4", date(2025, 10, 1), "withdrawn", date(2026, 10, 1)),
        )
    ])  # fmt: skip
    connection.execute(insert(fact_market_violation), [
        OURS | {"source_id": number, "occurred_at": _noon(day), "occurred_date": day, "kind_code": kind,
                "zone_code": "food", "stall_code": "ก-010", "action_code": "warned", "detail": ""}
        for number, day, kind in (("1", HELD, "noise"), ("2", HELD, "waste"), ("3", TODAY, "noise"))
    ])  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=BANGKOK)


def _night(number: str, day: date, status: str, visitors: int | None, method: str) -> dict[str, object]:
    return OURS | {
        "source_id": number, "night_date": day, "night_status_code": status, "cancel_reason_code": "none",
        "weather_code": "clear", "visitors": visitors, "count_method_code": method, "stage_shows": 2, "note": "",
    }  # fmt: skip


def _booking(day: date, *row: object) -> dict[str, object]:
    number, night, zone, stall, outcome, kind, fee, paid, after, sales = row
    assert isinstance(fee, int) and isinstance(paid, int)
    return OURS | {
        "source_id": number, "booking_number": number, "night_id": night, "night_date": day, "zone_code": zone,
        "stall": stall, "stall_code": stall, "vendor": "a" * 32, "vendor_type_code": kind, "outcome_code": outcome,
        "booked_at": _noon(day - timedelta(days=9)), "checked_in_at": _noon(day) if outcome == "traded" else None,
        "fee_satang": fee * 100, "due_date": day + timedelta(days=7), "overdue_date": day + timedelta(days=8),
        "paid_satang": paid * 100, "paid_date": None if after is None else day + timedelta(days=int(str(after))),
        "pay_method_code": "cash", "sales_satang": None if sales is None else int(str(sales)) * 100, "product": "",
        "is_deleted": number == DELETED,
    } | OF_ART.get(str(zone), {})  # fmt: skip
