"""The open cases as a table that leaves: under the filters of the address, without the paging of the screen."""

from __future__ import annotations

from datetime import date

from dashboard import readers
from dashboard.components.case_filter import ALL_CATEGORIES, CaseQuestion, read_question, to_filter
from dashboard.components.case_table import URGENCIES, record_address
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import OpenCase, PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.calendar_th import bangkok_date

MAX_CASES = 20_000


def cases_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """The open cases that pass the filters of the address, oldest first, as of now; at most MAX_CASES."""
    lang, today = context.lang, bangkok_date(context.now)
    chosen = to_filter(read_question(context.params), context.org_unit_key, today, period.ends_on)
    cases = readers.read_open_cases(context.data, chosen, MAX_CASES, 0)
    columns = [
        ReportColumn(t("complaints.number", lang)),
        ReportColumn(t("complaints.what", lang)),
        ReportColumn(t("complaints.category", lang)),
        ReportColumn(t("complaints.place", lang)),
        ReportColumn(t("complaints.org_unit", lang)),
        ReportColumn(t("complaints.urgency", lang)),
        ReportColumn(t("complaints.received", lang), "date"),
        ReportColumn(t("complaints.age_days", lang), "number"),
        ReportColumn(t("complaints.due", lang), "date"),
        ReportColumn(t("complaints.overdue_days", lang), "number"),
        ReportColumn(t("complaints.status", lang)),
        ReportColumn(t("complaints.record", lang)),
        ReportColumn(t("complaints.other_number", lang)),
        ReportColumn(t("export.note", lang)),
    ]
    rows = [_case_row(case, today, lang) for case in cases]
    return ReportTable(t("complaints.cases", lang), columns, rows, t("complaints.short_cases", lang))


def _case_row(case: OpenCase, today: date, lang: str) -> list[object]:
    is_thai = lang == "th"
    urgency = case.urgency_code if case.urgency_code in URGENCIES else "unknown"
    return [
        case.complaint_number or case.source_id,
        case.short_description,
        case.category_th if is_thai else case.category_en,
        case.place,
        case.org_unit_th if is_thai else case.org_unit_en,
        t(f"complaints.urgency_{urgency}", lang),
        case.received_date,
        (today - case.received_date).days,
        case.due_date,
        max((today - case.due_date).days, 0),
        case.status_th if is_thai else case.status_en,
        record_address(case),
        case.other_number or case.other_id,
        t("complaints.is_further", lang) if case.is_further else None,
    ]


def case_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    """The filters of the case table in words."""
    lang = context.lang
    question: CaseQuestion = read_question(context.params)
    names = {c.key: c.name(lang) for c in readers.read_category_names(context.data)}
    found = [(t("complaints.filter_text", lang), question.text)] if question.text else []
    if question.category_key != ALL_CATEGORIES:
        found.append((t("complaints.category", lang), names.get(question.category_key, t("export.none", lang))))
    if question.age:
        found.append((t("complaints.age", lang), t(f"complaints.age_{question.age}", lang)))
    if question.is_overdue:
        found.append((t("complaints.due", lang), t("complaints.filter_overdue", lang)))
    return tuple(found)


def case_notes(context: PageContext, period: PeriodChosen) -> tuple[str, ...]:
    """Said where not all cases are in the table, or some stand in it without being counted here."""
    today = bangkok_date(context.now)
    chosen = to_filter(read_question(context.params), context.org_unit_key, today, period.ends_on)
    count = readers.count_open_cases(context.data, chosen)
    notes = []
    if count.cases > MAX_CASES:
        words = {"rows": format_number(MAX_CASES), "count": format_number(count.cases)}
        notes.append(t("export.cut", context.lang, **words))
    if count.further:
        notes.append(t("complaints.cases_further", context.lang, count=format_number(count.further)))
    return tuple(notes)
