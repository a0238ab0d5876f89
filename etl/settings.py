"""config.yaml and the environment become frozen, typed settings; nothing else reads either."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from sqlalchemy.engine import make_url

from etl.addresses import check_database_address, check_source_address
from etl.calendar_th import BANGKOK
from etl.config_text import read_text
from etl.cron import make_trigger
from etl.errors import SettingsError
from etl.org_units import check_org_units
from etl.source_settings import Frozen, Name, Source

PROJECT = Path(__file__).resolve().parent.parent
_SOURCE_VARIABLE = re.compile(r"^MIS_SOURCE_.+_URL$")
_SHAPES = {
    "dict_type": "a block of `key: value` lines",
    "model_type": "a block of `key: value` lines",
    "tuple_type": "a list, each entry beginning with `-`",
    "string_type": "text; put it in quotation marks if it looks like a number",
}
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)


class OrgUnit(Frozen):
    """A สำนัก/กอง (or the municipality itself, which has no parent) and the other names it is written by."""

    code: str = Field(pattern=r"^[A-Z0-9_]{2,16}$")
    name_th: Name
    name_en: Name
    short_th: str = ""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


class Municipality(Frozen):
    code: str
    name_th: Name
    name_en: Name
    map: str | None = None  # a GeoJSON file


class Config(Frozen):
    """The whole of config.yaml."""

    municipality: Municipality
    org_units: tuple[OrgUnit, ...]
    sources: tuple[Source, ...]

    @model_validator(mode="after")
    def _names_agree(self) -> Config:
        codes = [unit.code for unit in self.org_units]
        for kind, names in (("org_units", codes), ("sources", [s.name for s in self.sources])):
            doubled = {n for n in names if names.count(n) > 1}
            if doubled:
                raise ValueError(f"{kind}: {', '.join(sorted(doubled))} stands twice; keep one")
        check_org_units(self.org_units, self.municipality.code)
        return self


class Settings(BaseModel):
    """Everything a process needs to know about where it runs. Made by `load_settings`."""

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))

    config: Config
    home: Path
    warehouse_url: str
    people_url: str
    sample_url: str | None
    source_urls: dict[str, str]
    sample_sources: frozenset[str]
    samples_off: frozenset[str] = frozenset()  # sample systems that are there and not read: a real source is connected
    secret_key: str | None
    hash_key: str | None = None
    host: str
    port: int
    is_production: bool
    as_of: datetime | None
    failpoint: str | None = None
    map_file: Path | None = None

    def now(self) -> datetime:
        """The instant taken as now (aware, UTC): MIS_AS_OF, or the clock."""
        return self.as_of or datetime.now(UTC)

    def source(self, name: str) -> Source:
        for source in self.config.sources:
            if source.name == name:
                return source
        known = ", ".join(s.name for s in self.config.sources)
        raise SettingsError(f"'{name}' is not a source.", f"Known sources: {known}.")

    def next_run(self, name: str, now: datetime) -> datetime | None:
        """The next instant of a source's schedule strictly after now."""
        fires: datetime | None = make_trigger(self.source(name).schedule).get_next_fire_time(
            None, now + timedelta(seconds=1)
        )
        return fires


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read config.yaml and the environment.

    Raises SettingsError naming the key or variable and the remedy.
    """
    given = os.environ if environ is None else environ
    env = {name: value for name, value in given.items() if value}  # blank is as good as not set
    home = Path(env.get("MIS_HOME", "var")).absolute()
    config_file = Path(env.get("MIS_CONFIG", PROJECT / "config.yaml"))
    config = read_config(config_file)
    _check_source_variables(env, config)
    source_urls = {s.name: env[s.variable] for s in config.sources if env.get(s.variable)}
    samples = read_sample_sources(home, config)
    sample_sources = samples_off = frozenset[str]()
    if source_urls:  # real and sample sources are never mixed: one real address switches the samples off
        samples_off = frozenset(samples)
    else:
        source_urls, sample_sources = samples, frozenset(samples)
    for source in config.sources:
        if source.name in source_urls:
            check_source_address(source, source_urls[source.name])
    warehouse_url = env.get("MIS_WAREHOUSE_URL") or f"sqlite:///{home / 'warehouse.db'}"
    check_database_address(warehouse_url, "MIS_WAREHOUSE_URL")
    backend = make_url(warehouse_url).get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise SettingsError(f"MIS_WAREHOUSE_URL names {backend}.", "The warehouse is SQLite or PostgreSQL 15 or newer.")
    if "MIS_SAMPLE_URL" in env:
        check_database_address(env["MIS_SAMPLE_URL"], "MIS_SAMPLE_URL")
    is_production = _read_environment(env.get("MIS_ENV"))
    secret = env.get("MIS_SECRET_KEY")
    if is_production and secret is None:
        raise SettingsError("MIS_SECRET_KEY is not set.", "In production set it to at least 32 random characters.")
    if secret is not None and (len(secret) < 32 or len(set(secret)) < 8):
        raise SettingsError("MIS_SECRET_KEY is too weak.", "Set it to at least 32 random characters.")
    hash_key = env.get("MIS_HASH_KEY")
    if hash_key is not None and (len(hash_key) < 32 or len(set(hash_key)) < 8):
        raise SettingsError("MIS_HASH_KEY is too weak.", "Set it to at least 32 random characters.")
    failpoint = env.get("MIS_FAILPOINT") or None
    if is_production and failpoint:
        raise SettingsError("MIS_FAILPOINT is set.", "It is for tests: remove it in production.")
    return Settings(
        config=config,
        home=home,
        warehouse_url=warehouse_url,
        people_url=warehouse_url if backend == "postgresql" else f"sqlite:///{home / 'app.db'}",
        sample_url=env.get("MIS_SAMPLE_URL"),
        source_urls=source_urls,
        sample_sources=sample_sources,
        samples_off=samples_off,
        secret_key=secret,
        hash_key=hash_key,
        host=env.get("MIS_HOST", "127.0.0.1"),
        port=_read_port(env.get("MIS_PORT", "8050")),
        is_production=is_production,
        as_of=_read_as_of(env.get("MIS_AS_OF")),
        failpoint=failpoint,
        map_file=_find_map(config.municipality.map, config_file),
    )


def read_config(path: Path) -> Config:
    """config.yaml -> Config; every fault is named with its place and what to write instead."""
    raw = read_text(path)
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"{path} is wrong.\n" + "\n".join(_explain(e) for e in error.errors())) from None


def sample_sources_file(home: Path) -> Path:
    return home / "sample" / "sources.json"


def read_sample_sources(home: Path, config: Config) -> dict[str, str]:
    """Addresses of the sample systems that `mis sample build` has made, by source name."""
    file = sample_sources_file(home)
    if not file.exists():
        return {}
    known = {s.name for s in config.sources}
    try:
        return {name: url for name, url in json.loads(file.read_text(encoding="utf-8")).items() if name in known}
    except (OSError, ValueError, AttributeError):
        raise SettingsError(
            f"{file} cannot be read.", "Remove it and run: mis sample build (the sample data stay as they are)."
        ) from None


def _explain(error: Any) -> str:
    parts = [str(part) for part in error["loc"]]
    if parts[2:3] == ["reader"]:  # behind it stands its kind, which is no key
        del parts[3:4]
    place = ".".join(parts) or "the file"
    if error["type"] == "extra_forbidden":
        return f"  {place}: unknown key. Remove it or correct its spelling (docs/settings.md lists every key)."
    if error["type"] == "missing":
        return f"  {place}: is missing. Add it (docs/settings.md shows a complete example)."
    if error["type"] in _SHAPES:
        return f"  {place}: must be {_SHAPES[error['type']]} (docs/settings.md shows a complete example)."
    return f"  {place}: {error['msg'].removeprefix('Value error, ')}"


def _check_source_variables(env: Mapping[str, str], config: Config) -> None:
    """A misspelt variable would leave its source unconnected without a word."""
    known = {source.variable for source in config.sources}
    for name in env:
        if _SOURCE_VARIABLE.match(name) and name not in known:
            raise SettingsError(
                f"{name} belongs to no source of config.yaml.", f"Known variables: {', '.join(sorted(known))}."
            )


def _find_map(name: str | None, config_file: Path) -> Path | None:
    """Beside the configuration, else in the project's folder."""
    if name is None:
        return None
    for folder in (config_file.absolute().parent, PROJECT):
        if (folder / name).is_file():
            return folder / name
    raise SettingsError(
        f"municipality.map names {name}, which is not there.",
        "Write the path of a GeoJSON file, from the folder of config.yaml, or leave the line out.",
    )


def _read_environment(text: str | None) -> bool:
    if text not in (None, "production", "development"):
        raise SettingsError(f"MIS_ENV is '{text}'.", "Set it to production, or to development (the default).")
    return text == "production"


def _read_port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise SettingsError(f"MIS_PORT is '{text}'.", "Set it to a free port number, as 8050.")
    return int(text)


def _read_as_of(text: str | None) -> datetime | None:
    """A bare date means 18:00 in Bangkok on that day; a date and time without offset are Bangkok's."""
    if not text:
        return None
    try:
        if len(text) == 10:
            at = datetime.combine(date.fromisoformat(text), time(18), BANGKOK)
        else:
            at = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"MIS_AS_OF is '{text}'.", "Write an ISO date, as 2026-11-21.") from None
    at = at.replace(tzinfo=at.tzinfo or BANGKOK)
    if not _EARLIEST <= at <= _LATEST:  # a Buddhist year, most likely
        raise SettingsError(
            f"MIS_AS_OF is '{text}'.", "Write an ISO date between 2000 and 2060 (the year less 543), as 2026-11-21."
        )
    return at.astimezone(UTC)
