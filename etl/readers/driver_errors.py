"""What a database driver raised -> what happened to the source, and what to do."""

from __future__ import annotations

from typing import Any

from etl.contracts.base import Entity
from etl.errors import MisError, QueryError, SchemaChangedError, SourceRefusedError, SourceUnavailableError
from etl.source_settings import Source
from etl.steps.scrub import scrub

_MARIADB_REFUSED = {1044, 1045, 1130, 1142, 1143, 1227, 1370, 1049, 1820, 1862, 4151}
_MARIADB_SCHEMA = {1054, 1146, 1356}  # unknown column, no such table, view refers to something gone
# syntax, an ambiguous or mistaken column, no such function, collations or types that do not go together
_MARIADB_SELECT = {1052, 1055, 1064, 1111, 1149, 1222, 1235, 1241, 1242, 1267, 1270, 1271, 1305, 1318, 1582, 4078}
_POSTGRESQL_SCHEMA = {"42703", "42P01"}
_POSTGRESQL_REFUSED = ("28", "42501", "3D")
_POSTGRESQL_SELECT = ("42", "22")  # what cannot be parsed or typed, a value a cast cannot read
_SQLITE_SCHEMA = ("no such column", "no such table")
_SQLITE_SELECT = ("syntax error", "no such function", "ambiguous column", "incomplete input", "unrecognized token")


def explain(source: Source, entity: Entity, dialect: str, error: Any) -> MisError:
    """The error to raise in place of the driver's; its own words are kept, without addresses, passwords or people."""
    said = scrub(_first_line(error))  # drivers quote the value they could not read
    if dialect in ("mysql", "mariadb"):
        number = error.args[0] if error.args else None
        is_schema, is_refused = number in _MARIADB_SCHEMA, number in _MARIADB_REFUSED
        is_select = number in _MARIADB_SELECT
    elif dialect == "postgresql":
        code = getattr(error, "sqlstate", None) or ""
        is_schema = code in _POSTGRESQL_SCHEMA
        is_refused = code.startswith(_POSTGRESQL_REFUSED) or "authentication failed" in said
        is_select = code.startswith(_POSTGRESQL_SELECT)
    else:
        is_schema = said.startswith(_SQLITE_SCHEMA)
        is_refused = "not authorized" in said or "file is not a database" in said
        is_select = any(words in said for words in _SQLITE_SELECT)
    place = f"{source.name}, {entity.name}"
    if is_schema:
        return SchemaChangedError(
            f"{place}: the source's schema has changed: {said}.",
            f"Correct queries/extract/{source.name}/{entity.name}.sql to the source's new names.",
        )
    if is_refused:
        return SourceRefusedError(
            f"{place}: the source refused: {said}.",
            f"Check the account, its password and its SELECT rights in {source.variable}.",
        )
    if is_select:
        return QueryError(
            f"{place}: the source does not understand the select: {said}.",
            f"Correct queries/extract/{source.name}/{entity.name}.sql; it is written in the source's own dialect."
            " Where the key is no number: `after_id text` under params, and in PostgreSQL cast(the key as text).",
        )
    return SourceUnavailableError(
        f"{place}: the source did not answer: {said}.",
        "Nothing was changed; the next run tries again. If it lasts, check the source's server and the network.",
    )


def _first_line(error: Any) -> str:
    args: tuple[Any, ...] = getattr(error, "args", ())
    said = str(args[1]) if len(args) > 1 and isinstance(args[0], int) else str(error)
    return said.strip().splitlines()[0].rstrip(".") if said.strip() else type(error).__name__
