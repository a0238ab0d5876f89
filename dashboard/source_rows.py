"""The rows of the pipeline's books that /data shows: typed, frozen; and what follows from one row alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its last run; `read_at` is the instant its figures are true for (its oldest entity's)."""

    name: str
    contract: str
    title_th: str
    title_en: str
    record_url: str | None
    is_sample: bool
    is_connected: bool
    fresh_within_seconds: int
    read_at: datetime | None
    swept_at: datetime | None
    run_key: int | None
    mode: str | None
    status: str | None
    step: str | None
    error_code: str | None
    error: str | None
    remedy: str | None
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int | None
    progress_entity: str | None
    progress_rows: int | None
    progress_expected: int | None
    open_rejects: int
    waiting_holds: int

    def title(self, lang: str) -> str:
        return self.title_th if lang == "th" else self.title_en


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run with the rows of its batches; `broken` counts batches that break the conservation law."""

    run_key: int
    source_name: str | None
    mode: str
    trigger: str
    status: str
    step: str | None
    error_code: str | None
    error: str | None
    remedy: str | None
    started_at: datetime
    finished_at: datetime | None
    attempts: int
    batches: int
    merged: int
    broken: int
    rows_read: int
    inserted: int
    updated: int
    unchanged: int
    duplicate: int
    rejected: int
    deleted: int

    @property
    def changed(self) -> int:
        return self.inserted + self.updated

    @property
    def seconds(self) -> float | None:
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Something a person asked for; `details` is JSON."""

    request_key: int
    kind: str
    source_name: str | None
    details: str
    asked_by: str
    asked_at: datetime
    status: str
    claimed_at: datetime | None
    finished_at: datetime | None
    run_key: int | None
    error: str | None

    @property
    def is_over(self) -> bool:
        return self.status in ("done", "failed")


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A held batch that still stands: waiting, or decided and not followed by a merge yet."""

    hold_key: int
    run_key: int
    source_name: str
    entity: str
    kind: str
    found: float | None
    usual: float | None
    what: str
    remedy: str
    held_at: datetime
    status: str
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    mode: str | None

    @property
    def can_be_approved(self) -> bool:
        """Rows lost or doubled on the way are no matter of opinion."""
        return self.kind != "conservation"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something noticed about a source that stops nothing."""

    source_name: str
    entity: str
    kind: str
    what: str
    first_seen_at: datetime
    last_seen_at: datetime
    rows_met: int | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that found rows at the last settling; `examples` is a JSON list of them."""

    check_name: str
    title_th: str
    title_en: str
    stops: bool
    rows_found: int
    examples: str
    run_key: int
    found_at: datetime
    contract: str  # names between commas; blank: it concerns all

    def title(self, lang: str) -> str:
        return self.title_th if lang == "th" else self.title_en

    def stops_figures_of(self, contract: str) -> bool:
        return self.stops and (not self.contract or contract in self.contract.split(","))


@dataclass(frozen=True, slots=True)
class RejectExample:
    """One refused row: its id in its source, and what stands in the field at fault."""

    source_id: str
    value: str


@dataclass(frozen=True, slots=True)
class RejectGroup:
    """Open rejects to be mended alike; `word` only of unknown words, `org_unit` as the source writes it (may be '')."""

    source_name: str
    entity: str
    field: str
    rule: str
    word: str
    org_unit: str
    rejects: int
    first_seen_at: datetime
    last_seen_at: datetime
    examples: tuple[RejectExample, ...]

    def with_more(self, other: RejectGroup) -> RejectGroup:
        """Both together: the same matter of an org_unit that the source writes in two ways."""
        return replace(
            self,
            rejects=self.rejects + other.rejects,
            first_seen_at=min(self.first_seen_at, other.first_seen_at),
            last_seen_at=max(self.last_seen_at, other.last_seen_at),
            examples=(*self.examples, *other.examples)[:3],
        )


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One open reject, for a list that is sent out."""

    source_name: str
    entity: str
    field: str
    rule: str
    org_unit: str
    source_id: str
    value: str
    first_seen_at: datetime
    last_seen_at: datetime
