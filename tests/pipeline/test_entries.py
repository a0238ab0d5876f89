"""Entered values on both engines: two persons for each, nothing overwritten, whole batches or none, one of two wins."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select

from etl.errors import DefinitionError
from etl.indicators.definition import read_definition
from etl.indicators.entries import Entry, approve, decline, enter, withdraw
from etl.indicators.entry_rules import EntriesRefusedError
from etl.indicators.versions import open_definition
from etl.steps.score import score
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_org_unit, dim_period, etl_data_version, ind_value
from etl.warehouse.tables.indicators import ind_entry

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
PERIODS = (
    ("M2026-09", "month", date(2026, 9, 1), date(2026, 10, 1)),
    ("M2026-10", "month", date(2026, 10, 1), date(2026, 11, 1)),
    ("M2026-11", "month", date(2026, 11, 1), date(2026, 12, 1)),
    ("M2026-12", "month", date(2026, 12, 1), date(2027, 1, 1)),
    ("FY2569", "fiscal_year", date(2025, 10, 1), date(2026, 10, 1)),
)


def definition(code: str, **more: object) -> dict[str, object]:
    return {
        "code": code, "kind": "tracked", "name_th": "ก", "name_en": "a", "description_th": "ก", "description_en": "a",
        "unit_th": "ร้อยละ", "unit_en": "percent", "direction": "higher", "frequency": "monthly", "data_source": "hand",
    } | more  # fmt: skip


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        names = ("period_id", "grain", "starts_on", "ends_on")
        more = {"fiscal_year": 2570, "label_th": "ก", "label_en": "a"}
        connection.execute(insert(dim_period), [dict(zip(names, row, strict=True)) | more for row in PERIODS])
        units = [
            {
                "org_unit_key": n, "code": code, "name_th": code, "name_en": code, "short_th": "",
                "depth": int(n > 1), "sort_order": n,
            }
            for n, code in enumerate(("KKC", "SCH"), 1)
        ]  # fmt: skip
        connection.execute(insert(dim_org_unit), units)
        connection.execute(insert(etl_data_version).values(id=1, version=7, as_of_at=AT, settled_at=AT))
        for raw in (
            definition("AAA-1"),
            definition("BBB-1"),
            definition("YYY-1", frequency="annual"),
            definition("REF-1", kind="reference"),
            definition("SYS-1", data_source="none"),
        ):
            open_definition(connection, read_definition(raw), origin="person", author="x", reason="", at=AT)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hall(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """One warehouse for all tests on each engine in turn: to make one takes longer than all they do in it."""
    engine = make_engine(new_warehouse(request.param))
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def city(hall: Engine) -> Engine:
    with hall.begin() as connection:
        connection.execute(delete(ind_entry))
    return hall


VALUE = Entry("AAA-1", "M2026-10", "KKC", Decimal("38.2"), "หนังสือสำนักคลัง")


def put(engine: Engine, *entries: Entry, author: str = "somchai") -> list[int]:
    with engine.begin() as connection:
        return enter(connection, entries, author=author, at=AT)


def rows(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(ind_entry).order_by(ind_entry.c.entry_key)))


def version(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(etl_data_version.c.version)).scalar_one())


def refused(engine: Engine, act: Any, *args: Any, **named: Any) -> DefinitionError:
    """What an act is refused for; nothing may have changed by it."""
    before = (rows(engine), version(engine))
    with pytest.raises(DefinitionError) as error, engine.begin() as connection:
        act(connection, *args, **named)
    assert (rows(engine), version(engine)) == before
    return error.value


def test_a_value_waits_until_a_second_person_approves_it(city: Engine) -> None:
    before = version(city)
    [key] = put(city, replace(VALUE, evidence=" หนังสือ\x00 สำนักคลัง ", link="https://a.b/c"))
    [row] = rows(city)
    assert (row.state, row.value, row.org_unit_key, row.entered_by) == ("waiting", 38.2, 1, "somchai")
    assert (row.evidence, row.link, row.decided_by) == ("หนังสือ สำนักคลัง", "https://a.b/c", None)
    assert version(city) == before + 1
    for same in ("somchai", "Somchai ", "SOMCHAI"):
        assert refused(city, approve, [key], author=same, at=AT).message_id == "entries.refused_same_person"
        assert refused(city, decline, [key], author=same, at=AT, reason="x").field == "entry"
    with city.begin() as connection:
        assert approve(connection, [key], author="malee", at=AT, remark="ตรงกับหนังสือ") == 1
    [row] = rows(city)
    assert (row.state, row.decided_by, row.decided_at, row.decision) == ("approved", "malee", AT, "ตรงกับหนังสือ")
    assert refused(city, approve, [key], author="malee", at=AT).message_id == "entries.refused_gone"
    assert refused(city, withdraw, [key], author="somchai", at=AT).message_id == "entries.refused_gone"


def test_a_correction_is_a_further_entry_and_the_old_value_stands_until_it_is_approved(city: Engine) -> None:
    [first] = put(city, VALUE)
    with city.begin() as connection:
        approve(connection, [first], author="malee", at=AT)
    [second] = put(city, replace(VALUE, value=Decimal("39.1"), seen=first), author="malee")
    assert [row.state for row in rows(city)] == ["approved", "waiting"]
    [third] = put(city, replace(VALUE, value=Decimal("39.2"), seen=second), author="somchai")
    assert [row.state for row in rows(city)] == ["approved", "replaced", "waiting"]
    with city.begin() as connection:
        approve(connection, [third], author="malee", at=AT)
    assert [row.state for row in rows(city)] == ["replaced", "replaced", "approved"]
    assert [row.value for row in rows(city)] == [38.2, 39.1, 39.2]
    with city.begin() as connection:  # an approval taken back leaves no value
        decline(connection, [third], author="malee", at=AT, reason="ผิดปี")
    assert [row.state for row in rows(city)] == ["replaced", "replaced", "refused"]


def test_only_what_was_approved_becomes_the_value(city: Engine) -> None:
    def scored() -> list[tuple[str, int, float | None]]:
        with city.begin() as connection:
            score(connection, run_key=1, as_of=AT, period_ids=None)
            has_value = (ind_value.c.code == "AAA-1", ind_value.c.value.is_not(None))
            found = connection.execute(select(ind_value).where(*has_value).order_by(ind_value.c.org_unit_key))
            return [(row.period_id, row.org_unit_key, row.value) for row in found]

    city_key, own_key = put(city, VALUE, replace(VALUE, org_unit="SCH", value=Decimal("41.25")))
    assert scored() == []
    with city.begin() as connection:
        approve(connection, [city_key, own_key], author="malee", at=AT)
    [further] = put(city, replace(VALUE, value=Decimal(50), seen=city_key))
    assert scored() == [("M2026-10", 1, 38.2), ("M2026-10", 2, 41.25)]
    with city.begin() as connection:
        approve(connection, [further], author="malee", at=AT)
        decline(connection, [own_key], author="malee", at=AT, reason="ผิดหน่วยงาน")
    assert scored() == [("M2026-10", 1, 50.0)]


def test_who_comes_second_is_told_and_nothing_is_passed_over(city: Engine) -> None:
    [first] = put(city, VALUE)
    for seen in (0, first - 1, first + 1):
        error = refused(city, enter, [replace(VALUE, seen=seen)], author="malee", at=AT)
        assert isinstance(error, EntriesRefusedError) and error.faults[0].rule.name == "CHANGED"
    put(city, replace(VALUE, seen=first), author="malee")
    put(city, replace(VALUE, org_unit="SCH"), replace(VALUE, period_id="M2026-09"))  # other places


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"code": "ZZZ-1"}, "code", "UNKNOWN"),
        ({"code": "REF-1"}, "code", "NOT_BY_HAND"),
        ({"code": "SYS-1"}, "code", "NOT_BY_HAND"),
        ({"period_id": "FY2569"}, "period", "PERIOD"),
        ({"period_id": "M1999-01"}, "period", "PERIOD"),
        ({"period_id": "M2026-12"}, "period", "NOT_BEGUN"),
        ({"code": "YYY-1"}, "period", "PERIOD"),
        ({"org_unit": "XXX"}, "org_unit", "ORG_UNIT"),
        ({"value": Decimal("1e20")}, "value", "TOO_LARGE"),
        ({"value": Decimal("NaN")}, "value", "NUMBER"),
        ({"evidence": " \x00 "}, "evidence", "NO_EVIDENCE"),
        ({"evidence": "ก" * 501}, "evidence", "TOO_LONG"),
        ({"link": "http://a.b"}, "link", "LINK"),
    ],
)
def test_each_refusal_names_its_field_and_the_whole_batch_stays_out(
    city: Engine, given: dict[str, Any], field: str, rule: str
) -> None:
    batch = [replace(VALUE, period_id="M2026-09", line=1), replace(VALUE, **given, line=2)]
    error = refused(city, enter, batch, author="somchai", at=AT)
    assert isinstance(error, EntriesRefusedError)
    assert [(f.line, f.field, f.rule.name) for f in error.faults] == [(2, field, rule)]


def test_every_fault_of_a_batch_is_told_at_once(city: Engine) -> None:
    batch = [
        replace(VALUE, line=7),
        replace(VALUE, line=8, value=Decimal(1)),
        replace(VALUE, line=9, code="ZZZ-1", evidence="", link="x"),
    ]
    error = refused(city, enter, batch, author="somchai", at=AT)
    assert isinstance(error, EntriesRefusedError)
    assert [(f.line, f.field, f.rule.name) for f in error.faults] == [
        (7, "period", "DOUBLED"), (8, "period", "DOUBLED"), (9, "code", "UNKNOWN"), (9, "evidence", "NO_EVIDENCE"),
        (9, "link", "LINK"),
    ]  # fmt: skip


def test_decisions_are_whole_or_not_at_all(city: Engine) -> None:
    own, other = put(city, VALUE)[0], put(city, replace(VALUE, code="BBB-1"), author="malee")[0]
    assert refused(city, approve, [own, other], author="malee", at=AT).message_id == "entries.refused_same_person"
    assert refused(city, approve, [own, 999], author="malee", at=AT).message_id == "entries.refused_gone"
    assert refused(city, approve, [], author="malee", at=AT).message_id == "entries.refused_gone"
    assert refused(city, decline, [own], author="malee", at=AT, reason=" ").message_id == "entries.refused_no_reason"
    assert refused(city, decline, [own], author="malee", at=AT, reason="ก" * 501).field == "reason"
    assert refused(city, withdraw, [own], author="malee", at=AT).message_id == "entries.refused_not_yours"
    assert refused(city, approve, [own], author=" ", at=AT).field == "author"
    assert refused(city, enter, [VALUE], author=" ", at=AT).field == "author"


def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(city: Engine) -> None:
    """Both had seen an empty place."""
    gate, told = threading.Barrier(2), []

    def one(author: str) -> None:
        gate.wait()
        try:
            put(city, VALUE, author=author)
        except EntriesRefusedError as error:
            told.append(error.faults[0].rule.name)

    threads = [threading.Thread(target=one, args=(author,)) for author in ("somchai", "malee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["CHANGED"] and [row.state for row in rows(city)] == ["waiting"]


@dataclass
class Oracle:
    """The same rules, told in another way: what each place's history must be."""

    states: dict[int, str]
    places: dict[int, tuple[str, str]]
    authors: dict[int, str]

    def of(self, place: tuple[str, str], state: str) -> list[int]:
        return [key for key, where in self.places.items() if where == place and self.states[key] == state]

    def newest(self, place: tuple[str, str]) -> int:
        return max(self.of(place, "waiting") + self.of(place, "approved"), default=0)


