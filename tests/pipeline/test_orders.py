"""Orders and improvement plans: every step in every state, what is refused by which field, and two who act at once."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from etl.errors import DefinitionError
from etl.indicators.orders import PARTS, STEPS, Draft, OrderRule, act, give
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import (
    dim_org_unit,
    dim_period,
    etl_data_version,
    ind_definition,
    ind_value,
)
from etl.warehouse.tables.indicators import ind_order, ind_order_event

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
DRAFT = Draft("order", "เร่งรัดงานค้าง", {"asked": "ให้รายงานสาเหตุ\nและแผนแก้ไข"}, "SCH", TODAY, "CMP-03", "M2026-10", "SCH")
PLAN = replace(DRAFT, kind="improvement_plan", body=dict.fromkeys(PARTS["improvement_plan"], "รายละเอียด"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, new_warehouse: Callable[..., str]) -> Iterator[Engine]:
    """One warehouse of each kind for all tests here: each leaves it as it was."""
    made = make_engine(new_warehouse(request.param))
    fill(made)
    yield made
    made.dispose()


@pytest.fixture
def books(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def fill(engine: Engine) -> None:
    unit = {"name_th": "ก", "name_en": "a", "short_th": "ก"}
    with engine.begin() as connection:
        for key, code, parent in ((1, "KKM", None), (2, "SCH", 1)):
            row = {"org_unit_key": key, "code": code, "parent_key": parent, "depth": key - 1, "sort_order": key}
            connection.execute(insert(dim_org_unit).values(row | unit))
        period = {"period_id": "M2026-10", "grain": "month", "starts_on": date(2026, 10, 1), "fiscal_year": 2570}
        connection.execute(insert(dim_period).values(**period, ends_on=date(2026, 11, 1), label_th="ก", label_en="a"))
        about = {"kind": "tracked", "body": "{}", "origin": "config", "author": "x", "reason": "x"}
        connection.execute(insert(ind_definition).values(code="CMP-03", version=1, valid_from_at=AT, **about))
        value = {"code": "CMP-03", "period_id": "M2026-10", "status": "off_track", "definition_key": 1, "run_key": 1}
        for unit_key, figure in ((1, 61.5), (2, 42.25)):
            connection.execute(insert(ind_value).values(**value, org_unit_key=unit_key, value=figure))
        connection.execute(insert(etl_data_version).values(id=1, version=7, as_of_at=AT, settled_at=AT))


def order_of(books: Connection, key: int) -> Any:
    return books.execute(select(ind_order).where(ind_order.c.order_key == key)).one()


def step(books: Connection, key: int, what: str, *, by: str = "ผู้อื่น", **given: Any) -> None:
    values = {"version": order_of(books, key).version, "text": "เพราะ", "due_date": TODAY, "author": by, "at": AT}
    act(books, key, what, **(values | given))


def put(books: Connection, draft: Draft = DRAFT) -> int:
    return give(books, draft, author="นายก (mayor)", at=AT)


def test_an_order_keeps_the_figure_it_came_from(books: Connection) -> None:
    key = put(books)
    books.execute(update(ind_value).values(value=99))  # what comes later does not change what it was given for
    version = books.execute(select(etl_data_version.c.version)).scalar_one()
    order = order_of(books, key)
    assert (order.value, order.from_org_unit_key, order.state, order.version) == (42.25, 2, "open", 1)
    assert json.loads(order.body) == {"asked": "ให้รายงานสาเหตุ\nและแผนแก้ไข"} and version == 8
    whole = order_of(books, put(books, replace(DRAFT, org_unit=None)))
    assert whole.value == 99 and whole.from_org_unit_key == 1
    about_none = order_of(books, put(books, replace(DRAFT, code=None, period_id=None)))
    assert (about_none.code, about_none.period_id, about_none.value) == (None, None, None)
    plan = order_of(books, put(books, replace(PLAN, of_order=key)))
    assert json.loads(plan.body)["of_order"] == key and set(PARTS["improvement_plan"]) < set(json.loads(plan.body))


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"kind": "wish"}, "kind", OrderRule.NOT_A_CHOICE),
        ({"title": " \u200b "}, "title", OrderRule.MISSING),
        ({"title": "ก" * 201}, "title", OrderRule.TOO_LONG),
        ({"body": {}}, "asked", OrderRule.MISSING),
        ({"body": {"asked": "ก" * 4001}}, "asked", OrderRule.TOO_LONG),
        ({"owner": ""}, "owner", OrderRule.MISSING),
        ({"owner": "XXX"}, "owner", OrderRule.UNKNOWN),
        ({"owner_person": "ก" * 121}, "owner_person", OrderRule.TOO_LONG),
        ({"due_date": TODAY - timedelta(days=1)}, "due_date", OrderRule.DAY),
        ({"due_date": date(2031, 11, 1)}, "due_date", OrderRule.DAY),
        ({"due_date": date.min}, "due_date", OrderRule.DAY),
        ({"code": "CMP-99"}, "code", OrderRule.UNKNOWN),
        ({"period_id": "M1999-01"}, "period_id", OrderRule.UNKNOWN),
        ({"period_id": None}, "period_id", OrderRule.UNKNOWN),
        ({"org_unit": "'; drop table ind_order --"}, "org_unit", OrderRule.UNKNOWN),
        ({"of_order": 999}, "of_order", OrderRule.UNKNOWN),
        *[
            ({"kind": "improvement_plan", "body": {**PLAN.body, part: "  "}}, part, OrderRule.MISSING)
            for part in PARTS["improvement_plan"]
        ],
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    books: Connection, given: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(DefinitionError) as refused:
        put(books, replace(DRAFT, **given))
    assert (refused.value.field, refused.value.message_id) == (field, rule)
    assert books.execute(select(ind_order)).first() is None
    assert books.execute(select(ind_order_event)).first() is None


def test_days_at_the_edges(books: Connection) -> None:
    for day in (TODAY, date(2031, 10, 31)):
        assert order_of(books, put(books, replace(DRAFT, due_date=day))).due_date == day


WAYS = {
    "open": (),
    "answered": ("answered",),
    "done": ("answered", "done"),
    "cancelled": ("cancelled",),
}
LEADS = {
    ("open", "answered"): "answered", ("open", "moved"): "open", ("open", "cancelled"): "cancelled",
    ("answered", "answered"): "answered", ("answered", "returned"): "open", ("answered", "done"): "done",
    ("answered", "moved"): "answered", ("answered", "cancelled"): "cancelled", ("done", "reopened"): "open",
    ("cancelled", "reopened"): "open",
}  # fmt: skip


@pytest.mark.parametrize("what", STEPS)
@pytest.mark.parametrize("state", WAYS)
def test_every_step_in_every_state(books: Connection, state: str, what: str) -> None:
    key = put(books)
    for number, before in enumerate(WAYS[state]):
        step(books, key, before, by=f"คน {number}")
    if (state, what) not in LEADS:
        with pytest.raises(DefinitionError) as refused:
            step(books, key, what)
        assert (refused.value.field, refused.value.message_id) == ("what", OrderRule.STATE)
        assert order_of(books, key).state == state
        return
    step(books, key, what, due_date=TODAY + timedelta(days=9))
    order = order_of(books, key)
    assert (order.state, order.version) == (LEADS[state, what], len(WAYS[state]) + 2)
    assert order.due_date == TODAY + timedelta(days=9 if what in ("moved", "returned", "reopened") else 0)


@pytest.mark.parametrize(
    ("what", "given", "field"),
    [
        ("answered", {"text": ""}, "text"),
        ("answered", {"text": "ก" * 4001}, "text"),
        ("answered", {"link": "http://kkmuni.go.th"}, "link"),
        ("answered", {"link": "javascript:alert(1)"}, "link"),
        ("answered", {"link": "https://a b"}, "link"),
        ("answered", {"link": "https://user@host/"}, "link"),
        ("answered", {"link": "https://[::1"}, "link"),
        ("answered", {"author": " "}, "author"),
        ("moved", {"due_date": None}, "due_date"),
        ("moved", {"due_date": TODAY - timedelta(days=1)}, "due_date"),
        ("moved", {"text": " "}, "text"),
        ("cancelled", {"text": ""}, "text"),
        ("answered", {"version": 9}, "version"),
        ("ระเบิด", {}, "what"),
    ],
)
def test_what_a_step_lacks_is_named(books: Connection, what: str, given: dict[str, Any], field: str) -> None:
    key = put(books)
    with pytest.raises(DefinitionError) as refused:
        step(books, key, what, **given)
    assert refused.value.field == field
    assert order_of(books, key).version == 1


def test_nobody_accepts_an_answer_of_their_own(books: Connection) -> None:
    key = put(books)
    step(books, key, "answered", by="ก")
    step(books, key, "answered", by="ข", link="https://kkmuni.go.th/1")
    with pytest.raises(DefinitionError) as refused:
        step(books, key, "done", by="ข", text="")
    assert refused.value.message_id == OrderRule.OWN_ANSWER
    step(books, key, "done", by="ก", text="")


def test_of_two_who_act_at_once_the_second_is_told(books: Connection) -> None:
    key = put(books)
    step(books, key, "answered", version=1)
    with pytest.raises(DefinitionError) as refused:
        step(books, key, "cancelled", version=1)
    assert refused.value.message_id == OrderRule.CHANGED_MEANWHILE
    assert order_of(books, key).state == "answered"


def test_the_history_alone_gives_the_order_again(books: Connection) -> None:
    """Two hundred random steps: what each event says changed, put together, is how the order stands."""
    chance = random.Random(5)
    key = put(books)
    taken = 0
    for number in range(200):
        try:
            step(
                books,
                key,
                chance.choice(list(STEPS)),
                by=f"คน {number}",
                due_date=TODAY + timedelta(chance.randrange(99)),
            )
            taken += 1
        except DefinitionError as error:
            assert error.field == "what"
    events = books.execute(select(ind_order_event).order_by(ind_order_event.c.event_key)).all()
    known = {"state": "open", **json.loads(events[0].after)}
    for event in events[1:]:
        before, after = json.loads(event.before or "{}"), json.loads(event.after or "{}")
        assert all(known[name] == value for name, value in before.items())
        known |= after
    order = order_of(books, key)
    assert len(events) == taken + 1 > 50 and order.version == taken + 1
    assert known == {"state": order.state, "due_date": order.due_date.isoformat()}
