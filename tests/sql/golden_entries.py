"""Golden rows of entered values: a correction that waits, a refusal, a department of its own, a closed period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from etl.warehouse.tables.indicators import ind_closing, ind_entry

BREAKERS: dict[str, str] = {}
AT = datetime(2026, 11, 16, 3, tzinfo=UTC)
# code, period, org_unit, value, state, by, decided by, file
ENTRIES = (
    ("HR-03", "FY2568", 1, 37.5, "approved", "somchai", "malee", True),
    ("HR-03", "FY2569", 1, 38.2, "approved", "somchai", "malee", False),
    ("HR-03", "FY2569", 1, 38.4, "waiting", "malee", None, True),
    ("HR-03", "FY2569", 2, 41.0, "refused", "somchai", "malee", False),
    ("CMP-01", "M2026-10", 1, 40.0, "replaced", "somchai", None, False),
    ("CMP-01", "M1999-01", 1, -1.25, "withdrawn", "somchai", "somchai", False),  # of no period there is
)


def write(connection: Connection) -> None:
    connection.execute(insert(ind_entry), [_entry(n, *row) for n, row in enumerate(ENTRIES)])
    closed = {"closed_by": "malee", "closed_at": AT, "note": ""}
    for key, period_id, reopened_at in ((9001, "FY2569", None), (9002, "FY2568", AT)):
        row = {"closing_key": key, "period_id": period_id, **closed, "reopened_at": reopened_at}
        connection.execute(insert(ind_closing).values(**row))


def _entry(
    number: int, code: str, period_id: str, unit: int, value: float, state: str, by: str, decider: str | None,
    has_file: bool,
) -> dict[str, Any]:  # fmt: skip
    at = AT + timedelta(hours=number)
    return {
        "code": code, "period_id": period_id, "org_unit_key": unit, "value": value, "evidence": "หนังสือสำนักคลัง",
        "link": "https://example.org/a" if has_file else None, "file_name": "ก.pdf" if has_file else None,
        "file_hash": "0" * 64 if has_file else None, "state": state, "entered_by": by, "entered_at": at,
        "decided_by": decider, "decided_at": at if decider else None,
        "decision": "ไม่ตรง" if state == "refused" else None,
    }  # fmt: skip