def test_any_sequence_of_acts_keeps_the_rules(city: Engine) -> None:
    """At most one waits and one stands per place, nobody decides on their own, values never change."""
    draw, oracle = random.Random(7), Oracle({}, {}, {})
    people, places = (
        ("somchai", "malee", "wichai"),
        [("AAA-1", "M2026-10"), ("BBB-1", "M2026-10"), ("AAA-1", "M2026-09")],
    )
    values: dict[int, float] = {}
    met: set[str] = set()
    with city.connect() as connection:
        for _ in range(120):
            who, place = draw.choice(people), draw.choice(places)
            act = draw.choice(("enter", "enter", "approve", "decline", "withdraw"))
            key = draw.choice([*list(oracle.states)[-8:], 999])
            with connection.begin():
                _act(connection, oracle, values, act, who, place, key, draw)
            met |= set(oracle.states.values())
        found = list(connection.execute(select(ind_entry)))
    assert {row.entry_key: (row.state, row.value) for row in found} == {
        key: (state, values[key]) for key, state in oracle.states.items()
    }
    assert met == {"waiting", "approved", "refused", "replaced", "withdrawn"}
    for place in places:
        assert len(oracle.of(place, "waiting")) <= 1 and len(oracle.of(place, "approved")) <= 1
    assert all(row.decided_by != row.entered_by for row in found if row.state in ("approved", "refused"))


