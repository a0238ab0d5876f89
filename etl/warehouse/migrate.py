"""Brings a warehouse to this program's tables with Alembic, and refuses one that is not there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from etl.errors import WarehouseSchemaError

MIGRATIONS = Path(__file__).parent / "migrations"


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Empty or older warehouse -> this program's tables; nothing to do is no error."""
    command.upgrade(_config(engine), "head")


def head() -> str:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_current(engine: Engine) -> None:
    """Raises WarehouseSchemaError unless the warehouse stands at this program's migration."""
    found = current(engine)
    if found != head():
        raise WarehouseSchemaError(
            f"The warehouse is at migration {found or 'none'}, this program needs {head()}.",
            "Run: mis db upgrade (or install the newer program if the warehouse is newer).",
        )
