"""Batches judged unfit: noted when a run holds one, decided once by a person, closed by the run that comes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.sql.selectable import Select

from etl import requests
from etl.errors import BatchHeldError, MisError, UsageError
from etl.ledger import Run
from etl.warehouse.tables import etl_batch, etl_hold, etl_run

Decision = Literal["approve", "decline"]
DECISIONS: tuple[str, ...] = get_args(Decision)
STATUS_AFTER = {"approve": "approved", "decline": "declined"}
# an approval holds for what comes this near to what was seen
NEAR = 0.1
GROWING = ("rejects", "deletes")  # less of it than approved is welcome
SCOPES = {"replay": 0, "changes": 1, "full": 2, "sweep": 3}


@dataclass(frozen=True, slots=True)
class Hold:
    """One held batch of one source and entity: waiting | approved | declined | superseded.

    `found` is what was judged (share refused, rows read, rows gone, columns gone empty), `usual` what it was judged by.
    `merged_run_key` names the later run that was merged; null while the hold stands.
    """

    hold_key: int
    run_key: int
    source_name: str
    entity: str
    kind: str
    found: float | None
    usual: float | None
    what: str
    remedy: str
    held_at: datetime
    status: str
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    merged_run_key: int | None


def note_hold(connection: Connection, run: Run, entity: str, error: MisError) -> None:
    """Enter a hold, or bring the one that stands up to date: a source held at every tick is one question, not many.

    What was declined stays so while it is the same; what outgrew its approval is asked anew.
    """
    held = error if isinstance(error, BatchHeldError) else None
    kind, found = held.hold_kind if held else "schema", held.found if held else None
    seen = {"run_key": run.run_key, "found": found, "usual": held.usual if held else None}
    standing = _latest(connection, run.source_name or "", entity, kind)
    this = etl_hold.c.hold_key == (standing.hold_key if standing else None)
    if standing and standing.status == "waiting":
        connection.execute(update(etl_hold).where(this).values(**seen, what=error.what, remedy=error.remedy))
    elif standing and standing.status == "declined" and is_near(kind, found, standing.found):
        connection.execute(update(etl_hold).where(this).values(run_key=run.run_key))
    else:
        named = {"source_name": run.source_name, "entity": entity, "kind": kind, "held_at": run.as_of}
        told = {"what": error.what, "remedy": error.remedy, "status": "waiting"}
        connection.execute(insert(etl_hold).values(**seen, **named, **told))


def is_approved(connection: Connection, source_name: str, entity: str, error: BatchHeldError) -> bool:
    """Whether a person let just this through: the same judgement, of about the same size, and not used up yet."""
    approved = connection.execute(_standing(source_name, entity, error.hold_kind, etl_hold.c.status == "approved"))
    return any(is_near(error.hold_kind, error.found, hold.found) for hold in approved)


def is_near(kind: str, found: float | None, decided: float | None) -> bool:
    """Within a tenth of what was decided; of rejects and deletes also anything less."""
    if found is None or decided is None:
        return found is decided
    room = NEAR * abs(decided)
    return found <= decided + room if kind in GROWING else abs(found - decided) <= room


def close_holds(connection: Connection, run: Run, entity: str) -> None:
    """A batch of this run is being merged: holds of no wider a read are over, and approvals of them used up."""
    standing = list(connection.execute(_standing(run.source_name or "", entity)))
    if not standing:
        return
    scope = _scope(connection, run.run_key, entity)
    for hold in standing:
        wanted = SCOPES["sweep"] if hold.kind == "deletes" else _scope(connection, hold.run_key, entity)
        if scope >= wanted:
            status = "superseded" if hold.status == "waiting" else hold.status
            this = etl_hold.c.hold_key == hold.hold_key
            connection.execute(update(etl_hold).where(this).values(status=status, merged_run_key=run.run_key))


def decide(connection: Connection, hold_key: int, decision: str, *, by: str, at: datetime, reason: str = "") -> Hold:
    """A person's word on a waiting hold; gives the hold. Raises UsageError where there is nothing to decide."""
    if decision not in DECISIONS:
        raise UsageError(f"'{decision}' is not a decision.", f"Write one of: {', '.join(DECISIONS)}.")
    hold = find_hold(connection, hold_key)
    if hold.status != "waiting":
        raise UsageError(f"Hold {hold_key} is not waiting: it is {hold.status}.", "See: mis holds list")
    if decision == "approve" and hold.kind == "conservation":
        raise UsageError(
            f"Hold {hold_key} cannot be approved: rows were lost or doubled on the way.",
            "Tell the programmers, with the line that `mis holds list` shows.",
        )
    decided = {"status": STATUS_AFTER[decision], "decided_by": by, "decided_at": at, "decision_reason": reason or None}
    waiting = (etl_hold.c.hold_key == hold_key, etl_hold.c.status == "waiting")
    connection.execute(update(etl_hold).where(*waiting).values(**decided))
    return find_hold(connection, hold_key)


