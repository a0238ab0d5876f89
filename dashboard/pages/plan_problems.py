"""The city's problems, each with the complaints of the categories that feed it, like for like."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.bars import Bar, bar_list
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.pages.plan_ground import PlanGround
from dashboard.plan_readers import read_received
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_change, format_number


def draw_problems(context: PageContext, found: PlanGround) -> Any:
    lang, title = context.lang, t("plan.problems", context.lang)
    period = readers.read_period(context.data, context.period_id)
    if period is None:
        return None
    received = read_received(context.data, period.ids, context.org_unit_key)
    if not received:
        return section_card(title, part_state("empty", t("plan.problems_none", lang)))
    problems = found.children(found.chosen.plan)

    def count(categories: list[str], period_id: str | None) -> int:
        return sum(received.get((period_id or "", category), 0) for category in categories)

    bars = []
    for node in problems:
        categories = node.about.get("categories", [])
        now, then = count(categories, period.compare_id), count(categories, period.like_id)
        change = (
            t("plan.like", lang, change=format_change(now - then, 0)) if period.compare_id and period.like_id else ""
        )
        name = f"{node.node} {node.title_th if lang == 'th' else node.title_en}"
        size = count(categories, period.period_id)
        bars.append(Bar(name, float(size), format_number(size), change))
    scale = max((bar.size or 0 for bar in bars), default=0)
    mapped = {category for node in problems for category in node.about.get("categories", [])}
    rest = sum(n for (p, c), n in received.items() if p == period.period_id and c not in mapped)
    body = [
        bar_list(bars, scale, label=title, class_name="bars--counted"),
        html.P(t("plan.problems_rest", lang, count=format_number(rest)), className="card-sub"),
    ]
    return section_card(
        title, body, note=period.label(lang), foot=t("plan.problems_foot", lang, like=period.like_label(lang))
    )
