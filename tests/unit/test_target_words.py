"""Paths and rules in words, and a tile whose target is a part of the year's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.components.headline import make_tile
from dashboard.components.target_words import say_rule, say_trajectory
from etl.indicators.targets import Rule, Trajectory
from tests.unit.test_components import PERIOD, SCENE, SHARE, value


@pytest.mark.parametrize(
    ("rule", "thai", "english"),
    [
        (Rule(comparison="at_most", formula="13"), "ไม่เกิน 13", "at most 13"),
        (
            Rule(comparison="above", own_year=2563),
            "มากกว่าค่าของตนเองในปี พ.ศ. 2563",
            "more than its own value of B.E. 2563",
        ),
        (
            Rule(comparison="below", previous=True),
            "ต่ำกว่าค่าของช่วงเดียวกันของปีก่อน",
            "less than its value in the same period of the year before",
        ),
        (Rule(comparison="at_least", formula="gini"), "ไม่น้อยกว่า จีนี", "at least จีนี"),
    ],
)
def test_a_rule_in_words(rule: Rule, thai: str, english: str) -> None:
    said = [say_rule(rule, lang, lambda formula: formula.replace("gini", "จีนี")) for lang in ("th", "en")]
    assert said == [thai, english]


def test_a_path_in_words() -> None:
    points = {"Q2570-1": Decimal(4), "YTD2026-11": Decimal("2.5"), "M2027-01": Decimal(5)}
    custom = Trajectory(kind="custom", points=points)
    assert say_trajectory(custom, "th") == "กำหนดเป็นรายช่วง: ไตรมาสที่ 1 4 · สะสมถึง พ.ย. 69 2.5 · ม.ค. 70 5"
    assert say_trajectory(None, "th") == say_trajectory(Trajectory(kind="even"), "th") == "เท่ากันทุกช่วงของปี"
    assert "จาก 3 ณ ต้นปีงบประมาณ" in say_trajectory(Trajectory(kind="even", start=Decimal(3)), "th")
    assert say_trajectory(custom, "en", is_short=True) == "set period by period"


@pytest.mark.parametrize(
    ("october", "november", "of_period", "line"),
    [
        (1.5, 1.0, 2.5, 1.5),  # a path: the line is that of the last whole month, as the months drawn are
        (85, 85, 85, 85),
        (85, 80, 80, 80),  # lowered from November on: what is in force
        (None, 1.0, 2.5, 1.0),
        (None, None, None, None),
    ],
)
def test_the_line_of_a_trend_is_of_its_months(
    october: float | None, november: float | None, of_period: float | None, line: float | None
) -> None:
    period = replace(PERIOD, period_id="YTD2026-11", grain="ytd")
    targets = {"M2026-10": october, "M2026-11": november, "YTD2026-11": of_period}
    found = {(SHARE.code, p): value(SHARE.code, p, 2.0, target) for p, target in targets.items()}
    assert make_tile(SHARE, found, replace(SCENE, period=period)).trend_target == line
