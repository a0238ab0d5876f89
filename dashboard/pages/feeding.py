"""Which contracts the indicators of a page rest on, those they refer to included."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import readers
from dashboard.registry import PageContext
from etl.indicators.definition import Definition, from_json
from etl.indicators.feeding import find_feeding, refers_to
from etl.indicators.formula import measures_of


def read_feeding(context: PageContext, definitions: Mapping[str, Definition]) -> dict[str, frozenset[str]]:
    """By code. An indicator of two systems is late as soon as one of them is."""
    known = dict(definitions)
    while missing := {code for d in known.values() for code in refers_to(d)} - known.keys():
        rows = readers.read_definition_rows(context.data, tuple(sorted(missing)))
        known |= {row.code: from_json(row.body) for row in rows}
        if not rows:
            break
    names = sorted({name for d in known.values() if d.formula for name in measures_of(d.tree)})
    of = {about.measure: about.contract for about in readers.read_measure_abouts(context.data, names)} if names else {}
    found = find_feeding(known, of)
    return {code: found[code] for code in definitions}
