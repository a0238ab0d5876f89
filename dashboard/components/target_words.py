"""A target's path through the year and a relative rule in words, for every screen and report that shows a target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dashboard.text import t
from dashboard.text.formats import format_month, format_number
from etl.indicators.targets import Rule, Trajectory
from etl.indicators.trajectory import find_span

ONE_DAY = timedelta(days=1)


def say_rule(rule: Rule, lang: str, write: Callable[[str], str] = str) -> str:
    """ต่ำกว่าค่าของตนเองในปี 2563; `write` turns the rule's formula into words (as it is: the formula's own text)."""
    if rule.own_year is not None:
        reference = t("aim.own_year", lang, year=rule.own_year)
    elif rule.formula is not None:
        reference = t("aim.formula", lang, formula=write(rule.formula))
    else:
        reference = t("aim.previous", lang)
    return t(f"aim.{rule.comparison}", lang, reference=reference)


def say_trajectory(trajectory: Trajectory | None, lang: str, decimals: int = 0, *, is_short: bool = False) -> str:
    """How the year's value is spread over its periods; without a path it holds in every one of them.

    `is_short`: the kind of path alone, for a tile.
    """
    if trajectory is None or trajectory.is_flat:
        return t("aim.flat", lang)
    if is_short:
        return t(f"aim.short_{trajectory.kind}", lang)
    if trajectory.kind == "cumulative":
        return t("aim.cumulative", lang)
    if trajectory.kind == "even":
        return t("aim.even", lang, start=_write(trajectory.start or 0, decimals))
    points = (f"{say_point(period, lang)} {_write(value, decimals)}" for period, value in trajectory.points.items())
    return t("aim.custom", lang, points=" · ".join(points))


def say_point(period_id: str, lang: str) -> str:
    """A point's period in short: ไตรมาสที่ 1, ครึ่งปีแรก, พ.ย. 69, สะสมถึง พ.ย. 69."""
    span = find_span(period_id)
    if span is None:
        return period_id
    if period_id[0] in "QH":
        return t(f"aim.point_{period_id[0].lower()}", lang, number=period_id[-1])
    month = format_month(span[1] - ONE_DAY, lang)
    return month if period_id[0] == "M" else t("aim.point_ytd", lang, month=month)


def _write(value: object, decimals: int) -> str:
    number = float(value)  # type: ignore[arg-type]
    return format_number(number, 0 if number == int(number) else max(1, decimals))
