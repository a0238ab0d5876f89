"""The approval grid: every target, threshold and owner that waits for a decision, three past years beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.access.person import STRATEGY
from dashboard.components.attributes import aria, data
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.target_lines import say_amount, say_edge, say_goal, say_path, state_chip
from dashboard.pages.offers import export_tools
from dashboard.pages.targets_ground import PATH, TargetRow, by_group, read_rows
from dashboard.registry import PageContext
from dashboard.reports.targets import choose_year, shown_years, this_year
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number

SHOWN = ("undecided", "proposed", "owner", "all")
MAX_NUMBER, MAX_NOTE = 24, 300


def choose_shown(context: PageContext) -> str:
    asked = context.params.get("show", "")
    return asked if asked in SHOWN else SHOWN[0]


def pick_rows(rows: Sequence[TargetRow], shown: str) -> list[TargetRow]:
    tests = {
        "undecided": lambda row: row.is_undecided, "proposed": lambda row: row.is_proposed,
        "owner": lambda row: not row.has_owner, "all": lambda row: True,
    }  # fmt: skip
    return [row for row in rows if tests[shown](row)]


def draw_approval(context: PageContext) -> Any:
    lang, year, shown = context.lang, choose_year(context), choose_shown(context)
    rows = read_rows(context, year)
    picked = pick_rows(rows, shown)
    may_edit = context.person.role == STRATEGY
    title = t("targets.approve_title", lang, year=year)
    head = [_draw_progress(rows, lang), *_draw_last(rows, lang), _draw_choices(context, rows, shown, year)]
    if not picked:
        done = part_state("empty", t(f"targets.empty_{shown}", lang, year=year))
        return section_card(title, [*head, done])
    base = {row.code: [row.target.target_key if row.target else 0, row.stored.version] for row in picked}
    parts: list[Any] = [*head, html.P(t("targets.approve_help", lang, year=year), className="soft")]
    parts += [_draw_group(context, group, some, year, may_edit=may_edit) for group, some in by_group(picked)]
    if may_edit:
        parts += [dcc.Store(id="targets-base", data={"year": year, "rows": base}), draw_save("targets", lang)]
    tools = export_tools(context, "targets-decisions", title)
    return section_card(title, parts, tools=tools, class_name="targets-card")


def _draw_progress(rows: Sequence[TargetRow], lang: str) -> html.Div:
    """How far the work is: two numbers that a person can count again."""
    decided = sum(1 for row in rows if row.is_decided)
    owned = sum(1 for row in rows if row.has_owner)
    bars = [("targets.progress_targets", decided), ("targets.progress_owners", owned)]
    return html.Div(
        [progress_bar(t(name, lang, count=format_number(count), total=format_number(len(rows))), count, len(rows))
         for name, count in bars],
        className="targets-progress",
    )  # fmt: skip


def _draw_last(rows: Sequence[TargetRow], lang: str) -> list[Any]:
    """Who decided last, and when: what was saved is seen to be saved."""
    decided = [row.target for row in rows if row.target is not None and row.target.origin == "person"]
    if not decided:
        return []
    last = max(decided, key=lambda target: target.valid_from_at)
    at = format_instant(last.valid_from_at, lang)
    return [html.P(t("targets.last_decision", lang, author=last.author, at=at), className="soft small")]


def progress_bar(words: str, count: int, total: int) -> html.Div:
    share = 100 * count / total if total else 100
    fill = html.Div(className="targets-bar__fill", style={"width": f"{share:.1f}%"})
    return html.Div([html.Div(words), html.Div(fill, className="targets-bar__track")], className="targets-bar")


def _draw_choices(context: PageContext, rows: Sequence[TargetRow], shown: str, year: int) -> html.Div:
    """Which rows, and of which fiscal year: links, so that Back and a bookmark keep them."""
    lang = context.lang
    links = []
    for name in SHOWN:
        words = f"{t(f'targets.show_{name}', lang)} {format_number(len(pick_rows(rows, name)))}"
        href = context.href(PATH, show=None if name == SHOWN[0] else name)
        links.append(_choice(words, href, is_on=name == shown))
    first = this_year(context)
    years = [
        _choice(
            t("targets.fiscal_year", lang, year=one),
            context.href(PATH, fy=None if one == first else str(one)),
            is_on=one == year,
        )
        for one in shown_years(context)
        if one >= first
    ]
    return html.Div([html.Div(links), html.Div(years)], className="targets-choices no-print")


def _choice(words: str, href: str, *, is_on: bool) -> html.Span:
    link = dcc.Link(words, href=href, className="choice choice--on" if is_on else "choice")
    return html.Span(link, **(aria(current="true") if is_on else {}))


def _draw_group(
    context: PageContext, group: str, rows: Sequence[TargetRow], year: int, *, may_edit: bool
) -> html.Section:
    lang = context.lang
    past = [number for number, _ in rows[0].past]
    columns = [
        Column(t("targets.indicator", lang), "targets-name"),
        *(Column(str(one), "number past") for one in past),
        Column(t("targets.now", lang), "number past"),
        Column(t("targets.proposed_of", lang, year=year), "targets-goal"),
    ]
    if may_edit:
        columns.append(Column(t("targets.decision", lang), "targets-decision"))
    columns.append(Column(t("targets.owner", lang), "targets-owner"))
    lines = [_draw_row(context, row, may_edit=may_edit) for row in rows]
    head: list[Any] = [html.H3(group, className="targets-group__title")]
    if may_edit:
        head.append(_draw_group_tools(context, rows))
    parts = [
        html.Div(head, className="targets-group__head"),
        table(columns, lines, label=group, class_name="targets stack"),
    ]
    return html.Section(parts, className="targets-group")


def _draw_group_tools(context: PageContext, rows: Sequence[TargetRow]) -> html.Div:
    """Many at once: the group's proposals accepted, its missing owners set (assets/js/60-targets.js)."""
    lang = context.lang
    tools: list[Any] = []
    proposed = sum(1 for row in rows if row.is_proposed)
    if proposed:
        words: list[Any] = [icon("check2-all"), " ", t("targets.accept_all", lang, count=proposed)]
        tools.append(
            html.Button(words, type="button", className="btn btn-sm btn-outline-primary", **data(accept_all=""))
        )
    without = sum(1 for row in rows if not row.has_owner)
    if without:
        options = [html.Option(t("targets.owner_for_all", lang, count=without), value="")]
        options += [html.Option(name, value=code) for code, name in _owners(context)]
        label = aria(label=t("targets.owner_for_all", lang, count=without))
        tools.append(html.Select(options, className="form-select form-select-sm", **label, **data(owner_all="")))
    return html.Div(tools, className="targets-group__tools no-print")


