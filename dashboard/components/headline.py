"""From an indicator's values to what its tile says: status after freshness, gap, like-for-like change, trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dashboard.components.tile import Below, Change, Goal, Tile
from dashboard.rows import IndicatorValue, Month, PeriodChosen
from dashboard.text import t
from dashboard.text.formats import MISSING, format_change, format_number, month_short
from etl.calendar_th import BANGKOK, be_year
from etl.indicators.status import Status, when_read

JUDGED = ("on_track", "at_risk", "off_track")
SMALL_COUNT = 20  # below it a percentage of change says nothing


@dataclass(frozen=True)
class Indicator:
    """What a tile needs of a definition, in the reader's language; `direction` is higher, lower, range or none."""

    code: str
    name: str
    unit: str
    is_percent: bool
    decimals: int
    direction: str
    owner: str | None
    is_count: bool
    is_context: bool = False  # a figure for context: never has a target
    data_source: str = "system"  # system | hand | none


@dataclass(frozen=True)
class LateSource:
    """A source that is behind its promise, by the name people know; null: it was never read."""

    title: str
    read_at: datetime | None


@dataclass(frozen=True)
class Scene:
    """What all tiles of a page share: period, months of the trend, the moment, and how current the source is."""

    period: PeriodChosen
    months: tuple[Month, ...]
    today: date
    lang: str
    read_at: datetime | None
    is_late: bool
    is_connected: bool
    late: tuple[LateSource, ...] = ()
    lateness: int = 0  # the worst of its sources
    failing: tuple[str, ...] = ()  # titles of checks that keep its figures as they were; then it counts as late


Values = Mapping[tuple[str, str], IndicatorValue]


def make_tile(indicator: Indicator, values: Values, scene: Scene) -> Tile:
    """The tile of one indicator; a missing value keeps its reason, an old one never counts as on target."""
    lang, period = scene.lang, scene.period
    found = values.get((indicator.code, period.period_id))
    is_computed = indicator.data_source == "system"
    status = effective_status(found.status if found else "no_data", scene) if is_computed or found else "no_data"
    has_goal = found is not None and found.target is not None
    is_proposed = has_goal and found is not None and found.target_state == "proposed"
    tile = Tile(
        code=indicator.code,
        name=indicator.name,
        value=format_number(found.value if found else None, indicator.decimals),
        unit=indicator.unit if found and found.value is not None else "",
        status=status,
        status_word=status_word(status, indicator.is_context, period.is_unfinished(scene.today), is_proposed, lang),
        owner=indicator.owner or t("tile.owner_unknown", lang),
        data_date=_data_date(scene),
        explain_word=t("tile.explain", lang),
        is_proposed=is_proposed,
        lateness=scene.lateness if status == "stale" else 0,
    )
    if status == "not_connected":
        return replace(tile, value=MISSING, unit="")
    if found is None and not is_computed:
        return replace(tile, reason=t(f"tile.source_{indicator.data_source}", lang), data_date="")
    if found is None or found.value is None:
        return replace(tile, reason=t("tile.no_value" if found else "tile.not_scored", lang))
    return replace(
        tile,
        change=_change(indicator, values, scene),
        reason=_no_change_reason(indicator, values, scene),
        goal=make_goal(indicator, found, lang, is_judged=status != "stale"),
        **_trend(indicator, values, scene, found.target),
    )


def effective_status(status: str, scene: Scene) -> str:
    """Freshness is applied on reading: what is late is `stale`, whatever it was scored."""
    if not scene.is_connected and scene.read_at is None:
        return "not_connected"
    return when_read(Status(status), is_late=scene.is_late).value


def status_word(status: str, is_context: bool, is_unfinished: bool, is_proposed: bool, lang: str) -> str:
    """Path words while the period runs, result words once it has ended (domain/terms.md)."""
    if status in JUDGED:
        return t(f"status.{'path' if is_unfinished else 'result'}_{status}", lang)
    if status == "no_target" and is_proposed:
        return t("status.proposed", lang)
    if status == "no_target" and is_context:
        return t("status.context", lang)
    if status == "no_target":
        return t("status.no_target_short", lang)
    return t(f"status.{status}", lang)


def make_goal(indicator: Indicator, found: IndicatorValue, lang: str, *, is_judged: bool = True) -> Goal | None:
    """Target and gap; a proposed target, and any target over late data, is said in outline and judges nothing."""
    if found.target is None or found.value is None:
        return None
    target = format_number(found.target, _target_decimals(found.target, indicator.decimals)) + _sign(indicator)
    kind = "zero" if found.target == 0 else indicator.direction
    words = t(f"tile.target_{kind if kind in ('higher', 'lower') else 'zero'}", lang, target=target)
    gap, tone = _gap(indicator, found.value - found.target, lang)
    return Goal(words, gap, tone if is_judged and found.target_state != "proposed" else "outline")


def _gap(indicator: Indicator, difference: float, lang: str) -> tuple[str, str]:
    size = format_number(abs(difference), indicator.decimals)
    if not size.strip("0.,"):
        return t("tile.gap_even", lang), "good"
    is_good = (difference > 0) == (indicator.direction == "higher")
    side = "above" if difference > 0 else "below"
    tone = "good" if is_good else "bad"
    size = t("tile.change_points", lang, change=size) if indicator.is_percent else size
    return t(f"tile.gap_{side}_{tone}", lang, gap=size), tone


