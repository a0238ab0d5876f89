"""`/export/<table>.<ending>`: any table of the pages as XLSX or CSV, for those whose role may take data out."""

from __future__ import annotations

from flask import Response, abort, request

from dashboard import readers
from dashboard.cache import VersionMovedError
from dashboard.context import read_context
from dashboard.registry import Registry
from dashboard.reports.catalogue import EXPORTERS, EXPORTS, make_about
from dashboard.reports.export import FORMATS, export_table, respond

TRIES = 3


def register(registry: Registry) -> None:
    registry.route("/export/<table>.<ending>", export, roles=EXPORTERS)


def export(table: str, ending: str) -> Response:
    """The file of a table under the address's filters; each is held to its allow-list, as on the page itself."""
    if table not in EXPORTS or ending not in FORMATS:
        abort(404)
    for _ in range(TRIES - 1):
        try:
            return _answer(table, ending)
        except VersionMovedError:
            continue
    return _answer(table, ending)


def _answer(name: str, ending: str) -> Response:
    asked = EXPORTS[name]
    context = read_context(asked.path, request.query_string.decode("ascii", "replace"))
    period = readers.read_period(context.data, context.period_id)
    if period is None or context.as_of is None:
        abort(404)
    table = asked.make(context, period)
    about = make_about(
        context,
        contract=asked.contract,
        period=period.label(context.lang),
        filters=asked.filters(context, period),
        notes=asked.notes(context, period),
    )
    file = export_table(ending, table, about)
    # before the file is handed over: what leaves without its line in the audit log must not leave
    context.record(
        "export",
        table=name,
        format=ending,
        rows=len(table.rows),
        period=context.period_id,
        org=context.org_unit_code,
        filters=dict(about.filters),
        sample=about.is_sample,
    )
    return respond(file)
