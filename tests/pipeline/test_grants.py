"""The read-only account of docs/sources.md, on a real MariaDB: it can do all a run needs, and see no person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pymysql
import pytest
from sqlalchemy.engine import URL, make_url

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import PROJECT, Settings
from etl.source_check import check_source
from etl.warehouse.engine import make_engine

PERSONAL = ("complainant_name", "complainant_tel", "complainant_idcard", "officer_name")


def _documented_grants(database: str) -> list[str]:
    """The SQL block of step 1, on this database and for an account of the test's own."""
    text = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```sql\n(.*?)```", text, re.DOTALL) if "grant select" in b)
    block = block.replace("'mis_reader'@'10.0.0.15'", f"'reader_{database}'@'%'").replace(
        " on complaints.", f" on {database}."
    )
    return [statement.strip() for statement in block.split(";") if statement.strip()]


@pytest.fixture
def reader_url(mariadb_url: str, make_settings: Callable[..., Settings]) -> URL:
    """Address of the documented account on a sample complaint system in MariaDB."""
    settings = make_settings(MIS_AS_OF="2026-11-21")
    build_sample(settings, settings.now(), url=mariadb_url, complaints_per_year=40, progress=lambda _: None)
    address = make_url(mariadb_url)
    login = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(**login) as connection, connection.cursor() as cursor:
        for statement in _documented_grants(str(address.database)):
            cursor.execute(statement)
    return address.set(username=f"reader_{address.database}", password="a long random password")


def test_the_account_can_do_all_a_run_needs(reader_url: URL, make_settings: Callable[..., Settings]) -> None:
    url = reader_url.render_as_string(hide_password=False)
    settings = make_settings(MIS_AS_OF="2026-11-21", MIS_SOURCE_COMPLAINTS_URL=url)
    assert [r.result for r in check_source(settings, settings.config.sources[0])] == ["ok", "ok"]
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    for mode in ("changes", "sweep", "replay"):
        report = run_source(settings, engine, "complaints", mode=mode)  # type: ignore[arg-type]
        assert (report.status, report.what) == ("done", None)
    engine.dispose()


def test_the_account_sees_no_person_and_writes_nothing(reader_url: URL) -> None:
    login = {"host": reader_url.host, "port": reader_url.port, "user": reader_url.username}
    with pymysql.connect(**login, password=str(reader_url.password), database=reader_url.database) as connection:
        for statement in (
            *(f"select {column} from tb_complaint limit 1" for column in PERSONAL),
            "select * from tb_complaint limit 1",
            "update tb_complaint set status_code = 1",
            "delete from tb_complaint",
            "insert into tb_complaint_status_log (log_id) values (1)",
        ):
            with connection.cursor() as cursor, pytest.raises(pymysql.err.OperationalError) as refused:
                cursor.execute(statement)
            assert refused.value.args[0] in (1142, 1143), statement  # command denied for table or column
