"""The tables about complaints, each from the reader rows that its page draws: on screen and in files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import readers
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.reports.unit_rates import UnitRate, make_rate_table
from dashboard.rows import Area, Month, Note, PeriodChosen
from dashboard.text import t
from etl.calendar_th import WEEKDAYS_TH, bangkok_date

SUBJECT = "complaints"
ZONE = "zone"  # kind of dim_area
MONTHS = 25
AGE_EDGES = (3, 7, 15, 30, 60, 90)
AGE_BANDS = ("0_3", "4_7", "8_15", "16_30", "31_60", "61_90", "over_90")
OLD_BANDS = 3  # the last bands: over 30 days
FLOWS = {"received": "complaints_received", "finished": "complaints_finished", "backlog": "complaints_open_end"}
DIGITAL = ("complaints_received_digital", "complaints_received")
ON_TIME = UnitRate(
    "CMP-03", "complaints_done_by_due", "complaints_due", "complaints.on_time", "complaints-on-time", is_every=True
)


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


# --- months and what people remarked on them --------------------------------------------------------------------


@dataclass(frozen=True)
class MonthRow:
    """A month's figures; all are 0 where nothing happened, for every month here lies within the data's span."""

    month: Month
    values: Mapping[str, int]
    notes: tuple[Note, ...]

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en

    @property
    def digital_share(self) -> float | None:
        """Percent of the complaints received that came by digital channels; null where none came in."""
        received = self.values["received"]
        return 100 * self.values["digital"] / received if received else None


def month_rows(context: PageContext, period: PeriodChosen) -> list[MonthRow]:
    """Up to 25 months to the period's end, oldest first; empty where the data begin later."""
    first_date = readers.read_first_date(context.data)
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    months = [m for m in months if first_date is not None and m.ends_on > first_date]
    if not months:
        return []
    wanted = {**FLOWS, "digital": DIGITAL[0]}
    ids = [m.period_id for m in months]
    found = readers.read_measures(context.data, tuple(wanted.values()), ids, context.org_unit_key)
    notes = readers.read_notes(context.data, SUBJECT, months[0].starts_on, months[-1].ends_on)
    return [
        MonthRow(
            month,
            {
                name: found[measure, month.period_id].value if (measure, month.period_id) in found else 0
                for name, measure in wanted.items()
            },
            tuple(note for note in notes if month.starts_on <= note.date < month.ends_on),
        )
        for month in months
    ]


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first, with the remarks on each month."""
    lang = context.lang
    columns = [
        ReportColumn(t("complaints.month", lang)),
        *(ReportColumn(t(f"complaints.series_{name}", lang), "number") for name in FLOWS),
        ReportColumn(t("complaints.digital_share", lang), "percent", 1),
        ReportColumn(t("complaints.notes", lang)),
    ]
    rows = [
        [
            row.label(lang),
            *(row.values[name] for name in FLOWS),
            row.digital_share,
            " · ".join(note.text for note in row.notes) or None,
        ]
        for row in reversed(month_rows(context, period))
    ]
    return ReportTable(t("complaints.months", lang), columns, rows, t("complaints.short_months", lang))


# --- by org_unit ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgeRow:
    """What an org_unit (with those below it) has open, by age band; `counts` go with AGE_BANDS."""

    org_unit_key: int
    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def old(self) -> int:
        """Those over 30 days."""
        return sum(self.counts[-OLD_BANDS:])


def ages_on(context: PageContext, period: PeriodChosen) -> date:
    """The day at whose end the ages are taken: the period's last, or today while it runs."""
    return min(period.ends_on - timedelta(days=1), today_of(context))


def age_rows(context: PageContext, period: PeriodChosen) -> list[AgeRow]:
    """The chosen org_unit first, then those below it with the most over 30 days; without those that have none open."""
    young = readers.read_ages(context.data, context.org_unit_key, ages_on(context, period), AGE_EDGES)
    open_end = ("complaints_open_end",)
    totals = readers.read_org_unit_measures(context.data, open_end, period.period_id, context.org_unit_key)
    names = readers.read_org_unit_names(context.data, context.lang)
    rows = []
    for key, _ in totals:
        counts = young.get(key, (0,) * len(AGE_EDGES))
        over_90 = max(totals[key, open_end[0]] - sum(counts), 0)  # cases may be seconds newer than the figures
        rows.append(AgeRow(key, names.get(key, ""), (*counts, over_90)))
    rows = [row for row in rows if row.total]
    return sorted(rows, key=lambda r: (r.org_unit_key != context.org_unit_key, -r.old, -r.total, r.org_unit_key))


