"""Public services by the eight digital processes, what the yearly assessment found, and the inventory of systems."""

from __future__ import annotations

from functools import cache
from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.bars import Bar, bar_list
from dashboard.components.icons import icon
from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.node import node
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.typed_table import say_cell, typed_table
from dashboard.it_projects_readers import ServiceStep, read_services
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.it_projects import (
    assessments_table,
    processes_of,
    services_of,
    system_rows,
    systems_table,
    today_of,
    until_of,
)
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

PAGE_ROWS = 12
KINDS = {"number": "number", "date": "keep"}
SIGNS = {"ready": "check-circle-fill", "partial": "circle-half", "none": "circle", "not_needed": "dash"}


def draw_services(context: PageContext) -> Any:
    """How many services have made each process digital; each service beneath."""
    lang, title = context.lang, t("it_projects.services", context.lang)
    steps = read_services(context.data, context.org_unit_key)
    if not steps:
        return section_card(title, part_state("empty", t("it_projects.services_none", lang)))
    bars = [_draw_process(code, name, steps, lang) for code, name in processes_of(steps, lang).items()]
    body: list[Any] = [
        bar_list(bars, 100.0, label=title, class_name="bars--counted"),
        html.Details(
            [html.Summary(t("it_projects.each_service", lang)), _draw_matrix(context, steps)], className="as-table"
        ),
    ]
    note = t("it_projects.services_note", lang, day=format_date(today_of(context), lang))
    tools = export_tools(context, "it-projects-services", title)
    return section_card(title, body, note=note, foot=t("it_projects.services_foot", lang), tools=tools)


def _draw_process(code: str, name: str, steps: list[ServiceStep], lang: str) -> Bar:
    needed = [s for s in steps if s.process == code and s.readiness != "not_needed"]
    ready = sum(s.readiness == "ready" for s in needed)
    share = 100 * ready / len(needed) if needed else None
    detail = t("it_projects.ready_of", lang, ready=format_number(ready), needed=format_number(len(needed)))
    return Bar(f"{code[1:]}. {name}", share, format_percent(share, 0), detail, "teal")


def _draw_matrix(context: PageContext, steps: list[ServiceStep]) -> Any:
    lang = context.lang
    processes = processes_of(steps, lang)
    units = readers.read_org_unit_names(context.data, lang)
    columns = [
        Column(t("it_projects.service", lang)),
        Column(t("it_projects.org_unit", lang)),
        *(Column(code[1:], "sign") for code in processes),
    ]
    rows = [
        [
            s.name,
            units.get(s.org_unit_key, ""),
            *(_sign(s.steps.get(code, "none"), processes[code], lang) for code in processes),
        ]
        for s in services_of(steps)
    ]
    return table(columns, rows, label=t("it_projects.services", lang), class_name="process-table")


@cache  # few differ, hundreds are shown
def _sign(state: str, process: str, lang: str) -> dict[str, Any]:
    word = f"{process}: {t(f'it_projects.ready_{state}', lang)}"
    said = node("Span", word, className="visually-hidden")
    return node("Span", [icon(SIGNS[state]), said], className=f"sign sign--{state}", title=word)


def draw_assessments(context: PageContext, period: PeriodChosen) -> Any:
    """The municipality's own, whatever org_unit is chosen."""
    lang, found = context.lang, assessments_table(context, period)
    if not found.rows:
        return section_card(found.title, part_state("empty", t("it_projects.assessments_none", lang)))
    points = [row for row in found.rows if str(row[0]).startswith("INF")]
    whole = [ReportColumn(c.title, c.kind) for c in found.columns]  # there are no half points
    checks = [row for row in found.rows if not str(row[0]).startswith("INF")]
    latest = sum(row[-1] or 0 for row in checks)
    said = t("it_projects.ready_said", lang, points=format_number(latest, 1), items=format_number(len(checks)))
    open_items = [row for row in checks if row[-1] is not None and row[-1] < 1]
    body: list[Any] = [
        html.P(said, className="card-lead"),
        typed_table(ReportTable(found.title, whole, points), lang),
        html.P(t("it_projects.still_open", lang, count=format_number(len(open_items))), className="card-sub"),
        typed_table(ReportTable(found.title, found.columns, open_items), lang),
        html.Details(
            [
                html.Summary(t("it_projects.all_items", lang, count=format_number(len(checks)))),
                typed_table(ReportTable(found.title, found.columns, checks), lang),
            ],
            className="as-table",
        ),
    ]
    tools = export_tools(context, "it-projects-assessments", found.title)
    return section_card(found.title, body, note=t("it_projects.assessments_note", lang), tools=tools)


def draw_systems(context: PageContext, period: PeriodChosen) -> Any:
    """The inventory, filtered by stage and paged; newest stages last."""
    lang, found = context.lang, systems_table(context, period)
    systems = system_rows(context, period)
    stages = {s.stage: s.stage_th if lang == "th" else s.stage_en for s in systems}
    chosen = context.params.get("stage", "")
    chosen = chosen if chosen in stages else ""
    kept = [row for row, s in zip(found.rows, systems, strict=True) if chosen in ("", s.stage)]
    if not systems:
        return section_card(found.title, part_state("empty", t("it_projects.systems_none", lang)))
    paging = Paging.at(context.params.get("page", ""), PAGE_ROWS, len(kept))
    shown = kept[paging.offset : paging.offset + PAGE_ROWS]
    columns = [Column(c.title, KINDS.get(c.kind, "")) for c in found.columns]
    cells = [[say_cell(v, c, lang) for v, c in zip(row, found.columns, strict=True)] for row in shown]
    body = [
        filter_bar(
            select_filter(
                "stage", chosen, list(stages.items()), label=t("it_projects.stage", lang),
                all_word=t("it_projects.all_stages", lang),
            )
        ),
        table(columns, cells, label=found.title),
        pager(paging, "it_projects.systems_shown", lang),
    ]  # fmt: skip
    note = t("it_projects.systems_note", lang, day=format_date(until_of(context, period), lang))
    tools = export_tools(context, "it-projects-systems", found.title)
    title = f"{found.title} {t('it_projects.systems_count', lang, count=format_number(len(kept)))}"
    return section_card(title, body, note=note, tools=tools)
