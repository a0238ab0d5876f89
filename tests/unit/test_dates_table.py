"""How dates are written, and what becomes of each: the moment on Bangkok's clock, nothing, or a rule it breaks.

The table is read whole, row by row and in pages of everything mixed, through the step that reads a source.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from etl.calendar_th import BANGKOK
from etl.contracts.base import Entity, Field, FieldType
from etl.readers.base import Page
from etl.source_settings import Source
from etl.steps.conform import Conformer
from etl.steps.instants import Instants, parse_instants, write_instants
from etl.steps.words import Keys, WordMap

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=BANGKOK)  # 21 November 2569
NONE, BAD, FUTURE = None, "bad_date", "future_date"
DAY = Entity(
    name="day",
    th="วัน",
    en="Day",
    fields=(Field("id", FieldType.TEXT, "รหัส", "Id", required=True), Field("at", FieldType.INSTANT, "เมื่อ", "When")),
    key=("id",),
    cursor="id",
    subject="id",
    fact="none",
    staging="none",
)

# what is read alike whatever the column's era
EITHER: tuple[tuple[Any, str | None], ...] = (
    # nothing
    (None, NONE), ("", NONE), ("   ", NONE), ("\t\r\n", NONE), ("\u200b", NONE), ("\xa0", NONE), ("-", NONE),
    ("–", NONE),
    ("0000-00-00", NONE), ("0000-00-00 00:00:00", NONE), ("0000-00-00 00:00:00.000000", NONE),
    ("0000-00-00T00:00:00Z", NONE), ("00/00/0000", NONE), ("๐๐๐๐-๐๐-๐๐", NONE), ("0000-00-00 00:00", NONE),
    # relative, spoken, partial: no day follows from them
    ("3 นาทีที่แล้ว", BAD), ("รอรับเรื่อง 3 นาทีที่แล้ว", BAD), ("เมื่อวาน", BAD), ("วันนี้ 14:05 น.", BAD),
    ("2 วัน 5 ชม.", BAD),
    ("ใช้เวลา 2 วัน 5 ชม.", BAD), ("yesterday", BAD), ("now", BAD), ("14:05 น.", BAD), ("14:05", BAD),
    ("ธันวาคม 2567", BAD),
    ("9 ธันวาคม", BAD), ("2567", BAD), ("2024", BAD), ("12/2567", BAD), ("2024-12", BAD), ("ไม่ระบุ", BAD),
    ("NULL", BAD),
    ("nan", BAD), ("NaT", BAD), ("n/a", BAD), ("????", BAD), ("infinity", BAD), ("เธ–เธเธ", BAD), ("2024-W05-3", BAD),
    # bare numbers: serial numbers of a spreadsheet, seconds since 1970, eight digits
    ("45630", BAD), (45630, BAD), (45630.58, BAD), ("1733720700", BAD), (1733720700, BAD), ("20241209", BAD),
    ("25671209", BAD), (20241209, BAD), (0, BAD), ("0", BAD), (True, BAD), (Decimal("45630"), BAD), (float("nan"), BAD),
    (date(1899, 12, 30), BAD), ("1900-01-00", BAD), (datetime(1900, 1, 1), BAD), ("1900-01-01 00:00:00", BAD),
    # no such day or hour
    ("2024-00-10", BAD), ("2024-13-01", BAD), ("2567-13-01", BAD), ("31/04/2567", BAD), ("00/05/2567", BAD),
    ("32/01/2024", BAD), ("12/25/2024", BAD), ("12/25/2567", BAD), ("2024-12-00", BAD), ("0000-12-09", BAD),
    # two ways to read them, or none
    ("05/06/07", BAD), ("12/11/24", BAD), ("09-12-67 10:00 PM", BAD), ("12/9/2024 2:05:00 PM", BAD),
    ("Dec 9, 2024", BAD),
    ("Mon Dec  9 14:05:00 2024", BAD), ("2024-12-09 14:05:00 +25:00", BAD), ("2024-12-09 14:05:00 ICT", BAD),
    ("2024--12-09", BAD), ("2024-12/09", BAD), ("9.12/2567", BAD), ("-2024-12-09", BAD), ("+2024-12-09", BAD),
    ("2024-12-0x", BAD), ("2024-12-09 1x:00:00", BAD), ("9 ธ.ค. 2567 และ 10 ธ.ค. 2567", BAD),
    ("09/12/2567-10/12/2567", BAD),
    ("9" * 70, BAD), ("9 ธ.ค. 2567" + " " * 80 + "ค่ะ", BAD), ("ก" * 10_000, BAD), ("\x00", NONE), ("\ud800", BAD),
    ({"seconds": 1733720700}, BAD), (["2024-12-09"], BAD), (timedelta(hours=14), BAD), ("２０２４-１２-０９", BAD),
    ("٢٠٢٤-١٢-٠٩", BAD), ("10000-01-01", BAD), ("<b>2024-12-09</b>", BAD), ("2024-12-09; drop table x", BAD),
)  # fmt: skip

COMMON: tuple[tuple[Any, str | None], ...] = (
    # ISO 8601, Bangkok's clock
    ("2024-12-09", "2024-12-09 00:00:00"), ("2024-12-09 14:05", "2024-12-09 14:05:00"),
    ("2024-12-09 14:05:33", "2024-12-09 14:05:33"), ("2024-12-09T14:05:33", "2024-12-09 14:05:33"),
    ("2024-12-09T14:05", "2024-12-09 14:05:00"), (" 2024-12-09 14:05:33 ", "2024-12-09 14:05:33"),
    ("2024-12-09  14:05:33", "2024-12-09 14:05:33"), ("2024-12-09\xa014:05:33", "2024-12-09 14:05:33"),
    ("\ufeff2024-12-09", "2024-12-09 00:00:00"), (b"2024-12-09", "2024-12-09 00:00:00"),
    # fractions, their trailing zeros dropped or not
    ("2024-12-09 14:05:33.1", "2024-12-09 14:05:33.100000"), ("2024-12-09 14:05:33.12", "2024-12-09 14:05:33.120000"),
    ("2024-12-09 14:05:33.123", "2024-12-09 14:05:33.123000"),
    ("2024-12-09 14:05:33.1234", "2024-12-09 14:05:33.123400"),
    ("2024-12-09 14:05:33.12345", "2024-12-09 14:05:33.123450"),
    ("2024-12-09 14:05:33.123456", "2024-12-09 14:05:33.123456"),
    ("2024-12-09 14:05:33.1234567", "2024-12-09 14:05:33.123456"),
    ("2024-12-09T14:05:33.123456789", "2024-12-09 14:05:33.123456"), ("2024-12-09 14:05:33.", BAD),
    ("2024-12-09 14:05:33.1234567890", BAD), ("2024-12-09 14:05:33,5", BAD),
    # UTC and offsets
    ("2024-12-09T07:05:33Z", "2024-12-09 14:05:33"), ("2024-12-09 07:05:33z", "2024-12-09 14:05:33"),
    ("2024-12-09T07:05Z", "2024-12-09 14:05:00"), ("2024-12-09 07:05:33+00", "2024-12-09 14:05:33"),
    ("2024-12-09 07:05:33+0000", "2024-12-09 14:05:33"), ("2024-12-09 07:05:33+00:00", "2024-12-09 14:05:33"),
    ("2024-12-09 07:05:33-00:00", "2024-12-09 14:05:33"), ("2024-12-09 07:05:33 UTC", "2024-12-09 14:05:33"),
    ("2024-12-09 07:05:33 GMT", "2024-12-09 14:05:33"), ("2024-12-09T14:05:33+07:00", "2024-12-09 14:05:33"),
    ("2024-12-09 14:05:33+07", "2024-12-09 14:05:33"), ("2024-12-09 14:05:33+0700", "2024-12-09 14:05:33"),
    ("2024-12-09 14:05:33 +0700", "2024-12-09 14:05:33"), ("2024-12-09T12:35:33+05:30", "2024-12-09 14:05:33"),
    ("2024-12-09T02:05:33-05:00", "2024-12-09 14:05:33"), ("2024-12-09T21:05:33+14:00", "2024-12-09 14:05:33"),
    ("2024-12-08T20:05:33-11:00", "2024-12-09 14:05:33"), ("2024-12-09 07:05:33.1+00", "2024-12-09 14:05:33.100000"),
    ("2024-12-09 07:05:33.12+00", "2024-12-09 14:05:33.120000"),
    ("2024-12-09 07:05:33.123+00", "2024-12-09 14:05:33.123000"),
    ("2024-12-09 07:05:33.1234+00", "2024-12-09 14:05:33.123400"),
    ("2024-12-09 07:05:33.12345+00", "2024-12-09 14:05:33.123450"),
    ("2024-12-09 07:05:33.123456+00", "2024-12-09 14:05:33.123456"),
    ("2024-12-09T07:05:33.123Z", "2024-12-09 14:05:33.123000"),
    ("2024-12-09T14:05:33.123456+07:00", "2024-12-09 14:05:33.123456"), ("2024-12-09+07:00", BAD), ("2024-12-09Z", BAD),
    ("2024-12-09 14:05:33+15:00", BAD), ("2024-12-09 14:05:33+07:60", BAD), ("2024-12-09 14:05:33+7", BAD),
    ("2024-12-09 14:05:33+070", BAD), ("2024-12-09 14:05:33 Asia/Bangkok", BAD),
    # across a day, a month, a fiscal year and a year
    ("2024-12-31T16:59:59Z", "2024-12-31 23:59:59"), ("2024-12-31T17:00:00Z", "2025-01-01 00:00:00"),
    ("2024-09-30T16:30:00Z", "2024-09-30 23:30:00"), ("2024-09-30T17:30:00Z", "2024-10-01 00:30:00"),
    ("2024-12-31 23:30:00", "2024-12-31 23:30:00"), ("2024-10-01 00:30:00", "2024-10-01 00:30:00"),
    ("2024-02-28T17:00:00Z", "2024-02-29 00:00:00"), ("2023-02-28T17:00:00Z", "2023-03-01 00:00:00"),
    # midnight belongs to the day that begins; seconds that clocks do not have
    ("2024-12-09 00:00:00", "2024-12-09 00:00:00"), ("2024-12-09 24:00:00", BAD), ("2024-12-09 24:00", BAD),
    ("2016-12-31T23:59:60Z", BAD), ("2024-12-09 23:60:00", BAD), ("2024-12-09 25:00:00", BAD),
    ("9/12/2024 24.00 น.", BAD),
    # leap days
    ("2024-02-29", "2024-02-29 00:00:00"), ("29/02/2024", "2024-02-29 00:00:00"), ("2000-02-29", "2000-02-29 00:00:00"),
    ("2023-02-29", BAD), ("29/02/2023", BAD), ("2100-02-29", BAD), ("29/02/2100", BAD), ("2024-02-30", BAD),
    # year first, other signs; one digit
    ("2024/12/09", "2024-12-09 00:00:00"), ("2024.12.09", "2024-12-09 00:00:00"), ("2024-1-5", "2024-01-05 00:00:00"),
    ("2024/1/5 9:05", "2024-01-05 09:05:00"), ("2024-12-9 14:05:33", "2024-12-09 14:05:33"),
    # day first, never month first
    ("9/12/2024", "2024-12-09 00:00:00"), ("09/12/2024", "2024-12-09 00:00:00"), ("09-12-2024", "2024-12-09 00:00:00"),
    ("9.12.2024", "2024-12-09 00:00:00"), ("05/06/2024", "2024-06-05 00:00:00"), ("13/12/2024", "2024-12-13 00:00:00"),
    ("09/12/2024 14:05", "2024-12-09 14:05:00"), ("9/12/2024 14:05:33", "2024-12-09 14:05:33"),
    ("9/12/2024, 14:05", "2024-12-09 14:05:00"), ("12/13/2024", BAD), ("9 / 12 / 2024", BAD),
    # months by name, hours as officials write them
    ("9 ธันวาคม 2024", "2024-12-09 00:00:00"), ("9 ธ.ค. 2024", "2024-12-09 00:00:00"),
    ("9 ธ.ค. ค.ศ. 2024", "2024-12-09 00:00:00"), ("9 ธ.ค. พ.ศ. 2024", BAD),
    ("2024-12-09 14:05 น.", "2024-12-09 14:05:00"),
    ("2024-12-09 14.05 น.", "2024-12-09 14:05:00"), ("2024-12-09 14.05", BAD), ("๒๐๒๔-๑๒-๐๙", "2024-12-09 00:00:00"),
    ("9 Dec 2024", BAD), ("9 ธค 2024 เวลา 14.05 น.", "2024-12-09 14:05:00"), ("9 ๘.ค. 2024", BAD),
    ("9 ธันวา 2024", BAD),
    # two digits stand for a Buddhist year, which this column has not
    ("9 ธ.ค. 67", BAD), ("9/12/67", BAD), ("9/12/24", BAD), ("9 ธ.ค. 24", BAD), ("24-12-09", BAD),
    # a Buddhist year in a column of the Common Era is no guess's business; ten years ahead is far enough for a plan
    ("2567-12-09", FUTURE), ("9 ธันวาคม 2567", FUTURE), ("9 ธ.ค. พ.ศ. 2567", BAD), ("2567-02-29", BAD),
    ("29/02/2567", BAD), ("2999-01-01", FUTURE), ("2570-01-01 00:00:00", FUTURE),
    ("2036-12-31 23:59:59", "2036-12-31 23:59:59"),
    ("2037-01-01", FUTURE), ("2036-12-31T17:00:00Z", FUTURE), ("9998-12-31", FUTURE), ("9999-12-31 23:59:59", BAD),
    ("1950-01-01", "1950-01-01 00:00:00"), ("1949-12-31", BAD), ("0001-01-01", BAD), ("1481-12-09", BAD),
    # what a driver or a workbook gives as a date
    (datetime(2024, 12, 9, 14, 5, 33), "2024-12-09 14:05:33"), (date(2024, 12, 9), "2024-12-09 00:00:00"),
    (datetime(2024, 12, 9, 14, 5, 33, 250_000), "2024-12-09 14:05:33.250000"),
    (datetime(2024, 12, 9, 7, 5, tzinfo=UTC), "2024-12-09 14:05:00"),
    (datetime(2024, 12, 9, 2, 5, tzinfo=timezone(timedelta(hours=-5))), "2024-12-09 14:05:00"),
    (datetime(2024, 12, 31, 17, 0, tzinfo=UTC), "2025-01-01 00:00:00"),
    (np.datetime64("2024-12-09T14:05"), "2024-12-09 14:05:00"),
    (datetime.max.replace(tzinfo=UTC), BAD), (datetime.min.replace(tzinfo=timezone(timedelta(hours=9))), BAD),
    (datetime(2567, 12, 9), FUTURE),
)  # fmt: skip

BUDDHIST: tuple[tuple[Any, str | None], ...] = (
    # as MySQL columns of old systems hold it
    ("2567-12-09", "2024-12-09 00:00:00"), ("2561-11-29 00:07:37", "2018-11-29 00:07:37"),
    ("2567-12-09T14:05:33", "2024-12-09 14:05:33"), ("2567-12-09 14:05:33.25", "2024-12-09 14:05:33.250000"),
    ("2567-12-09T07:05:33Z", "2024-12-09 14:05:33"), ("2567-12-09 14:05:33+07:00", "2024-12-09 14:05:33"),
    ("2567-12-31T17:00:00Z", "2025-01-01 00:00:00"), ("2567-09-30 23:30:00", "2024-09-30 23:30:00"),
    ("2567/12/09", "2024-12-09 00:00:00"), ("๒๕๖๗-๑๒-๐๙ ๑๔:๐๕:๓๓", "2024-12-09 14:05:33"), ("2567-12-09 24:00:00", BAD),
    (datetime(2567, 12, 9, 14, 5), "2024-12-09 14:05:00"), (date(2567, 12, 9), "2024-12-09 00:00:00"),
    (datetime(2024, 12, 9), BAD),
    # leap days that no library knows: 2567 is 2024
    ("29/02/2567", "2024-02-29 00:00:00"), ("2567-02-29", "2024-02-29 00:00:00"), ("29 ก.พ. 67", "2024-02-29 00:00:00"),
    ("29 กุมภาพันธ์ 2567", "2024-02-29 00:00:00"), ("๒๙/๐๒/๒๕๖๗", "2024-02-29 00:00:00"),
    ("29/02/2543", "2000-02-29 00:00:00"),
    ("29/02/2566", BAD), ("2566-02-29", BAD), ("29 ก.พ. 66", BAD), ("29 กุมภาพันธ์ 2566", BAD), ("30/02/2567", BAD),
    # day first
    ("9/12/2567", "2024-12-09 00:00:00"), ("09-12-2567", "2024-12-09 00:00:00"), ("9.12.2567", "2024-12-09 00:00:00"),
    ("01/02/2567", "2024-02-01 00:00:00"), ("9/12/2567 14:05 น.", "2024-12-09 14:05:00"),
    ("๙/๑๒/๒๕๖๗ ๑๔.๐๕ น.", "2024-12-09 14:05:00"), ("13/13/2567", BAD), ("9/12/2567 14:5", BAD),
    # the months' names, full and short, with and without dots
    *(
        (f"9 {name} {year}", f"2024-{month:02d}-09 00:00:00")
        for month, names in enumerate(
            (
                ("มกราคม", "ม.ค.", "มค"), ("กุมภาพันธ์", "ก.พ.", "กพ."), ("มีนาคม", "มี.ค.", "มีค"),
                ("เมษายน", "เม.ย.", "เมย"),
                ("พฤษภาคม", "พ.ค.", "พค"), ("มิถุนายน", "มิ.ย.", "มิย."), ("กรกฎาคม", "ก.ค.", "กค"),
                ("สิงหาคม", "ส.ค.", "ส.ค"),
                ("กันยายน", "ก.ย.", "กย"), ("ตุลาคม", "ต.ค.", "ตค"), ("พฤศจิกายน", "พ.ย.", "พย."),
                ("ธันวาคม", "ธ.ค.", "ธ. ค."),
            ),
            1,
        )
        for name in names
        for year in ("2567", "67")
    ),
    ("9-ธ.ค.-67", "2024-12-09 00:00:00"), ("9/ธ.ค./2567", "2024-12-09 00:00:00"), ("9ธ.ค.67", "2024-12-09 00:00:00"),
    ("09 ธ.ค. 2567", "2024-12-09 00:00:00"), ("๙ ธันวาคม ๒๕๖๗", "2024-12-09 00:00:00"),
    ("วันที่ 9 ธันวาคม พ.ศ. 2567", "2024-12-09 00:00:00"), ("9 ธันวาคม พ.ศ.2567", "2024-12-09 00:00:00"),
    ("9 ธันวาคม ค.ศ. 2567", BAD), ("9 ธ.ค. 67 14:05 น.", "2024-12-09 14:05:00"),
    ("9-ธ.ค.-67 14:05 น.", "2024-12-09 14:05:00"),
    ("9 ธ.ค. 67 14:05", "2024-12-09 14:05:00"), ("9 ธ.ค. 67, 14:05:33", "2024-12-09 14:05:33"),
    ("9 ธันวาคม 2567 เวลา 14.05 น.", "2024-12-09 14:05:00"), ("9 ธ.ค. 2567 9:05 น.", "2024-12-09 09:05:00"),
    ("9 ธ.ค. 256", BAD), ("9 ธ.ค. 25670", BAD), ("9 ธ.ค. ", BAD), ("9 ค.ธ. 2567", BAD), ("99 ธ.ค. 67", BAD),
    # two digits after a month's name or in d/m/yy, nowhere else
    ("9/12/67", "2024-12-09 00:00:00"), ("09/12/67 14:05", "2024-12-09 14:05:00"), ("9-12-67", BAD), ("67-12-09", BAD),
    ("67/12/09", BAD), ("9 ธ.ค. 69", "2026-12-09 00:00:00"), ("9 ธ.ค. 79", "2036-12-09 00:00:00"),
    ("9 ธ.ค. 80", FUTURE),
    ("9 ธ.ค. 99", FUTURE), ("9/12/32", "1989-12-09 00:00:00"), ("9 ธ.ค. 00", "1957-12-09 00:00:00"),
    ("9 ธ.ค. 24", "1981-12-09 00:00:00"),
    # the other era
    ("2024-12-09", BAD), ("2024-12-09 14:05:33", BAD), ("9/12/2024", BAD), ("2024-12-09T07:05:33Z", BAD),
    ("9 ธันวาคม 2024", BAD), ("9 ธ.ค. ค.ศ. 2024", BAD), ("2492-12-31", BAD), ("2493-01-01", "1950-01-01 00:00:00"),
    ("2579-12-31", "2036-12-31 00:00:00"), ("2580-01-01", FUTURE), ("2999-01-01", FUTURE),
)  # fmt: skip

TABLE = [
    *(("ce", text, expected) for text, expected in (*EITHER, *COMMON)),
    *(("be", text, expected) for text, expected in (*EITHER, *BUDDHIST)),
]


def read(values: Sequence[Any], era: str) -> list[str | None]:
    """What becomes of each value of one page: its moment in Bangkok, nothing, or the rule it breaks."""
    source = Source.model_validate(
        {
            "name": "table", "contract": "complaints", "title_th": "ตาราง", "title_en": "Table", "fresh_within": "1d",
            "reader": {"kind": "database"}, "schedule": "0 1 * * *", "date_eras": {"at": era},
        }
    )  # fmt: skip
    keys = Keys(WordMap({}, 0, 0), {}, {})
    page = Page({"id": [str(row) for row in range(len(values))], "at": values}, len(values))
    typed = Conformer(DAY, source, keys, NOW).conform(page)
    column = typed.columns["at"]
    assert isinstance(column, Instants)
    found = {reject.key[0]: reject.rule for reject in typed.rejects}
    shifted = write_instants(Instants(column.local + 7 * 3_600_000_000, column.none))
    accepted = zip(typed.columns["id"], shifted, strict=True)  # type: ignore[arg-type]
    found |= {row: None if at is None else at.removesuffix(".000000") for row, at in accepted}
    return [found[str(row)] for row in range(len(values))]


def test_the_table_is_long_enough() -> None:
    texts = [(era, text) for era, text, _ in TABLE if isinstance(text, str)]
    assert len(set(texts)) == len(texts) >= 200


@pytest.mark.parametrize(("era", "text", "expected"), TABLE, ids=lambda value: str(value)[:40] or "blank")
def test_alone(era: str, text: Any, expected: str | None) -> None:
    assert read([text], era) == [expected]


@pytest.mark.parametrize("era", ["ce", "be"])
def test_among_each_other(era: str) -> None:
    """A column is computed at once; no value changes what becomes of its neighbours."""
    rows = [(text, expected) for of_era, text, expected in TABLE if of_era == era]
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        assert read([text for text, _ in rows], era) == [expected for _, expected in rows]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_the_clock_of_the_machine_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for era in ("ce", "be"):
            rows = [(text, expected) for of_era, text, expected in TABLE if of_era == era]
            assert read([text for text, _ in rows], era) == [expected for _, expected in rows]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_python_agrees_about_every_iso_text() -> None:
    """Against the standard library, for random moments in every spelling it knows."""
    chance = random.Random(7)
    texts, expected = [], []
    for _ in range(3000):
        zone = chance.choice((None, UTC, timezone(timedelta(minutes=chance.randrange(-14 * 60, 14 * 60 + 1)))))
        at = datetime(1951, 1, 1, tzinfo=zone) + timedelta(
            seconds=chance.randrange(85 * 31_556_952), microseconds=250_000
        )
        text = at.isoformat(
            sep=chance.choice("T "), timespec=chance.choice(("minutes", "seconds", "milliseconds", "microseconds"))
        )
        again = datetime.fromisoformat(text)
        texts.append(text)
        expected.append((again.astimezone(BANGKOK) if zone else again).strftime("%Y-%m-%d %H:%M:%S.%f"))
    instants, bad = parse_instants(texts, "ce")
    assert not bad.any()
    assert write_instants(Instants(instants.local + 7 * 3_600_000_000, instants.none)) == expected
