"""How every command ends: a deliberate error is one message with its remedy and an exit code, never a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from etl.errors import BatchHeldError, Kind, MisError, SettingsError, WarehouseSchemaError
from etl.settings import Settings, load_settings
from etl.warehouse import migrate
from etl.warehouse.engine import make_engine

_FOLDER = "see that MIS_HOME and the files in it can be written by this account, and that its disk has room"
DATABASE_REMEDIES = (
    ("is full", "make room on the disk of MIS_HOME (or of the database), then try again: nothing half done was kept"),
    ("unable to open database file", _FOLDER),
    ("disk i/o error", _FOLDER),
    ("readonly database", _FOLDER),
    (
        "is not a database",
        "the file is damaged or something else: put it away, or bring back a copy, then: mis db upgrade",
    ),
    ("malformed", "the file is damaged: put it away, or bring back a copy, then run: mis db upgrade"),
)
DONE, FAILED, WRONG_USE, HELD = 0, 1, 2, 3


class MisGroup(click.Group):
    """A group of commands that turns our errors into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MisError as error:
            complain(error)
            ctx.exit(exit_code(error))
        except DBAPIError as error:
            said = str(error.orig).strip()
            click.echo(f"Error: a database did not do what was asked: {said}", err=True)
            click.echo(f"What to do: {remedy_for_database(said)}", err=True)
            ctx.exit(FAILED)
        except BrokenPipeError:  # who read our output has gone: nothing to tell, nobody to tell it to
            raise
        except OSError as error:
            click.echo(f"Error: {error.filename or 'a file'} cannot be used: {error.strerror or error}", err=True)
            click.echo(
                "What to do: see that MIS_HOME is a folder this account may write, on a disk with room", err=True
            )
            ctx.exit(FAILED if error.errno == errno.ENOSPC else WRONG_USE)


def remedy_for_database(said: str) -> str:
    """The next step for what a driver said; SQLite's own words are about its file, not about a server."""
    for words, remedy in DATABASE_REMEDIES:
        if words in said.lower():
            return remedy
    return "see that MIS_WAREHOUSE_URL (or MIS_SAMPLE_URL) is right and its server reachable, then run: mis status"


def complain(error: MisError) -> None:
    click.echo(f"Error: {error.what}", err=True)
    if error.remedy:
        click.echo(f"What to do: {error.remedy}", err=True)


def exit_code(error: MisError) -> int:
    """0 done, 1 a run failed, 2 wrong use or settings, 3 rows rejected over the limit (held)."""
    if isinstance(error, BatchHeldError):
        return HELD
    if isinstance(error, SettingsError) or (error.kind is Kind.TELL and error.code != "already_running"):
        return WRONG_USE
    return FAILED


def read_settings() -> Settings:
    """The settings every command starts from, checked against the contracts too. Raises SettingsError."""
    from etl.contracts.agreement import check_agreement

    settings = load_settings()
    check_agreement(settings.config)
    return settings


@contextmanager
def open_warehouse(settings: Settings, *, read_only: bool = False) -> Iterator[Engine]:
    """The warehouse while a command runs. Raises WarehouseSchemaError unless it is at this program's migration."""
    file = make_url(settings.warehouse_url).database
    if settings.warehouse_url.startswith("sqlite") and not Path(file or "").exists():
        raise WarehouseSchemaError(f"There is no warehouse at {file} yet.", "Run: mis db upgrade (or: mis start).")
    engine = make_engine(settings.warehouse_url, read_only=read_only)
    try:
        migrate.require_current(engine)
        yield engine
    finally:
        engine.dispose()
