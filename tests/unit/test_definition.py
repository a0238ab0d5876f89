"""Definitions: each rule refuses with its field; the catalogue of this installation is whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from dashboard.text.messages import t
from etl.errors import DefinitionError, FormulaError, MisError
from etl.indicators.catalogue import read_catalogue
from etl.indicators.definition import Definition, Rule, check_target, from_json, read_definition
from etl.indicators.grammar import Fault

GOOD: dict[str, Any] = {
    "code": "CMP-03",
    "kind": "tracked",
    "name_th": "ร้อยละที่แล้วเสร็จ",
    "name_en": "Done by the due date",
    "description_th": "นับตามวันครบกำหนด",
    "description_en": "By due date.",
    "unit_th": "ร้อยละ",
    "unit_en": "percent",
    "direction": "higher",
    "formula": "100 * done / due",
    "decimals": 1,
    "frequency": "monthly",
    "data_source": "system",
    "contract": "complaints",
}


def test_a_definition_survives_storage() -> None:
    definition = read_definition({**GOOD, "levels": [60, 70, 80, 90, 99.5], "weight": 2.5})
    assert from_json(definition.to_json()) == definition
    assert definition.levels is not None
    assert definition.levels[4] == Decimal("99.5")
    assert definition.thresholds.at_risk_percent == 80


def test_a_definition_is_never_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        read_definition(GOOD).owner = "SCH"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "cmp-03"}, "code"),
        ({"code": "CMP 03"}, "code"),
        ({"code": ""}, "code"),
        ({"kind": "kpi"}, "kind"),
        ({"name_th": ""}, "name_th"),
        ({"name_th": "   "}, "name_th"),
        ({"name_en": None}, "name_en"),
        ({"description_th": "ก" * 4_001}, "description_th"),
        ({"unit_th": ""}, "unit_th"),
        ({"unit_en": None}, "unit_en"),
        ({"direction": "up"}, "direction"),
        ({"direction": None}, "direction"),
        ({"decimals": 7}, "decimals"),
        ({"decimals": -1}, "decimals"),
        ({"frequency": "sometimes"}, "frequency"),
        ({"weight": -1}, "weight"),
        ({"weight": float("nan")}, "weight"),
        ({"formula": None}, "formula"),
        ({"formula": ""}, "formula"),
        ({"contract": None}, "contract"),
        ({"data_source": "hand"}, "formula"),
        ({"colour": "red"}, "colour"),
        ({"direction": "range"}, "thresholds"),
        ({"thresholds": {"range_within": 1, "range_at_risk": 2}}, "thresholds"),
        ({"direction": "range", "thresholds": {"range_within": 2, "range_at_risk": 1}}, "thresholds.range_at_risk"),
        ({"thresholds": {"at_risk_percent": 101}}, "thresholds.at_risk_percent"),
        ({"thresholds": {"at_risk_percent": 0}}, "thresholds.at_risk_percent"),
        ({"thresholds": {"red": 1}}, "thresholds.red"),
        ({"direction": "none", "thresholds": {"at_risk_value": 1}}, "thresholds.at_risk_value"),
        ({"levels": [1, 2, 3, 4]}, "levels"),
        ({"levels": [60, 70, 70, 90, 100]}, "levels"),
        ({"levels": [100, 90, 80, 70, 60]}, "levels"),
        ({"direction": "lower", "levels": [60, 70, 80, 90, 100]}, "levels"),
        ({"direction": "none", "levels": [60, 70, 80, 90, 100]}, "levels"),
        ({"direction": "lower", "levels": [9, 7, 7, 3, 0]}, "levels"),
    ],
)
def test_a_refusal_names_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises((DefinitionError, FormulaError)) as refused:
        read_definition({**GOOD, **change})
    assert _field(refused.value).startswith(field)
    assert refused.value.message_id  # type: ignore[attr-defined]


def _field(error: MisError) -> str:
    return error.field if isinstance(error, DefinitionError) else "formula"


@pytest.mark.parametrize("field", ["code", "kind", "unit_th", "direction", "frequency", "data_source"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_definition({key: value for key, value in GOOD.items() if key != field})
    assert refused.value.field == field
    assert refused.value.message_id == Rule.MISSING.value


def test_only_known_measures_where_they_are_known() -> None:
    assert read_definition(GOOD, {"done", "due"})
    with pytest.raises(FormulaError) as refused:
        read_definition(GOOD, {"done"})
    assert refused.value.position == 13


@pytest.mark.parametrize(
    ("change", "value", "field"),
    [
        ({"kind": "context"}, 85, "kind"),
        ({"direction": "none"}, 85, "direction"),
        ({"thresholds": {"at_risk_value": 90}}, 85, "thresholds.at_risk_value"),
        ({"direction": "lower", "thresholds": {"at_risk_value": 4}}, 5, "thresholds.at_risk_value"),
    ],
)
def test_a_target_must_be_one_that_can_be_judged(change: dict[str, Any], value: int, field: str) -> None:
    definition = read_definition({**GOOD, **change})
    with pytest.raises(DefinitionError) as refused:
        check_target(definition, Decimal(value))
    assert refused.value.field == field
    check_target(definition, None)


def test_the_edge_of_at_risk_may_be_the_target_itself() -> None:
    check_target(read_definition({**GOOD, "thresholds": {"at_risk_value": 85}}), Decimal(85))
    check_target(read_definition({**GOOD, "direction": "lower", "thresholds": {"at_risk_value": 5}}), Decimal(5))


def test_every_refusal_has_its_words() -> None:
    for message_id in (*Rule, *Fault):
        assert t(message_id, "th")
        assert t(message_id, "en")


# --- the catalogue --------------------------------------------------------------------------------------------------


def test_the_complaint_indicators_are_all_here() -> None:
    seeds = {s.definition.code: s for s in read_catalogue()}
    assert {f"CMP-{n:02}" for n in (*range(1, 12), 13)} <= set(seeds)
    proposed = {code: {t.fiscal_year: t.value for t in s.targets} for code, s in seeds.items() if s.targets}
    assert proposed["CMP-03"] == {2570: 85}
    assert proposed["CMP-07"] == {2570: 0}
    assert proposed["CMP-09"] == {2570: 4}
    assert all(t.state == "proposed" for s in seeds.values() for t in s.targets if s.definition.code.startswith("CMP"))


@pytest.mark.parametrize("definition", [s.definition for s in read_catalogue()], ids=lambda d: d.code)
def test_each_record_of_the_catalogue(definition: Definition) -> None:
    assert definition.owner is None  # no seed names one
    assert definition.source is not None
    assert definition.plan_links or definition.kind in ("context", "reference")  # announcements belong to no plan
    assert any("ก" <= letter <= "๛" for letter in definition.description_th)
    for text in (definition.name_th, definition.description_th, definition.unit_th, *definition.notes_th):
        assert not any(word in text.upper().split() for word in ("KPI", "SLA", "MTTR", "MTTA"))


def test_every_measure_of_the_catalogue_is_made_by_a_query() -> None:
    from etl.warehouse.measure_catalogue import families

    read_catalogue(measures={m.measure for family in families() for m in family.measures})


def test_the_seed_quotes_are_exact(real_data: Path) -> None:
    """Names may be curated; quote, file and the draft's own name are the seed's."""
    raw = yaml.safe_load((real_data.parent / "domain" / "indicators.yaml").read_text(encoding="utf-8"))
    drafts = {record["id"]: record for record in raw["indicators"]}
    for seed in read_catalogue():
        source = seed.definition.source
        assert source is not None
        draft = drafts[source.record]
        assert (source.file, source.quote) == (draft["source"]["file"], draft["source"]["quote"].strip())
        assert source.name_th == draft["th"]
        assert source.reference == draft["plan_link"].strip()
        if seed.definition.kind != "tracked":
            continue  # what a reference prints stands as its baseline
        by_rule = {t.fiscal_year for t in seed.targets if t.rule is not None}
        given = draft.get("targets", {}) | draft.get("proposed_target", {})
        wanted = {int(year): Decimal(str(value)) for year, value in given.items() if int(year) not in by_rule}
        assert {t.fiscal_year: t.value for t in seed.targets if t.rule is None} == wanted


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "cmp"}, ["bad.yaml", "cmp", "code"]),
        ({"formula": "100 * "}, ["bad.yaml", "CMP-03", "formula", "character 7"]),
        ({"unit": "x"}, ["bad.yaml", "CMP-03", "unit"]),
        ({"targets": {2570: {"value": "many", "state": "proposed"}}}, ["CMP-03", "targets.2570.value"]),
        ({"targets": {2570: {"value": True, "state": "proposed"}}}, ["CMP-03", "targets.2570.value"]),
        ({"targets": {2027: {"value": 1, "state": "proposed"}}}, ["CMP-03", "targets.2027"]),
        ({"targets": {2570: {"value": 1, "state": "approved"}}}, ["CMP-03", "targets.2570.state"]),
        ({"targets": {2570: 85}}, ["CMP-03", "targets.2570"]),
        ({"targets": [85]}, ["CMP-03", "targets"]),
        ({"direction": "none", "targets": {2570: {"value": 1, "state": "proposed"}}}, ["CMP-03", "direction"]),
    ],
)
def test_a_fault_of_the_catalogue_names_file_code_and_field(
    tmp_path: Path, change: dict[str, Any], words: list[str]
) -> None:
    _write(tmp_path, [{**GOOD, **change}])
    with pytest.raises(DefinitionError) as refused:
        read_catalogue(tmp_path)
    assert all(word in refused.value.what for word in words), refused.value.what


def test_a_code_stands_once(tmp_path: Path) -> None:
    _write(tmp_path, [GOOD, GOOD])
    with pytest.raises(DefinitionError, match="CMP-03 stands twice"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("text", ["", "indicators: 5", "indicators: [5]", "[", "\xff"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(DefinitionError, match=r"bad\.yaml"):
        read_catalogue(tmp_path)


def _write(folder: Path, entries: list[dict[str, Any]]) -> None:
    (folder / "bad.yaml").write_text(yaml.safe_dump({"indicators": entries}, allow_unicode=True), encoding="utf-8")
