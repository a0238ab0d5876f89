"""The part of an indicator's sheet that shows its entered values: what stands, what waits, what was refused and why."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.entry_table import entry_table
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.entry_readers import read_entries, read_hand_indicators
from dashboard.pages.entries_ground import PATH, WRITERS
from dashboard.pages.entries_lines import make_line
from dashboard.registry import PageContext
from dashboard.text import t

MOST_ROWS = 40


def section(context: PageContext, code: str) -> Any:
    """Null for an indicator that never had an entered value and is not fed by hand."""
    lang = context.lang
    definitions = {one.code: one.definition for one in read_hand_indicators(context.data)}
    rows = read_entries(context.data, code=code, limit=MOST_ROWS)
    if code not in definitions and not rows:
        return None
    title = t("entries.section", lang)
    tools = None
    if code in definitions and context.person.role in WRITERS:
        href = context.href(PATH, code=code)
        tools = dcc.Link([icon("pencil-square"), " ", t("entries.enter", lang)], href=href, className="export-link")
    if not rows:
        return section_card(title, part_state("empty", t("entries.none_of_code", lang)), tools=tools)
    lines = [make_line(context, row, definitions, named=False) for row in rows]
    return section_card(title, html.Div(entry_table(lines, lang, label=title)), tools=tools)
