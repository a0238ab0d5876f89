"""`/indicators/import`: a file of indicators is looked at whole and then taken whole; and both formats to take out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update
from flask import Response, abort

from dashboard.access.person import PLANNER, STRATEGY
from dashboard.components.attributes import data
from dashboard.components.icons import icon
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import banner
from dashboard.components.table import Column, table
from dashboard.context import read_context
from dashboard.editor_readers import read_editing_ground
from dashboard.pages.indicator_faults import say_fault
from dashboard.registry import PageContext, Registry
from dashboard.reports.export import ReportFile, respond
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from dashboard.text.formats import format_number
from etl import requests
from etl.calendar_th import bangkok_date
from etl.errors import DefinitionError
from etl.indicators.editing import MAX_REASON
from etl.indicators.fields import title_of
from etl.indicators.importing import ENDINGS, Outcome, export_workbook, export_yaml, import_file

IMPORTERS = (STRATEGY,)
EXPORTERS = (PLANNER, STRATEGY)
MAX_BYTES = 700_000  # of a file: a request takes 1 MB, and a file grows by a third on its way
MOST_LINES = 200
WRITERS = {
    "yaml": (export_yaml, "application/yaml; charset=utf-8"),
    "xlsx": (export_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def register(registry: Registry) -> None:
    registry.register_page(
        path="/indicators/import", name_id="indicator_editor.import_menu", title_id="indicator_editor.import_title",
        icon="upload", order=None, roles=IMPORTERS, body=draw, needs_data=False,
    )  # fmt: skip
    registry.route("/indicators/export.<ending>", export_indicators, roles=EXPORTERS)

    @registry.callback(
        Output("imp-said", "children"),
        Output("imp-apply", "disabled"),
        Input("imp-file", "contents"),
        State("imp-file", "filename"),
        State("url", "pathname"),
        State("url", "search"),
        roles=IMPORTERS,
        prevent_initial_call=True,
    )
    def look(contents: object, name: object, pathname: object, search: object) -> tuple[Any, Any]:
        context = read_context(pathname, search)
        outcome = take_file(context, contents, name, "trial", is_trial=True)
        if outcome is None:
            return banner("error", "exclamation-circle", "", t("indicator_editor.wrong_upload", context.lang)), True
        return draw_outcome(outcome, str(name), context.lang), not outcome.changes or outcome.count("same") == len(
            outcome.changes
        )

    @registry.callback(
        Output("imp-said", "children", allow_duplicate=True),
        Output("imp-apply", "disabled", allow_duplicate=True),
        Input("imp-apply", "n_clicks"),
        State("imp-file", "contents"),
        State("imp-file", "filename"),
        State("imp-reason", "value"),
        State("url", "pathname"),
        State("url", "search"),
        roles=IMPORTERS,
        prevent_initial_call=True,
    )
    def apply(clicks: object, contents: object, name: object, reason: object, *place: object) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        return apply_file(read_context(*place), contents, name, reason)


def draw(context: PageContext) -> Any:
    lang = context.lang
    drop = dcc.Upload(
        html.Div([icon("file-earmark-arrow-up"), html.Strong(t("indicator_editor.import_drop", lang)),
                  html.Small(t("indicator_editor.import_limit", lang, kilobytes=format_number(MAX_BYTES // 1000)))]),
        id="imp-file", className="drop", className_active="drop drop--over", multiple=False, max_size=MAX_BYTES,
        accept=",".join(f".{ending}" for ending in ENDINGS),
    )  # fmt: skip
    reason = dbc.Input(
        id="imp-reason", type="text", value="", maxLength=MAX_REASON, size="sm", autoComplete="off",
        placeholder=t("indicator_editor.reason_example", lang),
    )  # fmt: skip
    button = html.Button(
        t("indicator_editor.import_apply", lang), id="imp-apply", type="button", n_clicks=0, disabled=True,
        className="btn btn-primary",
    )  # fmt: skip
    links = [
        dcc.Link(
            [icon(sign), " ", t(f"indicator_editor.export_{ending}", lang)],
            href=context.href(f"/indicators/export.{ending}"), refresh=True, target="_blank", className="export-link",
        )
        for ending, sign in (("xlsx", "file-earmark-spreadsheet"), ("yaml", "file-earmark-code"))
    ]  # fmt: skip
    form = html.Div(
        [
            drop,
            html.Div(id="imp-said", role="status"),
            html.Div(
                [html.Label(title_of("reason", lang), htmlFor="imp-reason", className="field__title"), reason],
                className="field field--wide",
            ),
            html.Div(button, className="editor__actions"),
        ],
        className="import-form",
        **data(
            writing="1", too_large=t("indicator_editor.too_large", lang, kilobytes=format_number(MAX_BYTES // 1000))
        ),
    )
    return [
        page_head(t("indicator_editor.import_title", lang), t("indicator_editor.import_lead", lang)),
        section_card(t("indicator_editor.export_title", lang), html.Div(links, className="export-links"),
                     foot=t("indicator_editor.export_foot", lang)),
        section_card(t("indicator_editor.import_menu", lang), form, foot=t("indicator_editor.import_foot", lang)),
    ]  # fmt: skip


def read_upload(contents: object) -> bytes | None:
    """The bytes of `data:...;base64,...`; null for what is no such thing."""
    if not isinstance(contents, str) or ";base64," not in contents[:300]:
        return None
    try:
        return base64.b64decode(contents.partition(";base64,")[2], validate=True)
    except (binascii.Error, ValueError):
        return None


def take_file(context: PageContext, contents: object, name: object, reason: str, *, is_trial: bool) -> Outcome | None:
    """What becomes of the file; applied with its line in the audit log and a rescore asked for. Null: no file came."""
    content = read_upload(contents)
    if content is None or not isinstance(name, str):
        return None
    author, at = context.person.username, context.now
    with (context.data.engine if is_trial else context.pen).begin() as connection:
        outcome = import_file(connection, name, content, author=author, reason=reason, at=at, is_trial=is_trial)
        if outcome.is_applied:
            requests.ask(connection, "rescore", asked_by=author, at=at)
            changed = [change.code for change in outcome.changes if change.what != "same"]
            # before the commit: changes without their line in the audit log must not stand
            context.record("import_indicators", file=name[:200], reason=reason, indicators=changed)
    return outcome


def apply_file(context: PageContext, contents: object, name: object, reason: object) -> tuple[Any, Any]:
    lang = context.lang
    try:
        outcome = take_file(context, contents, name, reason if isinstance(reason, str) else "", is_trial=False)
    except DefinitionError as error:
        word = "wrong_reason" if error.field == "reason" else "import_changed"
        return banner("error", "exclamation-circle", "", t(f"indicator_editor.{word}", lang)), False
    except Exception as error:
        if not is_of_database(error):
            raise
        # a load holds the pen for longer than we wait
        reference = log_failure(error, "a file of indicators could not be written")
        text = f"{t('indicator_editor.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
        return banner("error", "hourglass-split", "", text), False
    if outcome is None:
        return banner("error", "exclamation-circle", "", t("indicator_editor.wrong_upload", lang)), True
    return draw_outcome(outcome, str(name), lang), True


def draw_outcome(outcome: Outcome, name: str, lang: str) -> list[Any]:
    """Either every fault with its line, or every change; and in one line what it means."""
    if outcome.faults:
        text = t("indicator_editor.import_refused", lang, count=format_number(len(outcome.faults)))
        return [banner("error", "exclamation-circle", name, text), _draw_faults(outcome, lang)]
    counts = {what: format_number(outcome.count(what)) for what in ("new", "changed", "same")}
    word = "import_done" if outcome.is_applied else "import_ready"
    sign = ("done", "check-circle-fill") if outcome.is_applied else ("stale", "info-circle")
    return [banner(*sign, name, t(f"indicator_editor.{word}", lang, **counts)), _draw_changes(outcome, lang)]


def _draw_faults(outcome: Outcome, lang: str) -> Any:
    columns = [Column(t(f"indicator_editor.import_{name}", lang)) for name in ("line", "code", "field", "reason")]
    rows = [
        [
            f"{one.sheet} {one.line}".strip() if one.line else "–",
            one.code or "–",
            title_of(one.fault.field, lang),
            [say_fault(one.fault, lang), html.Small(one.fault.what, className="faint import-what")],
        ]
        for one in outcome.faults[:MOST_LINES]
    ]
    return table(columns, rows, label=t("indicator_editor.import_faults", lang), class_name="stack")


def _draw_changes(outcome: Outcome, lang: str) -> Any:
    columns = [Column(t(f"indicator_editor.import_{name}", lang)) for name in ("code", "name", "what", "fields")]
    rows = [
        [
            change.code,
            change.name_th,
            t(f"indicator_editor.what_{change.what}", lang),
            _say_parts(change.fields, change.years, lang),
        ]
        for change in outcome.changes
        if change.what != "same"
    ][:MOST_LINES]
    return table(columns, rows, label=t("indicator_editor.import_changes", lang), class_name="stack") if rows else ""


def _say_parts(fields: Sequence[str], years: Sequence[int], lang: str) -> str:
    parts = [title_of(name, lang) for name in fields]
    if years:
        parts.append(f"{title_of('targets', lang)} {', '.join(map(str, years))}")
    return ", ".join(parts)


def export_indicators(ending: str) -> Response:
    """Every open definition with its open targets, as a file that can be imported again."""
    from flask import request

    if ending not in WRITERS:
        abort(404)
    context = read_context("/indicators", request.query_string.decode("ascii", "replace"))
    write, mimetype = WRITERS[ending]
    ground = read_editing_ground(context.data)
    day = bangkok_date(context.now)
    name = f"{t('indicator_editor.export_name', context.lang)}_{day.isoformat()}.{ending}"
    file = ReportFile(name, mimetype, write(ground))
    # before the file is handed over: what leaves without its line in the audit log must not leave
    context.record("export", table="indicators", format=ending, rows=len(ground.stored))
    return respond(file)
