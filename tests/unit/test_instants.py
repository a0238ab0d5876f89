"""Columns of instants: read among values of other lengths, written as UTC; test_dates_table.py holds the spellings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from etl.steps.instants import from_micros, parse_instants, to_micros, write_days, write_instants

BAD = "bad"


@pytest.mark.parametrize(
    ("text", "era", "expected"),
    [
        ("2026-10-01 00:00:00", "ce", "2026-09-30 17:00:00.000000"),  # the fiscal year opens at 17:00 UTC
        ("2026-09-30 23:59:59", "ce", "2026-09-30 16:59:59.000000"),
        ("2026-12-31 23:30:00.25", "ce", "2026-12-31 16:30:00.250000"),
        ("2026-12-31 23:30:00.123456", "ce", "2026-12-31 16:30:00.123456"),
        ("2024-02-29", "ce", "2024-02-28 17:00:00.000000"),
        ("2567-02-29", "be", "2024-02-28 17:00:00.000000"),  # a leap day that datetime cannot hold
        ("2567-02-29 10:00:00", "be", "2024-02-29 03:00:00.000000"),
        ("๒๕๖๗-๐๒-๒๙", "be", "2024-02-28 17:00:00.000000"),
        ("  2024-02-29  ", "ce", "2024-02-28 17:00:00.000000"),
        ("", "ce", None),
        (None, "ce", None),
        ("   ", "ce", None),
        ("0000-00-00", "ce", None),
        ("0000-00-00 00:00:00", "be", None),
        (datetime(2026, 1, 2, 3, 4, 5), "ce", "2026-01-01 20:04:05.000000"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "ce", "2026-01-02 03:04:05.000000"),
        ("2023-02-29", "ce", BAD),
        ("2566-02-29", "be", BAD),
        ("2567-02-29", "ce", BAD),  # a Buddhist year in a source declared ce
        ("2024-02-29", "be", BAD),
        ("2024-13-01", "ce", BAD),
        ("2024-00-10", "ce", BAD),
        ("2024-01-32", "ce", BAD),
        ("2024-04-31", "ce", BAD),
        ("2024-01-01 24:00:00", "ce", BAD),
        ("2024-01-01 10:60:00", "ce", BAD),
        ("20240101", "ce", BAD),
        ("๒๕๖๗-๐๒-๓๐", "be", BAD),
        ("2024-01-0x", "ce", BAD),
        ("+024-01-01", "ce", BAD),
        ("9999-12-31", "ce", BAD),
    ],
)
def test_one_text(text: object, era: str, expected: str | None) -> None:
    # among neighbours of other lengths, as in a page
    values = ["2026-01-01", text, None, "2026-01-01 10:00:00"] if era == "ce" else ["2569-01-01", text, None]
    instants, bad = parse_instants(values, era)  # type: ignore[arg-type]
    assert bad.tolist() == [False, expected == BAD] + [False] * (len(values) - 2)
    assert write_instants(instants)[1] == (None if expected == BAD else expected)


def test_days_are_bangkok_days() -> None:
    instants, _ = parse_instants(["2026-10-01 00:00:00", "2026-09-30 23:59:59", None, "1969-12-31", "1960-02-29"], "ce")
    assert write_days(instants.days, instants.none) == ["2026-10-01", "2026-09-30", None, "1969-12-31", "1960-02-29"]
    assert instants.days[0] == 20727


def test_micros_go_there_and_back() -> None:
    at = datetime(2026, 11, 21, 11, 0, 0, 123456, tzinfo=UTC)
    assert from_micros(to_micros(at)) == at
    assert parse_instants(["2026-11-21 18:00:00.123456"], "ce")[0].local[0] == to_micros(at)
