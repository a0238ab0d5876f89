"""The callbacks behind remarks on the monthly chart: writing one and taking one back, each with its audit line."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update

from dashboard.components.notes import WITHDRAW
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.pages.complaints_months import WRITERS
from dashboard.registry import PageContext, Registry
from dashboard.reports.complaints import SUBJECT
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators.notes import withdraw_note, write_note


def register(registry: Registry) -> None:
    @registry.callback(
        Output("note-result", "children"),
        Output("data-version", "data", allow_duplicate=True),
        Input("note-save", "n_clicks"),
        Input({"kind": WITHDRAW, "index": ALL}, "n_clicks"),
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
        day, month, year, text, pathname, search = given
        asked = ctx.triggered_id
        if asked == "note-save" and saved:
            context = read_context(pathname, search)
            return _answer(context, lambda: save_note(context, (year, month, day), text))
        if isinstance(asked, dict) and any(withdrawn if isinstance(withdrawn, list) else []):
            context, key = read_context(pathname, search), asked.get("index")
            if isinstance(key, int) and not isinstance(key, bool):
                return _answer(context, lambda: take_back(context, key))
        return no_update, no_update


def save_note(context: PageContext, day: tuple[object, object, object], text: object) -> None:
    """Write a remark; DefinitionError says which field is wrong."""
    at, author = context.now, context.person.display_name
    with context.pen.begin() as connection:
        key = write_note(
            connection, subject=SUBJECT, day=read_day(*day), text=text if isinstance(text, str) else "",
            author=author, at=at,
        )  # fmt: skip
        # before the commit: a remark without its line in the audit log must not stand
        context.record("write_note", note=key, subject=SUBJECT, date=read_day(*day).isoformat(), text=text)


def take_back(context: PageContext, note_key: int) -> None:
    """Withdraw a remark; DefinitionError where it does not stand any more."""
    with context.pen.begin() as connection:
        withdraw_note(connection, note_key=note_key, author=context.person.display_name, at=context.now)
        context.record("withdraw_note", note=note_key)


def read_day(year: object, month: object, day: object) -> date:
    """Three texts of the selects -> a day; what is none becomes a day no remark may have."""
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return date.min


def _answer(context: PageContext, act: Any) -> tuple[Any, Any]:
    """What the form says, and a new data version that makes the page draw itself anew."""
    try:
        act()
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
    return banner("done", "check-circle-fill", "", t("complaints.note_done", context.lang)), f"note {context.now}"
