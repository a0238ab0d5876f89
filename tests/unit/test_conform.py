"""Values of a page: read by type, refused by rule, one row at a time; nothing a source holds keeps the others out."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.calendar_th import BANGKOK
from etl.contracts.complaints import CATEGORY, CHANNEL, COMPLAINT, COMPLAINT_STATUS
from etl.readers.base import Page
from etl.settings import PROJECT
from etl.source_settings import Source
from etl.steps.conform import Conformer, TypedPage
from etl.steps.instants import write_instants
from etl.steps.mojibake import is_broken
from etl.steps.numbers import BAD, read_integer, read_number
from etl.steps.refusals import RULES
from etl.steps.shape import SHAPES, hash_lines, write_lines
from etl.steps.shapes.complaints import area_code, met_areas
from etl.steps.words import Keys, WordMap, fold

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)
GOOD: dict[str, Any] = {
    "source_id": "1", "complaint_number": "คร70/00001", "other_reference": None, "received_at": "2026-11-02 09:00:00",
    "acknowledged_at": None, "first_reply_at": None, "due_date": None, "closed_at": None, "status": "new",
    "urgency": "normal", "org_unit": "กองช่าง", "category": "ถนน", "more_org_units": None, "more_categories": None,
    "channel": "line", "area_zone": "เขต 1", "area_community": None, "latitude": 16.43, "longitude": 102.83,
    "stars": None, "reopen_count": 0, "description": "ถนนเป็นหลุม", "place": None, "changed_at": "2026-11-02 09:00:00",
}  # fmt: skip


def make_source(**more: Any) -> Source:
    return Source.model_validate(
        {
            "name": "table", "contract": "complaints", "title_th": "ตาราง", "title_en": "Table", "fresh_within": "1d",
            "reader": {"kind": "database"}, "schedule": "0 1 * * *",
        } | more
    )  # fmt: skip


def make_keys() -> Keys:
    return Keys(WordMap({"กองช่าง": 5, "สำนักปลัด": 6, "eng": 5}, 0, 0), {}, {})


def read(rows: Sequence[dict[str, Any]], entity: Any = COMPLAINT, **source: Any) -> TypedPage:
    """One page of good complaints, each with the values given."""
    whole = [GOOD | {"source_id": str(number)} | row for number, row in enumerate(rows, 1)]
    page = Page({name: [row[name] for row in whole] for name in whole[0]}, len(whole))
    return Conformer(entity, make_source(**source), make_keys(), NOW).conform(page)


def told(page: TypedPage) -> list[tuple[str, str, str]]:
    return [(reject.key[0], reject.rule, reject.field) for reject in page.rejects]


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234.5", 1234.5), ("1,234.50", 1234.5), ("1,234", 1234.0), ("12,345,678.9", 12345678.9), ("(500)", -500.0),
        ("( 1,500.25 )", -1500.25), ("-500", -500.0), ("−500", -500.0), ("+5", 5.0), ("๑,๒๓๔.๕๐", 1234.5),
        (" 16.43 ", 16.43),
        ("1.6e1", 16.0), (".5", 0.5), ("5.", 5.0), (5, 5.0), (2.5, 2.5), (Decimal("16.43"), 16.43), (b"16.43", 16.43),
        ("-", None), ("–", None), ("", None), ("  ", None), (None, None), ("\xa0", None),
        ("12,5", BAD), ("1.234,50", BAD), ("1,23,456", BAD), ("12,34", BAD), (",5", BAD), ("1,234,5", BAD),
        ("5%", BAD), ("๕%", BAD),
        ("฿500", BAD), ("500 บาท", BAD), ("1 234", BAD), ("1_000", BAD), ("0x1f", BAD), ("nan", BAD), ("inf", BAD),
        ("-Infinity", BAD),
        ("1e999", BAD), ("--5", BAD), ("(-5)", BAD), ("(5", BAD), ("สิบหก", BAD), ("1/2", BAD), ("1.2.3", BAD),
        ("9" * 100, BAD),
        (math.nan, BAD), (math.inf, BAD), (Decimal("NaN"), BAD), (Decimal("sNaN"), BAD), (10**400, BAD), (True, BAD),
        ([5], BAD), ({"a": 5}, BAD), (b"\xff", BAD), ("\x00", BAD), ("\ud800", BAD),
    ],
)  # fmt: skip
def test_numbers_as_offices_write_them(written: Any, number: Any) -> None:
    assert read_number(written) == number
    page = read([{"latitude": written}, {}])
    assert told(page) == ([("1", "bad_number", "latitude")] if number is BAD else [])
    assert page.columns["latitude"] == ([16.43] if number is BAD else [number, 16.43])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", 3), (" ๓ ", 3), ("3.0", 3), ("3.00", 3), (3, 3), (3.0, 3), (Decimal("3.00"), 3), ("1,000", 1000),
        ("-", None), ("", None),
        (None, None), ("(3)", -3), ("3.5", BAD), (3.5, BAD), (Decimal("3.5"), BAD), ("3e0", BAD), ("สาม", BAD),
        ("3 ดาว", BAD),
        ("1_0", BAD), (True, BAD), (False, BAD), (math.nan, BAD), (math.inf, BAD), ("9" * 30, BAD), (10**30, BAD),
        ("3,5", BAD),
    ],
)  # fmt: skip
def test_whole_numbers(written: Any, number: Any) -> None:
    assert read_integer(written) == number
    page = read([{"reopen_count": written}, {"reopen_count": "7"}])
    is_outside = number is not BAD and number is not None and not 0 <= number <= 1000
    rule = "bad_number" if number is BAD else "out_of_range" if is_outside else None
    assert told(page) == ([("1", rule, "reopen_count")] if rule else [])
    assert page.columns["reopen_count"] == ([7] if rule else [number, 7])


def test_a_column_that_became_text_is_read_as_far_as_it_is_numbers() -> None:
    assert told(read([{"stars": 10**5000}])) == [("1", "bad_row", "source_id")]
    stars: list[Any] = ["5", " 4 ", "3.0", "ดีมาก", None, "", "-", "๒", "4 ดาว", 3, 2.0, True, "6"]
    page = read([{"stars": star} for star in stars])
    assert page.columns["stars"] == [5, 4, 3, None, None, None, 2, 3, 2]
    assert told(page) == [
        ("4", "bad_number", "stars"), ("9", "bad_number", "stars"), ("12", "bad_number", "stars"),
        ("13", "out_of_range", "stars"),
    ]  # fmt: skip


# --- text -----------------------------------------------------------------------------------------------------------

THAI = ("ถนน", "น้ำไม่ไหล", "ท่อระบายน้ำอุดตัน", "แจ้งเหตุ 081-234-5678", "ขยะ\nตกค้าง", "เธอเน้นเรื่องเนินดิน", "๑๒ หมู่ ๓")


def _as_tis620(text: str) -> str:
    """The bytes of UTF-8 as a program that takes them for TIS-620 shows them."""
    return "".join(chr(b) if 0x80 <= b < 0xA1 else bytes([b]).decode("tis_620", "replace") for b in text.encode())


@pytest.mark.parametrize("text", THAI)
@pytest.mark.parametrize(
    "spoil",
    [
        _as_tis620,
        lambda text: text.encode().decode("cp874", "replace"),
        lambda text: text.encode().decode("cp874", "ignore"),
        lambda text: text.encode().decode("latin-1"),
        lambda text: text.encode().decode("cp1252", "replace"),
        lambda text: text.encode().decode("cp1252", "ignore"),
        lambda text: text.encode("cp874").decode("latin-1"),
        lambda text: text.encode().decode("latin-1").encode().decode("latin-1"),
        lambda text: _as_tis620(_as_tis620(text)),
        lambda text: text.encode("cp874").decode("utf-8", "surrogateescape"),
        lambda text: text.encode("cp874").decode("utf-8", "replace"),
        lambda text: f"{text}\x00",
    ],
    ids=[
        "tis620", "cp874", "cp874 dropped", "latin1", "cp1252", "cp1252 dropped", "tis as latin1", "latin1 twice",
        "tis620 twice", "bytes", "replaced", "nul",
    ],
)  # fmt: skip
def test_text_of_a_wrong_encoding_is_refused(text: str, spoil: Any) -> None:
    if spoil(text) == text:
        pytest.skip("nothing to spoil")
    page = read([{"description": spoil(text)}, {"area_community": spoil(text)}, {"description": text}])
    assert told(page) == [("1", "bad_text", "description"), ("2", "bad_text", "area_community")]
    json.dumps([reject.row_json for reject in page.rejects]).encode()
    assert page.columns["description"] == [text]


@pytest.mark.parametrize(
    "text",
    [
        *THAI, "เธอเธอ เน้นเน้น", "เนเธอร์แลนด์", "เนเธอแลนด์", "อเนกเนื้อที่", "เนตรนารี เนตรชนก", "เนื่องจากเธอ",
        "เธียร", "เนินเนิน",
        "café São Tomé", "25°C – 30°C", "½ ซม. ± 5", "«ดี»", "·····", "¯\\_(ツ)_/¯", "m³/m²", "ราคา ฿100 ‘ดี’ “มาก” …",
        "Übergröße",
        "😀🙏🏽👨‍👩‍👧", "中文 日本語", "ໜອງຄາຍ", "????", "à la carte", "ทาง" * 3000, "อ" * 200 + "\ufffd",
    ],
)  # fmt: skip
def test_whole_text_is_left_alone(text: str) -> None:
    assert not is_broken(text)
    assert read([{"description": text}]).rejects == []


def test_control_and_invisible_characters_go() -> None:
    page = read(
        [
            {"area_community": "\ufeff ชุมชน\u200b\r\n ทดสอบ\u00ad\x07 "},
            {"area_community": "\u200b"},
            {"place": "ถ\u200bนน\x01"},
        ]
    )
    assert page.columns["area_community"] == ["ชุมชน ทดสอบ", None, None]
    facts = SHAPES["complaint"](page.columns, _shaping_keys(page), NOW)
    assert facts["place"][2] == "ถนน"


def test_what_is_too_long_for_its_field_is_refused() -> None:
    """Long free text is shortened, but 10 MB are no complaint; a key of an index must stay short."""
    huge = "ก" * 10_000_000
    started = time.perf_counter()
    page = read(
        [{"description": huge}, {"source_id": huge}, {"area_zone": huge}, {"description": "ก" * 50_000},
        {"other_reference": "9" * 201},
         {"received_at": huge}, {"status": huge}, {"category": huge}, {"latitude": huge}, {"stars": huge},
         {"more_categories": huge}]
    )  # fmt: skip
    assert time.perf_counter() - started < 5
    rules = [(rule, field) for _, rule, field in told(page)]
    assert rules == [
        ("too_long", "description"), ("too_long", "source_id"), ("too_long", "area_zone"),
        ("too_long", "other_reference"),
        ("bad_date", "received_at"), ("unknown_word", "status"), ("bad_number", "latitude"), ("bad_number", "stars"),
    ]  # fmt: skip
    assert page.columns["source_id"] == ["4", "8", "11"]
    assert max(len(reject.row_json) + len(reject.reason) + sum(map(len, reject.key)) for reject in page.rejects) < 5000


# --- words ----------------------------------------------------------------------------------------------------------


def test_words_are_known_however_they_are_typed() -> None:
    maps = {"category": {"values": {"น้ำเน่า": "wastewater", "แสงสว่าง": "lighting"}}}
    typed = [
        "ถนน",
        " ถนน\u200b ",
        "น้ําเน่า",
        "นํ้าเน่า",
        "เเสงสว่าง",
        "ROAD",
        "\ufeffLighting",
        "",
        None,
        "-",
        "ของแปลก",
        7,
        7.5,
        math.nan,
    ]
    page = read([{"category": word} for word in typed], value_maps=maps)
    assert page.rejects == []
    assert page.columns["category"] == [
        "road", "road", "wastewater", "wastewater", "lighting", "road", "lighting", *["unknown"] * 7,
    ]  # fmt: skip
    assert fold("  A\tb ") == "a b"


def test_a_damaged_word_is_no_unknown_word() -> None:
    page = read([{"category": _as_tis620("ถนน")}, {"category": "ถนน"}, {"org_unit": _as_tis620("กองช่าง")}])
    assert told(page) == [("1", "bad_text", "category"), ("3", "bad_text", "org_unit")]


def test_further_words_each_once_the_unknown_left_out() -> None:
    maps = {"category": {"values": {"ถนนชำรุด": "road", "ไฟเสีย": "lighting"}, "on_unknown": "reject"}}
    cells: list[Any] = [
        "ถนน", "ถนน,แสงสว่าง", " แสงสว่าง ; ถนน ", "ถนน,ถนนชำรุด,ถนน", "ของแปลก,ถนน", "ของแปลก", "", None, ",,;\n,",
        "ไม่ระบุ,ถนน",
        "ไฟเสีย\nท่อระบายน้ำ", ["ถนน", "ไฟเสีย"], ("ถนน",), [], 7, ",".join(["ถนน"] * 5000 + ["แสงสว่าง"]),
        _as_tis620("ถนน") + ",ถนน",
    ]  # fmt: skip
    page = read([{"more_categories": cell} for cell in cells], value_maps=maps)
    assert page.rejects == []
    assert page.columns["more_categories"] == [
        ",road,", ",road,lighting,", ",lighting,road,", ",road,", ",road,", None, None, None, None, ",road,",
        ",lighting,drain,", ",road,lighting,", ",road,", None, None, ",road,", ",road,",
    ]  # fmt: skip


def test_further_org_units_go_by_name_and_alias() -> None:
    page = read([{"more_org_units": cell} for cell in ("กองช่าง,สำนักปลัด", "ENG; กองช่าง", "กองปริศนา", None)])
    assert page.columns["more_org_units"] == [",5,6,", ",5,", None, None]


def test_a_column_that_a_source_lacks_is_empty() -> None:
    whole = GOOD | {}
    del whole["more_categories"], whole["more_org_units"]
    page = Page({name: [value] for name, value in whole.items()}, 1)
    typed = Conformer(COMPLAINT, make_source(), make_keys(), NOW).conform(page)
    assert typed.columns["more_categories"] == typed.columns["more_org_units"] == [None]


# --- eras -----------------------------------------------------------------------------------------------------------


def test_the_era_is_declared_for_each_column() -> None:
    row = {"received_at": "2569-11-02 09:00:00", "closed_at": "2026-11-05 10:00:00", "status": "finished"}
    page = read([row, {"received_at": "2026-11-02 09:00:00"}], date_eras={"received_at": "be"})
    assert told(page) == [("2", "bad_date", "received_at")]
    written = {name: write_instants(page.columns[name]) for name in ("received_at", "closed_at")}  # type: ignore[arg-type]
    assert written["received_at"] == ["2026-11-02 02:00:00.000000"]
    assert written["closed_at"] == ["2026-11-05 03:00:00.000000"]
    assert told(read([row])) == [("1", "future_date", "received_at")]
    assert told(read([row], date_era="be")) == [("1", "bad_date", "closed_at")]
    (reject,) = read([row]).rejects
    assert "2569-11-02 09:00:00" in reject.reason and "Common Era" in reject.reason


def test_a_strange_time_of_change_is_no_fault_of_the_row() -> None:
    strange = [
        "2999-01-01",
        "2570-01-01 00:00:00",
        "ไม่ทราบ",
        None,
        "0000-00-00",
        "9999-12-31 23:59:59",
        "1900-01-01",
        b"\xff",
        5,
    ]
    page = read([{"changed_at": at} for at in strange])
    assert page.rejects == [] and page.rows == len(strange)


# --- poison ---------------------------------------------------------------------------------------------------------


class Exploding:
    """A value of a driver that fails when it is looked at."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __str__(self) -> str:
        raise self._error

    __repr__ = __str__


