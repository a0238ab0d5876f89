"""One target in full: a value with its path through the year, a relative rule, or the decision that there is none."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update

from dashboard.access.person import STRATEGY
from dashboard.components.attributes import data
from dashboard.components.drawer import facts
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.target_lines import say_amount, say_edge, say_goal, say_path, state_chip
from dashboard.components.target_words import say_point
from dashboard.context import read_context
from dashboard.pages.indicator_faults import mark_formula, say_fault
from dashboard.pages.targets_approve import MAX_NUMBER
from dashboard.pages.targets_ground import PATH, TargetRow, read_rows
from dashboard.pages.targets_settle import MAX_NOTE, Wishes, read_note, read_number, settle
from dashboard.registry import PageContext, Registry
from dashboard.reports.targets import choose_year
from dashboard.targets_readers import read_open_targets
from dashboard.text import t
from dashboard.text.formats import format_instant
from etl.calendar_th import add_months, fiscal_year_start
from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Rule as Refusal
from etl.indicators.definition import refuse
from etl.indicators.editing import Fault
from etl.indicators.names import check_formula, read_names
from etl.indicators.relative import read_rule
from etl.indicators.store import Decision
from etl.indicators.targets import Rule, Trajectory
from etl.indicators.trajectory import read_trajectory

FIELDS = ("choice", "value", "path", "start", "comparison", "reference", "own_year", "formula", "note")
CHOICES = ("value", "rule", "none")
PATHS = ("flat", "even", "cumulative", "custom")
COMPARISONS = {"higher": ("at_least", "above"), "lower": ("at_most", "below")}
REFERENCES = ("previous", "own_year", "formula")
MAX_FORMULA = 500


def register(registry: Registry) -> None:
    @registry.callback(
        Output("target-said", "children"),
        Output("target-base", "data"),
        Output("data-version", "data", allow_duplicate=True),
        Input("target-save", "n_clicks"),
        State("target-base", "data"),
        State({"target-point": ALL}, "value"),
        *(State(f"target-{name}", "value") for name in FIELDS),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def set_target(clicks: object, base: object, _points: object, *given: object) -> tuple[Any, Any, Any]:
        *values, pathname, search = given
        if not clicks or not isinstance(base, dict):
            return no_update, no_update, no_update
        points = {slot["id"].get("target-point"): slot.get("value") for slot in ctx.states_list[1]}
        fields = {
            name: value.strip() if isinstance(value, str) else "" for name, value in zip(FIELDS, values, strict=True)
        }
        return save_target(read_context(pathname, search), base, fields, points)


def save_target(
    context: PageContext, base: Mapping[str, object], fields: Mapping[str, str], points: Mapping[object, object]
) -> tuple[Any, Any, Any]:
    """The decision, or what is wrong with it; what was typed stays."""
    code, year, key = base.get("code"), base.get("year"), base.get("target_key")
    if not isinstance(code, str) or type(year) is not int or type(key) is not int:
        return no_update, no_update, no_update
    note = read_note(fields["note"])
    wishes = Wishes()
    try:
        if year != choose_year(context):
            refuse("fiscal_year", Refusal.BEFORE_VERSION, f"FY {year} is over: no target reaches back.")
        decision = read_decision(code, year, key, fields, points)
        if decision.rule is not None and decision.rule.formula is not None:
            with context.data.engine.connect() as connection:
                check_formula(decision.rule.formula, read_names(connection), code=code)
        wishes.decisions.append(decision)
        kept = {name: value for name, value in fields.items() if value and name != "note"}
        wishes.said.append({"code": code, "fiscal_year": year, **kept, **_typed(points)})
    except DefinitionError as error:
        wishes.wrong.append((code, year, error))
    except FormulaError as error:
        return _say_formula(fields["formula"], error, context.lang), no_update, no_update
    told, is_saved = settle(context, wishes, note)
    if is_saved:
        return told, no_update, f"target {time.time_ns()}"
    target = read_open_targets(context.data, [year]).get((code, year))
    return told, {**base, "target_key": target.target_key if target else 0}, no_update


def _say_formula(formula: str, error: FormulaError, lang: str) -> html.Div:
    """What is wrong with a rule's formula, and the character it is about."""
    fault = Fault("rule.formula", error.message_id, error.what, error.position, error.length, error.values)
    words = [
        html.Strong(t("targets.field_rule_formula", lang)),
        " ",
        say_fault(fault, lang),
        mark_formula(formula, fault),
    ]
    return html.Div(words, className="banner banner--error", role="alert")


