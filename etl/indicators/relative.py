"""Relative rules: a target that is another figure of the same period, as Milestone 8 sets them.

At least the country's growth; below the country's coefficient; above the region's own share of 2563; more than last
year. The figure it is held against is found anew for every period and org_unit.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from etl.calendar_th import Period, be_year
from etl.indicators.definition import Definition, Part, Text, refuse, refuse_invalid
from etl.indicators.definition import Rule as Refusal
from etl.indicators.grammar import Value

Comparison = Literal["at_least", "above", "at_most", "below"]
ONE_DAY = timedelta(days=1)
RISING = ("at_least", "above")


class Lookup(Protocol):
    """Values of the indicator that is judged and of others, for one org_unit; null where there is none."""

    def own(self, period_id: str) -> Value:
        """Its own value in another period."""

    def formula(self, text: str) -> Value:
        """A formula's value in the period that is judged."""


class Rule(Part):
    """What the value must be, held against one of three things.

    `formula`: measures and indicators of the same period and org_unit (a number is a formula too); `own_year`: its own
    value in the same period of that year (BE); `previous`: its own value in the same period one year before, the same
    days of it while the period is running.
    """

    comparison: Comparison
    formula: Text | None = None
    own_year: int | None = None
    previous: bool = False

    @property
    def is_strict(self) -> bool:
        """Whether being equal is not enough."""
        return self.comparison in ("above", "below")

    @property
    def direction(self) -> Literal["higher", "lower"]:
        """Which way of the figure the value must lie."""
        return "higher" if self.comparison in RISING else "lower"


def read_rule(raw: Any, field: str = "rule") -> Rule | None:
    """{comparison, and one of formula, own_year, previous} of a file, a form or a table; null stays null.

    Raises DefinitionError naming the part. Whether the formula can be read is for who knows the measures to check.
    """
    if raw is None or raw == "":
        return None
    try:
        found = Rule.model_validate(raw)
    except ValidationError as error:
        refuse_invalid(error, field)
    if sum((found.formula is not None, found.own_year is not None, found.previous)) != 1:
        refuse(field, Refusal.RULE_REFERENCE, "A rule needs exactly one of formula, own_year, previous.")
    if found.own_year is not None and not 2540 <= found.own_year <= 2600:
        refuse(f"{field}.own_year", Refusal.FISCAL_YEAR, f"'{found.own_year}' is not a year in Buddhist Era, as 2563.")
    return found


def check_rule(definition: Definition, rule: Rule, field: str = "rule") -> None:
    """Whether the rule can judge the indicator: its way must be the indicator's, and no fixed edge may stand beside."""
    if rule.direction != definition.direction:
        what = f"{definition.code} is better when {definition.direction}: '{rule.comparison}' says the opposite."
        refuse(f"{field}.comparison", Refusal.RULE_DIRECTION, what)
    if definition.thresholds.at_risk_value is not None:
        what = "at_risk_value is a fixed edge: beside a rule, whose figure moves, give at_risk_percent."
        refuse("thresholds.at_risk_value", Refusal.RULE_EDGE, what)


def find_reference(rule: Rule, period: Period, lookup: Lookup, today: date | None) -> Fraction | None:
    """The figure the rule holds the value against in the period; null where it is not known."""
    if rule.formula is not None:
        return _exact(lookup.formula(rule.formula))
    for period_id in _places(rule, period, today):
        if (found := lookup.own(period_id)) is not None:
            return Fraction(found)
    return None


def _places(rule: Rule, period: Period, today: date | None) -> list[str]:
    """The periods whose own value may be the reference, best first."""
    if rule.own_year is not None:
        year = be_year(period.starts_on) if period.grain == "calendar_year" else period.fiscal_year
        named = same_period(period, year - rule.own_year)
        return [named] if named is not None and year > rule.own_year else []
    if period.grain in ("now", "last12m"):
        return [period.period_id.removesuffix("~now") + "~then"]
    before = same_period(period, 1)
    is_running = today is not None and period.starts_on <= today < period.ends_on
    return [named for named in (f"{period.period_id}~then" if is_running else None, before) if named is not None]


def same_period(period: Period, years: int) -> str | None:
    """The id of the same period so many years before; null for one that has no place in a year."""
    last = period.ends_on - ONE_DAY
    match period.grain:
        case "fiscal_year":
            return f"FY{period.fiscal_year - years}"
        case "half" | "quarter":
            kind, _, part = period.period_id.partition("-")
            return f"{kind[0]}{period.fiscal_year - years}-{part}"
        case "month" | "ytd":
            return f"{'M' if period.grain == 'month' else 'YTD'}{last.year - years}-{last.month:02d}"
        case "calendar_year":
            return f"CY{last.year - years}"
        case _:
            return None


def _exact(value: Value) -> Fraction | None:
    return None if value is None else Fraction(value)
