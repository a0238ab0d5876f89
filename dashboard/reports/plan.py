"""The tables of /plan as files: the projects with the plan's money, and the result over the whole plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard import readers
from dashboard.it_projects_readers import read_plan
from dashboard.plan_readers import (
    YearTarget,
    choose_edition,
    read_linked_definitions,
    read_plan_trees,
    read_year_targets,
)  # fmt: skip
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.calendar_th import bangkok_date, fiscal_year_be
from etl.indicators.definition import Definition
from etl.indicators.plans import StoredNode, StoredPlan, nodes_of

SATANG = 100


@dataclass(frozen=True)
class Spent:
    """Disbursed in baht over all years reported, and the progress last reported, which is of that year's work."""

    disbursed: float | None = None
    actual: float | None = None
    year: int = 0


def find_chosen(context: PageContext) -> tuple[StoredPlan | None, list[StoredPlan]]:
    """The edition the address asks for, and all there are."""
    editions = read_plan_trees(context.data)
    asked = context.params.get("plan", ""), context.params.get("edition", "")
    return choose_edition(editions, *asked, bangkok_date(context.now)), editions


def plan_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    chosen, _ = find_chosen(context)
    if chosen is None:
        return ()
    title = chosen.title_th if context.lang == "th" else chosen.title_en
    return ((t("plan.field_plan", context.lang), f"{title} ({chosen.edition})"),)


def money_notes(context: PageContext, period: PeriodChosen) -> tuple[str, ...]:
    return (t("plan.money_unit", context.lang), t("plan.money_foot", context.lang))


# --- projects ------------------------------------------------------------------------------------------------------


def projects_of(chosen: StoredPlan) -> list[StoredNode]:
    return [node for node in chosen.nodes if node.kind == "project"]


def years_of(projects: Sequence[StoredNode]) -> list[int]:
    return sorted({int(year) for node in projects for year in node.about.get("budget", {})})


def total_of(projects: Sequence[StoredNode], year: int | None = None) -> int:
    """Baht of the cells that hold an amount; a dash and a blank are no zero and add nothing."""
    return sum(
        cell
        for node in projects
        for printed, cell in node.about.get("budget", {}).items()
        if isinstance(cell, int) and year in (None, int(printed))
    )


def has_money(node: StoredNode) -> bool:
    return any(isinstance(cell, int) for cell in node.about.get("budget", {}).values())


def read_spent(context: PageContext, years: Sequence[int]) -> dict[str, Spent]:
    """By project code, over the plan's years up to today, as the departments reported."""
    today = bangkok_date(context.as_of or context.now)
    found: dict[str, Spent] = {}
    for year in years:
        if year > fiscal_year_be(today):
            break
        for row in read_plan(context.data, year, today, context.org_unit_key):
            held = found.get(row.code, Spent())
            paid = None if row.disbursed is None else row.disbursed / SATANG + (held.disbursed or 0)
            disbursed = held.disbursed if paid is None else paid
            latest = (held.actual, held.year) if row.actual is None else (row.actual, year)
            found[row.code] = Spent(disbursed, *latest)
    return found


def projects_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """One row a project: the cells as printed (a text where no amount is), their sum, and what was disbursed."""
    lang = context.lang
    chosen, _ = find_chosen(context)
    projects = projects_of(chosen) if chosen else []
    years = years_of(projects)
    spent = read_spent(context, years)
    columns = [
        *(ReportColumn(t(f"plan.column_{name}", lang)) for name in ("number", "project", "responsible", "printed")),
        *(ReportColumn(str(year), "number") for year in years),
        ReportColumn(t("plan.column_sum", lang), "number"),
        ReportColumn(t("plan.column_spent", lang), "number", 2),
    ]
    rows = [_project_row(node, years, spent.get(node.node, Spent()), lang) for node in projects]
    title = t("plan.projects", lang, count=format_number(len(projects)))
    return ReportTable(title, columns, rows, short=t("plan.projects_short", lang))


def _project_row(node: StoredNode, years: Sequence[int], spent: Spent, lang: str) -> list[object]:
    budget = node.about.get("budget", {})
    words = [
        f"{year}: {t(f'plan.cell_{budget[str(year)]}', lang)}"
        for year in years
        if isinstance(budget.get(str(year)), str)
    ]
    amounts = [cell if isinstance(cell := budget.get(str(year)), int) else None for year in years]
    return [
        node.node,
        (node.title_th if lang == "th" else node.title_en) or node.title_th,
        node.about.get("responsible_th", ""),
        "; ".join(words),
        *amounts,
        total_of([node]) if has_money(node) else None,
        spent.disbursed,
    ]


# --- the whole plan ------------------------------------------------------------------------------------------------


def plan_years(chosen: StoredPlan) -> list[int]:
    """Its fiscal years; none where the document names no dates."""
    if chosen.valid_from is None or chosen.valid_to is None:
        return []
    return list(range(fiscal_year_be(chosen.valid_from), fiscal_year_be(chosen.valid_to) + 1))


def tracked_of(context: PageContext, chosen: StoredPlan, editions: Sequence[StoredPlan]) -> dict[str, Definition]:
    """The tracked indicators that stand anywhere in the edition, by code."""
    found = read_linked_definitions(context.data)
    return {c: d for c, d in found.items() if d.kind == "tracked" and nodes_of(d.plan_links, chosen, editions)}


def years_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """One row an indicator: its value in each fiscal year of the plan up to now, and the last year's target."""
    lang = context.lang
    chosen, editions = find_chosen(context)
    years = plan_years(chosen) if chosen else []
    tracked = tracked_of(context, chosen, editions) if chosen and years else {}
    ids = {year: f"FY{year}" for year in years}
    values = readers.read_indicator_values(context.data, tuple(tracked), tuple(ids.values()), context.org_unit_key)
    targets = read_year_targets(context.data, years[-1]) if years else {}
    columns = [
        ReportColumn(t("plan.column_number", lang)),
        ReportColumn(t("plan.column_indicator", lang)),
        ReportColumn(t("plan.column_unit", lang)),
        *(ReportColumn(str(year), "number", 2) for year in years),
        ReportColumn(t("plan.column_target", lang, year=years[-1]) if years else t("plan.column_unit", lang)),
    ]
    rows = []
    for code, definition in sorted(tracked.items()):
        found = [values.get((code, ids[year])) for year in years]
        name, unit = (
            (definition.name_th, definition.unit_th) if lang == "th" else (definition.name_en, definition.unit_en)
        )
        said = say_target(targets.get(code), definition, lang)
        rows.append([code, name, unit, *(None if f is None else f.value for f in found), said])
    title = t("plan.years", lang, **years_span(years))
    return ReportTable(title, columns, rows, short=t("plan.years_short", lang))


def years_span(years: Sequence[int]) -> Mapping[str, object]:
    return {"first": years[0], "last": years[-1]} if years else {"first": "–", "last": "–"}


def say_target(target: YearTarget | None, definition: Definition, lang: str) -> str:
    """The number, that it is proposed, that it is a comparison; else that the plan states none, or that none is set."""
    if target is None or (target.value is None and target.rule is None):
        return t("plan.target_silent" if definition.is_plan_silent else "plan.target_none", lang)
    if target.value is None:
        return t("plan.target_rule", lang)
    decimals = 0 if target.value == int(target.value) else definition.decimals
    said = format_number(target.value, decimals)
    return t("plan.target_proposed", lang, target=said) if target.state == "proposed" else said
