"""What the drawer says of one number: meaning, formula, measures with their SQL, target, run, freshness, rejects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.components.chip import status_chip
from dashboard.components.drawer import (
    MeasureGroup,
    MeasureLine,
    drawer_part,
    facts,
    formula_lines,
    measure_group,
)  # fmt: skip
from dashboard.components.headline import Indicator, effective_status, say_moment, status_word
from dashboard.pages.closing_notes import draw_closed_part
from dashboard.pages.explanation_target import draw_target
from dashboard.pages.formula_inputs import read_other_inputs
from dashboard.pages.ground import Ground, make_indicator, read_ground
from dashboard.pages.indicator_forecast import draw_forecast_part
from dashboard.pages.order_marks import draw_order_part
from dashboard.pages.systems import say_hours
from dashboard.registry import PageContext
from dashboard.rows import DefinitionRow, IndicatorValue, MeasureAbout, SourceState
from dashboard.text import t
from dashboard.text.formats import MISSING, format_elapsed, format_number
from etl.indicators.definition import Definition
from etl.indicators.formula import Value, measures_of, render, substitute

# of etl.steps.refusals; a rule not among them is shown by its own name
KNOWN_RULES = ("missing_key", "missing_required", "bad_date", "future_date", "bad_number", "out_of_range",
               "unknown_word", "bad_text", "bad_line", "too_long", "bad_row")  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    title: str
    body: list[Any]


def explain(context: PageContext, code: str) -> Explanation | None:
    """The drawer's content for an indicator in the chosen period and org_unit; None for an unknown code."""
    ground = read_ground(context, (code,))
    if ground is None or code not in ground.definitions:
        return None
    definition = ground.definitions[code]
    indicator = make_indicator(definition, context)
    found = ground.values.get((code, ground.scene.period.period_id))
    row = readers.read_definition_rows(context.data, (code,))[0]
    body = [
        _draw_lead(context, ground, indicator, found),
        draw_closed_part(context, indicator),
        _draw_meaning(context, definition),
        *_draw_formula(context, ground, definition, indicator, found),
        draw_target(context, ground, definition, indicator, found),
        draw_forecast_part(context, code, indicator),
        draw_order_part(context, code),
        _draw_run(context, ground, found),
        _draw_definition(context, row, indicator),
    ]
    return Explanation(t("explain.title", context.lang, name=indicator.name), body)


def _draw_lead(context: PageContext, ground: Ground, indicator: Indicator, found: IndicatorValue | None) -> Any:
    lang, period = context.lang, ground.scene.period
    scene = ground.scene_of(ground.definitions[indicator.code])
    status = effective_status(found.status if found else "no_data", scene)
    is_proposed = found is not None and found.target_state == "proposed"
    word = status_word(status, indicator.is_context, period.is_unfinished(ground.scene.today), is_proposed, lang)
    shown = format_number(found.value if found else None, indicator.decimals)
    org_unit = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    value: list[Any] = [shown, " ", html.Span(indicator.unit if shown != MISSING else "", className="tile__unit"), " "]
    chip = status_chip("proposed" if is_proposed and status == "no_target" else status, word)
    return html.Div(
        [
            html.P([*value, chip], className="drawer__lead"),
            html.P(t("explain.where", lang, period=period.label(lang), org_unit=org_unit), className="soft"),
        ],
        className="drawer__part",
    )


def _draw_meaning(context: PageContext, definition: Definition) -> Any:
    is_thai = context.lang == "th"
    basis = definition.basis_th if is_thai else definition.basis_en
    notes = definition.notes_th if is_thai else definition.notes_en
    parts: list[Any] = [html.P(definition.description_th if is_thai else definition.description_en)]
    rows: list[tuple[str, Any]] = []
    if basis:
        rows.append((t("explain.basis", context.lang), basis))
    if notes:
        rows.append((t("explain.notes", context.lang), [html.Div(note) for note in notes]))
    return drawer_part(t("explain.meaning", context.lang), *parts, *([facts(rows)] if rows else []))


def _draw_formula(
    context: PageContext, ground: Ground, definition: Definition, indicator: Indicator, found: IndicatorValue | None
) -> list[Any]:
    """The formula in words and with its values; then each measure with its query."""
    lang = context.lang
    if definition.formula is None:
        return [drawer_part(t("explain.formula", lang), html.P(t(f"tile.source_{definition.data_source}", lang)))]
    names = sorted(measures_of(definition.tree))
    abouts = readers.read_measure_abouts(context.data, names)
    titles = {about.measure: about.title(lang) for about in abouts}
    others = read_other_inputs(context, definition, ground.scene.period.period_id)
    values = read_measure_values(context, ground, abouts) | others.values
    result = format_number(found.value if found else None, indicator.decimals)
    with_values = f"{substitute(definition.tree, values, _write)} = {result}"
    words = titles | others.titles
    lines = formula_lines(render(definition.tree, lambda name: words.get(name, name)), with_values)
    given = [facts([(said, _write(value)) for said, value in others.say(titles)])] if others.values else []
    groups = [_group(context, ground, query, list(some), values) for query, some in groupby(abouts, _query_of)]
    note = html.P(t("explain.measures_note", lang), className="soft small")
    return [
        drawer_part(t("explain.formula", lang), lines, *given),
        drawer_part(t("explain.measures", lang), note, *(measure_group(group) for group in groups)),
    ]


