"""Dated remarks of people on a chart or an indicator: written and taken back here, never changed, never deleted.

A remark moves the data version, so that every open page shows it (or no longer does) within its next look.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from etl.calendar_th import bangkok_date
from etl.contracts.catalogue import CONTRACTS
from etl.indicators.definition import Rule, refuse
from etl.warehouse.tables import etl_data_version, ind_definition, ind_note

MAX_LETTERS = 300
EARLIEST = date(2000, 1, 1)


def write_note(connection: Connection, *, subject: str, day: date, text: str, author: str, at: datetime) -> int:
    """Keep a remark about a day; its key. `subject` is the name of a contract (its charts) or the code of an indicator.

    Raises DefinitionError naming the field: an unknown subject, a day before 2000 or after today, a text that is empty
    or longer than 300 letters, no author.
    """
    known = connection.execute(select(ind_definition.c.code).where(ind_definition.c.code == subject).limit(1)).scalar()
    if subject not in CONTRACTS and known is None:
        refuse("subject", Rule.UNKNOWN, f"'{subject}' is neither a contract nor an indicator.")
    if not EARLIEST <= day <= bangkok_date(at):
        refuse("date", Rule.BAD_VALUE, f"{day} is not a day between {EARLIEST} and today.")
    plain = plain_text(text)
    if not plain:
        refuse("text", Rule.MISSING, "A remark needs a text.")
    if len(plain) > MAX_LETTERS:
        refuse("text", Rule.TOO_LONG, f"The remark has {len(plain)} letters.", f"Write at most {MAX_LETTERS}.")
    if not author.strip():
        refuse("author", Rule.MISSING, "A remark needs the name of who writes it.")
    row = {"subject": subject, "date": day, "text": plain, "author": author, "written_at": at}
    key = connection.execute(insert(ind_note).values(**row).returning(ind_note.c.note_key)).scalar_one()
    move_version(connection)
    return int(key)


def withdraw_note(connection: Connection, *, note_key: int, author: str, at: datetime) -> None:
    """Take a remark back; it stays in the table with who did so and when. DefinitionError where none stands."""
    if not author.strip():
        refuse("author", Rule.MISSING, "Taking back a remark needs the name of who does so.")
    standing = update(ind_note).where(ind_note.c.note_key == note_key, ind_note.c.withdrawn_at.is_(None))
    if connection.execute(standing.values(withdrawn_at=at, withdrawn_by=author)).rowcount != 1:
        refuse("note", Rule.CHANGED_MEANWHILE, f"There is no remark {note_key} to take back.")
    move_version(connection)


def plain_text(text: str) -> str:
    """One line without control and invisible letters; half characters are left out."""
    kept = (" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(k for k in kept if unicodedata.category(k) not in ("Cc", "Cf", "Cs", "Co", "Cn")).split())


def move_version(connection: Connection) -> None:
    """Open pages draw themselves anew: something they show beside figures has changed."""
    connection.execute(update(etl_data_version).values(version=etl_data_version.c.version + 1))
