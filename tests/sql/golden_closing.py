"""Closings by hand for the queries of closed periods. Those in force hold only ZZ-01, which no settling makes anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert

from etl.indicators.definition import read_definition
from etl.warehouse.tables import ind_definition
from etl.warehouse.tables.indicators import ind_closing, ind_entry, ind_reported, ind_restatement
from tests.sql.golden import AS_OF

BREAKERS: dict[str, str] = {}
DEFINITION_KEY = 9001
UNIT = {"org_unit_key": 1}


def write(connection: Connection) -> None:
    about = {"code": "ZZ-01", "kind": "context", "origin": "person", "author": "ก", "reason": "ทดสอบ"}
    body = {
        "code": "ZZ-01", "kind": "context", "name_th": "ทดสอบ", "name_en": "Test", "description_th": "ก",
        "description_en": "a", "unit_th": "เรื่อง", "unit_en": "cases", "direction": "none", "frequency": "monthly",
        "data_source": "none",
    }  # fmt: skip
    version = {"definition_key": DEFINITION_KEY, "version": 1, "valid_from_at": AS_OF, "valid_to_at": AS_OF}
    connection.execute(insert(ind_definition), {**about, **version, "body": read_definition(body).to_json()})
    closing = {"closed_by": "ก", "closed_at": AS_OF, "note": "ประชุม"}
    undone = {"reopened_by": "ข", "reopened_at": AS_OF + timedelta(days=1), "reopen_reason": "ข้อมูลไม่ครบ"}
    for key, period_id, more in ((1, "M2026-10", {}), (2, "Q2569-4", undone), (3, "Q2569-4", {})):
        connection.execute(insert(ind_closing), {"closing_key": key, "period_id": period_id, **closing, **more})
        for code, value in (("CMP-01", 5.5), ("CMP-02", None)) if more else (("ZZ-01", 5.5),):
            connection.execute(insert(ind_reported), {"closing_key": key, "code": code, **_figure(value)})
    for key, closing_key, code, value, reason in (
        (9001, 2, "CMP-01", 7.25, "แก้ไขข้อมูล"), (9002, 2, "CMP-01", None, None), (9003, 1, "ZZ-01", 6.0, None),
    ):  # fmt: skip
        said = {"reason": reason, "reason_by": "ข" if reason else None, "reason_at": AS_OF if reason else None}
        row = {"restatement_key": key, "closing_key": closing_key, "code": code, "cause": "data", "noticed_at": AS_OF}
        connection.execute(insert(ind_restatement), {**row, **_figure(value), **said})
    entry = {
        "code": "ZZ-01",
        "period_id": "M2026-10",
        "value": 1.0,
        "evidence": "ก",
        "entered_by": "ก",
        "entered_at": AS_OF,
    }
    connection.execute(insert(ind_entry), {**entry, **UNIT, "state": "waiting"})


def _figure(value: float | None) -> dict[str, Any]:
    status = "no_data" if value is None else "on_track"
    judged = {"target": 5.0, "target_state": "approved", "status": status, "score": None if value is None else 5.0}
    return {**UNIT, "value": value, **judged, "definition_key": DEFINITION_KEY, "run_key": 1}