def _act(
    connection: Connection, oracle: Oracle, values: dict[int, float], act: str, who: str, place: tuple[str, str],
    key: int, draw: random.Random,
) -> None:  # fmt: skip
    state, own = oracle.states.get(key), oracle.authors.get(key) == who
    if act == "enter":
        seen = draw.choice([oracle.newest(place)] * 3 + [key])
        value = Decimal(draw.randrange(10_000)) / 100
        entry = replace(VALUE, code=place[0], period_id=place[1], value=value, seen=seen)
        if seen != oracle.newest(place):
            _must_refuse(connection, enter, [entry], author=who, at=AT)
            return
        [made] = enter(connection, [entry], author=who, at=AT + timedelta(seconds=len(values)))
        for old in oracle.of(place, "waiting"):
            oracle.states[old] = "replaced"
        oracle.states[made], oracle.places[made], oracle.authors[made] = "waiting", place, who
        values[made] = float(value)
    elif act == "approve" and state == "waiting" and not own:
        approve(connection, [key], author=who, at=AT)
        for old in oracle.of(oracle.places[key], "approved"):
            oracle.states[old] = "replaced"
        oracle.states[key] = "approved"
    elif act == "decline" and state in ("waiting", "approved") and not own:
        decline(connection, [key], author=who, at=AT, reason="ไม่ตรง")
        oracle.states[key] = "refused"
    elif act == "withdraw" and state == "waiting" and own:
        withdraw(connection, [key], author=who, at=AT)
        oracle.states[key] = "withdrawn"
    else:
        calls: dict[str, tuple[Any, dict[str, Any]]] = {
            "approve": (approve, {}), "decline": (decline, {"reason": "ไม่ตรง"}), "withdraw": (withdraw, {})
        }  # fmt: skip
        call, more = calls[act]
        _must_refuse(connection, call, [key], author=who, at=AT, **more)


def _must_refuse(connection: Connection, call: Any, given: Sequence[Any], **named: Any) -> None:
    with pytest.raises(DefinitionError):
        call(connection, given, **named)
