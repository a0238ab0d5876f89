"""The callbacks behind remarks on a chart, of complaints or of an indicator: each with its line in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dash import Input, Output, State, ctx, no_update

from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.pages.complaints_months import WRITERS
from dashboard.registry import PageContext, Registry
from dashboard.reports.complaints import SUBJECT
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators.notes import withdraw_note, write_note

LARGEST_KEY = 2**62


def register(registry: Registry) -> None:
    @registry.callback(
        Output("note-result", "children"),
        Output("data-version", "data", allow_duplicate=True),
        Input("note-save", "n_clicks"),
        Input("note-withdraw", "data"),
        State("note-day", "value"),
        State("note-month", "value"),
        State("note-year", "value"),
        State("note-text", "value"),
        State("url", "pathname"),
        State("url", "search"),
        roles=WRITERS,
        prevent_initial_call=True,
    )
    def change_notes(saved: object, withdrawn: object, *given: object) -> tuple[Any, Any]:
        *day, text, pathname, search = given
        if ctx.triggered_id == "note-save" and saved:
            context = read_context(pathname, search)
            return _answer(context, lambda: save_note(context, read_day(*day), text))
        key = withdrawn.get("key") if isinstance(withdrawn, dict) else None
        if ctx.triggered_id == "note-withdraw" and type(key) is int and 0 < key < LARGEST_KEY:
            context = read_context(pathname, search)
            return _answer(context, lambda: take_back(context, key))
        return no_update, no_update


def save_note(context: PageContext, day: date, text: object) -> str:
    """Write a remark and name the change; DefinitionError says which field is wrong."""
    at, author = context.now, context.person.display_name
    subject = context.parts.get("code", SUBJECT)  # on the sheet of an indicator: that indicator
    with context.pen.begin() as connection:
        key = write_note(
            connection, subject=subject, day=day, text=text if isinstance(text, str) else "",
            author=author, at=at,
        )  # fmt: skip
        # before the commit: a remark without its line in the audit log must not stand
        context.record("write_note", note=key, subject=subject, date=day.isoformat(), text=text)
    return f"note {key} written"


def take_back(context: PageContext, note_key: int) -> str:
    """Withdraw a remark and name the change; DefinitionError where it does not stand any more."""
    with context.pen.begin() as connection:
        withdraw_note(connection, note_key=note_key, author=context.person.display_name, at=context.now)
        context.record("withdraw_note", note=note_key)
    return f"note {note_key} withdrawn"


def read_day(day: object, month: object, year: object) -> date:
    """Three texts of the selects -> a day; what is none becomes a day no remark may have."""
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except (ValueError, OverflowError):
        return date.min


def _answer(context: PageContext, act: Callable[[], str]) -> tuple[Any, Any]:
    """What the form says, and a new data version that makes the page draw itself anew."""
    try:
        change = act()
    except DefinitionError as error:
        field = f"complaints.note_wrong_{error.field}" if error.field in ("date", "text") else "complaints.note_gone"
        return banner("error", "exclamation-circle", "", t(field, context.lang)), no_update
    except Exception as error:
        if not is_of_database(error):
            raise
        # a load holds the pen for longer than we wait
        reference = log_failure(error, "a remark could not be written")
        text = f"{t('complaints.note_busy', context.lang)} ({t('frame.reference', context.lang, reference=reference)})"
        return banner("error", "hourglass-split", "", text), no_update
    return banner("done", "check-circle-fill", "", t("complaints.note_done", context.lang)), change
