"""What the city does for each of Milestone 8's 14 sub-strategies: its indicators, and projects of its digital plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.section import section_card
from dashboard.components.status_counts import status_counts
from dashboard.pages.plan_ground import PlanGround
from dashboard.pages.plan_tree import draw_lines, plan_words
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.indicators.plans import StoredNode, StoredPlan


def draw_city(context: PageContext, plan: PlanGround) -> Any:
    """Strategy by strategy; a sub-strategy nobody works on says so."""
    lang, words = context.lang, plan_words(context, plan)
    projects = projects_for(plan.editions)
    strategies = [n for n in plan.children(plan.chosen.plan) if n.kind == "strategy"]
    subs = [n for s in strategies for n in plan.children(s.node)]
    ours = {node for node, _ in plan.proposed}
    served = sum(n.node in ours or n.node in projects for n in subs)
    body: list[Any] = [
        html.P(
            t("milestone8.city_said", lang, served=format_number(served), all=format_number(len(subs))),
            className="card-lead",
        )
    ]
    for strategy in strategies:
        parts: list[Any] = [html.H3(f"{strategy.node} {_title(strategy, lang)}", className="m8-strategy")]
        for node in plan.children(strategy.node):
            rolled = plan.rolled.get(node.node)
            counts = {status.value: count for status, count in rolled.counts.items()} if rolled else {}
            head: list[Any] = [
                html.Span(node.node, className="plan-node__id"),
                html.Span(_title(node, lang), className="plan-node__title"),
            ]
            if node.about.get("is_picked"):
                head.append(html.Span(t("plan.picked", lang), className="plan-mark"))
            head.append(status_counts(counts, words))
            lines = draw_lines(context, plan, node.node, is_ours=True)
            own = projects.get(node.node, [])
            inner: list[Any] = [html.Div(head, className="plan-node__head")]
            if lines:
                inner.append(html.Div(lines, className="plan-node__lines"))
            if own:
                inner.append(_draw_projects(own, lang))
            if not lines and not own:
                inner.append(html.P(t("milestone8.city_empty", lang), className="plan-node__empty"))
            parts.append(html.Div(inner, className="plan-node"))
        body.append(html.Section(parts))
    link = dcc.Link(t("milestone8.to_plan", lang), href=context.href("/plan", plan="M8"))
    note = plan.ground.scene.period.label(lang) if plan.ground else None
    return section_card(t("milestone8.city", lang), body, note=note, foot=[t("milestone8.city_foot", lang), " ", link])


def projects_for(editions: Sequence[StoredPlan]) -> dict[str, list[StoredNode]]:
    """By node of Milestone 8, the projects that we propose as serving it."""
    found: dict[str, list[StoredNode]] = {}
    for edition in editions:
        for node in edition.nodes:
            for served in node.about.get("supports", []) if node.kind == "project" else []:
                found.setdefault(served, []).append(node)
    return found


def _draw_projects(projects: Sequence[StoredNode], lang: str) -> html.Ul:
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(t("milestone8.project", lang, code=node.node), className="plan-line__code"),
                    " ",
                    _title(node, lang),
                    html.Span(_say_money(node, lang), className="soft"),
                ]
            )
            for node in projects
        ],
        className="m8-projects",
    )


def _say_money(node: StoredNode, lang: str) -> str:
    amounts = [cell for cell in node.about.get("budget", {}).values() if isinstance(cell, int)]
    if not amounts:
        return " " + t("milestone8.no_money", lang)
    return " " + t("milestone8.money", lang, amount=format_number(sum(amounts)))


def _title(node: StoredNode, lang: str) -> str:
    return (node.title_th if lang == "th" else node.title_en) or node.title_th
