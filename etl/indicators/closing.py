"""Closing a period freezes what was reported of it; nothing reported is ever changed or deleted.

Figures of a closed period go on being worked out: `ind_value` holds what is known now, `ind_reported` what was said on
the day of closing, `ind_restatement` every difference a later run found (see restating.py). A period opened again keeps
what was reported of it; closing it anew reports anew, and both reports stay readable.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn

from sqlalchemy import Connection, func, insert, literal, select, update

from etl.calendar_th import bangkok_date
from etl.errors import DefinitionError
from etl.indicators.currency import read_currency, rows_of
from etl.indicators.feeding import find_feeding
from etl.indicators.status import Status, when_read
from etl.indicators.versions import definitions
from etl.warehouse.query import load
from etl.warehouse.tables import (
    dim_period,
    etl_data_version,
    etl_request,
    ind_measure,
    ind_value,
)
from etl.warehouse.tables.indicators import ind_closing, ind_reported, ind_restatement

CLOSABLE = ("month", "ytd", "quarter", "half", "fiscal_year", "calendar_year")
MAX_LETTERS = 500
FIGURE = (
    "code", "org_unit_key", "value", "target", "target_state", "status", "score", "definition_key", "run_key",
)  # fmt: skip


class Refusal(StrEnum):
    """Why a closing, an opening or a reason is refused; message ids of the catalogues."""

    UNKNOWN_PERIOD = "closing.unknown_period"
    NOT_CLOSABLE = "closing.not_closable"
    NOT_ENDED = "closing.not_ended"
    NOT_MADE = "closing.not_made"
    UNDER_WAY = "closing.under_way"
    NO_FIGURES = "closing.no_figures"
    CLOSED = "closing.closed_already"
    NOT_CLOSED = "closing.not_closed"
    MISSING = "closing.missing_reason"
    TOO_LONG = "closing.too_long"
    NO_AUTHOR = "closing.no_author"
    EXPLAINED = "closing.explained_already"


def close_period(connection: Connection, *, period_id: str, author: str, at: datetime, note: str = "") -> int:
    """Report the period as it stands, for every indicator and org_unit; the closing's key.

    A figure whose source is late at that instant is reported `stale`, as the screens show it, and without a score.
    Raises DefinitionError naming the field: a period that is unknown, of a moving grain, not over, closed already, or
    whose figures were made before it was over or are being made anew.
    """
    _require(author, "author", Refusal.NO_AUTHOR, "Closing a period needs the name of who does so.")
    words = _plain(note, "note")
    _hold_figures(connection)
    _check_closable(connection, period_id, at)
    row = {"period_id": period_id, "closed_by": author, "closed_at": at, "note": words}
    key = int(connection.execute(insert(ind_closing).values(**row).returning(ind_closing.c.closing_key)).scalar_one())
    _freeze(connection, key, period_id, at)
    return key


def _check_closable(connection: Connection, period_id: str, at: datetime) -> None:
    period = connection.execute(select(dim_period).where(dim_period.c.period_id == period_id)).one_or_none()
    if period is None:
        refuse("period", Refusal.UNKNOWN_PERIOD, f"'{period_id}' is not a period.", "Write it as M2026-10, FY2570.")
    if period.grain not in CLOSABLE:
        refuse("period", Refusal.NOT_CLOSABLE, f"{period_id} moves with the days and is never closed.")
    if period.ends_on > bangkok_date(at):
        refuse("period", Refusal.NOT_ENDED, f"{period_id} runs until {period.ends_on - timedelta(days=1)}.")
    if open_closing(connection, period_id) is not None:
        refuse("period", Refusal.CLOSED, f"{period_id} is closed already.", "Open it again first.")
    made = connection.execute(select(etl_data_version.c.as_of_at)).scalar()
    if made is None or bangkok_date(made) < period.ends_on:
        refuse("period", Refusal.NOT_MADE, f"The figures were made before {period_id} was over.", "Run the sources.")
    is_waiting = etl_request.c.status.in_(("waiting", "claimed"))
    asked = select(etl_request.c.request_key).where(etl_request.c.kind == "rescore", is_waiting).limit(1)
    if connection.execute(asked).first() is not None:
        refuse("period", Refusal.UNDER_WAY, "The figures are being worked out anew.", "Wait for the scheduler.")
    if connection.execute(select(ind_value.c.code).where(ind_value.c.period_id == period_id).limit(1)).first() is None:
        refuse("period", Refusal.NO_FIGURES, f"There are no figures of {period_id}.")


def _freeze(connection: Connection, closing_key: int, period_id: str, at: datetime) -> None:
    figures = select(literal(closing_key), *(ind_value.c[name] for name in FIGURE))
    figures = figures.where(ind_value.c.period_id == period_id)
    connection.execute(insert(ind_reported).from_select(["closing_key", *FIGURE], figures))
    codes = late_codes(connection, at)
    hidden = [status.value for status in Status if when_read(status, is_late=True) is Status.STALE]
    is_late_now = (
        ind_reported.c.closing_key == closing_key, ind_reported.c.code.in_(codes), ind_reported.c.status.in_(hidden)
    )  # fmt: skip
    connection.execute(update(ind_reported).where(*is_late_now).values(status=Status.STALE.value, score=None))


def late_codes(connection: Connection, at: datetime) -> list[str]:
    """Indicators that rest on a source older than it promises, or on figures that a failing check holds back."""
    late = {contract for contract, found in read_currency(rows_of(connection), at).items() if found.is_late}
    named = connection.execute(select(ind_measure.c.measure, ind_measure.c.contract))
    contract_of = {row.measure: row.contract for row in named}
    feeding = find_feeding({d.code: d.definition for d in definitions(connection)}, contract_of)
    return [code for code, contracts in feeding.items() if contracts & late]


def reopen_period(connection: Connection, *, period_id: str, reason: str, author: str, at: datetime) -> int:
    """Open a closed period again, saying why; the key of the closing that ends. What was reported stays.

    Raises DefinitionError naming the field: no reason, no author, a period that is not closed.
    """
    _require(author, "author", Refusal.NO_AUTHOR, "Opening a period needs the name of who does so.")
    words = _require(_plain(reason, "reason"), "reason", Refusal.MISSING, "Opening a period again needs a reason.")
    _hold_figures(connection)
    key = open_closing(connection, period_id)
    if key is None:
        refuse("period", Refusal.NOT_CLOSED, f"{period_id} is not closed.")
    done = {"reopened_by": author, "reopened_at": at, "reopen_reason": words}
    connection.execute(update(ind_closing).where(ind_closing.c.closing_key == key).values(**done))
    return key


def explain_restatements(
    connection: Connection, *, run_key: int, code: str, cause: str, reason: str, author: str, at: datetime
) -> int:
    """Say why an indicator's reported figures changed by a cause in a run; the number of figures it is said of.

    Once said it stays. Raises DefinitionError naming the field: no reason, no author, nothing left to explain.
    """
    _require(author, "author", Refusal.NO_AUTHOR, "A reason needs the name of who gives it.")
    words = _require(_plain(reason, "reason"), "reason", Refusal.MISSING, "Say why the figures changed.")
    matter = (ind_restatement.c.run_key == run_key, ind_restatement.c.code == code, ind_restatement.c.cause == cause)
    statement = update(ind_restatement).where(*matter, ind_restatement.c.reason.is_(None))
    said = connection.execute(statement.values(reason=words, reason_by=author, reason_at=at)).rowcount
    if not said:
        refuse("matter", Refusal.EXPLAINED, f"{code} has no restated figure of run {run_key} without a reason.")
    _move_version(connection)
    return said


def open_closing(connection: Connection, period_id: str) -> int | None:
    """The key of the closing in force; null: the period is open."""
    in_force = (ind_closing.c.period_id == period_id, ind_closing.c.reopened_at.is_(None))
    return connection.execute(select(func.max(ind_closing.c.closing_key)).where(*in_force)).scalar()


def reported(connection: Connection, code: str, org_unit_key: int) -> list[Any]:
    """Every report of one indicator's figure, newest period first, each followed by its restatements in order.

    Rows of queries/pages/indicator_history.sql: one per closing and restatement; without one, its columns are null.
    """
    query = load("pages/indicator_history", connection.dialect.name)
    return query.rows(connection, code=code, org_unit_key=org_unit_key)


def restatements(connection: Connection, org_unit_key: int) -> list[Any]:
    """Every restated figure of an org_unit, newest first, with the figure before it: queries/pages/restatements.sql."""
    return load("pages/restatements", connection.dialect.name).rows(connection, org_unit_key=org_unit_key)


def _hold_figures(connection: Connection) -> None:
    """Moves the data version, and by it keeps a settling away until this is committed (restating.py waits there)."""
    _move_version(connection)


def _move_version(connection: Connection) -> None:
    connection.execute(update(etl_data_version).values(version=etl_data_version.c.version + 1))


def _plain(text: str, field: str) -> str:
    """One line without control letters."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(words) > MAX_LETTERS:
        refuse(field, Refusal.TOO_LONG, f"The text has {len(words)} letters.", f"Write at most {MAX_LETTERS}.")
    return words


def _require(text: str, field: str, rule: Refusal, what: str) -> str:
    if not text.strip():
        refuse(field, rule, what)
    return text


def refuse(field: str, rule: Refusal, what: str, remedy: str = "") -> NoReturn:
    raise DefinitionError(what, field, remedy, rule.value)
