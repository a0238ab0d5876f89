"""Golden rows of orders: one overdue, one answered twice, one about no indicator; a target with a rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from etl.warehouse.tables import ind_target
from etl.warehouse.tables.indicators import ind_order, ind_order_event, ind_plan
from tests.sql.day_oracle import BANGKOK

BREAKERS: dict[str, str] = {}
AT = datetime(2026, 11, 1, 9, tzinfo=BANGKOK)
EVENTS = {
    1: ("given",),
    2: ("given", "answered", "returned", "answered"),
    3: ("given", "answered", "done"),
}


def write(connection: Connection) -> None:
    orders = [
        _order(1, "CMP-01", "M2026-10", 2, date(2026, 11, 10), "open"),
        _order(2, "CMP-01", "YTD2026-10", 1, date(2026, 12, 1), "answered"),
        _order(3, None, None, 3, date(2026, 11, 30), "done"),
    ]
    connection.execute(insert(ind_order), orders)
    for key, events in EVENTS.items():
        for number, what in enumerate(events):
            link = "https://kkmuni.go.th/1" if what == "answered" else None
            row = {"order_key": key, "what": what, "text": f"{what} {number}", "link": link, "author": f"คน {number}"}
            connection.execute(insert(ind_order_event).values(**row, at=AT + timedelta(hours=number)))
    about = {"note": "", "origin": "person", "author": "s", "valid_from_at": AT}
    rule = '{"comparison": "above", "previous": true}'
    connection.execute(
        insert(ind_target), {"code": "CMP-01", "fiscal_year": 2570, "rule": rule, "state": "proposed", **about}
    )
    for edition, first in (("1", None), ("2", date(2022, 10, 1))):
        plan = {"plan": "GOLDEN", "edition": edition, "title_th": f"แผน {edition}", "title_en": f"Plan {edition}"}
        connection.execute(insert(ind_plan).values(**plan, valid_from=first, sort_order=9, body="{}"))


def _order(key: int, code: str | None, period_id: str | None, owner: int, due: date, state: str) -> dict[str, Any]:
    return {
        "order_key": key, "kind": "order" if key < 3 else "improvement_plan", "code": code, "period_id": period_id,
        "from_org_unit_key": 1, "owner_org_unit_key": owner, "owner_person": None if key == 1 else "ผู้อำนวยการ",
        "title": f"เรื่อง {key}", "body": '{"asked": "ให้ทำ"}', "due_date": due, "state": state,
        "value": 12.5 if code else None, "given_by": "นายก", "given_at": AT, "changed_at": AT, "version": 1,
    }  # fmt: skip
