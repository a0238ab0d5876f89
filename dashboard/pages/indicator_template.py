"""รายละเอียดตัวชี้วัด (KPI Template): the definition in the order of an official Thai KPI sheet."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.components.chip import status_chip
from dashboard.components.headline import status_word
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.components.tile import explain_button
from dashboard.indicator_readers import read_listed_names, read_plan_nodes, read_sheet_results, read_sheet_targets
from dashboard.pages.indicator_versions import say_target
from dashboard.pages.systems import path_of
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import MISSING, format_fiscal_year, format_number
from etl.indicators.definition import Definition
from etl.indicators.formula import indicators_of, measures_of, render
from etl.indicators.sheet import TargetVersion, Version, make_criteria

SIGNS = {"higher": "≥ ", "lower": "≤ ", "range": "± "}


def draw_template(context: PageContext, found: Version) -> Any:
    """Fifteen rows, each numbered as on paper; what nobody has decided says so."""
    lang, definition = context.lang, found.definition
    rows = [
        ("name", _draw_name(definition, lang)),
        ("unit", definition.unit_th if lang == "th" else definition.unit_en),
        ("weight", _draw_weight(definition, lang)),
        ("meaning", _draw_meaning(definition, lang)),
        ("formula", _draw_formula(context, definition)),
        ("criteria", _draw_criteria(context, definition)),
        ("results", _draw_results(context, definition)),
        ("target", _draw_target(context, definition)),
        ("source", _draw_source(context, definition)),
        ("frequency", t(f"sheet.frequency_{definition.frequency}", lang)),
        ("evidence", _draw_evidence(definition, lang)),
        ("owner", _say_owner(definition.owner, context)),
        ("keeper", _say_owner(definition.keeper, context) if definition.keeper else t("sheet.keeper_unknown", lang)),
        ("direction", t(f"sheet.direction_{definition.direction}", lang)),
        ("plans", _draw_plans(context, definition)),
    ]
    body = html.Dl(
        [
            part
            for number, (name, what) in enumerate(rows, 1)
            for part in (html.Dt(f"{number}. {t(f'sheet.row_{name}', lang)}"), html.Dd(what))
        ],
        className="facts template",
    )
    note = explain_button(definition.code, t("tile.explain", lang), definition.name_th)
    return section_card(t("sheet.template", lang), body, note=note, class_name="sheet-template")


def _draw_name(definition: Definition, lang: str) -> list[Any]:
    names = (definition.name_th, definition.name_en) if lang == "th" else (definition.name_en, definition.name_th)
    parts: list[Any] = [html.Strong(f"{definition.code} {names[0]}"), html.Div(names[1], className="soft")]
    if definition.source and definition.source.name_th != definition.name_th:
        parts.append(html.Div(t("sheet.seed_name", lang, name=definition.source.name_th), className="faint small"))
    return parts


def _draw_weight(definition: Definition, lang: str) -> str:
    if definition.kind != "tracked":
        return t("sheet.not_scored", lang)
    return t("sheet.weight_none", lang) if definition.weight is None else format_number(float(definition.weight), 2)


def _draw_meaning(definition: Definition, lang: str) -> list[Any]:
    is_thai = lang == "th"
    parts: list[Any] = [html.P(definition.description_th if is_thai else definition.description_en)]
    basis = definition.basis_th if is_thai else definition.basis_en
    if basis:
        parts.append(html.P([html.Strong(t("explain.basis", lang)), " ", basis]))
    notes = definition.notes_th if is_thai else definition.notes_en
    if notes:
        parts.append(html.Ul([html.Li(note) for note in notes], className="plain-list"))
    return parts


def _draw_formula(context: PageContext, definition: Definition) -> Any:
    """In words, and beneath as it is written."""
    if definition.formula is None:
        return t(f"sheet.formula_{definition.data_source}", context.lang)
    tree = definition.tree
    abouts = readers.read_measure_abouts(context.data, sorted(measures_of(tree)))
    titles = {about.measure: about.title(context.lang) for about in abouts}
    if indicators_of(tree):
        titles |= {f"[{code}]": name for code, name in read_listed_names(context.data, context.lang).items()}
    words = render(tree, lambda name: titles.get(name, name))
    return [html.Div(words, className="formula"), html.Code(definition.formula, className="formula-text")]


def _draw_criteria(context: PageContext, definition: Definition) -> Any:
    lang = context.lang
    if definition.kind != "tracked":
        return t("sheet.not_scored", lang)
    target = _target_now(context, definition)
    criteria = make_criteria(definition, target.value if target else None)
    if not criteria:
        return t("sheet.criteria_none", lang)
    sign = SIGNS.get(definition.direction, "")
    names = definition.level_names_th if lang == "th" else definition.level_names_en
    decimals = max(definition.decimals, 1)
    columns = [Column(t("sheet.points", lang, points=c.points), "number") for c in criteria]
    values = [f"{sign}{format_number(c.value, decimals)}" for c in criteria]
    rows: list[list[Any]] = [values, *([list(names)] if names else [])]
    said = "stepped" if definition.is_stepped else "own" if definition.levels else "default"
    note = html.P(t(f"sheet.criteria_{said}", lang), className="faint small")
    return [table(columns, rows, label=t("sheet.row_criteria", lang), class_name="criteria"), note]


def _draw_results(context: PageContext, definition: Definition) -> list[Any]:
    """What came out in the three whole years before, and what the plan itself prints as its base."""
    lang = context.lang
    period = readers.read_period(context.data, context.period_id)
    year = period.fiscal_year if period else 0
    found = read_sheet_results(
        context.data, definition, org_unit_key=context.org_unit_key, fiscal_year=year, now=context.now
    )
    parts: list[Any] = []
    if any(point.value is not None for point in found):
        columns = [Column(t(f"sheet.{name}", lang)) for name in ("fiscal_year", "result", "compared")]
        rows = [
            [
                format_fiscal_year(p.fiscal_year, lang, "short"),
                format_number(p.value, definition.decimals),
                status_chip(p.status, status_word(p.status, definition.kind == "context", False, False, lang)),
            ]
            for p in found
        ]
        parts.append(table(columns, rows, label=t("sheet.row_results", lang), class_name="criteria"))
    else:
        parts.append(html.P(t("sheet.results_none", lang)))
    for base in definition.baseline:
        value = base.text_th if base.value is None else format_number(float(base.value), definition.decimals)
        parts.append(html.P(t("sheet.baseline", lang, period=base.period_th, value=value or MISSING)))
        if base.note_th:
            parts.append(html.P(base.note_th, className="faint small"))
    return parts


def _target_now(context: PageContext, definition: Definition) -> TargetVersion | None:
    period = readers.read_period(context.data, context.period_id)
    year = period.fiscal_year if period else 0
    targets = read_sheet_targets(context.data, definition.code)
    return next((x for x in targets if x.fiscal_year == year and x.valid_to_at is None), None)


def _draw_target(context: PageContext, definition: Definition) -> Any:
    """Year by year what holds; where the plan is silent that is said, which is not the same as undecided."""
    lang = context.lang
    if definition.kind != "tracked":
        return t("sheet.not_scored", lang)
    found = [x for x in read_sheet_targets(context.data, definition.code) if x.valid_to_at is None]
    if not found:
        return t("sheet.plan_silent", lang)
    lines = [
        html.Div(
            [
                html.Span(format_fiscal_year(x.fiscal_year, lang, "short"), className="soft"),
                " ",
                say_target(x, definition, lang),
                " ",
                html.Small(t(f"explain.state_{x.state}", lang), className="soft"),
            ]
        )
        for x in found
    ]
    return [*lines, html.P(_say_thresholds(definition, lang), className="faint small")]


def _say_thresholds(definition: Definition, lang: str) -> str:
    edges, direction = definition.thresholds, definition.direction
    if direction == "range":
        within, at_risk = (format_number(float(x or 0), 2) for x in (edges.range_within, edges.range_at_risk))
        return t("sheet.threshold_range", lang, within=within, at_risk=at_risk)
    if edges.at_risk_value is not None:
        return t("sheet.threshold_value", lang, value=format_number(float(edges.at_risk_value), 2))
    percent = float(edges.at_risk_percent)
    shown = 200 - percent if direction == "lower" else percent
    return t(f"sheet.threshold_{'lower' if direction == 'lower' else 'higher'}", lang, percent=format_number(shown, 0))


def _draw_source(context: PageContext, definition: Definition) -> list[Any]:
    lang = context.lang
    said: list[Any] = [html.Div(t(f"sheet.source_{definition.data_source}", lang))]
    if definition.contract and definition.data_source == "system":
        name = t(f"overview.system_{definition.contract}", lang)
        said = [
            html.Div(
                [t("sheet.source_system", lang), " ", dcc.Link(name, href=context.href(path_of(definition.contract)))]
            )
        ]
    return said


def _draw_evidence(definition: Definition, lang: str) -> list[Any]:
    """Where the figure can be checked, and the page of the plan the record rests on, word for word."""
    parts: list[Any] = [html.Div(t(f"sheet.evidence_{definition.data_source}", lang))]
    if definition.source:
        parts.append(html.Blockquote(definition.source.quote, className="quote"))
        parts.append(html.Div(f"{definition.source.reference} ({definition.source.record})", className="faint small"))
    return parts


def _say_owner(code: str | None, context: PageContext) -> str:
    """An org_unit by its name; who is not one is named as written."""
    lang = context.lang
    if not code:
        return t("tile.owner_unknown", lang)
    known = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    return known.get(code, code)


def _draw_plans(context: PageContext, definition: Definition) -> Any:
    """Plan by plan, the node's own words; a link that is ours and no plan's says so."""
    lang = context.lang
    if not definition.plan_links:
        return t("indicators.no_plan", lang)
    nodes = read_plan_nodes(context.data)
    order = sorted(
        definition.plan_links,
        key=lambda link: nodes[link.plan, link.node].place if (link.plan, link.node) in nodes else len(nodes),
    )
    parts: list[Any] = []
    for plan, links in groupby(order, key=lambda link: link.plan):
        title = next((n.plan_title(lang) for n in nodes.values() if n.plan == plan), plan)
        lines = []
        for link in links:
            node = nodes.get((plan, link.node))
            words: list[Any] = [node.title(lang) if node else link.text_th]
            if link.is_proposed:
                words += [" ", html.Small(t("sheet.link_proposed", lang), className="soft")]
            lines.append(html.Li(words))
        parts += [
            html.Strong(dcc.Link(title, href=context.href("/plan", plan=plan))),
            html.Ul(lines, className="plain-list"),
        ]
    return parts
