"""The tables of `/it-projects` as they stand on screen and leave as files, and the rows its charts are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import readers
from dashboard.it_projects_readers import (
    PlanRow,
    ServiceStep,
    SystemRow,
    read_assessments,
    read_plan,
    read_services,
    read_systems,
)
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import Month, PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_fiscal_year
from etl.calendar_th import BE_OFFSET, bangkok_date, fiscal_year_be
from etl.contracts.it_projects_plan import PLAN_PROGRESS
from etl.contracts.it_projects_words import PROGRESS_STATUSES

SUBJECT = "it_projects"
MONTHS = 13
SATANG = 100
STATUS_TH = {word.code: word.th for word in PROGRESS_STATUSES}
NUMBERS = {"fiscal_year": 0, "planned_percent": 0, "actual_percent": 0, "approved": 2, "committed": 2, "disbursed": 2}
MONEY = {
    "budget": "plan_budget_satang",
    "approved": "plan_approved_satang",
    "committed": "plan_committed_satang",
    "disbursed": "plan_disbursed_satang",
}
ON_PLAN = ("plan_projects_active", "plan_projects_on_plan")


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


def until_of(context: PageContext, period: PeriodChosen) -> date:
    """The day at whose end things are shown: the period's last, or today while it runs."""
    return min(period.ends_on - timedelta(days=1), today_of(context))


def to_baht(satang: int | None) -> float | None:
    return None if satang is None else satang / SATANG


# --- the plan's projects ----------------------------------------------------------------------------------------


def plan_rows(context: PageContext, period: PeriodChosen) -> list[PlanRow]:
    """Projects of the period's fiscal year, with their reports as of its end."""
    return read_plan(context.data, period.fiscal_year, until_of(context, period), context.org_unit_key)


def say_budget(row: PlanRow, lang: str) -> str:
    """What the plan's cell holds where it holds no amount: a dash, a blank, or no cell for that year."""
    return t(f"it_projects.budget_{row.budget_mark or 'missing'}", lang)


def plan_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    units = readers.read_org_unit_names(context.data, lang)
    columns = [
        ReportColumn(t("it_projects.code", lang)),
        ReportColumn(t("it_projects.project", lang)),
        ReportColumn(t("it_projects.org_unit", lang)),
        ReportColumn(t("it_projects.cell", lang)),
        *(ReportColumn(t(f"it_projects.{name}_baht", lang), "number", 2) for name in MONEY),
        ReportColumn(t("it_projects.starts", lang), "date"),
        ReportColumn(t("it_projects.ends", lang), "date"),
        ReportColumn(t("it_projects.planned", lang), "percent"),
        ReportColumn(t("it_projects.actual", lang), "percent"),
        ReportColumn(t("it_projects.status", lang)),
        ReportColumn(t("it_projects.reported", lang), "date"),
        ReportColumn(t("it_projects.obstacle", lang)),
    ]
    rows = [
        [
            row.code, row.name, units.get(row.org_unit_key, ""), say_budget(row, lang), to_baht(row.budget),
            to_baht(row.approved), to_baht(row.committed), to_baht(row.disbursed), row.starts_on, row.ends_on,
            row.planned, row.actual, (row.status_th if lang == "th" else row.status_en), row.reported_on,
            row.obstacle or None,
        ]
        for row in plan_rows(context, period)
    ]  # fmt: skip
    year = format_fiscal_year(period.fiscal_year, lang, "short")
    return ReportTable(t("it_projects.plan_of", lang, year=year), columns, rows, t("it_projects.short_plan", lang))


@dataclass(frozen=True)
class MoneyMonth:
    """Money of the plan at a month's end, in satang, cumulative in its fiscal year; and projects active and on plan."""

    month: Month
    values: Mapping[str, int]

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en

    @property
    def on_plan(self) -> float | None:
        """Percent of the active projects; null where none is."""
        active = self.values["plan_projects_active"]
        return 100 * self.values["plan_projects_on_plan"] / active if active else None


def money_months(context: PageContext, period: PeriodChosen) -> list[MoneyMonth]:
    """The last months up to the period's end, oldest first."""
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    wanted = (*MONEY.values(), *ON_PLAN)
    ids = [m.period_id for m in months]
    found = readers.read_measures(context.data, wanted, ids, context.org_unit_key)
    return [
        MoneyMonth(m, {n: found[n, m.period_id].value if (n, m.period_id) in found else 0 for n in wanted})
        for m in months
    ]


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first."""
    lang = context.lang
    columns = [
        ReportColumn(t("it_projects.month", lang)),
        *(ReportColumn(t(f"it_projects.{name}_baht", lang), "number", 2) for name in MONEY),
        ReportColumn(t("it_projects.on_plan_share", lang), "percent", 1),
    ]
    rows = [
        [row.label(lang), *(to_baht(row.values[name]) for name in MONEY.values()), row.on_plan]
        for row in reversed(money_months(context, period))
    ]
    return ReportTable(t("it_projects.months", lang), columns, rows, t("it_projects.short_months", lang))


# --- services by digital process --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Service:
    """A public service and the readiness of each process it has, by process code."""

    name: str
    org_unit_key: int
    steps: Mapping[str, str]

    @property
    def ready(self) -> int:
        return sum(state == "ready" for state in self.steps.values())

    @property
    def needed(self) -> int:
        return sum(state != "not_needed" for state in self.steps.values())


def processes_of(steps: Sequence[ServiceStep], lang: str) -> dict[str, str]:
    """Code -> name of each digital process, in the plan's order."""
    return {s.process: s.process_th if lang == "th" else s.process_en for s in sorted(steps, key=lambda s: s.process)}


