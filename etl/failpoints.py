"""Named places at which a test may kill the process, as a power cut would; without effect otherwise.

`MIS_FAILPOINT=name:n` (read by settings.py, refused in production) kills at the n-th reach of that place.
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
_armed: dict[str, int] = {}


def arm(settings: Settings) -> None:
    """Take what the settings ask for; raises SettingsError for an unknown place or a count that is not a number."""
    _armed.clear()
    if settings.failpoint is None:
        return
    name, _, count = settings.failpoint.partition(":")
    if name not in FAILPOINTS or not (count or "1").isdigit():
        raise SettingsError(
            f"MIS_FAILPOINT is '{settings.failpoint}'.", f"Write name:n with one of: {', '.join(FAILPOINTS)}."
        )
    _armed[name] = int(count or "1")


def reach(name: str) -> None:
    """Die here if this is the place asked for."""
    if name not in FAILPOINTS:
        raise KeyError(name)
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
