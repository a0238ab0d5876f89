"""What a warehouse says when it does not take rows is told as what it is, with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from etl.errors import Kind
from etl.warehouse.faults import explain_warehouse


def _caught(work: Callable[[], object]) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        work()
    return caught.value


def _sqlite(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'w.db'}", connect_args={"timeout": 0.1})
    with engine.begin() as connection:
        connection.execute(text("create table t (a text)"))
    return engine


def _full(engine: Engine, _: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("pragma max_page_count = 3"))
        connection.execute(text("insert into t values (:a)"), {"a": "x" * 100_000})


def _locked(engine: Engine, folder: Path) -> None:
    other = sqlite3.connect(folder / "w.db", isolation_level=None)
    other.execute("begin exclusive")
    with engine.begin() as connection:
        connection.execute(text("insert into t values ('x')"))


def _unwritable(_: Engine, folder: Path) -> None:
    engine = create_engine(f"sqlite:///file:{folder / 'w.db'}?mode=ro&uri=true")
    with engine.begin() as connection:
        connection.execute(text("insert into t values ('x')"))


def _damaged(_: Engine, folder: Path) -> None:
    (folder / "other.db").write_bytes(b"this is no database" * 1000)
    with create_engine(f"sqlite:///{folder / 'other.db'}").begin() as connection:
        connection.execute(text("insert into t values ('x')"))


def _wrong(engine: Engine, _: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into t (nothere) values ('x')"))


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (_full, "warehouse_unavailable", "no room left"),
        (_locked, "warehouse_unavailable", "locked by another program"),
        (_unwritable, "warehouse_refused", "does not let this account write"),
        (_damaged, "warehouse_refused", "cannot be read or written on its disk"),
        (_wrong, "warehouse_refused", "did not take the rows"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_sqlite(spoil: Callable[[Engine, Path], None], code: str, words: str, tmp_path: Path) -> None:
    engine = _sqlite(tmp_path)
    told = explain_warehouse(_caught(lambda: spoil(engine, tmp_path)))
    assert (told.code, told.kind is Kind.RETRY) == (code, code == "warehouse_unavailable")
    assert words in told.what and told.remedy.startswith("Nothing of the batch was merged")
    engine.dispose()


def test_postgresql(postgres_url: str) -> None:
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))

    def run(*statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    run("create table t (a text)")
    with psycopg.connect(postgres_url) as other:
        other.execute("lock table t")
        told = explain_warehouse(_caught(lambda: run("set local lock_timeout = 50", "insert into t values ('x')")))
        assert "locked by another program" in told.what
    told = explain_warehouse(_caught(lambda: run("set transaction read only", "insert into t values ('x')")))
    assert "does not let this account write" in told.what
    told = explain_warehouse(_caught(lambda: run("select pg_terminate_backend(pg_backend_pid())")))
    assert (told.code, "connection" in told.what) == ("warehouse_unavailable", True)
    engine.dispose()
