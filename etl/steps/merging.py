"""What merging a batch does beside writing its rows: any contract's, by what its entities say of themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Table, and_, insert, literal, select, union

from etl.contracts.base import Contract, Entity
from etl.ledger import Run
from etl.warehouse.tables import etl_touched, metadata, stg_touched


class Merging:
    """The days of touched matters are noted; a contract that keeps or derives more has a class of its own."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def knows_matters(self, connection: Connection, entity: Entity, source_key: int) -> bool:
        """Whether the first rows of an entity may concern matters that stand here already, or are such."""
        return True

    def note_days(self, connection: Connection, entity: Entity) -> None:
        """Every day to which the matters in stg_touched contribute, as they stand now, enters etl_touched.

        Called before a batch is written (where they were) and after (where they are).
        """
        tell_size(connection)
        days = [
            select(column.label("date")).join(stg_touched, self._is_touched(other)).where(column.is_not(None))
            for other in self._contract.entities
            if other.matter == entity.matter
            for column in metadata.tables[other.fact].columns
            if isinstance(column.type, Date)
        ]
        if days:
            found = union(*days).subquery()
            known = select(etl_touched.c.date).where(etl_touched.c.contract == self._contract.name)
            fresh = select(literal(self._contract.name), found.c.date).where(found.c.date.not_in(known)).distinct()
            connection.execute(insert(etl_touched).from_select(["contract", "date"], fresh))

    def _is_touched(self, entity: Entity) -> ColumnElement[bool]:
        fact = metadata.tables[entity.fact]
        is_named = fact.c[entity.subject] == stg_touched.c.source_id
        return is_named if entity.is_shared else and_(fact.c.source_key == stg_touched.c.source_key, is_named)

    def added(self, entity: Entity, staging: Table, as_of: datetime) -> dict[str, ColumnElement[Any]]:
        """Columns of the fact that staging has not; set for rows that are new."""
        return {}

    def replaced(self, entity: Entity, fact: Table, met: Any) -> dict[str, Any]:
        """Of rows known before: columns that do not simply become what was met (`met` holds that)."""
        return {}

    def derive(self, connection: Connection, run: Run, entity: Entity, source_key: int, *, knows_some: bool) -> None:
        """What is made of the facts of the matters in stg_touched. `knows_some`: some stood here before."""

    def derive_anew(self, connection: Connection) -> None:
        """All of it, since the rules have changed; the days concerned are noted."""


def tell_size(connection: Connection) -> None:
    """PostgreSQL must know how many matters were touched to plan for them; SQLite's plans do not depend on it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("analyze stg_touched")
