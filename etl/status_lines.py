"""What `mis status` says below its tables: every fault with its source, step, rule and remedy."""

from __future__ import annotations

from collections.abc import Iterator

from etl.settings import Settings
from etl.status import SourceStatus, Volume, WarehouseStatus


def explain_source(source: SourceStatus) -> list[str]:
    """The last run's fault, standing holds, lateness, volumes against what is usual, columns that came."""
    return [*_fault(source), *_holds(source), *_notices(source)]


def explain_samples(settings: Settings) -> list[str]:
    """That sample systems stand by unread, where a real source is connected."""
    if not settings.samples_off:
        return []
    real = ", ".join(sorted(settings.source_urls))
    off = ", ".join(sorted(settings.samples_off))
    return ["", f"The sample systems ({off}) are switched off: a real source is connected ({real})."]


def explain_warehouse(warehouse: WarehouseStatus) -> list[str]:
    """Why figures were not made, and the checks that found rows when they were."""
    lines = []
    if warehouse.settle_error:
        lines += ["", f"settling: {warehouse.settle_error}", f"What to do: {warehouse.settle_remedy}"]
    for check in warehouse.checks:
        effect = "the figures stay as they were" if check.stops else "told only"
        lines.append(f"check {check.check_name}: {check.rows_found} rows found ({effect})")
    return lines


def _fault(source: SourceStatus) -> Iterator[str]:
    if not source.error:
        return
    tried = f", tried {source.attempts} times" if source.attempts and source.attempts > 1 else ""
    yield ""
    yield f"{source.name}, run {source.last_run} ({source.last_run_step}, {source.error_code}{tried}): {source.error}"
    yield f"What to do: {source.remedy}"


def _holds(source: SourceStatus) -> Iterator[str]:
    for hold in source.holds:
        by = f" by {hold.decided_by}" if hold.decided_by else ""
        yield ""
        yield f"{source.name}, {hold.entity}: hold {hold.hold_key} ({hold.kind}) is {hold.status}{by}: {hold.what}"
        if hold.status == "waiting":
            yield f"What to do: mis holds approve {hold.hold_key} (or decline), or mend the source: {hold.remedy}"


def _notices(source: SourceStatus) -> Iterator[str]:
    if source.state == "late":
        yield ""
        yield f"{source.name} is late: {source.age_hours:.1f} h old, promised within {source.fresh_within_hours:.0f} h."
        yield "What to do: see that `mis schedule` runs; `mis sources check` shows whether the source answers."
    for volume in source.volumes:
        yield from _volume(source, volume)
    if source.columns_added:
        yield f"{source.name} has columns that are not read: {', '.join(source.columns_added)}"


def _volume(source: SourceStatus, volume: Volume) -> Iterator[str]:
    kind = "complete read" if volume.is_complete else "changes"
    usual = f", usual {volume.usual:.0f}" if volume.usual is not None else ""
    broken = "" if volume.is_conserved else "; NOT conserved: rows were lost or doubled"
    yield f"{source.name}, {volume.entity}: {kind}, {volume.read} rows{usual}{broken}"
