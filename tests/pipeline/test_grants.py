"""The script of `mis sources grants`, run on real servers: its account can do all a run needs, and see no person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
from click.testing import CliRunner
from sqlalchemy.engine import URL, make_url

from dashboard.cli import main
from etl.errors import UsageError
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.select_columns import read_columns
from etl.settings import PROJECT, Settings, load_settings
from etl.source_check import check_source
from etl.source_grants import Account, write_rights
from etl.warehouse.engine import make_engine
from tests.pipeline.petition_system import HERE, NAME, SOURCE, PetitionSystem

pytestmark = pytest.mark.two_sources

PASSWORD = "a-long-random-password"
PERSONAL = ("complainant_name", "complainant_tel", "complainant_idcard", "officer_name")
Write = Callable[..., Path]


def _run_modes(settings: Settings, name: str) -> None:
    assert [r.result for r in check_source(settings, settings.source(name))] == ["ok", "ok"]
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    for mode in ("changes", "sweep", "replay"):
        report = run_source(settings, engine, name, mode=mode)  # type: ignore[arg-type]
        assert (report.status, report.what) == ("done", None)
    engine.dispose()


# --- MariaDB --------------------------------------------------------------------------------------------------------


@pytest.fixture
def mariadb_reader(mariadb_url: str, make_settings: Callable[..., Settings]) -> Iterator[URL]:
    """Address of the scripted account on a sample complaint system in MariaDB."""
    settings = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(settings, settings.now(), url=mariadb_url, complaints_per_year=40, progress=lambda _: None)
    address = make_url(mariadb_url)
    name = f"reader_{address.database}"
    script = write_rights(settings.source("complaints"), "mariadb", Account(name, PASSWORD))
    login: Any = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(**login, database=address.database) as connection, connection.cursor() as cursor:
        for statement in "\n".join(line for line in script.splitlines() if not line.startswith("--")).split(";"):
            if statement.strip():
                cursor.execute(statement)
        yield address.set(username=name, password=PASSWORD)
        cursor.execute(f"drop user '{name}'@'%'")


def test_the_mariadb_account_can_do_all_a_run_needs(
    mariadb_reader: URL, make_settings: Callable[..., Settings]
) -> None:
    url = mariadb_reader.render_as_string(hide_password=False)
    _run_modes(make_settings(MIS_AS_OF="2026-11-21", MIS_SOURCE_COMPLAINTS_URL=url), "complaints")


def test_the_mariadb_account_sees_no_person_and_writes_nothing(mariadb_reader: URL) -> None:
    login: Any = {"host": mariadb_reader.host, "port": mariadb_reader.port, "user": mariadb_reader.username}
    with pymysql.connect(**login, password=PASSWORD, database=mariadb_reader.database) as connection:
        for statement in (
            *(f"select {column} from tb_complaint limit 1" for column in PERSONAL),
            "select * from tb_complaint limit 1",
            "select dept_name from tb_department",
            "update tb_complaint set status_code = 1",
            "delete from tb_complaint",
            "insert into tb_complaint_status_log (log_id) values (1)",
            "create table mine (a int)",
            "drop table tb_complaint",
        ):
            with connection.cursor() as cursor, pytest.raises(pymysql.err.OperationalError) as refused:
                cursor.execute(statement)
            assert refused.value.args[0] in (1142, 1143), statement  # command denied for table or column


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


@pytest.fixture
def petitions(
    postgres_url: str, own_selects: Callable[[str, Path], None], write_config: Write, tmp_path: Path
) -> Iterator[Settings]:
    """Settings with the scripted account on a petition system in PostgreSQL."""
    own_selects(NAME, HERE)
    system = PetitionSystem(postgres_url)
    system.open("2026-11-02 10:00:00+07")
    system.open("2026-12-24 10:00:00+07", history=False, updated="2026-11-02 10:00:00+07")  # stays a reject
    address = make_url(postgres_url)
    name = f"reader_{address.database}"
    environ = {"MIS_HOME": str(tmp_path / "home"), "MIS_AS_OF": "2026-11-21"}
    environ |= {"MIS_CONFIG": str(write_config(**SOURCE))}
    source = load_settings(environ).source(NAME)
    system.run(write_rights(source, "postgresql", Account(name, PASSWORD)))
    url = address.set(username=name, password=PASSWORD).render_as_string(hide_password=False)
    yield load_settings(environ | {"MIS_SOURCE_PETITIONS_URL": url})
    system.run(f"drop owned by {name}")
    system.run(f"drop role {name}")


def test_the_postgresql_account_does_all_a_run_needs(petitions: Settings) -> None:
    _run_modes(petitions, NAME)


def test_the_postgresql_account_sees_no_person_and_writes_nothing(petitions: Settings) -> None:
    with psycopg.connect(petitions.source_urls[NAME], autocommit=True) as connection:
        for statement in (
            "select * from petition.citizen",
            'select "officerName" from petition."Case"',
            'select citizen_id from petition."Case"',
            'select * from petition."Case"',
            "select made_by from petition.status_change",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("update petition.status set name = 'x'")
        connection.execute("set default_transaction_read_only = off")  # the default is courtesy, the grants are the law
        for statement in (
            "update petition.status set name = 'x'",
            'delete from petition."Case"',
            "insert into petition.status values (5, 'x')",
            "create table petition.mine (a int)",
            "create table public.mine (a int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


# --- what a select reads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("select a as x from t where b > 1 order by x, c", {(None, "t"): {"a", "b", "c"}}),
        ("select t.a as x, u.b from t join u on u.i = t.i", {(None, "t"): {"a", "i"}, (None, "u"): {"b", "i"}}),
        ("select t.a, u.b from t join u using (i)", {(None, "t"): {"a", "i"}, (None, "u"): {"b", "i"}}),
        (
            "with s as (select i, max(z) as m from l group by i) select t.a, m from t join s on s.i = t.i",
            {(None, "t"): {"a", "i"}, (None, "l"): {"i", "z"}},
        ),
        (
            "select a from t where exists (select 1 from u where u.i = t.i)",
            {(None, "t"): {"a", "i"}, (None, "u"): {"i"}},
        ),
        (
            "select a, (select max(v) from u where u.i = t.i) as m from t",
            {(None, "t"): {"a", "i"}, (None, "u"): {"i", "v"}},
        ),
        ("select a as x from t union all select b as x from u order by x", {(None, "t"): {"a"}, (None, "u"): {"b"}}),
        ("select count(*) as n, a from d.t group by a having n > 1", {("d", "t"): {"a"}}),
    ],
)
@pytest.mark.parametrize("dialect", ["mariadb", "postgresql"])
def test_every_column_a_select_reads_is_found(sql: str, tables: dict[Any, Any], dialect: Any) -> None:
    assert read_columns("extract/x/y", sql, dialect) == tables


def test_names_are_folded_as_postgresql_folds_them() -> None:
    found = read_columns("q", 'select A.Ref, "A"."Name" from S."Case" as A join U as "A" on a.I = "A".I', "postgresql")
    assert found == {("s", "Case"): {"ref", "i"}, (None, "u"): {"Name", "i"}}


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select * from t", "every column"),
        ("select t.*, u.a from t join u on u.i = t.i", "every column"),
        ("select a from t join u on t.i = u.i", "which table the column a is of"),
        ("select count(*) as n from t", "without naming a column"),
    ],
)
def test_a_select_that_leaves_it_open_is_refused(sql: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        read_columns("extract/x/y", sql, "mariadb")


# --- the command ----------------------------------------------------------------------------------------------------


def _print(tmp_path: Path, *words: str, config: Path | None = None, **environ: str) -> tuple[int, str]:
    env = {"MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(config or PROJECT / "config.yaml"), **environ}
    result = CliRunner().invoke(main, ["sources", "grants", *words], env=env)
    return result.exit_code, result.output


def test_each_call_makes_a_password_of_its_own(tmp_path: Path) -> None:
    code, first = _print(tmp_path, "complaints")
    assert code == 0 and "create user 'mis_reader'@'%'" in first and "MIS_SOURCE_COMPLAINTS_URL=mysql+pymysql" in first
    assert first != _print(tmp_path, "complaints")[1]
    assert not (tmp_path / "home").exists()


def test_the_kind_of_database_follows_the_address(tmp_path: Path) -> None:
    _, text = _print(tmp_path, "complaints", MIS_SOURCE_COMPLAINTS_URL="postgresql://a@127.0.0.1:9/x")
    assert "create role mis_reader" in text
    _, text = _print(tmp_path, "complaints", "--dialect", "mariadb", "--account", "mis2", "--from", "10.0.0.15")
    assert "create user 'mis2'@'10.0.0.15'" in text


@pytest.mark.parametrize(
    "words", [("nowhere",), ("complaints", "--account", "x'; drop"), ("complaints", "--from", "a' or 1")]
)
def test_wrong_use_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, text = _print(tmp_path, *words)
    assert code == 2 and "Error" in text


def test_folders_and_services_say_what_rights_are_needed(tmp_path: Path, write_config: Write) -> None:
    mapping = {"complaint": {"fields": {"source_id": "id", "received_at": "at", "status": "state"}}}
    folder = write_config(reader={"kind": "files", "format": "csv"}, mapping=mapping)
    code, text = _print(tmp_path, "complaints", config=folder)
    assert code == 0 and "r-x on the folder" in text and "file:///" in text and "create" not in text
    service = write_config(
        reader={"kind": "rest", "hosts": ["api.example"], "path": "/t", "sign_in": {"path": "/in"}}, mapping=mapping
    )
    code, text = _print(tmp_path, "complaints", config=service)
    assert code == 0 and "api.example" in text and "https://<user>:<password>@api.example" in text
