"""What needs attention, most serious first: failing sources, missed approved targets, peaks, open decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.components.attention import Matter
from dashboard.components.headline import Indicator, say_moment
from dashboard.components.tile import Tile
from dashboard.rows import Changes, OrgUnitValue, SourceState
from dashboard.source_rows import CheckRow
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

FEW_DUE = 10  # a share of fewer cases than this names no department
SURGE = 1.25


@dataclass(frozen=True)
class Worst:
    """The org_unit that stands out in one indicator, with the whole it belongs to."""

    org_unit: str
    value: float
    total: float
    org_unit_code: str = ""


def source_matters(sources: Sequence[SourceState], now: datetime, lang: str, href: str | None = None) -> list[Matter]:
    """Sources that are late, held or failed: everything else on the page rests on them. `href` tells more."""
    matters = []
    for source in sources:
        if not source.is_connected:
            continue
        name, owner = source.title(lang), t("overview.it_centre", lang)
        at = say_moment(source.read_at, lang) if source.read_at else t("overview.never_read", lang)
        if source.is_late(now):
            why = t("overview.matter_late_why", lang, at=at)
            matters.append(Matter("stale", t("overview.matter_late", lang, source=name), why, owner, href))
        elif source.run_status in ("held", "failed"):
            what = t(f"overview.matter_{source.run_status}", lang, source=name)
            matters.append(Matter("at_risk", what, t("overview.matter_held_why", lang, at=at), owner, href))
    return matters


def check_matters(stopping: Sequence[CheckRow], lang: str, href: str | None = None) -> list[Matter]:
    """Checks that keep figures as they were: what is on the screen is not what the sources say now."""
    why, owner = t("overview.matter_check_why", lang), t("overview.it_centre", lang)
    return [
        Matter("stale", t("overview.matter_check", lang, check=check.title(lang)), why, owner, href)
        for check in stopping
    ]


def indicator_matters(tiles: Sequence[Tile], worst: Mapping[str, str]) -> list[Matter]:
    """Indicators off track, then at risk, each leading to its page; `worst`: by code, where most of it lies."""
    matters = []
    for status in ("off_track", "at_risk"):
        for tile in (x for x in tiles if x.status == status):
            gap = tile.goal.gap if tile.goal else ""
            why = " · ".join(filter(None, (tile.goal.target if tile.goal else "", gap, worst.get(tile.code, ""))))
            unit = tile.unit if tile.unit == "%" else f" {tile.unit}"
            matters.append(Matter(status, f"{tile.name} {tile.value}{unit}", why, tile.owner, tile.href))
    return matters


def say_worst(worst: Worst | None, lang: str) -> str:
    """Where most of it lies, in words; empty where there is no part to name."""
    if worst is None or not worst.org_unit:
        return ""
    return t("overview.matter_worst", lang, org_unit=worst.org_unit, value=format_number(worst.value))


def over30_matter(worst: Worst | None, changes: Changes, lang: str, href: str) -> Matter | None:
    """Where most of the cases open over 30 days lie; None when there is none."""
    if worst is None or worst.value <= 0:
        return None
    new = t("overview.matter_new30_why", lang, count=format_number(changes.over30_in))
    if not worst.org_unit:
        what = t("overview.matter_over30_alone", lang, count=format_number(worst.value))
        return Matter("peak", what, new, "", href)
    share = format_percent(100 * worst.value / worst.total, 0)
    why = t("overview.matter_over30_why", lang, share=share, total=format_number(worst.total))
    what = t("overview.matter_over30", lang, org_unit=worst.org_unit, count=format_number(worst.value))
    return Matter("peak", what, f"{why} · {new}", worst.org_unit, href)


def late_work_matter(
    rows: Sequence[tuple[OrgUnitValue, int, int]], indicator: Indicator, lang: str, href: str
) -> Matter | None:
    """The org_unit with the lowest share done by the due date, of those with enough cases; rows hold due and done."""
    able = [(unit, due, done) for unit, due, done in rows if unit.value is not None and due >= FEW_DUE]
    if len(able) < 2:
        return None
    unit, due, done = min(able, key=lambda row: (row[0].value or 0.0, row[0].org_unit_key))
    value = format_percent(unit.value, indicator.decimals)
    what = t("overview.matter_late_work", lang, org_unit=unit.name(lang), value=value)
    why = t("overview.matter_late_work_why", lang, due=format_number(due), done=format_number(done))
    return Matter("peak", what, why, unit.name(lang), href)


def surge_matter(now: Changes, then: Changes, lang: str, href: str) -> Matter | None:
    """Clearly more complaints in the last 7 days than in the 7 before."""
    if then.received < FEW_DUE or now.received < SURGE * then.received:
        return None
    share = format_percent(100 * (now.received / then.received - 1), 0)
    words = {"now": format_number(now.received), "then": format_number(then.received)}
    return Matter(
        "peak", t("overview.matter_surge", lang, share=share), t("overview.matter_surge_why", lang, **words), "", href
    )


def proposed_matter(tiles: Sequence[Tile], lang: str, href: str | None = None) -> Matter | None:
    """Targets that wait for approval: a decision somebody owes."""
    count = sum(1 for tile in tiles if tile.is_proposed)
    if not count:
        return None
    what = t("overview.matter_proposed", lang, count=count)
    return Matter("proposed", what, t("overview.matter_proposed_why", lang), t("overview.strategy_office", lang), href)
