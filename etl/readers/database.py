"""Reads a source that is a database (MariaDB, PostgreSQL, SQLite) with the selects under queries/extract."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, and_, bindparam, column, exc, false, select, table, text
from sqlalchemy.sql import Executable

from etl.calendar_th import BANGKOK, BE_OFFSET
from etl.contracts.base import Entity
from etl.errors import QueryError, SchemaChangedError, SourceUnavailableError
from etl.readers.base import Page, Start, TakenFile
from etl.readers.connections import make_source_engine
from etl.readers.driver_errors import explain
from etl.readers.mariadb_rows import read_columns
from etl.source_settings import DatabaseReader as DatabaseReaderSettings
from etl.source_settings import Source
from etl.warehouse import query

# one select is read to its end in pages this many times before the next begins, so that a system without an index on
# its time of change does not sort the whole table for each page
PAGES_OF_A_SELECT = 10
# before every time of change, the blank and zero ones that old systems hold included (PostgreSQL has none of these)
BEGINNING = {"sqlite": "", "mysql": "0000-00-00 00:00:00", "mariadb": "0000-00-00 00:00:00"}
FIRST_INSTANT = "0001-01-01 00:00:00"
KEYS_AT_ONCE = 500
_TABLES = re.compile(r"[A-Za-z_]\w*")
# what stands before every key, by what the header says `after_id` is
_FIRST_KEYS: dict[str, int | str] = {"int": -1, "text": ""}


class DatabaseReader:
    """One source database; a connection is opened when first needed and its session refuses writes."""

    is_whole = True

    def __init__(self, source: Source, how: DatabaseReaderSettings, url: str) -> None:
        self._source = source
        self._page_rows = how.page_rows
        self._total_seconds = how.total_timeout.total_seconds()
        self._engine = make_source_engine(source, how, url)
        self._dialect = self._engine.dialect.name
        self._beginning = BEGINNING.get(self._dialect, FIRST_INSTANT)
        self._connection: Connection | None = None

    def delivers(self, entity: Entity) -> bool:
        return not entity.is_optional or query.exists(f"extract/{self._source.name}/{entity.name}")

    def check(self, entity: Entity) -> str:
        with self._explained(entity):
            result = self._connect().execute(self._select(entity, self._beginning, self._first_key(entity), 0))
            found = tuple(result.keys())
            result.close()
            self._connect().rollback()
        missing = [name for name in entity.needed if name not in found]
        if missing:
            raise SchemaChangedError(
                f"{self._source.name}: the select for {entity.name} does not return {', '.join(missing)}.",
                f"Add it to queries/extract/{self._source.name}/{entity.name}.sql.",
            )
        return hashlib.blake2b(",".join(found).encode(), digest_size=8).hexdigest()

    def unread(self, entity: Entity) -> tuple[str, ...]:
        """Columns of the tables the select's header names, where the account may see all of them."""
        found = query.load(f"extract/{self._source.name}/{entity.name}", self._dialect)
        unread: set[str] = set()
        for name in _TABLES.findall(found.source.partition("(")[0]):
            try:
                columns = self._connect().execute(select(text("*")).select_from(table(name)).where(false())).keys()
            except exc.DBAPIError as error:  # rights on single columns only
                self._drop() if error.connection_invalidated else self._connect().rollback()
                continue
            unread |= {c for c in columns if not re.search(rf"\b{re.escape(c)}\b", found.sql, re.IGNORECASE)}
            self._connect().rollback()
        return tuple(sorted(unread))

    def pages(self, entity: Entity, start: Start) -> Iterator[Page]:
        after_at, after_id = self._write_instant(start.since), self._first_key(entity)
        limit = self._page_rows * PAGES_OF_A_SELECT
        ends = time.monotonic() + self._total_seconds
        while True:
            rows = 0
            end: tuple[Any, int | str] = (after_at, after_id)
            with self._explained(entity):
                for page in self._read(self._select(entity, after_at, after_id, limit)):
                    rows += page.rows
                    self._stay_within(ends, entity)
                    yield page
                    end = self._end(entity, page, end)
            if rows < limit:
                return
            after_at, after_id = str(end[0]), end[1]

    def _stay_within(self, ends: float, entity: Entity) -> None:
        """A source that answers, but drip by drip, must not keep the others waiting for ever."""
        if time.monotonic() > ends:
            raise SourceUnavailableError(
                f"{self._source.name}, {entity.name}: the read took longer than {self._total_seconds:g} s.",
                f"See why the source is so slow, or raise reader.total_timeout of {self._source.name} in config.yaml.",
            )

    def rows(self, entity: Entity, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        kinds = {
            c.name: c.kind for c in query.load(f"extract/{self._source.name}/{entity.name}", self._dialect).columns
        }
        for start in range(0, len(keys), KEYS_AT_ONCE):
            chosen = keys[start : start + KEYS_AT_ONCE]
            whole = self._select(entity, self._beginning, self._first_key(entity), 2**62)
            page = whole.columns(*map(column, kinds)).subquery("page")
            wanted = [
                page.c[name].in_(
                    bindparam(f"keys_{name}", _as_given([key[at] for key in chosen], kinds[name]), expanding=True)
                )
                for at, name in enumerate(entity.key)
            ]
            with self._explained(entity):
                yield from self._read(select(page).where(and_(*wanted)))

    def taken(self, entity: Entity) -> tuple[TakenFile, ...]:
        return ()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        self._engine.dispose()

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _first_key(self, entity: Entity) -> int | str:
        found = query.load(f"extract/{self._source.name}/{entity.name}", self._dialect)
        return next((_FIRST_KEYS.get(param.kind, -1) for param in found.params if param.name == "after_id"), -1)

    def _end(self, entity: Entity, page: Page, before: tuple[Any, int | str]) -> tuple[Any, int | str]:
        """Time and key of the page's last row; `before`: of the page before it.

        QueryError where keys are declared as numbers and do not come in their order: a next select after such a number
        would pass rows over that the source orders as text.
        """
        times, keys = page.columns["changed_at"], page.columns[entity.cursor]
        if self._first_key(entity) == "":
            return times[-1], str(keys[-1])
        try:
            last = int(keys[-1])
            head = takewhile(lambda row: row[0] == before[0], zip(times, keys, strict=True))
            tail = takewhile(lambda row: row[0] == times[-1], zip(reversed(times), reversed(keys), strict=True))
            if all(int(key) <= last for _, key in tail) and all(int(key) >= int(before[1]) for _, key in head):
                return times[-1], last
        except (TypeError, ValueError):
            pass
        raise QueryError(
            f"{self._source.name}, {entity.name}: {entity.cursor} does not come as whole numbers in their order,"
            " as `after_id int` in the header of its select says.",
            f"Where the source's key is text, write `after_id text` under params and `{entity.cursor} text` under"
            f" columns of queries/extract/{self._source.name}/{entity.name}.sql (PostgreSQL: cast the key to text).",
        )

    def _select(self, entity: Entity, after_at: str, after_id: int | str, page_rows: int) -> Any:
        found = query.load(f"extract/{self._source.name}/{entity.name}", self._dialect)
        return found.bound({"after_at": after_at, "after_id": after_id, "page_rows": page_rows})

    def _read(self, statement: Executable) -> Iterator[Page]:
        """Straight from the driver's cursor where that does not buffer; PostgreSQL needs SQLAlchemy's named one."""
        page_rows = self._page_rows
        pages: Iterator[Sequence[Sequence[Any]]]
        if self._dialect == "postgresql":
            result = self._connect().execute(statement, execution_options={"yield_per": page_rows})
            pages = (tuple(zip(*rows, strict=True)) for rows in result.partitions())
        else:
            result = self._connect().execute(statement)
            cursor: Any = result.cursor
            read = _fetch_columns if self._dialect == "sqlite" else read_columns
            pages = read(cursor, page_rows)
        names = tuple(result.keys())
        for columns in pages:
            yield Page(dict(zip(names, columns, strict=True)), len(columns[0]))
        result.close()
        self._connect().rollback()  # the next select sees what was committed meanwhile

    def _write_instant(self, at: datetime | None) -> str:
        """As the source itself writes its times: Bangkok, naive, in its own era."""
        if at is None:
            return self._beginning
        local = at.astimezone(BANGKOK)
        year = local.year + (BE_OFFSET if self._source.era_of("changed_at") == "be" else 0)
        return f"{year:04d}{local:-%m-%d %H:%M:%S}"

    @contextmanager
    def _explained(self, entity: Entity) -> Iterator[None]:
        try:
            yield
        except exc.DBAPIError as error:
            self._drop()
            raise explain(self._source, entity, self._dialect, error.orig or error) from error
        except GeneratorExit:
            self._drop()  # a half-read result must not be read on
            raise
        except Exception as error:
            self._drop()
            if type(error).__module__.split(".")[0] in ("pymysql", "psycopg", "sqlite3"):
                raise explain(self._source, entity, self._dialect, error) from error
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _fetch_columns(cursor: Any, page_rows: int) -> Iterator[list[Sequence[Any]]]:
    while rows := cursor.fetchmany(page_rows):
        yield list(zip(*rows, strict=True))


def _as_given(values: list[str], kind: str) -> list[Any]:
    """Keys are kept as text; where the select's header says `int` they go back as numbers, so that an index is used."""
    return [int(value) if kind == "int" and value.isdigit() else value for value in values]
