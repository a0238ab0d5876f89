"""Open cases as a table: the oldest first, late ones marked, each number leading to the source's own page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.components.chip import plain_chip
from dashboard.components.table import Column, table
from dashboard.rows import OpenCase
from dashboard.text import t
from dashboard.text.formats import format_date, format_number

URGENCIES = ("normal", "urgent", "very_urgent", "planned")
OLD_DAYS = 30


def case_table(cases: Sequence[OpenCase], today: date, lang: str) -> html.Div:
    """One row per case; ages and due dates are counted to the Bangkok day `today`."""
    columns = [
        Column(t("complaints.number", lang), "case-number"),
        Column(t("complaints.what", lang), "case-what"),
        Column(t("complaints.org_unit", lang)),
        Column(t("complaints.urgency", lang)),
        Column(t("complaints.received", lang), "keep"),
        Column(t("complaints.age", lang), "number"),
        Column(t("complaints.due", lang), "keep"),
        Column(t("complaints.status", lang)),
    ]
    rows = [_row(case, today, lang) for case in cases]
    return table(columns, rows, label=t("complaints.cases", lang), class_name="case-table stack")


def record_address(case: OpenCase) -> str | None:
    """Where the source shows the case; None where the source has no such address."""
    return _address(case.record_url, case.source_id)


def _address(template: str | None, source_id: str | None) -> str | None:
    return template.replace("{source_id}", quote(source_id, safe="")) if template and source_id else None


def _row(case: OpenCase, today: date, lang: str) -> list[Any]:
    is_thai, age = lang == "th", (today - case.received_date).days
    place = [case.place] if case.place else []
    category = case.category_th if is_thai else case.category_en
    further = [html.Div(t("complaints.is_further", lang), className="case-table__place")] if case.is_further else []
    return [
        html.Div([_number(case, lang), *_other(case, lang)]),
        html.Div(
            [
                html.Div(case.short_description),
                html.Div(" · ".join([category, *place]), className="case-table__place"),
                *further,
            ]
        ),
        case.org_unit_th if is_thai else case.org_unit_en,
        _urgency(case.urgency_code, lang),
        format_date(case.received_date, lang),
        html.Span(
            t("complaints.days", lang, days=format_number(age)), className="case-table__old" if age > OLD_DAYS else ""
        ),
        html.Div([html.Div(format_date(case.due_date, lang)), _due(case.due_date, today, lang)]),
        case.status_th if is_thai else case.status_en,
    ]


def _number(case: OpenCase, lang: str) -> Any:
    return _link(case.complaint_number or case.source_id, record_address(case), lang)


def _other(case: OpenCase, lang: str) -> list[Any]:
    """The other system that has the matter too, by its name and number."""
    if case.other_id is None:
        return []
    title = (case.other_th if lang == "th" else case.other_en) or ""
    number = _link(case.other_number or case.other_id, _address(case.other_url, case.other_id), lang)
    return [html.Div([f"{t('complaints.also_in', lang, system=title)} ", number], className="case-table__place")]


def _link(shown: str, address: str | None, lang: str) -> Any:
    if not address:
        return html.Span(shown, className="keep")
    title = t("complaints.open_record", lang, number=shown)
    return html.A(shown, href=address, target="_blank", rel="noopener noreferrer", title=title, className="keep")


def _urgency(code: str, lang: str) -> Any:
    word = t(f"complaints.urgency_{code if code in URGENCIES else 'unknown'}", lang)
    return html.Strong(word, className="keep") if code in ("urgent", "very_urgent") else html.Span(word)


def _due(due: date, today: date, lang: str) -> Any:
    """Overdue is said with its days; due today is not late yet."""
    days = (today - due).days
    if days > 0:
        return plain_chip("overdue", "alarm", t("complaints.overdue", lang, days=format_number(days)))
    word = t("complaints.due_today", lang) if days == 0 else t("complaints.due_in", lang, days=format_number(-days))
    return html.Span(word, className="case-table__place")
