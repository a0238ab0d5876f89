"""What the strategy office decides, one target or many at once: whole or not at all, each refusal told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, func, insert, select

from etl.errors import DecisionsRefusedError, DefinitionError
from etl.indicators import store
from etl.indicators.catalogue import Seed, SeedTarget
from etl.indicators.currency import rows_of
from etl.indicators.definition import Thresholds
from etl.indicators.sheet import read_targets
from etl.indicators.store import Decision
from etl.indicators.targets import Rule, Target, Trajectory
from etl.warehouse.tables import dim_org_unit, ind_definition, ind_target
from tests.unit.definitions import define

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
SEEDED = NOW - timedelta(days=30)
COUNTED = Trajectory(kind="cumulative")
POINTS = Trajectory(kind="custom", points={"Q2570-1": Decimal("4.25"), "H2570-1": Decimal(9)})
CLIMB = Trajectory(kind="even", start=Decimal("3.5"))
BELOW = Rule(comparison="below", formula="[TST-04] / 2")
SEEDS = [
    Seed(define(code="TST-01"), (SeedTarget(2570, Decimal(18), "proposed", "", COUNTED),)),
    Seed(define(code="TST-02"), (SeedTarget(2570, Decimal("19.5"), "proposed", "", POINTS),)),
    Seed(define(code="TST-03", direction="lower"), (SeedTarget(2570, None, "stated", "", None, BELOW),)),
    Seed(define(code="TST-04"), (SeedTarget(2569, Decimal(7), "stated"), SeedTarget(2570, Decimal(8), "proposed"))),
    Seed(define(code="TST-05", kind="context")),
]


@pytest.fixture
def connection(rolled_back: Connection) -> Connection:
    """Two org_units, five indicators and their targets of a month ago."""
    rolled_back.execute(
        insert(dim_org_unit),
        [
            {"org_unit_key": n, "code": c, "name_th": c, "name_en": c, "short_th": c, "parent_key": p, "depth": d,
             "sort_order": n}
            for n, (c, p, d) in enumerate((("KKM", None, 0), ("SCH", 1, 1)), start=1)
        ],
    )  # fmt: skip
    store.seed(rolled_back, SEEDED, SEEDS)
    return rolled_back


def standing(connection: Connection, code: str, year: int = 2570) -> Target | None:
    return store.find_open_target(connection, code, year)


def count(connection: Connection) -> tuple[int, int]:
    """Versions of definitions and of targets."""
    found = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (ind_definition, ind_target)]
    return found[0], found[1]


def test_paths_and_rules_are_kept_as_they_were_written(connection: Connection) -> None:
    kept = {t.code: (t.value, t.trajectory, t.rule) for t in store.targets(connection) if t.fiscal_year == 2570}
    assert kept == {
        "TST-01": (18, COUNTED, None),
        "TST-02": (Decimal("19.5"), POINTS, None),
        "TST-03": (None, None, BELOW),
        "TST-04": (8, None, None),
    }
    [ruled], [pointed] = (read_targets(rows_of(connection), code) for code in ("TST-03", "TST-02"))  # as screens do
    assert (ruled.rule, pointed.trajectory) == (BELOW, POINTS)


def test_a_changed_path_in_the_files_is_a_version(connection: Connection) -> None:
    assert store.seed(connection, NOW, SEEDS) == 0
    flat = Seed(SEEDS[0].definition, (SeedTarget(2570, Decimal(18), "proposed"),))
    assert store.seed(connection, NOW, [flat, *SEEDS[1:]]) == 1
    found = standing(connection, "TST-01")
    assert found is not None
    assert found.trajectory is None


def test_many_at_once(connection: Connection) -> None:
    strict = Thresholds(at_risk_percent=Decimal(95))
    decisions = [
        Decision("TST-01", 2570, "accept", owner="SCH", weight=Decimal("12.5"), note="มติ 1/2570"),
        Decision("TST-02", 2570, "change", Decimal(20), CLIMB, thresholds=strict),
        Decision("TST-03", 2570, "accept"),
        Decision("TST-04", 2570, "none", note="ยังวัดไม่ได้"),
        Decision("TST-04", 2571, "change", rule=Rule(comparison="above", previous=True)),
    ]
    assert store.set_targets(connection, decisions, author="strategy", at=NOW) == 5
    assert {
        (t.code, t.fiscal_year): (t.value, t.trajectory, t.rule and t.rule.comparison, t.note)
        for t in store.targets(connection)
        if t.state == "approved" and (t.author, t.origin, t.valid_from_at) == ("strategy", "person", NOW)
    } == {
        ("TST-01", 2570): (18, COUNTED, None, "มติ 1/2570"),
        ("TST-02", 2570): (20, CLIMB, None, ""),
        ("TST-03", 2570): (None, None, "below", ""),
        ("TST-04", 2570): (None, None, None, "ยังวัดไม่ได้"),
        ("TST-04", 2571): (None, None, "above", ""),
    }
    first, second = (store.find_definition(connection, code) for code in ("TST-01", "TST-02"))
    assert (first.definition.owner, first.definition.weight, first.version) == ("SCH", Decimal("12.5"), 2)
    assert (first.origin, first.author, first.reason) == ("person", "strategy", "มติ 1/2570")
    assert (second.definition.thresholds, second.version) == (strict, 2)
    assert store.find_definition(connection, "TST-03").version == 1
    assert store.seed(connection, NOW, SEEDS) == 0  # nothing of it comes back


def test_one_bad_decision_stops_all_and_each_is_told(connection: Connection) -> None:
    before = count(connection)
    old = standing(connection, "TST-01")
    assert old is not None
    decisions = [
        Decision("TST-01", 2570, "accept", owner="SCH"),  # fine, and not carried out
        Decision("TST-02", 2570, "accept", owner="NONE"),
        Decision("TST-03", 2570, "change", rule=Rule(comparison="above", previous=True)),  # lower is better
        Decision("TST-04", 2571, "accept"),  # nothing is proposed there
        Decision("TST-05", 2570, "change", Decimal(5)),  # a context figure
        Decision("TST-09", 2570, "none"),
        Decision("TST-04", 2027, "none"),
        Decision("TST-01", 2570, "none"),  # decided twice
        Decision("TST-04", 2570, "change"),
        Decision("TST-04", 2569, "change", Decimal("NaN")),
        Decision("TST-02", 2571, "change", Decimal(9), thresholds=Thresholds(at_risk_value=Decimal(10))),
    ]
    with pytest.raises(DecisionsRefusedError) as refused:
        store.set_targets(connection, decisions, author="strategy", at=NOW)
    assert [(code, year, error.field) for code, year, error in refused.value.refusals] == [
        ("TST-02", 2570, "owner"), ("TST-03", 2570, "rule.comparison"), ("TST-04", 2571, "value"),
        ("TST-05", 2570, "kind"), ("TST-09", 2570, "code"), ("TST-04", 2027, "fiscal_year"),
        ("TST-01", 2570, "fiscal_year"), ("TST-04", 2570, "value"), ("TST-04", 2569, "value"),
        ("TST-02", 2571, "thresholds.at_risk_value"),
    ]  # fmt: skip
    assert count(connection) == before
    assert standing(connection, "TST-01") == old


def test_new_edges_must_fit_the_other_years_too(connection: Connection) -> None:
    """An edge of 7.5 lies on the good side of 7, the target of 2569."""
    edges = Thresholds(at_risk_value=Decimal("7.5"))
    with pytest.raises(DecisionsRefusedError) as refused:
        store.set_targets(connection, [Decision("TST-04", 2570, "accept", thresholds=edges)], author="a", at=NOW)
    assert refused.value.field == "thresholds.at_risk_value"


def test_two_people_at_the_same_grid(connection: Connection) -> None:
    """The second had the proposal before them when the first approved it: told, and nothing of theirs is written."""
    seen = standing(connection, "TST-01")
    assert seen is not None
    mine = [Decision("TST-01", 2570, "accept", target_key=seen.target_key), Decision("TST-02", 2570, "none")]
    store.set_targets(connection, mine[:1], author="first", at=NOW)
    before = count(connection)
    with pytest.raises(DecisionsRefusedError) as refused:
        store.set_targets(connection, mine, author="second", at=NOW)
    assert [error.message_id for _, _, error in refused.value.refusals] == ["definition.changed_meanwhile"]
    assert count(connection) == before
    none_seen = Decision("TST-01", 2571, "change", Decimal(5), target_key=0)
    assert store.set_targets(connection, [none_seen], author="second", at=NOW) == 1
    with pytest.raises(DecisionsRefusedError):
        store.set_targets(connection, [none_seen], author="third", at=NOW)


def test_saying_an_approval_again_changes_nothing(connection: Connection) -> None:
    accept = [Decision("TST-01", 2570, "accept"), Decision("TST-04", 2570, "none")]
    store.set_targets(connection, accept, author="a", at=NOW)
    before = count(connection)
    again = [Decision("TST-01", 2570, "accept"), Decision("TST-04", 2570, "none")]
    assert store.set_targets(connection, again, author="b", at=NOW + timedelta(days=9)) == 2
    assert count(connection) == before


def test_a_single_approval_keeps_the_proposed_path(connection: Connection) -> None:
    approve = {"fiscal_year": 2570, "author": "a", "at": NOW}
    store.approve_target(connection, code="TST-01", value=20, **approve)  # type: ignore[arg-type]
    assert [t.trajectory for t in store.targets(connection, "TST-01")] == [COUNTED, COUNTED]
    store.approve_target(connection, code="TST-02", value=Decimal("19.5"), **approve)  # type: ignore[arg-type]
    assert [t.trajectory for t in store.targets(connection, "TST-02")] == [POINTS, POINTS]
    with pytest.raises(DefinitionError) as refused:  # its points belong to 19.5
        store.approve_target(connection, code="TST-02", value=30, **approve)  # type: ignore[arg-type]
    assert refused.value.field == "trajectory"
    store.approve_target(connection, code="TST-02", value=30, trajectory=None, **approve)  # type: ignore[arg-type]
    store.approve_target(connection, code="TST-03", value=None, rule=BELOW, **approve)  # type: ignore[arg-type]
    found = [standing(connection, code) for code in ("TST-02", "TST-03")]
    assert [t and (t.value, t.trajectory, t.rule) for t in found] == [(30, None, None), (None, None, BELOW)]


@pytest.mark.parametrize("author", ["", "  "])
def test_a_decision_needs_a_name_and_a_time(connection: Connection, author: str) -> None:
    with pytest.raises(DecisionsRefusedError) as refused:
        store.set_targets(connection, [Decision("TST-01", 2570, "accept")], author=author, at=NOW)
    assert refused.value.field == "author"
    with pytest.raises(DecisionsRefusedError) as early:
        store.set_targets(connection, [Decision("TST-01", 2570, "accept")], author="a", at=SEEDED - timedelta(days=1))
    assert early.value.field == "at"
