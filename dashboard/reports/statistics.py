"""The chosen series of official statistics as it leaves: every figure with its edition, break, page and note."""

from __future__ import annotations

from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.statistics_readers import Figure, read_figures, read_series
from dashboard.text import t

SUBJECT = "statistics"
FIRST = "M8-2.1"  # what is shown before anybody chooses: the series with the most to say
COLUMNS = ("area", "scheme", "period", "value", "printed", "unit", "basis", "edition", "in_force", "break", "reference",
           "note")  # fmt: skip


def choose_series(context: PageContext) -> str:
    """The series of the address if there is one, else the first choice, else any; blank where there is none."""
    known = read_series(context.data)
    asked = context.params.get("series", "")
    wanted = asked if asked in known else FIRST
    return wanted if wanted in known else next(iter(known), "")


def figures_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Whatever period is chosen: these are figures of calendar years."""
    lang, code = context.lang, choose_series(context)
    kinds = {"value": "number"}
    columns = [
        ReportColumn(t(f"milestone8.column_{name}", lang), kinds.get(name, "text"), 3)  # type: ignore[arg-type]
        for name in COLUMNS
    ]
    rows = [_row(figure, lang) for figure in read_figures(context.data, code)] if code else []
    return ReportTable(t("milestone8.table", lang, code=code), columns, rows, short=code)


def figure_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    return ((t("milestone8.series", context.lang), choose_series(context)),)


def figure_notes(context: PageContext, period: PeriodChosen) -> tuple[str, ...]:
    return (t("milestone8.calendar", context.lang), t("milestone8.never_joined", context.lang))


def _row(figure: Figure, lang: str) -> list[object]:
    return [
        figure.area,
        figure.scheme(lang),
        figure.period_as_printed,
        figure.value,
        figure.value_as_printed,
        figure.unit,
        figure.basis(lang),
        figure.edition,
        t("milestone8.in_force" if figure.is_in_force else "milestone8.superseded", lang),
        figure.series_break(lang) if figure.is_broken else "",
        figure.reference,
        figure.note,
    ]
