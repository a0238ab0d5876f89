"""The audit log: who did what when; each row holds the hash of the one before it, so a change anywhere shows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select

from dashboard.access.database import take_turn
from dashboard.access.tables import app_audit

FIRST_HASH = "0" * 64


def write_audit(connection: Connection, at: datetime, person: str, action: str, detail: dict[str, object]) -> None:
    """Append one row within the caller's transaction; `detail` must be JSON and hold no secret."""
    take_turn(connection, "app_audit")
    last = connection.execute(
        select(app_audit.c.audit_key, app_audit.c.hash).order_by(app_audit.c.audit_key.desc()).limit(1)
    ).first()
    key, previous = (last.audit_key + 1, last.hash) if last else (1, FIRST_HASH)
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    connection.execute(
        insert(app_audit).values(
            audit_key=key,
            at=at,
            person=person,
            action=action,
            detail=text,
            previous_hash=previous,
            hash=_hash(key, at, (person, action, text), previous),
        )
    )


def find_break(engine: Engine) -> int | None:
    """The key of the first row that is changed, missing or out of place; None when the chain holds.

    Rows cut off at the end do not show in the chain itself: compare `last_hash` with a copy kept elsewhere.
    """
    expected, previous = 1, FIRST_HASH
    with engine.connect() as connection:
        for row in connection.execute(select(app_audit).order_by(app_audit.c.audit_key)):
            made = _hash(row.audit_key, row.at, (row.person, row.action, row.detail), row.previous_hash)
            if row.audit_key != expected or row.previous_hash != previous or row.hash != made:
                return expected
            expected, previous = expected + 1, row.hash
    return None


def last_hash(engine: Engine) -> str:
    """The hash of the newest row."""
    with engine.connect() as connection:
        found = connection.scalar(select(app_audit.c.hash).order_by(app_audit.c.audit_key.desc()).limit(1))
    return found or FIRST_HASH


def _hash(key: int, at: datetime, what: tuple[str, str, str], previous: str) -> str:
    parts = [str(key), at.astimezone(UTC).isoformat(), *what, previous]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
