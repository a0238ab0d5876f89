"""A contract explained for the people who keep a source system: fields, words, what becomes of bad values, selects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.contracts.base import Contract, Entity, Field, FieldType, Note, Vocabulary, Word
from etl.contracts.complaints import Channel, Status, Urgency
from etl.select_skeleton import write_skeleton
from etl.settings import OrgUnit
from etl.sheet_words import ABOUT, CLASSES, ONLY_SOME, OPTIONAL, PHASES, REQUIRED, RULES, TYPES


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int  # of a workbook's column, in signs


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `name` names a workbook's tab. Cells are text; Thai and English stand on own lines."""

    name: str
    title: str
    lead: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A select to begin with, for one entity on one kind of database; `file` is where it goes."""

    title: str
    file: str
    sql: str


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    about: tuple[str, ...]
    tables: tuple[Table, ...]
    examples: tuple[Example, ...]


_FIELD_COLUMNS = (
    Column("ช่อง\nfield", 18), Column("ความหมาย\nmeaning", 28), Column("ชนิด\ntype", 20), Column("จำเป็น\nrequired", 15),
    Column("คำที่รับ\nwords", 16), Column("ถ้าค่าผิดหรือว่าง\nbad or empty values", 32),
    Column("ข้อมูลส่วนบุคคล\npersonal data", 18), Column("วัตถุประสงค์\npurpose", 34), Column("การเก็บรักษา\nretention", 26),
)  # fmt: skip
_AS_ALL = Note("เหมือนทั้งแถว (ดูข้างบน)", "as the whole row, see above")
_WORD_COLUMNS = (Column("รหัส\ncode", 20), Column("ไทย", 36), Column("English", 36), Column("หมายเหตุ\nnote", 36))


def make_sheet(contract: Contract, org_units: Sequence[OrgUnit]) -> Sheet:
    """`org_units` of config.yaml are the words of fields that name a สำนัก/กอง."""
    entities = sorted(contract.entities, key=lambda entity: entity.key != (entity.subject,))  # the matter itself first
    tables = [_entity_table(entity) for entity in entities]
    tables += [_word_table(vocabulary) for vocabulary in _vocabularies(entities)]
    if any(field.type in (FieldType.ORG_UNIT, FieldType.ORG_UNITS) for entity in entities for field in entity.fields):
        tables.append(_unit_table(org_units))
    tables.append(_rule_table())
    examples = tuple(
        Example(f"{entity.th} / {entity.en}: {name}", f"queries/extract/<source>/{entity.name}.sql", sql)
        for entity in entities
        for name, sql in write_skeleton(entity)
    )
    title = f"ข้อตกลงข้อมูล: {contract.th} / Data contract: {contract.en}"
    return Sheet(title, tuple(_both(note) for note in ABOUT), tuple(tables), examples)


def _entity_table(entity: Entity) -> Table:
    lead = [_both(entity.purpose)] if entity.purpose else []
    lead.append(_both(Note(f"แถวไม่ซ้ำกันด้วย {', '.join(entity.key)}", f"A row is unique by {', '.join(entity.key)}")))
    if entity.retention:
        lead.append(_both(Note(f"การเก็บรักษา: {entity.retention.th}", f"Retention: {entity.retention.en}")))
    if entity.is_optional:
        lead.append(_both(Note("ระบบที่ไม่มีข้อมูลชุดนี้ข้ามได้", "A system that has no such rows may leave them out")))
    rows = tuple(_field_row(field) for field in entity.fields)
    return Table(entity.th, f"{entity.th} / {entity.en} (`{entity.name}`)", tuple(lead), _FIELD_COLUMNS, rows)


def _field_row(field: Field) -> tuple[str, ...]:
    need = REQUIRED if field.required else ONLY_SOME if field.only_some else OPTIONAL
    return (
        field.name,
        _both(Note(field.th, field.en)),
        _both(TYPES[field.type]),
        _both(need),
        _say_words(field),
        _both(_say_bad(field)),
        _both(CLASSES[field.personal]),
        _both(field.purpose),
        _both(field.retention or _AS_ALL),
    )


def _say_words(field: Field) -> str:
    if field.vocabulary is not None:
        return f"ดูตาราง / see\n{field.vocabulary.name}"
    if field.type in (FieldType.ORG_UNIT, FieldType.ORG_UNITS):
        return "ดูตาราง / see\norg_unit"
    if field.high is not None and field.high < 2**53:
        return f"{field.low or 0:,g} - {field.high:,.10g}"
    return ""


def _say_bad(field: Field) -> Note:
    """What conform does with an empty value and with one it cannot read; the settings of a source may be stricter."""
    if field.name == "changed_at":
        return Note("ว่างหรืออ่านไม่ได้: รับแถว แต่พบการแก้ไขช้า", "empty or unreadable: row taken, its edits are found late")
    parts = list(_say_empty(field))
    if field.type in (FieldType.WORDS, FieldType.ORG_UNITS):
        parts.append(Note("คำที่ไม่รู้จัก: ข้ามคำนั้น", "unknown word: left out"))
    elif field.type is FieldType.ORG_UNIT:
        parts.append(Note("ชื่อที่ไม่รู้จัก: นับเป็นไม่ระบุหน่วยงาน", "unknown name: counted as not stated"))
    elif field.vocabulary is not None:
        parts.append(_say_unknown(field.vocabulary))
    elif field.type in (FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY) and field.high is not None:
        parts.append(Note("ไม่ใช่ตัวเลขหรือนอกช่วง: ไม่รับแถว", "not a number, or outside its range: row refused"))
    elif field.type in (FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY):
        parts.append(Note("ไม่ใช่ตัวเลข: ไม่รับแถว", "not a number: row refused"))
    elif field.type in (FieldType.INSTANT, FieldType.DATE):
        parts.append(_say_bad_date(field))
    else:
        parts.append(Note("รหัสตัวอักษรผิด: ไม่รับแถว", "wrong encoding: row refused"))
    return Note(" · ".join(part.th for part in parts), " · ".join(part.en for part in parts))


def _say_bad_date(field: Field) -> Note:
    """A bare day that need not be there may be one that is planned: conform takes it ten years ahead."""
    if field.may_lie_ahead:
        return Note("ไม่ใช่วันที่หรือเกิน 10 ปีข้างหน้า: ไม่รับแถว", "no date, or more than ten years ahead: row refused")
    return Note("ไม่ใช่วันที่หรืออยู่ในอนาคต: ไม่รับแถว", "no date, or in the future: row refused")


def _say_empty(field: Field) -> Iterator[Note]:
    if field.required:
        yield Note("ว่าง: ไม่รับแถว", "empty: row refused")
    elif field.vocabulary is not None and field.vocabulary.blank and field.type is FieldType.WORD:
        word = _find(field.vocabulary, field.vocabulary.blank)
        yield Note(f"ว่าง: ถือเป็น{word.th}", f"empty: read as {word.en.lower()}")


def _say_unknown(vocabulary: Vocabulary) -> Note:
    if vocabulary.unknown is None:
        return Note("คำที่ไม่รู้จัก: ไม่รับแถว", "unknown word: row refused")
    word = _find(vocabulary, vocabulary.unknown)
    return Note(f"คำที่ไม่รู้จัก: นับเป็น{word.th}", f"unknown word: counted as {word.en.lower()}")


def _vocabularies(entities: Sequence[Entity]) -> list[Vocabulary]:
    met = {f.vocabulary.name: f.vocabulary for entity in entities for f in entity.fields if f.vocabulary is not None}
    return list(met.values())


def _word_table(vocabulary: Vocabulary) -> Table:
    lead = _both(
        Note(
            "เขียนเป็นรหัส ชื่อไทย หรือชื่ออังกฤษก็ได้ คำอื่นของระบบต้นทางแปลงด้วย value_maps ใน config.yaml",
            "Write the code, the Thai or the English name; a source's other words go through value_maps of config.yaml",
        )
    )
    rows = tuple((word.code, word.th, word.en, _say_more(word)) for word in vocabulary.words)
    return Table(vocabulary.name, f"คำที่รับ / words: `{vocabulary.name}`", (lead,), _WORD_COLUMNS, rows)


def _say_more(word: Word) -> str:
    if isinstance(word, Status):
        return _both(PHASES[word.phase])
    if isinstance(word, Urgency):
        return _both(Note(f"กำหนด {word.standard_days} วัน", f"due in {word.standard_days} days"))
    if isinstance(word, Channel) and word.is_digital:
        return _both(Note("ช่องทางดิจิทัล", "digital"))
    return ""


def _unit_table(org_units: Sequence[OrgUnit]) -> Table:
    rows = tuple(
        (unit.code, unit.name_th, unit.name_en, ", ".join(dict.fromkeys(filter(None, (unit.short_th, *unit.aliases)))))
        for unit in org_units
    )
    lead = _both(
        Note(
            "เขียนเป็นรหัส ชื่อเต็ม ชื่อย่อ หรือชื่ออื่นในช่องหมายเหตุ",
            "Write the code, the name, the short name or an alias (in the last column)",
        )
    )
    return Table("org_unit", "สำนัก/กอง / `org_unit`", (lead,), _WORD_COLUMNS, rows)


def _rule_table() -> Table:
    columns = (Column("กฎ\nrule", 20), Column("ความหมาย", 60), Column("meaning", 60))
    rows = tuple((rule, note.th, note.en) for rule, note in RULES.items())
    lead = _both(
        Note(
            "แถวที่ผิดกฎข้อใดข้อหนึ่งไม่เข้าระบบ แต่ไม่หาย: ดูได้ที่หน้า /data แก้ที่ต้นทางแล้วรอบถัดไปรับเอง",
            "A row that breaks one of these is not taken, but not lost: /data shows it. Mend it at its source",
        )
    )
    return Table("กฎ", "กฎที่ทำให้ไม่รับแถว / rules that refuse a row", (lead,), columns, rows)


def _find(vocabulary: Vocabulary, code: str) -> Word:
    return next(word for word in vocabulary.words if word.code == code)


def _both(note: Note | None) -> str:
    return f"{note.th}\n{note.en}" if note else ""
