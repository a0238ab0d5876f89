"""What /it-projects reads beside indicators and measures: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A project of the plan in one fiscal year, with its last report; money in satang.

    `budget_mark` is what the plan prints: amount, dash or blank (null: no row for that year).
    """

    code: str
    strategy: int
    name: str
    org_unit_key: int
    responsible: str | None
    note: str | None
    budget_mark: str | None
    budget: int | None
    starts_on: date | None
    ends_on: date | None
    reported_on: date | None
    planned: float | None
    actual: float | None
    approved: int | None
    committed: int | None
    disbursed: int | None
    status: str | None
    status_th: str | None
    status_en: str | None
    obstacle: str | None

    @property
    def is_on_plan(self) -> bool | None:
        """Null where there is no report, or nothing was due yet."""
        if self.planned is None or self.actual is None or not (self.planned or self.actual):
            return None
        return self.actual >= self.planned and self.status not in ("cancelled", "postponed")


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """One digital process of one public service."""

    service_key: int
    name: str
    org_unit_key: int
    process: str
    process_th: str
    process_en: str
    readiness: str  # none | partial | ready | not_needed
    ready_on: date | None


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A system of the inventory; exchanges that work and the last tested restore are as of the day asked for."""

    system_key: int
    code: str | None
    name: str
    org_unit_key: int
    kind_th: str
    kind_en: str
    origin_th: str
    origin_en: str
    stage: str
    stage_th: str
    stage_en: str
    live_on: date | None
    retired_on: date | None
    personal_data: str  # yes | no | unknown
    ropa_on: date | None
    accounts: int | None
    exchanges: int
    restored_on: date | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """One item of the checklist, or kind of point, in one fiscal year."""

    item: str
    item_th: str
    item_en: str
    fiscal_year: int
    value: float
    assessed_on: date


def read_plan(data: Snapshot, fiscal_year: int, until: date, org_unit_key: int) -> list[PlanRow]:
    """Every project of the plan; reports as they stood at the end of `until`."""
    rows = data.rows("pages/plan_timeline", fiscal_year=fiscal_year, until_date=until, org_unit_key=org_unit_key)
    return [PlanRow(*row) for row in rows]


def read_services(data: Snapshot, org_unit_key: int) -> list[ServiceStep]:
    return [ServiceStep(*row) for row in data.rows("pages/it_services", org_unit_key=org_unit_key)]


def read_systems(data: Snapshot, org_unit_key: int, day: date) -> list[SystemRow]:
    return [SystemRow(*row) for row in data.rows("pages/it_systems", org_unit_key=org_unit_key, on_date=day)]


def read_assessments(data: Snapshot) -> list[Assessed]:
    return [Assessed(*row) for row in data.rows("pages/it_assessments")]
