"""The XLSX form: downloaded with what is owed, filled in, uploaded; checked whole, taken in whole or not at all."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, dcc, html, no_update

from dashboard.components.attributes import aria, data
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.entry_readers import Standing, read_standing
from dashboard.pages.entries_ground import PATH, WRITERS, EntryGround, Owed
from dashboard.pages.entries_refusals import say_busy, say_done, say_sheet_refusal
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.errors import DefinitionError
from etl.indicators import entry_sheet
from etl.indicators.entries import enter, find_faults
from etl.indicators.entry_rules import EntriesRefusedError

SHOWN = ("overdue", "due", "running", "waiting")


def register_sheet(registry: Registry) -> None:
    @registry.callback(
        Output("sheet-said", "children"),
        Output("data-version", "data", allow_duplicate=True),
        Input("sheet-file", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=WRITERS,
        prevent_initial_call=True,
    )
    def take_sheet(file: object, pathname: object, search: object) -> tuple[Any, Any]:
        """{name, content, at}, the content in base64, set by assets/js/60-entries.js."""
        if not isinstance(file, dict) or not isinstance(file.get("content"), str):
            return no_update, no_update
        return take_in(read_context(pathname, search), file)


def take_in(context: PageContext, file: Mapping[str, Any]) -> tuple[Any, Any]:
    """Every value of the form is entered, or none and each fault said with its line."""
    lang = context.lang
    try:
        content = base64.b64decode(file["content"], validate=True)
    except (binascii.Error, ValueError):
        return banner("error", "exclamation-circle", "", t("frame.bad_request", lang)), no_update
    try:
        keys = _enter(context, content, str(file.get("name", ""))[:200])
    except DefinitionError as error:
        return say_sheet_refusal(error, lang), no_update
    except Exception as error:
        if not is_of_database(error):
            raise
        return say_busy(error, lang), no_update
    words = t("entries.sheet_done", lang, count=format_number(len(keys)))
    return say_done(words), f"entries {keys[0]} to {keys[-1]} entered"


def _enter(context: PageContext, content: bytes, name: str) -> list[int]:
    author = context.person.username
    given, faults = entry_sheet.read_sheet(content)
    with context.pen.begin() as connection:
        if faults:  # with what else is wrong: nobody likes to hear of faults one after another
            raise EntriesRefusedError([*faults, *find_faults(connection, given, context.now)])
        keys = enter(connection, given, author=author, at=context.now)
        values = [[one.code, one.period_id, one.org_unit, str(one.value)] for one in given]
        context.record("enter_sheet", file=name, entries=keys, values=values)
    return keys


def make_sheet(context: PageContext, ground: EntryGround) -> bytes:
    """The form with every round that is owed or running: of the municipality, and of each org_unit that reported."""
    owed = sorted(ground.of(*SHOWN), key=lambda one: (one.indicator.code, one.period.ends_on))
    standing = read_standing(context.data, [one.code for one in ground.indicators])
    units: dict[str, set[str]] = {}
    for code, _, unit in standing:
        units.setdefault(code, set()).add(unit)
    rows = [
        _make_row(one, unit, standing.get((one.indicator.code, one.period.period_id, unit)))
        for one in owed
        for unit in (ground.root, *sorted(units.get(one.indicator.code, set()) - {ground.root}))
    ]
    return entry_sheet.write_sheet(rows, context.now)


def _make_row(one: Owed, org_unit: str, held: Standing | None) -> entry_sheet.SheetRow:
    definition, period = one.indicator.definition, one.period
    return entry_sheet.SheetRow(
        code=definition.code, name=definition.name_th, unit=definition.unit_th, period_name=period.label_th,
        period=period.period_id, org_unit=org_unit, known=held.approved if held else None,
        newest=held.newest if held else 0,
    )  # fmt: skip


def draw_sheet(context: PageContext, ground: EntryGround) -> Any:
    """Only for those who may enter, and where there is anything to enter."""
    if context.person.role not in WRITERS or not ground.indicators:
        return None
    lang = context.lang
    template = html.A(
        [icon("file-earmark-spreadsheet"), " ", t("entries.sheet_download", lang)],
        href=context.href(f"{PATH}/template.xlsx"), className="btn btn-sm btn-outline-secondary",
    )  # fmt: skip
    pick = html.Button(
        [icon("upload"), " ", t("entries.sheet_upload", lang)],
        type="button", className="btn btn-sm btn-primary",
        **data(
            pick="sheet", accept=".xlsx", most=str(entry_sheet.MOST_BYTES),
            too_large=t("entries.refused_sheet_size", lang), failed=t("entries.upload_failed", lang),
        ),
    )  # fmt: skip
    body = [
        html.P(t("entries.sheet_help", lang), className="soft"),
        html.Div([template, pick, html.Span(id="sheet-name", **aria(live="polite"))], className="entry-pick"),
        dcc.Store(id="sheet-file"),
        html.Div(id="sheet-said", role="status"),
    ]
    return section_card(t("entries.sheet", lang), body)
