"""What is said of migrations without loading Alembic is what Alembic says."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from dashboard.access import database as people
from etl.warehouse import migrate
from etl.warehouse.engine import make_engine


@pytest.mark.parametrize("folder", [migrate.MIGRATIONS, people.MIGRATIONS], ids=["warehouse", "people"])
def test_the_newest(folder: Path) -> None:
    assert migrate.head(folder) == ScriptDirectory(str(folder)).get_current_head()


def test_where_a_warehouse_stands(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert migrate.current(engine) is None
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert migrate.current(engine) == MigrationContext.configure(connection).get_current_revision()
    engine.dispose()


def test_an_upgrade_of_what_is_current_does_nothing(warehouse: Engine) -> None:
    migrate.upgrade(warehouse)
    assert migrate.current(warehouse) == migrate.head()
