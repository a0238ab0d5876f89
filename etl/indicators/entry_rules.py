"""What an entered value can be refused for, and the one error that carries every refusal of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from etl.errors import DefinitionError


class EntryRule(StrEnum):
    """The message ids of the catalogues."""

    UNKNOWN = "entries.refused_unknown"
    NOT_BY_HAND = "entries.refused_not_by_hand"
    PERIOD = "entries.refused_period"
    NOT_BEGUN = "entries.refused_not_begun"
    ORG_UNIT = "entries.refused_org_unit"
    NO_VALUE = "entries.refused_no_value"
    NUMBER = "entries.refused_number"
    TOO_LARGE = "entries.refused_too_large"
    TOO_FINE = "entries.refused_too_fine"
    NO_EVIDENCE = "entries.refused_no_evidence"
    TOO_LONG = "entries.refused_too_long"
    LINK = "entries.refused_link"
    FILE_TYPE = "entries.refused_file_type"
    FILE_SIZE = "entries.refused_file_size"
    FILE_GONE = "entries.refused_file_gone"
    FILE_NOT_KEPT = "entries.refused_file_not_kept"
    DOUBLED = "entries.refused_doubled"
    CHANGED = "entries.refused_changed"
    SAME_PERSON = "entries.refused_same_person"
    NOT_YOURS = "entries.refused_not_yours"
    GONE = "entries.refused_gone"
    NO_REASON = "entries.refused_no_reason"
    NO_AUTHOR = "entries.refused_no_author"
    SHEET = "entries.refused_sheet"
    SHEET_HEADINGS = "entries.refused_sheet_headings"
    SHEET_EMPTY = "entries.refused_sheet_empty"
    SHEET_ROWS = "entries.refused_sheet_rows"
    SHEET_LINE = "entries.refused_sheet_line"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one value of a batch is refused: its line of the sheet (0: of a form) and its field."""

    line: int
    field: str
    rule: EntryRule


class EntriesRefusedError(DefinitionError):
    """A batch of values is refused whole; `faults` holds every reason, in order of line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        first = self.faults[0]
        lines = "; ".join(f"line {f.line}, {f.field}: {f.rule.name.lower()}" for f in self.faults[:5])
        super().__init__(f"{len(self.faults)} values are refused ({lines}).", first.field, "", first.rule.value)
