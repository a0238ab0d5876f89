"""Opens the people's database and brings it to this program's tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from dashboard.access.tables import SCHEMA
from etl.warehouse.engine import make_engine
from etl.warehouse.migrate import current, head, upgrade_with

MIGRATIONS = Path(__file__).parent / "migrations"


def open_people_database(url: str, *, read_only: bool = False) -> Engine:
    """An engine on the people's tables: their own file (SQLite) or schema `app` (PostgreSQL)."""
    engine = make_engine(url, read_only=read_only)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(schema_translate_map={None: SCHEMA})
    return engine


def upgrade_people(engine: Engine) -> None:
    """Empty or older database -> this program's tables; nothing to do, or two doing it at once, is no error."""
    if not is_people_current(engine):
        upgrade_with(MIGRATIONS, engine)


def is_people_current(engine: Engine) -> bool:
    """Whether the people's tables stand at this program's migration."""
    return current(engine, SCHEMA if engine.dialect.name == "postgresql" else None) == head(MIGRATIONS)


def take_turn(connection: Connection, name: str) -> None:
    """Until this transaction ends, nobody else passes the same name (on SQLite every write transaction is alone)."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
