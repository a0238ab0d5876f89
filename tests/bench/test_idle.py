"""What a tick of the schedule costs where nothing has changed: at most a second per source.

`MIS_BENCH_IDLE` sets the complaints of the sample (default 20,000); the same scheduler process answers ten ticks.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import load_settings
from etl.work import Work

SIZE = int(os.environ.get("MIS_BENCH_IDLE", "20000"))
YEARS = 5.14
TICKS = 10
LIMIT_SECONDS = 1.0

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]


def test_a_tick_with_nothing_new(warehouse: Engine, tmp_path: Path) -> None:
    url = warehouse.url.render_as_string(hide_password=False)
    environ = {"MIS_HOME": str(tmp_path), "MIS_AS_OF": "2026-11-21T18:00", "MIS_WAREHOUSE_URL": url}
    before = load_settings(environ)
    build_sample(before, before.now(), complaints_per_year=round(SIZE / YEARS), progress=lambda _: None)
    settings = load_settings(environ)
    prepare_warehouse(settings)
    work = Work(settings)
    for name in settings.source_urls:
        first = time.monotonic()
        report = work.run(name, "full")
        assert report is not None and report.status == "done", report
        full = time.monotonic() - first
        ticks = []
        for tick in range(TICKS):
            began = time.monotonic()
            report = work.run(name, now=settings.now() + timedelta(minutes=15 * tick))
            ticks.append(time.monotonic() - began)
            assert report is not None and report.status == "done"
            assert all(count.inserted == count.updated == 0 for count in report.counts.values())
        middle = sorted(ticks)[TICKS // 2]
        rows = sum(count.read for count in report.counts.values())
        print(
            f"{warehouse.dialect.name}, {name}: full load {full:.1f} s; a tick with nothing new reads {rows} rows of "
            f"the overlap: {middle:.3f} s in the middle, {max(ticks):.3f} s at most",
            flush=True,
        )
        assert middle <= LIMIT_SECONDS
