"""Stall by stall: nights booked, traded and missed, fees owed; behind each its own nights, without anybody's name."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.walking_street import ZONES, baht, ratio, stall_question, today_of, zone_rows
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_number, format_percent
from dashboard.walking_street_readers import Stall, StallNight, read_stall_nights, read_stalls

PAGE_ROWS = 15
NIGHTS_SHOWN = 26
LONGEST_ID = 40


def draw_stalls(context: PageContext, period: PeriodChosen) -> Any:
    lang, asked = context.lang, stall_question(context, period)
    page = context.params.get("page", "")
    stalls = read_stalls(context.data, asked, PAGE_ROWS, Paging.at(page, PAGE_ROWS, 10**6).offset)
    count = stalls[0].stalls if stalls else 0
    if not stalls and page:  # beyond the last one
        first = read_stalls(context.data, asked, PAGE_ROWS, 0)
        count = first[0].stalls if first else 0
        stalls = read_stalls(context.data, asked, PAGE_ROWS, Paging.at(page, PAGE_ROWS, count).offset) if first else []
    paging = Paging.at(page, PAGE_ROWS, count)
    body: list[Any] = [*_draw_chosen(context), _draw_filters(context, period)]
    if stalls:
        body += [_draw_table(context, stalls), pager(paging, "walking_street.stalls_shown", lang)]
    else:
        text = t("walking_street.stalls_none_text", lang)
        body.append(part_state("empty", t("walking_street.stalls_none", lang), text))
    title = t("walking_street.stalls_title", lang, count=format_number(count))
    note = t("walking_street.stalls_note", lang, period=period.label(lang))
    kept = {name: context.params.get(name) for name in ("zone", "q")}
    tools = export_tools(context, "walking-street-stalls", title, **kept) if stalls else None
    foot = t("walking_street.stalls_foot", lang)
    return section_card(title, body, note=note, foot=foot, tools=tools, class_name="cases")


def _draw_filters(context: PageContext, period: PeriodChosen) -> Any:
    """Inputs whose values live in the address (assets/js/50-pages.js)."""
    lang, asked = context.lang, stall_question(context, period)
    names = {zone.code: zone.name(lang) for zone in zone_rows(context, period)}
    options = [(code, names[code]) for code in ZONES if code in names]
    text = dcc.Input(
        id="case-text",
        name="q",
        type="search",
        value=asked.words,
        debounce=True,
        placeholder=t("walking_street.filter_stall", lang),
        className="form-control form-control-sm case-text",
    )
    label = html.Span(t("walking_street.filter_stall", lang), className="visually-hidden")
    zone_label, all_word = t("walking_street.zone", lang), t("walking_street.filter_zone", lang)
    return filter_bar(
        html.Label([label, text], className="case-search"),
        select_filter("zone", asked.zone_code, options, label=zone_label, all_word=all_word),
    )


def _draw_table(context: PageContext, stalls: list[Stall]) -> Any:
    lang = context.lang
    columns = [
        Column(t("walking_street.stall", lang), "keep"),
        Column(t("walking_street.zone", lang), "wide"),
        *(
            Column(t(f"walking_street.nights_{name}", lang), "number")
            for name in ("booked", "traded", "excused", "absent")
        ),
        Column(t("walking_street.absent_share", lang), "number"),
        Column(t("walking_street.fees", lang), "number"),
        Column(t("walking_street.overdue", lang), "number"),
    ]
    rows = [_stall_row(context, stall) for stall in stalls]
    return table(columns, rows, label=t("walking_street.stalls", lang), class_name="market-table stack")


def _stall_row(context: PageContext, s: Stall) -> list[Any]:
    lang = context.lang
    code: list[Any] = [dcc.Link(s.stall_code or s.stall, href=context.href(stall=s.stall))]
    if s.earlier_code:
        earlier = f"{t('walking_street.earlier_code', lang)} {s.earlier_code}"
        code.append(html.Div(earlier, className="case-table__place"))
    missed: Any = format_number(s.absent)
    owed: Any = format_number(baht(s.overdue_satang), 2)
    if s.overdue_satang:
        owed = html.Span(owed, className="case-table__old")
    return [
        html.Div(code), s.zone(lang), format_number(s.booked), format_number(s.traded), format_number(s.excused),
        html.Strong(missed) if s.absent else missed, format_percent(ratio(s.absent, s.booked)),
        format_number(baht(s.fee_satang), 2), owed,
    ]  # fmt: skip


# --- one stall --------------------------------------------------------------------------------------------------


def _draw_chosen(context: PageContext) -> list[Any]:
    """The nights of the stall the address names."""
    lang, stall = context.lang, context.params.get("stall", "")[:LONGEST_ID]
    if not stall:
        return []
    today = today_of(context)
    nights = read_stall_nights(context.data, stall, today, context.org_unit_key, NIGHTS_SHOWN)
    close = dcc.Link(t("walking_street.stall_close", lang), href=context.href(stall=None), className="market-close")
    if not nights:
        return [part_state("empty", t("walking_street.stall_nothing", lang)), close]
    code = nights[0].present_code or nights[0].stall_code or stall
    columns = [
        Column(t("walking_street.night", lang), "keep"),
        Column(t("walking_street.code_then", lang), "keep"),
        Column(t("walking_street.vendor_type", lang)),
        Column(t("walking_street.product", lang), "wide"),
        Column(t("walking_street.outcome", lang)),
        Column(t("walking_street.fee", lang), "number"),
        Column(t("walking_street.payment", lang), "wide"),
        Column(t("walking_street.booking", lang), "wide"),
    ]
    rows = [_night_row(night, today, lang) for night in nights]
    title = t("walking_street.stall_nights", lang, code=code)
    head = html.Div(
        [
            html.H3(title, className="market-stall__title"),
            html.Span(t("walking_street.stall_nights_note", lang, count=len(nights)), className="market-stall__note"),
            close,
        ],
        className="market-stall__head",
    )
    return [
        html.Div([head, table(columns, rows, label=title, class_name="market-table stack")], className="market-stall")
    ]


def _night_row(n: StallNight, today: date, lang: str) -> list[Any]:
    outcome = t(f"walking_street.outcome_{n.outcome_code if n.is_held else 'not_held'}", lang)
    is_bad = n.is_held and n.outcome_code == "absent"
    kind = (n.type_th if lang == "th" else n.type_en) or MISSING
    return [
        format_date(n.night_date, lang), n.stall_code or MISSING, kind, n.product or MISSING,
        html.Span(outcome, className="case-table__old") if is_bad else outcome,
        format_number(baht(n.fee_satang), 2), _payment(n, today, lang), _booking(n, lang),
    ]  # fmt: skip


def _payment(n: StallNight, today: date, lang: str) -> Any:
    if n.paid_satang and n.paid_date:
        method = (n.pay_th if lang == "th" else n.pay_en) or ""
        day = f"{format_number(baht(n.paid_satang), 2)} · {format_date(n.paid_date, lang)}"
        return t("walking_street.paid_on", lang, day=day, method=method)
    if not n.fee_satang:
        return MISSING
    due = format_date(n.due_date, lang)
    if n.due_date < today:
        return html.Span(t("walking_street.unpaid_overdue", lang, due=due), className="case-table__old")
    return t("walking_street.unpaid_due", lang, due=due)


def _booking(n: StallNight, lang: str) -> Any:
    number = n.booking_number or n.source_id
    if not n.record_url:
        return number
    address = n.record_url.replace("{source_id}", quote(n.source_id, safe=""))
    title = t("walking_street.open_record", lang, number=number)
    return html.A(number, href=address, target="_blank", rel="noopener noreferrer", title=title, className="keep")
