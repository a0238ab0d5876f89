"""Many indicators as one: counts by status, coverage and the weighted score of a node of a plan, a strategy, a
department.

Never an average of values or of ratios: only scores, which all run from 1 to 5, are weighed together, and only where
somebody gave weights. A node's status is a word about its indicators, told with the counts behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from etl.indicators.status import Status

DECIMALS = Decimal("0.0001")
# a score comes back from the warehouse as a binary float; the fraction it was stands within a few billionths of it
LARGEST_DENOMINATOR = 10**6
JUDGED = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
# the first of these that any indicator has is the word for all: what is late is never called on track, nor is what
# nobody judged
ORDER = (
    Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.ON_TRACK, Status.NO_TARGET, Status.NO_DATA, Status.NOT_DUE,
    Status.NOT_CONNECTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """One tracked indicator as it stands: its status after freshness, its score, its weight (null: none given)."""

    code: str
    status: Status
    score: Fraction | float | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a tree with the codes linked to it; `parent` null: a root."""

    key: str
    parent: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rolled:
    """What stands at a node and everywhere below it; an indicator linked twice counts once.

    `nodes` counts the node itself and those below, `nodes_without` those of them with no indicator at or below them.
    `score` has four decimals, null where no weighted indicator is judged; `weight_scored` of `weight` are in it: what
    is late or has no data is left out, and seen to be.
    """

    counts: Mapping[Status, int]
    nodes: int = 1
    nodes_without: int = 0
    score: Decimal | None = None
    weight: Decimal = Decimal(0)
    weight_scored: Decimal = Decimal(0)

    @property
    def indicators(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """Those of which on track, at risk or off track can be said."""
        return sum(self.counts[status] for status in JUDGED)

    @property
    def status(self) -> Status | None:
        """The gravest word: one that is off track makes the node off track; null: no indicator."""
        return next((status for status in ORDER if self.counts[status]), None)


def of_nodes(nodes: Sequence[Node], leaves: Iterable[Leaf]) -> dict[str, Rolled]:
    """By key, for every node of any number of trees.

    Codes without a leaf (context figures, checklists) are not indicators here. A parent that is not among the nodes
    makes a root. ValueError: a key stands twice, or nodes are each other's parents.
    """
    known = {leaf.code: leaf for leaf in leaves}
    keys = {node.key for node in nodes}
    if len(keys) < len(nodes):
        raise ValueError("a node stands twice")
    below: dict[str | None, list[Node]] = {}
    for node in nodes:
        below.setdefault(node.parent if node.parent in keys else None, []).append(node)
    order = list(below.get(None, ()))
    for node in order:  # grows while it is read: parents stand before their children
        order.extend(below.get(node.key, ()))
    if len(order) < len(nodes):
        raise ValueError("nodes are each other's parents")
    codes = {node.key: {code for code in node.codes if code in known} for node in nodes}
    found: dict[str, Rolled] = {}
    for node in reversed(order):
        children = below.get(node.key, ())
        for child in children:
            codes[node.key] |= codes[child.key]
        inside = [found[child.key] for child in children]
        found[node.key] = _sum_up(
            [known[code] for code in codes[node.key]],
            nodes=1 + sum(one.nodes for one in inside),
            nodes_without=(not codes[node.key]) + sum(one.nodes_without for one in inside),
        )
    return {node.key: found[node.key] for node in nodes}


def of_leaves(leaves: Iterable[Leaf]) -> Rolled:
    """A flat group: a department, a search, all there are."""
    some = list({leaf.code: leaf for leaf in leaves}.values())
    return _sum_up(some, nodes=1, nodes_without=not some)


def _sum_up(leaves: Sequence[Leaf], *, nodes: int, nodes_without: int) -> Rolled:
    counts = dict.fromkeys(Status, 0)
    for leaf in leaves:
        counts[leaf.status] += 1
    weighted = [(leaf.weight, leaf) for leaf in leaves if leaf.weight is not None]
    scored = [(w, leaf.score) for w, leaf in weighted if leaf.score is not None and leaf.status in JUDGED]
    return Rolled(
        counts,
        nodes,
        nodes_without,
        weighted_score(scored),
        sum((weight for weight, _ in weighted), Decimal(0)),
        sum((weight for weight, _ in scored), Decimal(0)),
    )


def weighted_score(scored: Iterable[tuple[Decimal | int, Fraction | float]]) -> Decimal | None:
    """Sum of weight x score over the sum of weights, to four decimals, halves away from zero; null without weight."""
    exact = [(Fraction(weight), _exact(score)) for weight, score in scored]
    total = sum((weight for weight, _ in exact), Fraction(0))
    if not total:
        return None
    mean = sum((weight * score for weight, score in exact), Fraction(0)) / total
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(DECIMALS, ROUND_HALF_UP)


def _exact(score: Fraction | float) -> Fraction:
    return Fraction(score).limit_denominator(LARGEST_DENOMINATOR) if isinstance(score, float) else Fraction(score)
