"""Reads a system that answers JSON over HTTP: Traffy Fondue's Exchange API, public geojson lists and their like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity
from etl.readers.base import Page, Start, TakenFile
from etl.readers.mapping import Mapper
from etl.readers.rest_address import LookUp, read_address
from etl.readers.rest_http import Http
from etl.readers.rest_paging import MovingError, Part, keep_rows, make_part, read_moving
from etl.readers.rest_session import Session
from etl.source_settings import RestReader as RestReaderSettings
from etl.source_settings import Source

_DAY = timedelta(days=1)


class RestReader:
    """One system over HTTP, read-only.

    Calls may be counted and paid for, so a run makes as few as it can: `check` keeps its answer and `pages` takes it
    where it asks for the same. The Exchange API costs 2 calls for a run of changes whatever is found (signing in, the
    list) and 3 for a full run whose full_query is one query (the list of changes first). A list with paging costs a
    call for each page, less `overlap`, one that finds the end and one that finds the head unmoved.
    """

    def __init__(self, source: Source, how: RestReaderSettings, url: str, resolve: LookUp | None = None) -> None:
        self._source = source
        self._how = how
        address = read_address(how, source.variable, url)
        self._http = Http(source.name, how, address, resolve)
        self._session = Session(how, self._http, address)
        self._mappers: dict[str, Mapper] = {}
        self._kept: tuple[dict[str, str], list[Any]] | None = None

    @property
    def is_whole(self) -> bool:
        return self._how.is_whole

    def delivers(self, entity: Entity) -> bool:
        return entity.name in self._source.mapping

    def check(self, entity: Entity) -> str:
        """One call for what changed in the last day or, where changes cannot be asked for, the first page of all."""
        mapper = self._begin(entity)
        query = self._queries(Start(since=datetime.now(UTC) - _DAY))[0]
        asked = self._at(query, 0)
        records = self._ask(asked)
        self._kept = (asked, records)
        mapper.page(records)
        mapper.require_paths()
        return mapper.fingerprint()

    def unread(self, entity: Entity) -> tuple[str, ...]:
        return self._begin(entity).unused_keys()

    def pages(self, entity: Entity, start: Start) -> Iterator[Page]:
        for query in self._queries(start):
            if self._how.paging.kind == "none":
                yield self._read(entity, query, 0).page
                continue
            try:
                yield from read_moving(partial(self._read, entity, query), self._how.paging)
            except MovingError as error:
                raise self._http.unavailable(f"the list cannot be read while it moves so fast: {error}") from None

    def rows(self, entity: Entity, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        """A full read of which these rows are kept: one call where asking for each would cost as many as there are."""
        wanted = set(keys)
        for page in self.pages(entity, Start()):
            given = zip(*(page.columns[name] for name in entity.key), strict=True)
            yield keep_rows(
                page, [row for row, key in enumerate(given) if tuple(str(v).strip() for v in key) in wanted]
            )

    def taken(self, entity: Entity) -> tuple[TakenFile, ...]:
        return ()

    def close(self) -> None:
        self._kept = None
        self._http.close()

    def _begin(self, entity: Entity) -> Mapper:
        return self._mappers.setdefault(entity.name, Mapper(self._source, entity))

    def _queries(self, start: Start) -> list[dict[str, str]]:
        """Of changes where they can be asked for and reach far enough back, else of everything."""
        how = self._how
        reach = (
            datetime.now(UTC) - how.changes_reach if how.changes_reach is not None else None
        )  # by the server's clock
        if start.since is None or not how.changes_query or (reach is not None and start.since < reach):
            return [{**how.query, **query} for query in how.full_query]
        day = f"{start.since.astimezone(BANGKOK):%Y-%m-%d}"
        return [{**how.query, **{name: text.replace("{since}", day) for name, text in how.changes_query.items()}}]

    def _read(self, entity: Entity, query: Mapping[str, str], offset: int) -> Part:
        mapper = self._begin(entity)
        records = self._ask(self._at(query, offset))
        page = mapper.page(records)
        mapper.require_paths()
        return make_part(entity, len(records), page)

    def _at(self, query: Mapping[str, str], offset: int) -> dict[str, str]:
        paging = self._how.paging
        if paging.kind == "none":
            return dict(query)
        size = {paging.size_parameter: str(paging.size)} if paging.size_parameter else {}
        return {**query, **size, paging.offset_parameter: str(offset)}

    def _ask(self, query: dict[str, str]) -> list[Any]:
        """An answer that is kept serves where the next question is the same.

        Without paging that is every answer, for all entities; of a moving list only the one of `check`, and once.
        """
        kept, self._kept = self._kept, None
        records = kept[1] if kept is not None and kept[0] == query else self._session.records(query)
        if self._how.paging.kind == "none":
            self._kept = (query, records)
        return records
