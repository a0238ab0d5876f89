"""What /plan and /milestone8 read of plans: their trees, the indicators linked to them, and what feeds the problems."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot
from etl.indicators.definition import Definition, from_json
from etl.indicators.plans import StoredNode, StoredPlan

FIRST = "DIGITAL"  # the plan this product is built for


def read_plan_trees(data: Snapshot) -> list[StoredPlan]:
    """Every edition with its nodes, as of this instant: a person may open one between two data versions."""
    nodes: dict[tuple[str, str], list[StoredNode]] = {}
    for row in data.rows_now("pages/plan_nodes"):
        made = StoredNode(row.node, row.parent, row.kind, row.title_th, row.title_en, json.loads(row.body))
        nodes.setdefault((row.plan, row.edition), []).append(made)
    return [
        StoredPlan(
            row.plan, row.edition, row.title_th, row.title_en, row.valid_from_date, row.valid_to_date,
            json.loads(row.body), tuple(nodes.get((row.plan, row.edition), ())),
        )
        for row in data.rows_now("pages/plan_editions")
    ]  # fmt: skip


def choose_edition(editions: Sequence[StoredPlan], plan: str, edition: str, today: date) -> StoredPlan | None:
    """The one asked for; else of that plan (or the first) the one in force, the last that has begun, or the first."""
    known = {e.plan for e in editions}
    wanted = plan if plan in known else FIRST
    of_plan = sorted((e for e in editions if e.plan == wanted), key=lambda e: (e.valid_from or date.min, e.edition))
    asked = [e for e in of_plan if e.edition == edition]
    begun = [e for e in of_plan if (e.valid_from or date.min) <= today]
    return next(iter(asked or begun[-1:] or of_plan or editions), None)


def read_linked_definitions(data: Snapshot) -> dict[str, Definition]:
    """The definitions in force that have a link to any plan, by code; as of this instant."""
    rows = data.rows_now("pages/indicator_definitions")
    return {row.code: made for row in rows if (made := from_json(row.body)).plan_links}


def read_scores(data: Snapshot, period_id: str, org_unit_key: int) -> dict[str, float]:
    rows = data.rows("pages/plan_scores", period_id=period_id, org_unit_key=org_unit_key)
    return {row.code: row.score for row in rows}


def read_received(data: Snapshot, period_ids: Sequence[str], org_unit_key: int) -> Mapping[tuple[str, str], int]:
    """Complaints received, by (period_id, category code)."""
    rows = data.rows("pages/plan_problems", period_ids=tuple(period_ids), org_unit_key=org_unit_key)
    return {(row.period_id, row.category_code): row.received for row in rows}


@dataclass(frozen=True, slots=True)
class YearTarget:
    """The open target of a fiscal year; `rule` is JSON where the target is a comparison and has no number."""

    value: float | None
    state: str
    rule: str | None

    @property
    def is_strict(self) -> bool:
        """Whether the figure it is held against is not enough itself: more than, less than."""
        return bool(self.rule) and json.loads(self.rule or "{}").get("comparison") in ("above", "below")


def read_year_targets(data: Snapshot, fiscal_year: int) -> dict[str, YearTarget]:
    """By code, as of this instant."""
    rows = data.rows_now("pages/plan_targets", fiscal_year=fiscal_year)
    return {row.code: YearTarget(row.value, row.state, row.rule) for row in rows}
