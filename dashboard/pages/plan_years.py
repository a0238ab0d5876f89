"""The result over the whole plan: each tracked indicator in each of its fiscal years, from the first to the last."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.headline import Indicator, Scene, effective_status, status_word
from dashboard.components.icons import status_icon
from dashboard.components.node import node
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.ground import make_indicator
from dashboard.pages.offers import export_tools
from dashboard.pages.plan_ground import PlanGround
from dashboard.plan_readers import read_year_targets
from dashboard.registry import PageContext
from dashboard.reports.plan import plan_years, say_target
from dashboard.rows import IndicatorValue
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.calendar_th import bangkok_date, fiscal_year_be


def draw_years(context: PageContext, found: PlanGround) -> Any:
    lang, chosen = context.lang, found.chosen
    tracked = {c: d for c, d in found.definitions.items() if d.kind == "tracked"}
    years = plan_years(chosen)
    if not years or not tracked or found.ground is None:
        return None
    title = t("plan.years", lang, first=years[0], last=years[-1])
    now = fiscal_year_be(bangkok_date(context.as_of or context.now))
    ids = {year: f"FY{year}" for year in years if year <= now}
    if not ids:
        return section_card(title, part_state("empty", t("plan.years_none", lang)))
    values = readers.read_indicator_values(context.data, tuple(tracked), tuple(ids.values()), context.org_unit_key)
    columns = [
        Column(t("plan.column_indicator", lang)),
        Column(t("plan.column_unit", lang)),
        *(Column(f"{year}{'*' if year == now else ''}", "number") for year in years),
        Column(t("plan.column_target", lang, year=years[-1]), "number"),
    ]
    targets = read_year_targets(context.data, years[-1])
    rows: dict[str, list[Any]] = {}
    for code in order_codes(found, tracked):
        definition = tracked[code]
        indicator, scene = make_indicator(definition, context), found.ground.scene_of(definition)
        cells = [_draw_cell(indicator, scene, values.get((code, ids.get(y, ""))), y == now) for y in years]
        name = definition.name_th if lang == "th" else definition.name_en
        link = node("Link", name, href=context.href(f"/indicators/{code}"))
        title_cell = node("Div", [node("Span", code, className="plan-line__code"), link], className="plan-years__title")
        unit = definition.unit_th if lang == "th" else definition.unit_en
        rows[code] = [title_cell, unit, *cells, say_target(targets.get(code), definition, lang)]
    own = own_codes(found)
    first = [row for code, row in rows.items() if code in own] or list(rows.values())
    rest = [row for code, row in rows.items() if code not in own] if len(first) < len(rows) else []
    body: list[Any] = [table(columns, first, label=title, class_name="plan-years")]
    if rest:
        said = t("plan.years_rest", lang, count=format_number(len(rest)))
        body.append(
            html.Details(
                [html.Summary(said), table(columns, rest, label=said, class_name="plan-years")], className="as-table"
            )
        )
    foot = t("plan.years_foot", lang, year=now) if now in ids else t("plan.years_over", lang)
    return section_card(title, body, foot=foot, tools=export_tools(context, "plan-years", title))


def order_codes(found: PlanGround, codes: Collection[str]) -> list[str]:
    """In the order of the tree, each once."""
    listed = [code for node in found.chosen.nodes for code in found.codes.get(node.node, ()) if code in codes]
    return list(dict.fromkeys(listed))


def own_codes(found: PlanGround) -> set[str]:
    """Those the plan itself names at a node that is not one of its urgent tasks: what it is measured by."""
    urgent = {node.node for node in found.chosen.nodes if node.kind == "urgent"}
    return {
        code
        for node, codes in found.codes.items()
        for code in codes
        if node not in urgent and (node, code) not in found.proposed
    }


def _draw_cell(indicator: Indicator, scene: Scene, value: IndicatorValue | None, is_running: bool) -> Any:
    if value is None or value.value is None:
        return MISSING
    status = effective_status(value.status, scene) if is_running else value.status
    is_proposed = value.target_state == "proposed"
    word = status_word(status, indicator.is_context, is_running, is_proposed, scene.lang)
    sign = node(
        "Span", [status_icon(status), node("Span", word, className="count__word")], className=f"count count--{status}"
    )
    return node("Span", [format_number(value.value, indicator.decimals), " ", sign], title=word, className="keep")
