"""The routes of /indicators/entries: the form as a workbook, a file of evidence coming in, and going out again."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request

from dashboard.context import read_context
from dashboard.entry_readers import read_kept_file
from dashboard.pages.entries_ground import PATH, SEE_EVIDENCE, WRITERS, read_entry_ground
from dashboard.pages.entries_sheet import make_sheet
from dashboard.registry import Registry
from dashboard.reports.export import FORMATS, ReportFile, respond
from dashboard.text import t
from etl.calendar_th import bangkok_date
from etl.errors import DefinitionError
from etl.indicators import evidence


def register_files(registry: Registry) -> None:
    registry.route(f"{PATH}/template.xlsx", entry_template, roles=WRITERS)
    registry.route(f"{PATH}/file/<int:entry_key>", entry_file, roles=SEE_EVIDENCE)
    registry.route(f"{PATH}/evidence", take_evidence, roles=WRITERS, methods=("POST",), max_body=evidence.MOST_BYTES)


def entry_template() -> Response:
    """The form, for the indicators the chosen org_unit answers for, or all."""
    context = read_context(PATH, request.query_string.decode("ascii", "replace"))
    content = make_sheet(context, read_entry_ground(context))
    context.record("export", table="entry-template", format="xlsx", org=context.org_unit_code)
    name = t("entries.sheet_name", context.lang, day=bangkok_date(context.now).isoformat())
    return respond(ReportFile(f"{name}.xlsx", FORMATS["xlsx"][1], content))


def take_evidence() -> Any:
    """The body is the file, `name` its name: {name, hash}, or {refused}: why not, in words."""
    context = read_context(PATH, request.query_string.decode("ascii", "replace"))
    name = request.args.get("name", "")
    try:
        file = evidence.receive(context.settings.home, name, request.get_data(cache=False))
    except DefinitionError as error:
        return jsonify(refused=t(error.message_id, context.lang))
    return jsonify(name=file.name, hash=file.hash)


def entry_file(entry_key: int) -> Response:
    """A file of evidence, saved, never opened in the page; who read it stands in the audit log."""
    context = read_context(PATH, request.query_string.decode("ascii", "replace"))
    kept = read_kept_file(context.data, entry_key) if entry_key < 2**62 else None
    if kept is None:
        abort(404)
    try:
        content = evidence.read(context.settings.home, kept.hash)
    except DefinitionError:
        abort(404)
    context.record("read_evidence", entry=entry_key, indicator=kept.code, period=kept.period_id, file=kept.hash)
    return respond(ReportFile(kept.name, evidence.type_of(kept.name), content))
