"""A target of a fiscal year as a table says it: value or rule, path, where at risk ends, and whose word it is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.headline import Indicator
from dashboard.components.target_words import say_rule, say_trajectory
from dashboard.targets_rows import OpenTarget
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.indicators.definition import Definition
from etl.indicators.status import margin

MOST_DECIMALS = 6
SIGNS = {"higher": "≥ ", "lower": "≤ "}
CHIPS = {
    "proposed": ("proposed", "bullseye"),
    "stated": ("no_target", "journal-text"),
    "approved": ("on_track", "check-circle-fill"),
}


def say_amount(value: float | None, indicator: Indicator) -> str:
    """A value without its unit, which stands once in the row; a whole number without decimals where it has none."""
    return MISSING if value is None else format_number(value, indicator.decimals)


def say_target_value(value: float, indicator: Indicator) -> str:
    """As it was decided: never rounded to the indicator's decimals."""
    exponent = Decimal(repr(round(value, MOST_DECIMALS))).normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return format_number(value, decimals) + ("%" if indicator.is_percent else f" {indicator.unit}")


def say_goal(target: OpenTarget, indicator: Indicator, lang: str) -> str:
    """`≥ 85%`, a rule in words, or that there is none."""
    if target.rule is not None:
        return say_rule(target.rule, lang)
    if target.value is None:
        return t("targets.decided_none", lang)
    return SIGNS.get(indicator.direction, "") + say_target_value(target.value, indicator)


def say_path(target: OpenTarget, indicator: Indicator, lang: str) -> str:
    """How the year's value is spread; nothing where every period asks for it."""
    if target.trajectory is None or target.trajectory.is_flat:
        return ""
    return say_trajectory(target.trajectory, lang, indicator.decimals)


def say_edge(target: OpenTarget, definition: Definition, indicator: Indicator, lang: str) -> str:
    """Where at risk ends and off track begins, for the year's value."""
    edges = definition.thresholds
    if target.rule is not None and indicator.direction in SIGNS:
        return t("targets.edge_percent", lang, percent=format_number(float(edges.at_risk_percent), 0))
    if target.value is None:
        return ""
    room = margin(Fraction(str(target.value)), definition.direction, edges)
    if indicator.direction == "range":
        within, beyond = float(edges.range_within or 0), float(edges.range_at_risk or 0)
        return t("targets.edge_range", lang, within=format_number(within, 2), beyond=format_number(beyond, 2))
    if not room:
        return t("targets.edge_none", lang)
    sign = -1 if indicator.direction == "higher" else 1
    edge = float(Fraction(str(target.value)) + sign * room)
    return t(f"targets.edge_{indicator.direction}", lang, edge=say_target_value(edge, indicator))


def state_chip(target: OpenTarget, lang: str) -> html.Span:
    kind, icon_name = CHIPS[target.state]
    if target.is_none:
        kind, icon_name = "no_target", "dash-circle"
    return plain_chip(kind, icon_name, t(f"targets.state_{target.state}", lang))
