"""The tables of `/walking-street` as they stand on screen and leave as files, and the rows its charts rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import readers
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.reports.unit_rates import UnitRate, make_rate_table
from dashboard.rows import Month, PeriodChosen
from dashboard.text import t
from dashboard.walking_street_readers import (
    Group,
    Night,
    StallQuestion,
    Zone,
    read_groups,
    read_nights,
    read_stalls,
    read_zones,
)
from etl.calendar_th import bangkok_date

SUBJECT = "walking_street"
MONTHS = 25
LAST_NIGHTS = 4
NIGHTS_READ = 60  # back over any closure of a year
MOST_STALLS = 20_000
OCCUPIED = UnitRate(
    "WS-03", "market_stalls_traded", "market_stalls_available", "walking_street.units_occupied",
    "walking-street-units",
)  # fmt: skip
PAID = UnitRate(
    "WS-05", "market_fees_paid_in_time_satang", "market_fees_due_satang", "walking_street.units_paid",
    "walking-street-fees", is_money=True,
)  # fmt: skip
ZONES = ("food", "fashion", "craft", "art", "family", "second_hand", "unknown")
MEASURES = (
    "market_nights_held", "market_stalls_available", "market_stalls_traded", "market_fees_received_satang",
    "market_visitors", "market_nights_with_visitors",
)  # fmt: skip


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


def ratio(part: int, whole: int) -> float | None:
    """Percent; null of nothing."""
    return 100 * part / whole if whole else None


def baht(satang: int | None) -> float | None:
    return None if satang is None else satang / 100


def has_market(context: PageContext) -> bool:
    """Whether the chosen org_unit, with those below it, was ever in charge of a night."""
    return bool(read_nights(context.data, context.org_unit_key, date.max, 1))


# --- the last nights --------------------------------------------------------------------------------------------


def last_nights(context: PageContext, period: PeriodChosen) -> list[Night]:
    """The last four nights held before the period's end (or today), the latest first, and those called off between."""
    before = min(period.ends_on, today_of(context))
    found = read_nights(context.data, context.org_unit_key, before, NIGHTS_READ)
    held = [at for at, night in enumerate(found) if night.is_held]
    return found[: held[:LAST_NIGHTS][-1] + 1] if held else []


def nights_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("walking_street.night", lang), "date"),
        ReportColumn(t("walking_street.happened", lang)),
        ReportColumn(t("walking_street.available", lang), "number"),
        ReportColumn(t("walking_street.traded", lang), "number"),
        ReportColumn(t("walking_street.occupancy", lang), "percent", 1),
        ReportColumn(t("walking_street.absent_share", lang), "percent", 1),
        ReportColumn(t("walking_street.visitors", lang), "number"),
        ReportColumn(t("walking_street.fees_of_night", lang), "number", 2),
        ReportColumn(t("walking_street.paid_of_night", lang), "number", 2),
    ]
    rows = [_night_row(night, lang) for night in last_nights(context, period)]
    return ReportTable(t("walking_street.nights", lang), columns, rows, t("walking_street.short_nights", lang))


def _night_row(n: Night, lang: str) -> list[object]:
    if not n.is_held:
        reason = t("walking_street.called_off", lang, reason=n.reason(lang))
        return [n.night_date, reason, None, None, None, None, None, None, None]
    return [
        n.night_date, n.weather(lang), n.available, n.traded, ratio(n.traded, n.available),
        ratio(n.absent, n.booked), n.visitors, baht(n.fee_satang), baht(n.paid_satang),
    ]  # fmt: skip


# --- zones ------------------------------------------------------------------------------------------------------


def zone_rows(context: PageContext, period: PeriodChosen) -> list[Zone]:
    return read_zones(context.data, period.starts_on, period.ends_on, today_of(context), context.org_unit_key)


def zones_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("walking_street.zone", lang)),
        ReportColumn(t("walking_street.available_all", lang), "number"),
        ReportColumn(t("walking_street.traded_all", lang), "number"),
        ReportColumn(t("walking_street.occupancy", lang), "percent", 1),
        ReportColumn(t("walking_street.absent_share", lang), "percent", 1),
        ReportColumn(t("walking_street.community_share", lang), "percent", 1),
        ReportColumn(t("walking_street.in_time_share", lang), "percent", 1),
        ReportColumn(t("walking_street.received", lang), "number", 2),
        ReportColumn(t("walking_street.sales_mean", lang), "number"),
        ReportColumn(t("walking_street.violations", lang), "number"),
    ]
    found = zone_rows(context, period)
    rows = [_zone_row(zone, zone.name(lang)) for zone in found]
    if found:
        rows.append(_zone_row(add_zones(found), t("walking_street.all_zones", lang)))
    return ReportTable(t("walking_street.zones", lang), columns, rows, t("walking_street.short_zones", lang))


def add_zones(zones: Sequence[Zone]) -> Zone:
    numbers = Zone.__slots__[3:]
    return Zone("", None, None, *(sum(getattr(zone, name) for zone in zones) for name in numbers))


def _zone_row(z: Zone, name: str) -> list[object]:
    sales = z.sales_satang / 100 / z.reporting if z.reporting else None
    return [
        name, z.available, z.traded, ratio(z.traded, z.available), ratio(z.absent, z.booked),
        ratio(z.community, z.traded), ratio(z.in_time_satang, z.due_satang), baht(z.received_satang), sales,
        z.violations,
    ]  # fmt: skip


