"""What a formula is worth: one exact value over measures and indicators, or null; and how it is written for people.

Functions: `min`, `max` (one or more arguments), `abs(x)`, `round(x)` or `round(x, digits)` (halves go away from zero),
`coalesce` (the first argument that is not null), `previous(x)` and `same_period_last_year(x)` (x worked out from what
its measures and indicators were in that other period; which one it is, `book.py` says).

Null: a measure or indicator without a value, in a period without data or where there is no such period; what has a null
operand or argument; and a zero denominator. Only `coalesce` looks past a null. Arithmetic is exact: whole numbers and
fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from etl.indicators.grammar import parse
from etl.indicators.tree import SHIFTS, Call, Chain, Measure, Negate, Node, Number, Reference, Value

__all__ = [
    "Input", "Lookup", "Node", "Value", "evaluate", "indicators_of", "inputs_of", "measures_of", "parse", "render",
    "round_half_away", "substitute",
]  # fmt: skip

Lookup = Callable[[str], Value]

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/"}


@dataclass(frozen=True, slots=True)
class Input:
    """What a formula asks for: a measure or another indicator, in its own period or, `shifts` outermost first, another.

    Its `text` is what a lookup is asked by: `complaints_due`, `[CMP-03]`, `previous([CMP-03])`.
    """

    name: str
    is_indicator: bool
    shifts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return _text(f"[{self.name}]" if self.is_indicator else self.name, self.shifts)


def _text(name: str, shifts: tuple[str, ...]) -> str:
    return "".join(f"{shift}(" for shift in shifts) + name + ")" * len(shifts) if shifts else name


def evaluate(tree: Node, lookup: Lookup, shifts: tuple[str, ...] = ()) -> Value:
    """The exact value of a tree; `lookup` gives each input's value by its text, or None for null. Never raises."""
    match tree:
        case Number():
            return tree.value
        case Measure():
            return lookup(_text(tree.name, shifts) if shifts else tree.name)
        case Reference():
            return lookup(_text(f"[{tree.code}]", shifts))
        case Chain():
            return _evaluate_chain(tree, lookup, shifts)
        case Negate():
            value = evaluate(tree.operand, lookup, shifts)
            return None if value is None else -value
        case Call():
            return _evaluate_call(tree, lookup, shifts)


def _evaluate_chain(tree: Chain, lookup: Lookup, shifts: tuple[str, ...]) -> Value:
    total = evaluate(tree.first, lookup, shifts)
    for sign, operand in tree.rest:
        value = evaluate(operand, lookup, shifts)
        if total is None or value is None:
            return None
        if sign == "+":
            total = total + value
        elif sign == "-":
            total = total - value
        elif sign == "*":
            total = total * value
        elif value == 0:
            return None
        elif type(total) is int and type(value) is int:
            total = Fraction(total, value)  # half the time of the line below
        else:
            total = Fraction(total) / value
    return total


def _evaluate_call(tree: Call, lookup: Lookup, shifts: tuple[str, ...]) -> Value:
    if tree.name in SHIFTS:
        return evaluate(tree.arguments[0], lookup, (*shifts, tree.name))
    if tree.name == "coalesce":
        return next((v for a in tree.arguments if (v := evaluate(a, lookup, shifts)) is not None), None)
    values = [Fraction(v) for a in tree.arguments if (v := evaluate(a, lookup, shifts)) is not None]
    if len(values) < len(tree.arguments):
        return None
    return _FOLDS[tree.name](values)


def round_half_away(value: int | Fraction, digits: int = 0) -> int | Fraction:
    """0.5 -> 1, -0.5 -> -1, 2.345 to two digits -> 2.35: as officials round, not as Python does."""
    scale = 10**digits
    scaled = abs(Fraction(value)) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Fraction(whole if value >= 0 else -whole, scale)
    return rounded.numerator if rounded.denominator == 1 else rounded


_FOLDS: Mapping[str, Callable[[list[Fraction]], int | Fraction]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "round": lambda values: round_half_away(values[0], int(values[1]) if len(values) == 2 else 0),
}


def inputs_of(tree: Node) -> tuple[Input, ...]:
    """What a tree asks for, each once, in the order of the text."""
    return tuple(dict.fromkeys(_inputs(tree, ())))


def _inputs(tree: Node, shifts: tuple[str, ...]) -> Iterator[Input]:
    match tree:
        case Measure():
            yield Input(tree.name, False, shifts)
        case Reference():
            yield Input(tree.code, True, shifts)
        case Negate():
            yield from _inputs(tree.operand, shifts)
        case Chain():
            for operand in (tree.first, *(operand for _, operand in tree.rest)):
                yield from _inputs(operand, shifts)
        case Call():
            inside = (*shifts, tree.name) if tree.name in SHIFTS else shifts
            for argument in tree.arguments:
                yield from _inputs(argument, inside)


def measures_of(tree: Node) -> frozenset[str]:
    """Names of the measures a tree uses, in whatever period."""
    return frozenset(asked.name for asked in _inputs(tree, ()) if not asked.is_indicator)


def indicators_of(tree: Node) -> frozenset[str]:
    """Codes of the indicators a tree refers to, in whatever period."""
    return frozenset(asked.name for asked in _inputs(tree, ()) if asked.is_indicator)


def render(tree: Node, write_name: Callable[[str], str]) -> str:
    """The formula as people write it (`×`, `−`); `write_name` is given each measure's name and each `[code]`."""
    return _render(tree, lambda name, _: write_name(name), ())


def substitute(tree: Node, values: Mapping[str, Value], write: Callable[[Value], str] | None = None) -> str:
    """The formula with the values of its inputs, by text, in their place: `100 × 812 / previous(950)`; null is `–`."""
    put = write or write_value
    return _render(tree, lambda name, shifts: put(values.get(_text(name, shifts))), ())


_WriteInput = Callable[[str, tuple[str, ...]], str]


def _render(tree: Node, write: _WriteInput, shifts: tuple[str, ...]) -> str:
    match tree:
        case Number():
            return tree.text
        case Measure():
            return write(tree.name, shifts)
        case Reference():
            return write(f"[{tree.code}]", shifts)
        case Negate():
            return "−" + _render_operand(tree.operand, write, shifts, is_tight=True)
        case Call():
            inside = (*shifts, tree.name) if tree.name in SHIFTS else shifts
            return f"{tree.name}({', '.join(_render(a, write, inside) for a in tree.arguments)})"
        case Chain():
            is_product = tree.kind == "product"
            parts = [_render_operand(tree.first, write, shifts, is_tight=is_product)]
            for sign, operand in tree.rest:
                parts += [_SIGNS[sign], _render_operand(operand, write, shifts, is_tight=is_product)]
            return " ".join(parts)


def _render_operand(node: Node, write: _WriteInput, shifts: tuple[str, ...], *, is_tight: bool) -> str:
    """Brackets where leaving them out would change the meaning."""
    text = _render(node, write, shifts)
    if isinstance(node, Chain):
        return f"({text})" if is_tight or node.kind == "sum" else text
    return f"({text})" if text.startswith(("-", "−")) else text


def write_value(value: Value) -> str:
    """A whole number plainly, a fraction as `1/3`, null as `–`."""
    return "–" if value is None else str(value)
