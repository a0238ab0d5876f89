"""A rate by department: how many of how many in each สำนัก/กอง, on screen and in files alike."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import readers
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t


@dataclass(frozen=True)
class UnitRate:
    """An indicator and the two measures it divides; its message ids begin with `words`.

    `_short` names its file, `_part`, `_whole` and `_share` its columns, `_none` says that nothing was due, `_foot` what
    is counted. Departments of which nothing was due are named only where `is_every`.
    """

    code: str
    part: str
    whole: str
    words: str
    export: str
    is_money: bool = False  # measured in satang, read in baht
    is_every: bool = False

    def count(self, counted: dict[tuple[int, str], int], org_unit_key: int) -> tuple[float, float]:
        """How many of how many."""
        part, whole = (counted.get((org_unit_key, name), 0) for name in (self.part, self.whole))
        return (part / 100, whole / 100) if self.is_money else (part, whole)


def read_counts(context: PageContext, period: PeriodChosen, rate: UnitRate) -> dict[tuple[int, str], int]:
    """By (org_unit_key, measure): the chosen org_unit and those directly below it."""
    return readers.read_org_unit_measures(context.data, (rate.whole, rate.part), period.period_id, context.org_unit_key)


def make_rate_table(context: PageContext, period: PeriodChosen, rate: UnitRate) -> ReportTable:
    """In the order of the configuration; the chosen org_unit last, as the sum of the others."""
    lang, counted = context.lang, read_counts(context, period, rate)
    names = readers.read_org_unit_names(context.data, lang)
    order = list(names)
    rows: list[list[object]] = []
    for key in sorted({key for key, _ in counted}, key=lambda k: (k == context.org_unit_key, order.index(k))):
        part, whole = rate.count(counted, key)
        if whole or rate.is_every or key == context.org_unit_key:
            rows.append([names[key], part, whole, 100 * part / whole if whole else None])
    decimals = 2 if rate.is_money else 0
    columns = [
        ReportColumn(t("unit_rates.org_unit", lang)),
        ReportColumn(t(f"{rate.words}_part", lang), "number", decimals),
        ReportColumn(t(f"{rate.words}_whole", lang), "number", decimals),
        ReportColumn(t(f"{rate.words}_share", lang), "percent", 1),
    ]
    return ReportTable(t(rate.words, lang), columns, rows, t(f"{rate.words}_short", lang))
