"""Plans in a real warehouse: seeding follows the files, a successor takes nothing away; Milestone 8 by real figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from etl.errors import DefinitionError
from etl.indicators import store
from etl.indicators.catalogue import Seed, read_catalogue
from etl.indicators.plan_editions import read_plans
from etl.indicators.plan_succession import Relink, open_edition, relink
from etl.indicators.plans import nodes_of, plan_tree, seed_plans
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.sample.statistics.build import FIGURES
from etl.settings import Settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import ind_target, ind_value
from tests.pipeline.drop import Drop

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
LATER = datetime(2027, 10, 2, 3, tzinfo=UTC)
NEXT: dict[str, Any] = {
    "plan": "DIGITAL", "edition": "2571-2575", "title_th": "แผนดิจิทัลฉบับใหม่", "title_en": "Next plan",
    "valid_from": "2027-10-01", "valid_to": "2032-09-30",
    "nodes": [
        {"id": "D1", "kind": "strategy", "th": "ยุทธศาสตร์ใหม่ที่หนึ่ง"},
        {"id": "N2", "kind": "strategy", "th": "ยุทธศาสตร์ใหม่ที่สอง",
         "children": [{"id": "N2.1", "kind": "work_plan", "th": "แผนงานใหม่"}]},
    ],
}  # fmt: skip


SEEDS = ("DP-1.1", "DP-2.1", "DP-3.1")


@pytest.fixture
def seeded(warehouse: Engine) -> Engine:
    with warehouse.begin() as connection:
        store.seed(connection, AT, chosen_seeds())
        assert seed_plans(connection) == 9
    return warehouse


def chosen_seeds() -> list[Seed]:
    return [seed for seed in read_catalogue() if seed.definition.code in SEEDS]


def test_seeding_follows_the_files_and_leaves_a_persons_edition_alone(seeded: Engine) -> None:
    with seeded.begin() as connection:
        assert seed_plans(connection) == 0
        open_edition(connection, NEXT, author="strategy", at=AT)
        plans = read_plans()
        renamed = [p.model_copy(update={"title_th": "ชื่อใหม่"}) if p.plan == "CITY" else p for p in plans]
        assert seed_plans(connection, [p for p in renamed if p.plan != "SDG"]) == 2  # one changed, one gone
        stored = {(p.plan, p.edition): p for p in plan_tree(connection)}
        assert stored["CITY", "2566"].title_th == "ชื่อใหม่" and ("SDG", "2573") not in stored
        mine = stored["DIGITAL", "2571-2575"]
        assert mine.origin == "person" and [n.node for n in mine.nodes] == ["DIGITAL", "D1", "N2", "N2.1"]
        assert mine.nodes[3].parent == "N2" and mine.nodes[1].parent == "DIGITAL"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"plan": "NOBODY"}, "plan", "plan.unknown_plan"),
    ({"edition": "2566-2570"}, "edition", "plan.edition_exists"),
    ({"edition": "ปีใหม่"}, "edition", "plan.bad_value"),
    ({"valid_from": "2027-09-30"}, "valid_from", "plan.must_follow"),
    ({"valid_to": None}, "valid_from", "plan.missing"),
    ({"title_th": " "}, "title_th", "plan.bad_value"),
    ({"nodes": []}, "nodes", "plan.bad_value"),
    ({"more": 1}, "more", "plan.bad_value"),
]


@pytest.fixture
def small(sqlite_warehouse: Engine) -> Engine:
    """One engine is enough for what is refused before anything is written."""
    with sqlite_warehouse.begin() as connection:
        store.seed(connection, AT, chosen_seeds())
        seed_plans(connection)
    return sqlite_warehouse


def test_a_successor_is_refused_by_field(small: Engine) -> None:
    with small.begin() as connection:
        before = plan_tree(connection)
        for changes, field, message in REFUSED:
            with pytest.raises(DefinitionError) as refused:
                open_edition(connection, NEXT | changes, author="strategy", at=AT)
            assert (refused.value.field, refused.value.message_id) == (field, message)
        assert plan_tree(connection) == before


def test_indicators_follow_to_the_next_plan_and_keep_their_history(seeded: Engine) -> None:
    choices = [Relink("DP-1.1", "D1", "D1"), Relink("DP-2.1", "D2.1", "N2.1"), Relink("DP-2.1", "D2.2", "N2.1"),
               Relink("DP-3.1", "D3", None)]  # fmt: skip
    with seeded.begin() as connection:
        targets_before = connection.execute(select(ind_target)).all()
        old = {code: store.find_definition(connection, code) for code in ("DP-1.1", "DP-2.1", "DP-3.1")}
        open_edition(connection, NEXT, author="strategy", at=AT)
        count = relink(
            connection, "DIGITAL", "2566-2570", "2571-2575", choices, author="strategy", at=LATER, reason="แผนใหม่"
        )
        assert count == 2
        editions = plan_tree(connection)
        first, second = (
            next(p for p in editions if p.plan == "DIGITAL" and p.edition == e) for e in ("2566-2570", "2571-2575")
        )
        new = {code: store.find_definition(connection, code) for code in old}
        assert new["DP-3.1"] == old["DP-3.1"]
        for code, there in (("DP-1.1", {"D1"}), ("DP-2.1", {"N2.1"})):
            definition, was = new[code].definition, old[code].definition
            assert set(nodes_of(definition.plan_links, first, editions)) == set(
                nodes_of(was.plan_links, first, editions)
            )
            assert set(nodes_of(definition.plan_links, second, editions)) == there
            assert definition.model_copy(update={"plan_links": was.plan_links}) == was  # nothing else moved
            assert (new[code].version, new[code].author) == (old[code].version + 1, "strategy")
        assert connection.execute(select(ind_target)).all() == targets_before
        again = relink(
            connection, "DIGITAL", "2566-2570", "2571-2575", choices, author="strategy", at=LATER, reason="ซ้ำ"
        )
        assert again == 0
        assert store.seed(connection, LATER, chosen_seeds()) == 0  # seeding leaves what a person changed


def test_relinking_is_whole_or_not_at_all(small: Engine) -> None:
    with small.begin() as connection:
        open_edition(connection, NEXT, author="strategy", at=AT)
        before = store.definitions(connection)
        for choice, reason, field in (
            (Relink("DP-1.1", "D1", "D99"), "แผนใหม่", "node"),
            (Relink("DP-1.1", "D3", "D1"), "แผนใหม่", "node"),
            (Relink("NOPE-1", "D1", "D1"), "แผนใหม่", "code"),
            (Relink("DP-1.1", "D1", "D1"), " ", "reason"),
        ):
            choices = [Relink("DP-2.1", "D2.1", "N2.1"), choice]
            with pytest.raises(DefinitionError) as refused:
                relink(connection, "DIGITAL", "2566-2570", "2571-2575", choices, author="s", at=LATER, reason=reason)
            assert refused.value.field == field
            assert store.definitions(connection) == before


# --- Milestone 8 ---------------------------------------------------------------------------------------------------

HEADINGS = "indicator,area,area_scheme,year_be,period_kind,period_as_printed,value,unit,price_basis,edition,source,note"
NORTHEAST = "ภาคตะวันออกเฉียงเหนือ"
CVM = "บาทต่อคน (CVM)"


def make_town(warehouse_url: str, folder: Path, make_settings: Callable[..., Settings]) -> tuple[Settings, Drop]:
    drop = Drop(folder / "statistics")
    settings = make_settings(
        MIS_WAREHOUSE_URL=warehouse_url, MIS_AS_OF="2026-11-21T10:30", MIS_SOURCE_STATISTICS_URL=drop.url
    )
    prepare_warehouse(settings)
    return settings, drop


def load(settings: Settings) -> dict[tuple[str, str], Any]:
    """(code, period_id) -> the municipality's row."""
    engine = make_engine(settings.warehouse_url)
    try:
        assert run_source(settings, engine, "statistics").is_ok
        with engine.connect() as connection:
            rows = connection.execute(select(ind_value).where(ind_value.c.org_unit_key == 1)).all()
    finally:
        engine.dispose()
    return {(row.code, row.period_id): row for row in rows}


