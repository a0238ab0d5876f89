"""What /data reads of the pipeline's books, as of this instant; beside readers.py the only reader of the warehouse."""

from __future__ import annotations

from datetime import datetime

from dashboard.cache import Snapshot
from dashboard.source_rows import (
    CheckRow,
    HoldRow,
    NoticeRow,
    RejectExample,
    RejectGroup,
    RejectRow,
    RequestRow,
    RunRow,
    SourceRow,
)
from etl.warehouse import query


def read_sources(data: Snapshot) -> list[SourceRow]:
    """Every source the warehouse knows, in the order of config.yaml."""
    return [SourceRow(*row) for row in data.rows_now("pages/source_conditions")]


def read_source_runs(data: Snapshot, source_name: str, status: str, limit: int, skip: int = 0) -> list[RunRow]:
    """Newest first; an empty text filters nothing."""
    rows = data.rows_now(
        "pages/source_runs", source_name=source_name, status=status, limit_rows=limit, skip_rows=skip
    )  # fmt: skip
    return [RunRow(*row) for row in rows]


def read_requests(data: Snapshot, since: datetime) -> list[RequestRow]:
    """Those under way, and those finished since; newest first."""
    return [RequestRow(*row) for row in data.rows_now("pages/requests", since=since)]


def read_holds(data: Snapshot) -> list[HoldRow]:
    """Those that still stand, newest first."""
    return [HoldRow(*row) for row in data.rows_now("pages/holds")]


def read_notices(data: Snapshot) -> list[NoticeRow]:
    return [NoticeRow(*row) for row in data.rows_now("pages/notices")]


def read_check_failures(data: Snapshot) -> list[CheckRow]:
    """Those that stop the figures first; each with the title of its query."""
    found = []
    for row in data.rows_now("pages/check_failures"):
        about = query.load(f"checks/{row.check_name}", data.dialect.name)
        found.append(CheckRow(row.check_name, about.title_th, about.title_en, *row[1:]))
    return found


def is_somebody_writing(data: Snapshot, clock: datetime) -> bool:
    """Whether a process holds the lease; one that was killed holds it until its time has run out."""
    return any(row.expires_at is not None and row.expires_at > clock for row in data.rows_now("pages/lease"))


def read_reject_groups(data: Snapshot, source_name: str) -> list[RejectGroup]:
    """Open rejects by what is to be mended, most first; the newest and the oldest row of each as examples."""
    groups = []
    for row in data.rows_now("pages/reject_groups", source_name=source_name):
        found = (RejectExample(row.newest_id, row.newest_value), RejectExample(row.oldest_id, row.oldest_value))
        groups.append(RejectGroup(*(*row[:9], tuple(dict.fromkeys(found)))))
    return groups


def read_rejects(data: Snapshot, source_name: str, limit: int) -> list[RejectRow]:
    """Open rejects one by one; an empty text filters nothing."""
    rows = data.rows_now("pages/reject_list", source_name=source_name, limit_rows=limit)
    return [RejectRow(*row) for row in rows]
