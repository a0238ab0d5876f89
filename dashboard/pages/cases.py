"""The open cases behind the pile: filtered and paged on the server, as of the moment the table says."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.components.case_filter import AGE_BANDS, ALL_CATEGORIES, CaseQuestion, read_question, to_filter
from dashboard.components.case_table import case_table
from dashboard.components.headline import say_moment
from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number
from etl.calendar_th import bangkok_date

PAGE_ROWS = 15
CASE_PARAMS = ("q", "category", "age", "overdue")


def draw_cases(context: PageContext, period: PeriodChosen) -> Any:
    """Cases open now that were received before the chosen period's end."""
    lang, today = context.lang, bangkok_date(context.now)
    question = read_question(context.params)
    chosen = to_filter(question, context.org_unit_key, today, period.ends_on)
    count = readers.count_open_cases(context.data, chosen)
    paging = Paging.at(str(question.page), PAGE_ROWS, count.cases)
    cases = readers.read_open_cases(context.data, chosen, PAGE_ROWS, paging.offset)
    body: list[Any] = [_draw_filters(context, question)]
    if cases:
        body += [case_table(cases, today, lang), pager(paging, "complaints.cases_shown", lang)]
    else:
        body.append(part_state("empty", t("complaints.cases_none", lang), t("complaints.cases_none_text", lang)))
    note = t("complaints.cases_note", lang, at=say_moment(context.now, lang))
    if period.ends_on <= today:
        note += " · " + t("complaints.cases_received_until", lang, day=format_date(period.ends_on, lang))
    if count.further:
        note += " · " + t("complaints.cases_further", lang, count=format_number(count.further))
    title = f"{t('complaints.cases', lang)} {t('complaints.cases_count', lang, count=format_number(count.cases))}"
    kept = {name: context.params.get(name) for name in CASE_PARAMS}
    tools = export_tools(context, "complaints-cases", t("complaints.cases", lang), **kept) if cases else None
    return section_card(title, body, note=note, tools=tools, class_name="cases")


def _draw_filters(context: PageContext, question: CaseQuestion) -> html.Div:
    """Inputs whose values live in the address (assets/js/50-pages.js)."""
    lang = context.lang
    category = "" if question.category_key == ALL_CATEGORIES else str(question.category_key)
    categories = [(str(c.key), c.name(lang)) for c in readers.read_category_names(context.data)]
    ages = [(age, t(f"complaints.age_{age}", lang)) for age in AGE_BANDS]
    overdue = [("1", t("complaints.filter_overdue", lang))]
    text = dcc.Input(
        id="case-text",
        name="q",
        type="search",
        value=question.text,
        debounce=True,
        placeholder=t("complaints.filter_text", lang),
        className="form-control form-control-sm case-text",
    )
    search = html.Label(
        [html.Span(t("complaints.filter_text", lang), className="visually-hidden"), text], className="case-search"
    )
    is_overdue = "1" if question.is_overdue else ""
    asked = (
        ("category", category, categories, "complaints.filter_category", "complaints.category"),
        ("age", question.age, ages, "complaints.filter_age", "complaints.age"),
        ("overdue", is_overdue, overdue, "complaints.filter_due", "complaints.due"),
    )
    selects = [
        select_filter(name, value, options, label=t(label_id, lang), all_word=t(all_id, lang))
        for name, value, options, all_id, label_id in asked
    ]
    return filter_bar(search, *selects)
