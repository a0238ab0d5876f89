"""Official statistics from files: every figure as printed, revisions beside the old, rates recomputed by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from etl.pipeline import run_source, run_sources
from etl.prepare import prepare_warehouse
from etl.sample.statistics.build import OFFICER, build_statistics, files_at
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, etl_reject, ind_value, org_unit_rollup
from etl.warehouse.tables.statistics import fact_statistic
from tests.pipeline.city import City
from tests.pipeline.drop import Drop
from tests.pipeline.state import read_state

TODAY = date(2026, 11, 21)
NOW = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())
HEADINGS = "indicator,area,area_scheme,year_be,period_kind,period_as_printed,value,unit,price_basis,edition,source,note"
RECEIVED = ["2022-02-01", "2024-03-05", "2024-12-30", "2025-01-02", "2026-10-01", "2026-11-20", "2026-11-20"]
SCHEMES = {"NSO5", "GRP7", "NESDC", "country", "province", "municipality", "zone", ""}


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "statistics")


@pytest.fixture
def settings(warehouse_url: str, drop: Drop, tmp_path: Path, make_settings: Callable[..., Settings]) -> Settings:
    city = City(f"sqlite:///{tmp_path / 'complaints.db'}")
    for number, day in enumerate(RECEIVED, 1):
        city.complaint(number, f"{day} 09:00:00", dept_name="สำนักช่าง" if number % 2 else "สำนักปลัดเทศบาล")
    made = make_settings(
        MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF="2026-11-21T10:30", MIS_SOURCE_STATISTICS_URL=drop.url,
        MIS_SOURCE_COMPLAINTS_URL=city.url,
    )  # fmt: skip
    prepare_warehouse(made)
    return made


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return make_engine(settings.warehouse_url)


def load(settings: Settings, engine: Engine) -> None:
    report = run_source(settings, engine, "statistics")
    assert report.is_ok, report


def is_whole(row: dict[str, str]) -> bool:
    """What the sample's officer typed as it should be."""
    return row["year_be"] != "2023" and row["value"] != "n.a." and bool(row["source"]) and row["area_scheme"] in SCHEMES


def test_figures_and_rates_equal_a_recomputation_from_the_files(settings: Settings, engine: Engine, drop: Drop) -> None:
    build_statistics(drop.folder, NOW, lambda _: None)
    reports = {r.source_name: r for r in run_sources(settings, engine)}
    assert all(reports[name].is_ok for name in ("complaints", "statistics")), reports["statistics"].error
    written = [row for text in files_at(NOW).values() for row in csv.DictReader(io.StringIO(text))]
    whole = [row for row in written if is_whole(row)]
    names = (
        "series_code",
        "area",
        "year_be",
        "period_as_printed",
        "value",
        "value_as_printed",
        "unit",
        "edition",
        "reference",
    )
    with engine.connect() as connection:
        facts = {tuple(row) for row in connection.execute(select(*(fact_statistic.c[name] for name in names)))}
        refused = connection.execute(select(etl_reject.c.rule, etl_reject.c.row_json)).all()
    assert facts == {
        (r["indicator"], r["area"], int(r["year_be"]), r["period_as_printed"], float(r["value"]), r["value"], r["unit"],
         r["edition"], r["source"])
        for r in whole
    }  # fmt: skip
    assert len(facts) == len(whole) == 81 and len(refused) == len(written) - 81 == len(files_at(NOW))
    assert {row.rule for row in refused} == {"out_of_range", "bad_number", "missing_key", "unknown_word"}
    everything = repr(read_state(engine)) + repr(refused)
    for person in ("สมชาย", "ตัวอย่างดี", "0000-123", "1234567890120", *OFFICER.split()):
        assert person not in everything, person
    populations = {
        int(r["year_be"]): int(r["value"]) for r in whole if r["indicator"] == "CITY-02" and r["period_kind"] == "year"
    }
    compared, wrong = compare(engine, populations)
    assert not wrong and compared > 2_000, f"{len(wrong)} of {compared} differ, as {wrong[:5]}"


