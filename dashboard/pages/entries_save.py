"""Keeping one value of the form: entered in one transaction with its audit line, or refused with nothing lost."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, html, no_update

from dashboard.context import read_context
from dashboard.entry_readers import read_entries, read_hand_indicators
from dashboard.pages.entries_ground import WRITERS
from dashboard.pages.entries_lines import say_standing
from dashboard.pages.entries_refusals import say_busy, say_done, say_refusal
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators import evidence
from etl.indicators.entries import STANDING, Entry, enter
from etl.indicators.entry_rules import EntriesRefusedError, EntryRule, Fault
from etl.indicators.entry_values import read_number

FIELDS = ("value", "evidence", "link")
KEEP = (no_update,) * 4  # the fields, as they were typed


def register_save(registry: Registry) -> None:
    @registry.callback(
        Output("entry-said", "children"),
        *(Output(f"entry-{name}", "value") for name in FIELDS),
        Output("entry-file", "data"),
        Output("entry-place", "data"),
        Output("data-version", "data", allow_duplicate=True),
        Input("entry-save", "n_clicks"),
        *(State(f"entry-{name}", "value") for name in FIELDS),
        State("entry-file", "data"),
        State("entry-place", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=WRITERS,
        prevent_initial_call=True,
    )
    def save(clicks: object, *given: object) -> Any:
        *values, file, place, pathname, search = given
        if not clicks:
            return (no_update, *KEEP, no_update, no_update)
        context = read_context(pathname, search)
        return save_entry(context, dict(zip(FIELDS, values, strict=True)), file, place)


def save_entry(context: PageContext, given: dict[str, object], file: object, place: object) -> Any:
    """Keeps the value and empties the form, or says which field is wrong and leaves it as it was typed."""
    try:
        entry = _read(given, file, place)
        change = _keep(context, entry)
    except EntriesRefusedError as error:
        if all(fault.rule is EntryRule.CHANGED for fault in error.faults):
            return _show_other(context, entry, error)
        return (say_refusal(error, context.lang), *KEEP, no_update, no_update)
    except DefinitionError as error:
        return (say_refusal(error, context.lang), *KEEP, no_update, no_update)
    except Exception as error:
        if not is_of_database(error):
            raise
        return (say_busy(error, context.lang), *KEEP, no_update, no_update)
    return (say_done(t("entries.saved", context.lang)), "", "", "", None, no_update, change)


def _show_other(context: PageContext, entry: Entry, error: EntriesRefusedError) -> Any:
    """Someone else was first: both values are before the person now, and saving again replaces theirs knowingly."""
    lang = context.lang
    place = (entry.period_id, entry.org_unit)
    rows = read_entries(context.data, code=entry.code)
    other = next((r for r in rows if (r.period_id, r.org_unit_code) == place and r.state in STANDING), None)
    definition = {one.code: one.definition for one in read_hand_indicators(context.data)}.get(entry.code)
    said: list[Any] = [say_refusal(error, lang)]
    if other is not None:
        said.append(say_standing(other, definition, lang))
    seen = other.entry_key if other else 0
    known = {"code": entry.code, "period": entry.period_id, "unit": entry.org_unit, "seen": seen}
    return (html.Div(said), *KEEP, known, no_update)


def _keep(context: PageContext, entry: Entry) -> str:
    author = context.person.username
    with context.pen.begin() as connection:
        [key] = enter(connection, [entry], author=author, at=context.now)
        if entry.file is not None:
            evidence.keep(context.settings.home, entry.file)
        # before the commit: a value without its line in the audit log must not stand
        context.record(
            "enter_value", entry=key, indicator=entry.code, period=entry.period_id, org_unit=entry.org_unit,
            value=str(entry.value), evidence=entry.evidence, link=entry.link,
            file=entry.file.hash if entry.file else "",
        )  # fmt: skip
    return f"entry {key} entered"


def _read(given: dict[str, object], file: object, place: object) -> Entry:
    """What the browser sent; none of it is trusted. Raises EntriesRefusedError for what is no number."""
    known = place if isinstance(place, dict) else {}
    code, period_id, unit = (str(known.get(name, "")) for name in ("code", "period", "unit"))
    seen = known.get("seen")
    text = {name: value if isinstance(value := given[name], str) else "" for name in ("evidence", "link")}
    value = read_number(given["value"])
    if value is None:
        is_blank = given["value"] in (None, "")
        raise EntriesRefusedError([Fault(0, "value", EntryRule.NO_VALUE if is_blank else EntryRule.NUMBER)])
    return Entry(
        code, period_id, unit, value, text["evidence"], text["link"], _read_file(file), seen if type(seen) is int else 0
    )


def _read_file(file: object) -> evidence.EvidenceFile | None:
    if not isinstance(file, dict):
        return None
    return evidence.EvidenceFile(str(file.get("name", "")), str(file.get("hash", "")))