def read_measure_values(context: PageContext, ground: Ground, abouts: Sequence[MeasureAbout]) -> dict[str, Value]:
    """The values the formula was given: a missing flow or stock is 0 where the data reach the period, else null."""
    period = ground.scene.period
    names = [about.measure for about in abouts]
    found = readers.read_measures(context.data, names, (period.period_id,), context.org_unit_key)
    first = readers.read_contract_spans(context.data)
    reached = {c for c, day in first.items() if period.starts_on <= ground.scene.today and period.ends_on > day}
    values: dict[str, Value] = {}
    for about in abouts:
        stored = found.get((about.measure, period.period_id))
        empty = 0 if about.contract in reached and about.kind in ("flow", "stock") else None
        values[about.measure] = stored.value if stored else empty
    return values


def _group(
    context: PageContext, ground: Ground, query: str, abouts: Sequence[MeasureAbout], values: Mapping[str, Value]
) -> MeasureGroup:
    lang, period_id = context.lang, ground.scene.period.period_id
    sql = readers.render_measure_query(context.data, query, period_id, context.org_unit_key, ground.scene.today)
    lines = tuple(_line(about, values.get(about.measure), lang) for about in abouts)
    label = t("explain.show_sql", lang, query=f"queries/{query}.sql")
    return MeasureGroup(lines, sql, label, t("explain.copy_sql", lang))


def _line(about: MeasureAbout, value: Value, lang: str) -> MeasureLine:
    remark = t("explain.measure_missing", lang) if value is None else ""
    return MeasureLine(about.title(lang), about.measure, _write(value), remark)


def _draw_run(context: PageContext, ground: Ground, found: IndicatorValue | None) -> Any:
    lang = context.lang
    keys = [s.run_key for s in ground.sources if s.run_key] + ([found.run_key] if found else [])
    runs = readers.read_runs(context.data, keys) if keys else {}
    rows: list[tuple[str, Any]] = []
    if found and found.run_key in runs:
        rows.append((t("explain.run_made", lang), _say_run(runs[found.run_key], lang)))
    for source in ground.sources:
        last = runs.get(source.run_key or 0)
        name = f"{t('explain.run_last', lang)} {source.title(lang)}"
        rows.append((name, _say_run(last, lang) if last else t("explain.run_none", lang)))
        rows.append((t("explain.fresh", lang), _say_freshness(source, context)))
    rejects = readers.read_reject_rules(context.data, tuple(ground.scenes))
    said: list[Any] = [
        html.Div(t("explain.reject_rule", lang, rule=_say_rule(r.rule, lang), count=format_number(r.rejects)))
        for r in rejects
    ] or [t("explain.rejects_none", lang)]
    rows.append((t("explain.rejects", lang), said))
    return drawer_part(t("explain.run", lang), facts(rows))


def _say_rule(rule: str, lang: str) -> str:
    """The rule in words with its own name, which the IT centre searches by."""
    if rule not in KNOWN_RULES:
        return rule
    return f"{t(f'explain.rule_{rule}', lang)} ({rule})"


def _say_run(run: readers.RunFigures, lang: str) -> list[Any]:
    when = t("explain.run_number", lang, number=run.run_key, at=say_moment(run.started_at, lang))
    counts = {"read": run.rows_read, "changed": run.changed, "rejected": run.rejected}
    return [
        html.Div(f"{when} · {t(f'explain.run_status_{run.status}', lang)}"),
        html.Div(
            t("explain.run_counts", lang, **{name: format_number(count) for name, count in counts.items()}),
            className="faint",
        ),
    ]


def _say_freshness(source: SourceState, context: PageContext) -> str:
    lang = context.lang
    if source.read_at is None:
        return t("explain.run_none", lang)
    kind = "broken" if source.is_late(context.now) else "kept"
    ago = format_elapsed((context.now - source.read_at).total_seconds(), lang)
    promise = say_hours(source.fresh_within_seconds, lang)
    return t(f"explain.fresh_{kind}", lang, at=say_moment(source.read_at, lang), ago=ago, promise=promise)


def _draw_definition(context: PageContext, row: DefinitionRow, indicator: Indicator) -> Any:
    lang = context.lang
    since = say_moment(row.valid_from_at, lang)
    sheet = dcc.Link(t("sheet.open", lang), href=context.href(f"/indicators/{row.code}"))
    return drawer_part(
        t("explain.definition", lang),
        facts(
            [
                (t("explain.code", lang), row.code),
                (t("explain.version", lang), t("explain.version_text", lang, version=row.version, at=since)),
                (t("explain.author", lang), _author(row.origin, row.author, lang)),
                (t("explain.owner", lang), indicator.owner or t("tile.owner_unknown", lang)),
            ]
        ),
        html.P(sheet, className="drawer__way"),
    )


def _author(origin: str, author: str, lang: str) -> str:
    return t("explain.author_config", lang, author=author) if origin == "config" else author


def _query_of(about: MeasureAbout) -> str:
    return about.query


def _write(value: Value) -> str:
    return MISSING if value is None else format_number(float(value), 0 if value == int(value) else 2)
