"""The typed tree of a formula: what `grammar.py` reads and `formula.py` works out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Value = int | Fraction | None

SHIFTS = frozenset(("previous", "same_period_last_year"))  # work their argument out in another period


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Value
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by its name."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Another indicator by its code."""

    code: str
    position: int


@dataclass(frozen=True, slots=True)
class Negate:
    """Minus one operand."""

    operand: Node
    position: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one precedence, taken from left to right: `+ -` (sum) or `* /` (product)."""

    kind: Literal["sum", "product"]
    first: Node
    rest: tuple[tuple[str, Node], ...]
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """An allowed function with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    position: int


Node = Number | Measure | Reference | Negate | Chain | Call


def walk(tree: Node) -> Iterator[Node]:
    """Every node of a tree, in the order of the text."""
    yield tree
    match tree:
        case Negate():
            yield from walk(tree.operand)
        case Chain():
            for operand in (tree.first, *(operand for _, operand in tree.rest)):
                yield from walk(operand)
        case Call():
            for argument in tree.arguments:
                yield from walk(argument)
