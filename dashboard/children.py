"""Child processes that are kept alive: a dead one is started again, ever more slowly; all end with the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STEADY_SECONDS = 60.0  # a child that lived this long has recovered
LONGEST_PAUSE = 60.0
SETTINGS_EXIT = 2  # wrong settings: starting again would not help
STOP_SECONDS = 30.0


@dataclass
class Child:
    """One process of ours and its luck so far."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def start(self, now: float) -> None:
        # a session of its own: Ctrl-C reaches only the parent, which stops the children in order
        self.process = subprocess.Popen(list(self.command), start_new_session=True)  # noqa: S603
        self.started_at = now

    def note_death(self, now: float) -> float:
        """Seconds until the next start: 1, 2, 4 ... 60, and from 1 again after a steady minute."""
        self.failures = 1 if now - self.started_at >= STEADY_SECONDS else self.failures + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self.failures - 1))
        self.process, self.start_at = None, now + pause
        return pause


@dataclass
class Nursery:
    """Keeps its children running until told to stop."""

    children: list[Child]
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        for child in self.children:
            child.start(time.monotonic())

    def tend(self) -> int | None:
        """Look once: restart who died. The exit code to end with when a child says the settings are wrong."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.start_at:
                    child.start(now)
                continue
            code = child.process.poll()
            if code == SETTINGS_EXIT:
                return code
            if code is not None:
                pause = child.note_death(now)
                self.say(f"{child.name} ended with code {code}; starting it again in {pause:.0f} s")
        return None

    def run(self) -> int:
        """Tend until `stopping` is set (0) or a child refuses its settings (2); then stop all."""
        code = None
        while code is None and not self.stopping.wait(0.5):
            code = self.tend()
        self.stop()
        return code or 0

    def stop(self) -> None:
        """SIGTERM to all, 30 seconds in all to finish, then SIGKILL."""
        alive = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in alive:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def own_command(*arguments: str) -> list[str]:
    """The command line that runs `mis ...` with this Python."""
    return [sys.executable, "-m", "dashboard.cli", *arguments]


def end_with_parent() -> None:
    """End this process (as SIGTERM would) when the process that started it is gone, so nothing is left on the port."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
