"""Relative rules against hand-worked tables: the nine indicators of Milestone 8 that name no figure, and every edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from etl.calendar_th import Period
from etl.errors import DefinitionError
from etl.indicators.definition import Definition, Thresholds
from etl.indicators.grammar import Value
from etl.indicators.relative import read_rule, same_period
from etl.indicators.status import Freshness, Status, make_yardstick
from etl.indicators.targets import Rule, Target, aim_at, check_aim
from tests.unit.definitions import define
from tests.unit.periods import period

ON, RISK, OFF = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK


@dataclass
class Figures:
    """A lookup from two tables; what was asked for is kept."""

    owns: dict[str, Value] = field(default_factory=dict)
    formulas: dict[str, Value] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def own(self, period_id: str) -> Value:
        self.asked.append(period_id)
        return self.owns.get(period_id)

    def formula(self, text: str) -> Value:
        self.asked.append(text)
        return self.formulas.get(text)


def stated(rule: Rule | None = None, *, year: int = 2570, **more: Any) -> Target:
    at = datetime(2022, 10, 1, tzinfo=UTC)
    return Target("M8", year, None, "stated", "", "config", "x", at, rule=rule, **more)


def judge(
    rule: Rule, value: Value, figures: Figures, of: str = "FY2566", direction: str = "higher", today: date | None = None
) -> Status:
    """The status of a value by a rule that a plan states."""
    at = period(of)
    aimed = aim_at([stated(rule, year=at.fiscal_year)], at, figures, today=today)
    return make_yardstick(define(direction=direction), aimed).judge(value)[0]


# the Gini coefficients of the National Statistical Office's 2566 edition: "below the country's of the same year"
@pytest.mark.parametrize(
    ("region", "gini", "expected"),
    [
        ("กรุงเทพมหานครและ 3 จังหวัด", 307, ON),
        ("ภาคกลาง", 360, ON),
        ("ภาคเหนือ", 372, ON),
        ("ภาคตะวันออกเฉียงเหนือ", 377, ON),
        ("as the country", 382, RISK),  # below is not equal
        ("ภาคใต้", 395, RISK),
        ("a fifth above", Fraction(4584, 10), RISK),
        ("more than a fifth above", Fraction(4585, 10), OFF),
    ],
)
def test_below_the_country(region: str, gini: Fraction, expected: Status) -> None:
    rule = Rule(comparison="below", formula="gini_country / 1000")
    figures = Figures(formulas={"gini_country / 1000": Fraction(382, 1000)})
    assert judge(rule, Fraction(gini) / 1000, figures, direction="lower") is expected, region


# chain-volume product per person, NSO yearbook 2566: "at least the country's growth", in percent
PER_PERSON = {
    "country": (157_532, 147_562, 149_379),
    "Bangkok": (446_444, 416_699, 416_613),
    "Central": (186_213, 178_686, 187_050),
}


@pytest.mark.parametrize(
    ("region", "year", "expected"),
    [
        ("Central", 2563, ON),  # -4.04 against -6.33
        ("Central", 2564, ON),  # +4.68 against +1.23
        ("Bangkok", 2563, RISK),  # -6.66 against -6.33, whose margin is 1.27 whatever its sign
        ("Bangkok", 2564, OFF),  # -0.02 against +1.23
        ("country", 2564, ON),  # at least is also equal
    ],
)
def test_at_least_the_growth_of_the_country(region: str, year: int, expected: Status) -> None:
    rule = Rule(comparison="at_least", formula="growth")
    figures = Figures(formulas={"growth": grow(PER_PERSON["country"], year)})
    assert judge(rule, grow(PER_PERSON[region], year), figures, f"CY{year - 543}") is expected


def grow(series: tuple[int, int, int], year: int) -> Fraction:
    before, now = series[year - 2563], series[year - 2562]
    return 100 * (Fraction(now, before) - 1)


@pytest.mark.parametrize(
    ("share", "expected"), [("26.1", ON), ("26.0", RISK), ("20.8", RISK), ("20.79", OFF), (None, Status.NO_DATA)]
)
def test_more_than_its_own_share_of_a_base_year(share: str | None, expected: Status) -> None:
    rule = Rule(comparison="above", own_year=2563)
    figures = Figures({"FY2563": Fraction(26), "FY2565": Fraction(1)})
    assert judge(rule, None if share is None else Fraction(share), figures) is expected
    assert figures.asked == ["FY2563"]


@pytest.mark.parametrize(("now", "expected"), [(6, ON), (5, RISK), (4, RISK), (3, OFF)])
def test_more_than_the_year_before(now: int, expected: Status) -> None:
    assert judge(Rule(comparison="above", previous=True), now, Figures({"FY2565": 5})) is expected


def test_a_ceiling_written_as_a_rule() -> None:
    rule = Rule(comparison="at_most", formula="13")
    figures = Figures(formulas={"13": 13})
    assert [judge(rule, v, figures, direction="lower") for v in (12, 13, 14, 16)] == [ON, ON, RISK, OFF]


def test_what_it_is_held_against_is_not_known() -> None:
    """Never green, never red: there is no data to judge by; the score stays empty."""
    for rule in (Rule(comparison="above", own_year=2563), Rule(comparison="above", formula="x")):
        target = stated(rule)
        aimed = aim_at([target], period("FY2570"), Figures())
        assert aimed is not None
        assert (aimed.value, aimed.is_strict, aimed.state, aimed.target) == (None, True, "stated", target)
        assert make_yardstick(define(), aimed).judge(50) == (Status.NO_DATA, None)
        late = make_yardstick(define(), aimed, Freshness.LATE)
        assert late.judge(50) == (Status.STALE, None)


def test_nothing_before_means_nothing_to_beat() -> None:
    """More than last year, when last year had none: a target of 0 has no margin, so equal is off track."""
    rule = Rule(comparison="above", previous=True)
    assert [judge(rule, v, Figures({"FY2565": 0})) for v in (0, 1)] == [OFF, ON]


@pytest.mark.parametrize(
    ("of", "today", "asked"),
    [
        ("FY2570", None, ["FY2569"]),
        ("Q2570-2", None, ["Q2569-2"]),
        ("H2570-1", None, ["H2569-1"]),
        ("M2026-11", None, ["M2025-11"]),
        ("M2027-01", None, ["M2026-01"]),
        ("YTD2027-02", None, ["YTD2026-02"]),
        ("CY2026", None, ["CY2025"]),
        # running: the same days of last year, else the whole period (a value entered by hand has no days)
        ("M2026-11", date(2026, 11, 21), ["M2026-11~then", "M2025-11"]),
        ("FY2570", date(2026, 11, 21), ["FY2570~then", "FY2569"]),
        ("M2026-10", date(2026, 11, 21), ["M2025-10"]),
    ],
)
def test_the_year_before_like_for_like(of: str, today: date | None, asked: list[str]) -> None:
    figures = Figures()
    at = period(of)
    rule = Rule(comparison="above", previous=True)
    assert aim_at([stated(rule, year=at.fiscal_year)], at, figures, today=today) is not None
    assert figures.asked == asked


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        ("FY2570", ["FY2563"]), ("FY2564", ["FY2563"]), ("FY2563", []), ("FY2560", []), ("Q2570-3", ["Q2563-3"]),
        ("M2026-11", ["M2019-11"]), ("M2027-02", ["M2020-02"]), ("YTD2026-11", ["YTD2019-11"]), ("CY2026", ["CY2020"]),
    ],
)  # fmt: skip
def test_its_own_value_of_a_base_year(of: str, asked: list[str]) -> None:
    """A year is not measured against itself, nor against a later one."""
    figures, at = Figures(), period(of)
    aim_at([stated(Rule(comparison="above", own_year=2563), year=at.fiscal_year)], at, figures)
    assert figures.asked == asked


def test_windows_that_move() -> None:
    today = date(2026, 11, 21)
    rule = stated(Rule(comparison="above", previous=True))
    for period_id, grain, asked in (
        ("M2026-11~now", "now", ["M2026-11~then"]), ("L12M", "last12m", ["L12M~then"]), ("L30", "last30", []),
    ):  # fmt: skip
        figures = Figures()
        aim_at([rule], Period(period_id, grain, date(2026, 11, 1), today), figures, today=today)
        assert figures.asked == asked
    assert same_period(Period("L7", "last7", date(2026, 11, 1), today), 1) is None


def test_without_a_rule_nothing_is_asked() -> None:
    figures = Figures()
    target = Target("M8", 2570, Decimal(5), "stated", "", "config", "x", datetime(2022, 10, 1, tzinfo=UTC))
    aimed = aim_at([target], period("FY2570"), figures, today=date(2026, 11, 21))
    assert aimed is not None
    assert (aimed.value, aimed.year_value, aimed.part, aimed.is_strict) == (5, 5, 1, False)
    assert figures.asked == []
    assert aim_at([], period("FY2570"), figures) is None


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"comparison": "above"}, "rule"),
        ({"comparison": "above", "formula": "1", "previous": True}, "rule"),
        ({"comparison": "above", "own_year": 2563, "previous": True}, "rule"),
        ({"comparison": "above", "previous": False}, "rule"),
        ({"comparison": "over", "previous": True}, "rule.comparison"),
        ({"previous": True}, "rule.comparison"),
        ({"comparison": "above", "own_year": 2020}, "rule.own_year"),
        ({"comparison": "above", "own_year": "x"}, "rule.own_year"),
        ({"comparison": "above", "formula": " "}, "rule.formula"),
        ({"comparison": "above", "value": 3}, "rule.value"),
        ("above", "rule"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_part(raw: Any, field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_rule(raw)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("definition", "value", "field"),
    [
        (define(direction="lower"), None, "rule.comparison"),
        (define(direction="none"), None, "rule.comparison"),
        (define(kind="context"), None, "kind"),
        (define(thresholds=Thresholds(at_risk_value=Decimal(3))), None, "thresholds.at_risk_value"),
        (define(), Decimal(5), "rule"),
    ],
)
def test_a_rule_must_fit_its_indicator(definition: Definition, value: Decimal | None, field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        check_aim(definition, value, None, Rule(comparison="above", previous=True))
    assert refused.value.field == field


def test_a_rule_is_read_and_kept() -> None:
    rule = read_rule({"comparison": "below", "formula": "[M8-2.1] * 2"})
    assert rule == Rule(comparison="below", formula="[M8-2.1] * 2")
    assert rule is not None
    assert Rule.model_validate_json(rule.to_json()) == rule
    assert read_rule(None) is None