def write(drop: Drop, name: str, *rows: tuple[str, str, str, int, str, object, str, str, str]) -> None:
    lines = [
        f"{code},{area},{scheme},{year},year,{year},{value},{unit},{basis},{edition},https://x.example/{name},"
        for code, area, scheme, year, _, value, unit, basis, edition in rows
    ]
    drop.put(f"{name}.csv", "\n".join([HEADINGS, *lines]) + "\n")


def test_milestone_8_is_judged_by_real_figures(
    warehouse_url: str, tmp_path: Path, make_settings: Callable[..., Settings]
) -> None:
    """The published series of the sample, unchanged: what can be judged is, the rest says no data."""
    settings, drop = make_town(warehouse_url, tmp_path, make_settings)
    drop.put("external.csv", FIGURES.read_text(encoding="utf-8-sig"))
    found = load(settings)
    gini = found["M8-2.1", "FY2567"]  # the survey of 2566, ended 31 December 2566
    assert (gini.value, gini.target, gini.status) == (0.377, 0.382, "on_track")
    assert found["M8-2.1", "FY2566"].target is None  # the Northeast of 2564 has no country beside it in its edition
    assert found["M8-2.1", "FY2566"].value == 0.294
    assert found["M8-1.1", "FY2567"].status == "no_data" and found["M8-1.1", "FY2567"].value is None
    cities = found["M8-3.1", "YTD2026-11"]
    assert (cities.value, cities.target) == (37, 105)
    assert found["M8-3.1", "FY2568"].value == 37 and found["M8-3.1", "FY2567"].value == 15
    assert (found["KKP-3", "FY2566"].value, found["KKP-3", "FY2566"].status) == (0.175, "on_track")
    assert found["KKP-3", "FY2570"].value is None  # 2564 is more than three fiscal years behind


