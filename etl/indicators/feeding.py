"""Which contracts an indicator's figures rest on: its own, those of its measures, and those of what it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from etl.indicators.definition import Definition
from etl.indicators.formula import indicators_of, measures_of


def find_feeding(definitions: Mapping[str, Definition], contract_of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """By code; `contract_of` knows the measures. An indicator of two systems is late as soon as one of them is."""
    return {code: frozenset(_gather(code, definitions, contract_of, set())) for code in definitions}


def _gather(code: str, known: Mapping[str, Definition], contract_of: Mapping[str, str], seen: set[str]) -> set[str]:
    if code in seen or code not in known:
        return set()
    seen.add(code)
    definition = known[code]
    found = {definition.contract} if definition.contract else set()
    if definition.formula:
        found |= {contract_of[name] for name in measures_of(definition.tree) if name in contract_of}
    for further in refers_to(definition):
        found |= _gather(further, known, contract_of, seen)
    return found


def refers_to(definition: Definition) -> frozenset[str]:
    """Codes of the indicators that its formula names."""
    return indicators_of(definition.tree) if definition.formula and "[" in definition.formula else frozenset()
