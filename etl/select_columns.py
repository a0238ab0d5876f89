"""Which columns of which tables a select reads, wherever they stand in it: list, joins, conditions, order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.scope import Scope, traverse_scope

from etl.errors import UsageError

Dialect = Literal["mariadb", "postgresql"]
Table = tuple[str | None, str]  # schema, where the select names one, and name
_SQLGLOT = {"mariadb": "mysql", "postgresql": "postgres"}


def read_columns(name: str, sql: str, dialect: Dialect) -> dict[Table, set[str]]:
    """`name` is the query's, for messages. Raises UsageError for a select that leaves open what it reads (`*`)."""
    tree: exp.Expr = sqlglot.parse_one(sql, dialect=_SQLGLOT[dialect])
    if dialect == "postgresql":  # reads names without quotation marks in small letters
        tree = normalize_identifiers(tree, dialect="postgres")
    found: dict[Table, set[str]] = {}
    for scope in traverse_scope(tree):
        for table, columns in _columns_of(name, scope):
            found.setdefault(table, set()).update(columns)
    return found


def _columns_of(name: str, scope: Scope) -> Iterator[tuple[Table, set[str]]]:
    """What one select among those inside each other reads of the tables it names itself."""
    here: exp.Query = scope.expression  # type: ignore[assignment]
    tables = {
        alias: table
        for alias, table in scope.sources.items()
        if isinstance(table, exp.Table) and alias in scope.selected_sources
    }
    if tables and any(one.is_star for one in here.selects):
        raise UsageError(
            f"queries/{name}.sql reads every column of a table (*), columns about people too.",
            "Name the columns it needs.",
        )
    read: dict[str, set[str]] = {alias: _joined_by_name(here) for alias in tables}
    for column in scope.columns:
        alias = column.table or _find_owner(name, scope, column, list(tables))
        if alias in read:
            read[alias].add(column.name)
    for alias, table in tables.items():
        if not read[alias]:
            raise UsageError(f"queries/{name}.sql reads {table.name} without naming a column.", "Name one.")
        yield (table.db or None, table.name), read[alias]


def _joined_by_name(here: exp.Query) -> set[str]:
    """`join ... using (id)` reads that column on both sides."""
    return {name.name for join in here.args.get("joins") or () for name in join.args.get("using") or ()}


def _find_owner(name: str, scope: Scope, column: exp.Column, tables: list[str]) -> str | None:
    """The alias of the table a bare name belongs to; null: it is an output name, or of another query."""
    here: exp.Query = scope.expression  # type: ignore[assignment]
    if column.find_ancestor(exp.Query) is not here:
        return None  # of a query inside this one, which is looked at on its own
    stands_in = column.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Query)
    if stands_in is not here and column.name in here.named_selects:
        return None  # `order by received_at` means the column of that name in the list
    inner = [source.expression for source in scope.sources.values() if isinstance(source, Scope)]
    if any(column.name in query.named_selects for query in inner if isinstance(query, exp.Query)):
        return None
    if len(tables) != 1:
        raise UsageError(
            f"queries/{name}.sql does not say which table the column {column.name} is of.",
            f"Write the table before it: <table>.{column.name}",
        )
    return tables[0]
