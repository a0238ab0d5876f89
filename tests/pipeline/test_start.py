"""`mis start` for real: from nothing to an answering site, kept alive, stopped in order, up again in seconds."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl.settings import PROJECT
from tests.servers import free_port

SECOND_START_SECONDS = 15


class Started:
    """A running `mis start` and all it has said."""

    def __init__(self, home: Path, port: int, **environ: str) -> None:
        env = {"PATH": os.environ["PATH"], "MIS_HOME": str(home), "MIS_PORT": str(port), **environ}
        self.url = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "dashboard.cli", "start"],
            cwd=PROJECT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, pattern: str, seconds: float = 120) -> re.Match[str]:
        deadline = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.said)
            if found:
                return found
            assert time.monotonic() < deadline, f"{pattern!r} was never said:\n{self.said}"
            assert self.process.poll() is None, f"it ended with {self.process.poll()}:\n{self.said}"
            time.sleep(0.1)

    def children(self) -> dict[str, int]:
        """Process ids of its two children, by the command they run."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        ).stdout
        found = {}
        for line in listed.splitlines():
            number, _, command = line.strip().partition(" ")
            for name in ("schedule", "serve"):
                if f"dashboard.cli {name}" in command:
                    found[name] = int(number)
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(40)
        self._reader.join(5)
        return code


@contextmanager
def _started(home: Path, port: int, **environ: str) -> Iterator[Started]:
    started = Started(home, port, **environ)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.wait()


def _get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _wait_healthy(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                assert json.load(answer) == {"status": "ok"}
                return
        except (OSError, ValueError):
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("start") / "home"
    env = {"PATH": os.environ["PATH"], "MIS_HOME": str(home)}
    command = [sys.executable, "-m", "dashboard.cli", "sample", "build", "--per-year", "100"]
    subprocess.run(command, cwd=PROJECT, env=env, check=True, capture_output=True)
    return home


def test_from_nothing_to_a_site_and_again(home: Path) -> None:
    port = free_port()
    with _started(home, port) as first:
        first.wait_for(r"Ready: http://127\.0\.0\.1:\d+")
        for step in ("secret key", "sample systems", "warehouse", "first load", "people"):
            assert re.search(rf"\[\d\] {step} \.\.\.\n(?: .*\n)*? +.*\(\d+\.\d s\)", first.said), step
        assert "complaints: done" in first.said
        logins = re.findall(r"^ +(mayor|planner|strategy|operator) +(\S{12,}) +(\w+)$", first.said, re.MULTILINE)
        assert [role for _, _, role in logins] == ["executive", "planner", "strategy", "operator"]
        assert (home / "secret_key").stat().st_mode & 0o777 == 0o600

        _wait_healthy(first.url)
        with urllib.request.urlopen(f"{first.url}/readyz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        assert _get(f"{first.url}/_dash-layout") == 401

        # a child that is killed comes back
        before = first.children()
        assert set(before) == {"schedule", "serve"}
        os.kill(before["serve"], signal.SIGKILL)
        first.wait_for(r"web server ended with code -9; starting it again in 1 s")
        deadline = time.monotonic() + 60
        while first.children().get("serve") in (None, before["serve"]):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        _wait_healthy(first.url)

        stopping = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - stopping < 30
        assert "Traceback" not in first.said
        assert not first.children()

    with _started(home, port) as second:
        second.wait_for("Ready:")
        assert time.monotonic() - second.began < SECOND_START_SECONDS, "a second start must be up in seconds"
        assert "Demo logins" not in second.said, "passwords are shown once"
        assert "loaded before" in second.said
        # the same port again is refused by name while this one runs
        third = Started(home, port)
        assert third.process.wait(60) == 2
        third._reader.join(5)
        assert "MIS_PORT" in third.said
        assert "Traceback" not in third.said
        assert second.stop() == 0


def test_production_makes_no_samples_and_no_logins(tmp_path: Path) -> None:
    secret = "a-secret-for-a-test-0123456789-abcdef"
    with _started(tmp_path / "home", free_port(), MIS_ENV="production", MIS_SECRET_KEY=secret) as started:
        started.wait_for("Ready:")
        assert "no source is connected" in started.said
        assert "Demo logins" not in started.said
        assert not (tmp_path / "home" / "sample").exists()
        assert not (tmp_path / "home" / "secret_key").exists()
        assert secret not in started.said
        assert started.stop() == 0
