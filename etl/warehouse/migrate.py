"""Brings a database to this program's tables with Alembic, and refuses a warehouse that is not there.

Alembic is loaded only where there is something to do: it takes a third of a second and ten megabytes of every run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, column, inspect, select, table

from etl.errors import WarehouseSchemaError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Empty or older warehouse -> this program's tables; nothing to do is no error."""
    if current(engine) != head():
        upgrade_with(MIGRATIONS, engine)


def upgrade_with(migrations: Path, engine: Engine) -> None:
    """Runs all of a folder of migrations that the database has not seen."""
    from alembic import command

    command.upgrade(_config(engine, migrations), "head")


def _config(engine: Engine, migrations: Path = MIGRATIONS) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["engine"] = engine
    return config


def head(migrations: Path = MIGRATIONS) -> str:
    """The newest migration: each file's name begins with its number, and they follow one another."""
    return max(file.name.partition("_")[0] for file in (migrations / "versions").glob("[0-9]*_*.py"))


def current(engine: Engine, schema: str | None = None) -> str | None:
    """The migration a database stands at; null for one without tables of ours."""
    if not inspect(engine).has_table("alembic_version", schema=schema):
        return None
    with engine.connect() as connection:
        return connection.scalar(select(table("alembic_version", column("version_num"), schema=schema).c.version_num))


def require_current(engine: Engine) -> None:
    """Raises WarehouseSchemaError unless the warehouse stands at this program's migration."""
    found = current(engine)
    if found != head():
        raise WarehouseSchemaError(
            f"The warehouse is at migration {found or 'none'}, this program needs {head()}.",
            "Run: mis db upgrade (or install the newer program if the warehouse is newer).",
        )
