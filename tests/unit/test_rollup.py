"""Roll-up: counts, coverage and weighted scores against a fixture worked by hand, and what must never be averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from etl.indicators.definition import Direction, Thresholds
from etl.indicators.rollup import Leaf, Node, Rolled, of_leaves, of_nodes, weighted_score
from etl.indicators.status import Status, score

ON, RISK, OFF, STALE = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.STALE
NO_TARGET, NO_DATA = Status.NO_TARGET, Status.NO_DATA


@dataclass(frozen=True)
class Sheet:
    """One line of an official evaluation: value, target, criteria, weight and the points worked out by hand."""

    value: str
    target: int
    weight: int
    points: str
    direction: Direction = "higher"
    levels: tuple[int, ...] | None = None
    is_stepped: bool = False

    @property
    def score(self) -> Fraction | None:
        more = {"levels": self.levels, "is_stepped": self.is_stepped}
        return score(Fraction(self.value), self.target, self.direction, Thresholds(), **more)  # type: ignore[arg-type]


SHEETS = (
    Sheet("87.5", 80, 25, "3.75", levels=(60, 70, 80, 90, 100)),  # 3 + 7.5 / 10
    Sheet("13", 18, 20, "23/6", "lower", levels=(30, 24, 18, 12, 6)),  # 3 + 5 / 6
    Sheet("4.9", 5, 15, "4", levels=(1, 2, 3, 4, 5), is_stepped=True),  # four milestones; the fifth is not done
    Sheet("67.5", 75, 30, "2.5", levels=(50, 60, 75, 80, 95)),  # uneven: 2 + 7.5 / 15
    Sheet("44", 40, 10, "4", "lower"),  # no criteria: 110 % of a ceiling
)


def test_each_line_of_the_fixture() -> None:
    assert [sheet.score for sheet in SHEETS] == [Fraction(sheet.points) for sheet in SHEETS]


def test_the_weighted_total_of_the_fixture() -> None:
    """(25 x 3.75 + 20 x 3.8333.. + 15 x 4 + 30 x 2.5 + 10 x 4) / 100 = 345.41666.. / 100."""
    pairs = [(sheet.weight, sheet.score) for sheet in SHEETS]
    assert weighted_score(pairs) == Decimal("3.4542")  # type: ignore[arg-type]
    as_floats = [(weight, float(points)) for weight, points in pairs if points is not None]
    assert weighted_score(as_floats) == Decimal("3.4542")  # as they come back from the warehouse


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(0, Fraction(5))], None),  # nobody gave it weight
        ([(1, Fraction(5))], "5.0000"),
        ([(1, Fraction(1)), (2, Fraction(2))], "1.6667"),
        ([(1, Fraction(30_001, 10_000)), (1, Fraction(3))], "3.0001"),  # 3.00005: halves go up, as officials round
        ([(1, 3.0001), (1, 3.0)], "3.0001"),
        ([(Decimal("0.5"), Fraction(4)), (Decimal("1.5"), Fraction(2))], "2.5000"),
    ],
)
def test_four_decimals(pairs: list[Any], expected: str | None) -> None:
    assert weighted_score(pairs) == (None if expected is None else Decimal(expected))
    assert expected is None or str(weighted_score(pairs)) == expected


def leaf(code: str, status: Status, points: str | None = None, weight: str | None = None) -> Leaf:
    score_ = None if points is None else Fraction(points)
    return Leaf(code, status, score_, None if weight is None else Decimal(weight))


TREE = (
    Node("PLAN"),
    Node("S1", "PLAN", ("A",)),
    Node("S1.1", "S1", ("A", "B")),
    Node("S1.2", "S1"),
    Node("S2", "PLAN", ("C", "figure")),
    Node("S2.1", "S2", ("B",)),
    Node("S3", "PLAN"),
    Node("S3.1", "S3"),
)
LEAVES = (
    leaf("A", ON, "5", "30"), leaf("B", OFF, "2", "10"), leaf("C", STALE, "4.5", "40"), leaf("other", OFF, "1", "9"),
)  # fmt: skip


def told(rolled: Rolled) -> dict[Status, int]:
    return {status: count for status, count in rolled.counts.items() if count}


def test_a_tree_rolls_up() -> None:
    found = of_nodes(TREE, LEAVES)
    assert list(found) == [node.key for node in TREE]
    assert {key: told(rolled) for key, rolled in found.items()} == {
        "PLAN": {ON: 1, OFF: 1, STALE: 1},  # B counts once though two nodes have it
        "S1": {ON: 1, OFF: 1},
        "S1.1": {ON: 1, OFF: 1},
        "S1.2": {},
        "S2": {STALE: 1, OFF: 1},  # a figure without a leaf is no indicator
        "S2.1": {OFF: 1},
        "S3": {},
        "S3.1": {},
    }
    assert {k: (r.nodes, r.nodes_without) for k, r in found.items()} == {
        "PLAN": (8, 3), "S1": (3, 1), "S1.1": (1, 0), "S1.2": (1, 1), "S2": (2, 0), "S2.1": (1, 0), "S3": (2, 2),
        "S3.1": (1, 1),
    }  # fmt: skip
    plan = found["PLAN"]
    assert (plan.indicators, plan.judged, plan.status) == (3, 2, OFF)
    # (30 x 5 + 10 x 2) / 40: what is late is out of the score, and its weight says so
    assert (plan.score, plan.weight_scored, plan.weight) == (Decimal("4.2500"), 40, 80)
    assert (found["S3"].status, found["S3"].score, found["S3"].weight) == (None, None, 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((ON, ON, RISK, OFF), OFF),
        ((ON, STALE, RISK), RISK),
        ((ON, ON, STALE), STALE),  # late data are never called on track
        ((ON, NO_TARGET, NO_DATA), ON),
        ((NO_DATA, NO_TARGET), NO_TARGET),
        ((NO_DATA, Status.NOT_DUE), NO_DATA),
        ((Status.NOT_CONNECTED,), Status.NOT_CONNECTED),
        ((), None),
    ],
)
def test_the_gravest_word_stands_for_all(words: tuple[Status, ...], expected: Status | None) -> None:
    assert of_leaves(leaf(str(n), word) for n, word in enumerate(words)).status is expected


def test_a_flat_group() -> None:
    rolled = of_leaves([*LEAVES, LEAVES[0]])
    assert (rolled.indicators, rolled.nodes, rolled.nodes_without) == (4, 1, 0)
    assert of_leaves([]).nodes_without == 1


def test_weights_are_needed_for_a_score() -> None:
    """No score of the city until weights are approved: counts by status instead."""
    assert of_leaves([leaf("A", ON, "5"), leaf("B", OFF, "1")]).score is None
    some = of_leaves([leaf("A", ON, "5", "1"), leaf("B", OFF, "1")])
    assert (some.score, some.weight) == (Decimal("5.0000"), 1)


@pytest.mark.parametrize(
    "nodes", [(Node("A"), Node("A")), (Node("A", "B"), Node("B", "A")), (Node("A"), Node("B", "B"))]
)
def test_what_is_no_tree_is_refused(nodes: tuple[Node, ...]) -> None:
    with pytest.raises(ValueError, match="node"):
        of_nodes(nodes, ())


def test_an_unknown_parent_makes_a_root_and_a_deep_tree_is_no_trouble() -> None:
    assert told(of_nodes([Node("A", "gone", ("B",))], LEAVES)["A"]) == {OFF: 1}
    deep = [Node(str(n), str(n - 1) if n else None, ("A",) if n == 4_999 else ()) for n in range(5_000)]
    rolled = of_nodes(deep, LEAVES)["0"]
    assert (rolled.nodes, rolled.nodes_without, rolled.indicators) == (5_000, 0, 1)


def test_any_tree_agrees_with_counting_by_hand() -> None:
    """The oracle walks down from each node anew; 40 random trees, nodes in any order."""
    random = Random(2)
    for _ in range(40):
        leaves = {f"I{n}": leaf(f"I{n}", random.choice(list(Status)), "3", "1") for n in range(12)}
        parents: dict[str, str | None] = {
            str(n): str(random.randrange(n)) if n and random.random() < 0.9 else None for n in range(25)
        }
        codes = {key: tuple(f"I{random.randrange(15)}" for _ in range(random.randrange(3))) for key in parents}
        nodes = [Node(key, parents[key], codes[key]) for key in parents]
        random.shuffle(nodes)
        found = of_nodes(nodes, leaves.values())
        for key in parents:
            below = [k for k in parents if key in _way_up(k, parents)]
            inside = {c for k in below for c in codes[k] if c in leaves}
            assert told(found[key]) == _count(leaves[c].status for c in inside)
            assert found[key].nodes == len(below)
            empty = [
                k for k in below if not any(c in leaves for j in below if k in _way_up(j, parents) for c in codes[j])
            ]
            assert found[key].nodes_without == len(empty)


def _way_up(key: str | None, parents: Mapping[str, str | None]) -> list[str]:
    way = []
    while key is not None:
        way.append(key)
        key = parents[key]
    return way


def _count(words: Any) -> dict[Status, int]:
    counts: dict[Status, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


# --- CityScore, the nearest ancestor -------------------------------------------------------------------------------


def test_the_city_is_no_mean_of_ratios() -> None:
    """CityScore's city score was the plain mean of value / target: one metric at 4,000 % hid everything else."""
    thresholds = Thresholds()
    points = [score(Fraction(value), 100, "higher", thresholds) for value in (4_000, 50, 50, 50)]
    leaves = [Leaf(str(n), ON if p == 5 else OFF, p, Decimal(1)) for n, p in enumerate(points)]
    rolled = of_leaves(leaves)
    assert rolled.score == Decimal("2.0000")  # (5 + 1 + 1 + 1) / 4; the mean of ratios would be 10.4
    assert rolled.status is OFF
