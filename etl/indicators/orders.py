"""Orders (ข้อสั่งการ) and improvement plans (แผนพัฒนาปรับปรุง): given, answered and decided here, step by step.

The life of one: open -> answered -> done. An answer may be sent back (open again, with a new day if wished), the day
may be moved, an order may be cancelled, and what is over may be opened anew; each step leaves its event. Nobody accepts
an answer of their own. Of two people who act at once the second is told: a step names the version it was made on.

What is written moves the data version, so that tiles and lists show it within their next look.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, func, insert, select, update

from etl.calendar_th import add_months, bangkok_date
from etl.errors import DefinitionError
from etl.warehouse.tables import (
    dim_org_unit,
    dim_period,
    etl_data_version,
    ind_definition,
    ind_value,
)
from etl.warehouse.tables.indicators import ind_order, ind_order_event

Kind = Literal["order", "improvement_plan"]
State = Literal["open", "answered", "done", "cancelled"]
KINDS: tuple[Kind, ...] = ("order", "improvement_plan")
WAITING = frozenset({"open", "answered"})
OVER = frozenset({"done", "cancelled"})
# what must be said: of an order what is asked; of a plan the five parts the digital plan's chapter 1 names
PARTS: dict[str, tuple[str, ...]] = {
    "order": ("asked",),
    "improvement_plan": ("strategy", "steps", "time", "resources", "evaluation"),
}
MAX_TITLE, MAX_TEXT, MAX_PERSON, MAX_LINK = 200, 4_000, 120, 500
MOST_MONTHS_AHEAD = 60


class OrderRule(StrEnum):
    """What an order or a step of it can be refused for; the message ids of the catalogues."""

    MISSING = "orders.wrong_missing"
    TOO_LONG = "orders.wrong_too_long"
    NOT_A_CHOICE = "orders.wrong_choice"
    UNKNOWN = "orders.wrong_unknown"
    DAY = "orders.wrong_day"
    LINK = "orders.wrong_link"
    STATE = "orders.wrong_state"
    OWN_ANSWER = "orders.wrong_own_answer"
    CHANGED_MEANWHILE = "orders.wrong_changed"


@dataclass(frozen=True, slots=True)
class Draft:
    """An order to be given. `code`, `period_id` and `org_unit` say which figure it came from; without a code it came

    from none. `owner` is the code of the org_unit that answers; `of_order` the order a plan answers to.
    """

    kind: str
    title: str
    body: Mapping[str, str]
    owner: str
    due_date: date
    code: str | None = None
    period_id: str | None = None
    org_unit: str | None = None
    owner_person: str = ""
    of_order: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What may be done with an order: in which states, what it becomes, whether a text or a day is needed."""

    allowed: frozenset[str]
    leads_to: State | None  # null: it stays as it is
    wants_text: bool = True
    wants_day: bool = False
    may_move: bool = False  # a new day may be given with it


STEPS: dict[str, Step] = {
    "answered": Step(WAITING, "answered"),
    "returned": Step(frozenset({"answered"}), "open", may_move=True),
    "done": Step(frozenset({"answered"}), "done", wants_text=False),
    "moved": Step(WAITING, None, wants_day=True),
    "cancelled": Step(WAITING, "cancelled"),
    "reopened": Step(OVER, "open", wants_day=True),
}


