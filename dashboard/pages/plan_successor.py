"""The plan's successor: opening its edition, and linking the indicators to it without losing any history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, dcc, html, no_update

from dashboard.access.person import STRATEGY
from dashboard.components.attributes import data
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import banner
from dashboard.components.table import Column, table
from dashboard.context import read_context
from dashboard.pages.plan_ground import PlanGround
from dashboard.plan_readers import choose_edition, read_plan_trees
from dashboard.registry import PageContext, Registry
from dashboard.text import t
from dashboard.text.messages import catalogue
from etl import requests
from etl.calendar_th import bangkok_date, fiscal_year_be, fiscal_year_start
from etl.errors import DefinitionError
from etl.indicators.plan_editions import NODE_ID
from etl.indicators.plan_succession import Relink, open_edition, relink
from etl.indicators.plans import StoredNode, StoredPlan, nodes_of

FIELDS = ("edition", "title_th", "title_en", "first", "last", "nodes")
MAX_NODES_TEXT = 30_000
MAX_NAME = 300
YEARS = range(2566, 2591)
NOT_FOLLOWED = "-"  # no node has this id
CHILD_KIND = {"strategy": "work_plan", "work_plan": "work_plan"}


def register_callbacks(registry: Registry) -> None:
    @registry.callback(
        Output("edition-said", "children"),
        Input("edition-save", "n_clicks"),
        *(State(f"edition-{name}", "value") for name in FIELDS),
        State("edition-plan", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def save(clicks: object, *given: object) -> Any:
        *values, plan, pathname, search = given
        if not clicks or not isinstance(plan, str):
            return no_update
        return save_edition(read_context(pathname, search), plan, dict(zip(FIELDS, values, strict=True)))

    @registry.callback(
        Output("relink-said", "children"),
        Input("relink-save", "n_clicks"),
        State({"part": "relink", "index": ALL}, "value"),
        State({"part": "relink", "index": ALL}, "id"),
        State("relink-reason", "value"),
        State("relink-what", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def follow(clicks: object, *given: object) -> Any:
        chosen, ids, reason, what, pathname, search = given
        if not clicks or not isinstance(what, dict):
            return no_update
        return save_links(read_context(pathname, search), what, read_choices(ids, chosen), str(reason or ""))


def save_edition(context: PageContext, plan: str, given: Mapping[str, object]) -> Any:
    """Opens the edition with its line in the audit log, or says which field is wrong; what was typed stays."""
    lang = context.lang
    try:
        raw = read_edition(plan, given)
        with context.pen.begin() as connection:
            made = open_edition(connection, raw, author=context.person.username, at=context.now)
            context.record("open_plan_edition", plan=made.plan, edition=made.edition, nodes=len(made.nodes) - 1)
    except DefinitionError as error:
        return _refuse(error, "edition", lang)
    present = choose_edition(read_plan_trees(context.data), plan, "", bangkok_date(context.now))
    old = context.href(plan=plan, edition=present.edition if present else None)
    words: list[Any] = [
        t("plan.edition_saved", lang, edition=made.edition),
        " ",
        dcc.Link(t("plan.edition_relink", lang), href=old),
        " · ",
        dcc.Link(t("plan.edition_open", lang), href=context.href(plan=plan, edition=made.edition)),
    ]
    return html.Div([icon("check-circle-fill"), " ", *words], className="banner banner--done", role="status")


def read_edition(plan: str, given: Mapping[str, object]) -> dict[str, Any]:
    """What the form holds as the engine wants it. Raises DefinitionError naming the field (nodes: with the line)."""
    first, last = (_read_year(given[name], name) for name in ("first", "last"))
    return {
        "plan": plan,
        "edition": str(given["edition"] or "").strip(),
        "title_th": str(given["title_th"] or "").strip(),
        "title_en": str(given["title_en"] or "").strip(),
        "valid_from": fiscal_year_start(first),
        "valid_to": fiscal_year_start(last + 1).replace(month=9, day=30),
        "nodes": read_nodes(str(given["nodes"] or "")[:MAX_NODES_TEXT]),
    }


def _read_year(raw: object, field: str) -> int:
    try:
        year = int(str(raw))
    except ValueError:
        year = 0
    if year not in YEARS:
        raise DefinitionError(f"'{raw}' is no fiscal year.", field, "", "plan.wrong_year")
    return year


def read_nodes(text: str) -> list[dict[str, Any]]:
    """`D1 | name` a line, a child beneath its parent by its id (`D1.1` under `D1`) -> nodes with their children."""
    nodes: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        node, bar, name = (part.strip() for part in line.partition("|"))
        if not bar or not re.match(NODE_ID, node) or not 0 < len(name) <= MAX_NAME:
            raise DefinitionError(str(number), "nodes", "", "plan.wrong_line")
        parent = nodes.get(node.rpartition(".")[0])
        kind = CHILD_KIND.get(parent["kind"], "work_plan") if parent else "strategy"
        made = {"id": node, "kind": kind, "th": name, "children": []}
        nodes[node] = made
        (parent["children"] if parent else top).append(made)
    if not top:
        raise DefinitionError("no node", "nodes", "", "plan.wrong_empty")
    return top


def read_choices(ids: object, chosen: object) -> list[Relink]:
    """From the selects of the table, by the index each was drawn with."""
    if not isinstance(ids, list) or not isinstance(chosen, list):
        return []
    made = []
    for place, value in zip(ids, chosen, strict=False):
        code, bar, node = str(place.get("index", "") if isinstance(place, dict) else "").partition("|")
        if bar:
            is_followed = isinstance(value, str) and value not in ("", NOT_FOLLOWED)
            made.append(Relink(code, node, str(value) if is_followed else None))
    return made


def save_links(context: PageContext, what: Mapping[str, object], choices: Sequence[Relink], reason: str) -> Any:
    """All of them or none, with a line in the audit log; then figures are asked for anew."""
    lang, author = context.lang, context.person.username
    plan, old, new = (str(what.get(name, "")) for name in ("plan", "old", "new"))
    try:
        with context.pen.begin() as connection:
            count = relink(connection, plan, old, new, choices, author=author, at=context.now, reason=reason)
            if count:
                requests.ask(connection, "rescore", asked_by=author, at=context.now)
                context.record("relink_plan", plan=plan, old=old, new=new, indicators=count, reason=reason)
    except DefinitionError as error:
        return _refuse(error, "relink", lang)
    return banner("done", "check-circle-fill", "", t("plan.relinked", lang, count=count))


def _refuse(error: DefinitionError, form: str, lang: str) -> Any:
    """The field in the reader's words, and why."""
    field = error.field.split(".")[0]
    name_id = f"plan.field_{field}" if f"plan.field_{field}" in catalogue() else f"plan.form_{form}"
    message_id = error.message_id if error.message_id in catalogue() else "plan.wrong"
    return banner("error", "exclamation-circle", t(name_id, lang), t(message_id, lang, line=error.what))


