"""Every record of the seed documents stands in the registry, as what it is, linked to nodes that exist."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from etl.indicators.catalogue import Seed, read_catalogue
from etl.indicators.plan_editions import read_plans
from etl.indicators.plans import StoredPlan, as_stored

# the 114 records of the seed documents, by kind as they are curated
TRACKED = [
    "M8-1.1",
    "M8-1.2A",
    "M8-1.2B",
    "M8-1.2C",
    "M8-2.1",
    "M8-2.2A",
    "M8-2.2B",
    "M8-3.1",
    "M8-3.2",
    "KKP-1",
    "KKP-2",
    "KKP-3",
    "INF-01",
    "INF-02",
    "INF-03",
    "INF-04",
    "INF-05",
    "DP-1.1",
    "DP-2.1",
    "DP-2.2",
    "DP-3.1",
    "DP-4.1",
    "DP-4.2",
    "DP-4.3",
    "DP-4.4",
    "DP-B9",
]
CONTEXT = [
    "M8X-01",
    "M8X-02",
    "M8X-03",
    "M8X-04",
    "M8X-05",
    "M8X-06",
    "M8X-07",
    "M8X-08",
    "M8X-09",
    "M8X-10",
    "M8X-11",
    "M8X-12",
    "M8X-13",
    "M8X-14",
    "M8X-15",
    "CITY-01",
    "CITY-02",
    "CITY-03",
    "CITY-04",
    "CITY-05",
    "ORG-01",
    "ORG-02",
    "ORG-03",
    "ORG-04",
    "INF-06",
    "SURV-1",
    "SURV-2",
    "SURV-3",
    "SURV-4",
    "SURV-5",
    "SURV-6",
    "SURV-7",
    "LGO-1",
    "LGO-2",
    "LGO-3",
    "LGO-4",
    "DP-B1",
    "DP-B2",
    "DP-BT",
    "DP-B8",
    "SEDZ-2",
    "PMUA-3",
    "NESDC-1",
]
CHECKLIST = [f"RDY-{number:02d}" for number in range(1, 25)]
REFERENCE = [
    "DP-2.3",
    "DP-2.4",
    "SDG-1.1",
    "SDG-1.2",
    "SDG-3.1",
    "SDG-3.2a",
    "SDG-3.2b",
    "SDG-3.4",
    "SDG-3.6",
    "SDG-2.3",
    "SDG-6.3",
    "SDG-7.3",
    "SDG-8.1",
    "SDG-12.3",
    "SDG-14.5",
    "SDG-17.2",
    "SEDZ-1",
    "SEDZ-3",
    "SEDZ-4",
    "PMUA-1",
    "PMUA-2",
]
OPERATIONAL = {"CMP": 13, "HR": 12, "WS": 12, "SGN": 11, "REP": 12, "ISD": 12}
SILENT = ["DP-1.1", "DP-2.1", "DP-2.2", "DP-3.1", "DP-4.1", "DP-4.2", "DP-4.3", "DP-4.4", "DP-B9"]


@cache
def seeds() -> dict[str, Seed]:
    return {seed.definition.code: seed for seed in read_catalogue()}


def test_all_114_seed_records_are_there_and_each_is_of_its_kind() -> None:
    wanted = {code: kind for kind, codes in KINDS.items() for code in codes}
    assert len(wanted) == 114
    assert {code: seeds()[code].definition.kind for code in wanted if code in seeds()} == wanted


KINDS = {"tracked": TRACKED, "context": CONTEXT, "checklist": CHECKLIST, "reference": REFERENCE}


def test_all_operational_indicators_are_there() -> None:
    families = {family: [c for c in seeds() if re.fullmatch(rf"{family}-\d+[AB]?", c)] for family in OPERATIONAL}
    assert {family: len(codes) for family, codes in families.items()} == OPERATIONAL
    assert "RDY-00" in seeds() and len(seeds()) == 114 + sum(OPERATIONAL.values()) + 1


@pytest.mark.parametrize("code", [*TRACKED, *CONTEXT, *CHECKLIST, *REFERENCE])
def test_a_record_keeps_its_words_and_names_no_owner(code: str) -> None:
    definition = seeds()[code].definition
    assert definition.source is not None and definition.source.record == code
    assert definition.source.quote.strip() and definition.source.file[:4] in ("000_", "001_", "002_", "003_", "004_")
    assert definition.owner is None
    if definition.kind != "tracked":
        assert not seeds()[code].targets, "only tracked indicators have targets"


def test_what_the_documents_print_stands_as_baseline() -> None:
    printed = {c: [(b.period_th, b.value, b.text_th) for b in seeds()[c].definition.baseline] for c in seeds()}
    assert printed["M8X-01"] == [("พ.ศ. 2560", Decimal("32.7"), None), ("พ.ศ. 2562", Decimal("33.8"), None)]
    assert printed["SURV-1"] == [("พ.ศ. 2566", None, "มากที่สุด")] and printed["SURV-7"][0][2] == "น้อย"
    assert [v for _, v, _ in printed["DP-B2"]] == [350_000, 350_000, 650_000, 650_000, 650_000]
    assert [v for _, v, _ in printed["DP-BT"]] == [
        Decimal(n) / 10**6 for n in (3388520, 3388520, 3688520, 3688520, 3688520)
    ]
    checked = [printed[code][0][1] for code in CHECKLIST]
    assert (checked.count(Decimal(1)), checked.count(Decimal("0.5")), checked.count(Decimal(0))) == (14, 2, 8)


@pytest.mark.parametrize("code", SILENT)
def test_where_the_plan_is_silent_it_says_so_and_nothing_is_invented(code: str) -> None:
    seed = seeds()[code]
    assert not seed.targets
    assert any("แผนไม่ได้ระบุ" in note for note in seed.definition.notes_th)


def test_every_link_leads_to_a_node_and_proposed_ones_are_marked() -> None:
    nodes = {(p.plan, n.node) for p in made_plans() for n in p.nodes}
    links = {(code, link.plan, link.node) for code, s in seeds().items() for link in s.definition.plan_links}
    assert not [link for link in links if link[1:] not in nodes]
    stated = {
        (link.plan, code)
        for code, s in seeds().items() for link in s.definition.plan_links if not link.is_proposed
    }  # fmt: skip
    assert {plan for plan, _ in stated} == {"DIGITAL", "M8", "PROVINCE", "CITY", "PROCESSES", "SDG"}
    assert {code for plan, code in stated if plan == "CITY"} == {
        f"CITY-0{n}" for n in range(1, 6)
    }  # chapter 3's figures


def made_plans() -> list[StoredPlan]:
    return [as_stored(edition) for edition in read_plans()]


def test_the_plans_own_indicators_stand_where_it_says() -> None:
    where = {
        "D1": ["DP-1.1"], "D2.1": ["DP-2.1", "DP-2.2"], "D2.2": ["DP-2.1", "DP-2.2"], "D3": ["DP-3.1"],
        "D4.1": ["DP-4.1"], "D4.2": ["DP-4.2", "DP-4.3"], "D4.3": ["DP-4.4"],
        "M8.G1": ["M8-1.1", "M8-1.2A", "M8-1.2B", "M8-1.2C"], "M8.G2": ["M8-2.1", "M8-2.2A", "M8-2.2B"],
        "M8.G3": ["M8-3.1", "M8-3.2"], "PROVINCE": ["KKP-1", "KKP-2", "KKP-3"],
    }  # fmt: skip
    for node, codes in where.items():
        for code in codes:
            stated = [link.node for link in seeds()[code].definition.plan_links if not link.is_proposed]
            assert node in stated, (code, node)


def test_every_contradiction_is_shown_somewhere() -> None:
    """C-01 to C-19 of the study: in a plan's list, or as a note of an indicator."""
    listed = {c.id for plan in read_plans() for c in plan.contradictions}
    assert {f"C-{n:02d}" for n in range(1, 20)} <= listed
    noted = " ".join(note for s in seeds().values() for note in s.definition.notes_th)
    assert all(mark in noted for mark in ("C-01", "C-06", "C-07", "C-09"))