def give(connection: Connection, draft: Draft, *, author: str, at: datetime) -> int:
    """Keep a new order or improvement plan with the value its indicator has at this moment; its key.

    Raises DefinitionError naming the field: kind, title, a part of the body, owner, owner_person, due_date, code,
    period_id, org_unit, of_order, author.
    """
    if draft.kind not in KINDS:
        refuse("kind", OrderRule.NOT_A_CHOICE, f"'{draft.kind}' is neither an order nor an improvement plan.")
    title = _read_text("title", " ".join(draft.title.split()), MAX_TITLE)
    body: dict[str, Any] = {part: _read_text(part, draft.body.get(part, ""), MAX_TEXT) for part in PARTS[draft.kind]}
    if draft.of_order is not None:
        body["of_order"] = _find(connection, draft.of_order, "of_order").order_key
    _check_day(draft.due_date, at)
    person = _read_text("owner_person", draft.owner_person, MAX_PERSON, is_needed=False)
    row = {
        "kind": draft.kind, "title": title, "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
        **_read_figure(connection, draft), "owner_org_unit_key": _find_org_unit(connection, draft.owner, "owner"),
        "owner_person": person or None, "due_date": draft.due_date, "state": "open", "version": 1,
        "given_by": _read_text("author", author, MAX_PERSON * 2), "given_at": at, "changed_at": at,
    }  # fmt: skip
    key = int(connection.execute(insert(ind_order).values(row).returning(ind_order.c.order_key)).scalar_one())
    _note(connection, key, "given", title, author=author, at=at, after={"due_date": draft.due_date.isoformat()})
    return key


def act(
    connection: Connection,
    order_key: int,
    what: str,
    *,
    version: int,
    text: str = "",
    link: str = "",
    due_date: date | None = None,
    author: str,
    at: datetime,
) -> None:
    """Take a step of `STEPS` with an order as it stood at `version`.

    Raises DefinitionError naming the field: order, what, version (someone else was first), text, link, due_date,
    author.
    """
    order = _find(connection, order_key, "order")
    step = STEPS.get(what)
    if step is None or order.state not in step.allowed:
        refuse("what", OrderRule.STATE, f"An order that is {order.state} cannot be {what}.")
    if order.version != version:
        refuse("version", OrderRule.CHANGED_MEANWHILE, f"Order {order_key} was changed meanwhile.", "Read it again.")
    said = _read_text("text", text, MAX_TEXT, is_needed=step.wants_text)
    address = _read_link(link) if what == "answered" else None
    _read_text("author", author, MAX_PERSON * 2)
    if what == "done" and author == _last_answer_by(connection, order_key):
        refuse("author", OrderRule.OWN_ANSWER, "Nobody accepts an answer of their own.")
    day = due_date if step.wants_day or step.may_move else None
    if step.wants_day and day is None:
        refuse("due_date", OrderRule.MISSING, "A day is wanted.")
    if day is not None:
        _check_day(day, at)
    before = {"state": order.state, "due_date": order.due_date.isoformat()}
    after = {"state": step.leads_to or order.state, "due_date": (day or order.due_date).isoformat()}
    changed = {"state": after["state"], "due_date": day or order.due_date, "version": version + 1, "changed_at": at}
    is_it = (ind_order.c.order_key == order_key, ind_order.c.version == version)
    if connection.execute(update(ind_order).where(*is_it).values(changed)).rowcount != 1:
        refuse("version", OrderRule.CHANGED_MEANWHILE, f"Order {order_key} was changed meanwhile.", "Read it again.")
    differs = {name for name in before if before[name] != after[name]}
    _note(
        connection, order_key, what, said, link=address, author=author, at=at,
        before={name: before[name] for name in differs}, after={name: after[name] for name in differs},
    )  # fmt: skip


def refuse(field_name: str, rule: OrderRule, what: str, remedy: str = "") -> NoReturn:
    raise DefinitionError(what, field_name, remedy, rule.value)


