"""The rows that readers.py brings: typed, frozen, knowing their own words; components may know them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.lateness import CURRENT, judge_lateness


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

    def lateness(self, now: datetime) -> int:
        """0 current (or not in the figures), 1 older than it promises, 2 twice as old or connected and never read."""
        is_in_figures = self.is_connected or self.read_at is not None
        return judge_lateness(self.read_at, self.fresh_within_seconds, now) if is_in_figures else CURRENT

    def is_late(self, now: datetime) -> bool:
        return self.lateness(now) > CURRENT


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
class Area:
    """An outermost area (a zone; not stated) and what happened in it; `kind` is zone, community or unknown."""

    code: str
    kind: str
    name_th: str
    name_en: str
    received: int
    finished: int
    due: int
    done_by_due: int

    def name(self, lang: str) -> str:
        return self.name_th if lang == "th" else self.name_en

    @property
    def on_time(self) -> float | None:
        """Percent done by the due date; null where nothing fell due."""
        return 100 * self.done_by_due / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of a person about a day."""

    note_key: int
    date: date
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open complaint; its text is scrubbed of personal data at load.

    `is_further`: it passes the filters only by a further category or org_unit of its own. `other_...`: the same matter
    as another system has it, which does not count it.
    """

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
    is_further: bool = False
    other_id: str | None = None
    other_number: str | None = None
    other_th: str | None = None
    other_en: str | None = None
    other_url: str | None = None


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases pass a filter, and how many of them only by a further category or org_unit."""

    cases: int
    further: int


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


@dataclass(frozen=True, slots=True)
class MeasureAbout:
    """What a measure is; `query` is the file under queries/ that gives it, `kind` flow, stock or middle."""

    measure: str
    contract: str
    kind: str
    unit: str
    query: str
    title_th: str
    title_en: str

    def title(self, lang: str) -> str:
        return self.title_th if lang == "th" else self.title_en


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """The version of a definition in force; `body` is its JSON."""

    code: str
    version: int
    kind: str
    body: str
    origin: str
    author: str
    valid_from_at: datetime