def _draw_row(context: PageContext, row: TargetRow, *, may_edit: bool) -> list[Any]:
    lang, indicator = context.lang, row.indicator
    href = context.href(f"/indicators/{row.code}")
    link = dcc.Link([html.Code(row.code), " ", indicator.name], href=href, className="targets-link")
    name = html.Div([link, html.Small(f"{indicator.unit} · {t(f'targets.direction_{indicator.direction}', lang)}")])
    cells: list[Any] = [name, *(say_amount(value, indicator) for _, value in row.past), say_amount(row.now, indicator)]
    cells.append(_draw_goal(row, lang))
    if may_edit:
        cells.append(_draw_decision(context, row))
    cells.append(_draw_owner(context, row, may_edit=may_edit))
    return cells


def _draw_goal(row: TargetRow, lang: str) -> Any:
    if row.target is None:
        return html.Span(t("targets.no_target", lang), className="faint")
    parts: list[Any] = [
        html.Div([html.Strong(say_goal(row.target, row.indicator, lang)), " ", state_chip(row.target, lang)]),
    ]
    edge = say_edge(row.target, row.stored.definition, row.indicator, lang)
    lines = (edge, say_path(row.target, row.indicator, lang), row.target.note)
    parts += [html.Small(line, className="targets-note") for line in lines if line]
    return html.Div(parts)


