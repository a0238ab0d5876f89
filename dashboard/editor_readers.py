"""What the editor of indicators reads, as of this instant: definitions, names for formulas, plans, a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.cache import Snapshot, snapshot_connection
from etl.indicators.definition import Definition
from etl.indicators.editing import Ground, read_ground
from etl.indicators.evaluate import IndicatorValue, preview
from etl.indicators.names import FormulaName, formula_names
from etl.indicators.plans import plan_tree
from etl.indicators.versions import StoredDefinition, all_versions


@dataclass(frozen=True)
class PlanChoice:
    """A node of a plan that an indicator can be linked to; `text_th` are the plan's words for it."""

    plan: str
    edition: str
    node: str
    text_th: str
    plan_title: str


def read_editing_ground(data: Snapshot) -> Ground:
    with snapshot_connection(data.engine) as connection:
        return read_ground(connection)


def read_versions(data: Snapshot, code: str) -> list[StoredDefinition]:
    """Every version of an indicator, the first first."""
    with snapshot_connection(data.engine) as connection:
        return all_versions(connection, code)


def read_formula_names(data: Snapshot) -> list[FormulaName]:
    with snapshot_connection(data.engine) as connection:
        return formula_names(connection)


def read_plan_choices(data: Snapshot) -> list[PlanChoice]:
    """Every node of every edition, in the plans' order."""
    with snapshot_connection(data.engine) as connection:
        plans = plan_tree(connection)
    return [
        PlanChoice(plan.plan, plan.edition, node.node, node.title_th, plan.title_th)
        for plan in plans
        for node in plan.nodes
    ]


def read_preview(
    data: Snapshot, definition: Definition, org_unit_key: int, as_of: datetime
) -> Sequence[IndicatorValue]:
    """The last 12 periods of a definition that need not be stored."""
    with snapshot_connection(data.engine) as connection:
        return preview(connection, definition, org_unit_key=org_unit_key, as_of=as_of)
