"""What /walking-street reads beside indicators and measures: one named function per page query, rows typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot


@dataclass(frozen=True, slots=True)
class Night:
    """A night held or called off; stalls count once, money in satang is of that night's bookings."""

    night_date: date
    is_held: bool
    reason_th: str | None
    reason_en: str | None
    weather_th: str | None
    weather_en: str | None
    visitors: int | None
    is_counted: bool
    available: int
    booked: int
    traded: int
    absent: int
    fee_satang: int
    paid_satang: int

    def reason(self, lang: str) -> str:
        return (self.reason_th if lang == "th" else self.reason_en) or ""

    def weather(self, lang: str) -> str:
        return (self.weather_th if lang == "th" else self.weather_en) or ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone in a stretch of days: stalls summed over its nights, money in satang."""

    code: str
    name_th: str | None
    name_en: str | None
    available: int
    booked: int
    traded: int
    absent: int
    community: int
    due_satang: int
    in_time_satang: int
    received_satang: int
    sales_satang: int
    reporting: int
    violations: int

    def name(self, lang: str) -> str:
        return (self.name_th if lang == "th" else self.name_en) or self.code


@dataclass(frozen=True, slots=True)
class Stall:
    """A stall in a stretch of days: nights booked and what became of them; `stalls` is how many the question found."""

    stall: str
    stall_code: str | None
    earlier_code: str | None
    zone_th: str | None
    zone_en: str | None
    booked: int
    traded: int
    excused: int
    absent: int
    fee_satang: int
    overdue_satang: int
    stalls: int

    def zone(self, lang: str) -> str:
        return (self.zone_th if lang == "th" else self.zone_en) or ""


@dataclass(frozen=True, slots=True)
class StallNight:
    """One booking of a stall: nobody's name, only the type of vendor."""

    night_date: date
    is_held: bool
    stall_code: str | None
    present_code: str | None
    type_th: str | None
    type_en: str | None
    outcome_code: str
    product: str
    fee_satang: int
    due_date: date
    paid_satang: int
    paid_date: date | None
    pay_th: str | None
    pay_en: str | None
    sales_satang: int | None
    source_id: str
    booking_number: str | None
    record_url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """How many there are of one word of a vocabulary."""

    vocabulary: str
    code: str
    name_th: str | None
    name_en: str | None
    count: int

    def name(self, lang: str) -> str:
        return (self.name_th if lang == "th" else self.name_en) or self.code


@dataclass(frozen=True, slots=True)
class StallQuestion:
    """Which stalls are asked for: nights of the half-open stretch, those over before `today`; blank: any."""

    from_date: date
    to_date: date
    today: date
    org_unit_key: int
    zone_code: str = ""
    words: str = ""  # a stall's code, present or earlier


def read_nights(data: Snapshot, org_unit_key: int, before: date, limit: int) -> list[Night]:
    """The latest first."""
    rows = data.rows("pages/market_nights", org_unit_key=org_unit_key, before=before, limit=limit)
    return [Night(*row) for row in rows]


def read_zones(data: Snapshot, from_date: date, to_date: date, today: date, org_unit_key: int) -> list[Zone]:
    rows = data.rows("pages/market_zones", from_date=from_date, to_date=to_date, today=today, org_unit_key=org_unit_key)
    return [Zone(*row) for row in rows]


def read_stalls(data: Snapshot, asked: StallQuestion, limit: int, offset: int) -> list[Stall]:
    """Those most often absent without notice first."""
    rows = data.rows(
        "pages/market_stalls", from_date=asked.from_date, to_date=asked.to_date, today=asked.today,
        org_unit_key=asked.org_unit_key, zone_code=asked.zone_code, words=asked.words, limit=limit, offset=offset,
    )  # fmt: skip
    return [Stall(*row) for row in rows]


def read_stall_nights(data: Snapshot, stall: str, before: date, org_unit_key: int, limit: int) -> list[StallNight]:
    """The latest first."""
    rows = data.rows("pages/market_stall_nights", stall=stall, before=before, org_unit_key=org_unit_key, limit=limit)
    return [StallNight(*row) for row in rows]


def read_groups(data: Snapshot, from_date: date, to_date: date, today: date, org_unit_key: int) -> list[Group]:
    """Violations of the stretch by kind; the queue by zone and the vendors by type at its end."""
    rows = data.rows(
        "pages/market_groups", from_date=from_date, to_date=to_date, today=today, org_unit_key=org_unit_key
    )
    return [Group(*row) for row in rows]
