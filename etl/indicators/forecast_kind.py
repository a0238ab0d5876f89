"""How an indicator moves through a fiscal year, read off its formula: as a rate, as a stock, or accumulating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from etl.indicators.tree import SHIFTS, Call, Chain, Measure, Negate, Node, Number, Reference

ForecastKind = Literal["rate", "cumulative", "stock"]

_OF_MEASURES: Mapping[str, ForecastKind] = {"flow": "cumulative", "stock": "stock", "level": "stock"}


def kind_of(tree: Node, measure_kinds: Mapping[str, str], indicator_kinds: Mapping[str, ForecastKind]) -> ForecastKind:
    """What a formula moves like in a year. A flow over a stock grows like a flow; other ratios are rates."""
    return _kind(tree, measure_kinds, indicator_kinds) or "rate"


def _kind(tree: Node, measures: Mapping[str, str], indicators: Mapping[str, ForecastKind]) -> ForecastKind | None:
    """Null for a bare number."""
    match tree:
        case Number():
            return None
        case Measure():
            return _OF_MEASURES.get(measures.get(tree.name, ""), "rate")
        case Reference():
            return indicators.get(tree.code, "rate")
        case Negate():
            return _kind(tree.operand, measures, indicators)
        case Call():
            inside = [_kind(argument, measures, indicators) for argument in tree.arguments]
            return "rate" if tree.name in SHIFTS else _common(inside)
        case Chain():
            first = _kind(tree.first, measures, indicators)
            rest = [(sign, _kind(operand, measures, indicators)) for sign, operand in tree.rest]
            return _common([first, *(kind for _, kind in rest)]) if tree.kind == "sum" else _product(first, rest)


def _common(kinds: Sequence[ForecastKind | None]) -> ForecastKind | None:
    found = {kind for kind in kinds if kind is not None}
    return found.pop() if len(found) == 1 else ("rate" if found else None)


def _product(first: ForecastKind | None, rest: Sequence[tuple[str, ForecastKind | None]]) -> ForecastKind | None:
    kind = first
    for sign, other in rest:
        if other is None:
            continue
        if kind is None and sign == "*":
            kind = other
        elif kind not in ("cumulative", "stock") or other != "stock" or sign == "*":
            kind = "rate"
    return kind
