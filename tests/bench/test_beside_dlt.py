"""The same MariaDB tables into the same PostgreSQL by dlt and by `mis run --full`: time and memory side by side.

dlt copies rows as they are; ours conforms, judges, merges, derives and settles them. To reach: at most a quarter of its
memory. `MIS_BENCH_COMPLAINTS` sets the size.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from etl.settings import PROJECT
from tests.bench.test_load import MEASURED, SIZE, YEARS, Timed, count_rows, make_place, say

DLT = PROJECT / ".venv-bench" / "bin" / "python"
SCRIPT = Path(__file__).with_name("beside_dlt.py")

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


def test_time_and_memory_beside_dlt(mariadb_server: str, postgres_server: str, tmp_path: Path) -> None:
    if not DLT.exists():
        pytest.skip("dlt is not here: `make bench` brings it")
    place = make_place(mariadb_server, postgres_server, tmp_path, SIZE)
    place.mis("sample", "build", "--per-year", str(round(SIZE / YEARS)), MIS_SAMPLE_URL=place.source_url)
    rows = count_rows(place.source_url)
    theirs = run_dlt(place.source_url, place.warehouse_url)
    with psycopg.connect(place.warehouse_url) as warehouse:
        (copied,) = warehouse.execute(
            "select (select count(*) from beside_dlt.tb_complaint)"
            " + (select count(*) from beside_dlt.tb_complaint_status_log)"
        ).fetchone() or (0,)
    assert copied == rows
    place.mis("db", "upgrade")
    ours = place.mis("run", "complaints", "--full")
    say(f"{SIZE:,} complaints, {rows:,} rows")
    say(f"  dlt {theirs.seconds:.1f} s, {theirs.peak_mb:.0f} MB: rows as they are")
    say(f"  mis {ours.seconds:.1f} s, {ours.peak_mb:.0f} MB: conformed, merged, every figure settled")
    say(f"  time {ours.seconds / theirs.seconds:.2f} of dlt's, memory {ours.peak_mb / theirs.peak_mb:.2f}")
    assert ours.peak_mb <= 0.25 * theirs.peak_mb


def run_dlt(source_url: str, warehouse_url: str) -> Timed:
    command = [sys.executable, "-c", MEASURED, str(DLT), str(SCRIPT), source_url, warehouse_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak, code, output = json.loads(done.stdout)
    assert code == 0, output
    return Timed(seconds, peak)
