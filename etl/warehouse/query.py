"""Loads the .sql files under queries/, holds them to their headers, and gives back exactly the types they declare.

Header lines, in this order: `-- title:` (th / en) `-- grain:` `-- unit:` `-- source:` `-- params:` `-- columns:`.
Types: int, float, text, bool, date, timestamp; `?` behind a type allows null, `[]` makes a parameter a list for `in`.
A file `x.postgresql.sql` beside `x.sql` is used on that engine.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Date, Float, Text, bindparam, text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.types import TypeEngine

from etl.errors import QueryError
from etl.settings import PROJECT
from etl.warehouse.tables import UtcDateTime

QUERIES = PROJECT / "queries"
HEADER = ("title", "grain", "unit", "source", "params", "columns")
_PART = re.compile(r"^(\w+) (int|float|text|bool|date|timestamp)(\[\])?(\?)?$")
_BIND = re.compile(r"(?<![:\w]):(\w+)")


def _to_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _to_timestamp(value: Any) -> datetime:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


_TYPES: dict[str, tuple[TypeEngine[Any], Callable[[Any], Any]]] = {
    "int": (BigInteger(), int),
    "float": (Float(), float),
    "text": (Text(), str),
    "bool": (Boolean(), bool),
    "date": (Date(), _to_date),
    "timestamp": (UtcDateTime(), _to_timestamp),
}


@dataclass(frozen=True)
class Item:
    """A declared parameter or column."""

    name: str
    kind: str
    is_list: bool
    is_nullable: bool

    @property
    def type(self) -> TypeEngine[Any]:
        return _TYPES[self.kind][0]

    def read(self, value: Any) -> Any:
        return None if value is None else _TYPES[self.kind][1](value)


@dataclass(frozen=True)
class Query:
    """One statement of queries/, with what its header promises."""

    name: str
    sql: str
    title_th: str
    title_en: str
    grain: str
    unit: str
    source: str
    params: tuple[Item, ...]
    columns: tuple[Item, ...]
    row_type: Any = field(repr=False, compare=False)

    def bound(self, values: Mapping[str, Any]) -> TextClause:
        """The statement with its parameters; every declared one must be given, and no other."""
        given, declared = set(values), {p.name for p in self.params}
        if given != declared:
            raise QueryError(f"{self.name}: wants parameters {sorted(declared)}, was given {sorted(given)}.")
        return text(self.sql).bindparams(
            *(
                bindparam(
                    p.name,
                    list(values[p.name]) if p.is_list else values[p.name],
                    type_=p.type,
                    expanding=p.is_list,
                )
                for p in self.params
            )
        )

    def as_select(self, **values: Any) -> TextualSelect:
        """For `table.insert().from_select(...)`."""
        return self.bound(values).columns(**{c.name: c.type for c in self.columns})

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """All rows as named tuples of the declared types, in the query's order."""
        result = connection.execute(self.bound(values))
        names = tuple(result.keys())
        if names != tuple(c.name for c in self.columns):
            raise QueryError(
                f"{self.name}: returns columns {list(names)}, its header says {[c.name for c in self.columns]}."
            )
        return [self._read(row) for row in result]

    def _read(self, row: Iterable[Any]) -> Any:
        values = []
        for column, value in zip(self.columns, row, strict=True):
            if value is None and not column.is_nullable:
                raise QueryError(f"{self.name}: column {column.name} is null, its header does not allow that.")
            values.append(column.read(value))
        return self.row_type(*values)

    def render(self, dialect: Dialect, **values: Any) -> str:
        """The statement with its values written in: what an auditor pastes into a console."""
        statement = self.bound(values).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        return str(statement)


def load(name: str, dialect: str = "sqlite") -> Query:
    """queries/<name>.sql, or its variant for the dialect (sqlite, postgresql, mysql)."""
    return _load(name, dialect)


@cache
def _load(name: str, dialect: str) -> Query:
    path = QUERIES / f"{name}.{dialect}.sql"
    if not path.exists():
        path = QUERIES / f"{name}.sql"
    if not path.exists():
        raise QueryError(f"queries/{name}.sql does not exist.")
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, content: str) -> Query:
    """Text of a .sql file -> Query; raises QueryError where header and statement disagree."""
    header, sql = _split(name, content)
    params, columns = _items(name, header["params"]), _items(name, header["columns"])
    code = re.sub(r"'(?:[^']|'')*'|--[^\n]*", "", sql)
    used, declared = set(_BIND.findall(code)), {p.name for p in params}
    if used != declared:
        raise QueryError(f"{name}: header declares parameters {sorted(declared)}, the statement uses {sorted(used)}.")
    title_th, _, title_en = header["title"].partition(" / ")
    row_type = namedtuple("Row", [c.name for c in columns]) if columns else None
    about = (title_th.strip(), title_en.strip(), header["grain"], header["unit"], header["source"])
    return Query(name, sql, *about, params, columns, row_type)


def _split(name: str, content: str) -> tuple[dict[str, str], str]:
    lines = content.strip().splitlines()
    header: dict[str, str] = {}
    current = ""
    while lines and lines[0].startswith("--"):
        line = lines.pop(0)[2:].strip()
        key, colon, value = line.partition(":")
        if colon and key in HEADER:
            current, header[key] = key, value.strip()
        elif current:
            header[current] = f"{header[current]} {line}".strip()
    if tuple(header) != HEADER:
        raise QueryError(f"{name}: the header must be {', '.join(HEADER)} in this order; found {', '.join(header)}.")
    sql = "\n".join(lines).strip().rstrip(";")
    if not sql:
        raise QueryError(f"{name}: no statement below the header.")
    return header, sql


def _items(name: str, declared: str) -> tuple[Item, ...]:
    items = []
    for part in filter(None, (p.strip() for p in declared.split(","))):
        found = _PART.match(part)
        if not found:
            raise QueryError(
                f"{name}: '{part}' is not `name type`; types are {', '.join(_TYPES)}, with [] or ? behind."
            )
        items.append(Item(found[1], found[2], bool(found[3]), bool(found[4])))
    return tuple(items)


def exists(name: str) -> bool:
    return query_file(name).exists()


def names(folder: str) -> list[str]:
    """Names of the queries in a folder of queries/, without engine variants."""
    stems = {p.name.removesuffix(".sql") for p in (QUERIES / folder).glob("*.sql")}
    return sorted(f"{folder}/{s}" for s in stems if "." not in s)


def query_file(name: str) -> Path:
    return QUERIES / f"{name}.sql"
