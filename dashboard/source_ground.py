"""What every part of /data rests on: the sources of config.yaml as they stand, and what is under way."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard import source_readers
from dashboard.access.person import ADMIN, OPERATOR
from dashboard.components.source_condition import Condition, judge_condition
from dashboard.components.source_progress import Underway, is_silent
from dashboard.registry import PageContext
from dashboard.source_rows import HoldRow, RequestRow, SourceRow

WHO_ACTS = (OPERATOR, ADMIN)
RECENT = timedelta(hours=1)  # how long a request that came to nothing is told


@dataclass(frozen=True)
class DataGround:
    """Read in one go, so that the parts of the page agree; `clock` is the machine's, whatever MIS_AS_OF says."""

    sources: tuple[SourceRow, ...]
    requests: tuple[RequestRow, ...]
    holds: tuple[HoldRow, ...]
    is_somebody_writing: bool
    clock: datetime

    def condition(self, source: SourceRow, now: datetime) -> Condition:
        return judge_condition(source, now, is_somebody_writing=self.is_somebody_writing)

    def underway(self, source: SourceRow, now: datetime) -> Underway:
        """What is going on with a source."""
        asked = [r for r in self.requests if r.source_name == source.name and not r.is_over and r.kind != "decision"]
        request = asked[-1] if asked else None  # the oldest is worked on first
        is_running = self.condition(source, now).state == "running"
        return Underway(
            request,
            str(read_details(request).get("mode", "changes")) if request else "",
            source if is_running else None,
            is_silent(request, now, is_somebody_writing=self.is_somebody_writing),
        )

    def failed_request(self, source: SourceRow) -> RequestRow | None:
        """The newest request for a source, where it lately came to nothing."""
        asked = [r for r in self.requests if r.source_name == source.name]
        return asked[0] if asked and asked[0].status == "failed" else None

    @property
    def decided(self) -> frozenset[int]:
        """Holds whose decision waits for the scheduler."""
        keys = [read_details(r).get("hold_key") for r in self.requests if r.kind == "decision" and not r.is_over]
        return frozenset(key for key in keys if isinstance(key, int))

    @property
    def mark(self) -> str:
        """Differs when the page is to be drawn anew: a run began or ended, something was asked for or decided."""
        parts: list[object] = [(s.name, s.run_key, s.status, s.attempts, s.open_rejects) for s in self.sources]
        parts += [(r.request_key, r.status) for r in self.requests]
        parts += [(h.hold_key, h.status) for h in self.holds]
        return hashlib.sha256(repr([*parts, self.is_somebody_writing]).encode()).hexdigest()[:16]


def read_data_ground(context: PageContext) -> DataGround:
    """The sources of config.yaml in its order; one the warehouse has never met is as its settings say."""
    clock = datetime.now(UTC)
    known = {source.name: source for source in source_readers.read_sources(context.data)}
    configured = context.settings.config.sources
    return DataGround(
        sources=tuple(known.get(source.name) or _unmet(source.name, context) for source in configured),
        requests=tuple(source_readers.read_requests(context.data, context.now - RECENT)),
        holds=tuple(source_readers.read_holds(context.data)),
        is_somebody_writing=source_readers.is_somebody_writing(context.data, clock),
        clock=clock,
    )


def read_details(request: RequestRow) -> dict[str, object]:
    found = json.loads(request.details)
    return found if isinstance(found, dict) else {}


def choose_source(context: PageContext, ground: DataGround) -> str:
    """The source the address asks for; an empty text is all of them."""
    asked = context.params.get("source", "")
    return asked if any(source.name == asked for source in ground.sources) else ""


def can_act(context: PageContext) -> bool:
    return context.person.role in WHO_ACTS


def _unmet(name: str, context: PageContext) -> SourceRow:
    """A source before its first run: the loader alone knows the connections, a web host may hold none."""
    source = context.settings.source(name)
    nothing = dict.fromkeys(
        ("read_at", "swept_at", "run_key", "mode", "status", "step", "error_code", "error", "remedy", "started_at",
         "finished_at", "attempts", "progress_entity", "progress_rows", "progress_expected")
    )  # fmt: skip
    return SourceRow(
        name=source.name,
        contract=source.contract,
        title_th=source.title_th,
        title_en=source.title_en,
        record_url=source.record_url,
        is_sample=source.name in context.settings.sample_sources,
        is_connected=source.name in context.settings.source_urls,
        fresh_within_seconds=int(source.fresh_within.total_seconds()),
        open_rejects=0,
        waiting_holds=0,
        **nothing,
    )