def _draw_decision(context: PageContext, row: TargetRow) -> Any:
    """Later, accept, change, none; a number typed is a change (assets/js/60-targets.js)."""
    lang = context.lang
    has_target = row.target is not None and not row.target.is_none
    choices = ["later", *(["accept"] if has_target else []), "change", "none"]
    radio = dbc.RadioItems(
        id={"target-decision": row.code},
        options=[{"value": choice, "label": t(f"targets.choice_{choice}", lang)} for choice in choices],
        value="later",
        className="btn-group btn-group-sm decide",
        inputClassName="btn-check",
        labelClassName="btn btn-outline-secondary",
    )
    fields: list[Any] = [_number("target-value", row, t("targets.new_value", lang))]
    if row.indicator.direction in ("higher", "lower"):
        fields.append(_number("target-edge", row, t("targets.new_edge", lang)))
    weight = row.stored.definition.weight
    said = t("targets.new_weight", lang) if weight is None else t("targets.weight_now", lang, weight=f"{weight:f}")
    fields.append(_number("target-weight", row, said))
    href = context.href(PATH, view=None, show=None, code=row.code, fy=str(row.year))
    head = html.Div(
        [radio, dcc.Link(t("targets.in_full", lang), href=href, className="decide__more")], className="decide__head"
    )
    marks = data(row=row.code, **({"proposed": ""} if row.is_proposed else {}))
    return html.Div([head, html.Div(fields, className="decide__fields")], className="decide-cell", **marks)


def _number(kind: str, row: TargetRow, label: str) -> Any:
    field = dbc.Input(
        id={kind: row.code}, type="text", inputMode="decimal", value="", maxLength=MAX_NUMBER, size="sm",
        placeholder=label,
        autoComplete="off",
    )  # fmt: skip
    return html.Label([html.Span(f"{label} {row.code}", className="visually-hidden"), field])


def _draw_owner(context: PageContext, row: TargetRow, *, may_edit: bool) -> Any:
    lang, owner = context.lang, row.stored.definition.owner
    if not may_edit:
        return row.indicator.owner or html.Span(t("tile.owner_unknown", lang), className="faint")
    select = dbc.Select(
        id={"target-owner": row.code},
        options=[{"value": code, "label": name} for code, name in _owners(context)],
        value=owner,
        placeholder=t("targets.owner_missing", lang),
        size="sm",
    )
    label = html.Span(f"{t('targets.owner', lang)} {row.code}", className="visually-hidden")
    return html.Label([label, select], className="w-100", **data(owner="" if owner else "missing"))


def _owners(context: PageContext) -> list[tuple[str, str]]:
    units = context.settings.config.org_units
    return [(u.code, (u.short_th or u.name_th) if context.lang == "th" else u.name_en) for u in units]


def draw_save(name: str, lang: str) -> html.Div:
    """Stays at the foot of the window while the grid is read."""
    note = dbc.Input(
        id=f"{name}-note", type="text", value="", maxLength=MAX_NOTE, size="sm", placeholder=t("targets.note", lang)
    )  # fmt: skip
    label = html.Label(
        [html.Span(t("targets.note", lang), className="visually-hidden"), note], className="targets-save__note"
    )
    button = html.Button(
        t("targets.save", lang), id=f"{name}-save", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    count = html.Span(
        t("targets.chosen", lang, count="0"),
        className="targets-save__count",
        **data(words=t("targets.chosen", lang, count="{count}")),
    )
    line = html.Div([count, label, button], className="targets-save__line")
    said = html.Div(id=f"{name}-said", role="status")
    return html.Div([said, line], className="targets-save no-print", **data(writing=""))
