"""One indicator whole, as its sheet and `mis indicators show|values` both tell it: from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from etl.calendar_th import fiscal_year_start
from etl.indicators.currency import Currency, Rows, status_now
from etl.indicators.definition import Definition, from_json
from etl.indicators.differences import Change, compare
from etl.indicators.listing import read_path, read_reference
from etl.indicators.relative import Rule
from etl.indicators.status import margin
from etl.indicators.trajectory import Trajectory

RESULT_YEARS = 3
GRAINS: Mapping[str, str] = {
    "weekly": "month", "monthly": "month", "quarterly": "quarter", "half_yearly": "half", "annual": "fiscal_year",
    "every_2_years": "fiscal_year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a definition, and what it changed against the one before (nothing: it is the first)."""

    definition_key: int
    version: int
    origin: str
    author: str
    reason: str
    valid_from_at: datetime
    valid_to_at: datetime | None
    definition: Definition
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The indicator in one period: as last scored, and as reported where the period was closed.

    `status` is the one to show: freshness is applied.
    """

    period_id: str
    starts_on: date
    ends_on: date
    fiscal_year: int
    label_th: str
    label_en: str
    value: float | None
    target: float | None
    target_state: str | None
    status: str
    score: float | None
    version: int | None
    run_key: int
    is_reported: bool = False
    reported: float | None = None

    @property
    def is_restated(self) -> bool:
        """Closed, and worth something else by now."""
        return self.is_reported and self.reported != self.value

    def label(self, lang: str) -> str:
        return self.label_th if lang == "th" else self.label_en


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """One version of the target of a fiscal year: a value with its path through the year, or a rule, or neither."""

    target_key: int
    fiscal_year: int
    value: float | None
    state: str
    note: str
    origin: str
    author: str
    valid_from_at: datetime
    valid_to_at: datetime | None
    trajectory: Trajectory | None
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a value must reach for so many points; of direction `range`, how far it may be from the target."""

    points: int
    value: float


def read_versions(rows: Rows, code: str) -> tuple[Version, ...]:
    """Newest first; none: there is no such indicator and never was."""
    found = rows("pages/indicator_versions", code=code)
    definitions = [from_json(row.body) for row in found]
    changes = [compare(before, after) for after, before in pairwise(definitions)] + [()]
    return tuple(
        Version(r.definition_key, r.version, r.origin, r.author, r.reason, r.valid_from_at, r.valid_to_at, d, c)
        for r, d, c in zip(found, definitions, changes, strict=False)
    )


def open_version(versions: Sequence[Version]) -> Version | None:
    """The one in force."""
    return next((v for v in versions if v.valid_to_at is None), None)


def read_points(
    rows: Rows,
    definition: Definition,
    currency: Currency | None,
    *,
    grain: str,
    org_unit_key: int,
    first_year: int,
    last_year: int,
) -> list[Point]:
    """Every scored period of a grain that ends in the fiscal years (BE, both ends), oldest first."""
    where = {"code": definition.code, "org_unit_key": org_unit_key}
    reported = {row.period_id: row for row in rows("pages/indicator_reported", **where)}
    span = {"from_date": fiscal_year_start(first_year), "to_date": fiscal_year_start(last_year + 1)}
    points = []
    for row in rows("pages/indicator_series", **where, grain=grain, **span):
        then = reported.get(row.period_id)
        seen = {
            "status": status_now(row.status, currency),
            "is_reported": then is not None,
            "reported": None if then is None else then.value,
        }
        points.append(Point(**row._asdict() | seen))
    return points


def read_results(
    rows: Rows, definition: Definition, currency: Currency | None, *, org_unit_key: int, fiscal_year: int
) -> list[Point]:
    """ข้อมูลพื้นฐาน: the whole fiscal years before the one given, oldest first; those never scored are absent."""
    return read_points(
        rows,
        definition,
        currency,
        grain="fiscal_year",
        org_unit_key=org_unit_key,
        first_year=fiscal_year - RESULT_YEARS,
        last_year=fiscal_year - 1,
    )


def make_criteria(definition: Definition, target: float | None) -> tuple[Criterion, ...]:
    """เกณฑ์การให้คะแนน 1 to 5, lowest first; none where there is neither a criterion of its own nor a target.

    Without levels of its own an indicator has 5 at its target and 3 at the far edge of its margin, in equal steps.
    """
    if definition.levels is not None:
        return tuple(Criterion(n, float(level)) for n, level in enumerate(definition.levels, 1))
    if target is None or definition.direction == "none":
        return ()
    aim = Fraction(repr(target))
    step = margin(aim, definition.direction, definition.thresholds) / 2
    if not step:
        return ()
    if definition.direction == "range":
        aim, step = Fraction(definition.thresholds.range_within or 0), -step
    elif definition.direction == "lower":
        step = -step
    return tuple(Criterion(points, float(aim - step * (5 - points))) for points in range(1, 6))


def read_targets(rows: Rows, code: str) -> tuple[TargetVersion, ...]:
    """Every version of every target of an indicator, by year, the newest first."""
    return tuple(
        TargetVersion(**row._asdict() | {"trajectory": read_path(row.trajectory), "rule": read_reference(row.rule)})
        for row in rows("pages/indicator_target_versions", code=code)
    )
