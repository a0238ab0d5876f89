"""Every query of queries/ (but the extracts) keeps the house rules, and gives equal rows and types on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from etl.settings import Settings, load_settings
from etl.steps.check import SETTLED, run_checks
from etl.steps.settle import settle
from etl.warehouse.engine import make_engine
from etl.warehouse.measure_catalogue import families
from etl.warehouse.query import QUERIES, Query, load, names
from tests.sql.golden import AS_OF, TODAY, systems, write_golden

FOLDERS = ("aggregates", "measures", "derive", "checks", "pages", "exports")
NAMES = [name for folder in FOLDERS for name in names(folder)]
FILES = [path for folder in FOLDERS for path in sorted((QUERIES / folder).glob("*.sql"))]
FORBIDDEN = re.compile(
    r"::|\binterval\b|\bdate_trunc\b|\bstrftime\b|\bjulianday\b|\bextract\s*\(|\bpercentile_cont\b|\bdistinct\s+on\b"
    r"|\bilike\b|select\s+\*|\bnow\s*\(|\bcurrent_(date|timestamp)\b|\bdatetime\s*\(|\bround\s*\(|\btry_cast\b"
)
GIVEN: dict[str, Any] = {
    "period_ids": ["M2026-10", "M2026-11", "FY2570", "L30", "FY2569", "FY2570~then", "D2026-11-20", "YTD2026-11"],
    "period_id": "M2026-10",
    "org_unit_keys": [1, 2, 3, 4, 5],
    "org_unit_key": 1,
    "today": TODAY,
    "from_date": date(2021, 1, 1),
    "to_date": date(2027, 10, 1),
    "limit": 20,
    "offset": 0,
    "code": "CMP-01",
    "source_name": "complaints",
    "stall": "10",
    "grain": "month",
}
BY_KIND: dict[str, Any] = {
    "int": 1, "text": "", "date": TODAY, "bool": True, "float": 1.0, "timestamp": AS_OF,
}  # fmt: skip


def code_of(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return re.sub(r"'(?:[^']|'')*'", "''", "\n".join(line for line in lines if not line.strip().startswith("--")))


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_house_rules(path: Path) -> None:
    name, _, engine = path.name.removesuffix(".sql").partition(".")
    query = load(f"{path.parent.name}/{name}", engine or "sqlite")  # holds the header to its form
    code = code_of(path)
    if engine or name == "complaint_spells":
        assert path.parent.name == "derive"
    else:
        assert not FORBIDDEN.findall(code.lower())
    assert query.title_th and query.title_en and query.grain and query.unit and query.source
    if path.parent.name != "derive":  # nobody reads these rows in their order: they go into a table
        assert re.search(r"\border by\b", code), "order by a unique key"
    assert ";" not in code
    if path.parent.name in ("aggregates", "measures"):
        assert "/" not in code, "the indicator formula divides"
    words = re.findall(r"\b[A-Z]{3,}\b", code)
    assert not words, f"lower-case keywords: {words}"
    if path.parent.name == "checks":
        assert query.unit.startswith(("stops", "warns")) and {param.name for param in query.params} <= {SETTLED}


def arguments(query: Query) -> dict[str, Any]:
    values = {}
    for param in query.params:
        value = GIVEN.get(param.name, BY_KIND[param.kind])
        values[param.name] = value if isinstance(value, list) == param.is_list else [value]
        if not param.is_list and isinstance(value, list):
            values[param.name] = value[0]
    return values


@pytest.fixture(scope="module")
def engines(
    tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[..., str]
) -> Iterator[tuple[Engine, Engine]]:
    """The golden warehouse, settled, on both engines."""
    pair = make_engine(new_warehouse("sqlite")), make_engine(new_warehouse("postgresql"))
    settings = _settings(tmp_path_factory.mktemp("golden"))
    for engine in pair:
        write_golden(engine)
        settle(engine, settings, run_key=1, as_of=AS_OF, check_fence=lambda _: None)
        with engine.begin() as connection:  # so that what looks at touched rows has some
            connection.exec_driver_sql("insert into stg_touched select source_key, source_id from fact_complaint")
            connection.exec_driver_sql(
                "insert into etl_touched select 'complaints', received_date from fact_complaint group by received_date"
            )
    yield pair
    for engine in pair:
        engine.dispose()


def _settings(folder: Path) -> Settings:
    return load_settings({"MIS_HOME": str(folder), "MIS_AS_OF": AS_OF.isoformat()})


@pytest.mark.parametrize("name", NAMES)
def test_equal_rows_and_types_on_both_engines(engines: tuple[Engine, Engine], name: str) -> None:
    found = []
    for engine in engines:
        query = load(name, engine.dialect.name)
        with engine.begin() as connection:
            rows = query.rows(connection, **arguments(query))
            found.append(sorted(rows) if name.startswith("derive/") else rows)
    on_sqlite, on_postgres = found
    assert on_sqlite == on_postgres
    assert [[type(v) for v in row] for row in on_sqlite] == [[type(v) for v in row] for row in on_postgres]
    if name.startswith(("aggregates/", "measures/", "derive/")):
        assert on_sqlite, "the golden warehouse must say something"
    if name.startswith("checks/") and query.unit.startswith("stops"):
        assert not on_sqlite


@pytest.mark.parametrize("engine_at", [0, 1])
def test_nights_are_of_its_calendar_or_its_zones(engines: tuple[Engine, Engine], engine_at: int) -> None:
    """Stalls are those of its own zones; of a night on another's calendar it has no visitors; 5 has neither."""
    query, seen = load("pages/market_nights"), {}
    for key in (1, 3, 4, 5):
        with engines[engine_at].connect() as connection:
            rows = query.rows(connection, org_unit_key=key, before=date(2026, 11, 15), limit=9)
        seen[key] = [(r.night_date.isoformat(), r.visitors, r.available, r.booked, r.traded) for r in rows]
    assert seen == {
        1: [("2026-11-14", None, 18, 1, 0), ("2026-10-03", 9000, 18, 6, 4), ("2025-11-15", None, 18, 1, 1)],
        3: [("2026-11-14", None, 12, 1, 0), ("2026-10-03", 9000, 12, 6, 4), ("2025-11-15", None, 12, 0, 0)],
        4: [("2026-11-14", None, 6, 0, 0), ("2026-10-03", None, 6, 0, 0), ("2025-11-15", None, 6, 1, 1)],
        5: [],
    }


