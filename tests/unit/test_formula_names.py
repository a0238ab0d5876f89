"""What a formula may refer to: known names, no ring, units that fit; and the seeds keep to it."""

from __future__ import annotations

from typing import Any

import pytest

from etl.errors import DefinitionError, FormulaError
from etl.indicators.catalogue import read_catalogue
from etl.indicators.definition import Definition, read_definition
from etl.indicators.grammar import Fault
from etl.indicators.names import FormulaName, Names, check_formula
from etl.warehouse.measure_catalogue import families

UNITS = {
    "money": "satang", "budget": "satang", "staff": "people", "posts": "posts", "cases": "cases", "repairs": "repairs",
    "seconds": "seconds", "days": "days", "odd": "half points",
}  # fmt: skip


def make(code: str, formula: str | None = None, unit: str = "percent", **more: Any) -> Definition:
    return read_definition(
        {
            "code": code, "kind": "tracked", "name_th": "ก", "name_en": "a", "description_th": "ก",
            "description_en": "a", "unit_th": "ก", "unit_en": unit, "direction": "higher", "formula": formula,
            "frequency": "monthly", "data_source": "system" if formula else "hand",
            "contract": "complaints" if formula else None, **more,
        }
    )  # fmt: skip


def names(*definitions: Definition) -> Names:
    return Names({n: FormulaName(n, n, n, unit) for n, unit in UNITS.items()}, {d.code: d for d in definitions})


@pytest.mark.parametrize(
    ("text", "position", "fault"),
    [
        ("money + staff", 8, Fault.UNITS),
        ("staff - cases", 8, Fault.UNITS),
        ("100 * money / 3 + staff", 18, Fault.UNITS),  # a number changes nothing about what it is
        ("max(1, cases, days)", 14, Fault.UNITS),
        ("coalesce(staff, money)", 16, Fault.UNITS),
        ("previous(money) + staff", 18, Fault.UNITS),
        ("money + (cases + repairs)", 9, Fault.UNITS),
        ("[A-1] + staff", 8, Fault.UNITS),  # baht
        ("odd + money + staff", 14, Fault.UNITS),
        ("money + [A-1]", 8, Fault.SCALES),  # satang and baht
        ("seconds + days", 10, Fault.SCALES),
        ("[A-3]", 0, Fault.WITHOUT_VALUE),
        ("[A-1] + [A-9]", 8, Fault.UNKNOWN_INDICATOR),
        ("money + mony", 8, Fault.UNKNOWN_MEASURE),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(text: str, position: int, fault: Fault) -> None:
    known = names(make("A-1", "money / 100", "baht"), make("A-3", None, "people", data_source="none"))
    with pytest.raises(FormulaError) as refused:
        check_formula(text, known)
    assert (refused.value.position, refused.value.message_id) == (position, fault.value)


@pytest.mark.parametrize(
    "text",
    [
        "money + budget", "staff + 1", "100 * cases / repairs", "money / staff + cases / repairs", "posts - staff",
        "cases + repairs", "money / 100 + [A-1]", "seconds / 86400 + days", "odd + staff", "money * staff + cases",
        "coalesce(previous(staff), 0)", "1000 * staff / posts + [A-2]", "abs(money - budget)",
        "round(money, 2) + money",
    ],
)  # fmt: skip
def test_what_fits_and_what_nobody_knows_passes(text: str) -> None:
    check_formula(text, names(make("A-1", "money / 100", "baht"), make("A-2")))


@pytest.mark.parametrize(
    ("text", "unit", "is_right"),
    [
        ("money", "baht", False), ("money / 100", "baht", True), ("money", "people", False),
        ("cases", "percent", False),
        ("100 * cases / repairs", "percent", True), ("100 * cases / 950", "percent", True), ("staff", "people", True),
        ("cases", "something else", True), ("seconds", "days", False), ("seconds / 86400", "days", True),
        ("staff", "baht", False), ("money / staff", "baht", True),
    ],
)  # fmt: skip
def test_a_formula_gives_the_unit_that_is_said(text: str, unit: str, is_right: bool) -> None:
    if is_right:
        check_formula(text, names(), unit_en=unit)
        return
    with pytest.raises(DefinitionError) as refused:
        check_formula(text, names(), unit_en=unit)
    assert refused.value.field == "unit_en"


def test_a_ring_is_named() -> None:
    known = names(make("A-1", "[A-2] + 1"), make("A-2", "previous([A-3])"), make("A-3", "cases / repairs"))
    assert check_formula("[A-1] + [A-2]", known, code="A-4")
    for text, position, ring in (
        ("1 + [A-1]", 4, "A-3 → A-1 → A-2 → A-3"),
        ("cases / previous([A-3])", 17, "A-3 → A-3"),  # also what it was itself before
        ("[A-2]", 0, "A-3 → A-2 → A-3"),
    ):
        with pytest.raises(FormulaError) as refused:
            check_formula(text, known, code="A-3")
        assert (refused.value.message_id, refused.value.position) == (Fault.RING.value, position)
        assert refused.value.values == {"ring": ring}


def test_a_file_that_refers_to_itself_is_checked_whole() -> None:
    known = names(make("A-1", "cases / repairs"))
    with pytest.raises(FormulaError):
        check_formula("[N-1]", known, code="A-1")
    together = known.with_definitions([make("N-1", "[A-1]"), make("A-1", "[N-1]")])
    with pytest.raises(FormulaError) as refused:
        check_formula("[A-1]", together, code="N-1")
    assert refused.value.message_id == Fault.RING.value
    assert check_formula("[N-1]", known.with_definitions([make("N-1", "[A-1]")]), code="N-2")


def test_the_catalogue_keeps_to_it() -> None:
    every = [measure for family in families() for measure in family.measures]
    measures = {m.measure: FormulaName(m.measure, m.title_th, m.title_en, m.unit) for m in every}
    seeds = read_catalogue()
    known = Names(measures, {seed.definition.code: seed.definition for seed in seeds})
    checked = [seed.definition for seed in seeds if seed.definition.formula is not None]
    for definition in checked:
        check_formula(definition.formula or "", known, code=definition.code, unit_en=definition.unit_en)
    assert len(checked) > 60
