"""What merging complaints does more: links to other systems, when a case was first seen closed, histories, spells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, literal, select

from etl.calendar_th import bangkok_date
from etl.contracts.base import Entity
from etl.contracts.complaints import COMPLAINT, COMPLAINT_STATUS
from etl.ledger import Run
from etl.steps import spells
from etl.steps.counted import recount
from etl.steps.further import write_further
from etl.steps.merging import Merging
from etl.warehouse.tables import fact_complaint

_SEEN = ("closed_seen_at", "closed_seen_date")


class ComplaintsMerging(Merging):
    def knows_matters(self, connection: Connection, entity: Entity, source_key: int) -> bool:
        """Histories that come before their complaints change no figure; they are summed up as a whole."""
        of_source = select(literal(1)).select_from(fact_complaint).where(fact_complaint.c.source_key == source_key)
        return entity is COMPLAINT or connection.execute(of_source.limit(1)).first() is not None

    def note_days(self, connection: Connection, entity: Entity) -> None:
        spells.note_days(connection)

    def added(self, entity: Entity, staging: Table, as_of: datetime) -> dict[str, ColumnElement[Any]]:
        if entity is not COMPLAINT:
            return {}
        is_closed, seen = staging.c.phase != "open", (as_of, bangkok_date(as_of))
        first_seen = {
            name: case((is_closed, literal(value, fact_complaint.c[name].type)))
            for name, value in zip(_SEEN, seen, strict=True)
        }
        return {"is_counted": literal(True), **first_seen}

    def replaced(self, entity: Entity, fact: Table, met: Any) -> dict[str, Any]:
        """Closed since it was first met so; opened again in between, from the next time on."""
        if entity is not COMPLAINT:
            return {}
        seen = {name: case((met[name].is_not(None), func.coalesce(fact.c[name], met[name]))) for name in _SEEN}
        return {"is_counted": fact.c.is_counted, **seen}

    def derive(self, connection: Connection, run: Run, entity: Entity, source_key: int, *, knows_some: bool) -> None:
        if entity is COMPLAINT_STATUS:
            spells.note_histories(connection, source_key)
        else:
            write_further(connection, source_key, knows_some=knows_some)
            recount(connection, run, source_key)
        spells.derive(connection)

    def derive_anew(self, connection: Connection) -> None:
        spells.derive_anew(connection)
