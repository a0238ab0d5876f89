"""Private database servers for the tests: started by an ordinary user on a free loopback port in a temporary folder."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pymysql

USER = "mis"
START_SECONDS = 60


class NotHereError(Exception):
    """The server's programs are not on this machine."""


def find_program(name: str, *places: str) -> Path:
    """An executable on the PATH or in one of the places (globs); raises NotHereError."""
    on_path = shutil.which(name)
    if on_path:
        return Path(on_path).resolve()
    for place in places:
        for found in sorted(Path("/").glob(place.lstrip("/")), reverse=True):
            if os.access(found, os.X_OK):
                return found
    raise NotHereError(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ordinary_user() -> tuple[str, list[str]]:
    """The user the server runs as, and the prefix that makes it so: servers refuse to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser(), []
    return "nobody", ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/tmp"]


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"mis-{name}-"))
    user, _ = _ordinary_user()
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], log: Path, stop: signal.Signals) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until(process: subprocess.Popen[bytes], connect: object, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connect()  # type: ignore[operator]
            return
        except (psycopg.OperationalError, pymysql.err.OperationalError, FileNotFoundError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.1)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server; yields `postgresql://mis@127.0.0.1:port` (no database name)."""
    initdb = find_program("initdb", "/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb")
    server = initdb.with_name("postgres")
    port = free_port()
    _, prefix = _ordinary_user()
    with _folder("pg") as folder:
        data = folder / "data"
        subprocess.run(
            [*prefix, str(initdb), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "max_connections": 200,
            "shared_buffers": "256MB",
            "max_wal_size": "4GB",
        }
        flags = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        log = folder / "log"
        command = [*prefix, str(server), "-D", str(data), *flags]
        with _running(command, log, signal.SIGINT) as process:  # fast: clients are not waited for
            base = f"postgresql://{USER}@127.0.0.1:{port}"
            _wait_until(process, lambda: psycopg.connect(f"{base}/postgres", connect_timeout=5).close(), log)
            yield base


@contextmanager
def mariadb() -> Iterator[str]:
    """A MariaDB server; yields `mysql+pymysql://mis:pw@127.0.0.1:port` (no database name)."""
    server = find_program("mariadbd", "/usr/sbin/mariadbd", "/opt/homebrew/bin/mariadbd")
    install = find_program("mariadb-install-db", "/usr/bin/mariadb-install-db", "/opt/homebrew/bin/mariadb-install-db")
    port = free_port()
    _, prefix = _ordinary_user()
    with _folder("my") as folder:
        data, socket_file, log = folder / "data", folder / "s", folder / "log"
        subprocess.run(
            [*prefix, str(install), "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"],
            check=True,
            capture_output=True,
        )
        command = [
            *prefix, str(server), "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={socket_file}", f"--pid-file={folder / 'pid'}", "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=512M", "--character-set-server=utf8mb4", "--local-infile=1",
            "--skip-name-resolve",
        ]  # fmt: skip
        with _running(command, log, signal.SIGTERM) as process:
            _wait_until(process, lambda: pymysql.connect(unix_socket=str(socket_file), user="root").close(), log)
            with (
                pymysql.connect(unix_socket=str(socket_file), user="root") as connection,
                connection.cursor() as cursor,
            ):
                cursor.execute(f"create user '{USER}'@'%' identified by 'pw'")
                cursor.execute(f"grant all on *.* to '{USER}'@'%' with grant option")
            yield f"mysql+pymysql://{USER}:pw@127.0.0.1:{port}"


def find_chromium() -> Path:
    """The installed Chromium or Chrome; raises NotHereError."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NotHereError("chromium")
