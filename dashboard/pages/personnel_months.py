"""Month by month: the vacancy rate against its target, and as a table who came and who left."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.figures.level import monthly_level
from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.personnel import MonthRow, month_rows, months_table
from dashboard.reports.tables import ReportTable
from dashboard.text import t

TABLE_MONTHS = 13


def draw_months(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    rows = month_rows(context, period)
    found = months_table(context, period)
    if not rows:
        return section_card(found.title, part_state("empty", t("personnel.none", lang)))
    span = {"first": rows[0].label(lang), "last": rows[-1].label(lang)}
    body = [
        html.P(t("personnel.vacancy_by_month", lang), className="card-sub"),
        _draw_vacancy(rows, ground, lang, span),
        html.P(t("personnel.flows_by_month", lang), className="card-sub"),
        _draw_flows(rows, lang, span),
        html.Details(
            [
                html.Summary(t("personnel.as_table", lang)),
                typed_table(ReportTable(found.title, found.columns, found.rows[:TABLE_MONTHS]), lang),
            ],
            className="as-table",
        ),
    ]
    tools = export_tools(context, "personnel-months", found.title)
    return section_card(found.title, body, note=t("personnel.months_note", lang, **span), tools=tools)


def _draw_vacancy(rows: list[MonthRow], ground: Ground, lang: str, span: dict[str, str]) -> Any:
    value = ground.values.get(("HR-02", ground.scene.period.period_id))
    target = value.target if value is not None else None
    is_proposed = value is not None and value.target_state == "proposed"
    figure = monthly_level(
        [row.label(lang) for row in rows],
        [row.vacancy for row in rows],
        t("personnel.vacancy_rate", lang),
        target=target,
        target_name=t("personnel.proposed" if is_proposed else "personnel.target", lang),
    )
    return chart(figure, label=t("personnel.vacancy_alt", lang, **span), height=210)


def _draw_flows(rows: list[MonthRow], lang: str, span: dict[str, str]) -> Any:
    points = [MonthPoint(r.label(lang), r.values["staff_hired"], r.left, r.values["staff_end"]) for r in rows]
    words = {
        "received": t("personnel.came", lang),
        "finished": t("personnel.left", lang),
        "backlog": t("personnel.staff", lang),
        "notes": "",
    }
    return chart(flow_and_backlog(points, words), label=t("personnel.flows_alt", lang, **span), height=300)
