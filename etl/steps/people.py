"""Takes people out of columns where none should stand: numbers, codes, names of things and places.

Free text is searched without mercy (scrub.py). Here a value must stay what it is, since others are compared with it:
only what can hardly be anything but a person goes (title with name and surname, e-mail, LINE, house number, telephone
or citizen id in the way people write them). Keys and references of rows are left alone: they lead back to their source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from etl.contracts.base import Entity, Field, FieldType, PersonalData
from etl.steps.scrub import BREAK, EMAIL, TITLES

_MOBILE = r"(?<![\d\-/.])0[2-9]\d?[ .\-]\d{3}[ .\-]\d{3,4}(?![\d\-/])"
_CITIZEN = r"(?<![\d\-])\d-\d{4}-\d{5}-\d\d-\d(?![\d\-])"
_SIGNS = ("@", "บ้านเลขที่", "นาย", "นาง", "คุณ", "เด็ก", "โทร", "ไลน", "ine", "INE", "อาจารย์", "ผู้ใหญ่บ้าน", "กำนัน")
# each begins with a sign of its own: a column of numbers costs next to nothing
_SHAPES = (
    (".", re.compile(r"\.(?:\s?[สชญ]|[ตสอทจ]\.)|[รอ]\.\s?[ก-๎]{2}")),
    ("-", re.compile(r"-\d{4}-\d{5}-")),
    ("0", re.compile(r"0[2-9](?:\d?[ .\-]\d{3}[ .\-]|\d{8})")),
)
_RULES = (
    ("[อีเมล]", EMAIL),
    ("[ไลน์]", re.compile(r"(?:\bline|ไลน์)\s*(?:(?:id|ไอดี)\s*[:=]?|[:=]|@)\s*@?[a-z0-9][\w.\-]{2,}", re.IGNORECASE)),
    ("[เลขประจำตัว]", re.compile(_CITIZEN)),
    # ten digits alone may be somebody's number of something: they go where other text stands before them
    ("[โทรศัพท์]", re.compile(rf"{_MOBILE}|(?<=[^\d\-/.])0[689]\d{{8}}(?!\d)")),
    ("[บ้านเลขที่]", re.compile(r"บ้านเลขที่\s*[\d๐-๙]+(?:/[\d๐-๙]+)*")),
    ("[ชื่อ]", re.compile(TITLES + r"\.?\s*[ก-๎]{2,}\s+[ก-๎]{2,20}")),
)


def strike_people(entity: Entity, columns: dict[str, Any]) -> dict[str, Any]:
    """Typed columns without people in those that are kept as they come; the others are the very same."""
    return columns | {
        field.name: _strike(columns[field.name])
        for field in entity.fields
        if field.name in columns and _is_kept_as_it_comes(entity, field)
    }


def _is_kept_as_it_comes(entity: Entity, field: Field) -> bool:
    leads_back = field.name in (*entity.key, entity.subject, entity.cursor) or field.name.endswith("_id")
    return field.type is FieldType.TEXT and field.personal is PersonalData.NONE and not leads_back


def _strike(values: Sequence[str | None]) -> Sequence[str | None]:
    joined = BREAK.join(value or "" for value in values)
    if not any(sign in joined for sign in _SIGNS) and not any(
        sign in joined and shape.search(joined) for sign, shape in _SHAPES
    ):
        return values
    struck = {value: value and strike_one(value) for value in set(values)}
    return [struck[value] for value in values]


def strike_one(value: str) -> str:
    """One such value without people."""
    for instead, pattern in _RULES:
        value = pattern.sub(instead, value)
    return value