def compare(indicator: Indicator, values: Values, period: PeriodChosen) -> tuple[float, float] | None:
    """(now, then) of the like-for-like pair; None where either side has no value."""
    now = values.get((indicator.code, period.compare_id or ""))
    then = values.get((indicator.code, period.like_id or ""))
    if now is None or then is None or now.value is None or then.value is None:
        return None
    return now.value, then.value


def _change(indicator: Indicator, values: Values, scene: Scene) -> Change | None:
    pair = compare(indicator, values, scene.period)
    if pair is None:
        return None
    text, trend = say_change(pair[0], pair[1], indicator, scene.lang)
    kind = "before" if scene.period.grain.startswith("last") else "year"
    like, now = scene.period.like_label(scene.lang), scene.period.compare_label(scene.lang)
    explained = (
        f"{t(f'tile.like_{kind}', scene.lang, like=like)}: {t('tile.like_help', scene.lang, now=now, like=like)}"
    )
    span = t("tile.change_span", scene.lang, like=like)
    return Change(text, span, change_tone(trend, indicator.direction), trend, explained)


def say_change(now: float, then: float, indicator: Indicator, lang: str) -> tuple[str, str]:
    """The difference in words and whether it is up, down or even as shown (after rounding)."""
    difference = now - then
    text = format_change(difference, indicator.decimals)
    if not text.strip("+-0.,"):
        return t("tile.change_even", lang), "even"
    trend = "up" if difference > 0 else "down"
    if indicator.is_percent:
        return t("tile.change_points", lang, change=text), trend
    if indicator.is_count and then >= SMALL_COUNT:
        return f"{text} ({format_change(100 * difference / then, 1)}%)", trend
    return text, trend


def change_tone(trend: str, direction: str) -> str:
    """Good and bad by the indicator's direction; without one a change is only a change."""
    if trend == "even" or direction not in ("higher", "lower"):
        return "even" if trend == "even" else "neutral"
    return "good" if (trend == "up") == (direction == "higher") else "bad"


def _no_change_reason(indicator: Indicator, values: Values, scene: Scene) -> str | None:
    if compare(indicator, values, scene.period) is not None:
        return None
    has_pair = scene.period.compare_id and scene.period.like_id
    return t("tile.no_like" if has_pair else "tile.like_too_early", scene.lang)


def _trend(indicator: Indicator, values: Values, scene: Scene, target: float | None) -> dict[str, Any]:
    months: Sequence[Month] = scene.months
    found = [values.get((indicator.code, month.period_id)) for month in months]
    if not months:
        return {}
    first, last = (
        f"{month_short(m.starts_on.month, scene.lang)} {be_year(m.starts_on)}" for m in (months[0], months[-1])
    )
    return {
        "trend": tuple(f.value if f else None for f in found),
        "trend_label": t("tile.trend", scene.lang, months=len(months), first=first, last=last),
        "trend_target": _month_target(months, found, scene.today, target),
        "is_unfinished": months[-1].ends_on > scene.today,
    }


def _month_target(
    months: Sequence[Month], found: Sequence[IndicatorValue | None], today: date, target: float | None
) -> float | None:
    """What the last whole month was asked for, where a path asks months for another value than the period on screen."""
    asked = [None if f is None else f.target for f in found]
    if asked[-1] in (None, target):
        return target
    whole = [a for month, a in zip(months, asked, strict=True) if a is not None and month.ends_on <= today]
    return whole[-1] if whole else asked[-1]


def make_below(indicator: Indicator, values: Values, scene: Scene) -> Below:
    """A second indicator in one line beneath a tile's first."""
    found = values.get((indicator.code, scene.period.period_id))
    value = found.value if found else None
    sign = _sign(indicator) or (f" {indicator.unit}" if value is not None else "")
    text = MISSING if value is None else format_number(value, indicator.decimals) + sign
    return Below(indicator.name, text)


def say_moment(at: datetime, lang: str) -> str:
    """21 พ.ย. 2569 09:15 น."""
    local = at.astimezone(BANGKOK)
    time = t("formats.time", lang, time=local.strftime("%H:%M"))
    return f"{local.day} {month_short(local.month, lang)} {be_year(local.date())} {time}"


def _data_date(scene: Scene) -> str:
    """When the data are of; where they are late, of each source that is."""
    if scene.late:
        return " · ".join(_say_late(source, scene.lang) for source in scene.late)
    if scene.read_at is None:
        return ""
    moment = say_moment(scene.read_at, scene.lang)
    if scene.failing:
        return t("tile.check_failed", scene.lang, check=" · ".join(scene.failing))
    return t("tile.stale_since" if scene.is_late else "tile.data_at", scene.lang, at=moment)


def _say_late(source: LateSource, lang: str) -> str:
    if source.read_at is None:
        return t("tile.never_read_source", lang, source=source.title)
    return t("tile.stale_source", lang, at=say_moment(source.read_at, lang), source=source.title)


def _sign(indicator: Indicator) -> str:
    return "%" if indicator.is_percent else ""


def _target_decimals(target: float, decimals: int) -> int:
    return 0 if target == int(target) else decimals
