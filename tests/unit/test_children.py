"""Children are kept alive ever more slowly, stopped in time, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from dashboard import children
from dashboard.children import Child, Nursery


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def _wait(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def test_pauses_double_and_are_forgotten_after_a_steady_minute() -> None:
    child = Child("x", [])
    now, pauses = 1000.0, []
    for _ in range(8):
        child.started_at = now
        now += 1
        pauses.append(child.note_death(now))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    child.started_at = now
    assert child.note_death(now + children.STEADY_SECONDS) == 1


def test_a_dead_child_is_started_again() -> None:
    said: list[str] = []
    child = Child("worker", _python("import time; time.sleep(60)"))
    nursery = Nursery([child], said.append)
    nursery.start()
    first = child.process
    assert first is not None
    thread = threading.Thread(target=nursery.run)
    thread.start()
    try:
        os.kill(first.pid, signal.SIGKILL)
        _wait(lambda: child.process is not None and child.process.pid != first.pid)
        assert said == ["worker ended with code -9; starting it again in 1 s"]
    finally:
        nursery.stopping.set()
        thread.join(20)
    assert child.process is not None
    assert child.process.poll() == -signal.SIGTERM


def test_wrong_settings_end_everything() -> None:
    other = Child("other", _python("import time; time.sleep(60)"))
    nursery = Nursery([Child("x", _python("raise SystemExit(2)")), other], lambda _: None)
    nursery.start()
    assert nursery.run() == 2
    assert other.process is not None
    assert other.process.poll() is not None


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "STOP_SECONDS", 1.0)
    deaf = _python(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    child = Child("deaf", deaf)
    child.process = subprocess.Popen(deaf, stdout=subprocess.PIPE, start_new_session=True)
    assert child.process.stdout is not None
    child.process.stdout.readline()
    Nursery([child], lambda _: None).stop()
    assert child.process.poll() == -signal.SIGKILL


def test_nothing_outlives_a_killed_parent() -> None:
    grandchild = (
        "from dashboard.children import end_with_parent; import os, time; end_with_parent(); "
        "print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent_code = (
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {grandchild!r}], "
        "start_new_session=True); time.sleep(60)"
    )
    parent = subprocess.Popen(_python(parent_code), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    _wait(lambda: not _is_alive(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip().startswith("Z") or not listed.stdout.strip()
