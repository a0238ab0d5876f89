"""What a plan document says against itself, and how it is handled here: shown, never hidden."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.pages.plan_ground import PlanGround
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_number


def draw_contradictions(context: PageContext, found: PlanGround) -> Any:
    lang = context.lang
    listed = found.chosen.about.get("contradictions", [])
    if not listed:
        return None
    title = t("plan.contradictions", lang)
    columns = [Column(t("plan.column_number", lang), "keep"), Column(t("plan.column_contradiction", lang))]
    body = table(columns, [[one["id"], one[lang]] for one in listed], label=title)
    summary = html.Summary(t("plan.contradictions_count", lang, count=format_number(len(listed))))
    return section_card(title, html.Details([summary, body], className="as-table", open=len(listed) <= 5))
