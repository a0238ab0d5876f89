"""What merging IT repair does more: a repair that moved decides whether later requests are repeats of it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, literal, select

from etl.contracts.base import Entity
from etl.contracts.it_repair import IT_REPAIR, REPAIR_TICKET
from etl.steps.merging import Merging
from etl.warehouse.query import load
from etl.warehouse.tables import etl_touched


class ItRepairMerging(Merging):
    def note_days(self, connection: Connection, entity: Entity) -> None:
        super().note_days(connection, entity)
        if entity is REPAIR_TICKET:
            days = load("derive/repair_repeat_days", connection.dialect.name).as_select().subquery("days")
            known = select(etl_touched.c.date).where(etl_touched.c.contract == IT_REPAIR.name)
            fresh = select(literal(IT_REPAIR.name), days.c.date).where(days.c.date.not_in(known))
            connection.execute(insert(etl_touched).from_select(["contract", "date"], fresh))