def decide_and_ask(
    connection: Connection, hold_key: int, decision: str, *, by: str, at: datetime, reason: str = ""
) -> Hold:
    """Decide, and where it was approved ask the scheduler for the run that makes use of it."""
    hold = decide(connection, hold_key, decision, by=by, at=at, reason=reason)
    if hold.status == "approved":
        details = {"mode": mode_of(connection, hold)}
        requests.ask(connection, "run", source_name=hold.source_name, details=details, asked_by=by, at=at)
    return hold


def find_hold(connection: Connection, hold_key: int) -> Hold:
    row = connection.execute(_all().where(etl_hold.c.hold_key == hold_key)).one_or_none()
    if row is None:
        raise UsageError(f"There is no hold {hold_key}.", "See: mis holds list")
    return Hold(*row)


def list_holds(connection: Connection, *, source_name: str | None = None, with_closed: bool = False) -> list[Hold]:
    """Newest first; by default those that still stand (waiting, or decided and not followed by a merge yet)."""
    wanted = _all().order_by(etl_hold.c.hold_key.desc())
    if source_name is not None:
        wanted = wanted.where(etl_hold.c.source_name == source_name)
    if not with_closed:
        wanted = wanted.where(etl_hold.c.merged_run_key.is_(None))
    return [Hold(*row) for row in connection.execute(wanted)]


def mode_of(connection: Connection, hold: Hold) -> str:
    """The mode of the held run: an approval is tried by a run of the same."""
    return connection.execute(select(etl_run.c.mode).where(etl_run.c.run_key == hold.run_key)).scalar_one()


def _all() -> Select[Any]:
    return select(*(etl_hold.c[name] for name in Hold.__slots__))


def _standing(source_name: str, entity: str, kind: str | None = None, *more: ColumnElement[bool]) -> Select[Any]:
    of_entity = (etl_hold.c.source_name == source_name, etl_hold.c.entity == entity)
    wanted = _all().where(*of_entity, etl_hold.c.merged_run_key.is_(None), *more)
    return wanted if kind is None else wanted.where(etl_hold.c.kind == kind)


def _latest(connection: Connection, source_name: str, entity: str, kind: str) -> Hold | None:
    wanted = _standing(source_name, entity, kind).order_by(etl_hold.c.hold_key.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return Hold(*row) if row else None


def _scope(connection: Connection, run_key: int, entity: str) -> int:
    """How much a run asked its source for; a run of changes that had no watermark yet asked for everything."""
    of_run = (etl_batch.c.run_key == etl_run.c.run_key, etl_batch.c.entity == entity)
    row = connection.execute(
        select(etl_run.c.mode, etl_batch.c.run_key.label("batch"), etl_batch.c.since_at)
        .select_from(etl_run.outerjoin(etl_batch, of_run[0] & of_run[1]))
        .where(etl_run.c.run_key == run_key)
    ).one()
    read_all = row.mode == "changes" and row.batch is not None and row.since_at is None
    return SCOPES["full"] if read_all else SCOPES[row.mode]