def _nested() -> list[Any]:
    inner: list[Any] = []
    for _ in range(100_000):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "field", ["source_id", "status", "received_at", "latitude", "stars", "description", "org_unit", "more_categories"]
)
@pytest.mark.parametrize(
    "value",
    [_nested(), Exploding(MemoryError()), Exploding(RecursionError()), Exploding(ValueError("x")),
    Exploding(KeyError("x"))],
    ids=["nested", "memory", "recursion", "value", "key"],
)  # fmt: skip
def test_a_row_that_stops_the_reading_stands_alone(field: str, value: Any) -> None:
    rows: list[dict[str, Any]] = [{} for _ in range(301)]
    rows[137] = {field: value}
    page = read(rows)
    (reject,) = page.rejects
    assert page.rows == 300 and len(page.columns["source_id"]) == 300  # type: ignore[arg-type]
    assert "138" not in page.columns["source_id"]  # type: ignore[operator]
    if field in ("latitude", "stars"):
        assert reject.rule in ("bad_row", "bad_number")
    else:
        assert reject.rule == "bad_row"
    assert reject.key[0] == "138" if field != "source_id" else reject.key[0].startswith("#")
    assert json.loads(reject.row_json).get(field, "?") == "?"


def test_several_rows_that_stop_the_reading() -> None:
    rows: list[dict[str, Any]] = [{"status": Exploding(MemoryError())} if n % 50 == 0 else {} for n in range(500)]
    page = read(rows)
    assert (page.rows, len(page.rejects), {reject.rule for reject in page.rejects}) == (490, 10, {"bad_row"})
    assert page.columns["source_id"] == [str(n + 1) for n in range(500) if n % 50]


