"""The tables of `/personnel` as they stand on screen and leave as files, and the rows its charts are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import readers
from dashboard.disclosure import hide_small
from dashboard.personnel_readers import read_composition, read_sick_leave, read_vacant_posts
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import Month, PeriodChosen
from dashboard.text import t
from etl.calendar_th import bangkok_date, fiscal_year_be

SUBJECT = "personnel"
MONTHS = 25
RETIREMENT_AGE = 60
AGE_BANDS = ((0, 29), (30, 39), (40, 49), (50, 54), (55, 60))
STOCKS = ("staff_end", "posts_end", "staff_on_posts_end", "staff_retiring_end")
FLOWS = ("staff_hired", "staff_resigned", "staff_transferred_out", "staff_retired", "staff_left_otherwise")
TRAINED = ("staff_trained", "staff_trained_digital")


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


# --- by สำนัก/กอง ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitRow:
    """A สำนัก/กอง with those below it at the period's end."""

    org_unit_key: int
    name: str
    values: Mapping[str, int]

    @property
    def vacant(self) -> int:
        return self.values["posts_end"] - self.values["staff_on_posts_end"]

    def share(self, part: int, of: str) -> float | None:
        """In percent; null where there is nothing to share out."""
        return 100 * part / self.values[of] if self.values[of] else None


def unit_rows(context: PageContext, period: PeriodChosen) -> list[UnitRow]:
    """In the order of the configuration, the chosen one last; without those that have neither people nor posts."""
    measures = (*STOCKS, *TRAINED)
    found = readers.read_org_unit_measures(context.data, measures, period.period_id, context.org_unit_key)
    names = readers.read_org_unit_names(context.data, context.lang)
    met = {key for key, measure in found if measure in ("staff_end", "posts_end")}
    keys = sorted(met, key=lambda key: (key == context.org_unit_key, list(names).index(key)))
    return [UnitRow(key, names[key], {m: found.get((key, m), 0) for m in measures}) for key in keys]


def units_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("personnel.org_unit", lang)),
        ReportColumn(t("personnel.staff", lang), "number"),
        ReportColumn(t("personnel.posts", lang), "number"),
        ReportColumn(t("personnel.vacant", lang), "number"),
        ReportColumn(t("personnel.vacancy_rate", lang), "percent", 1),
        ReportColumn(t("personnel.retiring", lang, year=period.fiscal_year), "number"),
        ReportColumn(t("personnel.trained", lang), "percent", 1),
        ReportColumn(t("personnel.trained_digital", lang), "percent", 1),
    ]
    rows = [
        [
            row.name, row.values["staff_end"], row.values["posts_end"], row.vacant, row.share(row.vacant, "posts_end"),
            row.values["staff_retiring_end"], *(row.share(row.values[m], "staff_end") for m in TRAINED),
        ]
        for row in unit_rows(context, period)
    ]  # fmt: skip
    return ReportTable(t("personnel.units", lang), columns, rows, t("personnel.short_units", lang))


# --- months -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthRow:
    """A month's figures; all are 0 where nobody came or left."""

    month: Month
    values: Mapping[str, int]

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en

    @property
    def left(self) -> int:
        return sum(self.values[name] for name in FLOWS[1:])

    @property
    def vacancy(self) -> float | None:
        posts = self.values["posts_end"]
        return 100 * (posts - self.values["staff_on_posts_end"]) / posts if posts else None


def month_rows(context: PageContext, period: PeriodChosen) -> list[MonthRow]:
    """Up to 25 months to the period's end, oldest first; empty where the data begin later."""
    first = readers.read_contract_spans(context.data).get(SUBJECT)
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    months = [month for month in months if first is not None and month.ends_on > first]
    wanted = (*STOCKS[:3], *FLOWS)
    ids = [month.period_id for month in months]
    found = readers.read_measures(context.data, wanted, ids, context.org_unit_key) if ids else {}
    return [
        MonthRow(m, {w: found[w, m.period_id].value if (w, m.period_id) in found else 0 for w in wanted})
        for m in months
    ]


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first."""
    lang = context.lang
    columns = [
        ReportColumn(t("personnel.month", lang)),
        ReportColumn(t("personnel.staff", lang), "number"),
        *(ReportColumn(t(f"personnel.{name}", lang), "number") for name in FLOWS),
        ReportColumn(t("personnel.vacancy_rate", lang), "percent", 1),
    ]
    rows = [
        [row.label(lang), row.values["staff_end"], *(row.values[name] for name in FLOWS), row.vacancy]
        for row in reversed(month_rows(context, period))
    ]
    return ReportTable(t("personnel.months", lang), columns, rows, t("personnel.short_months", lang))


# --- who they are -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupRow:
    """People of one type, age band, level or sex; who `is_staff` counts in the whole, hired services do not."""

    name: str
    people: int
    is_staff: bool = True


def composition_rows(context: PageContext) -> dict[str, list[GroupRow]]:
    """staff_type, age, level, sex -> their groups, in the order of the vocabularies; as of the figures' own day."""
    lang, today = context.lang, today_of(context)
    found: dict[str, list[GroupRow]] = {"staff_type": [], "age": [], "level": [], "sex": []}
    ages: Counter[int] = Counter()
    for group in read_composition(context.data, context.org_unit_key, today):
        if group.vocabulary == "retire_fiscal_year":
            ages[_age_band(int(group.code), fiscal_year_be(today))] += group.people
        elif group.vocabulary in found:
            found[group.vocabulary].append(GroupRow(group.name(lang), group.people, group.code != "outsourced"))
    found["age"] = [GroupRow(_say_band(band, lang), ages[band]) for band in sorted(ages, key=lambda b: (b < 0, b))]
    return found


