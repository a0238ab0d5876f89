"""All that a source's card shows, gathered by the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.components.source_condition import Condition
from dashboard.components.source_progress import Underway
from dashboard.source_rows import HoldRow, NoticeRow, RequestRow, RunRow, SourceRow


@dataclass(frozen=True)
class SourceView:
    """`runs` newest first, `failed_request` one that came to nothing lately.

    `decided` are the holds whose decision waits for the scheduler.
    """

    source: SourceRow
    condition: Condition
    runs: Sequence[RunRow]
    holds: Sequence[HoldRow]
    notices: Sequence[NoticeRow]
    underway: Underway
    failed_request: RequestRow | None
    decided: frozenset[int]
    next_run: datetime | None
    can_act: bool
    runs_href: str
    rejects_href: str
