"""Read-only connections to source databases, with the timeouts of config.yaml."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from pymysql.converters import conversions
from pymysql.cursors import SSCursor
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from etl.errors import SettingsError, SourceUnavailableError
from etl.source_settings import DatabaseReader, Source

# numbers, dates and zero dates arrive as the text the server wrote
_NO_CONVERSION = {kind: write for kind, write in conversions.items() if not isinstance(kind, int)}
_READABLE = partial(str, encoding="utf-8", errors="surrogateescape")


def make_source_engine(source: Source, how: DatabaseReader, url: str) -> Engine:
    """An engine that opens one connection at a time and whose sessions refuse writes."""
    address = make_url(url)
    backend = address.get_backend_name()
    if backend in ("mysql", "mariadb"):
        return _mariadb(how, address)
    if backend == "postgresql":
        return _postgresql(how, address)
    if backend == "sqlite":
        return _sqlite(source, how, address)
    raise SettingsError(f"{source.variable} names {backend}.", "Sources are MariaDB/MySQL, PostgreSQL or SQLite.")


def _mariadb(how: DatabaseReader, address: URL) -> Engine:
    seconds = int(how.read_timeout.total_seconds())
    engine = create_engine(
        address.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"}),
        poolclass=NullPool,
        connect_args={
            "connect_timeout": int(how.connect_timeout.total_seconds()),
            "read_timeout": seconds,
            "write_timeout": seconds,
            "conv": _NO_CONVERSION,
            "cursorclass": SSCursor,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set session transaction read only")
            cursor.execute("set session time_zone = '+07:00'")

    return engine


def _postgresql(how: DatabaseReader, address: URL) -> Engine:
    milliseconds = int(how.read_timeout.total_seconds() * 1000)
    options = (
        "-c default_transaction_read_only=on -c timezone=Asia/Bangkok"
        f" -c statement_timeout={milliseconds} -c tcp_user_timeout={milliseconds}"
    )
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"connect_timeout": int(how.connect_timeout.total_seconds()), "options": options},
    )


def _sqlite(source: Source, how: DatabaseReader, address: URL) -> Engine:
    file = Path(address.database or "")
    if not file.is_file():
        raise SourceUnavailableError(
            f"{source.name}: the file {file.name} is not there.", f"Correct {source.variable} or bring the file back."
        )

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=how.connect_timeout.total_seconds(),
            check_same_thread=False,
            isolation_level=None,
        )
        connection.text_factory = _READABLE
        connection.execute("pragma query_only=on")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)
