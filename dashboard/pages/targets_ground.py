"""What every view of `/indicators/targets` draws: the tracked indicators of a fiscal year in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from dashboard.components.headline import Indicator
from dashboard.pages.ground import make_indicator
from dashboard.registry import PageContext
from dashboard.reports import targets

PATH = "/indicators/targets"


@dataclass(frozen=True)
class TargetRow(targets.TargetRow):
    indicator: Indicator


def read_rows(context: PageContext, year: int) -> list[TargetRow]:
    """Every tracked indicator, by group and code."""
    return [
        TargetRow(
            **{field.name: getattr(row, field.name) for field in fields(row)},
            indicator=make_indicator(row.stored.definition, context),
        )
        for row in targets.read_rows(context, year)
    ]


def by_group(rows: Sequence[TargetRow]) -> list[tuple[str, list[TargetRow]]]:
    return [(group, list(some)) for group, some in groupby(rows, key=lambda row: row.group)]