@pytest.mark.parametrize("name", [family.query for family in families()])
def test_pasteable_with_one_period_and_org_unit(engines: tuple[Engine, Engine], name: str) -> None:
    """Query.render is what the explain page shows: it must run as it stands and give the stored figures."""
    for engine in engines:
        query = load(name, engine.dialect.name)
        with engine.begin() as connection:
            text = query.render(connection.dialect, period_ids=["M2026-10"], org_unit_keys=[1], today=TODAY)
            rows = connection.exec_driver_sql(text.replace("%", "%%") if "postgres" in engine.dialect.name else text)
            row = rows.mappings().one()
            stored = connection.exec_driver_sql(
                "select measure, value from measure_value where period_id = 'M2026-10' and org_unit_key = 1"
            ).fetchall()
            names_of = {column.name for column in query.columns[2:]}
            assert {m: v for m, v in stored if m in names_of} == {m: row[m] for m in names_of if row[m]}


# each breaks what one check asserts
BREAKERS = {
    "closings_follow_openings": """update fact_complaint_spell set opened_date = '2026-12-01'
        where closed_date = '2026-10-05'""",
    "spells_do_not_overlap": "update fact_complaint_spell set closed_date = null where spell_number = 1",
    "counted_complaints_have_spells": "delete from fact_complaint_spell where spell_number = 1",
    "spells_agree_with_header": "update fact_complaint set phase = 'open' where source_id = 'finished'",
    "received_totals_agree": "update agg_complaint_day set received = received + 1 where date = '2026-10-01'",
    "open_totals_agree": "update agg_complaint_org_unit set opened = opened + 1 where date = '2026-10-01'",
    "closings_agree": "update agg_complaint_close_days set finished = finished + 1 where date = '2026-10-05'",
    "areas_and_hours_agree": "update agg_complaint_area set done_by_due = done_by_due + 1 where due > 0",
    "backlog_balances": "update measure_value set value = value + 1 where measure = 'complaints_finished'",
    "months_follow_on": """update measure_value set value = value + 1
        where measure = 'complaints_open_start' and period_id = 'M2026-10'""",
    "facts_dates_in_order": "update fact_complaint set first_reply_date = '2020-01-01' where source_id = 'open'",
    "keys_exist_in_dimensions": "update fact_complaint set category_key = 99 where source_id = 'open'",
    "batches_are_conserved": """insert into etl_batch
        (run_key, entity, status, read, inserted, updated, unchanged, duplicate, rejected, deleted)
        values (1, 'complaint', 'merged', 5, 1, 1, 1, 1, 0, 0)""",
    "statuses_have_complaints": """update fact_complaint_status set complaint_id = 'nobody', run_key = 9
        where complaint_id = 'finished'""",
}
for system in systems():
    BREAKERS |= system.BREAKERS
TOUCH_ALL = """insert into etl_touched select 'complaints', date from dim_date
    where date not in (select date from etl_touched)"""
A_RUN = """insert into etl_run (run_key, mode, trigger, status, started_at, as_of_at, fence, holder)
    values (1, 'full', 'command', 'done', '2026-11-21 00:00:00.000000', '2026-11-21 00:00:00.000000', 1, 'test')"""


@pytest.mark.parametrize("check", [name.removeprefix("checks/") for name in names("checks")])
def test_each_check_can_fail(engines: tuple[Engine, Engine], check: str) -> None:
    for engine in engines:
        with engine.connect() as connection, connection.begin() as transaction:
            for statement in (TOUCH_ALL, A_RUN):
                connection.exec_driver_sql(statement)
            before = {failure.name: failure.count for failure in run_checks(connection)}
            connection.exec_driver_sql(BREAKERS[check])
            after = {failure.name: failure.count for failure in run_checks(connection)}
            assert after.get(check, 0) > before.get(check, 0)
            transaction.rollback()