def read_decision(
    code: str, year: int, key: int, fields: Mapping[str, str], points: Mapping[object, object]
) -> Decision:  # fmt: skip
    """The fields of the form as a decision; DefinitionError or FormulaError names what is wrong."""
    note = read_note(fields["note"])
    if fields["choice"] not in CHOICES:
        refuse("decision", Refusal.NOT_A_CHOICE, "Value, rule or none.")
    if fields["choice"] == "none":
        return Decision(code, year, "none", note=note, target_key=key)
    if fields["choice"] == "rule":
        return Decision(code, year, "change", rule=_read_rule(fields), note=note, target_key=key)
    value, path = read_number("value", fields["value"]), _read_path(year, fields, points)
    return Decision(code, year, "change", value=value, trajectory=path, note=note, target_key=key)


def _read_path(year: int, fields: Mapping[str, str], points: Mapping[object, object]) -> Trajectory | None:
    kind = fields["path"]
    if kind == "flat":
        return None
    if kind == "even":
        return read_trajectory({"kind": kind, "start": read_number("trajectory.start", fields["start"])}, year)
    if kind == "custom":
        typed = {name: read_number("trajectory.points", value) for name, value in _typed(points).items()}
        return read_trajectory({"kind": kind, "points": typed}, year)
    return read_trajectory({"kind": kind}, year)


def _typed(points: Mapping[object, object]) -> dict[str, str]:
    return {name: v.strip() for name, v in points.items() if isinstance(name, str) and isinstance(v, str) and v.strip()}


def _read_rule(fields: Mapping[str, str]) -> Rule:
    raw: dict[str, object] = {"comparison": fields["comparison"]}
    if fields["reference"] == "previous":
        raw["previous"] = True
    elif fields["reference"] == "own_year":
        raw["own_year"] = int(read_number("rule.own_year", fields["own_year"]))
    else:
        raw["formula"] = fields["formula"]
    rule = read_rule(raw)
    if rule is None:
        refuse("rule", Refusal.MISSING, "A rule is missing.")
    return rule


def draw_one(context: PageContext) -> Any:
    """The target the address names, as it stands, and the form that changes it."""
    lang, year = context.lang, choose_year(context)
    row = next((row for row in read_rows(context, year) if row.code == context.params.get("code")), None)
    if row is None:
        return part_state("empty", t("targets.no_such", lang))
    rows: list[tuple[str, Any]] = [
        (t("targets.unit", lang), f"{row.indicator.unit} · {t(f'targets.direction_{row.indicator.direction}', lang)}"),
        *((t("targets.value_of", lang, year=fy), say_amount(value, row.indicator)) for fy, value in row.past),
        (t("targets.now", lang), say_amount(row.now, row.indicator)),
        (t("targets.standing", lang), _draw_standing(row, lang)),
    ]
    title = t("targets.one_title", lang, code=row.code, name=row.indicator.name, year=year)
    body: list[Any] = [facts(rows)]
    if context.person.role == STRATEGY:
        body.append(_draw_form(context, row))
    back = dcc.Link(
        [icon("arrow-left"), " ", t("targets.back", lang)], href=context.href(PATH, code=None), className="no-print"
    )
    return section_card(title, body, tools=back)


def _draw_standing(row: TargetRow, lang: str) -> Any:
    target = row.target
    if target is None:
        return t("targets.no_target", lang)
    edge = say_edge(target, row.stored.definition, row.indicator, lang)
    author = target.author
    if target.origin == "config":
        author = t("explain.author_config", lang, author=author)
    by = t("targets.last_decision", lang, author=author, at=format_instant(target.valid_from_at, lang))
    lines = (say_path(target, row.indicator, lang), edge, target.note, by)
    head = html.Div([html.Strong(say_goal(target, row.indicator, lang)), " ", state_chip(target, lang)])
    return html.Div([head, *(html.Div(line, className="faint") for line in lines if line)])


