"""A definition for tests, any part of it changed."""

from __future__ import annotations

from typing import Any

from etl.indicators.definition import Definition, read_definition

PLAIN: dict[str, Any] = {
    "code": "TST-01",
    "kind": "tracked",
    "name_th": "ตัวชี้วัดทดสอบ",
    "name_en": "An indicator",
    "description_th": "นับตามวันที่",
    "description_en": "By date.",
    "unit_th": "ร้อยละ",
    "unit_en": "percent",
    "direction": "higher",
    "frequency": "annual",
    "data_source": "hand",
}


def define(**changes: Any) -> Definition:
    """A tracked indicator entered by hand, higher is better; raises as `read_definition` does."""
    return read_definition({**PLAIN, **changes})
