"""What pages read of targets and of the definitions they belong to, as of this instant: a decision shows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.cache import Snapshot
from dashboard.targets_rows import OpenDefinition, OpenTarget
from etl.indicators.definition import from_json
from etl.indicators.listing import read_path, read_reference


def read_open_targets(data: Snapshot, years: Sequence[int]) -> dict[tuple[str, int], OpenTarget]:
    """By (code, fiscal year)."""
    rows = data.rows_now("pages/targets_open", from_year=min(years), to_year=max(years))
    return {(row.code, row.fiscal_year): _read(row) for row in rows}


def read_open_target(data: Snapshot, code: str, fiscal_year: int) -> OpenTarget | None:
    """The open target as of this instant; None where the year has none."""
    return read_open_targets(data, (fiscal_year,)).get((code, fiscal_year))


def read_paths(data: Snapshot, fiscal_year: int) -> dict[str, OpenTarget]:
    """By code, the year's targets that ask another value of each period, as of the data version: for the tiles."""
    rows = data.rows("pages/targets_open", from_year=fiscal_year, to_year=fiscal_year)
    found = {row.code: _read(row) for row in rows if row.trajectory is not None}
    return {code: t for code, t in found.items() if t.trajectory is not None and not t.trajectory.is_flat}


def _read(row: Any) -> OpenTarget:
    aim = {"trajectory": read_path(row.trajectory), "rule": read_reference(row.rule)}
    return OpenTarget(**{**row._asdict(), **aim})


def read_tracked(data: Snapshot) -> list[OpenDefinition]:
    """Every tracked indicator, in order of code: only these have targets."""
    rows = data.rows_now("pages/definitions_open", kind="tracked")
    return [
        OpenDefinition(r.definition_key, r.version, from_json(r.body), r.origin, r.author, r.valid_from_at)
        for r in rows
    ]
