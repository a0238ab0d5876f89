"""How often, and how long apart, a source that does not answer is tried again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.errors import AlreadyRunningError, Kind
from etl.run_report import RunReport


@dataclass(frozen=True, slots=True)
class Backoff:
    """`tries` in all, the wait doubled each time: by default 1, 2, 4, 8, 16 s, each up to a quarter longer or shorter.

    So a source that is down costs half a minute, and runs that failed together do not all come back together.
    """

    tries: int = 6
    base_seconds: float = 1.0

    def wait(self, tried: int) -> float:
        """Seconds to wait after so many tries."""
        return float(self.base_seconds * 2 ** (tried - 1) * random.uniform(0.75, 1.25))

    def wants_more(self, report: RunReport) -> bool:
        """Whether trying again may help: not where a person must act (password, columns, a held batch)."""
        return report.error is not None and report.error.kind is Kind.RETRY and report.attempts < self.tries


def try_again(
    reports: Sequence[RunReport],
    run_again: Callable[[RunReport], RunReport],
    *,
    backoff: Backoff,
    sleep: Callable[[float], object] = time.sleep,
    say: Callable[[str], object] = lambda _: None,
) -> list[RunReport]:
    """Those that failed for want of an answer are tried on, all in turn after each wait; the others stay as given.

    Nothing is held while it waits: other runs go on. Where one of them is in the way, that try is lost.
    """
    found = list(reports)
    for tried in range(1, backoff.tries):
        waiting = [place for place, report in enumerate(found) if backoff.wants_more(report)]
        if not waiting:
            break
        seconds = backoff.wait(tried)
        for place in waiting:
            say(f"{found[place].source_name}: {found[place].what} Trying again in {seconds:.0f} s.")
        sleep(seconds)
        for place in waiting:
            try:
                found[place] = run_again(found[place])
            except AlreadyRunningError:
                continue
    return found
