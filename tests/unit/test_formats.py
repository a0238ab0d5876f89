"""Numbers and dates as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.text.formats import (
    format_change,
    format_date,
    format_days,
    format_elapsed,
    format_fiscal_year,
    format_fiscal_year_of,
    format_instant,
    format_month,
    format_number,
    format_percent,
    format_quantity,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, 0, "–"), (0, 0, "0"), (1234567, 0, "1,234,567"), (1234.5, 0, "1,235"), (2.5, 0, "3"), (-2.5, 0, "-3"),
        (0.125, 2, "0.13"), (1.005, 2, "1.01"), (-0.4, 0, "0"), (-0.004, 2, "0.00"), (99.95, 1, "100.0"),
        (1e21, 0, "1" + ",000" * 7),        (1e-9, 2, "0.00"), (0.1 + 0.2, 1, "0.3"), (999.5, 0, "1,000"),
    ],
)  # fmt: skip
def test_number(value: float | None, decimals: int, text: str) -> None:
    assert format_number(value, decimals) == text


def test_percent_change_quantity() -> None:
    assert format_percent(97.25) == "97.3%" and format_percent(None) == "–" and format_percent(100, 0) == "100%"
    assert [format_change(v, 1) for v in (3, -1.25, 0, 0.04, -0.04, None)] == ["+3.0", "-1.3", "0.0", "0.0", "0.0", "–"]
    assert format_quantity(1204, "เรื่อง") == "1,204 เรื่อง"
    assert format_quantity(97.25, "%", 1) == "97.3%" and format_quantity(None, "เรื่อง") == "–"


@pytest.mark.parametrize(
    ("style", "th", "en"),
    [
        ("short", "21 พ.ย. 69", "21 Nov 2569"),
        ("long", "21 พฤศจิกายน 2569", "21 November 2569"),
        ("full", "วันเสาร์ที่ 21 พฤศจิกายน พ.ศ. 2569", "Saturday 21 November B.E. 2569"),
    ],
)
def test_date(style: str, th: str, en: str) -> None:
    assert (format_date(date(2026, 11, 21), "th", style), format_date(date(2026, 11, 21), "en", style)) == (th, en)


def test_date_edges() -> None:
    assert format_date(None, "th") == "–"
    assert format_date(date(2024, 2, 29), "th", "long") == "29 กุมภาพันธ์ 2567"
    assert format_date(date(2057, 1, 1), "th") == "1 ม.ค. 00"
    with pytest.raises(ValueError, match="short, long or full"):
        format_date(date(2026, 1, 1), "th", "tiny")


def test_an_instant_is_bangkok_time() -> None:
    assert format_instant(datetime(2026, 9, 30, 16, 59, tzinfo=UTC), "th") == "30 ก.ย. 69 23:59 น."
    assert format_instant(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), "th") == "1 ต.ค. 69 00:00 น."
    assert format_instant(None, "en") == "–"


def test_month_and_fiscal_year() -> None:
    assert format_month(date(2026, 10, 1), "th") == "ต.ค. 69" and format_month(date(2026, 10, 1), "en") == "Oct 2569"
    assert format_month(date(2026, 10, 31), "th", "long") == "ตุลาคม 2569"
    assert format_fiscal_year(2570, "th") == "ปีงบประมาณ พ.ศ. 2570"
    assert format_fiscal_year(2570, "th", "short") == "ปีงบฯ 2570"
    assert format_fiscal_year_of(date(2026, 9, 30), "th", "short") == "ปีงบฯ 2569"
    assert format_fiscal_year_of(date(2026, 10, 1), "th", "short") == "ปีงบฯ 2570"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 นาที"), (59, "0 นาที"), (3599, "59 นาที"), (3600, "1 ชั่วโมง"), (172_799, "47 ชั่วโมง"), (172_800, "2 วัน")],
)
def test_elapsed(seconds: float, text: str) -> None:
    assert format_elapsed(seconds, "th") == text
    assert format_days(12.5, "th", 1) == "12.5 วัน"
