"""What /plan and /milestone8 know of a plan: its edition, the indicators at each node, and how they roll up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.components.headline import make_tile
from dashboard.components.tile import Tile
from dashboard.pages.ground import Ground, make_indicator, read_ground
from dashboard.plan_readers import (
    choose_edition,
    read_linked_definitions,
    read_plan_trees,
    read_scores,
    read_year_targets,
)
from dashboard.registry import PageContext
from etl.calendar_th import bangkok_date
from etl.indicators.definition import Definition
from etl.indicators.plans import StoredNode, StoredPlan, nodes_of
from etl.indicators.rollup import Leaf, Node, Rolled, of_nodes
from etl.indicators.status import Status


@dataclass(frozen=True)
class PlanGround:
    """`codes` by node are those linked to the node itself; `proposed` are the (node, code) no plan states."""

    editions: tuple[StoredPlan, ...]
    chosen: StoredPlan
    definitions: Mapping[str, Definition]
    codes: Mapping[str, tuple[str, ...]]
    proposed: frozenset[tuple[str, str]]
    tiles: Mapping[str, Tile]
    rolled: Mapping[str, Rolled]
    strict: frozenset[str]  # codes whose target of the period's year is a strict comparison
    ground: Ground | None  # None: nothing has been loaded yet

    def children(self, node: str) -> list[StoredNode]:
        return [n for n in self.chosen.nodes if n.parent == node]

    @property
    def root(self) -> StoredNode:
        return self.chosen.nodes[0]


def read_plan_ground(context: PageContext, plan: str = "", edition: str = "") -> PlanGround | None:
    """Of the plan and edition asked for where they exist, else of the first plan's edition in force; None: no plan."""
    editions = tuple(read_plan_trees(context.data))
    chosen = choose_edition(editions, plan, edition, bangkok_date(context.now))
    if chosen is None:
        return None
    definitions = read_linked_definitions(context.data)
    links = {code: nodes_of(d.plan_links, chosen, editions) for code, d in definitions.items()}
    own = {code: definitions[code] for code, nodes in links.items() if nodes}
    codes: dict[str, list[str]] = {}
    for code in own:
        for node in links[code]:
            codes.setdefault(node, []).append(code)
    proposed = frozenset((n, c) for c, nodes in links.items() for n, link in nodes.items() if link.is_proposed)
    ground = read_ground(context, tuple(own))
    tiles = make_lines(context, ground, own) if ground is not None else {}
    targets = read_year_targets(context.data, ground.scene.period.fiscal_year) if ground is not None else {}
    strict = frozenset(code for code, target in targets.items() if target.is_strict)
    rolled = roll_up(context, chosen.nodes, codes, own, tiles)
    return PlanGround(
        editions, chosen, own, {n: tuple(c) for n, c in codes.items()}, proposed, tiles, rolled, strict, ground
    )  # fmt: skip


def make_lines(context: PageContext, ground: Ground, definitions: Mapping[str, Definition]) -> dict[str, Tile]:
    """What a tile would say of each, by code: value, target, status after freshness."""
    return {
        code: make_tile(make_indicator(definition, context), ground.values, ground.scene_of(definition))
        for code, definition in definitions.items()
        if definition.kind in ("tracked", "context")
    }


def roll_up(
    context: PageContext,
    nodes: Iterable[StoredNode],
    codes: Mapping[str, Sequence[str]],
    definitions: Mapping[str, Definition],
    tiles: Mapping[str, Tile],
) -> dict[str, Rolled]:
    """Counts, coverage and score of nodes by the tracked indicators at and below it; projects are no nodes here."""
    scores = read_scores(context.data, context.period_id, context.org_unit_key)
    leaves = {
        code: make_leaf(code, tiles[code].status, scores.get(code), definitions[code].weight)
        for code in tiles
        if definitions[code].kind == "tracked"
    }
    tree = [
        Node(n.node, n.parent, tuple(c for c in codes.get(n.node, ()) if c in leaves))
        for n in nodes
        if n.kind != "project"
    ]
    return of_nodes(tree, leaves.values())


def make_leaf(code: str, status: str, score: float | None, weight: Decimal | None) -> Leaf:
    """A score only counts with a status that judges."""
    is_judged = status in ("on_track", "at_risk", "off_track")
    return Leaf(code, Status(status), score if is_judged else None, weight)
