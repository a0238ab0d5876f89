"""Loading MariaDB -> PostgreSQL with all checks on, beside two plain `mariadb --batch | psql COPY` pipes in one run.

To reach: >= 0.25 of the pipes' rows/s, peak memory <= 400 MB and flat as rows grow, 1 % changed rows in <= 5 % of the
full load's time, measures included. `MIS_BENCH_COMPLAINTS` sets the size (default 1,000,000).
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql
import pytest
from sqlalchemy.engine import make_url

from etl.sample import change_recent
from tests import servers

SIZE = int(os.environ.get("MIS_BENCH_COMPLAINTS", "1000000"))
AS_OF = "2026-11-21"
LATER = "2026-11-21T18:30"
YEARS = 5.14  # from 1 Oct 2021 to AS_OF
TABLES = ("tb_complaint", "tb_complaint_status_log")
MEASURED = """
import json, pathlib, resource, subprocess, sys, threading, time
started = time.monotonic()
said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
running = subprocess.Popen(sys.argv[1:], start_new_session=True, **said)
peak = 0
def watch():  # all processes together; what they share is counted once
    global peak
    while running.poll() is None:
        now = 0
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == running.pid:
                    lines = (process / "smaps_rollup").read_text().splitlines()
                    now += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            except OSError:
                continue
        peak = max(peak, now)
        time.sleep(1)
threading.Thread(target=watch, daemon=True).start()
output = running.communicate()[0]
seconds = time.monotonic() - started
peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(json.dumps([seconds, peak / 1024, running.returncode, output[-6000:]]))
"""

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


@dataclass(frozen=True)
class Timed:
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Place:
    """A source and a warehouse of one size."""

    source_url: str
    warehouse_url: str
    home: Path

    def mis(self, *arguments: str, as_of: str = AS_OF, may_hold: bool = False, **environ: str) -> Timed:
        """Run `mis` as people do; wall seconds, and the peak memory of its processes together."""
        here = {
            "MIS_HOME": str(self.home),
            "MIS_SOURCE_COMPLAINTS_URL": self.source_url,
            "MIS_WAREHOUSE_URL": self.warehouse_url,
            "MIS_AS_OF": as_of,
        }
        command = [sys.executable, "-c", MEASURED, sys.executable, "-m", "dashboard.cli", *arguments]
        done = subprocess.run(
            command, env={**os.environ, **here, **environ}, capture_output=True, text=True, check=True
        )
        seconds, peak, code, output = json.loads(done.stdout)
        assert code == 0 or (may_hold and code == 3), output
        return Timed(seconds, peak)


def test_full_load_and_small_change_beside_plain_pipes(
    mariadb_server: str, postgres_server: str, tmp_path: Path
) -> None:
    peaks = []
    for size in (SIZE // 4, SIZE):
        place = make_place(mariadb_server, postgres_server, tmp_path, size)
        place.mis("sample", "build", "--per-year", str(round(size / YEARS)), MIS_SAMPLE_URL=place.source_url)
        rows = count_rows(place.source_url)
        place.mis("db", "upgrade")
        pipes = copy_plainly(place)
        full = place.mis("run", "complaints", "--full")
        peaks.append(full.peak_mb)
        ratio = pipes / full.seconds
        say(f"{size:,} complaints, {rows:,} rows: pipes {pipes:.1f} s, {rows / pipes:,.0f} rows/s")
        say(f"  mis {full.seconds:.1f} s, {rows / full.seconds:,.0f} rows/s, ratio {ratio:.2f}, {full.peak_mb:.0f} MB")
    changed = change_recent(place.source_url, 0.01, as_of=LATER)
    small = place.mis("run", "complaints", as_of=LATER)
    share = small.seconds / full.seconds
    say(f"  {changed:,} complaints changed: {small.seconds:.1f} s, {share:.3f} of the full load")
    assert ratio >= 0.25
    assert max(peaks) <= 400
    assert peaks[1] <= 1.15 * peaks[0]
    assert share <= 0.05


def say(line: str) -> None:
    print(line, flush=True)


def make_place(mariadb_server: str, postgres_server: str, folder: Path, size: int) -> Place:
    name = f"bench{size}"
    with connect(mariadb_server) as connection:
        connection.cursor().execute(f"create database {name} character set utf8mb4")
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as warehouse:
        warehouse.execute(f"create database {name}")
    return Place(f"{mariadb_server}/{name}", f"{postgres_server}/{name}", folder / name)


def connect(url: str) -> pymysql.Connection:
    address = make_url(url)
    login = {"host": address.host, "port": address.port, "user": address.username, "password": address.password}
    return pymysql.connect(**login, database=address.database)


def count_rows(url: str) -> int:
    total = 0
    with connect(url) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            total += cursor.fetchone()[0]
    return total


def copy_plainly(place: Place) -> float:
    """Seconds two parallel pipes need to copy both tables as text, untyped and unchecked."""
    address = make_url(place.source_url)
    login = [
        str(servers.find_program("mariadb")), f"-h{address.host}", f"-P{address.port}", f"-u{address.username}",
        f"-p{address.password}", "--batch", "--quick", "--skip-column-names", "--default-character-set=utf8mb4",
        str(address.database),
    ]  # fmt: skip
    with psycopg.connect(place.warehouse_url, autocommit=True) as warehouse, connect(place.source_url) as source:
        for table in TABLES:
            cursor = source.cursor()
            width = cursor.execute(f"show columns from {table}")
            warehouse.execute(f"create table pipe_{table} ({', '.join(f'c{i} text' for i in range(width))})")
        started = time.monotonic()
        pipes = [subprocess.Popen(["bash", "-o", "pipefail", "-c", make_pipe(login, place, t)]) for t in TABLES]
        assert [pipe.wait() for pipe in pipes] == [0, 0]
        seconds = time.monotonic() - started
        for table in TABLES:
            warehouse.execute(f"drop table pipe_{table}")
    return seconds


def make_pipe(login: list[str], place: Place, table: str) -> str:
    """COPY does not take the carriage returns that people typed; `tr` costs next to nothing."""
    read = shlex.join([*login, "-e", f"select * from {table}"])
    write = shlex.join(["psql", "-q", place.warehouse_url, "-c", f"copy pipe_{table} from stdin (null 'NULL')"])
    return f"{read} | tr -d '\\r' | {write}"