def compare(engine: Engine, populations: dict[int, int]) -> tuple[int, list[str]]:
    """CITY-02 and CMP-12 of every period and org_unit, by plain loops."""
    compared, wrong = 0, []
    with engine.connect() as connection:
        periods = connection.execute(select(dim_period).where(dim_period.c.grain.not_in(("day", "week")))).all()
        units = {u.org_unit_key: u.code for u in connection.execute(select(dim_org_unit))}
        below: dict[int, set[str]] = {}
        for above, under in connection.execute(
            select(org_unit_rollup.c.ancestor_key, org_unit_rollup.c.descendant_key)
        ):
            below.setdefault(above, set()).add(units[under])
        found = {(v.code, v.period_id, v.org_unit_key): v.value for v in connection.execute(select(ind_value))}
    cases = [(date.fromisoformat(day), "SCH" if n % 2 else "SPL") for n, day in enumerate(RECEIVED, 1)]
    served = {key for key, code in units.items() if code in below[next(k for k, c in units.items() if c == "KKM")]}
    for period in periods:
        known = [y for y in populations if date(y - 543, 12, 31) < period.ends_on and period.starts_on <= TODAY]
        for key, name in units.items():
            people = populations[max(known)] if known and key in served else None
            rate = None
            if people and period.ends_on > cases[0][0]:
                count = sum(period.starts_on <= day < period.ends_on and code in below[key] for day, code in cases)
                rate = float(Fraction(1000 * count, people))
            for code, value in (("CITY-02", people), ("CMP-12", rate)):
                compared += 1
                mine = found[code, period.period_id, key]
                if mine != value:
                    wrong.append(f"{code} {period.period_id} {name}: {mine} is not {value}")
    return compared, wrong


def figure(value: str, edition: str = "", source: str = "https://stat.example/1", **more: str) -> str:
    row = {
        "indicator": "CITY-02", "area": "เทศบาลนครขอนแก่น", "area_scheme": "municipality", "year_be": "2567",
        "period_kind": "year", "period_as_printed": "2567", "value": value, "unit": "คน", "price_basis": "",
        "edition": edition, "source": source, "note": "",
    } | more  # fmt: skip
    return ",".join(row[name] for name in HEADINGS.split(","))


def test_a_revision_stands_beside_what_it_revises(settings: Settings, engine: Engine, drop: Drop) -> None:
    def held() -> list[tuple[str, str]]:
        with engine.connect() as connection:
            rows = connection.execute(select(fact_statistic).order_by(fact_statistic.c.statistic_key)).all()
            assert not any(row.is_deleted for row in rows)
            return [(row.value_as_printed, row.edition) for row in rows]

    def population() -> float | None:
        with engine.connect() as connection:
            where = (ind_value.c.code == "CITY-02", ind_value.c.period_id == "M2026-11", ind_value.c.org_unit_key == 1)
            return connection.execute(select(ind_value.c.value).where(*where)).scalar_one()

    drop.put("2568-01.csv", "\n".join([HEADINGS, figure("100221", "2567"), ""]))
    load(settings, engine)
    assert population() == 100_221
    # a later edition, another value of the very same page, an older edition that comes late, a broken line
    lines = [figure("100300", "2568"), figure("100300", "2568") + ",x", figure("99000", "2566"), "<<<<<<< HEAD"]
    drop.put("2569-01.csv", "\n".join([HEADINGS, *lines, ""]))
    load(settings, engine)
    assert held() == [("100221", "2567"), ("100300", "2568"), ("99000", "2566")] and population() == 100_300
    with engine.connect() as connection:
        broken = connection.execute(select(etl_reject.c.reason).where(etl_reject.c.rule == "bad_line")).scalars().all()
    assert len(broken) == 2
    drop.put("2569-02.csv", "\n".join([HEADINGS, figure("100310", "2568"), ""]))
    load(settings, engine)
    assert population() == 100_310 and len(held()) == 4
    before = held()
    drop.put("2569-03.csv", "\n".join([HEADINGS, figure("100221", "2567"), ""]))  # the old file once more
    load(settings, engine)
    assert held() == before and population() == 100_310


def test_the_project_s_own_list_loads_whole(settings: Settings, engine: Engine, drop: Drop, real_data: Path) -> None:
    content = (real_data.parent / "domain" / "external_series.csv").read_bytes()
    drop.put("external_series.csv", content)
    load(settings, engine)
    with engine.connect() as connection:
        facts = connection.execute(select(fact_statistic)).all()
        assert connection.execute(select(etl_reject)).all() == []
    assert len(facts) == len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))
    assert {f.area_scheme_code for f in facts if f.series_code == "M8-2.1"} == {"nso5", "nesdc"}
    quarter = next(f for f in facts if f.period_as_printed == "Q3/2566")
    smart = next(f for f in facts if f.period_as_printed == "27 ส.ค. 2568")
    assert (quarter.period_end_date, smart.period_end_date) == (date(2023, 9, 30), date(2025, 8, 27))
    older = next(f for f in facts if f.period_as_printed == "2549")
    assert older.period_end_date == date(2007, 1, 1) - timedelta(days=1)
