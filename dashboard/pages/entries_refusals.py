"""What an act on values is answered with: done, or why not: the field, the reason, every line of a sheet."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.attributes import data
from dashboard.components.states import banner
from dashboard.components.table import Column, table
from dashboard.section import log_failure
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.errors import DefinitionError
from etl.indicators.entry_rules import EntriesRefusedError, EntryRule

MOST_FAULTS = 200
KNOWN = frozenset(rule.value for rule in EntryRule)


def say_refusal(error: DefinitionError, lang: str) -> html.Div:
    """One sentence for each fault of a form."""
    if isinstance(error, EntriesRefusedError):
        said = [f"{t(f'entries.field_{fault.field}', lang)}: {t(fault.rule, lang)}" for fault in error.faults]
    else:
        said = [_say_other(error, lang)]
    return html.Div([banner("error", "exclamation-circle", "", words) for words in said], className="entry-refused")


def say_sheet_refusal(error: DefinitionError, lang: str) -> html.Div:
    """That nothing was taken in, and each line with its field and reason."""
    if not isinstance(error, EntriesRefusedError):
        return html.Div([banner("error", "exclamation-circle", "", _say_other(error, lang))])
    lead = t("entries.sheet_refused", lang, count=format_number(len(error.faults)))
    columns = [
        Column(t("entries.column_line", lang), "number"),
        Column(t("entries.column_field", lang)),
        Column(t("entries.column_reason", lang)),
    ]
    rows: list[list[Any]] = [
        [format_number(fault.line), t(f"entries.field_{fault.field}", lang), t(fault.rule, lang)]
        for fault in error.faults[:MOST_FAULTS]
    ]
    return html.Div(
        [banner("error", "exclamation-circle", "", lead), table(columns, rows, label=lead, class_name="fault-table")],
        className="entry-refused",
    )


def _say_other(error: DefinitionError, lang: str) -> str:
    return t(error.message_id, lang) if error.message_id in KNOWN else error.what


def say_done(words: str) -> html.Div:
    """The page is drawn anew behind this answer: assets/js/60-entries.js says it once more there."""
    return html.Div(banner("done", "check-circle-fill", "", words), **data(entry_saved=""))


def say_busy(error: Exception, lang: str) -> Any:
    """A load holds the pen for longer than we wait."""
    reference = log_failure(error, "an entered value could not be written")
    text = f"{t('entries.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
    return banner("error", "hourglass-split", "", text)
