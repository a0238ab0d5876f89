"""Sessions are rows on the server: the cookie holds a random id, the table its hash; what is deleted is over."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from dashboard.access.audit import write_audit
from dashboard.access.people import People
from dashboard.access.person import Person
from dashboard.access.tables import app_person, app_session

IDLE = timedelta(hours=8)  # an office day: screens stand open through lunch
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)


def start_session(connection: Connection, person_key: int, now: datetime) -> str:
    """Open a session within the caller's transaction; returns the id for the cookie. Old ones are swept away."""
    connection.execute(
        delete(app_session).where((app_session.c.seen_at <= now - IDLE) | (app_session.c.started_at <= now - ABSOLUTE))
    )
    session_id = secrets.token_urlsafe(32)
    connection.execute(
        insert(app_session).values(session_hash=hash_id(session_id), person_key=person_key, started_at=now, seen_at=now)
    )
    return session_id


def find_person(people: People, session_id: str, *, is_active: bool) -> Person | None:
    """Whose session this is, or None when it is over; `is_active` moves the idle time on."""
    now = people.clock()
    statement = (
        select(app_person, app_session.c.seen_at)
        .join(app_session, app_session.c.person_key == app_person.c.person_key)
        .where(
            app_session.c.session_hash == hash_id(session_id),
            app_session.c.seen_at > now - IDLE,
            app_session.c.started_at > now - ABSOLUTE,
            app_person.c.disabled_at.is_(None),
        )
    )
    with people.reader.connect() as connection:
        row = connection.execute(statement).first()
    if row is None:
        return None
    if is_active and now - row.seen_at >= SEEN_EVERY:
        _move_on(people, session_id, now)
    return Person(row.person_key, row.username, row.display_name, row.role)


def end_session(people: People, session_id: str, person: Person) -> None:
    with people.engine.begin() as connection:
        connection.execute(delete(app_session).where(app_session.c.session_hash == hash_id(session_id)))
        write_audit(connection, people.clock(), person.username, "sign_out", {})


def hash_id(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


def _move_on(people: People, session_id: str, now: datetime) -> None:
    try:
        with people.engine.begin() as connection:
            connection.execute(
                update(app_session).where(app_session.c.session_hash == hash_id(session_id)).values(seen_at=now)
            )
    except OperationalError:  # a full or locked disk must not put people out who are signed in
        log.warning("the time a session was last seen could not be kept", exc_info=True)
