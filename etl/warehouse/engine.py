"""Connections to the warehouse: one engine per process, the same settings on every connection."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_MILLISECONDS = 15_000
FROZEN_MILLISECONDS = 600_000  # a process that sleeps in a transaction for longer loses it, and what it locked


def make_engine(url: str, *, read_only: bool = False, pool_size: int = 5) -> Engine:
    """An engine on the warehouse (or people's) database.

    SQLite: WAL, synchronous=FULL (a power cut loses nothing acknowledged), foreign keys, memory-mapped reads, real
    BEGINs. PostgreSQL: UTC session. `read_only` refuses every write.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(url, address.database, read_only)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    frozen = f" -c idle_in_transaction_session_timeout={FROZEN_MILLISECONDS}"
    options = f"-c timezone=UTC -c jit=off{frozen}" + (" -c default_transaction_read_only=on" if read_only else "")
    return create_engine(
        address,
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 10},
    )


def _sqlite(url: str, database: str | None, read_only: bool) -> Engine:
    if database and database != ":memory:" and not read_only:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below opens transactions, not the driver
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}",
            "temp_store=MEMORY", "cache_size=-65536", "mmap_size=268435456",
        ):  # fmt: skip
            if read_only and pragma.startswith("journal_mode"):
                continue
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
