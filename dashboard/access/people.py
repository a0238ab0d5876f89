"""The people who may sign in: added, listed, disabled; every change and every sign-in leaves an audit row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.access.audit import write_audit
from dashboard.access.database import open_people_database
from dashboard.access.passwords import Passwords, check_password
from dashboard.access.person import ROLES, Person
from dashboard.access.tables import app_person, app_session
from etl.errors import UsageError

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,39}$")


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as `mis user list` shows them."""

    username: str
    display_name: str
    role: str
    created_at: datetime
    disabled_at: datetime | None


def real_clock() -> datetime:
    """The true time: sessions and audit rows do not follow MIS_AS_OF."""
    return datetime.now(UTC)


class People:
    """The people's tables. `engine` writes, `reader` only reads and so never waits for a writer."""

    def __init__(
        self, url: str, *, clock: Callable[[], datetime] = real_clock, passwords: Passwords | None = None
    ) -> None:
        self.engine = open_people_database(url)
        self.reader = open_people_database(url, read_only=True)
        self.clock = clock
        self.passwords = passwords or Passwords()

    def add(self, username: str, display_name: str, role: str, password: str, *, by: str) -> Person:
        """A new person; UsageError when the name is taken or anything does not fit the rules."""
        name = normal_username(username)
        if not _USERNAME.match(name):
            raise UsageError(f"'{username}' is not a user name.", "Use 2 to 40 of a-z, 0-9, dot, dash, underscore.")
        if role not in ROLES:
            raise UsageError(f"'{role}' is not a role.", f"Use one of {', '.join(ROLES)}.")
        check_password(password, name)
        now, shown = self.clock(), display_name.strip() or name
        values = {"username": name, "display_name": shown, "role": role, "created_at": now}
        try:
            with self.engine.begin() as connection:
                row = values | {"password_hash": self.passwords.hash(password)}
                key = connection.execute(
                    insert(app_person).values(**row).returning(app_person.c.person_key)
                ).scalar_one()
                write_audit(connection, now, by, "add_person", {"username": name, "role": role})
        except IntegrityError:
            raise UsageError(f"There is already a person '{name}'.", "Choose another user name.") from None
        return Person(key, name, shown, role)

    def everybody(self) -> list[PersonRecord]:
        """Everybody, by user name."""
        with self.reader.connect() as connection:
            rows = connection.execute(select(app_person).order_by(app_person.c.username)).all()
        return [PersonRecord(r.username, r.display_name, r.role, r.created_at, r.disabled_at) for r in rows]

    def disable(self, username: str, *, by: str) -> None:
        """The person cannot sign in any more; their open sessions end now."""
        with self.engine.begin() as connection:
            row, now = self._find(connection, username), self.clock()
            connection.execute(
                update(app_person).where(app_person.c.person_key == row.person_key).values(disabled_at=now)
            )
            self._end_sessions(connection, row.person_key)
            write_audit(connection, now, by, "disable_person", {"username": row.username})

    def set_password(self, username: str, password: str, *, by: str) -> None:
        """A new password (it also lets a disabled person in again); open sessions end now."""
        check_password(password, normal_username(username))
        password_hash = self.passwords.hash(password)
        with self.engine.begin() as connection:
            row = self._find(connection, username)
            connection.execute(
                update(app_person)
                .where(app_person.c.person_key == row.person_key)
                .values(password_hash=password_hash, disabled_at=None)
            )
            self._end_sessions(connection, row.person_key)
            write_audit(connection, self.clock(), by, "set_password", {"username": row.username})

    def record(self, person: str, action: str, **detail: object) -> None:
        """A line of the audit log in a transaction of its own."""
        with self.engine.begin() as connection:
            write_audit(connection, self.clock(), person, action, detail)

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()
        self.reader.dispose()

    def _find(self, connection: Connection, username: str) -> Row[tuple[object, ...]]:
        name = normal_username(username)
        row = connection.execute(select(app_person).where(app_person.c.username == name)).first()
        if row is None:
            raise UsageError(f"There is no person '{name}'.", "See: mis user list.")
        return row

    def _end_sessions(self, connection: Connection, person_key: int) -> None:
        connection.execute(delete(app_session).where(app_session.c.person_key == person_key))


def normal_username(text: str) -> str:
    return text.strip().lower()
