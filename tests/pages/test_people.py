"""The people's database on both engines: its migrations, its rules, its commands."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import inspect

from dashboard.access.audit import find_break
from dashboard.access.database import is_people_current, upgrade_people
from dashboard.access.passwords import Passwords, check_password, make_password
from dashboard.access.people import People
from dashboard.access.sessions import find_person
from dashboard.access.sign_in import Refused, SignedIn, sign_in
from dashboard.access.tables import SCHEMA, metadata
from dashboard.people_commands import user
from etl.errors import UsageError
from etl.settings import PROJECT, Settings

PASSWORD = "ม้าน้ำ-สีคราม-ลอยฟ้า"


@pytest.fixture
def people(empty_url: str) -> People:
    people = People(empty_url, passwords=Passwords(memory_kib=64, time_cost=1))
    upgrade_people(people.engine)
    return people


def test_migrations_make_the_tables_declared(people: People) -> None:
    assert is_people_current(people.reader)
    schema = SCHEMA if people.engine.dialect.name == "postgresql" else None
    assert set(inspect(people.engine).get_table_names(schema=schema)) >= set(metadata.tables)
    with people.engine.connect() as connection:
        if schema:
            connection.exec_driver_sql(f"set search_path to {schema}")
        context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
        changes = compare_metadata(context, metadata)
        assert [c for c in changes if c[0] != "remove_table" or c[1].name != "alembic_version"] == []
    if schema:
        assert not {"app_person", "alembic_version"} & set(inspect(people.engine).get_table_names(schema="public"))


def test_workers_that_start_together_migrate_once(empty_url: str) -> None:
    start = (
        "import sys; from dashboard.access.database import *; e = open_people_database(sys.argv[1]);"
        "upgrade_people(e); sys.exit(not is_people_current(e))"
    )
    workers = [subprocess.Popen([sys.executable, "-c", start, empty_url], cwd=PROJECT) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]


def test_a_life(people: People) -> None:
    person = people.add(" Mayor ", "นายกเทศมนตรี", "executive", PASSWORD, by="test")
    assert (person.username, person.role) == ("mayor", "executive")
    outcome = sign_in(people, "MAYOR", PASSWORD, address="1.1.1.1", device=None)
    assert isinstance(outcome, SignedIn)
    assert find_person(people, outcome.session_id, is_active=True) == person
    assert find_person(people, outcome.session_id[:-1], is_active=True) is None
    people.disable("mayor", by="test")
    assert find_person(people, outcome.session_id, is_active=True) is None
    assert isinstance(sign_in(people, "mayor", PASSWORD, address="1.1.1.1", device=None), Refused)
    assert [p.disabled_at is not None for p in people.everybody()] == [True]
    people.record("mayor", "approve_target", indicator="CMP-03", value=95)
    assert find_break(people.reader) is None


def test_the_audit_chain_holds_when_many_write_at_once(people: People) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: people.record("x", "export", number=n), range(40)))
    assert find_break(people.reader) is None


@pytest.mark.parametrize(
    ("username", "role", "password", "words"),
    [
        ("mayor", "executive", PASSWORD, "already"),
        ("x", "executive", PASSWORD, "not a user name"),
        ("a b", "executive", PASSWORD, "not a user name"),
        ("../etc", "executive", PASSWORD, "not a user name"),
        ("new", "boss", PASSWORD, "not a role"),
        ("new", "executive", "short", "too short"),
        ("new", "executive", "x" * 300, "too long"),
        ("new", "executive", "password1234", "easy to guess"),
        ("new", "executive", "aaaaaaaaaaaaaaa", "easy to guess"),
        ("newperson", "executive", "newperson-1234", "easy to guess"),
        ("new", "executive", "เทศบาลนคร-ขอนแก่น", "easy to guess"),
    ],
)
def test_refusals(people: People, username: str, role: str, password: str, words: str) -> None:
    people.add("mayor", "", "executive", PASSWORD, by="test")
    with pytest.raises(UsageError, match=words):
        people.add(username, "", role, password, by="test")


def test_passwords_that_must_pass() -> None:
    for password in (
        "correct horse battery",
        "ม้าน้ำ-สีคราม-ลอยฟ้า",
        "x7$" * 5 + "ab",
        "e" + "\u0301" + "cole de pensée 42",
        make_password(),
    ):
        check_password(password, "mayor")
    assert len({make_password() for _ in range(50)}) == 50


def test_commands(make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings()
    monkeypatch.setattr("dashboard.people_commands.read_settings", lambda: settings)
    run = CliRunner()
    added = run.invoke(user, ["add", "mayor", "--role", "executive", "--name", "นายก", "--random"])
    assert added.exit_code == 0 and "shown once" in added.output
    password = added.output.rsplit(" ", 1)[1].strip()
    people = People(settings.people_url)
    assert isinstance(sign_in(people, "mayor", password, address="", device=None), SignedIn)
    assert run.invoke(user, ["passwd", "mayor", "--password-stdin"], input=f"{PASSWORD}\n").exit_code == 0
    assert isinstance(sign_in(people, "mayor", password, address="", device=None), Refused)
    listed = json.loads(run.invoke(user, ["list", "--json"]).output)
    assert [(p["username"], p["role"], p["disabled_at"]) for p in listed] == [("mayor", "executive", None)]
    assert "password" not in str(listed)
    assert run.invoke(user, ["disable", "mayor"]).exit_code == 0
    assert isinstance(run.invoke(user, ["disable", "nobody"]).exception, UsageError)
