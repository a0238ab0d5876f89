"""A file of indicators, YAML or XLSX, as entries with the line each part stands on; nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 2_000_000
MAX_ENTRIES = 2_000


class FileRefusedError(Exception):
    """A file that is no file of indicators; `line` is where it shows (0: the file as a whole)."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator as the file gives it; a field not named in `lines` stands on the entry's own line."""

    line: int
    raw: Mapping[str, Any]
    targets: Any = None  # as the catalogue writes them: fiscal year -> target
    version: Any = None  # the version the file was exported from
    lines: Mapping[str, int] = field(default_factory=dict)
    doubled: tuple[tuple[str, int], ...] = ()  # names given twice, and where
    sheet: str = ""  # of a workbook

    @property
    def has_definition(self) -> bool:
        """False for an entry that brings targets only."""
        return set(self.raw) != {"code"} or self.targets is None

    @property
    def code(self) -> str:
        code = self.raw.get("code")
        return code if isinstance(code, str) else ""

    def line_of(self, name: str) -> int:
        """The line of `thresholds.at_risk_value`, or of the nearest part around it that has one."""
        while name:
            if name in self.lines:
                return self.lines[name]
            name = name.rpartition(".")[0]
        return self.line