def test_only_poison() -> None:
    page = read([{"source_id": Exploding(ValueError()), "status": "new"}])
    assert page.rows == 0 and [reject.rule for reject in page.rejects] == ["bad_row"]
    assert read([{"status": b"\xff\xfe"}, {"status": {"a": [1]}}]).rows == 0


_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=40)
    | st.binary(max_size=20) | st.datetimes() | st.dates() | st.times() | st.timedeltas()
    | st.characters(categories=["Cs", "Cc", "Cf", "Co"])
    | st.text(alphabet="0123456789-/:. TZ+๐๑๒๓๔๕๖๗๘๙นพศคธ", max_size=30)
)  # fmt: skip
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from(sorted(GOOD)), _values, max_size=6), min_size=1, max_size=6))
def test_no_value_at_all_stops_a_page(rows: list[dict[str, Any]]) -> None:
    """Every row is accepted or refused by a rule of the closed set, and what is accepted can be shaped and stored."""
    page = read(rows)
    assert page.rows + len(page.rejects) == len(rows)
    assert {reject.rule for reject in page.rejects} <= set(RULES)
    assert all(len(column) == page.rows for column in page.columns.values() if isinstance(column, list))
    for reject in page.rejects:
        "".join((*reject.key, reject.reason, reject.row_json)).encode()
        assert "\x00" not in "".join((*reject.key, reject.reason)) and all(reject.key)
    facts = SHAPES["complaint"](page.columns, _shaping_keys(page), NOW)
    lines = write_lines(facts)
    assert len(hash_lines(lines)) == page.rows
    "".join(lines).encode()
    assert "\x00" not in "".join(lines)


