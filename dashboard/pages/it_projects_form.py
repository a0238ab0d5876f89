"""The form by which a planner reports the progress of a project: it becomes a file in the drop folder, and a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update

from dashboard.access.person import PLANNER, STRATEGY
from dashboard.components.icons import icon
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.it_projects_readers import read_plan
from dashboard.registry import PageContext, Registry
from dashboard.reports.it_projects import today_of
from dashboard.text import t
from dashboard.text.formats import month_name
from etl import requests
from etl.calendar_th import fiscal_year_be
from etl.contracts.it_projects_plan import PLAN_PROGRESS
from etl.entries import enter_row
from etl.errors import UsageError

WRITERS = (PLANNER, STRATEGY)
MONEY = ("approved", "committed", "disbursed")
PERCENT = ("planned_percent", "actual_percent")
FIELDS = ("project_code", "day", "month", "year", *PERCENT, *MONEY, "project_status", "obstacle")
MOST_BAHT = Decimal(10) ** 11
MAX_TEXT = 300


def register(registry: Registry) -> None:
    @registry.callback(
        Output("progress-said", "children"),
        Input("progress-save", "n_clicks"),
        *(State(f"progress-{name}", "value") for name in FIELDS),
        State("url", "pathname"),
        State("url", "search"),
        roles=WRITERS,
        prevent_initial_call=True,
    )
    def save(clicks: object, *given: object) -> Any:
        *values, pathname, search = given
        if not clicks:
            return no_update
        context = read_context(pathname, search)
        return save_report(context, dict(zip(FIELDS, values, strict=True)))


def save_report(context: PageContext, given: Mapping[str, object]) -> Any:
    """Writes the file and asks for a run, or says what is wrong; nothing given is trusted."""
    lang = context.lang
    source = _source(context)
    if source is None:
        return _refuse("not_connected", lang)
    values, wrong = read_report(context, given)
    if wrong:
        return _refuse(wrong, lang)
    try:
        file = enter_row(context.settings, source, PLAN_PROGRESS.name, values, context.person.display_name)
    except UsageError:
        return _refuse("not_written", lang)
    with context.pen.begin() as connection:
        key = requests.ask(
            connection, "run", source_name=source, details={"mode": "changes"}, asked_by=context.person.username,
            at=context.now,
        )  # fmt: skip
        context.record("enter_progress", request=key, source=source, file=file, project=values["project_code"])
    return banner("done", "check-circle-fill", "", t("it_projects.form_done", lang))


def read_report(context: PageContext, given: Mapping[str, object]) -> tuple[dict[str, object], str]:
    """The fields of a report, or the name of what is wrong with them."""
    day, today = _read_day(given), today_of(context)
    if day is None or day > today:
        return {}, "day"
    codes = {row.code for row in read_plan(context.data, fiscal_year_be(day), today, context.org_unit_key)}
    percents = [_read_number(given[name]) for name in PERCENT]
    money = [_read_number(given[name]) for name in MONEY]
    approved, committed, disbursed = (value or Decimal(0) for value in money)
    words = {word.code: word.th for word in _statuses()}
    faults = {
        "project": given["project_code"] not in codes,
        "percent": any(value is None or not 0 <= value <= 100 for value in percents),
        "money": any(
            given[name] not in (None, "") and (value is None or not 0 <= value <= MOST_BAHT)
            for name, value in zip(MONEY, money, strict=True)
        ),
        "order": not disbursed <= committed <= approved,
        "status": given["project_status"] not in words,
    }
    if any(faults.values()):
        return {}, next(name for name, is_wrong in faults.items() if is_wrong)
    text = given["obstacle"]
    return {
        "project_code": given["project_code"],
        "fiscal_year": fiscal_year_be(day),
        "reported_date": day,
        **{name: float(value) for name, value in zip(PERCENT, percents, strict=True) if value is not None},
        **{name: None if v is None else float(v) for name, v in zip(MONEY, money, strict=True)},
        "project_status": words[str(given["project_status"])],
        "obstacle": " ".join(text.split())[:MAX_TEXT] if isinstance(text, str) else "",
        "changed_at": context.now,
    }, ""


def _read_day(given: Mapping[str, object]) -> date | None:
    try:
        return date(int(str(given["year"])), int(str(given["month"])), int(str(given["day"])))
    except (ValueError, OverflowError):
        return None


def _read_number(raw: object) -> Decimal | None:
    """As people type it, with commas; null for a blank and for what is no number with at most two decimals."""
    text = str(raw).strip().replace(",", "") if isinstance(raw, str | int | float) else ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    exponent = value.as_tuple().exponent
    return value if value.is_finite() and isinstance(exponent, int) and exponent >= -2 else None


def _statuses() -> Any:
    vocabulary = PLAN_PROGRESS.field("project_status").vocabulary
    return vocabulary.words if vocabulary is not None else ()


def _source(context: PageContext) -> str | None:
    """The connected source of workbooks that reports come from."""
    names = (s.name for s in context.settings.config.sources if PLAN_PROGRESS.name in s.mapping)
    return next((name for name in names if name in context.settings.source_urls), None)


def _refuse(what: str, lang: str) -> Any:
    return banner("error", "exclamation-circle", "", t(f"it_projects.wrong_{what}", lang))


def draw_form(context: PageContext) -> Any:
    """Only for those who may write; folded until it is wanted."""
    lang = context.lang
    if context.person.role not in WRITERS:
        return None
    today = today_of(context)
    rows = read_plan(context.data, fiscal_year_be(today), today, context.org_unit_key)
    projects = [{"value": row.code, "label": f"{row.code} {row.name}"[:90]} for row in rows]
    statuses = [{"value": w.code, "label": w.th if lang == "th" else w.en} for w in _statuses()]
    days = [{"value": str(day), "label": str(day)} for day in range(1, 32)]
    months = [{"value": str(month), "label": month_name(month, lang)} for month in range(1, 13)]
    years = [{"value": str(year), "label": str(year + 543)} for year in range(today.year, today.year - 3, -1)]
    parts = [
        _field("project", _select("project_code", projects, rows[0].code if rows else ""), lang, wide=True),
        _field("report_day", html.Div([
            _select("day", days, str(today.day)), _select("month", months, str(today.month)),
            _select("year", years, str(today.year)),
        ], className="progress-date"), lang, wide=True),
        *(_field(name, _number(name), lang) for name in (*PERCENT, *MONEY)),
        _field("project_status", _select("project_status", statuses, "in_progress"), lang),
        _field(
            "obstacle", dbc.Input(id="progress-obstacle", type="text", value="", maxLength=MAX_TEXT, size="sm"), lang,
            wide=True,
        ),
    ]  # fmt: skip
    save = html.Button(
        t("it_projects.form_save", lang),
        id="progress-save",
        type="button",
        n_clicks=0,
        className="btn btn-primary btn-sm",
    )
    template = dcc.Link(
        [icon("file-earmark-spreadsheet"), " ", t("it_projects.form_template", lang)],
        href=context.href("/export/it-projects-progress.xlsx"), refresh=True, target="_blank", className="export-link",
    )  # fmt: skip
    return html.Details(
        [
            html.Summary([icon("pencil-square"), " ", t("it_projects.form", lang)]),
            html.P(t("it_projects.form_help", lang), className="soft"),
            html.Div(parts, className="progress-form"),
            html.Div([save, template], className="progress-actions"),
            html.Div(id="progress-said", role="status"),
        ],
        className="as-table card-section no-print",
    )


def _field(name: str, control: Any, lang: str, *, wide: bool = False) -> html.Label:
    return html.Label(
        [html.Span(t(f"it_projects.form_{name}", lang)), control],
        className="progress-field progress-field--wide" if wide else "progress-field",
    )


def _select(name: str, options: list[dict[str, str]], chosen: str) -> Any:
    return dbc.Select(id=f"progress-{name}", options=options, value=chosen, size="sm")


def _number(name: str) -> Any:
    return dbc.Input(id=f"progress-{name}", type="text", inputMode="decimal", value="", maxLength=20, size="sm")
