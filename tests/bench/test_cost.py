"""What a run costs against the rows there are and the share that changed: MariaDB -> PostgreSQL, printed.

To see: seconds per 100,000 complaints that do not grow, flat memory, a changed share that costs in proportion
(above what a run with nothing new costs). `MIS_BENCH_SIZES` names other sizes.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from etl.sample import change_recent
from tests.bench.test_load import YEARS, Place, make_place, say

SIZES = [int(size) for size in os.environ.get("MIS_BENCH_SIZES", "10000,100000,1000000").split(",")]
SHARES = (0.001, 0.01, 0.1)
CLOCK = "2026-11-21T{hour:02d}:{minute:02d}"

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


def test_cost_against_rows_and_changes(mariadb_server: str, postgres_server: str, tmp_path: Path) -> None:
    per_row, peaks, costs = [], [], {}
    for size in SIZES:
        place = make_place(mariadb_server, postgres_server, tmp_path, size)
        place.mis("sample", "build", "--per-year", str(round(size / YEARS)), MIS_SAMPLE_URL=place.source_url)
        place.mis("db", "upgrade")
        full = place.mis("run", "complaints", "--full")
        per_row.append(full.seconds / size)
        peaks.append(full.peak_mb)
        costs = measure_changes(place)
        say(
            f"{size:>9,} complaints: full {full.seconds:.1f} s, {full.seconds / size * 1e5:.1f} s per 100,000,"
            f" {full.peak_mb:.0f} MB; changed "
            + ", ".join(f"{share:.1%}: {seconds:.1f} s" for share, seconds in costs.items())
        )
    assert per_row[-1] <= 1.5 * min(per_row)  # linear: a row costs no more where there are many
    assert peaks[-1] <= 1.25 * peaks[-2] or peaks[-1] <= 400
    assert costs[SHARES[2]] <= 15 * max(costs[SHARES[1]], 1.0)


def measure_changes(place: Place) -> dict[float, float]:
    """Seconds of a run after each share of the complaints changed; 0 is a run with nothing new."""
    place.mis("run", "complaints", as_of=CLOCK.format(hour=18, minute=5))
    seconds = {0.0: place.mis("run", "complaints", as_of=CLOCK.format(hour=18, minute=10)).seconds}
    for step, share in enumerate(SHARES):
        as_of = CLOCK.format(hour=19 + step, minute=0)
        change_recent(place.source_url, share, as_of=as_of)
        seconds[share] = place.mis("run", "complaints", as_of=as_of, may_hold=True).seconds
        if approve_holds(place):  # so many at once are held: the run that was approved is the one that counts
            seconds[share] = place.mis("run", "complaints", as_of=as_of).seconds
    return seconds


def approve_holds(place: Place) -> bool:
    """As the IT centre would, all that is held; whether anything was."""
    with psycopg.connect(place.warehouse_url) as warehouse:
        held = warehouse.execute("select hold_key from etl_hold where status = 'waiting'").fetchall()
    for (key,) in held:
        place.mis("holds", "approve", str(key), "--reason", "bench")
    return bool(held)
