"""What is marked: targets eased while they count, definitions changed as a quarter ends, sudden refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from etl.calendar_th import Period
from etl.indicators.definition import Definition, read_definition
from etl.indicators.marks import (
    MarkKind,
    Refused,
    changed_parts,
    find_eased_targets,
    find_late_definitions,
    find_reject_spikes,
    quarter_end,
)
from etl.indicators.relative import Rule
from etl.indicators.targets import Target
from etl.indicators.trajectory import Trajectory
from etl.indicators.versions import StoredDefinition

BASE: dict[str, Any] = {
    "code": "CMP-03", "kind": "tracked", "name_th": "ก", "name_en": "a", "description_th": "ก", "description_en": "a",
    "unit_th": "ร้อยละ", "unit_en": "percent", "direction": "higher", "formula": "x", "frequency": "monthly",
    "data_source": "system", "contract": "complaints",
}  # fmt: skip
FY2570 = Period("FY2570", "fiscal_year", date(2026, 10, 1), date(2027, 10, 1))


def definition(**changes: Any) -> Definition:
    return read_definition(BASE | changes)


def bangkok(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hour - 7)


def target(value: float | None, at: str, state: str = "approved", year: int = 2570, **more: Any) -> Target:
    exact = None if value is None else Decimal(str(value))
    return Target("CMP-03", year, exact, state, "", "person", "ก", bangkok(at), **more)  # type: ignore[arg-type]


def eased(direction: str, *versions: Target) -> list[Any]:
    thresholds = {"range_within": 1, "range_at_risk": 2} if direction == "range" else {}
    return find_eased_targets({"CMP-03": definition(direction=direction, thresholds=thresholds)}, versions)


@pytest.mark.parametrize(
    ("direction", "before", "after", "is_marked"),
    [
        ("higher", 85, 80, True), ("higher", 85, 90, False), ("higher", 85, 85, False), ("higher", 85, None, True),
        ("higher", None, 80, False), ("lower", 10, 12, True), ("lower", 10, 8, False), ("lower", 0, 1, True),
        ("range", 50, 40, False), ("range", 50, None, True),
    ],
)  # fmt: skip
def test_what_eases_a_target(direction: str, before: float | None, after: float | None, is_marked: bool) -> None:
    found = eased(direction, target(before, "2026-10-01"), target(after, "2027-02-10"))
    assert [(m.kind, m.on) for m in found] == [(MarkKind.TARGET_EASED, date(2027, 2, 10))] * is_marked


@pytest.mark.parametrize(
    ("changed_on", "is_marked"),
    [("2026-09-30", False), ("2026-10-01", False), ("2026-10-02", True), ("2027-09-30", True), ("2027-10-01", False)],
)
def test_a_target_is_eased_only_within_its_year(changed_on: str, is_marked: bool) -> None:
    found = eased("higher", target(85, "2026-08-01", "stated"), target(80, changed_on))
    assert bool(found) is is_marked


def test_what_was_only_proposed_never_counted() -> None:
    assert not eased("higher", target(85, "2026-08-01", "proposed"), target(80, "2027-02-10"))
    some = (target(85, "2026-10-01"), target(60, "2026-12-01", "proposed"), target(80, "2027-02-10"))
    assert [m.before for m in eased("higher", *some)] == [Decimal(85)]


def path(value: float, at: str, kind: str, **points: float) -> Target:
    named = {name.replace("_", "-"): Decimal(str(point)) for name, point in points.items()}
    return target(value, at, trajectory=Trajectory(kind=kind, points=named))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "is_marked"),
    [
        (target(120, "2026-10-01"), path(120, "2027-02-10", "cumulative"), True),  # ten a month instead of 120
        (path(120, "2026-10-01", "cumulative"), target(120, "2027-02-10"), False),
        (path(100, "2026-10-01", "custom", Q2570_2=40), path(100, "2027-02-10", "custom", Q2570_2=30), True),
        (
            path(100, "2026-10-01", "custom", Q2570_1=40),
            path(100, "2027-02-10", "custom", Q2570_1=30),
            False,
        ),  # is over
        (path(100, "2026-10-01", "custom", Q2570_3=40), path(100, "2027-02-10", "custom", Q2570_4=40), True),
        (target(None, "2026-10-01", rule=Rule(comparison="at_least", previous=True)), target(85, "2027-02-10"), True),
        (
            target(None, "2026-10-01", rule=Rule(comparison="at_least", previous=True)),
            target(None, "2027-02-10", rule=Rule(comparison="above", previous=True)),
            True,
        ),
        (target(85, "2026-10-01"), target(None, "2027-02-10", rule=Rule(comparison="above", formula="85")), False),
        (target(85, "2026-10-01"), target(None, "2027-02-10", rule=Rule(comparison="above", formula="84.9")), True),
        (
            target(None, "2026-10-01", rule=Rule(comparison="above", formula="85")),
            target(None, "2027-02-10", rule=Rule(comparison="at_least", formula="85.0")),
            True,
        ),
        (
            target(None, "2026-10-01", rule=Rule(comparison="at_least", own_year=2563)),
            target(None, "2027-02-10", rule=Rule(comparison="at_least", own_year=2563)),
            False,
        ),
    ],
)
def test_an_easier_way_or_another_rule_eases_too(before: Target, after: Target, is_marked: bool) -> None:
    assert bool(eased("higher", before, after)) is is_marked


def test_periods_judged_by_what_came_after_are_marked() -> None:
    (mark,) = eased("higher", target(85, "2026-10-01"), target(80, "2027-02-10"))
    months = {
        "2027-01": False, "2027-02": True, "2027-03": True, "2027-09": True, "2027-10": False,
    }  # fmt: skip
    for month, is_marked in months.items():
        begins = date.fromisoformat(f"{month}-01")
        ends = (begins + timedelta(days=31)).replace(day=1)
        assert mark.touches(Period(f"M{month}", "month", begins, ends)) is is_marked, month
    assert mark.touches(FY2570)


def stored(version: int, day: str, hour: int = 12, **changes: Any) -> StoredDefinition:
    return StoredDefinition(version, version, definition(**changes), "person", "ก", "ปรับ", bangkok(day, hour), None)


@pytest.mark.parametrize(
    ("day", "hour", "is_marked"),
    [
        ("2026-12-16", 23, False), ("2026-12-17", 0, True), ("2026-12-31", 23, True), ("2027-01-01", 0, False),
        ("2027-03-16", 12, False), ("2027-03-17", 12, True), ("2027-06-15", 12, False), ("2027-06-16", 12, True),
        ("2027-09-15", 12, False), ("2027-09-16", 0, True), ("2027-09-30", 23, True), ("2027-10-01", 0, False),
    ],
)  # fmt: skip
def test_the_last_fifteen_days_of_a_quarter(day: str, hour: int, is_marked: bool) -> None:
    versions = [stored(1, "2026-01-01"), stored(2, day, hour, formula="2 * x")]
    found = find_late_definitions(versions)
    assert bool(found) is is_marked
    assert all(m.parts == ("formula",) and m.reason == "ปรับ" for m in found)


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"name_th": "ข", "notes_th": ("ค",), "owner": "SCH", "decimals": 2}, ()),
        ({"thresholds": {"at_risk_percent": 60}}, ("thresholds",)),
        ({"direction": "lower", "weight": 2}, ("direction", "weight")),
        ({"description_th": "นับอย่างอื่น"}, ("description_th",)),
    ],
)
def test_parts_that_matter_to_a_figure(changes: dict[str, Any], parts: tuple[str, ...]) -> None:
    assert changed_parts(definition(), definition(**changes)) == parts
    late = find_late_definitions([stored(1, "2026-01-01"), stored(2, "2026-12-20", **changes)])
    assert [m.parts for m in late] == [parts] * bool(parts)


def test_versions_of_two_indicators_are_not_compared() -> None:
    assert not find_late_definitions([stored(1, "2026-01-01"), stored(1, "2026-12-20", code="CMP-04", formula="y")])


def test_a_late_definition_marks_the_periods_of_its_day() -> None:
    (mark,) = find_late_definitions([stored(1, "2026-01-01"), stored(2, "2026-12-20", formula="y")])
    assert mark.touches(Period("M2026-12", "month", date(2026, 12, 1), date(2027, 1, 1)))
    assert not mark.touches(Period("M2027-01", "month", date(2027, 1, 1), date(2027, 2, 1)))
    assert mark.touches(FY2570)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 10, 1), date(2027, 1, 1)), (date(2027, 3, 31), date(2027, 4, 1)),
        (date(2027, 9, 30), date(2027, 10, 1)), (date(2028, 2, 29), date(2028, 4, 1)),
    ],
)  # fmt: skip
def test_quarters_end_with_the_fiscal_year(day: date, end: date) -> None:
    assert quarter_end(day) == end


def spikes(counts: Sequence[int], loaded: date = date(2026, 1, 15)) -> list[date]:
    """Refused rows of the months from February on; the source was first loaded in January."""
    by_month = {date(2026, 2 + n, 1): count for n, count in enumerate(counts) if count}
    return [m.on for m in find_reject_spikes([Refused("traffy", "complaints", loaded, by_month)])]


@pytest.mark.parametrize(
    ("counts", "months"),
    [
        ([4, 4, 4, 12], [5]), ([4, 4, 4, 11], []), ([0, 0, 0, 10], [5]), ([0, 0, 0, 9], []), ([4, 4, 30], []),
        ([4, 4, 4, 40, 4, 4, 30], [5, 8]), ([100, 90, 110, 280], []), ([100, 90, 110, 300], [5]),
    ],
)  # fmt: skip
def test_what_is_unusual(counts: list[int], months: list[int]) -> None:
    assert spikes(counts) == [date(2026, month, 1) for month in months]


def test_the_first_load_is_no_spike_and_nothing_usual() -> None:
    assert not spikes([500])
    assert spikes([9, 0, 0, 0, 20], loaded=date(2026, 2, 20)) == [date(2026, 6, 1)]
