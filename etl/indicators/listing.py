"""Every indicator in one line, as `/indicators` and `mis indicators list` both show it: from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from etl.indicators.currency import Currency, Rows, status_now
from etl.indicators.definition import Baseline, Definition, PlanLink, from_json
from etl.indicators.relative import Rule
from etl.indicators.trajectory import Trajectory


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """The open target of a fiscal year; a null value without a rule is a decision that there is none.

    `trajectory` null: the value holds in every period; `rule` stands in a value's place.
    """

    fiscal_year: int
    value: float | None
    state: str
    trajectory: Trajectory | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One indicator with its value in a period and org_unit.

    `status` is the one to show: freshness is applied. `data_at` is when the oldest of its sources was read (null: none,
    or never). One entered by hand has values only in periods of its own frequency: it shows the last of them and says
    so in `period_id` and `period_th`. `changed_*` tell of the last change of definition or target, the later one.
    """

    code: str
    kind: str
    name_th: str
    name_en: str
    unit_th: str
    unit_en: str
    direction: str
    decimals: int
    frequency: str
    data_source: str
    contract: str | None
    owner: str | None
    keeper: str | None
    formula: str | None
    weight: float | None
    plan_links: tuple[PlanLink, ...]
    version: int
    origin: str
    valid_from_at: datetime
    targets: tuple[ListedTarget, ...]
    period_id: str
    period_th: str  # blank: the period asked for
    period_en: str
    period_ends_on: date | None  # null: of the period asked for
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    score: float | None
    run_key: int | None
    data_at: datetime | None
    changed_at: datetime
    changed_what: str  # definition | target
    changed_by: str
    description_th: str
    description_en: str
    baseline: tuple[Baseline, ...]  # what the documents print of it

    @property
    def is_proposed(self) -> bool:
        """Judged by nothing, because its target waits for approval."""
        return self.status == "no_target" and self.target is not None and self.target_state == "proposed"


def list_indicators(rows: Rows, currency: Mapping[str, Currency], *, period_id: str, org_unit_key: int) -> list[Listed]:
    """Every indicator in force, in order of code; `currency` by code."""
    values = {row.code: row for row in rows("pages/indicator_period_values", period_id=period_id,
                                            org_unit_key=org_unit_key)}  # fmt: skip
    targets: dict[str, list[Any]] = {}
    for target in rows("pages/indicator_open_targets"):
        targets.setdefault(target.code, []).append(target)
    found = [(row, from_json(row.body)) for row in rows("pages/indicator_definitions")]
    by_hand = [row.code for row, d in found if d.data_source == "hand" and row.code not in values]
    values |= read_last_values(rows, by_hand, period_id=period_id, org_unit_key=org_unit_key)
    return [
        _list_one(
            row,
            definition,
            values.get(row.code),
            targets.get(row.code, []),
            currency=currency,
            period_id=period_id,
        )
        for row, definition in found
    ]


def read_last_values(rows: Rows, codes: Sequence[str], *, period_id: str, org_unit_key: int) -> dict[str, Any]:
    """By code, the last value in a period of the indicator's own that began before the given one ends."""
    asked = rows("pages/period", period_id=period_id) if codes else []
    if not asked:
        return {}
    last = rows("pages/indicator_last_values", codes=tuple(codes), org_unit_key=org_unit_key, before=asked[0].ends_on)
    return {row.code: row for row in last}


def _list_one(
    row: Any,
    definition: Definition,
    found: Any | None,
    targets: list[Any],
    *,
    currency: Mapping[str, Currency],
    period_id: str,
) -> Listed:
    freshness = currency.get(row.code)
    last = max(targets, key=lambda target: target.valid_from_at, default=None)
    is_target = last is not None and last.valid_from_at > row.valid_from_at
    changed = last if last is not None and is_target else row
    return Listed(
        code=row.code, kind=definition.kind, name_th=definition.name_th, name_en=definition.name_en,
        unit_th=definition.unit_th, unit_en=definition.unit_en, direction=definition.direction,
        decimals=definition.decimals, frequency=definition.frequency, data_source=definition.data_source,
        contract=definition.contract, owner=definition.owner, keeper=definition.keeper, formula=definition.formula,
        weight=None if definition.weight is None else float(definition.weight), plan_links=definition.plan_links,
        version=row.version, origin=row.origin, valid_from_at=row.valid_from_at,
        targets=tuple(
            ListedTarget(t.fiscal_year, t.value, t.state, read_path(t.trajectory), read_reference(t.rule))
            for t in targets
        ),
        period_id=getattr(found, "period_id", period_id),
        period_th=getattr(found, "label_th", ""),
        period_en=getattr(found, "label_en", ""),
        period_ends_on=getattr(found, "ends_on", None),
        value=found.value if found else None,
        target=found.target if found else None,
        target_state=found.target_state if found else None,
        status=status_now(found.status if found else "no_data", freshness),
        score=found.score if found else None,
        run_key=found.run_key if found else None,
        data_at=freshness.read_at if freshness else None,
        changed_at=changed.valid_from_at,
        changed_what="target" if is_target else "definition",
        changed_by=changed.author,
        description_th=definition.description_th, description_en=definition.description_en,
        baseline=definition.baseline,
    )  # fmt: skip


def read_path(text: str | None) -> Trajectory | None:
    """The column of a target's path -> the path."""
    return None if text is None else Trajectory.model_validate_json(text)


def read_reference(text: str | None) -> Rule | None:
    """The column of a target's rule -> the rule."""
    return None if text is None else Rule.model_validate_json(text)
