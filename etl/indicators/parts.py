"""Whether a target of the whole municipality can judge a สำนัก/กอง.

Of a ratio, a mean or a middle it can: each part is asked for what the whole is. Of a sum (cameras, baht, complaints) it
cannot: the parts make it up together, and none of them alone is to reach it. A target of nothing at all (no case open
over 30 days) holds for every part. A relative rule is found anew for every org_unit and holds there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from etl.indicators.targets import Aimed
from etl.indicators.tree import SHIFTS, Call, Chain, Measure, Negate, Node, Number

_Nature = Literal["sum", "number"] | None
_KEEPS_SUMS = (*SHIFTS, "round", "abs", "coalesce")


def holds_for_parts(aimed: Aimed | None) -> bool:
    """Of an indicator that adds up: whether what the whole is asked for may be asked of a part too."""
    return aimed is None or aimed.target.rule is not None or not aimed.year_value


def adds_up(tree: Node, measure_kinds: Mapping[str, str]) -> bool:
    """Whether the values of all parts make the whole's value: flows and stocks, added or times a number."""
    return _nature(tree, measure_kinds) == "sum"


def _nature(tree: Node, kinds: Mapping[str, str]) -> _Nature:
    match tree:
        case Number():
            return "number"
        case Measure():
            return "sum" if kinds.get(tree.name) in ("flow", "stock") else None
        case Negate():
            return _nature(tree.operand, kinds)
        case Call():
            inside = {_nature(argument, kinds) for argument in tree.arguments[:1]}
            return inside.pop() if tree.name in _KEEPS_SUMS else None
        case Chain():
            first = _nature(tree.first, kinds)
            rest = [(sign, _nature(operand, kinds)) for sign, operand in tree.rest]
            return _of_sum(first, rest) if tree.kind == "sum" else _of_product(first, rest)
        case _:
            return None  # another indicator: what it is made of is its own matter


def _of_sum(first: _Nature, rest: list[tuple[str, _Nature]]) -> _Nature:
    found = {first, *(nature for _, nature in rest)}
    return found.pop() if len(found) == 1 else None


def _of_product(first: _Nature, rest: list[tuple[str, _Nature]]) -> _Nature:
    """A sum times or divided by numbers is one; two sums in a product, or one beneath the line, are not."""
    natures = [first, *(nature for _, nature in rest)]
    beneath = [nature for sign, nature in rest if sign == "/"]
    if None in natures or natures.count("sum") > 1 or "sum" in beneath:
        return None
    return "sum" if "sum" in natures else "number"
