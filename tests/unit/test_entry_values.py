"""What people write as a number, a link, a file: taken as meant or refused by its rule, never as something else."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from etl.errors import DefinitionError
from etl.indicators import evidence
from etl.indicators.entry_rules import EntryRule
from etl.indicators.entry_values import judge_link, judge_value, read_number


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("38.2", "38.2"), (" 1,234.50 ", "1234.50"), ("๑,๒๓๔.๕", "1234.5"), ("38.2%", "38.2"), ("38.2 %", "38.2"),
        ("-3", "-3"), ("\N{MINUS SIGN}3", "-3"), ("+4", "4"), (0, "0"), (38.2, "38.2"), ("0", "0"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(raw: object, value: str) -> None:
    assert read_number(raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", None, True, [1], {"a": 1}, "สามสิบ", "1,23", "12,34.5", "1.234,5", "1 234", "1_000", "NaN", "inf",
        "-Infinity", "1e", "--3", "%", "0x10", "38.2บาท", "9" * 41, float("nan"), float("inf"),
    ],
)  # fmt: skip
def test_anything_else_is_no_number(raw: object) -> None:
    assert read_number(raw) is None


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("999999999999999", None), ("1000000000000000", EntryRule.TOO_LARGE), ("-1e15", EntryRule.TOO_LARGE),
        ("1e999999", EntryRule.TOO_LARGE), ("1e-999999", EntryRule.TOO_FINE), ("0.000001", None),
        ("0.0000001", EntryRule.TOO_FINE), ("1.5000000000000000000000", None), ("0e99", None), ("0", None),
        ("NaN", EntryRule.NUMBER), ("Infinity", EntryRule.NUMBER), ("123456789012345.123456", None),
    ],
)  # fmt: skip
def test_a_value_has_its_bounds(value: str, rule: EntryRule | None) -> None:
    assert judge_value(Decimal(value)) is rule


@pytest.mark.parametrize(
    "link",
    [
        "", "https://data.go.th/dataset/a?b=1#c", "https://10.0.0.5:8443/x", "https://เทศบาล.ไทย/เอกสาร",
        "https://drive.example.org/หนังสือ.pdf",
    ],
)  # fmt: skip
def test_a_link_is_an_https_address(link: str) -> None:
    assert judge_link(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "http://data.go.th", "javascript:alert(1)", "data:text/html,x", "https://", "https://localhost", "//a.b", "ไม่มี",
        "https://a.b/ c", "https://user:pass@a.b/", "https://a.b\\c.d", "https://a.b/\n", "https://a..b", "https://a.b:x/",
        "https://" + "a" * 500 + ".th", 'https://a.b/"onload', "https://a.b/<x>", "HTTPS:a.b", "https://-a.b", "https://[::1",
    ],
)  # fmt: skip
def test_no_other_address_is_a_link(link: str) -> None:
    assert judge_link(link) is EntryRule.LINK


def office(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


PDF = b"%PDF-1.7 " + b"x" * 50
WORD, EXCEL = office("[Content_Types].xml", "word/document.xml"), office("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("หนังสือ.PDF", PDF, "หนังสือ.pdf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0..", "a.jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n..", "a.png"),
        ("a.docx", WORD, "a.docx"),
        ("a.xlsx", EXCEL, "a.xlsx"),
        ("../../etc/passwd\x00.pdf", PDF, ".. .. etc passwd.pdf"),
        ("ก" * 300 + ".pdf", PDF, "ก" * evidence.MOST_NAME + ".pdf"),
    ],
)
def test_a_file_of_evidence_is_kept_once_and_given_back(tmp_path: Path, name: str, content: bytes, kept: str) -> None:
    first, again = (evidence.receive(tmp_path, name, content) for _ in range(2))
    assert first == again and first.name == kept
    evidence.keep(tmp_path, first)
    evidence.keep(tmp_path, again)
    assert evidence.read(tmp_path, first.hash) == content
    files = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert [path.name for path in files] == [first.hash] and files[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.exe", b"MZ", EntryRule.FILE_TYPE),
        ("a.pdf", b"MZ", EntryRule.FILE_TYPE),
        ("a.pdf", b"", EntryRule.FILE_TYPE),
        ("pdf", PDF, EntryRule.FILE_TYPE),
        (".pdf", PDF, EntryRule.FILE_TYPE),
        ("", PDF, EntryRule.FILE_TYPE),
        ("a.html", b"<script>", EntryRule.FILE_TYPE),
        ("a.svg", b"<svg>", EntryRule.FILE_TYPE),
        ("a.xlsx", WORD, EntryRule.FILE_TYPE),
        ("a.docx", b"PK\x03\x04cut off", EntryRule.FILE_TYPE),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), EntryRule.FILE_TYPE),
        ("a.pdf", PDF + b"x" * evidence.MOST_BYTES, EntryRule.FILE_SIZE),
    ],
)
def test_other_files_are_refused_and_leave_nothing(tmp_path: Path, name: str, content: bytes, rule: EntryRule) -> None:
    with pytest.raises(DefinitionError) as refused:
        evidence.receive(tmp_path, name, content)
    assert (refused.value.message_id, refused.value.field) == (rule.value, "file")
    assert not (tmp_path / "evidence").exists()


def test_what_did_not_arrive_is_not_kept_and_what_was_changed_is_not_given_back(tmp_path: Path) -> None:
    arrived = evidence.receive(tmp_path, "a.pdf", PDF)
    for wrong in ("0" * 64, "../../app.db", arrived.hash.upper()):
        with pytest.raises(DefinitionError):
            evidence.keep(tmp_path, evidence.EvidenceFile("a.pdf", wrong))
    with pytest.raises(DefinitionError):  # another name than it came by
        evidence.keep(tmp_path, evidence.EvidenceFile("a.xlsx", arrived.hash))
    with pytest.raises(DefinitionError):  # arrived, and nobody named it
        evidence.read(tmp_path, arrived.hash)
    evidence.keep(tmp_path, arrived)
    place = next(path for path in (tmp_path / "evidence").rglob("*") if path.is_file())
    place.write_bytes(PDF + b"!")
    with pytest.raises(DefinitionError):
        evidence.read(tmp_path, arrived.hash)


def test_arrivals_nobody_named_leave_after_a_day(tmp_path: Path) -> None:
    import os

    old = evidence.receive(tmp_path, "a.pdf", PDF)
    place = tmp_path / "evidence" / "arrived" / old.hash
    os.utime(place, (0, 0))
    evidence.receive(tmp_path, "b.pdf", PDF + b"b")
    assert not place.exists()
