"""Whether each source answers and its selects give what the contract wants; reads no row, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etl.contracts.catalogue import find_contract
from etl.errors import MisError
from etl.readers.catalogue import open_reader
from etl.settings import Settings
from etl.source_settings import Source


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One entity of one source; `result`: ok | failed | not_connected, `remedy` what to do about the latter two."""

    name: str
    connection: str
    entity: str
    result: str
    error: str | None = None
    remedy: str | None = None


def check_source(settings: Settings, source: Source) -> Iterator[CheckResult]:
    url = settings.source_urls.get(source.name)
    if url is None:
        yield CheckResult(
            source.name, "not_connected", "", "not_connected", remedy=f"Set {source.variable} to its address."
        )
        return
    connection = "sample" if source.name in settings.sample_sources else "connected"
    reader = open_reader(source, url)
    try:
        for entity in filter(reader.delivers, find_contract(source.contract).entities):
            try:
                reader.check(entity)
            except MisError as error:
                yield CheckResult(source.name, connection, entity.name, "failed", error.what, error.remedy)
            else:
                yield CheckResult(source.name, connection, entity.name, "ok")
    finally:
        reader.close()
