"""People in columns where none should stand are struck out; numbers, codes and names of things stay what they are."""

from __future__ import annotations

import pytest

from etl.contracts.complaints import COMPLAINT
from etl.contracts.walking_street import STALL_NIGHT
from etl.steps.people import strike_people


def struck(value: str | None) -> object:
    return strike_people(COMPLAINT, {"area_community": [value]})["area_community"][0]


@pytest.mark.parametrize(("written", "kept"), [
    ("ค-008 ผู้ติดต่อ นายสมปอง ทดสอบดี", "ค-008 ผู้ติดต่อ [ชื่อ]"),
    ("หนองแวง โดยน.ส.มาลี ใจงาม", "หนองแวง โดย[ชื่อ]"),
    ("แผง 12 โทร 089-765-4321", "แผง 12 โทร [โทรศัพท์]"),
    ("089-765-4321", "[โทรศัพท์]"),
    ("แผง 12 โทร0897654321", "แผง 12 โทร[โทรศัพท์]"),
    ("043-221-202", "[โทรศัพท์]"),
    ("1-2345-67890-12-1", "[เลขประจำตัว]"),
    ("somsak.j@x.example", "[อีเมล]"),
    ("แผง 3 บ้านเลขที่ 77/9", "แผง 3 [บ้านเลขที่]"),
    ("ชุมชน 1 line id: sompong99", "ชุมชน 1 [ไลน์]"),
])  # fmt: skip
def test_people_go(written: str, kept: str) -> None:
    assert struck(written) == kept


@pytest.mark.parametrize("value", [
    None, "คร70/00072", "25691118-175708-247", "416-69-0161", "05-2-01-1101-001", "0897654321", "2569111817570",
    "08-0123/2569", "พร.1018/2570", "นายช่างโยธาปฏิบัติงาน", "นายสัตวแพทย์ ชำนาญการ", "นายทะเบียน ท้องถิ่น",
    "นายท้ายเรือกลลำน้ำ ชั้น 2", "ระบบแจ้งเหตุผ่าน Line Official Account", "ชุมชนคุณธรรม วัดกลาง",
    "ระบบคุณภาพอากาศ เมือง", "https://nso.go.th/154", "ร.ร. เทศบาล สวนสนุก",
])  # fmt: skip
def test_numbers_codes_and_names_of_things_stay(value: str | None) -> None:
    assert struck(value) == value


def test_keys_and_references_of_rows_lead_back_to_their_source() -> None:
    columns = {name: ["โทร 089-765-4321"] for name in ("source_id", "night_id", "booking_number", "vendor", "product")}
    made = strike_people(STALL_NIGHT, columns)
    assert made == columns | {"booking_number": ["โทร [โทรศัพท์]"]}  # a hash, and free text that shape scrubs, stay too
