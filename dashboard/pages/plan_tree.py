"""A plan's tree: each node with what stands at it, how that rolls up, and honestly that nothing does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.chip import status_chip
from dashboard.components.headline import status_word
from dashboard.components.node import node as plain_node
from dashboard.components.section import section_card
from dashboard.components.status_counts import ORDER, status_counts
from dashboard.components.tile import Tile
from dashboard.pages.plan_ground import PlanGround
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.indicators.definition import Definition
from etl.indicators.plans import StoredNode

OWN_SECTION = ("project",)  # kinds that stand in a section of their own
MOST_LINES = 13  # more indicators of one node are folded


def plan_words(context: PageContext, found: PlanGround) -> Mapping[str, str]:
    """The word of each status for the chosen period: of a path while it runs, of a result once it is over."""
    scene = found.ground.scene if found.ground else None
    is_unfinished = scene is None or scene.period.is_unfinished(scene.today)
    return {status: status_word(status, False, is_unfinished, False, context.lang) for status in ORDER}


def draw_tree(context: PageContext, found: PlanGround) -> Any:
    lang = context.lang
    words = plan_words(context, found)
    top = [n for n in found.children(found.chosen.plan) if n.kind not in OWN_SECTION]
    of_plan = draw_lines(context, found, found.chosen.plan)
    nodes = [_draw_node(context, found, node, words, 0) for node in top]
    body = [*([html.Div(of_plan, className="plan-node__lines plan-node__lines--root")] if of_plan else []),
            html.Ul(nodes, className="plan-tree")]  # fmt: skip
    foot = t("plan.tree_foot", lang)
    return section_card(t("plan.tree", lang), body, foot=foot)


def _draw_node(
    context: PageContext, found: PlanGround, node: StoredNode, words: Mapping[str, str], depth: int
) -> html.Li:
    lang, rolled = context.lang, found.rolled.get(node.node)
    counts = {status.value: count for status, count in rolled.counts.items()} if rolled else {}
    head: list[Any] = [
        html.Span(node.node, className="plan-node__id"),
        html.Span((node.title_th if lang == "th" else node.title_en) or node.title_th, className="plan-node__title"),
    ]
    if node.about.get("is_picked"):
        head.append(html.Span(t("plan.picked", lang), className="plan-mark"))
    head.append(status_counts(counts, words))
    parts: list[Any] = [html.Div(head, className="plan-node__head")]
    about = _say_about(node, found, lang)
    if about:
        parts.append(html.P(about, className="plan-node__about"))
    parts += [html.P(note, className="plan-note") for note in node.about.get(f"notes_{lang}", [])]
    lines = draw_lines(context, found, node.node)
    children = [n for n in found.children(node.node) if n.kind not in OWN_SECTION]
    if lines:
        parts.append(html.Div(lines, className="plan-node__lines"))
    elif not children or (rolled is not None and not rolled.indicators):
        parts.append(html.P(t("plan.node_empty", lang), className="plan-node__empty"))
    if children:
        inner = [_draw_node(context, found, child, words, depth + 1) for child in children]
        parts.append(html.Ul(inner, className="plan-tree"))
    return html.Li(parts, className=f"plan-node plan-node--{min(depth, 2)}")


def _say_about(node: StoredNode, found: PlanGround, lang: str) -> str:
    """The goal, the name it has elsewhere, how many projects stand beneath it."""
    said = []
    if goal := node.about.get("goal_th"):
        said.append(t("plan.goal", lang, goal=goal))
    if other := node.about.get("other_th"):
        said.append(t("plan.other_name", lang, name=other))
    projects = sum(child.kind == "project" for child in found.children(node.node))
    if projects:
        said.append(t("plan.projects_beneath", lang, count=format_number(projects)))
    return " · ".join(said)


def draw_lines(context: PageContext, found: PlanGround, node: str, *, is_ours: bool = False) -> list[Any]:
    """The indicators of a node: the tracked ones, then figures for context; the rest folded, and what is too long.

    `is_ours`: only those that are linked there by us, the city's own beneath a plan that is not.
    """
    codes = [c for c in found.codes.get(node, ()) if not is_ours or (node, c) in found.proposed]
    shown = [c for c in codes if found.definitions[c].kind == "tracked" or _has_value(found.tiles.get(c))]
    shown.sort(key=lambda c: (found.definitions[c].kind != "tracked", c))
    lines: list[Any] = [draw_line(context, found, node, code) for code in shown]
    if len(lines) > MOST_LINES:
        said = t("plan.many", context.lang, count=format_number(len(lines)))
        lines = [html.Details([html.Summary(said), html.Div(lines)], className="as-table")]
    rest = [c for c in codes if c not in shown]
    if rest:
        lines.append(_draw_rest(context, found, rest))
    return lines


def _has_value(tile: Tile | None) -> bool:
    return tile is not None and tile.value != MISSING


def draw_line(context: PageContext, found: PlanGround, place: str, code: str) -> dict[str, Any]:
    """Code and name, value with unit, target, status."""
    lang, definition, tile = context.lang, found.definitions[code], found.tiles.get(code)
    is_proposed = (place, code) in found.proposed
    mark = [plain_node("Span", t("plan.proposed_link", lang), className="plan-mark")] if is_proposed else []
    name = definition.name_th if lang == "th" else definition.name_en
    title: list[Any] = [
        plain_node("Span", code, className="plan-line__code"),
        plain_node("Span", [plain_node("Link", name, href=context.href(f"/indicators/{code}")), *mark]),
    ]
    if tile is None:
        return plain_node("Div", [plain_node("Span", title, className="plan-line__title")], className="plan-line")
    goal = _say_goal(tile, definition, code in found.strict, lang)
    status = "proposed" if tile.is_proposed and tile.status == "no_target" else tile.status
    return plain_node(
        "Div",
        [
            plain_node("Span", title, className="plan-line__title"),
            plain_node("Span", [tile.value, " ", plain_node("Small", tile.unit)], className="plan-line__value"),
            plain_node("Span", goal, className="plan-line__goal"),
            plain_node("Span", status_chip(status, tile.status_word), className="plan-line__status"),
        ],
        className="plan-line",
    )


def _say_goal(tile: Tile, definition: Definition, is_strict: bool, lang: str) -> str:
    """The target; where there is none that the plan is silent; where there is no value why."""
    if tile.goal:
        return tile.goal.target.replace("≤", "<").replace("≥", ">") if is_strict else tile.goal.target
    if tile.value == MISSING:
        return tile.reason or ""
    return t("plan.goal_silent", lang) if definition.kind == "tracked" and definition.is_plan_silent else ""


def _draw_rest(context: PageContext, found: PlanGround, codes: Sequence[str]) -> html.Details:
    """Figures the documents print, checklists and references: named with what is printed, never judged."""
    lang = context.lang
    rows: list[Any] = []
    for code in codes:
        definition = found.definitions[code]
        printed = definition.baseline[-1] if definition.baseline else None
        said = ""
        if printed is not None:
            value = printed.text_th or (
                format_number(float(printed.value), definition.decimals) if printed.value is not None else ""
            )
            said = f"{value} ({printed.period_th})"
        name = definition.name_th if lang == "th" else definition.name_en
        rows.append(
            plain_node(
                "Li",
                [
                    plain_node("Span", code, className="plan-line__code"),
                    plain_node("Link", name, href=context.href(f"/indicators/{code}")),
                    plain_node("Span", t(f"plan.kind_{definition.kind}", lang), className="plan-mark"),
                    plain_node("Span", said, className="soft"),
                ],
            )
        )
    return html.Details(
        [html.Summary(t("plan.rest", lang, count=format_number(len(codes)))), html.Ul(rows, className="plan-rest")],
        className="as-table",
    )
