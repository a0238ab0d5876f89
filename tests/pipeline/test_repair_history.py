"""Real history replayed: successive states of a college's MySQL repair desk, by configuration and selects alone.

After each state the warehouse holds exactly the source's rows. Where the desk was emptied or set back the run asks
first; a person's approval lets it through.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pymysql
import pytest
import yaml
from pymysql.constants import CLIENT
from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url

from etl import holds
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.settings import PROJECT, Settings, load_settings
from etl.steps.rejects import list_rejects
from etl.warehouse import query
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, ind_value, metadata

HERE = Path(__file__).parent / "college_repair"
NAME = "college_repair"
PHASES = {"wait": "open", "process": "open", "success": "finished"}
REPAIRS = {1, 2, 3, 4, 0, None}  # kinds of job; others are meetings, papers, loans
LONGEST_NAME = 200


@pytest.fixture
def settings(mariadb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    queries = tmp_path / "queries"
    shutil.copytree(query.QUERIES, queries)
    (queries / "extract" / NAME).mkdir()
    for file in HERE.glob("*.sql"):
        shutil.copy(file, queries / "extract" / NAME / file.name)
    monkeypatch.setattr(query, "QUERIES", queries)
    query._load.cache_clear()
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"] = [yaml.safe_load((HERE / "source.yaml").read_text(encoding="utf-8"))]
    config["org_units"] = [{"code": "KKM", "name_th": "วิทยาลัย", "name_en": "College", "short_th": "วิทยาลัย"}] + [
        {"code": f"D{number}", "parent": "KKM", "name_th": name, "name_en": f"Unit {number}", "short_th": name}
        for number, name in enumerate(("งานเทคโนโลยีสารสนเทศ", "สำนักอำนวยการ", "งานบริการวิชาการ ประชาสัมพันธ์ และวิเทศสัมพันธ์"))
    ]
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    yield load_settings(
        {
            "MIS_HOME": str(tmp_path / "home"), "MIS_CONFIG": str(file), "MIS_AS_OF": "2017-03-16T12:00",
            "MIS_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'warehouse.db'}", "MIS_SOURCE_COLLEGE_REPAIR_URL": mariadb_url,
        }
    )  # fmt: skip
    query._load.cache_clear()


def restore(url: str, dump: Path) -> list[dict[str, Any]]:
    """The desk as it stood; its jobs as it writes them. As on its own server: not strict, so '' becomes zero."""
    address = make_url(url)
    login: Any = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    with pymysql.connect(
        **login, database=address.database, charset="utf8mb4", client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True,
        init_command="set sql_mode = ''", cursorclass=pymysql.cursors.DictCursor,
    ) as connection, connection.cursor() as cursor:  # fmt: skip
        text = gzip.decompress(dump.read_bytes()).decode("utf-8")
        cursor.execute(text.replace("ENGINE=InnoDB", "ENGINE=MyISAM"))  # whose tables are made in no time
        while cursor.nextset():
            pass
        cursor.execute(
            "select job.id, cast(job_date as char) as reported, cast(job_success_date as char) as finished, job_status,"
            " job_type_id, job.device_id, price, department_name, job_detail from job"
            " left join employee on employee.id = job_employee_id"
            " left join department on department.id = employee.department_id order by job.id"
        )
        jobs = list(cursor.fetchall())
        cursor.execute("select id, cast(date_use as char) as used, device_status from device order by id")
        return [*jobs, *({"device": row["id"], **row} for row in cursor.fetchall())]


def instant(text: str | None) -> datetime | None:
    return None if text is None or text.startswith("0000") else datetime.fromisoformat(text)


def expect_ticket(job: dict[str, Any], units: dict[str, int]) -> tuple[Any, ...] | None:
    """None where the row is refused: it has no time of report."""
    reported, finished = instant(job["reported"]), instant(job["finished"])
    if reported is None:
        return None
    phase = PHASES[job["job_status"]]
    ended: date | None = None
    if phase != "open":
        ended = max(finished, reported).date() if finished else reported.date()
    is_repair = job["job_type_id"] in REPAIRS
    cost = 100 * (job["price"] or 0)
    asset = str(job["device_id"]) if job["device_id"] else None
    unit = units.get(job["department_name"] or "", 0)
    return str(job["id"]), reported.date(), ended, phase, is_repair, asset, cost, unit


def facts(engine: Engine, name: str, *columns: str) -> list[tuple[Any, ...]]:
    table = metadata.tables[name]
    wanted = select(*(table.c[c] for c in columns)).where(table.c.is_deleted.is_(False))
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


def take_in(settings: Settings, engine: Engine, dump: Path) -> list[tuple[str, str]]:
    """Sweep until nothing is asked any more; the (entity, kind) of what was asked, each approved."""
    asked: list[tuple[str, str]] = []
    for _ in range(6):
        report = run_source(settings, engine, NAME, mode="sweep")
        if report.status == "done":
            return asked
        assert report.status == "held", (dump.name, report)
        with engine.begin() as connection:
            for hold in holds.list_holds(connection):
                if hold.status == "waiting":
                    asked.append((hold.entity, hold.kind))
                    holds.decide(connection, hold.hold_key, "approve", by="somchai", at=settings.now())
    raise AssertionError(f"{dump.name}: still held after {asked}")


@pytest.mark.timeout(300)
def test_after_each_state_the_warehouse_equals_the_source(
    settings: Settings, mariadb_url: str, real_data: Path
) -> None:
    dumps = sorted((real_data / "it_repair" / "dev").glob("*.sql.gz"))
    assert len(dumps) == 34
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    asked: dict[str, list[tuple[str, str]]] = {}
    sizes = []
    for dump in dumps:
        rows = restore(mariadb_url, dump)
        if found := take_in(settings, engine, dump):
            asked[dump.name[10:20]] = found
        with engine.connect() as connection:
            names = {u.name_th: u.org_unit_key for u in connection.execute(select(dim_org_unit))}
            refused = {r.source_id for r in list_rejects(connection)}
        jobs = [row for row in rows if "device" not in row]
        expected = {ticket[0]: ticket for job in jobs if (ticket := expect_ticket(job, names)) is not None}
        found_tickets = facts(
            engine, "fact_repair_ticket", "source_id", "reported_date", "ended_date", "phase", "is_repair", "asset_id",
            "service_cost_satang", "org_unit_key",
        )  # fmt: skip
        assert sorted(found_tickets) == sorted(expected.values()), dump.name
        assert refused == {str(job["id"]) for job in jobs} - expected.keys(), dump.name
        devices = {str(row["device"]) for row in rows if "device" in row}
        assert {source_id for (source_id,) in facts(engine, "fact_it_asset", "source_id")} == devices, dump.name
        sizes.append(len(jobs))
    assert (sizes[0], sizes[3], sizes[4], sizes[-1]) == (0, 2, 0, 363)
    assert asked, "the desk was emptied on the way"
    compare_figures(engine, expected)


def compare_figures(engine: Engine, tickets: dict[str, tuple[Any, ...]]) -> None:
    """REP-01 and REP-05 of the last months, counted from the tickets."""
    with engine.connect() as connection:
        values = {
            (v.code, v.period_id): v.value
            for v in connection.execute(
                select(ind_value).join(dim_org_unit, dim_org_unit.c.org_unit_key == ind_value.c.org_unit_key)
                .where(dim_org_unit.c.code == "KKM")
            )
        }  # fmt: skip
    repairs = [t for t in tickets.values() if t[4]]
    for month in ("2016-11", "2017-01", "2017-02", "2017-03"):
        reported = sum(f"{t[1]:%Y-%m}" == month for t in repairs)
        assert values["REP-01", f"M{month}"] == reported > 0
    assert values["REP-05", "M2017-03"] == sum(t[3] == "open" for t in repairs)
