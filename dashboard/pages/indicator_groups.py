"""The list of indicators in groups: by strategy, plan, department, system, status or last change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.components.indicator_filter import STATUSES, shown_status
from dashboard.indicator_readers import WHOLE_PLAN, Nodes, find_strategy
from dashboard.pages.systems import STATISTICS, SYSTEMS
from dashboard.registry import PageContext
from dashboard.text import t
from etl.calendar_th import bangkok_date, fiscal_year_be
from etl.indicators.listing import Listed

Key = tuple[int, str]  # where the group stands, and what sets it apart
CONTRACTS = tuple(system.contract for system in (*SYSTEMS, STATISTICS))
LAST = 10**9


@dataclass(frozen=True)
class Group:
    """Indicators under one heading; `about` says what the heading belongs to."""

    title: str
    about: str
    members: tuple[Listed, ...]


@dataclass(frozen=True)
class Grouping:
    """What the list is put in order by; with a `plan` chosen, by all its strategies an indicator serves."""

    by: str
    plan: str
    nodes: Nodes
    say_status: Callable[[Listed], str]


def group_listed(found: Sequence[Listed], grouping: Grouping, context: PageContext) -> list[Group]:
    """In their own order. Without a chosen plan an indicator stands once, under the plan it is linked to first."""
    heads: dict[Key, tuple[str, str]] = {}
    members: dict[Key, dict[str, Listed]] = {}
    for one in found:
        for key, head in _places(one, grouping, context):
            heads.setdefault(key, head)
            members.setdefault(key, {})[one.code] = one
    return [Group(*heads[key], tuple(members[key].values())) for key in sorted(members)]


def _places(one: Listed, grouping: Grouping, context: PageContext) -> Iterator[tuple[Key, tuple[str, str]]]:
    lang = context.lang
    if grouping.by in ("plan", "strategy"):
        yield from _plan_places(one, grouping, lang)
    elif grouping.by == "department":
        yield _department(one, context)
    elif grouping.by == "system":
        place = CONTRACTS.index(one.contract) if one.contract in CONTRACTS else LAST
        title = t(f"overview.system_{one.contract}" if place < LAST else f"indicators.source_{one.data_source}", lang)
        yield (place, "" if place < LAST else one.data_source), (title, "")
    elif grouping.by == "status":
        status = shown_status(one)
        yield (STATUSES.index(status), grouping.say_status(one)), (grouping.say_status(one), "")
    else:
        yield _changed(one, context)


def _plan_places(one: Listed, grouping: Grouping, lang: str) -> Iterator[tuple[Key, tuple[str, str]]]:
    """What a plan no longer has stands under the words of the link itself."""
    nodes = grouping.nodes
    links = [link for link in one.plan_links if link.plan == grouping.plan] if grouping.plan else one.plan_links[:1]
    if not links:
        yield (LAST, ""), (t("indicators.no_plan", lang), "")
    for link in links:
        node = find_strategy(nodes, link.plan, link.node)
        if node is None:
            yield (LAST - 1, link.plan + ("" if grouping.by == "plan" else link.node)), (link.text_th, link.plan)
        elif grouping.by == "plan":
            first = min(n.place for n in nodes.values() if n.plan == node.plan)
            yield (first, node.plan), (node.plan_title(lang), "")
        else:
            about = "" if node.kind == WHOLE_PLAN else node.plan_title(lang)
            yield (node.place, node.node), (node.title(lang), about)


def _department(one: Listed, context: PageContext) -> tuple[Key, tuple[str, str]]:
    units = context.settings.config.org_units
    for place, unit in enumerate(units):
        if unit.code == one.owner:
            return (place, unit.code), (unit.name_th if context.lang == "th" else unit.name_en, "")
    return (LAST, ""), (t("tile.owner_unknown", context.lang), "")


def _changed(one: Listed, context: PageContext) -> tuple[Key, tuple[str, str]]:
    """By how long ago: a week, a month, this fiscal year, before."""
    today, day = bangkok_date(context.now), bangkok_date(one.changed_at)
    place = _age(day, today)
    return (place, ""), (t(f"indicators.changed_{place}", context.lang), "")


def _age(day: date, today: date) -> int:
    days = (today - day).days
    if days < 30:
        return 0 if days < 7 else 1
    return 2 if fiscal_year_be(day) == fiscal_year_be(today) else 3
