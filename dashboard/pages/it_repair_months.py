"""Month by month: in time against the target, and beneath it what was reported, finished and left open."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.figures.monthly import MonthPoint, flow_and_backlog
from dashboard.figures.share import monthly_share
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.it_repair import FLOWS, month_rows, months_table
from dashboard.reports.tables import ReportTable
from dashboard.text import t

TABLE_MONTHS = 13


def draw_months(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    rows, found = month_rows(context, period), months_table(context, period)
    if not rows:
        return section_card(found.title, part_state("empty", t("it_repair.nothing_reported", lang)))
    span = {"first": rows[0].label(lang), "last": rows[-1].label(lang)}
    value = ground.values.get(("REP-04", period.period_id))
    target = value.target if value is not None else None
    is_proposed = value is not None and value.target_state == "proposed"
    share = monthly_share(
        [row.label(lang) for row in rows],
        [row.on_time for row in rows],
        t("it_repair.on_time_share", lang),
        target=target,
        target_name=t("it_repair.proposed" if is_proposed else "it_repair.target", lang),
    )
    points = [
        MonthPoint(
            row.label(lang), row.values[FLOWS["reported"]], row.values[FLOWS["finished"]], row.values[FLOWS["open"]]
        )
        for row in rows
    ]
    words = {
        "received": t("it_repair.series_reported", lang), "finished": t("it_repair.series_finished", lang),
        "backlog": t("it_repair.series_open", lang), "notes": "",
    }  # fmt: skip
    body = [
        html.P(t("it_repair.on_time_share", lang), className="card-sub"),
        chart(share, label=t("it_repair.on_time_alt", lang, **span), height=210),
        html.P(t("it_repair.flows", lang), className="card-sub"),
        chart(flow_and_backlog(points, words), label=t("it_repair.flows_alt", lang, **span), height=300),
        html.Details(
            [
                html.Summary(t("it_repair.as_table", lang)),
                typed_table(ReportTable(found.title, found.columns, found.rows[:TABLE_MONTHS]), lang),
            ],
            className="as-table",
        ),
    ]
    note = t("it_repair.months_note", lang, **span)
    return section_card(found.title, body, note=note, tools=export_tools(context, "it-repair-months", found.title))
