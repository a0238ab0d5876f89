"""Golden rows of personnel: people who came, moved, left and retire; posts, leave in halves, training of two years."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select

from etl.contracts.base import FieldType
from etl.contracts.personnel import PERSONNEL
from etl.warehouse.tables import dim_source, dim_word
from etl.warehouse.tables.personnel import fact_leave, fact_movement, fact_post, fact_staff, fact_training

SOURCE = 96
OURS = {"source_key": SOURCE, "row_hash": 1, "run_key": 1, "is_deleted": False}
BREAKERS = {
    "staff_totals_agree": "update agg_staff set staff_change = staff_change + 1 where date = '2021-10-01'",
    "staff_words_exist": "update fact_leave set leave_type_code = 'picnic' where leave_id = '1'",
    "staff_dates_in_order": "update fact_post set abolished_date = '2001-01-01' where post_number = '001'",
    "leavers_have_dates": "update fact_staff set left_date = null where staff_id = 'e'",
    "posts_have_one_holder": "update fact_staff set post_number = '001' where staff_id = 'b'",
    "holders_have_posts": "update fact_staff set post_number = '999' where staff_id = 'b'",
    "staff_records_have_staff": "update fact_leave set staff_id = 'nobody' where leave_id = '1'",
}
# staff_id, type, status, sex, retires, unit, position, level, post, came, left
STAFF: list[tuple[object, ...]] = [
    ("a", "civil", "working", "female", 2570, 2, "นายช่างโยธา", "senior", "001", "2016-10-01", None),
    ("b", "civil", "working", "male", 2572, 3, "นิติกร", "professional", "002", "2021-10-01", None),  # moved from 2
    ("c", "teacher", "working", "female", 2570, 4, "ครู", "ks2", "003", "2021-10-01", None),
    ("d", "general", "working", "male", None, 2, None, "none", None, "2026-10-20", None),  # birth date not known
    ("e", "mission", "resigned", "unknown", 2590, 3, "ผู้ช่วย", "none", "004", "2021-10-01", "2026-10-15"),
    ("f", "civil", "transferred_out", "male", 2580, 2, "นิติกร", "practitioner", "002", "2021-10-01", "2026-11-03"),
    ("g", "permanent", "retired", "male", 2569, 2, "ช่างปูน", "none", "005", "2016-10-01", "2026-10-01"),
    ("h", "outsourced", "working", "female", 2590, 2, "จ้างเหมา", "none", None, "2026-10-01", None),
    # the fifth in service: only the municipality as a whole may tell of sick leave
    ("j", "mission", "studying", "female", 2595, 3, "ผู้ช่วย", "none", None, "2026-10-01", None),
    ("i", "civil", "died", "male", 2580, 4, "ครู", "none", "003", "2016-10-01", "2016-10-01"),  # left before all
]
# number, type, position, level, unit, established, abolished
POSTS: list[tuple[object, ...]] = [
    ("001", "civil", "นายช่างโยธา", "senior", 2, "2018-10-01", None),
    ("002", "civil", "นิติกร", "professional", 3, "2018-10-01", None),
    ("003", "teacher", "ครู", "ks2", 4, "2018-10-01", None),
    ("004", "mission", None, "none", 3, "2018-10-01", None),  # vacant
    ("005", "permanent", "ช่างปูน", "none", 2, "2018-10-01", "2026-10-01"),
    ("006", "civil", "สถาปนิก", "practitioner", 2, "2026-10-01", None),  # never held
]
# id, staff, kind, effective, from, to
MOVEMENTS: list[tuple[object, ...]] = [
    ("1", "b", "moved", "2026-10-10", 2, 3),
    ("2", "b", "promoted", "2026-10-12", 3, 3),
    ("3", "e", "moved", "2026-11-12", 2, 3),  # after leaving: counts nowhere
    ("4", "e", "left", "2026-10-15", 3, 3),
]
# id, staff, unit, kind, decision, from, to, half-days
LEAVE: list[tuple[object, ...]] = [
    ("1", "a", 2, "sick", "approved", "2026-10-05", "2026-10-05", 1),
    ("2", "a", 2, "sick", "approved", "2026-11-02", "2026-11-04", 6),
    ("3", "b", 3, "sick", "cancelled", "2026-10-06", "2026-10-06", 2),
    ("4", "c", 4, "vacation", "approved", "2026-10-06", "2026-10-07", 4),
    ("5", "c", 4, "sick", "pending", "2026-11-20", None, 2),
]
# id, staff, unit, category, result, ended, minutes
TRAINING: list[tuple[object, ...]] = [
    ("1", "a", 2, "duty", "attended", "2026-10-08", 360),
    ("2", "a", 2, "digital", "attended", "2026-10-09", 180),  # attended, not passed
    ("3", "a", 2, "digital", "passed", "2026-10-20", 720),
    ("4", "a", 2, "digital", "passed", "2026-10-21", 720),  # the second of the year
    ("5", "b", 2, "digital", "passed", "2026-09-30", 390),  # of the year before
    ("6", "b", 3, "digital", "failed", "2026-10-21", 390),
    ("7", "b", 3, "law_ethics", "passed", "2026-11-03", 90),
]
MOVEMENT_NAMES = ("movement_id", "staff_id", "kind_code", "effective_date", "from_org_unit_key", "to_org_unit_key")
LEAVE_NAMES = (
    "leave_id", "staff_id", "org_unit_key", "leave_type_code", "decision_code", "started_date", "ended_date",
    "half_days",
)  # fmt: skip
TRAINING_NAMES = (
    "training_id", "staff_id", "org_unit_key", "category_code", "result_code", "ended_date", "training_minutes",
)  # fmt: skip


def write(connection: Connection) -> None:
    source = {
        "source_key": SOURCE, "name": "people", "contract": "personnel", "title_th": "บุคลากร", "title_en": "People",
        "is_sample": True, "is_connected": True, "fresh_within_seconds": 9,
    }  # fmt: skip
    connection.execute(insert(dim_source), source)
    _write_words(connection)
    connection.execute(insert(fact_staff), [_staff(*row) for row in STAFF])
    connection.execute(insert(fact_post), [_post(*row) for row in POSTS])
    connection.execute(insert(fact_movement), [_dated(MOVEMENT_NAMES, row) for row in MOVEMENTS])
    connection.execute(insert(fact_leave), [_dated(LEAVE_NAMES, row) for row in LEAVE])
    connection.execute(insert(fact_training), [_dated(TRAINING_NAMES, row) for row in TRAINING])


def _write_words(connection: Connection) -> None:
    known = set(connection.scalars(select(dim_word.c.vocabulary)))
    vocabularies = {
        f.vocabulary.name: f.vocabulary
        for entity in PERSONNEL.entities
        for f in entity.fields
        if f.type is FieldType.WORD and f.vocabulary is not None
    }
    for name, vocabulary in vocabularies.items():
        rows = [
            {"vocabulary": name, "code": word.code, "name_th": word.th, "name_en": word.en, "sort_order": order}
            for order, word in enumerate(vocabulary.words)
        ]
        if name not in known:
            connection.execute(insert(dim_word), rows)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _dated(names: tuple[str, ...], row: tuple[object, ...]) -> dict[str, object]:
    found = dict(zip(names, row, strict=True))
    return OURS | {name: _day(value) if name.endswith("_date") else value for name, value in found.items()}


def _staff(*row: object) -> dict[str, object]:
    names = (
        "staff_id", "staff_type_code", "status_code", "sex_code", "retire_fiscal_year", "org_unit_key", "position",
        "level_code", "post_number", "came_date", "left_date",
    )  # fmt: skip
    return _dated(names, row) | {"position_type_code": "none"}


def _post(*row: object) -> dict[str, object]:
    names = ("post_number", "staff_type_code", "position", "level_code", "org_unit_key", "established_date",
             "abolished_date")  # fmt: skip
    return _dated(names, row) | {"position_type_code": "none"}
