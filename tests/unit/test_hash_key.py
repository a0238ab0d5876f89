"""People's hashes: the same for the same key, another for another, and the key is nobody else's to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.contracts.base import Contract, Entity, Field, FieldType, PersonalData
from etl.contracts.complaints import COMPLAINTS
from etl.errors import SettingsError
from etl.hash_key import LENGTH, hash_key, hash_person
from etl.readers.base import Page
from etl.settings import Settings
from etl.steps.conform import Conformer
from etl.steps.words import Keys, WordMap
from tests.unit.test_conform import NOW, make_source

PERSON = Entity(
    "person", "คน", "Person",
    fields=(
        Field("source_id", FieldType.TEXT, "รหัส", "Id", required=True, personal=PersonalData.HASHED),
        Field("birth_date", FieldType.DATE, "วันเกิด", "Birth", required=True, personal=PersonalData.DERIVED),
        Field("wage", FieldType.MONEY, "ค่าจ้าง", "Wage", low=0, high=100_000),
        Field("changed_at", FieldType.INSTANT, "แก้ไข", "Changed"),
    ),
    key=("source_id",), cursor="number", subject="source_id", fact="", staging="",
)  # fmt: skip


def test_hash_is_the_same_in_every_run_and_tells_nothing_without_the_key() -> None:
    assert hash_person(b"a", " 1409900999990 ") == hash_person(b"a", "1409900999990")
    assert hash_person(b"a", "1") != hash_person(b"b", "1")
    assert len(hash_person(b"a", "1")) == LENGTH
    assert hash_person(b"a", "  ") == ""
    with pytest.raises(ValueError, match="could be guessed"):
        hash_person(b"", "1")


def test_key_is_made_once_and_only_where_a_contract_has_people(make_settings: Callable[..., Settings]) -> None:
    settings, people = make_settings(), Contract("people", "คน", "People", (PERSON,))
    assert hash_key(settings, COMPLAINTS) == b""
    assert not (settings.home / "hash_key").exists()
    assert hash_key(settings, people) == hash_key(settings, people) != b""
    path = settings.home / "hash_key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="can be read by other accounts"):
        hash_key(settings, people)
    own = "a-key-of-the-it-centre-0123456789-abc"
    assert hash_key(make_settings(MIS_HASH_KEY=own), people) == own.encode()


def test_nothing_beyond_the_reader_sees_the_person() -> None:
    page = Page(
        {
            "source_id": ["EMP-7", "EMP-8", "", "EMP-9"],
            "birth_date": ["1980-05-05", "5 พ.ค. 2523", "1980-05-05", "1980-05-05"],
            "wage": ["1,234.50", "1", "1", "12.345"],
            "changed_at": [None] * 4,
        },
        4,
    )
    typed = Conformer(PERSON, make_source(), Keys(WordMap({}, 0, 0), {}, {}, hash_key=b"k"), NOW).conform(page)
    assert typed.columns["source_id"] == [hash_person(b"k", "EMP-7")]
    assert typed.columns["wage"] == [123_450]
    assert [(reject.rule, reject.field) for reject in typed.rejects] == [
        ("future_date", "birth_date"), ("missing_key", "source_id"), ("bad_number", "wage"),
    ]  # fmt: skip
    told = " ".join(f"{reject.key} {reject.reason} {reject.row_json}" for reject in typed.rejects)
    assert "EMP" not in told and "1980" not in told and "2523" not in told and hash_person(b"k", "EMP-8") in told
