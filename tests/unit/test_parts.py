"""Whose a target is: a sum's is the whole's alone; ratios, means and middles are asked of every part."""

from __future__ import annotations

import pytest

from etl.indicators.grammar import parse
from etl.indicators.parts import adds_up

KINDS = {"cameras": "stock", "fees": "flow", "fines": "flow", "days_low": "middle", "gini": "level"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("cameras", True),
        ("fees + fines", True),
        ("fees / 100", True),
        ("-(fees - fines) * 2 / 3", True),
        ("round(fees / 100, 2)", True),
        ("same_period_last_year(fees)", True),
        ("100 * fees / fines", False),
        ("fees * fines", False),
        ("100 / fees", False),
        ("days_low", False),
        ("gini * 2", False),
        ("fees + 1", False),
        ("max(fees, fines)", False),
        ("[CMP-03] + fees", False),
        ("unknown_name", False),
        ("13", False),
    ],
)
def test_what_adds_up(formula: str, expected: bool) -> None:
    assert adds_up(parse(formula), KINDS) is expected
