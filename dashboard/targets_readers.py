"""What pages read of targets and of the definitions they belong to, as of this instant: a decision shows at once."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.cache import Snapshot
from dashboard.targets_rows import OpenDefinition, OpenTarget
from etl.indicators.definition import from_json
from etl.indicators.targets import Rule, Trajectory


def read_open_targets(data: Snapshot, years: Sequence[int]) -> dict[tuple[str, int], OpenTarget]:
    """By (code, fiscal year)."""
    found = {}
    for row in data.rows_now("pages/targets_open", from_year=min(years), to_year=max(years)):
        path = None if row.trajectory is None else Trajectory.model_validate_json(row.trajectory)
        rule = None if row.rule is None else Rule.model_validate_json(row.rule)
        found[row.code, row.fiscal_year] = OpenTarget(**{**row._asdict(), "trajectory": path, "rule": rule})
    return found


def read_tracked(data: Snapshot) -> list[OpenDefinition]:
    """Every tracked indicator, in order of code: only these have targets."""
    rows = data.rows_now("pages/definitions_open", kind="tracked")
    return [
        OpenDefinition(r.definition_key, r.version, from_json(r.body), r.origin, r.author, r.valid_from_at)
        for r in rows
    ]
