"""One process writes facts at a time: a lease row with a fencing number that every write transaction compares."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from etl.errors import AlreadyRunningError, FenceLostError
from etl.warehouse.tables import UtcDateTime, etl_lease

NAME = "etl"
LASTS = timedelta(seconds=90)  # renewed four times in that


@dataclass(frozen=True, slots=True)
class Lease:
    """Held by this process; `fence` is larger than every earlier holder's."""

    holder: str
    fence: int

    def check(self, connection: Connection) -> None:
        """Call first and last in a transaction that writes: raises FenceLostError if someone else has taken over.

        On PostgreSQL the row stays share-locked, so nobody can take over before the transaction ends.
        """
        found = connection.scalar(
            select(etl_lease.c.fence).where(etl_lease.c.name == NAME).with_for_update(read=True, of=etl_lease)
        )
        if found != self.fence:
            raise FenceLostError(
                f"Run {self.holder} lost its lease (fence {self.fence}, now {found}).",
                "Nothing was written. It was taken for dead; the process that took over goes on.",
            )


@contextmanager
def hold_lease(engine: Engine) -> Iterator[Lease]:
    """Hold the lease for the block, beating in the background.

    A holder on this machine whose process is gone is taken over at once, any other when its time has run out. Raises
    AlreadyRunningError while someone holds it. The wall clock is read here on purpose: a lease is about real time.
    """
    lease = _acquire(engine)
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(engine, lease, stop), name="lease", daemon=True)
    beating.start()
    try:
        yield lease
    finally:
        stop.set()
        beating.join()
        _release(engine, lease)


def holder_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(holder: str) -> bool:
    """True only for a process of this machine that is gone (or whose number another process now has)."""
    host, pid, started = (*holder.rsplit(":", 2), "", "")[:3]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _is_zombie(int(pid)) or (started != "0" and _started(int(pid)) != started)


def _clock(connection: Connection) -> datetime:
    """One clock for all who compete: the server's, where there is one."""
    if connection.dialect.name == "postgresql":
        return connection.scalar(select(func.clock_timestamp(type_=UtcDateTime()))) or datetime.now(UTC)
    return datetime.now(UTC)


def _is_held(row: Row[Any], now: datetime) -> bool:
    """A time further away than a lease can last was written by a clock since set back."""
    return row.holder is not None and now < row.expires_at <= now + LASTS and not is_dead(row.holder)


def _acquire(engine: Engine) -> Lease:
    with engine.begin() as connection:
        _enter(connection)
        row = _lock(connection)
        now = _clock(connection)
        if _is_held(row, now):
            raise AlreadyRunningError(
                f"A run is already going on ({row.holder}).", "Wait for it to end; `mis status` shows how far it is."
            )
        lease = Lease(holder_name(), row.fence + 1)
        connection.execute(
            update(etl_lease)
            .where(etl_lease.c.name == NAME)
            .values(holder=lease.holder, fence=lease.fence, expires_at=now + LASTS)
        )
    return lease


def _lock(connection: Connection) -> Row[Any]:
    """The lease's row, locked. What a process killed just now has locked, the server lets go of in a moment."""
    this = select(etl_lease).where(etl_lease.c.name == NAME)
    row = connection.execute(this.with_for_update(skip_locked=True)).first()
    if row is None and is_dead(connection.execute(this).one().holder or ""):
        connection.exec_driver_sql("set local lock_timeout = '10s'")
        with suppress(OperationalError):
            row = connection.execute(this.with_for_update()).first()
    if row is None:
        raise AlreadyRunningError("Another run is writing just now.", "Wait for it to end, then try again.")
    return row


def _enter(connection: Connection) -> None:
    """The lease's row; looked for first, since on PostgreSQL an insert waits for whoever writes it just now."""
    if connection.scalar(select(etl_lease.c.name).where(etl_lease.c.name == NAME)) is None:
        new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(new(etl_lease).values(name=NAME, fence=0).on_conflict_do_nothing())


def _beat(engine: Engine, lease: Lease, stop: threading.Event) -> None:
    while not stop.wait(LASTS.total_seconds() / 4):
        try:
            _write(engine, lease, lease.holder, LASTS)
        except OperationalError:
            continue  # the warehouse is busy, perhaps with this run's own merge: the next beat will do


def _release(engine: Engine, lease: Lease) -> None:
    try:
        _write(engine, lease, None, None)
    except OperationalError:
        return  # it runs out by itself


def _write(engine: Engine, lease: Lease, holder: str | None, lasts: timedelta | None) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("set local lock_timeout = '2s'")
        expires_at = _clock(connection) + lasts if lasts else None
        connection.execute(
            update(etl_lease)
            .where(etl_lease.c.name == NAME, etl_lease.c.fence == lease.fence)
            .values(holder=holder, expires_at=expires_at)
        )


def _started(pid: int) -> str:
    """When a process was started, in ticks since boot; 0 where the system does not say (macOS)."""
    return _status(pid)[19] if _status(pid) else "0"


def _is_zombie(pid: int) -> bool:
    return _status(pid)[:1] == ["Z"]


def _status(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat behind the name of the program, state first."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read().rpartition(") ")[2].split()
    except OSError:
        return []
