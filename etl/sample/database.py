"""Databases of the sample systems: SQLite files by default, MariaDB where an address is given."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from etl.errors import SettingsError, UsageError

LOT = 4_000
DATABASE = "mis_sample"  # where the address names a server only


def complete_url(url: str) -> str:
    """The address with a driver and a database; raises SettingsError for what the samples cannot be built in."""
    address = make_url(url)
    backend = address.get_backend_name()
    if backend not in ("sqlite", "mysql", "mariadb"):
        raise SettingsError(f"MIS_SAMPLE_URL names {backend}.", "The sample systems are built in SQLite or MariaDB.")
    if backend != "sqlite":
        address = address.set(drivername="mysql+pymysql", database=address.database or DATABASE)
    return address.render_as_string(hide_password=False)


def open_database(url: str) -> Engine:
    """An engine that may write zero dates; makes the SQLite folder or the MariaDB database where missing."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    # old PHP systems run without strict mode: zero dates are legal there
    options = {"charset": "utf8mb4", "init_command": "SET SESSION sql_mode=''", "local_infile": True}
    server = create_engine(address.set(database=""), connect_args=options)
    with server.begin() as connection:
        if address.database not in inspect(connection).get_schema_names():
            name = connection.dialect.identifier_preparer.quote_identifier(str(address.database))
            connection.execute(text("create database " + name + " character set utf8mb4"))
    server.dispose()
    return create_engine(url, connect_args=options, paramstyle="format")  # rows go in as tuples


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert whole rows, given in the order of the table's columns, many at a time."""
    if len(rows) > LOT and _takes_files(connection):
        _insert_file(connection, table, rows)
        return
    statement = str(table.insert().compile(dialect=connection.dialect, column_keys=[c.name for c in table.columns]))
    for at in range(0, len(rows), LOT):
        connection.exec_driver_sql(statement, list(rows[at : at + LOT]))


def _takes_files(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return False
    return bool(connection.execute(text("select @@local_infile")).scalar_one())


def _insert_file(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """MariaDB reads a file several times faster than statements."""
    name = connection.dialect.identifier_preparer.quote_identifier(table.name)
    statement = (
        "load data local infile %s into table " + name + " character set utf8mb4 "
        "fields terminated by x'1f' escaped by '\\\\' lines terminated by x'1e'"
    )
    lines = ("\x1f".join(["\0" if value is None else str(value) for value in row]) for row in rows)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".data") as file:
        file.write("\x1e".join(lines).replace("\\", "\\\\").replace("\0", "\\N") + "\x1e")
        file.flush()
        connection.exec_driver_sql(statement, (file.name,))


def replace_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rewrite existing rows, given whole, by primary key."""
    if not rows:
        return
    key: Column[Any] = next(iter(table.primary_key.columns))
    at = [c.name for c in table.columns].index(key.name)
    delete_rows(connection, table, key, [row[at] for row in rows])
    insert_rows(connection, table, rows)


def delete_rows(connection: Connection, table: Table, column: Column[Any], values: Sequence[Any]) -> None:
    for at in range(0, len(values), LOT):
        connection.execute(table.delete().where(column.in_(list(values[at : at + LOT]))))


def refuse_foreign_tables(connection: Connection, ours: Sequence[str], mark: str) -> None:
    """Never drop what the samples did not make: tables of these names without the sample's own mark."""
    present = set(inspect(connection).get_table_names())
    if present & set(ours) and mark not in present:
        found = ", ".join(sorted(present & set(ours)))
        raise UsageError(
            f"The database {connection.engine.url.database} holds {found}, not made by the sample.",
            "Name an empty database in MIS_SAMPLE_URL.",
        )