def test_regions_are_set_against_the_country_of_the_same_edition(
    tmp_path: Path, make_settings: Callable[..., Settings]
) -> None:
    settings, drop = make_town(f"sqlite:///{tmp_path / 'w.db'}", tmp_path, make_settings)
    country = [
        ("M8-1.1", "ทั่วราชอาณาจักร", "GRP7", y, "", v, CVM, "CVM2545", "2569")
        for y, v in ((2566, 150000), (2567, 153000))
    ]
    region = [
        ("M8-1.1", NORTHEAST, "GRP7", y, "", v, CVM, "CVM2545", "2569") for y, v in ((2566, 60000), (2567, 61200))
    ]
    other = [("M8-1.1", NORTHEAST, "GRP7", 2568, "", 90000, CVM, "CVM2545", "2570")]  # no year before it: no growth
    write(drop, "one", *country, *region, *other)
    gini = [("M8-2.1", area, "NSO5", 2568, "", 0.35, "Gini", "", "2568") for area in ("ทั่วราชอาณาจักร", NORTHEAST)]
    write(drop, "gini", *gini)
    found = load(settings)
    growth, equal = found["M8-1.1", "FY2568"], found["M8-2.1", "YTD2026-11"]
    assert found["M8-1.1", "YTD2026-11"].value == 2.0  # 2568 of another edition is not set against 2567
    assert (equal.value, equal.target) == (0.35, 0.35) and equal.status != "on_track"  # equal is not below
    assert (growth.value, growth.target, growth.status) == (2.0, 2.0, "on_track")  # no less than the country is enough
    write(drop, "two", ("M8-1.1", NORTHEAST, "GRP7", 2567, "", 61199, CVM, "CVM2545", "2569"))
    changed = load(settings)["M8-1.1", "FY2568"]
    assert changed.value < changed.target and changed.status != "on_track"
