"""What formulas may refer to, and whether one is right: names, rings of indicators, units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from etl.indicators.definition import Definition, Rule, refuse
from etl.indicators.formula import indicators_of
from etl.indicators.grammar import Fault, fail, parse
from etl.indicators.tree import Node, Reference, walk
from etl.indicators.units import FREE, UNITS, Unit, unit_of
from etl.indicators.versions import definitions
from etl.warehouse.tables import ind_measure

MAX_REFERENCES = 20  # steps from one indicator to another, and on
FURTHEST = 100  # what is stored already is followed no further


@dataclass(frozen=True, slots=True)
class FormulaName:
    """One name to choose from while writing a formula; an indicator's stands in its brackets."""

    name: str
    title_th: str
    title_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Names:
    """The measures, and the indicators by code, that formulas may refer to."""

    measures: Mapping[str, FormulaName]
    indicators: Mapping[str, Definition]

    def with_definitions(self, changed: Iterable[Definition]) -> Names:
        """The same with some definitions in the place of those stored: an import that refers to itself."""
        return replace(self, indicators={**self.indicators, **{d.code: d for d in changed}})

    def unit(self, name: str) -> Unit:
        """Of a measure's name or a `[code]`; FREE where it is not known."""
        if name.startswith("["):
            return UNITS.get(self.indicators[name[1:-1]].unit_en.lower(), FREE)
        return UNITS.get(self.measures[name].unit, FREE)


def read_names(connection: Connection) -> Names:
    """All measures, and the open version of every indicator."""
    columns = (ind_measure.c.measure, ind_measure.c.title_th, ind_measure.c.title_en, ind_measure.c.unit)
    measures = {row.measure: FormulaName(*row) for row in connection.execute(select(*columns))}
    return Names(measures, {stored.code: stored.definition for stored in definitions(connection)})


def formula_names(connection: Connection) -> list[FormulaName]:
    """All names in order: the measures, then the indicators that have values."""
    return list_names(read_names(connection))


def list_names(names: Names) -> list[FormulaName]:
    """As `formula_names`, of names already read."""
    indicators = [
        FormulaName(f"[{code}]", d.name_th, d.name_en, d.unit_en)
        for code, d in sorted(names.indicators.items())
        if has_value(d)
    ]
    return [*(measure for _, measure in sorted(names.measures.items())), *indicators]


def has_value(definition: Definition) -> bool:
    """Whether there is a value to refer to: worked out here, or entered by hand."""
    return definition.is_measured or definition.data_source == "hand"


def check_formula(text: str, names: Names, *, code: str = "", unit_en: str | None = None) -> Node:
    """The tree of a formula that is right: known names, no ring, units that fit.

    `code` is the indicator it is to belong to, `unit_en` that indicator's unit. Raises FormulaError pointing at the
    character, or DefinitionError naming `unit_en` where the formula is known to give something else (satang, not baht).
    """
    tree = parse(text, names.measures, {*names.indicators, *([code] if code else [])})
    above = _count_above(code, names.indicators)
    for reference in _references(tree):
        _check_reference(reference, names, code, above)
    unit = unit_of(tree, names.unit)
    if unit is not None and unit_en is not None:
        _check_result(unit, unit_en)
    return tree


def _references(tree: Node) -> Iterator[Reference]:
    return (node for node in walk(tree) if isinstance(node, Reference))


def _check_reference(reference: Reference, names: Names, code: str, above: int) -> None:
    length = len(reference.code) + 2
    ring = find_ring(reference.code, names.indicators, (code,))
    if ring:
        said = " → ".join(ring)
        what = f"The formula goes round in a ring: {said}."
        fail(Fault.RING, reference.position, what, "Take one of them out.", length=length, ring=said)
    if above + _count_below(reference.code, names.indicators) >= MAX_REFERENCES:
        what = f"Indicators refer to one another over more than {MAX_REFERENCES} steps."
        fail(Fault.TOO_MANY_REFERENCES, reference.position, what, length=length)
    if not has_value(names.indicators[reference.code]):
        what = f"{reference.code} has no values: no source gives them."
        fail(Fault.WITHOUT_VALUE, reference.position, what, length=length, name=reference.code)


def find_ring(code: str, indicators: Mapping[str, Definition], path: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The ring that the way from `path` through `code` runs into, its first code again at the end; else ()."""
    done: set[str] = set()

    def follow(at: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if at in path:
            return (*path[path.index(at) :], at)
        if at in done or len(path) > FURTHEST:
            return ()
        for further in sorted(_refers_to(indicators.get(at))):
            if ring := follow(further, (*path, at)):
                return ring
        done.add(at)
        return ()

    return follow(code, path)


def _count_below(code: str, indicators: Mapping[str, Definition]) -> int:
    """How many steps lead on from an indicator, by the longest way."""
    return _count_steps(code, lambda at: _refers_to(indicators.get(at)))


def _count_above(code: str, indicators: Mapping[str, Definition]) -> int:
    """How many steps lead to an indicator, by the longest way."""
    return _count_steps(code, lambda at: {other for other, d in indicators.items() if at in _refers_to(d)})


def _count_steps(code: str, find_next: Callable[[str], Collection[str]]) -> int:
    steps, layer = 0, set(find_next(code))
    while layer and steps <= MAX_REFERENCES:
        steps, layer = steps + 1, {further for at in layer for further in find_next(at)}
    return steps


def _refers_to(definition: Definition | None) -> frozenset[str]:
    has_any = definition is not None and "[" in (definition.formula or "")
    return indicators_of(definition.tree) if definition is not None and has_any else frozenset()


def _check_result(unit: Unit, unit_en: str) -> None:
    """A formula in satang does not give baht; what a number was multiplied in may be a share of anything."""
    declared = UNITS.get(unit_en.lower())
    if unit is FREE or declared is None or (declared.kind == "share" and unit.scale is None):
        return
    if unit.kind != declared.kind or (unit.scale is not None and unit.scale != declared.scale):
        refuse("unit_en", Rule.UNIT, f"The formula gives {unit.name}, not {declared.name}.", "Change one of them.")
