"""Builds every sample system and tells the settings where they are."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

from sqlalchemy import Engine

from etl.calendar_th import BANGKOK
from etl.errors import UsageError
from etl.sample import database
from etl.sample.city import FIRST_DAY
from etl.sample.complaints.build import build_complaints
from etl.sample.it_projects.build import build_it_projects, build_plan_progress
from etl.sample.it_repair.build import build_it_repair
from etl.sample.personnel.build import build_personnel
from etl.sample.statistics.build import build_statistics
from etl.sample.temporary_signs.build import build_temporary_signs
from etl.sample.traffy.build import build_traffy
from etl.sample.walking_street.build import build_walking_street
from etl.settings import Settings, sample_sources_file

SECONDS_BEFORE_FIRST = (FIRST_DAY + 7) * 86_400  # a week, so that there is something to show


@dataclass(frozen=True, slots=True)
class System:
    """A sample system in a database: made, or brought up to an instant (local seconds), by `build`."""

    source: str
    build: Callable[[Engine, int, Callable[[str], object]], object]


@dataclass(frozen=True, slots=True)
class DropFolder:
    """A sample drop folder of files: made, or brought up to an instant (local seconds), by `build`."""

    source: str
    build: Callable[[Path, int, Callable[[str], object]], object]


# besides complaints, whose size can be chosen, and traffy, which goes by it
FOLDERS = (DropFolder("plan_progress", build_plan_progress), DropFolder("statistics", build_statistics))
SYSTEMS: tuple[System, ...] = (
    System("it_projects", build_it_projects),
    System("it_repair", build_it_repair),
    System("walking_street", build_walking_street),
    System("personnel", build_personnel),
    System("temporary_signs", build_temporary_signs),
)


def local_seconds(at: datetime) -> int:
    """An aware instant as seconds of the Bangkok clock since 1970."""
    return int(at.astimezone(BANGKOK).replace(tzinfo=UTC).timestamp())


def sample_urls(settings: Settings, url: str | None = None) -> dict[str, str]:
    """Where each sample system of a source of config.yaml is (to be) built, by source name; complaints always are."""
    named = url or settings.sample_url
    folder = settings.home / "sample"
    databases = {
        name: database.complete_url(named) if named else f"sqlite:///{folder / f'{name}.db'}"
        for name in ("complaints", *(system.source for system in SYSTEMS))
    }
    folders = ("traffy", *(drop.source for drop in FOLDERS))
    places = databases | {name: (folder / name).as_uri() for name in folders}
    wanted = {"complaints", "traffy", *(source.name for source in settings.config.sources)}
    return {name: place for name, place in places.items() if name in wanted}


def build_sample(
    settings: Settings,
    as_of: datetime,
    *,
    url: str | None = None,
    complaints_per_year: int | None = None,
    progress: Callable[[str], object] = print,
) -> dict[str, str]:
    """Make the sample systems hold what they would hold at `as_of`; returns their addresses by source name.

    The first call builds them from 1 October 2564 on; a later one adds and changes what happened since, in seconds.
    `complaints_per_year` None: as built before, else 12,000; Traffy has about a fifth as many. The same as_of gives the
    same rows whatever came before.
    Raises UsageError when the database named holds tables of these names that no sample made, or before its first week.
    """
    if local_seconds(as_of) < SECONDS_BEFORE_FIRST:
        raise UsageError(
            f"The sample begins on 1 October 2564 (2021-10-01); it cannot be built for {as_of:%Y-%m-%d}.",
            "Set MIS_AS_OF to a later date, as 2026-11-21, or take it away.",
        )
    urls = sample_urls(settings, url)
    folder = sample_sources_file(settings.home).parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        flock(lock, LOCK_EX)  # a start and a scheduled build never write at once
        engine = database.open_database(urls["complaints"])
        try:
            per_year = build_complaints(engine, local_seconds(as_of), complaints_per_year, progress)
        finally:
            engine.dispose()
        for system in SYSTEMS:
            if system.source in urls:
                _build(system, urls[system.source], local_seconds(as_of), progress)
        for drop in FOLDERS:
            if drop.source in urls:
                drop.build(settings.home / "sample" / drop.source, local_seconds(as_of), progress)
        build_traffy(settings.home / "sample" / "traffy", local_seconds(as_of), per_year, progress)
        _write_sources(sample_sources_file(settings.home), urls)
    return urls


def _build(system: System, url: str, now: int, progress: Callable[[str], object]) -> None:
    engine = database.open_database(url)
    try:
        system.build(engine, now, progress)
    finally:
        engine.dispose()


def _write_sources(file: Path, urls: dict[str, str]) -> None:
    """Replace the file in one step; only its owner may read it, addresses hold passwords."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".sources")
    with os.fdopen(handle, "w", encoding="utf-8") as new:
        json.dump(urls, new, ensure_ascii=False, indent=1)
        new.flush()
        os.fsync(new.fileno())
    Path(name).replace(file)
