"""The rows that targets_readers.py brings: typed, frozen; components may know them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from etl.indicators.definition import Definition
from etl.indicators.targets import Rule, Trajectory


@dataclass(frozen=True, slots=True)
class OpenTarget:
    """The open target of an indicator in a fiscal year: a value with its path, a rule, or neither: there is none."""

    target_key: int
    code: str
    fiscal_year: int
    value: float | None
    state: str
    note: str
    origin: str
    author: str
    valid_from_at: datetime
    trajectory: Trajectory | None = None
    rule: Rule | None = None

    @property
    def is_none(self) -> bool:
        return self.value is None and self.rule is None


@dataclass(frozen=True, slots=True)
class OpenDefinition:
    """The open version of an indicator."""

    definition_key: int
    version: int
    definition: Definition
    origin: str
    author: str
    valid_from_at: datetime

    @property
    def code(self) -> str:
        return self.definition.code
