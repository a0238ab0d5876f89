"""What pages read of the warehouse: one named function per page query, rows typed and frozen.

Each takes `data`, a Snapshot: `rows` are kept per data version, `rows_now` are as of this instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.cache import Snapshot


@dataclass(frozen=True, slots=True)
class PeriodChosen:
    """The chosen period and the two it is compared by; compare and like are null where there is nothing to compare."""

    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str
    compare_id: str | None
    like_id: str | None
    compare_label_th: str | None
    compare_label_en: str | None
    like_label_th: str | None
    like_label_en: str | None

    @property
    def ids(self) -> tuple[str, ...]:
        """The period itself, then what is compared with what."""
        return tuple(i for i in (self.period_id, self.compare_id, self.like_id) if i)

    def is_unfinished(self, today: date) -> bool:
        return self.ends_on > today

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en

    def like_label(self, lang: str) -> str:
        return (self.like_label_th if lang == "th" else self.like_label_en) or ""

    def compare_label(self, lang: str) -> str:
        return (self.compare_label_th if lang == "th" else self.compare_label_en) or ""


@dataclass(frozen=True, slots=True)
class Month:
    period_id: str
    starts_on: date
    ends_on: date
    label_th: str
    label_en: str


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator in a period for an org_unit, as last scored (freshness not yet applied)."""

    code: str
    period_id: str
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    run_key: int
    definition_key: int


@dataclass(frozen=True, slots=True)
class OrgUnitValue:
    """An indicator in one period for an org_unit: the chosen one (`depth` least) or one directly below it."""

    code: str
    org_unit_key: int
    org_unit_code: str
    name_th: str
    name_en: str
    short_th: str
    depth: int
    value: float | None
    target: float | None
    target_state: str | None
    status: str

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as it is this instant; `read_at` is when its last good read began."""

    name: str
    contract: str
    title_th: str
    title_en: str
    is_sample: bool
    is_connected: bool
    fresh_within_seconds: int
    read_at: datetime | None
    run_key: int | None
    run_status: str | None
    run_started_at: datetime | None
    run_finished_at: datetime | None
    run_error_code: str | None
    open_rejects: int

    def title(self, lang: str) -> str:
        return self.title_th if lang == "th" else self.title_en

    def is_late(self, now: datetime) -> bool:
        """Connected and read before, but longer ago than it promises."""
        return self.read_at is not None and (now - self.read_at).total_seconds() > self.fresh_within_seconds


@dataclass(frozen=True, slots=True)
class Changes:
    """What came in and changed in a stretch of days; `over30_in` newly passed 30 days."""

    period_id: str
    received: int = 0
    finished: int = 0
    reopened: int = 0
    forwarded: int = 0
    over30_in: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A category or channel and how many complaints came in under it."""

    key: int
    name_th: str
    name_en: str
    received: int
    is_digital: bool = False

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open complaint; its text is scrubbed of personal data at load."""

    source_id: str
    complaint_number: str | None
    received_date: date
    due_date: date
    status_code: str
    status_th: str
    status_en: str
    urgency_code: str
    short_description: str
    place: str
    category_th: str
    category_en: str
    org_unit_th: str
    org_unit_en: str
    record_url: str | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What narrows the open cases: half-open dates of receipt, a due date before, a category (-1 all), a text."""

    org_unit_key: int
    received_from: date
    received_before: date
    due_before: date
    category_key: int = -1
    pattern: str = "%"


@dataclass(frozen=True, slots=True)
class RunFigures:
    run_key: int
    source_name: str | None
    mode: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    rows_read: int
    changed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class MeasureValue:
    period_id: str
    measure: str
    value: int
    run_key: int


@dataclass(frozen=True, slots=True)
class RejectRule:
    source_name: str
    rule: str
    rejects: int


def read_period(data: Snapshot, period_id: str) -> PeriodChosen | None:
    rows = data.rows("pages/period", period_id=period_id)
    return PeriodChosen(*rows[0]) if rows else None


def read_months(data: Snapshot, from_date: date, to_date: date) -> list[Month]:
    """Months that begin in the half-open stretch, in order."""
    return [Month(*row) for row in data.rows("pages/months", from_date=from_date, to_date=to_date)]