def services_of(steps: Sequence[ServiceStep]) -> list[Service]:
    """Those that lack most last."""
    found: dict[int, list[ServiceStep]] = {}
    for step in steps:
        found.setdefault(step.service_key, []).append(step)
    services = [Service(s[0].name, s[0].org_unit_key, {x.process: x.readiness for x in s}) for s in found.values()]
    return sorted(services, key=lambda s: (-s.ready / max(s.needed, 1), s.org_unit_key, s.name))


def services_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    steps = read_services(context.data, context.org_unit_key)
    units, processes = readers.read_org_unit_names(context.data, lang), processes_of(steps, lang)
    columns = [
        ReportColumn(t("it_projects.service", lang)),
        ReportColumn(t("it_projects.org_unit", lang)),
        ReportColumn(t("it_projects.steps_ready", lang), "number"),
        ReportColumn(t("it_projects.steps_needed", lang), "number"),
        *(ReportColumn(f"{code} {name}") for code, name in processes.items()),
    ]
    rows = [
        [
            s.name, units.get(s.org_unit_key, ""), s.ready, s.needed,
            *(t(f"it_projects.ready_{s.steps[code]}", lang) if code in s.steps else None for code in processes),
        ]
        for s in services_of(steps)
    ]  # fmt: skip
    return ReportTable(t("it_projects.services", lang), columns, rows, t("it_projects.short_services", lang))


# --- systems ----------------------------------------------------------------------------------------------------


def system_rows(context: PageContext, period: PeriodChosen) -> list[SystemRow]:
    return read_systems(context.data, context.org_unit_key, until_of(context, period))


def systems_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    units = readers.read_org_unit_names(context.data, lang)
    columns = [
        ReportColumn(t("it_projects.code", lang)),
        ReportColumn(t("it_projects.system", lang)),
        ReportColumn(t("it_projects.org_unit", lang)),
        ReportColumn(t("it_projects.kind", lang)),
        ReportColumn(t("it_projects.origin", lang)),
        ReportColumn(t("it_projects.stage", lang)),
        ReportColumn(t("it_projects.live", lang), "date"),
        ReportColumn(t("it_projects.exchanges", lang), "number"),
        ReportColumn(t("it_projects.ropa", lang)),
        ReportColumn(t("it_projects.restored", lang), "date"),
        ReportColumn(t("it_projects.accounts", lang), "number"),
    ]
    rows = [
        [
            row.code, row.name, units.get(row.org_unit_key, ""), row.kind_th if lang == "th" else row.kind_en,
            row.origin_th if lang == "th" else row.origin_en, row.stage_th if lang == "th" else row.stage_en,
            row.live_on, row.exchanges, say_ropa(row, lang), row.restored_on, row.accounts,
        ]
        for row in system_rows(context, period)
    ]  # fmt: skip
    return ReportTable(t("it_projects.systems", lang), columns, rows, t("it_projects.short_systems", lang))


def say_ropa(row: SystemRow, lang: str) -> str:
    """Whether a system that holds personal data has its record of processing."""
    if row.personal_data != "yes":
        return t(f"it_projects.personal_{row.personal_data}", lang)
    return t("it_projects.ropa_made" if row.ropa_on else "it_projects.ropa_missing", lang)


# --- the yearly assessment --------------------------------------------------------------------------------------


def assessments_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """One row per item, one column per fiscal year."""
    lang, found = context.lang, read_assessments(context.data)
    years = sorted({row.fiscal_year for row in found})
    items = {row.item: row.item_th if lang == "th" else row.item_en for row in found}
    values = {(row.item, row.fiscal_year): row.value for row in found}
    columns = [
        ReportColumn(t("it_projects.item", lang)),
        *(ReportColumn(format_fiscal_year(year, lang, "short"), "number", 1) for year in years),
    ]
    rows = [[f"{code} {name}", *(values.get((code, year)) for year in years)] for code, name in items.items()]
    return ReportTable(t("it_projects.assessments", lang), columns, rows, t("it_projects.short_assessments", lang))


# --- the form as a workbook -------------------------------------------------------------------------------------


def progress_form(context: PageContext, period: PeriodChosen) -> ReportTable:
    """What people fill in and put into the drop folder: the headings its source reads, and the last report of each

    project as of today. A day is text in the era the source declares.
    """
    sources = context.settings.config.sources
    source = next(s for s in sources if PLAN_PROGRESS.name in s.mapping)
    headings = {name: str(how.path) for name, how in source.mapping[PLAN_PROGRESS.name].fields.items()}
    today = today_of(context)
    year = fiscal_year_be(today)
    is_buddhist = source.date_eras.get("reported_date", source.date_era) == "be"
    day = f"{today:%d/%m}/{today.year + (BE_OFFSET if is_buddhist else 0)}"
    kept = [name for name in headings if name != "changed_at"]  # the later workbook counts
    columns = [
        ReportColumn(headings[name], "number" if name in NUMBERS else "text", NUMBERS.get(name, 0)) for name in kept
    ]
    rows = []
    for row in read_plan(context.data, year, today, context.org_unit_key):
        values = {
            "project_code": row.code, "fiscal_year": year, "reported_date": day, "planned_percent": row.planned or 0,
            "actual_percent": row.actual or 0, "approved": to_baht(row.approved), "committed": to_baht(row.committed),
            "disbursed": to_baht(row.disbursed), "project_status": row.status_th or STATUS_TH["not_started"],
            "obstacle": row.obstacle or None,
        }  # fmt: skip
        rows.append([values[name] for name in kept])
    return ReportTable(
        t("it_projects.form_template", context.lang), columns, rows, t("it_projects.short_form", context.lang)
    )
