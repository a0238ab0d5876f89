"""Which contracts an indicator's figures rest on: its own, those of its measures, and those of what it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import readers
from dashboard.registry import PageContext
from etl.indicators.definition import Definition, from_json
from etl.indicators.formula import indicators_of, measures_of


def read_feeding(context: PageContext, definitions: Mapping[str, Definition]) -> dict[str, frozenset[str]]:
    """By code. An indicator of two systems is late as soon as one of them is."""
    known = dict(definitions)
    while missing := {code for d in known.values() for code in _refers_to(d)} - known.keys():
        rows = readers.read_definition_rows(context.data, tuple(sorted(missing)))
        known |= {row.code: from_json(row.body) for row in rows}
        if not rows:
            break
    names = sorted({name for d in known.values() if d.formula for name in measures_of(d.tree)})
    of = {about.measure: about.contract for about in readers.read_measure_abouts(context.data, names)} if names else {}
    return {code: frozenset(_gather(code, known, of, set())) for code in definitions}


def _gather(code: str, known: Mapping[str, Definition], of: Mapping[str, str], seen: set[str]) -> set[str]:
    if code in seen or code not in known:
        return set()
    seen.add(code)
    definition = known[code]
    found = {definition.contract} if definition.contract else set()
    if definition.formula:
        found |= {of[name] for name in measures_of(definition.tree) if name in of}
    for further in _refers_to(definition):
        found |= _gather(further, known, of, seen)
    return found


def _refers_to(definition: Definition) -> frozenset[str]:
    return indicators_of(definition.tree) if definition.formula and "[" in definition.formula else frozenset()
