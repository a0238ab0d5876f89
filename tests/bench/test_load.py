"""Loading MariaDB -> PostgreSQL with all checks on, beside two plain `mariadb --batch | psql COPY` pipes in the same run.

Issue: >= 0.25x the rows/s of the pipes, peak memory <= 400 MB and flat as rows grow, 1 % changed <= 5 % of the full
load's time, server time of the pages p95 <= 100 ms warm. `MIS_BENCH_COMPLAINTS` sets the size (default 1,000,000).
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
import pytest
from sqlalchemy.engine import make_url

from tests import servers

SIZE = int(os.environ.get("MIS_BENCH_COMPLAINTS", "1000000"))
AS_OF = "2026-11-21"
YEARS = 5.14  # from 1 Oct 2021 to AS_OF

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


@dataclass
class Timed:
    seconds: float
    peak_mb: float
    output: str


def run_measured(command: list[str], environ: dict[str, str]) -> Timed:
    """Run a command; wall seconds and the peak resident memory of it and its children."""
    script = (
        "import json,resource,subprocess,sys,time; t=time.monotonic(); p=subprocess.run(sys.argv[1:],capture_output=True,text=True);"
        "print(json.dumps([time.monotonic()-t,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024,p.stdout,p.stderr,p.returncode]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak, out, err, code = json.loads(done.stdout)
    assert code == 0, err[-3000:] + out[-3000:]
    return Timed(seconds, peak, out)


def mis(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dashboard.cli", *arguments]


def environ_for(home: Path, source_url: str, warehouse_url: str, as_of: str = AS_OF) -> dict[str, str]:
    return {
        "MIS_HOME": str(home),
        "MIS_SOURCE_COMPLAINTS_URL": source_url,
        "MIS_WAREHOUSE_URL": warehouse_url,
        "MIS_AS_OF": as_of,
    }


def build_source(home: Path, url: str, complaints: int) -> None:
    environ = {"MIS_HOME": str(home), "MIS_SAMPLE_URL": url, "MIS_AS_OF": AS_OF}
    run_measured(mis("sample", "build", "--per-year", str(round(complaints / YEARS))), environ)


def source_tables(url: str) -> dict[str, int]:
    address = make_url(url)
    import pymysql

    with (
        pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.username,
            password=address.password,
            database=address.database,
        ) as connection,
        connection.cursor() as cursor,
    ):
        counts = {}
        for table in ("tb_complaint", "tb_complaint_status_log"):
            cursor.execute(f"select count(*) from {table}")
            counts[table] = cursor.fetchone()[0]
        return counts


def plain_pipes(source_url: str, warehouse_url: str) -> float:
    """Seconds two parallel pipes need to copy both tables as text, untyped and unchecked."""
    client = servers.find_program("mariadb")
    address = make_url(source_url)
    login = [
        str(client), f"-h{address.host}", f"-P{address.port}", f"-u{address.username}", f"-p{address.password}",
        "--batch", "--quick", "--skip-column-names", "--default-character-set=utf8mb4", str(address.database),
    ]  # fmt: skip
    columns = {
        "tb_complaint": run_sql(login, "select count(*) from information_schema.columns where table_schema=database() and table_name='tb_complaint'"),
        "tb_complaint_status_log": run_sql(login, "select count(*) from information_schema.columns where table_schema=database() and table_name='tb_complaint_status_log'"),
    }  # fmt: skip
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        for table, number in columns.items():
            connection.execute(f"drop table if exists pipe_{table}")
            connection.execute(f"create table pipe_{table} ({', '.join(f'c{i} text' for i in range(int(number)))})")
    started = time.monotonic()
    pipes = []
    for table in columns:
        read = shlex.join([*login, "-e", f"select * from {table}"])
        write = shlex.join(["psql", "-q", warehouse_url, "-c", f"copy pipe_{table} from stdin (null 'NULL')"])
        pipes.append(subprocess.Popen(["bash", "-o", "pipefail", "-c", f"{read} | tr -d '\\r' | {write}"]))
    assert [p.wait() for p in pipes] == [0, 0]
    seconds = time.monotonic() - started
    with psycopg.connect(warehouse_url, autocommit=True) as connection:
        for table in columns:
            connection.execute(f"drop table pipe_{table}")
    return seconds


def run_sql(login: list[str], sql: str) -> str:
    return subprocess.run([*login, "-e", sql], capture_output=True, text=True, check=True).stdout.strip()


def test_full_load_and_small_change_beside_plain_pipes(
    mariadb_server: str, postgres_server: str, tmp_path: Path
) -> None:
    from etl.sample import change_recent

    peaks = {}
    for share in (4, 1):
        size = SIZE // share
        source_url, warehouse_url = fresh(mariadb_server, postgres_server, f"bench{share}")
        home = tmp_path / f"home{share}"
        build_source(home, source_url, size)
        rows = sum(source_tables(source_url).values())
        environ = environ_for(home, source_url, warehouse_url)
        run_measured(mis("db", "upgrade"), environ)
        pipes = plain_pipes(source_url, warehouse_url)
        load = run_measured(mis("run", "complaints", "--full"), environ)
        peaks[size] = load.peak_mb
        ratio = pipes / load.seconds
        print(
            f"\n{size:,} complaints, {rows:,} rows: pipes {pipes:.1f} s ({rows / pipes:,.0f} rows/s), mis {load.seconds:.1f} s "
            f"({rows / load.seconds:,.0f} rows/s), ratio {ratio:.2f}, peak {load.peak_mb:.0f} MB"
        )
    later = "2026-11-21T18:30"
    changed = change_recent(source_url, 0.01, as_of=later)
    small = run_measured(mis("run", "complaints"), environ_for(home, source_url, warehouse_url, later))
    share_of_full = small.seconds / load.seconds
    print(f"1 % changed ({changed:,} rows): {small.seconds:.1f} s, {share_of_full:.3f} of the full load")
    assert ratio >= 0.25
    assert max(peaks.values()) <= 400
    assert peaks[SIZE] <= peaks[SIZE // 4] * 1.15
    assert share_of_full <= 0.05


def fresh(mariadb_server: str, postgres_server: str, name: str) -> tuple[str, str]:
    import pymysql

    address = make_url(mariadb_server)
    with pymysql.connect(
        host=address.host, port=address.port, user=address.username, password=address.password
    ) as connection:
        connection.cursor().execute(f"create database {name} character set utf8mb4")
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"{mariadb_server}/{name}", f"{postgres_server}/{name}"