def _read_figure(connection: Connection, draft: Draft) -> dict[str, Any]:
    """Which figure it came from, and its value now; the whole municipality where no org_unit is named."""
    if draft.org_unit is None:
        root = select(func.min(dim_org_unit.c.org_unit_key)).where(dim_org_unit.c.parent_key.is_(None))
        unit = int(connection.execute(root).scalar_one())
    else:
        unit = _find_org_unit(connection, draft.org_unit, "org_unit")
    if draft.code is None:
        return {"code": None, "period_id": None, "from_org_unit_key": unit, "value": None}
    is_open = (ind_definition.c.code == draft.code, ind_definition.c.valid_to_at.is_(None))
    if connection.execute(select(ind_definition.c.code).where(*is_open)).first() is None:
        refuse("code", OrderRule.UNKNOWN, f"{draft.code} is not an indicator.")
    period = select(dim_period.c.period_id).where(dim_period.c.period_id == draft.period_id)
    if connection.execute(period).first() is None:
        refuse("period_id", OrderRule.UNKNOWN, f"{draft.period_id} is not a period.")
    of_it = (
        ind_value.c.code == draft.code,
        ind_value.c.period_id == draft.period_id,
        ind_value.c.org_unit_key == unit,
    )
    value = connection.execute(select(ind_value.c.value).where(*of_it)).scalar()
    return {"code": draft.code, "period_id": draft.period_id, "from_org_unit_key": unit, "value": value}


def _find(connection: Connection, order_key: int, field_name: str) -> Row[Any]:
    row = connection.execute(select(ind_order).where(ind_order.c.order_key == order_key)).first()
    if row is None:
        refuse(field_name, OrderRule.UNKNOWN, f"There is no order {order_key}.")
    return row


def _find_org_unit(connection: Connection, code: str, field_name: str) -> int:
    if not code:
        refuse(field_name, OrderRule.MISSING, "An order needs an org_unit that answers.")
    key = connection.execute(select(dim_org_unit.c.org_unit_key).where(dim_org_unit.c.code == code)).scalar()
    if key is None:
        refuse(field_name, OrderRule.UNKNOWN, f"'{code}' is not an org_unit.")
    return int(key)


def _last_answer_by(connection: Connection, order_key: int) -> str | None:
    answers = (
        select(ind_order_event.c.author)
        .where(ind_order_event.c.order_key == order_key, ind_order_event.c.what == "answered")
        .order_by(ind_order_event.c.event_key.desc())
        .limit(1)
    )
    return connection.execute(answers).scalar()


def _check_day(day: date, at: datetime) -> None:
    today = bangkok_date(at)
    if not today <= day < add_months(today, MOST_MONTHS_AHEAD):
        refuse("due_date", OrderRule.DAY, f"{day} is not a day from today on, within five years.")


def _read_text(name: str, raw: str, most: int, *, is_needed: bool = True) -> str:
    text = _clean(raw)
    if is_needed and not text:
        refuse(name, OrderRule.MISSING, f"{name} is missing.")
    if len(text) > most:
        refuse(name, OrderRule.TOO_LONG, f"{name} has {len(text)} letters.", f"Write at most {most}.")
    return text


def _read_link(raw: str) -> str | None:
    link = raw.strip()
    if not link:
        return None
    try:
        parts = urlsplit(link)
        is_right = parts.scheme == "https" and bool(parts.hostname) and not parts.username and link.isprintable()
    except ValueError:
        is_right = False
    if not is_right or len(link) > MAX_LINK or any(letter.isspace() for letter in link):
        refuse("link", OrderRule.LINK, "A link is an address that begins with https://.")
    return link


def _clean(raw: str) -> str:
    """Lines without control and invisible letters; half characters and empty lines at the ends are left out."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")) for line in lines)
    return "\n".join(" ".join(line.split()) for line in kept).strip()


def _note(
    connection: Connection, order_key: int, what: str, text: str, *, author: str, at: datetime, link: str | None = None,
    before: Mapping[str, str] | None = None, after: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    row = {"order_key": order_key, "what": what, "text": text, "link": link, "author": author, "at": at}
    changes = {"before": _json(before), "after": _json(after)}
    connection.execute(insert(ind_order_event).values(**row, **changes))
    connection.execute(update(etl_data_version).values(version=etl_data_version.c.version + 1))


def _json(values: Mapping[str, str] | None) -> str | None:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True) if values else None
