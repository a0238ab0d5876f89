"""What /it-repair reads beside indicators and measures: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot
from etl.calendar_th import same_day_in_year


@dataclass(frozen=True, slots=True)
class OpenRepair:
    """A repair that was open at the end of a day; status, phase and due date are those of now."""

    source_id: str
    ticket_number: str | None
    description: str
    device_th: str
    device_en: str
    symptom_th: str
    symptom_en: str
    asset_number: str | None
    org_unit_key: int
    org_unit_th: str
    org_unit_en: str
    urgency_code: str
    urgency_th: str
    urgency_en: str
    reported_date: date
    due_date: date | None
    status_code: str
    status_th: str
    status_en: str
    phase: str
    record_url: str | None


@dataclass(frozen=True, slots=True)
class AssetAges:
    """Machines of one kind and org_unit by age in years; `replace_satang` what those over five years once cost."""

    device_type_code: str
    device_th: str
    device_en: str
    org_unit_key: int
    to_3: int
    to_5: int
    to_7: int
    over_7: int
    age_unknown: int
    replace_satang: int

    @property
    def counts(self) -> tuple[int, ...]:
        return self.to_3, self.to_5, self.to_7, self.over_7

    def device(self, lang: str) -> str:
        return self.device_th if lang == "th" else self.device_en


@dataclass(frozen=True, slots=True)
class AssetQuestion:
    """Which of the machines held on a day: `device` '' is every kind."""

    org_unit_key: int
    on_date: date
    device: str
    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class OldAsset:
    """A machine, with its repairs and their cost in the twelve months before."""

    asset_number: str | None
    device_th: str
    device_en: str
    brand: str
    model: str
    org_unit_th: str
    org_unit_en: str
    held_from_date: date
    status_th: str
    status_en: str
    price_satang: int | None
    repairs: int
    cost_satang: int


@dataclass(frozen=True, slots=True)
class Fault:
    """How often a kind of device, or a symptom, was reported in a stretch of days; symptoms have no cost."""

    code: str
    name_th: str
    name_en: str
    reported: int
    cost_satang: int = 0

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en


def read_open_repairs(data: Snapshot, org_unit_key: int, on_date: date) -> list[OpenRepair]:
    """The oldest first."""
    rows = data.rows("pages/open_repairs", org_unit_key=org_unit_key, on_date=on_date)
    return [OpenRepair(*row) for row in rows]


def read_asset_ages(data: Snapshot, org_unit_key: int, on_date: date) -> list[AssetAges]:
    since = {f"since_{years}": same_day_in_year(on_date, -years) for years in (3, 5, 7)}
    rows = data.rows("pages/it_asset_ages", org_unit_key=org_unit_key, on_date=on_date, **since)
    return [AssetAges(*row) for row in rows]


def read_oldest_assets(data: Snapshot, asked: AssetQuestion) -> list[OldAsset]:
    """The oldest first."""
    rows = data.rows(
        "pages/it_assets_oldest",
        org_unit_key=asked.org_unit_key,
        on_date=asked.on_date,
        since=same_day_in_year(asked.on_date, -1),
        device=asked.device,
        limit=asked.limit,
        offset=asked.offset,
    )
    return [OldAsset(*row) for row in rows]


def read_devices(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Fault]:
    """The most reported first."""
    rows = data.rows("pages/repair_devices", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Fault(*row) for row in rows]


def read_symptoms(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Fault]:
    """The most reported first."""
    rows = data.rows("pages/repair_symptoms", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Fault(*row) for row in rows]
