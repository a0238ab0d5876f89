"""What the dashboard may ask the scheduler for: a row that one process claims, works off and finishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, insert, select, update

from etl.errors import UsageError
from etl.warehouse.tables import etl_request

Kind = Literal["run", "replay", "rescore", "decision"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked for, as it stands: waiting | claimed | done | failed."""

    request_key: int
    kind: str
    source_name: str | None
    details: dict[str, Any]
    asked_by: str
    asked_at: datetime
    status: str
    claimed_at: datetime | None
    finished_at: datetime | None
    run_key: int | None
    error: str | None

    @property
    def is_over(self) -> bool:
        return self.status in ("done", "failed")


def ask(
    connection: Connection,
    kind: str,
    *,
    source_name: str | None = None,
    details: Mapping[str, Any] | None = None,
    asked_by: str,
    at: datetime,
) -> int:
    """Leave a request; its key. The same thing already waiting is not asked twice: its key is given.

    Raises UsageError for a kind that is not one of `KINDS`, and for details that are not JSON.
    """
    if kind not in KINDS:
        raise UsageError(f"'{kind}' cannot be asked for.", f"Kinds: {', '.join(KINDS)}.")
    try:
        body = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UsageError(f"The details of the request are not JSON: {error}.") from None
    waiting = select(etl_request.c.request_key).where(
        etl_request.c.status == "waiting",
        etl_request.c.kind == kind,
        etl_request.c.source_name.is_not_distinct_from(source_name),
        etl_request.c.details == body,
    )
    found = connection.execute(waiting.limit(1)).scalar()
    if found is not None:
        return int(found)
    row = {"kind": kind, "source_name": source_name, "details": body, "asked_by": asked_by, "asked_at": at}
    new = insert(etl_request).values(**row, status="waiting").returning(etl_request.c.request_key)
    return int(connection.execute(new).scalar_one())


def state(connection: Connection, request_key: int) -> Request:
    """How a request stands; UsageError where there is none of this key."""
    row = connection.execute(select(etl_request).where(etl_request.c.request_key == request_key)).one_or_none()
    if row is None:
        raise UsageError(f"There is no request {request_key}.")
    return _read(row)


def claim_next(connection: Connection, at: datetime) -> Request | None:
    """Take the oldest waiting request; null when none waits. Of several claimers one gets it, the others the next."""
    waiting = select(etl_request.c.request_key).where(etl_request.c.status == "waiting")
    while True:
        key = connection.execute(waiting.order_by(etl_request.c.request_key).limit(1)).scalar()
        if key is None:
            return None
        claim = update(etl_request).where(etl_request.c.request_key == key, etl_request.c.status == "waiting")
        if connection.execute(claim.values(status="claimed", claimed_at=at)).rowcount == 1:
            return state(connection, int(key))


def finish(
    connection: Connection, request_key: int, *, at: datetime, run_key: int | None = None, error: str | None = None
) -> None:
    """Close a claimed request: failed when there is an error, else done. UsageError when it is not claimed."""
    is_claimed = (etl_request.c.request_key == request_key, etl_request.c.status == "claimed")
    status = "done" if error is None else "failed"
    result = {"status": status, "finished_at": at, "run_key": run_key, "error": error}
    if connection.execute(update(etl_request).where(*is_claimed).values(**result)).rowcount != 1:
        raise UsageError(f"Request {request_key} is not being worked on.")


def release(connection: Connection, request_key: int) -> None:
    """A claimed request that could not be begun waits again."""
    is_claimed = (etl_request.c.request_key == request_key, etl_request.c.status == "claimed")
    connection.execute(update(etl_request).where(*is_claimed).values(status="waiting", claimed_at=None))


def release_claimed(connection: Connection) -> int:
    """Requests claimed by a process that is gone wait again; how many. Only for who holds the scheduler's lease."""
    is_claimed = etl_request.c.status == "claimed"
    return connection.execute(update(etl_request).where(is_claimed).values(status="waiting", claimed_at=None)).rowcount


def _read(row: Row[Any]) -> Request:
    fields = dict(row._mapping)
    return Request(**{**fields, "details": json.loads(row.details)})
