"""What `make test` does: brings the servers, then linter, formatter, type checker and every test.

Exit code 0 only when all four are content. With CI=true a test that was skipped for want of something a CI machine can
have (a database server, a browser, the real data) counts as a failure: an unseen skip is an unkept promise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import servers

PROJECT = Path(__file__).resolve().parent.parent
APT_SECONDS = 900
# many tests wait for servers: one process more than processors, each with servers of its own, a file whole in one
AT_ONCE = ("-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "loadfile", "--no-loadscope-reorder")
CI_CAN_HAVE = ("postgresql", "mariadb", "chromium", "real data")


def _find_postgres() -> object:
    return servers.find_program(
        "initdb", "/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"
    )


def _find_mariadb() -> object:
    return servers.find_program("mariadbd", "/usr/sbin/mariadbd", "/opt/homebrew/bin/mariadbd")


# what a test may want: its name, how it is found, the Debian package that brings it
WANTED: tuple[tuple[str, Callable[[], object], str], ...] = (
    ("PostgreSQL", _find_postgres, "postgresql"),
    ("MariaDB", _find_mariadb, "mariadb-server"),
    ("Chromium", servers.find_chromium, "chromium"),
)


@dataclass(eq=False)  # pytest keeps its plugins in sets
class SkipLedger:
    """A pytest plugin: remembers why tests were skipped and, where skips are forbidden, fails the session."""

    is_strict: bool
    reasons: dict[str, int] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            self._note(report.longrepr[2])

    def pytest_collectreport(self, report: Any) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            self._note(report.longrepr[2])

    def _note(self, reason: str) -> None:
        reason = reason.removeprefix("Skipped: ")
        self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def forbidden(self) -> list[str]:
        if not self.is_strict:
            return []
        return [reason for reason in self.reasons if any(thing in reason.lower() for thing in CI_CAN_HAVE)]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.forbidden() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.reasons:
            parts = "; ".join(f"{reason} ({count})" for reason, count in sorted(self.reasons.items()))
            terminalreporter.write_line(f"[test] could not be had: {parts}")
        for reason in self.forbidden():
            terminalreporter.write_line(f"[test] FAILED: CI can have this and must: {reason}", red=True)


def missing() -> list[tuple[str, str]]:
    """(name, Debian package) of what is not on this machine."""
    absent = []
    for name, find, package in WANTED:
        try:
            find()
        except servers.NotHereError:
            absent.append((name, package))
    return absent


def bring_servers() -> None:
    """Install what is missing through apt where that is possible; one line says what could not be had."""
    absent = missing()
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"[test] installing {', '.join(package for _, package in absent)} ...", flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *(package for _, package in absent))
        absent = missing()
    if absent:
        names = ", ".join(name for name, _ in absent)
        print(f"[test] not on this machine, tests that need it are skipped: {names}", flush=True)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", *arguments], env=environment, timeout=APT_SECONDS, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        print(f"[test] apt-get {arguments[0]} took longer than {APT_SECONDS} s and was given up", flush=True)


def check(title: str, *command: str) -> bool:
    """Run one checker of the code; its output is shown when it complains."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    is_content = done.returncode == 0
    if not is_content:
        sys.stdout.write(done.stdout.decode(errors="replace"))
    print(f"[test] {title}: {'ok' if is_content else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)
    return is_content


def main(arguments: list[str]) -> int:
    os.chdir(PROJECT)
    bring_servers()
    checks = [
        check("ruff check", "ruff", "check", "."),
        check("ruff format", "ruff", "format", "--check", "."),
        check("mypy", "mypy"),
    ]
    ledger = SkipLedger(is_strict=os.environ.get("CI", "").lower() in ("true", "1"))
    code = pytest.main(["-m", "not bench", "--durations=15", *AT_ONCE, *arguments], plugins=[ledger])
    return int(code) or (0 if all(checks) else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
