"""What the warehouse's tables are made of: common types, and the columns that facts, staging and aggregates share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on PostgreSQL; on SQLite text `YYYY-MM-DD HH:MM:SS.ffffff`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: every _at is an aware UTC instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# 64-bit keys: SQLite numbers rows itself only in a column declared INTEGER
Key = BigInteger().with_variant(Integer(), "sqlite")


def make_table(name: str, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, **options)


def days_index(name: str) -> Index:
    """For reading the rows of some days. PostgreSQL keeps the span of days of each block: facts come nearly in their

    order, and six such indexes cost a load less than one tree.
    """
    return Index(None, name, postgresql_using="brin", postgresql_ops={name: "date_minmax_multi_ops"})


# the columns of a fact that are ours; staging has none of them
_OURS = ("source_key", "is_deleted", "run_key")


def fact_table(name: str, *columns: Any, key: Sequence[str] = ("source_id",)) -> Table:
    """`fact_<thing>`, one row per thing of one source, `key` its entity's key; `<thing>_key` is ours.

    Its columns are followed by those of every fact: is_deleted (soft), source_changed_at (the source's own time of last
    change), row_hash, run_key (the run that wrote it last).
    """
    return make_table(
        name,
        Column(f"{name.removeprefix('fact_')}_key", Key, primary_key=True, autoincrement=True),
        Column("source_key", Integer, nullable=False),
        *columns,
        Column("is_deleted", Boolean, nullable=False),
        Column("source_changed_at", UtcDateTime),
        Column("row_hash", BigInteger, nullable=False),
        Column("run_key", BigInteger, nullable=False),
        UniqueConstraint("source_key", *key),
    )


def staging_of(fact: Table) -> Table:
    """`stg_<thing>`: one row per row read, typed, before the batch is judged."""
    own = (*_OURS, f"{fact.name.removeprefix('fact_')}_key")
    return make_table(
        fact.name.replace("fact_", "stg_", 1),
        Column("row_number", BigInteger, nullable=False),  # order of reading
        *(Column(column.name, column.type) for column in fact.columns if column.name not in own),
        info={"staging_of": fact.name},
    )


def agg_table(name: str, *by: Column[Any], parts: Sequence[str]) -> Table:
    """`agg_<name>`: one row per day, own org_unit and `by` on which anything happened; `parts` may be added up."""
    columns = [Column(c.name, c.type, primary_key=True, autoincrement=False) for c in by]
    return make_table(
        name,
        Column("date", Date, primary_key=True),
        Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
        *columns,
        *(Column(part, BigInteger, nullable=False) for part in parts),
        sqlite_with_rowid=False,
    )


@compiles(CreateTable, "postgresql")
def _leave_staging_unlogged(create: CreateTable, compiler: DDLCompiler, **options: Any) -> str:
    """What a crash may lose is not written to the log: staging is read again anyway."""
    made = compiler.visit_create_table(create, **options)
    return made.replace("CREATE TABLE", "CREATE UNLOGGED TABLE", 1) if create.element.name.startswith("stg_") else made
