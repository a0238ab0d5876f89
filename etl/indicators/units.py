"""Units in formulas: what may be added and compared, as far as the units are known.

Known are money, time, people (posts with them), things counted, and shares (percent). Adding, subtracting, `min`, `max`
and `coalesce` want one kind: baht and people are refused. Within one kind the scale must be the same too, unless a
number has been multiplied in or divided by: satang and baht are refused, `satang / 100` and baht are not. Numbers as
written fit everything; a product or quotient of two quantities (a ratio) is free, and so is what nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from etl.indicators.grammar import Fault, fail
from etl.indicators.tree import Call, Chain, Measure, Negate, Node, Number, Reference


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind of quantity and how large one is; `scale` null: a number has been multiplied in."""

    name: str
    kind: str
    scale: Fraction | None = Fraction(1)


def _table() -> dict[str, Unit]:
    scaled = {
        "money": {"satang": 1, "baht": 100, "thousand baht": 100_000, "million baht": 100_000_000},
        "time": {"seconds": 1, "minutes": 60, "hours": 3_600, "half_days": 43_200, "days": 86_400},
        "work": {"working hours": 1, "working_days": 8, "working days": 8},
        "people": dict.fromkeys(("people", "persons", "posts", "officers", "vendors", "accounts"), 1),
        "share": dict.fromkeys(("percent",), 1),
        "things": dict.fromkeys(
            (
                "cases", "complaints", "repairs", "requests", "applications", "signs", "stalls", "machines", "projects",
                "systems", "services", "nights", "shows", "violations", "data sets", "answers", "items", "times",
            ),
            1,
        ),
    }  # fmt: skip
    return {name: Unit(name, kind, Fraction(scale)) for kind, names in scaled.items() for name, scale in names.items()}


UNITS: Mapping[str, Unit] = _table()

# None: a number as written (fits everything); FREE: a ratio or something nobody knows (fits everything too)
FREE = Unit("", "")


def unit_of(tree: Node, find: Callable[[str], Unit]) -> Unit | None:
    """The unit of a formula: null for a bare number, FREE where it is not known.

    `find` gives the unit of a measure's name or a `[code]`. Raises FormulaError at the operand that does not fit.
    """
    match tree:
        case Number():
            return None
        case Measure() | Reference():
            return find(tree.name if isinstance(tree, Measure) else f"[{tree.code}]")
        case Negate():
            return unit_of(tree.operand, find)
        case Call():
            arguments = tree.arguments[:1] if tree.name == "round" else tree.arguments
            return _join([(unit_of(argument, find), argument) for argument in arguments])
        case Chain():
            parts = [(unit_of(tree.first, find), tree.first), *((unit_of(o, find), o) for _, o in tree.rest)]
            return _join(parts) if tree.kind == "sum" else _multiply(parts, [sign for sign, _ in tree.rest])


def _join(parts: list[tuple[Unit | None, Node]]) -> Unit | None:
    """The one unit of operands that are added or compared."""
    known: Unit | None = None
    is_free = False
    for unit, node in parts:
        if unit is None:
            continue
        if unit is FREE:
            is_free = True
            continue
        if known is None:
            known = unit
            continue
        _check_pair(known, unit, node)
        if unit.scale is None:
            known = replace(known, scale=None)
    return FREE if is_free else known


def _check_pair(known: Unit, unit: Unit, node: Node) -> None:
    if known.kind != unit.kind:
        what, remedy = f"{unit.name} cannot be added to {known.name}.", "Put together only what has one unit."
        fail(Fault.UNITS, node.position, what, remedy, length=_length(node))
    if known.scale is not None and unit.scale is not None and known.scale != unit.scale:
        what, remedy = f"{unit.name} stand beside {known.name}.", "Turn one into the other first, as satang / 100."
        fail(Fault.SCALES, node.position, what, remedy, length=_length(node))


def _length(node: Node) -> int:
    match node:
        case Measure():
            return len(node.name)
        case Reference():
            return len(node.code) + 2
        case _:
            return 1


def _multiply(parts: list[tuple[Unit | None, Node]], signs: list[str]) -> Unit | None:
    """Numbers change the scale; one quantity by another is a ratio or a product, and free."""
    unit = parts[0][0]
    for sign, (other, _) in zip(signs, parts[1:], strict=True):
        if other is None:
            unit = unit if unit is None or unit is FREE else replace(unit, scale=None)
        elif unit is None and sign == "*" and other is not FREE:
            unit = replace(other, scale=None)
        else:
            unit = FREE
    return unit
