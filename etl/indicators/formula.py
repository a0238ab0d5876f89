"""What a formula is worth: one exact value over measures, or null; and how it is written for people.

Functions: `min`, `max` (one or more arguments), `abs(x)`, `round(x)` or `round(x, digits)` (halves go away from zero),
`coalesce` (the first argument that is not null). Null: an operand or argument that is null makes the result null, and
so does a zero denominator; only `coalesce` looks past a null. Arithmetic is exact: whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from etl.indicators.grammar import Call, Chain, Measure, Negate, Node, Number, Value, parse

__all__ = ["Lookup", "Node", "Value", "evaluate", "measures_of", "parse", "render", "round_half_away", "substitute"]

Lookup = Callable[[str], Value]

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/"}


def evaluate(tree: Node, lookup: Lookup) -> Value:
    """The exact value of a tree; `lookup` gives each measure's value, or None for null. Never raises."""
    match tree:
        case Number():
            return tree.value
        case Measure():
            return lookup(tree.name)
        case Chain():
            return _evaluate_chain(tree, lookup)
        case Negate():
            value = evaluate(tree.operand, lookup)
            return None if value is None else -value
        case Call():
            return _evaluate_call(tree, lookup)


def _evaluate_chain(tree: Chain, lookup: Lookup) -> Value:
    total = evaluate(tree.first, lookup)
    for sign, operand in tree.rest:
        value = evaluate(operand, lookup)
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
        else:
            total = Fraction(total) / value
    return total


def _evaluate_call(tree: Call, lookup: Lookup) -> Value:
    if tree.name == "coalesce":
        return next((v for a in tree.arguments if (v := evaluate(a, lookup)) is not None), None)
    values = [Fraction(v) for a in tree.arguments if (v := evaluate(a, lookup)) is not None]
    if len(values) < len(tree.arguments):
        return None
    match tree.name:
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "abs":
            return abs(values[0])
        case _:
            return round_half_away(values[0], int(values[1]) if len(values) == 2 else 0)


def round_half_away(value: int | Fraction, digits: int = 0) -> int | Fraction:
    """0.5 -> 1, -0.5 -> -1, 2.345 to two digits -> 2.35: as officials round, not as Python does."""
    scale = 10**digits
    scaled = abs(Fraction(value)) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Fraction(whole if value >= 0 else -whole, scale)
    return rounded.numerator if rounded.denominator == 1 else rounded


def measures_of(tree: Node) -> frozenset[str]:
    """Names of the measures a tree uses."""
    match tree:
        case Measure():
            return frozenset((tree.name,))
        case Negate():
            return measures_of(tree.operand)
        case Chain():
            return measures_of(tree.first).union(*(measures_of(operand) for _, operand in tree.rest))
        case Call():
            return frozenset().union(*(measures_of(a) for a in tree.arguments))
        case _:
            return frozenset()


def render(tree: Node, write_measure: Callable[[str], str]) -> str:
    """The formula as people write it (`×`, `−`), each measure as `write_measure` says."""
    match tree:
        case Number():
            return tree.text
        case Measure():
            return write_measure(tree.name)
        case Negate():
            return "−" + _render_operand(tree.operand, write_measure, is_tight=True)
        case Call():
            return f"{tree.name}({', '.join(render(a, write_measure) for a in tree.arguments)})"
        case Chain():
            is_product = tree.kind == "product"
            parts = [_render_operand(tree.first, write_measure, is_tight=is_product)]
            for sign, operand in tree.rest:
                parts += [_SIGNS[sign], _render_operand(operand, write_measure, is_tight=is_product)]
            return " ".join(parts)


def _render_operand(node: Node, write_measure: Callable[[str], str], *, is_tight: bool) -> str:
    """Brackets where leaving them out would change the meaning."""
    text = render(node, write_measure)
    if isinstance(node, Chain):
        return f"({text})" if is_tight or node.kind == "sum" else text
    return f"({text})" if text.startswith(("-", "−")) else text


def substitute(tree: Node, values: Mapping[str, Value], write: Callable[[Value], str] | None = None) -> str:
    """The formula with its measures' values in their place: `100 × 812 / 950`; null is written `–`."""
    put = write or write_value
    return render(tree, lambda name: put(values.get(name)))


def write_value(value: Value) -> str:
    """A whole number plainly, a fraction as `1/3`, null as `–`."""
    return "–" if value is None else str(value)
