"""Who is behind the figure: the departments beneath the chosen one, each with its value and status."""

from __future__ import annotations

from typing import Any

from dash import dcc

from dashboard import readers
from dashboard.components.chip import status_chip
from dashboard.components.headline import JUDGED, status_word
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.indicator_readers import read_source_currency
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.calendar_th import bangkok_date
from etl.indicators.currency import status_now
from etl.indicators.definition import Definition


def draw_units(context: PageContext, definition: Definition) -> Any | None:
    """Only those that have a value, in the order of the organisation; nothing where the figure has no parts."""
    lang = context.lang
    period = readers.read_period(context.data, context.period_id)
    found = [
        unit
        for unit in readers.read_org_unit_values(
            context.data, (definition.code,), context.period_id, context.org_unit_key
        )
        if unit.value is not None and unit.org_unit_key != context.org_unit_key
    ]
    if not found or period is None:
        return None
    currency = read_source_currency(context.data, context.now).get(definition.code)
    is_unfinished = period.is_unfinished(bangkok_date(context.as_of or context.now))
    rows = []
    is_judged = False
    for unit in found:
        status = status_now(unit.status, currency)
        is_proposed = status == "no_target" and unit.target is not None and unit.target_state == "proposed"
        word = status_word(status, definition.kind == "context", is_unfinished, is_proposed, lang)
        is_judged |= status in (*JUDGED, "stale")
        rows.append(
            [
                dcc.Link(unit.short_th if lang == "th" else unit.name_en, href=context.href(org=unit.org_unit_code)),
                format_number(unit.value, definition.decimals),
                status_chip("proposed" if is_proposed else status, word),
            ]
        )
    if not is_judged:  # what none is judged by is said once, on the tile
        rows = [row[:2] for row in rows]
    columns = [
        Column(t("frame.org_unit", lang)),
        Column(definition.unit_th if lang == "th" else definition.unit_en, "number"),
        Column(t("indicators.status", lang)),
    ][: len(rows[0])]
    title = t("sheet.units", lang)
    return section_card(title, table(columns, rows, label=title), note=period.label(lang))
