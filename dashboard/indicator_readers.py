"""What `/indicators` and the sheet of an indicator read: the rows `mis indicators` prints, through the page's cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.cache import Snapshot
from dashboard.rows import IndicatorValue
from etl.indicators.currency import Currency, read_code_currency, read_currency
from etl.indicators.definition import Definition, from_json
from etl.indicators.listing import Listed, list_indicators, read_last_values
from etl.indicators.sheet import Point, TargetVersion, Version, read_points, read_results, read_targets, read_versions


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A node of a plan; `place` is its order among all nodes, of `kind` plan is the plan itself."""

    plan: str
    node: str
    plan_th: str
    plan_en: str
    title_th: str
    title_en: str
    parent: str | None
    kind: str
    place: int

    def title(self, lang: str) -> str:
        return self.title_th if lang == "th" else self.title_en

    def plan_title(self, lang: str) -> str:
        return self.plan_th if lang == "th" else self.plan_en


WHOLE_PLAN = "plan"  # the kind of a plan's root
Nodes = dict[tuple[str, str], PlanNode]


def read_source_currency(data: Snapshot, now: datetime) -> dict[str, Currency]:
    """How current the data of each indicator are, as of this instant, by code; of those that systems feed."""
    return read_code_currency(data.rows, read_currency(data.rows_now, now))


def read_listed(data: Snapshot, *, period_id: str, org_unit_key: int, now: datetime) -> list[Listed]:
    """Every indicator in one period and org_unit, in order of code."""
    currency = read_source_currency(data, now)
    return list_indicators(data.rows, currency, period_id=period_id, org_unit_key=org_unit_key)


def read_plan_nodes(data: Snapshot) -> Nodes:
    """By (plan, node); of a plan with several editions, the last one."""
    return {
        (row.plan, row.node): PlanNode(
            row.plan,
            row.node,
            row.plan_th,
            row.plan_en,
            row.title_th,
            row.title_en or row.title_th,
            row.parent,
            row.kind,
            place,
        )
        for place, row in enumerate(data.rows("pages/indicator_plan_nodes"))
    }


def find_strategy(nodes: Nodes, plan: str, node: str) -> PlanNode | None:
    """The outermost node above one, short of the plan itself; None where the plan does not have it."""
    found = nodes.get((plan, node))
    for _ in range(len(nodes)):
        above = None if found is None or found.parent is None else nodes.get((plan, found.parent))
        if above is None or above.kind == WHOLE_PLAN:
            break
        found = above
    return found


def plan_titles(nodes: Nodes, lang: str) -> dict[str, str]:
    """Every plan by its code, in their own order."""
    return {node.plan: node.plan_title(lang) for node in nodes.values()}


def read_sheet_versions(data: Snapshot, code: str) -> tuple[Version, ...]:
    """As of this instant: a saved change is seen before the next scoring; newest first, none for an unknown code."""
    return read_versions(data.rows_now, code)


def read_sheet_points(
    data: Snapshot, definition: Definition, *, grain: str, org_unit_key: int, years: tuple[int, int], now: datetime
) -> list[Point]:
    """The scored periods of a grain that end in the fiscal years, oldest first."""
    currency = read_source_currency(data, now).get(definition.code)
    span = {"first_year": years[0], "last_year": years[1]}
    return read_points(data.rows, definition, currency, grain=grain, org_unit_key=org_unit_key, **span)


def read_sheet_targets(data: Snapshot, code: str) -> tuple[TargetVersion, ...]:
    """Every version of every target as of this instant, by year, the newest first."""
    return read_targets(data.rows_now, code)


def read_sheet_results(
    data: Snapshot, definition: Definition, *, org_unit_key: int, fiscal_year: int, now: datetime
) -> list[Point]:
    """The three whole fiscal years before the one given, oldest first."""
    currency = read_source_currency(data, now).get(definition.code)
    return read_results(data.rows, definition, currency, org_unit_key=org_unit_key, fiscal_year=fiscal_year)


def read_listed_names(data: Snapshot, lang: str) -> dict[str, str]:
    """Every indicator's name by its code."""
    found = ((row.code, from_json(row.body)) for row in data.rows("pages/indicator_definitions"))
    return {code: d.name_th if lang == "th" else d.name_en for code, d in found}


@dataclass(frozen=True, slots=True)
class OwnPeriod:
    """The last value of an indicator that is entered for periods of its own frequency, and which period that is."""

    value: IndicatorValue
    ends_on: date
    label_th: str
    label_en: str

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


def read_own_periods(data: Snapshot, codes: Sequence[str], period_id: str, org_unit_key: int) -> dict[str, OwnPeriod]:
    """By code, for those that have one begun before the end of the chosen period; as if it were that period's."""
    return {
        code: OwnPeriod(
            IndicatorValue(
                code, period_id, row.value, row.target, row.target_state, row.status, row.run_key, row.definition_key
            ),
            row.ends_on,
            row.label_th,
            row.label_en,
        )
        for code, row in read_last_values(data.rows, codes, period_id=period_id, org_unit_key=org_unit_key).items()
    }