def ages_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("complaints.org_unit", lang)),
        *(ReportColumn(t(f"complaints.band_{band}", lang), "number") for band in AGE_BANDS),
        ReportColumn(t("complaints.total", lang), "number"),
        ReportColumn(t("complaints.band_old", lang), "number"),
    ]
    rows = [[row.name, *row.counts, row.total, row.old] for row in age_rows(context, period)]
    return ReportTable(t("complaints.ages", lang), columns, rows, t("complaints.short_ages", lang))


def on_time_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    return make_rate_table(context, period, ON_TIME)


# --- what, how, where, when -------------------------------------------------------------------------------------


def categories_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    shares = readers.read_categories(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    columns = [ReportColumn(t("complaints.category", lang)), *_share_columns(lang)]
    rows = [[s.name(lang), s.received, 100 * s.received / total] for s in shares]
    return ReportTable(t("complaints.categories", lang), columns, rows, t("complaints.short_categories", lang))


def channels_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    shares = readers.read_channels(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    words = {True: t("complaints.digital_yes", lang), False: t("complaints.digital_no", lang)}
    columns = [
        ReportColumn(t("complaints.channel", lang)), ReportColumn(t("complaints.digital", lang)), *_share_columns(lang),
    ]  # fmt: skip
    rows = [[s.name(lang), words[s.is_digital], s.received, 100 * s.received / total] for s in shares]
    return ReportTable(t("complaints.channels", lang), columns, rows, t("complaints.short_channels", lang))


def _share_columns(lang: str) -> Sequence[ReportColumn]:
    return (
        ReportColumn(t("complaints.series_received", lang), "number"),
        ReportColumn(t("complaints.share", lang), "percent", 1),
    )


def area_rows(context: PageContext, period: PeriodChosen) -> list[Area]:
    """The zones in order; last, in one row, what names no zone (a community alone, or nothing)."""
    found = readers.read_areas(context.data, period.starts_on, period.ends_on, today_of(context), context.org_unit_key)
    zones = sorted((area for area in found if area.kind == ZONE), key=lambda area: area.code)
    others = [area for area in found if area.kind != ZONE]
    if not others:
        return zones
    return [
        *zones,
        Area(
            code="",
            kind="unknown",
            name_th=t("complaints.area_none", "th"),
            name_en=t("complaints.area_none", "en"),
            received=sum(area.received for area in others),
            finished=sum(area.finished for area in others),
            due=sum(area.due for area in others),
            done_by_due=sum(area.done_by_due for area in others),
        ),
    ]


def areas_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    areas = area_rows(context, period)
    total = sum(a.received for a in areas)
    columns = [
        ReportColumn(t("complaints.area", lang)),
        *_share_columns(lang),
        ReportColumn(t("complaints.series_finished", lang), "number"),
        ReportColumn(t("complaints.due_count", lang), "number"),
        ReportColumn(t("complaints.on_time_share", lang), "percent", 1),
    ]
    rows = [
        [a.name(lang), a.received, 100 * a.received / total if total else None, a.finished, a.due, a.on_time]
        for a in areas
    ]
    return ReportTable(t("complaints.areas", lang), columns, rows, t("complaints.short_areas", lang))


def hours_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Seven rows from Monday, a column for each hour."""
    lang = context.lang
    found = readers.read_hours(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    columns = [
        ReportColumn(t("complaints.weekday", lang)),
        *(ReportColumn(f"{hour:02d}:00", "number") for hour in range(24)),
        ReportColumn(t("complaints.total", lang), "number"),
    ]
    rows = []
    for weekday in range(1, 8):
        counts = [found.get((weekday, hour), 0) for hour in range(24)]
        rows.append([weekday_name(weekday, lang), *counts, sum(counts)])
    return ReportTable(t("complaints.hours", lang), columns, rows, t("complaints.short_hours", lang))


def weekday_name(weekday: int, lang: str) -> str:
    """1 is Monday."""
    return WEEKDAYS_TH[weekday - 1] if lang == "th" else t(f"complaints.weekday_{weekday}", lang)
