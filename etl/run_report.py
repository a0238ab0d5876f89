"""What a run did, as commands, scheduler and tests are told."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.errors import MisError
from etl.ledger import Counts


@dataclass(frozen=True, slots=True)
class RunReport:
    """`status`: done | held | failed | not_connected; `counts` by entity, as far as it came; so many `attempts`."""

    source_name: str | None
    run_key: int | None
    status: str
    counts: dict[str, Counts] = field(default_factory=dict)
    step: str | None = None
    error: MisError | None = None
    seconds: float = 0.0
    attempts: int = 1

    @property
    def error_code(self) -> str | None:
        return self.error.code if self.error else None

    @property
    def what(self) -> str | None:
        return self.error.what if self.error else None

    @property
    def remedy(self) -> str | None:
        return self.error.remedy if self.error else None

    @property
    def is_ok(self) -> bool:
        return self.status in ("done", "not_connected")
