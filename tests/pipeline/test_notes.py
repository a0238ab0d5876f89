"""Remarks on charts: what is kept, what is refused, what is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select

from etl.errors import DefinitionError
from etl.indicators.notes import MAX_LETTERS, plain_text, withdraw_note, write_note
from etl.warehouse.query import load
from etl.warehouse.tables import etl_data_version, ind_note

AT = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # already the 22nd in Bangkok
SPAN = {"from_date": date(2026, 11, 1), "to_date": date(2026, 12, 1)}


@pytest.fixture
def filled(warehouse: Engine) -> Engine:
    with warehouse.begin() as connection:
        connection.execute(insert(etl_data_version).values(id=1, version=7))
    return warehouse


def shown(engine: Engine, subject: str = "complaints") -> list[str]:
    with engine.connect() as connection:
        rows = load("pages/notes", engine.dialect.name).rows(connection, subject=subject, **SPAN)
    return [row.text for row in rows]


def version(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(etl_data_version.c.version)).scalar_one())


def test_written_shown_and_taken_back(filled: Engine) -> None:
    with filled.begin() as connection:
        later = write_note(connection, subject="complaints", day=date(2026, 11, 22), text="สอง", author="ก", at=AT)
        write_note(connection, subject="complaints", day=date(2026, 11, 2), text=" น้ำท่วม\n ใหญ่ ", author="ก", at=AT)
    assert shown(filled) == ["น้ำท่วม ใหญ่", "สอง"] and version(filled) == 9
    with filled.begin() as connection:
        withdraw_note(connection, note_key=later, author="ข", at=AT)
    assert shown(filled) == ["น้ำท่วม ใหญ่"] and version(filled) == 10
    with filled.connect() as connection:
        kept = connection.execute(select(ind_note).where(ind_note.c.note_key == later)).one()
    assert (kept.text, kept.withdrawn_by, kept.withdrawn_at) == ("สอง", "ข", AT)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("subject", {"subject": "nothing"}),
        ("date", {"day": date(2026, 11, 23)}),
        ("date", {"day": date(1957, 9, 16)}),
        ("text", {"text": " \u200b\n\x00"}),
        ("text", {"text": "ก" * (MAX_LETTERS + 1)}),
        ("author", {"author": " "}),
    ],
)
def test_refused_by_name(filled: Engine, field: str, change: dict[str, object]) -> None:
    given = {"subject": "complaints", "day": date(2026, 11, 2), "text": "น้ำท่วม", "author": "ก", "at": AT, **change}
    with pytest.raises(DefinitionError) as refused, filled.begin() as connection:
        write_note(connection, **given)  # type: ignore[arg-type]
    assert refused.value.field == field and shown(filled) == [] and version(filled) == 7


@pytest.mark.parametrize("twice", [True, False])
def test_only_a_standing_remark_is_taken_back(filled: Engine, twice: bool) -> None:
    with filled.begin() as connection:
        key = write_note(connection, subject="complaints", day=date(2026, 11, 2), text="ก", author="ก", at=AT)
        if twice:
            withdraw_note(connection, note_key=key, author="ก", at=AT)
    with pytest.raises(DefinitionError), filled.begin() as connection:
        withdraw_note(connection, note_key=key if twice else key + 1, author="ข", at=AT)


def test_a_text_is_one_plain_line() -> None:
    assert plain_text("ก\tข\u202eค\ud800 \u200bน้ำ") == "ก ขค น้ำ"
