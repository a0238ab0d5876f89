"""Definitions saved by people and taken from files: every fault named, nothing half written, nobody's work lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, Engine, func, insert, select

from etl.errors import DefinitionError, FormulaError
from etl.indicators import store
from etl.indicators.definition import Rule
from etl.indicators.editing import USED_BY, find_faults, read_ground, save_definition
from etl.indicators.importing import Outcome, export_workbook, export_yaml, import_file, make_blocks
from etl.indicators.versions import all_versions, definitions, targets
from etl.warehouse.engine import make_engine
from etl.warehouse.measure_catalogue import register_measures
from etl.warehouse.tables import dim_org_unit, ind_definition, ind_target

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
NEW: dict[str, Any] = {
    "code": "CMP-90", "kind": "tracked", "name_th": "ร้อยละใหม่", "name_en": "A new share", "description_th": "นับใหม่",
    "description_en": "Counted anew.", "unit_th": "ร้อยละ", "unit_en": "percent", "direction": "higher",
    "formula": "100 * complaints_done_by_due / complaints_due", "decimals": 1, "frequency": "monthly",
    "data_source": "system", "contract": "complaints", "owner": "SCH",
}  # fmt: skip
WHO: dict[str, Any] = {"author": "สมหญิง", "at": LATER, "reason": "มติครั้งที่ 3"}


def fill(connection: Connection) -> None:
    """Two org_units, every measure, the catalogue."""
    units = [("KKM", None, 0), ("SCH", 1, 1)]
    connection.execute(
        insert(dim_org_unit),
        [
            {"org_unit_key": n, "code": c, "name_th": c, "name_en": c, "short_th": c, "parent_key": p, "depth": d,
             "sort_order": n}
            for n, (c, p, d) in enumerate(units, 1)
        ],
    )  # fmt: skip
    register_measures(connection)
    store.seed(connection, NOW)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def registry(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """A warehouse with the catalogue, on each engine in turn."""
    engine = make_engine(new_warehouse(request.param))
    with engine.begin() as connection:
        fill(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(registry: Engine) -> Iterator[Connection]:
    """What a test writes is taken back."""
    with registry.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def raw_of(connection: Connection, code: str) -> dict[str, Any]:
    return store.find_definition(connection, code).definition.model_dump()


def counts(connection: Connection) -> tuple[int, int]:
    return tuple(
        connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (ind_definition, ind_target)
    )  # type: ignore[return-value]


def test_a_person_makes_changes_and_keeps_an_indicator(connection: Connection) -> None:
    made = save_definition(connection, NEW, base_version=0, **WHO)
    assert (made.version, made.origin, made.author, made.reason) == (1, "person", "สมหญิง", "มติครั้งที่ 3")
    again = save_definition(connection, NEW, base_version=1, **WHO)
    assert again == made, "the same again makes no version"
    next_at = {**WHO, "at": LATER + timedelta(minutes=5)}
    changed = save_definition(connection, {**NEW, "decimals": "2"}, base_version=1, **next_at)
    assert (changed.version, changed.definition.decimals) == (2, 2)
    kept = all_versions(connection, "CMP-90")
    assert [(v.version, v.valid_to_at) for v in kept] == [(1, next_at["at"]), (2, None)]


def test_seeding_never_touches_what_a_person_changed(connection: Connection) -> None:
    save_definition(connection, {**raw_of(connection, "CMP-03"), "name_th": "ชื่อใหม่"}, base_version=1, **WHO)
    store.seed(connection, LATER + timedelta(days=1))
    found = store.find_definition(connection, "CMP-03")
    assert (found.version, found.definition.name_th, found.definition.source is not None) == (2, "ชื่อใหม่", True)


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"owner": ""}, "owner", Rule.MISSING),
        ({"owner": "XXX"}, "owner", Rule.UNKNOWN_ORG_UNIT),
        ({"contract": "payroll"}, "contract", Rule.NOT_A_CHOICE),
        ({"code": "cmp 90"}, "code", Rule.BAD_VALUE),
        ({"code": "CMP-03"}, "code", Rule.DOUBLED),
        ({"code": None}, "code", Rule.MISSING),
        ({"name_th": " \x00 "}, "name_th", Rule.MISSING),
        ({"unit_en": ""}, "unit_en", Rule.MISSING),
        ({"direction": ""}, "direction", Rule.MISSING),
        ({"direction": "up"}, "direction", Rule.NOT_A_CHOICE),
        ({"colour": "red"}, "colour", Rule.UNKNOWN_FIELD),
        ({"data_source": "hand"}, "formula", Rule.NOT_FROM_SYSTEM),
        ({"formula": ""}, "formula", Rule.MISSING),
        ({"direction": "range"}, "thresholds", Rule.RANGE_MISSING),
        ({"levels": [1, 2, 3, 3, 4]}, "levels", Rule.ORDER),
        ({"weight": "-1"}, "weight", Rule.BAD_VALUE),
    ],
)
def test_each_refusal_names_its_field_and_writes_nothing(
    connection: Connection, change: dict[str, Any], field: str, rule: Rule
) -> None:
    before = counts(connection)
    with pytest.raises((DefinitionError, FormulaError)) as refused:
        save_definition(connection, {**NEW, **change}, base_version=0, **WHO)
    assert (getattr(refused.value, "field", "formula"), refused.value.message_id) == (field, rule.value)
    assert counts(connection) == before


@pytest.mark.parametrize(
    ("formula", "position"),
    [("100 * complaints_du / complaints_due", 6), ("100 * ", 5), ("2 ** 3", 3), ("[NO-01] + 1", 0), ("max()", 4)],
)
def test_a_formula_is_pointed_at(connection: Connection, formula: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        save_definition(connection, {**NEW, "formula": formula}, base_version=0, **WHO)
    assert refused.value.position == position


def test_all_faults_are_told_at_once(connection: Connection) -> None:
    ground = read_ground(connection)
    bad = {
        **NEW,
        "name_th": "",
        "decimals": "many",
        "formula": "1 +",
        "owner": "XXX",
        "thresholds": {"at_risk_percent": 300},
    }
    definition, faults = find_faults(bad, ground)
    assert definition is None
    assert {f.field for f in faults} == {"name_th", "decimals", "formula", "owner", "thresholds.at_risk_percent"}


def test_a_ring_of_formulas_is_refused(connection: Connection) -> None:
    save_definition(connection, {**NEW, "formula": "[CMP-03] + 1"}, base_version=0, **WHO)
    with pytest.raises(FormulaError):
        save_definition(connection, {**raw_of(connection, "CMP-03"), "formula": "2 * [CMP-90]"}, base_version=1, **WHO)


def test_an_indicator_that_others_name_keeps_its_values(connection: Connection) -> None:
    save_definition(connection, {**NEW, "formula": "[CMP-03] + 1"}, base_version=0, **WHO)
    changed = {**raw_of(connection, "CMP-03"), "data_source": "none", "formula": None, "contract": None}
    _, faults = find_faults(changed, read_ground(connection))
    assert [(f.field, f.message_id, dict(f.values)) for f in faults] == [("data_source", USED_BY, {"code": "CMP-90"})]


def test_a_definition_must_fit_the_targets_that_stand(connection: Connection) -> None:
    """CMP-03 has a proposed target: it cannot become a figure for context under it."""
    with pytest.raises(DefinitionError) as refused:
        save_definition(connection, {**raw_of(connection, "CMP-03"), "kind": "context"}, base_version=1, **WHO)
    assert refused.value.field == "kind"


@pytest.mark.parametrize("who", [{"reason": ""}, {"reason": " \n"}, {"reason": "ก" * 501}, {"author": " "}])
def test_a_change_says_who_and_why(connection: Connection, who: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError) as refused:
        save_definition(connection, NEW, base_version=0, **{**WHO, **who})
    assert refused.value.field == next(iter(who))


def test_the_second_of_two_people_is_told(connection: Connection) -> None:
    raw = raw_of(connection, "CMP-03")
    save_definition(connection, {**raw, "name_th": "ของคนแรก"}, base_version=1, **WHO)
    with pytest.raises(DefinitionError) as refused:
        save_definition(connection, {**raw, "name_th": "ของคนที่สอง"}, base_version=1, **WHO)
    assert refused.value.message_id == Rule.CHANGED_MEANWHILE.value
    assert store.find_definition(connection, "CMP-03").definition.name_th == "ของคนแรก"


@pytest.mark.parametrize("code", ["CMP-99", "CMP-11"])
def test_of_two_at_the_same_moment_one_wins(registry: Engine, code: str) -> None:
    """Both read before either writes: the warehouse itself lets one through, whatever the engine."""
    with registry.connect() as connection:
        base = read_ground(connection).version_of(code)
        raw = {**NEW, "code": code} if base == 0 else raw_of(connection, code)
    start, done = threading.Barrier(2), list[str]()

    def save(name: str) -> None:
        start.wait()
        try:
            with registry.begin() as connection:
                save_definition(connection, {**raw, "name_th": name}, base_version=base, **WHO)
            done.append(name)
        except DefinitionError as error:
            done.append(error.message_id)

    people = [threading.Thread(target=save, args=(name,)) for name in ("คนแรก", "คนที่สอง")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(done)[0] in (Rule.CHANGED_MEANWHILE.value, Rule.DOUBLED.value)
    with registry.connect() as connection:
        assert store.find_definition(connection, code).definition.name_th == sorted(done)[1]


# --- files ------------------------------------------------------------------------------------------------------------


def take(connection: Connection, name: str, content: bytes, *, is_trial: bool = False) -> Outcome:
    return import_file(connection, name, content, is_trial=is_trial, **WHO)


def as_file(*blocks: dict[str, Any]) -> bytes:
    return yaml.safe_dump({"indicators": list(blocks)}, allow_unicode=True, sort_keys=False).encode()


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_what_goes_out_comes_back_and_only_what_was_edited_changes(connection: Connection, ending: str) -> None:
    ground = read_ground(connection)
    codes = sorted(ground.stored)
    if ending == "yaml":  # it takes its time: every fourth
        codes = sorted({*codes[::4], "CMP-03", "CMP-07"})
    write = {"yaml": export_yaml, "xlsx": export_workbook}[ending]
    stored = ground.stored["CMP-03"]
    renamed = replace(
        stored, definition=stored.definition.model_copy(update={"name_th": "=ชื่อใหม่", "weight": Decimal("2.5")})
    )
    year = ground.open_targets["CMP-07"][0]
    lowered = [replace(year, value=Decimal("2.5"), state="approved", note="มติ")]
    edited = replace(
        ground, stored={**ground.stored, "CMP-03": renamed}, open_targets={**ground.open_targets, "CMP-07": lowered}
    )
    outcome = take(connection, f"all.{ending}", write(edited, codes))
    assert outcome.faults == ()
    assert outcome.count("same") == len(codes) - 2
    told = {c.code: (c.fields, c.years) for c in outcome.changes if c.what != "same"}
    assert told == {"CMP-03": (("name_th", "weight"), ()), "CMP-07": ((), (2570,))}
    found = store.find_definition(connection, "CMP-03")
    assert (found.version, found.definition.name_th, found.definition.weight, found.reason) == (
        2, "=ชื่อใหม่", Decimal("2.5"), "มติครั้งที่ 3",
    )  # fmt: skip
    [target] = [t for t in targets(connection, "CMP-07") if t.valid_to_at is None and t.fiscal_year == 2570]
    assert (target.value, target.state, target.note, target.author) == (Decimal("2.5"), "approved", "มติ", "สมหญิง")


def test_one_fault_keeps_the_whole_file_out(connection: Connection) -> None:
    lines = export_of_two(connection).replace("decimals: 1", "decimals: many", 1)
    before = counts(connection)
    outcome = take(connection, "two.yaml", lines.encode())
    [fault] = outcome.faults
    assert (fault.code, fault.fault.field, outcome.changes, outcome.is_applied) == ("CMP-02", "decimals", (), False)
    assert lines.splitlines()[fault.line - 1].strip() == "decimals: many"
    assert counts(connection) == before


def export_of_two(connection: Connection) -> str:
    return export_yaml(read_ground(connection), ("CMP-02", "CMP-03")).decode()


@pytest.mark.parametrize(
    ("change", "line_of", "field", "rule"),
    [
        (("version: 1", "version: 9"), "version: 9", "version", Rule.CHANGED_MEANWHILE),
        (("code: CMP-03", "code: CMP-02"), "code: CMP-02", "code", Rule.DOUBLED),
        (("unit_th: ร้อยละ", "unit: ร้อยละ"), "unit: ร้อยละ", "unit", Rule.UNKNOWN_FIELD),
        (("value: 90", "value: มาก"), "value: มาก", "targets.2570.value", Rule.BAD_VALUE),
        (("decimals: 1", "decimals: 1\n  decimals: 2"), "decimals: 2", "decimals", Rule.DOUBLED),
        (("direction: higher", "direction: none"), "", "direction", Rule.TARGET_WITHOUT_DIRECTION),
    ],
)
def test_each_fault_of_a_file_has_its_line(
    connection: Connection, change: tuple[str, str], line_of: str, field: str, rule: Rule
) -> None:
    text = export_of_two(connection)
    assert change[0] in text
    lines = text.replace(*change, 1)
    outcome = take(connection, "two.yaml", lines.encode())
    faults = {(one.fault.field, one.fault.message_id): one.line for one in outcome.faults}
    assert not outcome.changes
    place = next(line for (name, what), line in faults.items() if name.startswith(field) and what == rule.value)
    if line_of:
        wanted = [n for n, line in enumerate(lines.splitlines(), 1) if line.strip().removeprefix("- ") == line_of]
        assert place in wanted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"), ("a.yaml", b""), ("a.yaml", b"indicators: 5"), ("a.yaml", b"indicators: []"),
        ("a.yaml", b"\xff\xfe"),
        ("a.yaml", b"indicators: [1]"), ("a.yaml", b"{"), ("a.yaml", b"[" * 1_000), ("a.yaml", b"&a [*a]"),
        ("a.yaml", b"indicators: &a [*a]"), ("a.yaml", b"!!python/object/apply:os.system ['true']"),
        ("a.xlsx", b"PK\x03\x04"), ("a.xlsx", b"code;name"), ("a.yaml", b"x" * 2_000_001),
    ],
)  # fmt: skip
def test_what_is_no_file_of_indicators_is_said(connection: Connection, name: str, content: bytes) -> None:
    outcome = take(connection, name, content)
    assert [one.fault.message_id for one in outcome.faults] == [Rule.BAD_FILE.value]


def test_a_file_may_name_its_own_new_indicators(connection: Connection) -> None:
    first, second = {**NEW, "formula": "[CMP-91] * 2"}, {**NEW, "code": "CMP-91"}
    outcome = take(connection, "new.yaml", as_file(first, second))
    assert (outcome.faults, outcome.count("new")) == ((), 2)
    ring = take(connection, "ring.yaml", as_file(first, {**second, "formula": "[CMP-90]"}))
    assert {one.fault.field for one in ring.faults} == {"formula"}


def test_targets_alone_may_be_given(connection: Connection) -> None:
    block = {"code": "CMP-02", "targets": {2571: {"value": 91, "state": "proposed"}}}
    assert take(connection, "t.yaml", as_file(block), is_trial=True).changes[0].years == (2571,)
    assert not [t for t in targets(connection, "CMP-02") if t.fiscal_year == 2571]
    assert take(connection, "t.yaml", as_file(block)).is_applied
    assert [t.value for t in targets(connection, "CMP-02") if t.fiscal_year == 2571] == [91]
    assert store.find_definition(connection, "CMP-02").version == 1
    assert (
        take(connection, "t.yaml", as_file({**block, "code": "NO-1"})).faults[0].fault.message_id == Rule.UNKNOWN.value
    )


def test_blocks_hold_everything_of_a_definition(connection: Connection) -> None:
    """What `make_blocks` leaves out is as by default: read back it is the same definition."""
    from etl.indicators.definition import read_definition

    ground = read_ground(connection)
    for block in make_blocks(ground):
        fields = {name: value for name, value in block.items() if name not in ("version", "targets")}
        assert read_definition(fields) == ground.stored[block["code"]].definition
    assert len(make_blocks(ground)) == len(definitions(connection))
