"""What was reported of closed periods and what later became of it, as pages read it: typed rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.cache import Snapshot, snapshot_connection
from etl.indicators.marks import Mark, read_marks


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period that is over and not closed."""

    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One closing of a period; counts are of the tracked indicators of one org_unit, `unexplained` of all org_units.

    `restated` counts context figures too.
    """

    closing_key: int
    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str
    closed_by: str
    closed_at: datetime
    note: str
    reopened_by: str | None
    reopened_at: datetime | None
    reopen_reason: str | None
    figures: int
    on_track: int
    at_risk: int
    off_track: int
    stale: int
    no_data: int
    restated: int
    unexplained: int

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en

    @property
    def is_in_force(self) -> bool:
        return self.reopened_at is None


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """An indicator as a closing reported it (`body`: its definition then), and the latest restatement of it."""

    code: str
    version: int
    body: str
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    score: float | None
    run_key: int
    new_value: float | None
    new_target: float | None
    new_target_state: str | None
    new_status: str | None
    new_score: float | None
    new_version: int | None
    new_run_key: int | None
    cause: str | None
    noticed_at: datetime | None
    reason: str | None
    reason_by: str | None
    restatements: int

    @property
    def is_restated(self) -> bool:
        return self.restatements > 0


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One report of an indicator's figure, with one of its restatements or, where there is none, nulls."""

    closing_key: int
    period_id: str
    grain: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str
    closed_by: str
    closed_at: datetime
    note: str
    reopened_by: str | None
    reopened_at: datetime | None
    reopen_reason: str | None
    version: int
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    score: float | None
    run_key: int
    restatement_key: int | None
    new_version: int | None
    new_value: float | None
    new_target: float | None
    new_target_state: str | None
    new_status: str | None
    new_score: float | None
    new_run_key: int | None
    cause: str | None
    noticed_at: datetime | None
    reason: str | None
    reason_by: str | None
    reason_at: datetime | None

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


@dataclass(frozen=True, slots=True)
class RestatedRow:
    """A restatement of an org_unit's figure, with what was last known before it."""

    restatement_key: int
    run_key: int
    closing_key: int
    code: str
    cause: str
    period_id: str
    label_th: str
    label_en: str
    starts_on: date
    ends_on: date
    before_value: float | None
    before_target: float | None
    before_status: str
    value: float | None
    target: float | None
    status: str
    noticed_at: datetime
    reason: str | None
    reason_by: str | None
    reason_at: datetime | None

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


@dataclass(frozen=True, slots=True)
class MatterRow:
    """What changed reported figures of an indicator in one run, over all org_units."""

    run_key: int
    code: str
    cause: str
    noticed_at: datetime
    figures: int
    periods: int
    org_units: int
    silent: int
    reason: str | None
    reason_by: str | None
    reason_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosedFigure:
    """What was reported of an indicator in a period that is closed now, and its latest restatement."""

    code: str
    period_id: str
    closing_key: int
    closed_at: datetime
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    restatement_key: int | None
    new_value: float | None
    new_target: float | None
    new_target_state: str | None
    new_status: str | None
    cause: str | None
    noticed_at: datetime | None
    reason: str | None

    @property
    def is_restated(self) -> bool:
        """Whether the figure now is another than the one reported; one that came back to it is not."""
        now = (self.new_value, self.new_target, self.new_status)
        return self.restatement_key is not None and (self.value, self.target, self.status) != now


def read_closings(data: Snapshot, org_unit_key: int) -> list[ClosingRow]:
    """Every closing, those of periods opened again too, the latest period first."""
    return [ClosingRow(*row) for row in data.rows("pages/closings", org_unit_key=org_unit_key)]


def read_closable(data: Snapshot, from_date: date, today: date) -> list[PeriodRow]:
    """Periods that are over by today, end after `from_date` and are not closed, the latest first."""
    return [PeriodRow(*row) for row in data.rows("pages/closable_periods", from_date=from_date, today=today)]


def read_reported(data: Snapshot, closing_key: int, org_unit_key: int) -> list[ReportedRow]:
    """A closing's report for an org_unit, in order of code."""
    rows = data.rows("pages/reported_figures", closing_key=closing_key, org_unit_key=org_unit_key)
    return [ReportedRow(*row) for row in rows]


def read_history(data: Snapshot, code: str, org_unit_key: int) -> list[HistoryRow]:
    """What was reported of an indicator, the latest period first, each with its restatements in order."""
    return [HistoryRow(*row) for row in data.rows("pages/indicator_history", code=code, org_unit_key=org_unit_key)]


def read_restatements(data: Snapshot, org_unit_key: int) -> list[RestatedRow]:
    """Restated figures of an org_unit, the latest first."""
    return [RestatedRow(*row) for row in data.rows("pages/restatements", org_unit_key=org_unit_key)]


def read_matters(data: Snapshot) -> list[MatterRow]:
    """What changed reported figures, the latest first."""
    return [MatterRow(*row) for row in data.rows("pages/restatement_matters")]


def read_closed_figures(
    data: Snapshot, codes: Sequence[str], period_ids: Sequence[str], org_unit_key: int
) -> dict[tuple[str, str], ClosedFigure]:
    """By (code, period_id), only of periods that are closed now."""
    rows = data.rows(
        "pages/restated_figures", codes=tuple(codes), period_ids=tuple(period_ids), org_unit_key=org_unit_key
    )
    return {(row.code, row.period_id): ClosedFigure(*row) for row in rows}


def read_current_marks(data: Snapshot) -> list[Mark]:
    """Every mark there is, the latest first; kept for this data version."""

    def load() -> list[Mark]:
        with snapshot_connection(data.engine) as connection:
            return read_marks(connection)

    return data.cache.get(("marks", data.version), load)


def count_waiting(data: Snapshot, period_ids: Sequence[str]) -> int:
    """Values entered for these periods that nobody has approved or refused yet, as of this instant."""
    return int(data.rows_now("pages/closing_entries", period_ids=tuple(period_ids))[0].waiting)
