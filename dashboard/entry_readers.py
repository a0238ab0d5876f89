"""What /indicators/entries reads: entries as they stand this instant, what is entered by hand, the periods of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.cache import Snapshot
from etl.calendar_th import Period, bangkok_date
from etl.indicators.definition import Definition, from_json
from etl.indicators.rounds import GRAINS, is_by_hand

MOST_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entered value; `standing` is the value its place has now, `earlier` that of the period before.

    `period_th` is null where the calendar does not hold the period any more; `state` as in ind_entry.
    """

    entry_key: int
    code: str
    period_id: str
    period_th: str | None
    period_en: str | None
    org_unit_key: int
    org_unit_code: str
    org_unit_th: str
    org_unit_en: str
    value: float
    evidence: str
    link: str | None
    file_name: str | None
    state: str
    entered_by: str
    entered_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    standing: float | None
    earlier: float | None
    is_closed: bool

    def period(self, lang: str) -> str:
        return (self.period_th if lang == "th" else self.period_en) or self.period_id

    def org_unit(self, lang: str) -> str:
        return self.org_unit_th if lang == "th" else self.org_unit_en


@dataclass(frozen=True, slots=True)
class HandIndicator:
    """An indicator fed by hand, and the day since when it is an indicator here."""

    definition: Definition
    since: date

    @property
    def code(self) -> str:
        return self.definition.code

    def name(self, lang: str) -> str:
        return self.definition.name_th if lang == "th" else self.definition.name_en

    def unit(self, lang: str) -> str:
        return self.definition.unit_th if lang == "th" else self.definition.unit_en


@dataclass(frozen=True, slots=True)
class Standing:
    """What a place holds: its newest entry, and the value that is approved (null: none)."""

    newest: int
    approved: float | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The file of evidence of an entry."""

    code: str
    period_id: str
    name: str
    hash: str


def read_entries(data: Snapshot, code: str = "", state: str = "", limit: int = MOST_ENTRIES) -> list[EntryRow]:
    """Of one indicator or of all, in one state or in any, the newest first."""
    return [EntryRow(*row) for row in data.rows_now("pages/entries", code=code, state=state, limit_rows=limit)]


def read_hand_indicators(data: Snapshot) -> list[HandIndicator]:
    """Every indicator whose values people enter, in order of code."""
    found = []
    for row in data.rows("pages/entry_definitions"):
        if json.loads(row.body).get("data_source") == "hand":  # the others are many, and slower to read whole
            definition = from_json(row.body)
            if is_by_hand(definition):
                found.append(HandIndicator(definition, bangkok_date(row.first_at)))
    return found


def read_entry_periods(data: Snapshot, today: date) -> list[Period]:
    """Every period that has begun of the grains values are entered for, the newest first."""
    rows = data.rows("pages/entry_periods", grains=tuple(sorted(set(GRAINS.values()))), today=today)
    return [Period(*row) for row in rows]


def read_entry_states(data: Snapshot, org_unit_key: int) -> dict[str, dict[str, set[str]]]:
    """Indicator -> `waiting` or `approved` -> the periods of which the org_unit has such a value."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in data.rows_now("pages/entry_states", org_unit_key=org_unit_key):
        found.setdefault(row.code, {}).setdefault(row.state, set()).add(row.period_id)
    return found


def read_standing(data: Snapshot, codes: Sequence[str]) -> dict[tuple[str, str, str], Standing]:
    """(code, period_id, org_unit's code) -> what stands there."""
    rows = data.rows_now("pages/entry_places", codes=tuple(codes))
    return {(r.code, r.period_id, r.org_unit_code): Standing(r.newest, r.approved) for r in rows}


def read_kept_file(data: Snapshot, entry_key: int) -> KeptFile | None:
    rows = data.rows_now("pages/entry_file", entry_key=entry_key)
    return KeptFile(*rows[0]) if rows else None
