"""The plan trees as files, and what an edition is refused for; regions against the country, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.milestone8_regions import compare_growth, compare_levels
from dashboard.statistics_readers import Figure
from etl.contracts.complaints import CATEGORY
from etl.errors import DefinitionError
from etl.indicators.definition import PlanLink
from etl.indicators.plan_editions import PlanEdition, check_edition, read_plans
from etl.indicators.plans import as_stored, edition_of, nodes_of

PLANS = {plan.plan: plan for plan in read_plans()}


def test_every_tree_is_there_with_its_dates() -> None:
    counts = {plan: len(as_stored(edition).nodes) - 1 for plan, edition in PLANS.items()}
    assert counts == {
        "DIGITAL": 4 + 5 + 17 + 2, "CITY": 5 + 16, "M8": 3 + 4 + 14, "M13": 4, "PROVINCE": 6, "SMARTCITY": 7,
        "PROBLEMS": 5, "PROCESSES": 8, "SDG": 17,
    }  # fmt: skip
    dated = {plan for plan, e in PLANS.items() if (e.valid_from, e.valid_to) == (date(2022, 10, 1), date(2027, 9, 30))}
    assert dated == {"DIGITAL", "M8", "M13", "PROVINCE", "PROCESSES"}
    assert PLANS["DIGITAL"].announced == date(2023, 9, 28)
    picked = {n.node for n in as_stored(PLANS["M8"]).nodes if n.about.get("is_picked")}
    assert picked == {"M8.2.1", "M8.2.2", "M8.2.3", "M8.4.1"}


def test_the_seventeen_projects_and_their_money() -> None:
    projects = [n for n in as_stored(PLANS["DIGITAL"]).nodes if n.kind == "project"]
    assert [n.node for n in projects] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "3.1",
        "3.2",
        "3.3",
        "3.4",
        "3.5",
        "3.6",
        "4.1",
        "4.2",
        "4.3",
        "4.4",
    ]
    sums = {
        year: sum(c for n in projects if isinstance(c := n.about["budget"][str(year)], int))
        for year in range(2566, 2571)
    }
    assert sums == {2566: 3_388_520, 2567: 3_388_520, 2568: 3_688_520, 2569: 3_688_520, 2570: 3_688_520}
    assert sum(sums.values()) == 17_842_600
    assert sum(any(isinstance(c, int) for c in n.about["budget"].values()) for n in projects) == 4
    assert set(projects[0].about["budget"].values()) == {"dash"}  # a dash is printed
    assert projects[3].about["budget"]["2566"] == "blank" and projects[3].about["budget"]["2568"] == 300_000
    served = {n.node for plan in PLANS.values() for n in as_stored(plan).nodes}
    assert {node for n in projects for node in n.about["supports"]} <= served


def test_complaint_categories_feed_each_problem_once() -> None:
    mapped = [c for n in as_stored(PLANS["PROBLEMS"]).nodes for c in n.about.get("categories", [])]
    assert len(mapped) == len(set(mapped)) and set(mapped) <= {word.code for word in CATEGORY.words}
    assert all(n.about.get("categories") for n in as_stored(PLANS["PROBLEMS"]).nodes[1:])


def edition(**changes: Any) -> PlanEdition:
    raw = {
        "plan": "DIGITAL", "edition": "2571-2575", "title_th": "แผน", "title_en": "Plan",
        "valid_from": date(2027, 10, 1), "valid_to": date(2032, 9, 30),
        "nodes": [{"id": "D1", "kind": "strategy", "th": "หนึ่ง"}],
    }  # fmt: skip
    return PlanEdition.model_validate(raw | changes)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"valid_to": date(2027, 9, 30)}, "valid_to", "plan.dates"),
        ({"nodes": [{"id": "D1", "kind": "strategy", "th": "ก"}] * 2}, "nodes", "plan.node_doubled"),
        ({"nodes": [{"id": "DIGITAL", "kind": "strategy", "th": "ก"}]}, "nodes", "plan.node_doubled"),
        ({"nodes": [{"id": "D1", "kind": "wish", "th": "ก"}]}, "nodes", "plan.kind_unknown"),
        ({"nodes": [{"id": f"D{n}", "kind": "goal", "th": "ก"} for n in range(301)]}, "nodes", "plan.too_many"),
    ],
)
def test_an_edition_is_refused_by_field(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        check_edition(edition(**changes))
    assert (refused.value.field, refused.value.message_id) == (field, message)


def test_a_bad_file_names_itself(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("plan: x\nnodes: []\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"x\.yaml, plan"):
        read_plans(tmp_path)


def test_a_link_without_an_edition_means_the_oldest_that_has_the_node() -> None:
    old, new = as_stored(PLANS["DIGITAL"]), as_stored(edition(nodes=[
        {"id": "D1", "kind": "strategy", "th": "ก"}, {"id": "N9", "kind": "strategy", "th": "ข"},
    ]))  # fmt: skip
    both = (new, old)
    bare, fresh, named = (
        PlanLink(plan="DIGITAL", node="D1", text_th="ก"),
        PlanLink(plan="DIGITAL", node="N9", text_th="ข"),
        PlanLink(plan="DIGITAL", node="D1", text_th="ก", edition="2571-2575"),
    )
    assert [edition_of(link, both) for link in (bare, fresh, named)] == ["2566-2570", "2571-2575", "2571-2575"]
    assert edition_of(PlanLink(plan="DIGITAL", node="D99", text_th="-"), both) is None
    assert set(nodes_of((bare, fresh, named), new, both)) == {"D1", "N9"}
    assert set(nodes_of((bare, fresh), old, both)) == {"D1"}


# --- regions against the country -----------------------------------------------------------------------------------


def figure(area: str, year: int, value: float, **more: Any) -> Figure:
    given = {
        "edition": "2566",
        "scheme": "nso5",
        "basis": "none",
        "unit": "Gini",
        "kind": "year",
        "reference": "p.10",
    } | more
    return Figure(
        given["scheme"], "", "", given["basis"], "", "", given["unit"], area, year, given["kind"], str(year),
        date(year - 543, 12, 31), value, str(value), given["edition"], given["reference"], "none", "", "", "", True,
    )  # fmt: skip


COUNTRY = "ทั่วราชอาณาจักร"
GINI = [
    figure(COUNTRY, 2566, 0.382), figure("ภาคใต้", 2566, 0.395), figure("ภาคตะวันออกเฉียงเหนือ", 2566, 0.377),
    figure("ภาคเหนือ", 2566, 0.372), figure("ภาคกลาง", 2566, 0.360), figure("กรุงเทพมหานครและ 3 จังหวัด", 2566, 0.307),
    figure("ภาคเหนือ", 2564, 0.295, edition="2564"), figure(COUNTRY, 2560, 0.453, edition="", scheme="nesdc"),
]  # fmt: skip


def test_in_2566_four_of_five_regions_are_below_the_country_and_the_south_is_not() -> None:
    [found] = compare_levels(GINI, "nso5")  # 2564 has no country beside it, NESDC's is another scheme
    assert (found.year_be, found.met, len(found.regions), found.missing) == (2566, 4, 5, ())
    assert [r.area for r in found.regions if not r.meets] == ["ภาคใต้"]
    assert found.country == Fraction(382, 1000)


def test_equal_to_the_country_is_not_below_it() -> None:
    [found] = compare_levels([figure(COUNTRY, 2566, 0.4), figure("ภาคใต้", 2566, 0.4)], "nso5")
    assert found.met == 0 and len(found.missing) == 4


def test_another_publication_is_never_the_country() -> None:
    pair = [figure(COUNTRY, 2566, 0.4, reference="p.1"), figure("ภาคใต้", 2566, 0.3, reference="p.2")]
    assert compare_levels(pair, "nso5") == []


def income(area: str, year: int, value: float, **more: Any) -> Figure:
    return figure(area, year, value, **({"scheme": "grp7", "basis": "cvm2545", "unit": "บาทต่อคน (CVM)"} | more))


def test_growth_by_hand() -> None:
    central, bangkok = "ภาคกลาง", "กรุงเทพมหานครและปริมณฑล"
    figures = [
        *(income(COUNTRY, y, v) for y, v in ((2562, 157532), (2563, 147562), (2564, 149379))),
        *(income(central, y, v) for y, v in ((2562, 186213), (2563, 178686), (2564, 187050))),
        *(income(bangkok, y, v) for y, v in ((2562, 336823), (2563, 312133), (2564, 310779))),
        income("ภาคเหนือ", 2562, 114287, basis="current", unit="บาทต่อคน (ราคาประจำปี)"),
        income("กรุงเทพมหานคร", 2563, 416699), income("กรุงเทพมหานคร", 2564, 416613),  # a part, not a region
    ]  # fmt: skip
    first, second = compare_growth(figures, "grp7", "cvm2545", "บาทต่อคน")
    assert [c.year_be for c in (first, second)] == [2563, 2564]
    assert {r.area: r.meets for r in first.regions} == {bangkok: False, central: True}
    assert {r.area: r.meets for r in second.regions} == {bangkok: False, central: True}
    assert round(float(first.country), 2) == -6.33 and round(float(second.country), 2) == 1.23
    assert [round(float(r.value), 2) for r in second.regions] == [-0.43, 4.68]
    assert len(second.missing) == 5 and "ภาคตะวันออกเฉียงเหนือ" in second.missing
