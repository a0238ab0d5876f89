"""`/api/runs`: what an open /data asks every few seconds; `/data/rejects.<ending>`: the refused rows as a file."""

from __future__ import annotations

import json
from typing import Any

import plotly.io
from flask import Response, abort, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import source_readers
from dashboard.access.person import EVERYONE
from dashboard.cache import VersionMovedError
from dashboard.components.source_progress import draw_underway
from dashboard.context import read_context
from dashboard.org_unit_names import find_unit, read_unit_names
from dashboard.registry import Registry
from dashboard.reports.export import FORMATS, export_table, respond
from dashboard.reports.rejects import MOST_ROWS, SENDERS, make_about, make_report
from dashboard.source_ground import choose_source, read_data_ground

TRIES = 3
NO_UNIT = "none"


def register(registry: Registry) -> None:
    registry.route("/api/runs", api_runs, roles=EVERYONE)
    registry.route("/data/rejects.<ending>", reject_file, roles=SENDERS)


def api_runs() -> Any:
    """{mark, busy, parts}: a page drawn with another mark draws itself anew; `parts` are the sources' progress.

    `parts` holds by component id the children to put there: of sources where something is going on. mark null: the
    warehouse does not answer, or is just changing.
    """
    try:
        context = read_context("/data", request.query_string.decode("ascii", "replace"))
        ground = read_data_ground(context)
    except (SQLAlchemyError, VersionMovedError):
        return jsonify(mark=None, busy=False, parts={})
    underway = {source.name: ground.underway(source, context.now) for source in ground.sources}
    parts = {
        f"live-{name}": json.loads(plotly.io.json.to_json_plotly(draw_underway(what, context.lang)))
        for name, what in underway.items()
        if what.is_busy
    }
    is_busy = bool(parts) or any(not asked.is_over for asked in ground.requests)
    return jsonify(mark=ground.mark, busy=is_busy, parts=parts)


def reject_file(ending: str) -> Response:
    """The open rejects of one department (`unit`: a code, or `none` for those of no known one) or of all."""
    if ending not in FORMATS:
        abort(404)
    for _ in range(TRIES - 1):
        try:
            return _answer(ending)
        except VersionMovedError:
            continue
    return _answer(ending)


def _answer(ending: str) -> Response:
    context = read_context("/data", request.query_string.decode("ascii", "replace"))
    ground = read_data_ground(context)
    chosen, asked = choose_source(context, ground), context.params.get("unit", "")
    unit = asked if asked in {u.code for u in context.settings.config.org_units} | {NO_UNIT} else ""
    known = read_unit_names(context)
    rows = source_readers.read_rejects(context.data, chosen, MOST_ROWS + 1)
    wanted = [
        row
        for row in rows[:MOST_ROWS]
        if not unit or (find_unit(known, row.source_name, row.org_unit) or NO_UNIT) == unit
    ]
    about = make_about(context, ground, chosen, unit, is_cut=len(rows) > MOST_ROWS)
    file = export_table(ending, make_report(context, ground, wanted), about)
    # before the file is handed over: what leaves without its line in the audit log must not leave
    context.record(
        "export", table="rejects", format=ending, rows=len(wanted), source=chosen, unit=unit, sample=about.is_sample
    )
    return respond(file)
