"""Readiness: the 24 items of the plan's checklist from its own words to the last assessment; the eight processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.components.bars import Bar, bar_list
from dashboard.components.icons import icon
from dashboard.components.node import node as plain_node
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.it_projects_readers import read_assessments, read_services
from dashboard.pages.plan_ground import PlanGround
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

SIGNS = {1.0: ("ready", "check-circle-fill"), 0.5: ("partial", "circle-half"), 0.0: ("none", "circle")}


def draw_readiness(context: PageContext, found: PlanGround) -> Any:
    """Items down; the plan's statement and each assessment across. The municipality's own, whatever the org_unit."""
    lang, title = context.lang, t("plan.readiness", context.lang)
    items = {c: d for c, d in found.definitions.items() if d.kind == "checklist"}
    if not items:
        return None
    assessed: dict[tuple[str, int], float] = {}
    for row in read_assessments(context.data):
        assessed[row.item, row.fiscal_year] = row.value
    years = sorted({year for item, year in assessed if item in items})
    stated = {c: float(d.baseline[0].value) for c, d in items.items() if d.baseline and d.baseline[0].value is not None}
    columns = [
        Column(t("plan.column_item", lang)),
        Column(t("plan.column_stated", lang), "sign-cell"),
        *(Column(str(year), "sign-cell") for year in years),
    ]
    rows = []
    for code, definition in items.items():
        notes = definition.notes_th if lang == "th" else definition.notes_en
        name: list[Any] = [html.Span(code, className="plan-line__code"), " "]
        name.append(definition.name_th if lang == "th" else definition.name_en)
        name += [html.Small(note, className="plan-note") for note in notes[:-1]]  # the last says the coding is ours
        values = [stated.get(code), *(assessed.get((code, year)) for year in years)]
        rows.append([name, *(_sign(value, lang) for value in values)])
    last = {c: assessed[c, years[-1]] for c in items if years and (c, years[-1]) in assessed}
    body: list[Any] = [html.P(say_standing(stated, last, years[-1] if years else 0, lang), className="card-lead")]
    summary = html.Summary(t("plan.readiness_all", lang, count=format_number(len(items))))
    grid = table(columns, rows, label=title, class_name="plan-readiness")
    body.append(html.Details([summary, grid], className="as-table"))
    return section_card(title, body, note=t("plan.readiness_note", lang), foot=t("plan.readiness_foot", lang))


def say_standing(stated: Mapping[str, float], last: Mapping[str, float], year: int, lang: str) -> str:
    """How many items stand where: in the plan's statement, and in the last assessment where there is one."""
    said = t("plan.readiness_stated", lang, **_count(stated))
    if not last:
        return f"{said} {t('plan.readiness_not_assessed', lang)}"
    return f"{said} {t('plan.readiness_now', lang, year=year, **_count(last))}"


def _count(values: Mapping[str, float]) -> dict[str, str]:
    levels = list(values.values())
    counts = {"ready": levels.count(1.0), "partial": levels.count(0.5), "none": levels.count(0.0)}
    return {name: format_number(count) for name, count in counts.items()}


def _sign(value: float | None, lang: str) -> Any:
    if value is None:
        return "–"
    name, drawn = SIGNS.get(value, ("partial", "circle-half"))
    word = t(f"plan.is_{name}", lang)
    said = plain_node("Span", word, className="count__word")
    return plain_node("Span", [icon(drawn), said], className=f"sign sign--{name}", title=word)


def draw_processes(context: PageContext, found: PlanGround) -> Any:
    """For each of the eight processes: of the services that need it, how many have it digital."""
    lang, title = context.lang, t("plan.processes", context.lang)
    steps = read_services(context.data, context.org_unit_key)
    if not steps:
        return section_card(title, part_state("empty", t("plan.processes_none", lang)))
    bars = []
    for node in found.children(found.chosen.plan):
        needed = [s for s in steps if s.process == node.node and s.readiness != "not_needed"]
        ready = sum(s.readiness == "ready" for s in needed)
        share = 100 * ready / len(needed) if needed else None
        name = f"{node.node} {node.title_th if lang == 'th' else node.title_en}"
        detail = t("it_projects.ready_of", lang, ready=format_number(ready), needed=format_number(len(needed)))
        bars.append(Bar(name, share, format_percent(share, 0), detail, "teal"))
    return section_card(
        title, bar_list(bars, 100.0, label=title, class_name="bars--counted"), foot=t("plan.processes_foot", lang)
    )
