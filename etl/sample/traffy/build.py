"""Builds the drop folder of the sample Traffy, or brings it up to an instant: gzipped JSON lines, finished files only.

A file for each finished month, one for each finished day of the month under way, one for today until the last full
hour. Each holds the tickets that changed in its time, as they were at its end. What they hold depends on seed, size and
instant only, so that going from one instant to a later one leaves the same files as building at the later one.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from etl.calendar_th import add_months, day_number, from_day_number
from etl.errors import UsageError
from etl.sample import city
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints import build as own_system
from etl.sample.complaints.cases import Plan, cut, make_cases
from etl.sample.complaints.lives import LIFE_DAYS
from etl.sample.rules import RULES
from etl.sample.traffy.tickets import LOCAL, Tickets, linked_tickets, make_lines, traffy_tickets

SEED = 70_002_570  # far from the own system's: a seed and a day are added up, so near ones would share their chances
MORE = 1.2  # so many times the complaints of the own system a year are drawn, of which those by Traffy are kept
CHUNK = 25_000
HOUR_SECONDS = 3600
EARLIER_DAYS = 5  # a ticket is so much older than its complaint at most
STATE = "state.json"
_OURS = re.compile(r"traffy_\d{4}-\d\d(-\d\d)?\.jsonl\.gz")
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Window:
    """What one file tells of: changes after `after` and until `until`, local seconds."""

    name: str
    after: int
    until: int


@dataclass(frozen=True)
class State:
    """How far the folder has been built, and by which rules."""

    per_year: int
    until: int
    seed: int = SEED
    rules: str = RULES

    def can_grow_to(self, later: State) -> bool:
        same = (self.per_year, self.seed, self.rules) == (later.per_year, later.seed, later.rules)
        return same and self.until < later.until


@dataclass(frozen=True)
class Plans:
    """The complaints of the own system, and those of a like city of which only Traffy knows."""

    per_year: int
    last_day: int

    @cached_property
    def own(self) -> Plan:
        return Plan.until(own_system.SEED, self.per_year, self.last_day)

    @cached_property
    def others(self) -> Plan:
        return Plan.until(SEED, round(self.per_year * MORE), self.last_day)

    def tickets(self, first_day: int, last_day: int) -> tuple[Tickets, Tickets]:
        """The tickets of complaints written down on these days."""
        return (
            linked_tickets(make_cases(self.own, first_day, last_day)),
            traffy_tickets(make_cases(self.others, first_day, last_day)),
        )


def build_traffy(folder: Path, now: int, per_year: int, progress: Progress) -> None:
    """Make the folder hold what Traffy would have put there by `now` (local seconds).

    `per_year` is the own system's size: its complaints with a Traffy number are the tickets of the same number here.
    Raises UsageError where the folder holds files no sample made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hour = now // HOUR_SECONDS * HOUR_SECONDS
    state = _read_state(folder)
    wanted = State(per_year, hour)
    if state == wanted:
        return
    grows = state is not None and state.can_grow_to(wanted)
    if not grows:
        _clear(folder)
    built_until = state.until if state is not None and grows else 0
    windows = list(_windows(hour))
    missing = [w for w in windows if w.until > built_until or not (folder / w.name).exists()]
    (folder / STATE).unlink(missing_ok=True)  # an interrupted build begins anew
    _write_files(folder, missing, Plans(per_year, hour // DAY_SECONDS), progress)
    _clear(folder, but={window.name for window in windows})
    (folder / STATE).write_text(json.dumps(asdict(wanted)), encoding="utf-8")


def _read_state(folder: Path) -> State | None:
    """None where nothing was built, or not to the end. Raises UsageError where other files lie in the folder."""
    foreign = sorted(file.name for file in folder.iterdir() if file.name != STATE and not _OURS.fullmatch(file.name))
    if foreign:
        raise UsageError(
            f"{folder} holds {foreign[0]}, not made by the sample.", "Move it elsewhere, or name another MIS_HOME."
        )
    try:
        return State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _clear(folder: Path, but: Collection[str] = ()) -> None:
    for file in list(folder.iterdir()):
        if _OURS.fullmatch(file.name) and file.name not in but:
            file.unlink()


def _windows(now: int) -> Iterator[Window]:
    """The files there are at an instant, in the order of time."""
    today = from_day_number(now // DAY_SECONDS)
    month = from_day_number(city.FIRST_DAY)
    while month < today.replace(day=1):
        following = add_months(month, 1)
        yield _window(f"{month:%Y-%m}", month, _start(following) - 1)
        month = following
    for number in range(day_number(month), day_number(today)):
        day = from_day_number(number)
        yield _window(f"{day}", day, _start(day) + DAY_SECONDS - 1)
    yield _window(f"{today}", today, now)


def _window(name: str, starts_on: date, until: int) -> Window:
    return Window(f"traffy_{name}.jsonl.gz", _start(starts_on) - 1, until)


def _start(day: date) -> int:
    return day_number(day) * DAY_SECONDS


def _write_files(folder: Path, windows: Sequence[Window], plans: Plans, progress: Progress) -> None:
    """Tickets are made once, by the days they began; a file is written as soon as no later one can belong to it."""
    if not windows:
        return
    last = windows[-1].until // DAY_SECONDS
    first = max(city.FIRST_DAY, windows[0].after // DAY_SECONDS - LIFE_DAYS - 2)
    lines: dict[str, list[str]] = {window.name: [] for window in windows}
    waiting, written = list(windows), 0
    for start, end in cut(plans.own, first, last, CHUNK):
        while waiting and waiting[0].until // DAY_SECONDS < start - EARLIER_DAYS:
            written += _write_file(folder, waiting[0], lines.pop(waiting.pop(0).name))
        for tickets in plans.tickets(start, end):
            for window in waiting:
                lines[window.name] += make_lines(tickets, window.after, window.until)
        progress(f"sample Traffy: {written:,} rows in files")
    written += sum(_write_file(folder, window, lines.pop(window.name)) for window in waiting)
    progress(f"sample Traffy: {written:,} rows in files")


def _write_file(folder: Path, window: Window, lines: Sequence[str]) -> int:
    """All of it or nothing, and as old as what it tells: a reader need not wait until it lies still."""
    new = folder / f".{window.name}"
    with new.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write("".join(f"{line}\n" for line in lines).encode())
    at = min(window.until - LOCAL, int(time.time()) - HOUR_SECONDS)
    os.utime(new, (at, at))
    new.replace(folder / window.name)
    return len(lines)
