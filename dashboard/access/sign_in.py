"""One attempt to sign in: throttled before the hash, the same time and words for a wrong name and a wrong password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from dashboard.access.audit import write_audit
from dashboard.access.passwords import MAX_LENGTH
from dashboard.access.people import People, normal_username
from dashboard.access.sessions import start_session
from dashboard.access.tables import app_person
from dashboard.access.throttle import choose_buckets, give_back, take_places


@dataclass(frozen=True)
class SignedIn:
    """A right password: the new session's id for the cookie, and whose it is."""

    session_id: str
    username: str


@dataclass(frozen=True)
class Refused:
    """A wrong one; `wait_until` is set when no attempt was made because there were too many."""

    wait_until: datetime | None = None


def sign_in(people: People, username: str, password: str, *, address: str, device: str | None) -> SignedIn | Refused:
    """Try a user name and password; `device` is the mark of a browser that signed in as this name before."""
    name, now = normal_username(username)[:100], people.clock()
    buckets = choose_buckets(name, address, device)
    with people.engine.begin() as connection:
        if wait_until := take_places(connection, buckets, now):
            return Refused(wait_until)
    with people.reader.connect() as connection:
        row = connection.execute(
            select(app_person).where(app_person.c.username == name, app_person.c.disabled_at.is_(None))
        ).first()
    is_right = people.passwords.is_right(password[: MAX_LENGTH + 1], row.password_hash if row else None)
    if row is None or not is_right:
        # a name nobody has may be a password typed in the wrong field: it is not written down
        people.record(row.username if row else "-", "sign_in_refused", address=address)
        return Refused()
    new_hash = people.passwords.hash(password) if people.passwords.is_outdated(row.password_hash) else None
    with people.engine.begin() as connection:
        give_back(connection, buckets, now)
        if new_hash:
            connection.execute(
                update(app_person).where(app_person.c.person_key == row.person_key).values(password_hash=new_hash)
            )
        session_id = start_session(connection, row.person_key, now)
        write_audit(connection, now, name, "sign_in", {"address": address})
    return SignedIn(session_id, name)
