"""The permits behind the figures: over with signs still up, or near their end; filtered and paged on the server."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import temporary_signs_readers as sign_readers
from dashboard.components.chip import plain_chip
from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.temporary_signs import MOST_PERMITS, STATES, read_question, record_address
from dashboard.temporary_signs_readers import KINDS, ZONES, SignFilter, SignPermit
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_number
from etl.contracts.temporary_signs import REMOVAL_DAYS

PAGE_ROWS = 15
PARAMS = ("state", "zone", "kind")


def draw_permits(context: PageContext) -> Any:
    """As of the day of the figures, those that are over longest first."""
    lang, chosen = context.lang, read_question(context)
    found = sign_readers.read_sign_permits(context.data, chosen, MOST_PERMITS)  # few of all permits: read once for all
    paging = Paging.at(context.params.get("page", ""), PAGE_ROWS, len(found))
    permits = found[paging.offset : paging.offset + PAGE_ROWS]
    body: list[Any] = [_draw_filters(context, chosen)]
    if permits:
        body += [_table(permits, lang), pager(paging, "temporary_signs.permits_shown", lang)]
    else:
        body.append(part_state("empty", t("temporary_signs.permits_none", lang)))
    words = {"permits": format_number(len(found)), "signs": format_number(sum(p.standing for p in found))}
    note = t("temporary_signs.permits_note", lang, day=format_date(chosen.today, lang), **words)
    kept = {name: context.params.get(name) for name in PARAMS}
    title = t("temporary_signs.permits_title", lang)
    tools = export_tools(context, "temporary-signs-permits", title, **kept) if permits else None
    return section_card(title, body, note=note, tools=tools, class_name="cases")


def _draw_filters(context: PageContext, chosen: SignFilter) -> html.Div:
    lang = context.lang
    states = [(state, t(f"temporary_signs.state_{state}", lang)) for state in STATES]
    zones, kinds = (
        [(word.code, word.name(lang)) for word in sign_readers.read_words(context.data, vocabulary)]
        for vocabulary in (ZONES, KINDS)
    )
    every = {name: t(f"temporary_signs.filter_{name}", lang) for name in ("zone", "kind")}
    return filter_bar(
        select_filter("state", chosen.state, states, label=t("temporary_signs.state", lang)),
        select_filter("zone", chosen.zone, zones, label=t("temporary_signs.zone", lang), all_word=every["zone"]),
        select_filter("kind", chosen.kind, kinds, label=t("temporary_signs.kind", lang), all_word=every["kind"]),
    )


def _table(permits: list[SignPermit], lang: str) -> html.Div:
    columns = [
        Column(t("temporary_signs.application_number", lang), "case-number"),
        Column(t("temporary_signs.sign", lang), "case-what"),
        Column(t("temporary_signs.zone", lang), "keep"),
        Column(t("temporary_signs.kind", lang)),
        Column(t("temporary_signs.org_unit", lang)),
        Column(t("temporary_signs.expiry_date", lang), "keep"),
        Column(t("temporary_signs.still_up", lang), "number"),
        Column(t("temporary_signs.deposit", lang), "number"),
    ]
    rows = [_row(permit, lang) for permit in permits]
    return table(columns, rows, label=t("temporary_signs.permits_title", lang), class_name="case-table stack")


def _row(permit: SignPermit, lang: str) -> list[Any]:
    is_thai = lang == "th"
    held = permit.deposit_satang / 100
    return [
        html.Div([_number(permit, lang), html.Div(permit.permit_number or "", className="case-table__place keep")]),
        html.Div([html.Div(permit.wording), html.Div(permit.place, className="case-table__place")]),
        permit.zone_th if is_thai else permit.zone_en,
        permit.kind_th if is_thai else permit.kind_en,
        permit.org_unit_th if is_thai else permit.org_unit_en,
        html.Div([html.Div(format_date(permit.expiry_date, lang)), _end(permit, lang)]),
        t(
            "temporary_signs.standing_of",
            lang,
            standing=format_number(permit.standing),
            signs=format_number(permit.sign_count),
        ),
        format_number(held) if held else MISSING,
    ]


def _number(permit: SignPermit, lang: str) -> Any:
    shown, address = permit.application_number or permit.source_id, record_address(permit)
    if address is None:
        return html.Span(shown, className="keep")
    title = t("temporary_signs.open_record", lang, number=shown)
    return html.A(shown, href=address, target="_blank", rel="noopener noreferrer", title=title, className="keep")


def _end(permit: SignPermit, lang: str) -> Any:
    """Past its three days a sign is late; before that the holder still has time."""
    over = -permit.days_left
    if over > REMOVAL_DAYS:
        return plain_chip("overdue", "alarm", t("temporary_signs.days_over", lang, days=format_number(over)))
    if over > 0:
        word = t("temporary_signs.days_to_remove", lang, days=format_number(over))
    elif over == 0:
        word = t("temporary_signs.ends_today", lang)
    else:
        word = t("temporary_signs.ends_in", lang, days=format_number(-over))
    return html.Span(word, className="case-table__place")
