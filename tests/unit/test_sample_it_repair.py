"""The sample help desk: the same rows whatever the way there, a life that looks like an office's, real dirt."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from etl.sample.it_repair import schema
from etl.sample.it_repair.build import build_it_repair, tables_at
from etl.sample.it_repair.schema import ZERO

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)  # the Bangkok clock


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def build(file: Path, *stops: datetime) -> dict[str, list[tuple[Any, ...]]]:
    engine = create_engine(f"sqlite:///{file}")
    for stop in stops:
        build_it_repair(engine, seconds(stop), lambda _: None)
    engine.dispose()
    with sqlite3.connect(file) as connection:
        names = [table for table in schema.metadata.tables if table != schema.state.name]
        return {name: connection.execute(f"select * from {name} order by 1").fetchall() for name in names}


def test_growing_step_by_step_gives_the_rows_of_building_at_once(tmp_path: Path) -> None:
    stops = [datetime(2022, 1, 14, 15, 7, 3, tzinfo=UTC), datetime(2022, 1, 14, 15, 7, 4, tzinfo=UTC)]
    stops += [datetime(2022, 9, 30, 23, 59, 59, tzinfo=UTC), datetime(2023, 10, 2, 9, tzinfo=UTC)]
    stepped = build(tmp_path / "a.db", *stops)
    assert stepped == build(tmp_path / "b.db", stops[-1])
    assert len(stepped["hd_job"]) > 2_500


def test_the_rows_of_now_hold_what_an_office_and_its_dirt_hold() -> None:
    rows = tables_at(seconds(NOON))
    jobs = [dict(zip(schema.job.columns.keys(), row, strict=True)) for row in rows[schema.job]]
    finished = [job for job in jobs if job["finish_date"] != ZERO]
    now = f"{NOON:%Y-%m-%d %H:%M:%S}"
    assert 8_000 < len(jobs) < 10_000 and max(job["updated_at"] for job in jobs) <= now
    assert 0.02 < sum(job["finish_date"] < job["job_date"] for job in finished) / len(finished) < 0.09
    assert any(job["accept_date"].startswith("256") for job in jobs)
    assert sum(job["eq_id"] == 0 for job in jobs) > 2_000
    assert any("08" in job["detail"] for job in jobs) and any("แจ้งโดย" in job["detail"] for job in jobs)
    assert all(job["informer_name"] and job["technician_name"] for job in jobs)
    assert {job["status_code"] for job in jobs} >= {"03", "04", "07", "08", "09", "99"}
    logged = {row[1] for row in rows[schema.job_log]}
    assert logged == {job["job_id"] for job in jobs}
    machines = [dict(zip(schema.equipment.columns.keys(), row, strict=True)) for row in rows[schema.equipment]]
    assert 1_300 < sum(machine["eq_status"] != "จำหน่ายแล้ว" for machine in machines) < 1_800
    assert sum(machine["eq_no"].endswith("-0000") for machine in machines) > 20
    assert {row[1] for row in rows[schema.part_use]} <= logged
