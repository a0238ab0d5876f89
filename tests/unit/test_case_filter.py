"""What people type above the case table, held to its allow-list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.components.case_filter import LAST_DAY, CaseQuestion, like_pattern, read_question, to_filter
from dashboard.components.case_table import record_address
from dashboard.rows import OpenCase

TODAY = date(2026, 11, 21)
AHEAD = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("params", "question"),
    [
        ({}, CaseQuestion()),
        ({"q": "  ถนน   ซอย 5 "}, CaseQuestion(text="ถนน ซอย 5")),
        ({"q": "ก" * 500}, CaseQuestion(text="ก" * 60)),
        ({"category": "7", "age": "over_30", "overdue": "1", "page": "3"}, CaseQuestion("", 7, "over_30", True, 3)),
        ({"category": "-1; drop", "age": "all", "overdue": "yes", "page": "0"}, CaseQuestion()),
        ({"category": "๗", "page": "99999999999"}, CaseQuestion()),
    ],
)
def test_what_does_not_pass_is_not_asked(params: dict[str, str], question: CaseQuestion) -> None:
    assert read_question(params) == question


@pytest.mark.parametrize(
    ("age", "received_from", "received_before"),
    [
        ("0_7", date(2026, 11, 14), date(2026, 11, 22)),
        ("8_15", date(2026, 11, 6), date(2026, 11, 14)),
        ("16_30", date(2026, 10, 22), date(2026, 11, 6)),
        ("over_30", date(1900, 1, 1), date(2026, 10, 22)),
    ],
)
def test_age_bands_meet_without_overlap(age: str, received_from: date, received_before: date) -> None:
    chosen = to_filter(CaseQuestion(age=age), 1, TODAY, AHEAD)
    assert (chosen.received_from, chosen.received_before) == (received_from, received_before)


def test_due_today_is_not_overdue() -> None:
    assert to_filter(CaseQuestion(is_overdue=True), 1, TODAY, AHEAD).due_before == TODAY
    assert to_filter(CaseQuestion(), 1, TODAY, AHEAD).due_before == LAST_DAY


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("", "%"), ("100%", "%100!%%"), ("a_b!", "%a!_b!!%"), ("ABC", "%abc%"), ("ถนน", "%ถนน%")],
)
def test_wildcards_are_letters(text: str, pattern: str) -> None:
    assert like_pattern(text) == pattern


def test_the_sources_own_page_is_addressed_safely() -> None:
    case = OpenCase("a/b?c d", None, TODAY, TODAY, "new", "", "", "normal", "", "", "", "", "", "", None)
    assert record_address(case) is None
    linked = replace(case, record_url="https://city.example/case/{source_id}")
    assert record_address(linked) == "https://city.example/case/a%2Fb%3Fc%20d"
