"""The measures that queries/measures makes: each column of its queries, with kind, unit and titles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, delete, insert, select

from etl.errors import QueryError
from etl.warehouse.query import QUERIES, load
from etl.warehouse.tables import ind_measure

KINDS = ("flow", "stock", "middle", "level")
MISSING_IS_NULL = ("middle", "level")  # of the other kinds a missing row is 0
KEYS = ("period_id", "org_unit_key")


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity per period and org_unit. A missing flow or stock is 0, a missing middle or level is null.

    A level is a state at a moment, as a stock, that nobody may have told yet.
    """

    measure: str
    contract: str
    kind: str  # flow | stock | middle | level
    unit: str
    query: str
    title_th: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Family:
    """One query of queries/measures and its measures, in the order of its columns."""

    query: str
    contract: str
    measures: tuple[Measure, ...]

    @property
    def has_stocks(self) -> bool:
        return any(measure.kind in ("stock", "level") for measure in self.measures)


@cache
def families() -> tuple[Family, ...]:
    """Every family of queries/measures/<contract>.yaml; raises QueryError where it and a query disagree."""
    return tuple(_family(name, path.stem, about) for path in _files() for name, about in _read(path).items())


def _files() -> list[Path]:
    return sorted((QUERIES / "measures").glob("*.yaml"))


def _read(path: Path) -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return held


def _family(name: str, contract: str, described: dict[str, Any]) -> Family:
    query = f"measures/{name}"
    columns = [column.name for column in load(query).columns]
    if columns != [*KEYS, *described]:
        raise QueryError(f"{query}: its columns are {columns}, {contract}.yaml says {[*KEYS, *described]}.")
    measures = tuple(
        Measure(measure, contract, text["kind"], text["unit"], query, text["th"], text["en"])
        for measure, text in described.items()
    )
    wrong = [m.measure for m in measures if m.kind not in KINDS]
    if wrong:
        raise QueryError(f"{query}: the kind of {', '.join(wrong)} is none of {', '.join(KINDS)}.")
    return Family(query, contract, measures)


def register_measures(connection: Connection) -> bool:
    """ind_measure holds exactly these measures; true if anything had to be written."""
    columns = [column.name for column in ind_measure.columns]
    wanted = [
        {name: getattr(measure, name) for name in columns} for family in families() for measure in family.measures
    ]
    held = [dict(row) for row in connection.execute(select(ind_measure)).mappings()]
    if sorted(held, key=_by_name) == sorted(wanted, key=_by_name):
        return False
    connection.execute(delete(ind_measure))
    connection.execute(insert(ind_measure), wanted)
    return True


def _by_name(row: dict[str, str]) -> str:
    return row["measure"]


def queries_mark() -> str:
    """Changes whenever a query that figures are made with changes: then all figures are made again."""
    return _mark(("aggregates", "measures"))


def derive_mark() -> str:
    """Changes whenever a query changes with which more is derived from facts: then all of it is derived again."""
    return _mark(("derive",))


@cache
def _mark(folders: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted((QUERIES / folder).iterdir()):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