# --- departments ------------------------------------------------------------------------------------------------


def occupied_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    return make_rate_table(context, period, OCCUPIED)


def paid_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    return make_rate_table(context, period, PAID)


# --- months -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthRow:
    """A month's figures; nothing held is 0 nights and no rate."""

    month: Month
    held: int
    available: int
    traded: int
    received_satang: int
    visitors: int
    with_visitors: int

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en

    @property
    def occupancy(self) -> float | None:
        return ratio(self.traded, self.available)


def month_rows(context: PageContext, period: PeriodChosen) -> list[MonthRow]:
    """Up to 25 months to the period's end, oldest first; empty where the data begin later."""
    first_date = readers.read_contract_spans(context.data).get(SUBJECT)
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    months = [m for m in months if first_date is not None and m.ends_on > first_date]
    found = readers.read_measures(context.data, MEASURES, [m.period_id for m in months], context.org_unit_key)
    return [
        MonthRow(m, *(found[key].value if (key := (name, m.period_id)) in found else 0 for name in MEASURES))
        for m in months
    ]


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first."""
    lang = context.lang
    columns = [
        ReportColumn(t("walking_street.month", lang)),
        ReportColumn(t("walking_street.held", lang), "number"),
        ReportColumn(t("walking_street.traded_mean", lang), "number"),
        ReportColumn(t("walking_street.occupancy", lang), "percent", 1),
        ReportColumn(t("walking_street.received", lang), "number", 2),
        ReportColumn(t("walking_street.visitors_mean", lang), "number"),
    ]
    months = month_rows(context, period)
    is_calendar = any(row.held for row in months)  # who looks after a zone alone holds no night
    rows: list[list[object]] = [
        [
            row.label(lang), row.held if is_calendar else None,
            row.traded / row.held if row.held else None, row.occupancy, baht(row.received_satang),
            row.visitors / row.with_visitors if row.with_visitors else None,
        ]
        for row in reversed(months)
    ]  # fmt: skip
    return ReportTable(t("walking_street.months", lang), columns, rows, t("walking_street.short_months", lang))


# --- stalls -----------------------------------------------------------------------------------------------------


def stall_question(context: PageContext, period: PeriodChosen) -> StallQuestion:
    """From the address, where anything may stand."""
    zone = context.params.get("zone", "")
    words = context.params.get("q", "").strip().lower()[:20]
    return StallQuestion(
        period.starts_on, period.ends_on, today_of(context), context.org_unit_key, zone if zone in ZONES else "", words
    )


def stalls_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("walking_street.stall", lang)),
        ReportColumn(t("walking_street.earlier_code", lang)),
        ReportColumn(t("walking_street.zone", lang)),
        ReportColumn(t("walking_street.nights_booked", lang), "number"),
        ReportColumn(t("walking_street.nights_traded", lang), "number"),
        ReportColumn(t("walking_street.nights_excused", lang), "number"),
        ReportColumn(t("walking_street.nights_absent", lang), "number"),
        ReportColumn(t("walking_street.absent_share", lang), "percent", 1),
        ReportColumn(t("walking_street.fees", lang), "number", 2),
        ReportColumn(t("walking_street.overdue", lang), "number", 2),
    ]
    found = read_stalls(context.data, stall_question(context, period), MOST_STALLS, 0)
    rows: list[list[object]] = [
        [
            s.stall_code or s.stall, s.earlier_code, s.zone(lang), s.booked, s.traded, s.excused, s.absent,
            ratio(s.absent, s.booked), baht(s.fee_satang), baht(s.overdue_satang),
        ]
        for s in found
    ]  # fmt: skip
    return ReportTable(t("walking_street.stalls", lang), columns, rows, t("walking_street.short_stalls", lang))


def stall_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    """The table's own filters in words, for its file."""
    asked, lang = stall_question(context, period), context.lang
    said = []
    if asked.zone_code:
        names = {zone.code: zone.name(lang) for zone in zone_rows(context, period)}
        said.append((t("walking_street.zone", lang), names.get(asked.zone_code, asked.zone_code)))
    if asked.words:
        said.append((t("walking_street.stall", lang), asked.words))
    return tuple(said)


# --- violations, queue, vendors ---------------------------------------------------------------------------------

GROUPS = ("market_violation_kind", "market_zone", "market_vendor_type")


def group_rows(context: PageContext, period: PeriodChosen) -> dict[str, list[Group]]:
    """By vocabulary, the most first."""
    found = read_groups(context.data, period.starts_on, period.ends_on, today_of(context), context.org_unit_key)
    return {vocabulary: [g for g in found if g.vocabulary == vocabulary] for vocabulary in GROUPS}


def groups_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang = context.lang
    columns = [
        ReportColumn(t("walking_street.group", lang)),
        ReportColumn(t("walking_street.kind", lang)),
        ReportColumn(t("walking_street.count", lang), "number"),
    ]
    rows: list[list[object]] = [
        [t(f"walking_street.by_{vocabulary}", lang), group.name(lang), group.count]
        for vocabulary, groups in group_rows(context, period).items()
        for group in groups
    ]
    return ReportTable(t("walking_street.groups", lang), columns, rows, t("walking_street.short_groups", lang))
