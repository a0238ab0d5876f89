"""Named places at which a test may kill, freeze or ask the process to end; without effect otherwise.

`MIS_FAILPOINT=name:n` (read by settings.py, refused in production) kills at the n-th reach of that place, as a power
cut would; `name:n:freeze` stops the process there until it is told to continue, `name:n:term` asks it to end in order.
"""

from __future__ import annotations

import os
import signal

from etl.errors import SettingsError
from etl.settings import Settings

FAILPOINTS = (
    "after_page_read",
    "while_staging",
    "before_commit",
    "after_commit_before_aggregate",
    "in_aggregate",
    "in_measure",
    "before_switch",
    "before_run_close",
)
SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP, "term": signal.SIGTERM}
_armed: dict[str, tuple[int, signal.Signals]] = {}


def arm(settings: Settings) -> None:
    """Take what the settings ask for; raises SettingsError for an unknown place or a count that is not a number."""
    _armed.clear()
    if settings.failpoint is None:
        return
    name, count, how = (*settings.failpoint.split(":"), "", "")[:3]
    if name not in FAILPOINTS or not (count or "1").isdigit() or (how or "kill") not in SIGNALS:
        raise SettingsError(
            f"MIS_FAILPOINT is '{settings.failpoint}'.",
            f"Write name:n or name:n:how with one of: {', '.join(FAILPOINTS)}; how: {', '.join(SIGNALS)}.",
        )
    _armed[name] = int(count or "1"), SIGNALS[how or "kill"]


def reach(name: str) -> None:
    """Die, or what else was asked for, if this is the place."""
    if name not in FAILPOINTS:
        raise KeyError(name)
    if name not in _armed:
        return
    left, how = _armed[name]
    _armed[name] = left - 1, how
    if left == 1:
        os.kill(os.getpid(), how)
