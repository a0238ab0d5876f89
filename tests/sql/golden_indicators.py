"""Two versions of one definition and targets with a path and a rule, for the queries of the list and the sheet."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import Connection, insert

from etl.indicators.definition import read_definition
from etl.warehouse.tables import ind_definition, ind_target
from tests.sql.golden import AS_OF

BREAKERS: dict[str, str] = {}
BODY = {
    "code": "CMP-01", "kind": "tracked", "name_th": "จำนวนคำร้อง", "name_en": "Complaints", "description_th": "ก",
    "description_en": "a", "unit_th": "เรื่อง", "unit_en": "cases", "direction": "lower", "frequency": "monthly",
    "data_source": "system", "contract": "complaints", "formula": "complaints_received",
}  # fmt: skip


def write(connection: Connection) -> None:
    about = {"code": "CMP-01", "kind": "tracked", "origin": "person", "author": "ก", "reason": "ทดสอบ"}
    before, now = AS_OF - timedelta(days=60), AS_OF - timedelta(days=30)
    for version, body, since, until in ((1, BODY, before, now), (2, BODY | {"owner": "SCH"}, now, None)):
        row = {"version": version, "body": read_definition(body).to_json(), "valid_from_at": since}
        connection.execute(
            insert(ind_definition), {**about, **row, "definition_key": 9100 + version, "valid_to_at": until}
        )
    path, rule = json.dumps({"kind": "cumulative"}), json.dumps({"comparison": "below", "previous": True})
    aims = (
        (2570, 40.0, "proposed", before, now, None, None),
        (2570, 36.5, "approved", now, None, path, None),
        (2569, None, "stated", before, None, None, rule),
    )
    names = ("fiscal_year", "value", "state", "valid_from_at", "valid_to_at", "trajectory", "rule")
    for aim in aims:
        said = {"code": "CMP-01", "note": "มติ", "origin": "person", "author": "ก"}
        connection.execute(insert(ind_target), {**said, **dict(zip(names, aim, strict=True))})