@settings(max_examples=60, deadline=None)
@given(value=_values, at=st.sampled_from(["complaint_id", "sequence", "occurred_at", "status", "changed_at"]))
def test_a_line_of_history_may_hold_anything(value: Any, at: str) -> None:
    good = {"complaint_id": "1", "sequence": "1", "occurred_at": "2026-11-02", "status": "new", "changed_at": None}
    page = read([good | {at: value}, good], COMPLAINT_STATUS)
    assert page.rows + len(page.rejects) == 2 and page.rows >= 1
    assert len(write_lines(SHAPES["complaint_status"](page.columns, make_keys(), NOW))) == page.rows


def test_what_a_reject_keeps_names_nobody() -> None:
    """Columns get mixed up: a telephone number may stand where stars, a date or a category should be."""
    phone = "081-234-5678"
    for field in (
        "stars",
        "received_at",
        "category",
        "latitude",
        "org_unit",
        "area_zone",
        "more_categories",
        "urgency",
    ):
        page = read([{field: f"{phone}", "status": "ไม่มีจริง"}])
        (reject,) = page.rejects
        assert phone not in reject.row_json + reject.reason, field
    (reject,) = read([{"status": "ไม่มีจริง", "received_at": "2026-11-02 09:00:00", "category": "ถนน"}]).rejects
    shown = json.loads(reject.row_json)
    assert (shown["received_at"], shown["category"], shown["status"]) == ("2026-11-02 09:00:00", "ถนน", "ไม่มีจริง")


def _shaping_keys(page: TypedPage) -> Keys:
    keys = make_keys()
    keys.categories = {code: number for number, code in enumerate(sorted(CATEGORY.codes()))}
    keys.channels = {code: number for number, code in enumerate(sorted(CHANNEL.codes()))}
    keys.areas = {
        area_code(zone, community): number for number, (zone, community) in enumerate(met_areas(page.columns))
    }
    return keys


def test_every_rule_is_told_in_the_manual() -> None:
    manual = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    told_there = re.findall(r"^\| `([a-z_]+)` \| .+ \| .+ \|$", manual.partition("### The rules")[2], re.MULTILINE)
    assert told_there == list(RULES)