def _draw_form(context: PageContext, row: TargetRow) -> html.Div:
    lang, target = context.lang, row.target
    rule, path = (target.rule, target.trajectory) if target else (None, None)
    has_rule = row.indicator.direction in COMPARISONS
    choices = [choice for choice in CHOICES if choice != "rule" or has_rule]
    chosen = "rule" if rule else "value"
    kind = "flat" if path is None or path.is_flat else path.kind
    reference = "formula" if rule and rule.formula else ("own_year" if rule and rule.own_year else "previous")
    radio = dbc.RadioItems(
        id="target-choice", value=chosen, className="btn-group btn-group-sm decide", inputClassName="btn-check",
        labelClassName="btn btn-outline-secondary",
        options=[{"value": choice, "label": t(f"targets.one_{choice}", lang)} for choice in choices],
    )  # fmt: skip
    fields = [
        _field("choice", radio, lang, part="always"),
        _field("value", _text("value", _write(target.value if target else None)), lang, part="value"),
        _field("path", _select("path", [(p, t(f"targets.path_{p}", lang)) for p in PATHS], kind), lang, part="value"),
        _field("start", _text("start", _write(path.start if path else None)), lang, part="value"),
        html.Div(_draw_points(row, path, lang), className="target-points", **data(part="value")),
        _field(
            "comparison",
            _select("comparison", _comparisons(row, lang), rule.comparison if rule else ""),
            lang,
            part="rule",
        ),
        _field(
            "reference",
            _select("reference", [(r, t(f"targets.reference_{r}", lang)) for r in REFERENCES], reference),
            lang,
            part="rule",
        ),
        _field("own_year", _text("own_year", str(rule.own_year or "") if rule else ""), lang, part="rule"),
        _field("formula", _text("formula", (rule.formula or "") if rule else "", MAX_FORMULA), lang, part="rule"),
        _field("note", _text("note", "", MAX_NOTE), lang, part="always"),
    ]
    base = {"code": row.code, "year": row.year, "target_key": target.target_key if target else 0}
    button = html.Button(
        t("targets.save_one", lang), id="target-save", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    return html.Div(
        [
            dcc.Store(id="target-base", data=base),
            html.P(t("targets.one_help", lang), className="soft"),
            html.Div(fields, className="target-form"),
            html.Div(button, className="order-buttons"),
            html.Div(id="target-said", role="status"),
        ],
        className="order-act no-print",
        **data(writing=""),
    )


def _comparisons(row: TargetRow, lang: str) -> list[tuple[str, str]]:
    known = COMPARISONS.get(row.indicator.direction, ())
    return [(one, t(f"targets.comparison_{one}", lang)) for one in known]


def _draw_points(row: TargetRow, path: Trajectory | None, lang: str) -> list[Any]:
    """A path of one's own: quarters for what is counted anew in each, months to date for what is counted up."""
    points = path.points if path else {}
    parts: list[Any] = [html.Small(t("targets.points_help", lang), className="faint targets-wide")]
    for period in point_ids(row.year):
        value = points.get(period)
        field = dbc.Input(
            id={"target-point": period}, type="text", inputMode="decimal", value=_write(value), maxLength=MAX_NUMBER,
            size="sm",
            autoComplete="off",
        )  # fmt: skip
        parts.append(html.Label([html.Span(say_point(period, lang)), field], className="progress-field"))
    return parts


def point_ids(year: int) -> list[str]:
    """The periods a path may name in the form: the quarters, and the months to date but the last, which is the year."""
    first = fiscal_year_start(year)
    months = [add_months(first, number + 1) - timedelta(days=1) for number in range(11)]
    return [*(f"Q{year}-{number}" for number in range(1, 5)), *(f"YTD{day:%Y-%m}" for day in months)]


def _field(name: str, control: Any, lang: str, *, part: str) -> Any:
    words = [html.Span(t(f"targets.one_field_{name}", lang)), control]
    made = html.Div if name == "choice" else html.Label
    return made(words, className="progress-field", **data(part=part))


def _select(name: str, options: list[tuple[str, str]], chosen: str) -> Any:
    known = [value for value, _ in options]
    made = [{"value": value, "label": label} for value, label in options]
    return dbc.Select(
        id=f"target-{name}", options=made, value=chosen if chosen in known else (known[0] if known else ""), size="sm"
    )


def _text(name: str, value: str, most: int = MAX_NUMBER) -> Any:
    return dbc.Input(id=f"target-{name}", type="text", value=value, maxLength=most, size="sm", autoComplete="off")


def _write(value: Any) -> str:
    """A number as it would be typed."""
    return "" if value is None else f"{float(value):g}" if abs(float(value)) < 1e6 else str(value)