def draw_successor(context: PageContext, found: PlanGround) -> Any:
    """Where the plan has a later edition: the table of links to follow. Else, for who may, the form to open one."""
    lang, chosen = context.lang, found.chosen
    if context.person.role != STRATEGY or chosen.valid_to is None:
        return None
    later = [
        e
        for e in found.editions
        if e.plan == chosen.plan and e.valid_from is not None and e.valid_from > chosen.valid_to
    ]
    title = t("plan.successor", lang)
    if later:
        after = min(later, key=lambda e: str(e.valid_from))
        return section_card(title, _draw_links(context, found, after), foot=t("plan.relink_foot", lang))
    return section_card(title, _draw_form(context, chosen), foot=t("plan.edition_foot", lang))


def _draw_form(context: PageContext, chosen: StoredPlan) -> Any:
    lang = context.lang
    first = fiscal_year_be(chosen.valid_to) + 1 if chosen.valid_to else YEARS[0]
    span = f"{first}-{first + 4}"
    years = [{"value": str(year), "label": str(year)} for year in YEARS]
    text = "\n".join(f"{node.node} | {node.title_th}" for node in chosen.nodes[1:] if node.kind != "project")
    title_th = chosen.title_th.replace(chosen.edition, span)
    title_en = chosen.title_en.replace(chosen.edition, span)
    parts = [
        _field("edition", dbc.Input(id="edition-edition", value=span, maxLength=20, size="sm"), lang),
        _field("first", dbc.Select(id="edition-first", options=years, value=str(first), size="sm"), lang),
        _field("last", dbc.Select(id="edition-last", options=years, value=str(first + 4), size="sm"), lang),
        _field("title_th", dbc.Input(id="edition-title_th", value=title_th, maxLength=300, size="sm"), lang, wide=True),
        _field("title_en", dbc.Input(id="edition-title_en", value=title_en, maxLength=300, size="sm"), lang, wide=True),
        _field(
            "nodes", dbc.Textarea(id="edition-nodes", value=text, rows=12, maxLength=MAX_NODES_TEXT), lang, wide=True
        ),
    ]
    button = html.Button(
        t("plan.edition_save", lang), id="edition-save", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    return html.Details(
        [
            html.Summary([icon("file-earmark-plus"), " ", t("plan.edition_new", lang)]),
            html.P(t("plan.edition_help", lang), className="soft"),
            html.Div(parts, className="progress-form"),
            dcc.Store(id="edition-plan", data=chosen.plan),
            html.Div(button, className="progress-actions"),
            html.Div(id="edition-said", role="status"),
        ],
        className="as-table no-print",
        **data(writing="1"),
    )


def _draw_links(context: PageContext, found: PlanGround, after: StoredPlan) -> Any:
    """Each indicator at its present node, and the node it goes to: proposed is the node of the same id."""
    lang = context.lang
    titles = {n.node: n for n in found.chosen.nodes}
    options = [{"value": NOT_FOLLOWED, "label": t("plan.not_followed", lang)}]
    options += [{"value": n.node, "label": f"{n.node} {_title(n, lang)}"[:90]} for n in after.nodes]
    ids = {n.node for n in after.nodes}
    rows = []
    for node, codes in found.codes.items():
        for code in codes:
            definition = found.definitions[code]
            there = nodes_of(definition.plan_links, after, found.editions)
            name = definition.name_th if lang == "th" else definition.name_en
            here = f"{node} {_title(titles[node], lang)}"
            if there:
                control: Any = html.Span(
                    [icon("check-circle-fill"), " ", ", ".join(sorted(there))], className="change--good"
                )
            else:
                control = dbc.Select(
                    id={"part": "relink", "index": f"{code}|{node}"}, options=options, size="sm",
                    value=node if node in ids else NOT_FOLLOWED,
                )  # fmt: skip
            who = html.Div([html.Span(code, className="plan-line__code"), name], className="plan-line__title")
            rows.append([who, here, control])
    columns = [
        Column(t("plan.column_indicator", lang)),
        Column(t("plan.column_now", lang, edition=found.chosen.edition)),
        Column(t("plan.column_then", lang, edition=after.edition)),
    ]
    what = {"plan": found.chosen.plan, "old": found.chosen.edition, "new": after.edition}
    reason = dbc.Input(id="relink-reason", value="", maxLength=300, size="sm")
    button = html.Button(
        t("plan.relink_save", lang), id="relink-save", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    return html.Div(
        [
            html.P(t("plan.relink_help", lang, edition=after.edition), className="soft"),
            table(columns, rows, label=t("plan.successor", lang), class_name="plan-relink"),
            html.Div(_field("reason", reason, lang, wide=True), className="progress-form"),
            dcc.Store(id="relink-what", data=what),
            html.Div(button, className="progress-actions"),
            html.Div(id="relink-said", role="status"),
        ],
        className="no-print",
        **data(writing="1"),
    )


def _title(node: StoredNode, lang: str) -> str:
    return (node.title_th if lang == "th" else node.title_en) or node.title_th


def _field(name: str, control: Any, lang: str, *, wide: bool = False) -> html.Label:
    return html.Label(
        [html.Span(t(f"plan.field_{name}", lang)), control],
        className="progress-field progress-field--wide" if wide else "progress-field",
    )
