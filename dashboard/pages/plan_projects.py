"""The projects of the plan's tables with their money: as printed, a dash and a blank apart, and what was disbursed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.section import section_card
from dashboard.pages.offers import export_tools
from dashboard.pages.plan_ground import PlanGround
from dashboard.registry import PageContext
from dashboard.reports.plan import Spent, has_money, projects_of, read_spent, total_of, years_of
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.indicators.plans import StoredNode


def draw_projects(context: PageContext, found: PlanGround) -> Any:
    lang = context.lang
    projects = projects_of(found.chosen)
    if not projects:
        return None
    years = years_of(projects)
    spent = read_spent(context, years)
    head = html.Thead(
        html.Tr(
            [
                html.Th(t("plan.column_project", lang), scope="col"),
                html.Th(t("plan.column_responsible", lang), scope="col"),
                *(html.Th(str(year), className="number", scope="col") for year in years),
                html.Th(t("plan.column_sum", lang), className="number", scope="col"),
                html.Th(t("plan.column_spent", lang), className="number", scope="col"),
            ]
        )
    )
    rows: list[Any] = []
    for strategy in found.children(found.chosen.plan):
        own = [n for n in projects if n.parent == strategy.node]
        if not own:
            continue
        title = strategy.title_th if lang == "th" else strategy.title_en
        rows.append(_draw_sum(f"{strategy.node} {title}", own, years, spent, "plan-money__strategy"))
        rows += [_draw_project(node, years, spent.get(node.node, Spent()), lang) for node in own]
        rows += [_draw_untabled(name, len(years), lang) for name in strategy.about.get("untabled_th", [])]
    rows.append(_draw_sum(t("plan.money_total", lang), projects, years, spent, "plan-money__total"))
    title = t("plan.projects", lang, count=format_number(len(projects)))
    money = html.Table([head, html.Tbody(rows)], className="grid-table plan-money")
    given = sum(has_money(node) for node in projects)
    numbers = {
        "given": format_number(given),
        "all": format_number(len(projects)),
        "total": format_number(total_of(projects)),
    }
    body = [
        html.P(t("plan.money_said", lang, **numbers), className="card-lead"),
        html.Div(money, className="table-wrap", tabIndex="0", role="region"),
    ]
    link = dcc.Link(t("plan.to_projects", lang), href=context.href("/it-projects"))
    tools = export_tools(context, "plan-projects", title)
    foot = [t("plan.money_foot", lang), " ", link]
    return section_card(title, body, note=t("plan.money_unit", lang), foot=foot, tools=tools)


def _draw_project(node: StoredNode, years: Sequence[int], spent: Spent, lang: str) -> html.Tr:
    about = node.about
    title = (node.title_th if lang == "th" else node.title_en) or node.title_th
    small = [about.get("group_th", ""), about.get("sub_items_th", "")] if lang == "th" else []
    said = [html.Small(text) for text in [*filter(None, small), *about.get(f"notes_{lang}", [])]]
    code = html.Span(node.node, className="plan-line__code")
    name = html.Div([code, html.Div([title, *said])], className="plan-money__title")
    budget: Mapping[str, Any] = about.get("budget", {})
    cells = [html.Td(_say_cell(budget.get(str(year)), lang), className="number") for year in years]
    total = total_of([node])
    paid: list[Any] = [MISSING if spent.disbursed is None else format_number(spent.disbursed)]
    if spent.actual is not None:
        words = t("plan.progress", lang, percent=format_number(spent.actual), year=spent.year)
        paid.append(html.Small(words))
    return html.Tr(
        [
            html.Td(name, className="plan-money__name"),
            html.Td(about.get("responsible_th", "")),
            *cells,
            html.Td(format_number(total) if has_money(node) else MISSING, className="number"),
            html.Td(paid, className="number"),
        ]
    )


def _say_cell(cell: object, lang: str) -> Any:
    """An amount as it is; a printed dash and a blank are said, for neither is a zero."""
    if isinstance(cell, int):
        return format_number(cell)
    word = t(f"plan.cell_{cell or 'blank'}", lang)
    return html.Span("–" if cell == "dash" else word, title=word, className="soft")


def _draw_untabled(name: str, years: int, lang: str) -> html.Tr:
    words: list[Any] = [html.Span(name), " ", html.Span(t("plan.untabled", lang), className="plan-mark")]
    return html.Tr([html.Td(words, colSpan=years + 4, className="soft")])


def _draw_sum(
    name: str, nodes: Sequence[StoredNode], years: Sequence[int], spent: Mapping[str, Spent], kind: str
) -> html.Tr:
    paid = [spent[n.node].disbursed for n in nodes if n.node in spent]
    known = [p for p in paid if p is not None]
    sums = [total_of(nodes, year) for year in years]
    whole = total_of(nodes)
    return html.Tr(
        [
            html.Th(name, colSpan=2, scope="row"),
            *(html.Td(format_number(amount) if amount else MISSING, className="number") for amount in sums),
            html.Td(format_number(whole) if whole else MISSING, className="number"),
            html.Td(format_number(sum(known)) if known else MISSING, className="number"),
        ],
        className=kind,
    )
