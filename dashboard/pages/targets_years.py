"""The targets of the plan's fiscal years side by side; years that have not ended can be set, many cells at once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update

from dashboard.access.person import STRATEGY
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.components.target_lines import say_goal, say_path, state_chip
from dashboard.context import read_context
from dashboard.pages.offers import export_tools
from dashboard.pages.targets_approve import MAX_NUMBER, draw_save
from dashboard.pages.targets_ground import PATH, TargetRow, by_group, read_rows
from dashboard.pages.targets_settle import Wishes, keep_path, read_note, read_number, settle
from dashboard.registry import PageContext, Registry
from dashboard.reports.targets import shown_years, this_year
from dashboard.targets_readers import OpenTarget, read_open_targets
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators.definition import Rule, refuse
from etl.indicators.store import Decision

NONE = ("-", "–")
Targets = Mapping[tuple[str, int], OpenTarget]


def register(registry: Registry) -> None:
    @registry.callback(
        Output("years-said", "children"),
        Output("years-base", "data"),
        Output("data-version", "data", allow_duplicate=True),
        Input("years-save", "n_clicks"),
        State("years-base", "data"),
        State({"target-cell": ALL}, "value"),
        State("years-note", "value"),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def set_years(
        clicks: object, base: object, _cells: object, note: object, pathname: object, search: object
    ) -> tuple[Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update
        typed = {slot["id"].get("target-cell"): slot.get("value") for slot in ctx.states_list[1]}
        context = read_context(pathname, search)
        return save_years(context, base if isinstance(base, dict) else {}, typed, read_note(note))


def save_years(
    context: PageContext, base: Mapping[str, object], typed: Mapping[object, object], note: str
) -> tuple[Any, Any, Any]:
    """All cells, or the list of what is wrong with some; an empty cell leaves its target as it is."""
    standing = read_open_targets(context.data, shown_years(context))
    wishes = Wishes()
    for place, raw in typed.items():
        code, _, year = place.rpartition(" ") if isinstance(place, str) else ("", "", "")
        text = raw.strip() if isinstance(raw, str) else ""
        if not text or not code or not year.isascii() or not year.isdigit() or len(year) != 4:
            continue
        try:
            key = base.get(str(place))
            cell = Cell(code, int(year), text, key if type(key) is int else 0)
            wishes.decisions.append(_read_cell(cell, standing.get((code, int(year))), this_year(context), note))
            wishes.said.append({"code": code, "fiscal_year": int(year), "value": text})
        except DefinitionError as error:
            wishes.wrong.append((code, int(year), error))
    told, is_saved = settle(context, wishes, note)
    if is_saved:
        return told, no_update, f"targets {time.time_ns()}"
    now = make_base(read_open_targets(context.data, shown_years(context)))
    return told, base | {f"{c} {y}": now.get(f"{c} {y}", 0) for c, y, _ in wishes.wrong}, no_update  # type: ignore[operator]


@dataclass(frozen=True)
class Cell:
    """A cell as it was filled in, over the target with `target_key` (0: there was none)."""

    code: str
    year: int
    text: str
    target_key: int


def _read_cell(cell: Cell, target: OpenTarget | None, first: int, note: str) -> Decision:
    """`-` is the decision that there is none; the number that stands already is accepted as it stands."""
    place = (cell.code, cell.year)
    if cell.year < first:
        refuse("fiscal_year", Rule.BEFORE_VERSION, f"FY {cell.year} is over: no target reaches back.")
    if cell.text in NONE:
        return Decision(*place, "none", note=note, target_key=cell.target_key)
    value = read_number("value", cell.text)
    if target is not None and target.rule is None and target.value == float(value):
        return Decision(*place, "accept", note=note, target_key=cell.target_key)
    path = keep_path(target, value)
    return Decision(*place, "change", value=value, trajectory=path, note=note, target_key=cell.target_key)


def make_base(standing: Targets) -> dict[str, int]:
    return {f"{code} {year}": target.target_key for (code, year), target in standing.items()}


def draw_years(context: PageContext) -> Any:
    lang, years = context.lang, shown_years(context)
    rows = read_rows(context, this_year(context))
    standing = read_open_targets(context.data, years)
    may_edit = context.person.role == STRATEGY
    is_editing = may_edit and context.params.get("edit") == "1"
    title = t("targets.years_title", lang, first=years[0], last=years[-1])
    parts: list[Any] = [
        html.P(t("targets.years_edit_help" if is_editing else "targets.years_help", lang), className="soft")
    ]
    columns = [
        Column(t("targets.indicator", lang), "targets-name"),
        *(Column(str(year), "years-cell ended" if year < this_year(context) else "years-cell") for year in years),
    ]
    for group, some in by_group(rows):
        lines = [
            [_draw_name(context, row), *_draw_cells(context, row, years, standing, is_editing=is_editing)]
            for row in some
        ]
        grid = table(columns, lines, label=group, class_name="targets years stack")
        parts.append(html.Section([html.H3(group, className="targets-group__title"), grid], className="targets-group"))
    if is_editing:
        parts += [dcc.Store(id="years-base", data=make_base(standing)), draw_save("years", lang)]
    tools: list[Any] = [export_tools(context, "targets-years", title)]
    if may_edit:
        words = t("targets.years_stop" if is_editing else "targets.years_edit", lang)
        href = context.href(PATH, edit=None if is_editing else "1")
        said: list[Any] = [icon("pencil-square"), " ", words]
        tools.append(dcc.Link(said, href=href, className="btn btn-sm btn-outline-primary"))
    return section_card(title, parts, tools=html.Div(tools, className="targets-tools"), class_name="targets-card")


def _draw_name(context: PageContext, row: TargetRow) -> Any:
    name: list[Any] = [html.Code(row.code), " ", row.indicator.name]
    link = dcc.Link(name, href=context.href(f"/indicators/{row.code}"), className="targets-link")
    return html.Div([link, html.Small(row.indicator.unit)])


def _draw_cells(
    context: PageContext, row: TargetRow, years: Sequence[int], standing: Targets, *, is_editing: bool
) -> list[Any]:
    lang, cells = context.lang, []
    for year in years:
        target = standing.get((row.code, year))
        said: list[Any] = [html.Span(t("targets.cell_empty", lang), className="faint")]
        if target is not None:
            path = say_path(target, row.indicator, lang)
            said = [html.Div(say_goal(target, row.indicator, lang)), state_chip(target, lang)]
            said += [html.Small(line) for line in (path, target.note) if line]
        if is_editing and year >= this_year(context):
            said.append(_draw_field(row, year, lang))
        cells.append(html.Div(said))
    return cells


def _draw_field(row: TargetRow, year: int, lang: str) -> html.Label:
    label = html.Span(f"{t('targets.new_value', lang)} {row.code} {year}", className="visually-hidden")
    field = dbc.Input(
        id={"target-cell": f"{row.code} {year}"}, type="text", inputMode="decimal", value="", maxLength=MAX_NUMBER,
        size="sm", placeholder=t("targets.new_value", lang), autoComplete="off",
    )  # fmt: skip
    return html.Label([label, field])
