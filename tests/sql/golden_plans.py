"""A plan of two editions with a tree of three levels, one of them opened by a person; for the queries of /plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from etl.indicators.plan_editions import PlanEdition
from etl.indicators.plan_succession import open_edition
from etl.indicators.plans import write_edition

BREAKERS: dict[str, str] = {}
FIRST: dict[str, Any] = {
    "plan": "GOLD", "edition": "2566-2570", "title_th": "แผนทดสอบ", "title_en": "Test plan", "order": 90,
    "valid_from": "2022-10-01", "valid_to": "2027-09-30",
    "contradictions": [{"id": "C-01", "th": "ก", "en": "a"}],
    "nodes": [
        {"id": "G1", "kind": "strategy", "th": "หนึ่ง", "children": [
            {"id": "G1.1", "kind": "work_plan", "th": "แผนงาน", "en": "Work plan", "children": [
                {"id": "1.1", "kind": "project", "th": "โครงการ", "budget": {2566: "dash", 2567: 5, 2568: "blank"}},
            ]},
        ]},
        {"id": "G2", "kind": "problem", "th": "สอง", "categories": ["c1"]},
    ],
}  # fmt: skip
SECOND = FIRST | {"edition": "2571-2575", "valid_from": "2027-10-01", "valid_to": "2032-09-30"}


def write(connection: Connection) -> None:
    write_edition(connection, PlanEdition.model_validate(FIRST), {"origin": "config"})
    open_edition(connection, SECOND, author="ก", at=datetime(2026, 11, 1, tzinfo=UTC))