def _age_band(retire_year: int, this_year: int) -> int:
    """Place in AGE_BANDS of the age reached in this fiscal year; -1 where the birth date is not known."""
    age = RETIREMENT_AGE - (retire_year - this_year)
    return -1 if not retire_year else next(n for n, (_, last) in enumerate(AGE_BANDS) if age <= last or last == 60)


def _say_band(band: int, lang: str) -> str:
    if band < 0:
        return t("personnel.age_unknown", lang)
    low, high = AGE_BANDS[band]
    return (
        t("personnel.age_under", lang, age=high + 1) if not low else t("personnel.age_band", lang, low=low, high=high)
    )


def composition_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("personnel.kind", lang)), ReportColumn(t("personnel.group", lang)),
        ReportColumn(t("personnel.staff", lang), "number"),
    ]  # fmt: skip
    rows = [
        [t(f"personnel.by_{kind}", lang), group.name, group.people]
        for kind, groups in composition_rows(context).items()
        for group in groups
    ]
    return ReportTable(t("personnel.composition", lang), columns, rows, t("personnel.short_composition", lang))


# --- sick leave, vacant posts -----------------------------------------------------------------------------------


def sick_leave_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """By สำนัก/กอง; counts of fewer than five people are not told, nor what could give them away."""
    lang = context.lang
    found = read_sick_leave(context.data, context.org_unit_key, period.starts_on, period.ends_on)
    names = readers.read_org_unit_names(context.data, lang)
    keys = [key for key in names if key in found]
    keys.sort(key=lambda key: key == context.org_unit_key)
    shown = hide_small({key: found[key].people for key in keys}, total=context.org_unit_key)
    columns = [
        ReportColumn(t("personnel.org_unit", lang)),
        ReportColumn(t("personnel.sick_people", lang), "number"),
        ReportColumn(t("personnel.sick_days", lang), "number", 1),
        ReportColumn(t("personnel.sick_mean", lang), "number", 1),
    ]
    rows: list[list[object]] = []
    for key in keys:
        people, days = shown[key], found[key].half_days / 2
        rows.append([names[key], *((people, days, days / people) if people is not None else (None, None, None))])
    return ReportTable(t("personnel.sick", lang), columns, rows, t("personnel.short_sick", lang))


def vacant_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """At the period's end, or today while it runs; the longest vacant first."""
    lang, day = context.lang, vacant_on(context, period)
    columns = [
        ReportColumn(t("personnel.post_number", lang)),
        ReportColumn(t("personnel.position", lang)),
        ReportColumn(t("personnel.level", lang)),
        ReportColumn(t("personnel.staff_type", lang)),
        ReportColumn(t("personnel.org_unit", lang)),
        ReportColumn(t("personnel.vacant_since", lang), "date"),
        ReportColumn(t("personnel.vacant_days", lang), "number"),
    ]
    is_thai = lang == "th"
    rows = [
        [
            post.post_number, post.position, post.level_th if is_thai else post.level_en,
            post.type_th if is_thai else post.type_en, post.org_unit_th if is_thai else post.org_unit_en,
            post.vacant_from, (day - post.vacant_from).days,
        ]
        for post in read_vacant_posts(context.data, context.org_unit_key, day)
    ]  # fmt: skip
    return ReportTable(t("personnel.vacant_posts", lang), columns, rows, t("personnel.short_vacant", lang))


def vacant_on(context: PageContext, period: PeriodChosen) -> date:
    return min(period.ends_on - timedelta(days=1), today_of(context))
