"""A select to begin with for an entity of a contract, in the words of each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

from etl.contracts.base import Entity, Field, FieldType, PersonalData

DIALECTS = ("MariaDB", "PostgreSQL")
TEXT_KEY = " (ต้องมี; ถ้าไม่ใช่ตัวเลข เขียน text แทน int หลังช่องนี้และหลัง after_id ในหัวไฟล์)"
_TIMES = (FieldType.INSTANT, FieldType.DATE)
_KINDS = {FieldType.INTEGER: "int", FieldType.NUMBER: "float"}


def write_skeleton(entity: Entity) -> Iterator[tuple[str, str]]:
    """(kind of database, select): every `your_...` is a name to be replaced by the source's own."""
    for dialect in DIALECTS:
        yield dialect, "\n".join(_write(entity, dialect)) + "\n"


def _write(entity: Entity, dialect: str) -> Iterator[str]:
    fields = [field for field in entity.fields if field.personal is not PersonalData.PERSONAL]
    needed = [field for field in fields if not field.only_some]
    kinds = ", ".join(f"{field.name} {_kind(entity, field, dialect)}" for field in needed)
    yield f"-- title: {entity.th}ที่เปลี่ยนแปลง / {entity.en}: what changed since"
    yield f"-- grain: one row per {' and '.join(entity.key)}, in the order of its last change"
    yield "-- unit: -"
    yield f"-- source: your_table ({dialect}); no column about people is read"
    yield "-- params: after_at text, after_id int, page_rows int"
    yield f"-- columns: {kinds}"
    yield "select"
    for field in needed:
        comma = "" if field is needed[-1] else ","
        need = " (ต้องมี)" if field.required else ""
        need = TEXT_KEY if field.name == entity.cursor and field.type is FieldType.TEXT else need
        yield f"  {_column(field, dialect)} as {field.name}{comma}  -- {field.th}{need}"
    for field in fields:
        if field.only_some:
            yield f"  -- , your_{field.name} as {field.name}: {field.th} ถ้าระบบมี"
    yield "from your_table"
    changed, cursor = "your_changed_at", f"your_{entity.cursor}"
    if dialect == "PostgreSQL":
        yield f"where ({changed}, {cursor}) > (cast(:after_at as timestamptz), :after_id)"
    else:
        yield f"where {changed} >= :after_at"
        yield f"  and ({changed} > :after_at or {cursor} > :after_id)"
    yield f"order by {changed}, {cursor}"
    yield "limit :page_rows"


def _column(field: Field, dialect: str) -> str:
    """MariaDB's zero dates would stop its driver: dates travel as text."""
    return f"cast(your_{field.name} as char)" if dialect == "MariaDB" and field.type in _TIMES else f"your_{field.name}"


def _kind(entity: Entity, field: Field, dialect: str) -> str:
    null = "" if field.required or field.name == "changed_at" else "?"
    if field.personal is PersonalData.HASHED:  # asked for by nobody: only its hash is known
        return f"text{null}"
    if field.name in (*entity.key, entity.cursor):
        return f"int{null}"
    if field.type in _TIMES and dialect == "PostgreSQL":
        return f"{'date' if field.type is FieldType.DATE else 'timestamp'}{null}"
    return f"{_KINDS.get(field.type, 'text')}{null}"
