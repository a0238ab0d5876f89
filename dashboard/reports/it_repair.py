"""The tables about repairs on `/it-repair`, as they stand on screen and leave as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from dashboard import it_repair_readers, readers
from dashboard.it_repair_readers import Fault, OpenRepair
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.reports.unit_rates import UnitRate, make_rate_table
from dashboard.rows import Month, PeriodChosen
from dashboard.text import t
from etl.calendar_th import bangkok_date

SUBJECT = "it_repair"
AGE_EDGES = (1, 3, 7, 15, 30)  # days, the last of each band
AGE_BANDS = ("0_1", "2_3", "4_7", "8_15", "16_30", "over_30")
MONTHS = 25
FLOWS = {"reported": "repairs_reported", "finished": "repairs_finished", "open": "repairs_open_end"}
ON_TIME = UnitRate("REP-04", "repairs_done_by_due", "repairs_due", "it_repair.on_time", "it-repair-on-time")
COSTS = ("repairs_parts_cost_satang", "repairs_service_cost_satang")


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


def day_of(context: PageContext, period: PeriodChosen) -> date:
    """The day at whose end stocks are taken: the period's last, or today while it runs."""
    return min(period.ends_on - timedelta(days=1), today_of(context))


# --- what is open -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgeRow:
    """What an org_unit has open, by age band; `counts` go with AGE_BANDS."""

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def open_rows(context: PageContext, day: date) -> list[OpenRepair]:
    return it_repair_readers.read_open_repairs(context.data, context.org_unit_key, day)


def age_row(name: str, rows: Sequence[OpenRepair], day: date) -> AgeRow:
    ages = [(day - row.reported_date).days for row in rows]
    bands = [next((n for n, edge in enumerate(AGE_EDGES) if age <= edge), len(AGE_EDGES)) for age in ages]
    return AgeRow(name, tuple(bands.count(n) for n in range(len(AGE_BANDS))))


def age_rows(context: PageContext, rows: Sequence[OpenRepair], day: date) -> list[AgeRow]:
    """By the org_unit that reported, the largest pile first."""
    names = readers.read_org_unit_names(context.data, context.lang)
    parts = [
        age_row(names.get(key, ""), [row for row in rows if row.org_unit_key == key], day)
        for key in dict.fromkeys(row.org_unit_key for row in rows)
    ]
    return sorted(parts, key=lambda part: (-part.total, part.name))


def ages_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang, day = context.lang, day_of(context, period)
    columns = [
        ReportColumn(t("it_repair.org_unit", lang)),
        *(ReportColumn(t(f"it_repair.band_{band}", lang), "number") for band in AGE_BANDS),
        ReportColumn(t("it_repair.total", lang), "number"),
    ]
    rows = [[r.name, *r.counts, r.total] for r in age_rows(context, open_rows(context, day), day)]
    return ReportTable(t("it_repair.ages", lang), columns, rows, t("it_repair.short_ages", lang))


def record_address(repair: OpenRepair) -> str | None:
    """Where the source shows the request; None where the source has no such address."""
    return repair.record_url.replace("{source_id}", quote(repair.source_id, safe="")) if repair.record_url else None


def open_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """What is open on the day of the figures, whatever period is chosen."""
    lang, today = context.lang, today_of(context)
    is_thai = lang == "th"
    columns = [
        ReportColumn(t("it_repair.number", lang)),
        ReportColumn(t("it_repair.what", lang)),
        ReportColumn(t("it_repair.device", lang)),
        ReportColumn(t("it_repair.symptom", lang)),
        ReportColumn(t("it_repair.asset_number", lang)),
        ReportColumn(t("it_repair.org_unit", lang)),
        ReportColumn(t("it_repair.urgency", lang)),
        ReportColumn(t("it_repair.reported_on", lang), "date"),
        ReportColumn(t("it_repair.age_days", lang), "number"),
        ReportColumn(t("it_repair.due", lang), "date"),
        ReportColumn(t("it_repair.status", lang)),
        ReportColumn(t("it_repair.record", lang)),
    ]
    rows = [
        [
            r.ticket_number or r.source_id, r.description, r.device_th if is_thai else r.device_en,
            r.symptom_th if is_thai else r.symptom_en, r.asset_number, r.org_unit_th if is_thai else r.org_unit_en,
            r.urgency_th if is_thai else r.urgency_en, r.reported_date, (today - r.reported_date).days, r.due_date,
            r.status_th if is_thai else r.status_en, record_address(r),
        ]
        for r in open_rows(context, today)
    ]  # fmt: skip
    return ReportTable(t("it_repair.open", lang), columns, rows, t("it_repair.short_open", lang))


# --- by org_unit, month, fault ----------------------------------------------------------------------------------


def on_time_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """By the org_unit that reported."""
    return make_rate_table(context, period, ON_TIME)


@dataclass(frozen=True)
class MonthRow:
    """A month's figures; all are 0 where nothing happened. `on_time` in percent, null where nothing was due."""

    month: Month
    values: Mapping[str, int]

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en

    @property
    def on_time(self) -> float | None:
        due, done = self.values[ON_TIME.whole], self.values[ON_TIME.part]
        return 100 * done / due if due else None

    @property
    def cost(self) -> float:
        return sum(self.values[name] for name in COSTS) / 100


def month_rows(context: PageContext, period: PeriodChosen) -> list[MonthRow]:
    """Up to 25 months to the period's end, oldest first; empty where the data begin later."""
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    wanted = (*FLOWS.values(), ON_TIME.whole, ON_TIME.part, *COSTS)
    ids = [month.period_id for month in months]
    found = readers.read_measures(context.data, wanted, ids, context.org_unit_key) if ids else {}
    rows: list[MonthRow] = []
    for month in months:
        if rows or any((w, month.period_id) in found for w in wanted):
            at = {w: found[w, month.period_id].value if (w, month.period_id) in found else 0 for w in wanted}
            rows.append(MonthRow(month, at))
    return rows


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first."""
    lang = context.lang
    columns = [
        ReportColumn(t("it_repair.month", lang)),
        *(ReportColumn(t(f"it_repair.series_{name}", lang), "number") for name in FLOWS),
        ReportColumn(t("it_repair.on_time_share", lang), "percent", 1),
        ReportColumn(t("it_repair.cost", lang), "number"),
    ]
    rows = [
        [row.label(lang), *(row.values[measure] for measure in FLOWS.values()), row.on_time, row.cost]
        for row in reversed(month_rows(context, period))
    ]
    return ReportTable(t("it_repair.months", lang), columns, rows, t("it_repair.short_months", lang))


def fault_rows(context: PageContext, period: PeriodChosen) -> tuple[list[Fault], list[Fault]]:
    """Kinds of device and symptoms of the period, the most reported first."""
    asked = (context.data, period.starts_on, period.ends_on, context.org_unit_key)
    return it_repair_readers.read_devices(*asked), it_repair_readers.read_symptoms(*asked)


def faults_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    devices, symptoms = fault_rows(context, period)
    columns = [
        ReportColumn(t("it_repair.kind", lang)),
        ReportColumn(t("it_repair.group", lang)),
        ReportColumn(t("it_repair.series_reported", lang), "number"),
        ReportColumn(t("it_repair.cost", lang), "number"),
    ]
    rows: list[list[object]] = [
        [t("it_repair.device", lang), d.name(lang), d.reported, d.cost_satang / 100] for d in devices
    ]
    rows += [[t("it_repair.symptom", lang), s.name(lang), s.reported, None] for s in symptoms]
    return ReportTable(t("it_repair.faults", lang), columns, rows, t("it_repair.short_faults", lang))