def read_indicator_values(
    data: Snapshot, codes: Sequence[str], period_ids: Sequence[str], org_unit_key: int
) -> dict[tuple[str, str], IndicatorValue]:
    """By (code, period_id); what has not been scored is absent."""
    rows = data.rows(
        "pages/indicator_values", codes=tuple(codes), period_ids=tuple(period_ids), org_unit_key=org_unit_key
    )
    return {(row.code, row.period_id): IndicatorValue(*row) for row in rows}


def read_org_unit_values(data: Snapshot, codes: Sequence[str], period_id: str, org_unit_key: int) -> list[OrgUnitValue]:
    """The chosen org_unit and those directly below it."""
    rows = data.rows("pages/indicator_org_units", codes=tuple(codes), period_id=period_id, org_unit_key=org_unit_key)
    return [OrgUnitValue(*row) for row in rows]


def read_measures(
    data: Snapshot, measures: Sequence[str], period_ids: Sequence[str], org_unit_key: int
) -> dict[tuple[str, str], MeasureValue]:
    """By (measure, period_id), only stored ones: a missing flow or stock is 0 within the data's span (`read_span`)."""
    rows = data.rows(
        "pages/measure_values", measures=tuple(measures), period_ids=tuple(period_ids), org_unit_key=org_unit_key
    )
    return {(row.measure, row.period_id): MeasureValue(*row) for row in rows}


def read_org_unit_measures(
    data: Snapshot, measures: Sequence[str], period_id: str, org_unit_key: int
) -> dict[tuple[int, str], int]:
    """By (org_unit_key, measure), only stored ones."""
    rows = data.rows(
        "pages/measure_org_units", measures=tuple(measures), period_id=period_id, org_unit_key=org_unit_key
    )
    return {(row.org_unit_key, row.measure): row.value for row in rows}


def read_first_date(data: Snapshot) -> date | None:
    """The first day with a complaint; None where nothing has been loaded."""
    first: date | None = data.rows("pages/complaint_span")[0].first_date
    return first


def read_changes(data: Snapshot, period_ids: Sequence[str], org_unit_key: int) -> dict[str, Changes]:
    """By period id, zeros where nothing happened."""
    rows = data.rows("pages/complaint_changes", period_ids=tuple(period_ids), org_unit_key=org_unit_key)
    found = {row.period_id: Changes(*row) for row in rows}
    return {period_id: found.get(period_id, Changes(period_id)) for period_id in period_ids}


def read_categories(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Share]:
    rows = data.rows("pages/complaint_categories", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Share(r.category_key, r.name_th, r.name_en, r.received) for r in rows]


def read_channels(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Share]:
    rows = data.rows("pages/complaint_channels", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Share(r.channel_key, r.name_th, r.name_en, r.received, r.is_digital) for r in rows]


def read_category_names(data: Snapshot) -> list[Share]:
    """Every category of the vocabulary, for the filter of the case table."""
    return [Share(r.category_key, r.name_th, r.name_en, 0) for r in data.rows("pages/complaint_categories_known")]


def read_open_cases(data: Snapshot, chosen: CaseFilter, limit: int, skip: int) -> list[OpenCase]:
    """A page of the open cases, oldest first, as of this instant."""
    rows = data.rows_now("pages/open_cases", **_values(chosen), limit_rows=limit, skip_rows=skip)
    return [OpenCase(*row) for row in rows]


def count_open_cases(data: Snapshot, chosen: CaseFilter) -> int:
    count: int = data.rows_now("pages/open_case_count", **_values(chosen))[0].cases
    return count


def read_source_states(data: Snapshot) -> list[SourceState]:
    """Every source the warehouse knows, as of this instant."""
    return [SourceState(*row) for row in data.rows_now("pages/source_states")]


def read_runs(data: Snapshot, run_keys: Sequence[int]) -> dict[int, RunFigures]:
    rows = data.rows_now("pages/run_figures", run_keys=tuple(run_keys))
    return {row.run_key: RunFigures(*row) for row in rows}


def read_reject_rules(data: Snapshot, contracts: Sequence[str]) -> list[RejectRule]:
    """Open rejects of the sources of these contracts by rule, most first."""
    return [RejectRule(*row) for row in data.rows_now("pages/reject_rules", contracts=tuple(contracts))]


def _values(chosen: CaseFilter) -> dict[str, object]:
    return {name: getattr(chosen, name) for name in CaseFilter.__slots__}
