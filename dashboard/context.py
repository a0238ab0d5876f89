"""From a request to a PageContext: who asks, which data version, which filters, each held to its allow-list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app, g
from sqlalchemy import Engine

from dashboard.access.people import People
from dashboard.access.person import Person
from dashboard.address import read_address
from dashboard.area_map import AreaMap
from dashboard.cache import ResultCache, Snapshot, read_state
from dashboard.registry import PageContext, Registry
from dashboard.text import LANGUAGES
from etl.calendar_th import bangkok_date
from etl.settings import Settings

EXTENSION = "mis"


@dataclass(frozen=True)
class Services:
    """What one app holds for all its requests."""

    settings: Settings
    registry: Registry
    people: People
    engine: Engine  # reads the warehouse, refuses every write
    pen: Engine  # for the functions of etl.indicators and etl.requests
    cache: ResultCache
    bodies: ResultCache  # pages as drawn, for a few seconds
    area_map: AreaMap | None = None  # of the configuration


def services() -> Services:
    """The running app's services."""
    found: Services = current_app.extensions[EXTENSION]
    return found


def read_context(pathname: object, search: object) -> PageContext:
    """The context of the signed-in person's request for an address (as `dcc.Location` gives it).

    Unknown filters become the defaults: fiscal year to date, the whole municipality, Thai. Raises SQLAlchemy's errors
    when the warehouse does not answer.
    """
    held, person, address = services(), _person(), read_address(search, LANGUAGES)
    now = held.settings.now()
    state = read_state(held.engine)
    version, as_of = (state.version, state.as_of_at) if state else (0, None)
    data = Snapshot(held.engine, version, person.scope, held.cache)
    org_units = data.rows("pages/frame_org_units")
    org_unit = next((u for u in org_units if u.code == address.org), None) or (org_units[0] if org_units else None)
    path = pathname if isinstance(pathname, str) else "/"
    page = held.registry.find_page(path)
    return PageContext(
        path=path,
        period_id=choose_period(data, address.period, as_of or now),
        org_unit_key=org_unit.org_unit_key if org_unit else 0,
        org_unit_code=org_unit.code if org_unit else held.settings.config.municipality.code,
        lang=address.lang,
        person=person,
        now=now,
        as_of=as_of,
        version=version,
        data=data,
        settings=held.settings,
        pen=held.pen,
        record=partial(held.people.record, person.username),
        params=address.params,
        parts=page[1] if page else {},
    )


def read_lang(search: object) -> str:
    """The language an address asks for, without touching the warehouse."""
    return read_address(search, LANGUAGES).lang


def choose_period(data: Snapshot, asked: str, at: datetime) -> str:
    """The period asked for if it may be chosen, else the fiscal year to date of the month in hand."""
    periods = data.rows("pages/frame_periods", today=bangkok_date(at))
    ids = {p.period_id for p in periods}
    default = f"YTD{bangkok_date(at):%Y-%m}"
    if asked in ids:
        return asked
    if default in ids or not ids:
        return default
    to_date = [p for p in periods if p.grain == "ytd"] or periods
    return str(max(to_date, key=lambda p: (p.ends_on, p.period_id)).period_id)


def _person() -> Person:
    person: Any = g.get("person")
    if not isinstance(person, Person):  # the gate lets nobody through without; a context outside it is a mistake
        raise PermissionError("no signed-in person")
    return person
