"""A busy moment in the sample complaint system: its most recent complaints move on, all at one instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from etl.calendar_th import BANGKOK
from etl.sample import database
from etl.sample.complaints import schema, words
from etl.sample.complaints.build import read_state, write_state

C = schema.complaint.c
OPEN = tuple(f"{code:02d}" for code in words.OPEN)


def change_recent(url: str, share: float, as_of: datetime | str) -> int:
    """Edit the most recent `share` of the complaints as a working day would; returns how many complaints changed.

    Open ones take their next status (with a line in the status log), closed ones a rating; `updated_at` of all is
    `as_of` (naive: Bangkok). The database then differs from the sample's rules: the next build makes it anew.
    """
    at = datetime.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    now = (at.astimezone(BANGKOK) if at.tzinfo else at).strftime("%Y-%m-%d %H:%M:%S")
    engine = database.open_database(database.complete_url(url))
    try:
        with engine.begin() as connection:
            return _change(connection, share, now)
    finally:
        engine.dispose()


def _change(connection: Connection, share: float, now: str) -> int:
    wanted = round(share * connection.execute(select(func.count()).select_from(schema.complaint)).scalar_one())
    recent = connection.execute(
        select(C.complaint_id, C.status_code, C.star, C.accept_date, C.finish_date)
        .order_by(C.complaint_id.desc())
        .limit(wanted)
    ).all()
    last_log_id = connection.execute(select(func.max(schema.status_log.c.log_id))).scalar_one() or 0
    edits = [_next(row, now) for row in recent]
    if edits:
        _write_edits(connection, edits, now)
    logged = [
        (last_log_id + n, row.complaint_id, row.status_code, edit["to"], edit["named"], now, "", "", now)
        for n, (row, edit) in enumerate(
            ((r, e) for r, e in zip(recent, edits, strict=True) if e["to"] != r.status_code), start=1
        )
    ]
    database.insert_rows(connection, schema.status_log, logged)
    state = read_state(connection)
    if state is not None:
        write_state(connection, state.edited())
    return len(edits)


def _next(row: Any, now: str) -> dict[str, Any]:
    """What a day does to one complaint: accepted, begun, finished, or rated."""
    number = row.complaint_id
    status, star = row.status_code, row.star
    if status == f"{words.NEW:02d}":
        status = f"{words.ACCEPTED:02d}"
    elif status in OPEN:
        status = f"{(words.FINISHED if number % 3 else words.IN_PROGRESS):02d}"
    else:
        star = number % 5 + 1
    is_moved = status != row.status_code
    return {
        "number": number,
        "to": status,
        "named": words.STATUSES.get(int(status), ""),
        "rating": star,
        "accepted": now if is_moved and status == f"{words.ACCEPTED:02d}" else str(row.accept_date or schema.ZERO),
        "finished": now if is_moved and status == f"{words.FINISHED:02d}" else str(row.finish_date or schema.ZERO),
    }


def _write_edits(connection: Connection, edits: list[dict[str, Any]], now: str) -> None:
    statement = (
        schema.complaint.update()
        .where(C.complaint_id == bindparam("number"))
        .values(
            status_code=bindparam("to"),
            status_name=bindparam("named"),
            star=bindparam("rating"),
            accept_date=bindparam("accepted"),
            finish_date=bindparam("finished"),
            updated_at=now,
        )
    )
    connection.execute(statement, edits)
