"""Targets of the tracked indicators: a fiscal year's list for a meeting, and the plan's years side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import readers
from dashboard.components.target_words import say_rule, say_trajectory
from dashboard.indicator_readers import plan_titles, read_plan_nodes
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.targets_readers import OpenDefinition, OpenTarget, read_open_targets, read_tracked
from dashboard.text import t
from dashboard.text.messages import catalogue
from etl.calendar_th import bangkok_date, fiscal_year_be

PLAN_FIRST, PLAN_LAST = 2566, 2570  # the fiscal years of the digital plan
PAST_YEARS = 3


@dataclass(frozen=True)
class TargetRow:
    """A tracked indicator in one fiscal year; values are of the whole municipality."""

    stored: OpenDefinition
    year: int
    group: str
    target: OpenTarget | None
    past: tuple[tuple[int, float | None], ...]  # the fiscal years before, the earliest first
    now: float | None  # fiscal year to date

    @property
    def code(self) -> str:
        return self.stored.code

    @property
    def is_proposed(self) -> bool:
        return self.target is not None and self.target.state == "proposed"

    @property
    def is_decided(self) -> bool:
        """The year has a target that counts, or the decision that there is none."""
        return self.target is not None and not self.is_proposed

    @property
    def has_owner(self) -> bool:
        return self.stored.definition.owner is not None

    @property
    def is_undecided(self) -> bool:
        """Something is left for the strategy office: the target, or who answers for it."""
        return not self.is_decided or not self.has_owner


def this_year(context: PageContext) -> int:
    return fiscal_year_be(bangkok_date(context.now))


def shown_years(context: PageContext) -> range:
    """The plan's five years and the one after the current, whose targets must stand before it begins."""
    return range(PLAN_FIRST, max(PLAN_LAST, this_year(context) + 1) + 1)


def choose_year(context: PageContext) -> int:
    """The fiscal year the address asks for: one that has not ended."""
    asked, first = context.params.get("fy", ""), this_year(context)
    return next((year for year in shown_years(context) if str(year) == asked and year >= first), first)


def read_rows(context: PageContext, year: int) -> list[TargetRow]:
    """Every tracked indicator, by group and code."""
    stored = read_tracked(context.data)
    targets = read_open_targets(context.data, [year])
    past = {before: f"FY{before}" for before in range(year - PAST_YEARS, year)}
    to_date = f"YTD{bangkok_date(context.as_of or context.now):%Y-%m}"
    codes = [one.code for one in stored]
    root = int(context.data.rows("pages/frame_org_units")[0].org_unit_key)
    found = readers.read_indicator_values(context.data, codes, (*past.values(), to_date), root) if codes else {}
    values = {place: value.value for place, value in found.items()}
    groups = name_groups(context, stored)
    order = {name: number for number, name in enumerate(dict.fromkeys(groups.values()))}
    rows = [
        TargetRow(
            one,
            year,
            groups[one.code],
            targets.get((one.code, year)),
            tuple((before, values.get((one.code, period))) for before, period in past.items()),
            values.get((one.code, to_date)),
        )
        for one in stored
    ]
    return sorted(rows, key=lambda row: (order[row.group], row.code))


def name_groups(context: PageContext, stored: Sequence[OpenDefinition]) -> dict[str, str]:
    """By code: the system that feeds it, else the plan it belongs to."""
    plans = plan_titles(read_plan_nodes(context.data), context.lang)
    found = {}
    for one in stored:
        system = f"overview.system_{one.definition.contract}"
        links = one.definition.plan_links
        if system in catalogue():
            found[one.code] = t(system, context.lang)
        elif links:
            found[one.code] = plans.get(links[0].plan, links[0].plan)
        else:
            found[one.code] = t("targets.group_other", context.lang)
    return found


def decisions_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Every tracked indicator of the fiscal year with its proposal, past values and owner: the paper."""
    lang, year = context.lang, choose_year(context)
    rows = read_rows(context, year)
    numbers = [t("targets.value_of", lang, year=before) for before in range(year - PAST_YEARS, year)]
    columns = [
        *(ReportColumn(t(f"targets.{name}", lang)) for name in ("group", "code", "indicator", "unit", "direction")),
        *(ReportColumn(title, "number", 2) for title in (*numbers, t("targets.now", lang))),
        ReportColumn(t("targets.proposed_of", lang, year=year), "number", 2),
        *(ReportColumn(t(f"targets.{name}", lang)) for name in ("words", "state", "list_note", "owner")),
    ]
    title = t("targets.approve_title", lang, year=year)
    return ReportTable(title, columns, [_decision(context, row) for row in rows], short=t("targets.menu", lang))


def _decision(context: PageContext, row: TargetRow) -> list[Any]:
    lang, one, target = context.lang, row.stored.definition, row.target
    owners = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    return [
        row.group, row.code, one.name_th if lang == "th" else one.name_en, one.unit_th if lang == "th" else one.unit_en,
        t(f"targets.direction_{one.direction}", lang), *(value for _, value in row.past), row.now,
        target.value if target else None, _say(target, lang),
        t(f"targets.state_{target.state}", lang) if target else t("targets.no_target", lang),
        target.note if target else None, owners.get(one.owner or "", t("tile.owner_unknown", lang)),
    ]  # fmt: skip


def _say(target: OpenTarget | None, lang: str) -> str | None:
    """The rule, the path or that there is none; nothing where the number says all."""
    if target is None:
        return None
    if target.rule is not None:
        return say_rule(target.rule, lang)
    if target.value is None:
        return t("targets.decided_none", lang)
    return None if target.trajectory is None else say_trajectory(target.trajectory, lang, 2)


def years_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """The targets of the plan's years: a number and its state for each."""
    lang, years = context.lang, shown_years(context)
    standing = read_open_targets(context.data, years)
    columns = [ReportColumn(t(f"targets.{name}", lang)) for name in ("group", "code", "indicator", "unit")]
    for year in years:
        columns += [ReportColumn(str(year), "number", 2), ReportColumn(t("targets.state_of", lang, year=year))]
    rows = []
    for row in read_rows(context, this_year(context)):
        one = row.stored.definition
        line: list[Any] = [row.group, row.code, one.name_th if lang == "th" else one.name_en]
        line.append(one.unit_th if lang == "th" else one.unit_en)
        for year in years:
            target = standing.get((row.code, year))
            words = [t(f"targets.state_{target.state}", lang), _say(target, lang)] if target else []
            line += [target.value if target else None, " · ".join(filter(None, words)) or None]
        rows.append(line)
    title = t("targets.years_title", lang, first=years[0], last=years[-1])
    return ReportTable(title, columns, rows, short=t("targets.view_years", lang))
