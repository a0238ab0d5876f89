"""The retirement outlook of `/personnel`: who of those in service retires in each of the next five fiscal years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dashboard import readers
from dashboard.personnel_readers import Retirement, read_retirements
from dashboard.registry import PageContext
from dashboard.reports.personnel import today_of
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from etl.calendar_th import fiscal_year_be

YEARS = 5


@dataclass(frozen=True)
class Outlook:
    """Who of the people in service retires in each of five fiscal years, of the chosen org_unit and of those below."""

    years: tuple[int, ...]
    rows: tuple[Retirement, ...]
    org_unit_key: int

    def counts(self, **wanted: object) -> tuple[int, ...]:
        """People by year, of the rows whose attributes are as wanted (the chosen org_unit, unless one is named)."""
        asked = {"org_unit_key": self.org_unit_key} | wanted
        found: Counter[int] = Counter()
        for row in self.rows:
            if all(getattr(row, name) == value for name, value in asked.items()):
                found[row.fiscal_year] += row.people
        return tuple(found[year] for year in self.years)

    @property
    def types(self) -> dict[str, Retirement]:
        """A row of each type of staff that anybody has, in the order of the vocabulary."""
        own = sorted((r for r in self.rows if r.org_unit_key == self.org_unit_key), key=lambda row: row.type_order)
        return {row.staff_type: row for row in own}

    @property
    def positions(self) -> list[tuple[str, tuple[int, ...]]]:
        """Lines of work with their counts by year, most first."""
        names = {row.position for row in self.rows if row.org_unit_key == self.org_unit_key}
        found = [(name, self.counts(position=name)) for name in names]
        return sorted(found, key=lambda one: (-sum(one[1]), one[0]))


def read_outlook(context: PageContext) -> Outlook:
    """As of the figures' own day, whatever period is chosen: it looks ahead."""
    today = today_of(context)
    first = fiscal_year_be(today)
    rows = read_retirements(context.data, context.org_unit_key, today, first, first + YEARS)
    return Outlook(tuple(range(first, first + YEARS)), tuple(rows), context.org_unit_key)


def retirements_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """By สำนัก/กอง and year, the chosen one last, as the sum of the others."""
    lang, outlook = context.lang, read_outlook(context)
    names = readers.read_org_unit_names(context.data, lang)
    staff = readers.read_org_unit_measures(context.data, ("staff_end",), period.period_id, context.org_unit_key)
    keys = [key for key in names if any(row.org_unit_key == key for row in outlook.rows)]
    keys.sort(key=lambda key: key == context.org_unit_key)
    columns = [ReportColumn(t("personnel.org_unit", lang)), *_year_columns(outlook, lang)]
    columns.append(ReportColumn(t("personnel.share_of_staff", lang), "percent", 1))
    rows: list[list[object]] = []
    for key in keys:
        counts, people = outlook.counts(org_unit_key=key), staff.get((key, "staff_end"), 0)
        rows.append([names[key], *counts, sum(counts), 100 * sum(counts) / people if people else None])
    return ReportTable(t("personnel.retirements", lang), columns, rows, t("personnel.short_retirements", lang))


def positions_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang, outlook = context.lang, read_outlook(context)
    columns = [ReportColumn(t("personnel.position", lang)), *_year_columns(outlook, lang)]
    rows = [[name or t("personnel.position_none", lang), *counts, sum(counts)] for name, counts in outlook.positions]
    return ReportTable(t("personnel.positions", lang), columns, rows, t("personnel.short_positions", lang))


def _year_columns(outlook: Outlook, lang: str) -> list[ReportColumn]:
    years = [ReportColumn(t("personnel.retires", lang, year=year), "number") for year in outlook.years]
    return [*years, ReportColumn(t("personnel.total", lang), "number")]
