"""The tables about temporary signs, each from the reader rows that its page draws: on screen and in files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from dashboard import readers
from dashboard import temporary_signs_readers as sign_readers
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.reports.unit_rates import UnitRate, make_rate_table
from dashboard.rows import Month, PeriodChosen
from dashboard.temporary_signs_readers import KINDS, ZONES, Expiry, SignFilter, SignPermit, SignWord
from dashboard.text import t
from etl.calendar_th import bangkok_date

SUBJECT = "temporary_signs"
OVER_BANDS = ("over_90", "over_31_90", "over_8_30", "over_4_7", "over_1_3")  # the longest first
LEFT_BANDS = ("left_0_7", "left_8_14", "left_15_30", "left_31")
STATES = ("over", "late", "ending")
MONTHS = 13
FLOWS = {"expired": "signs_expired", "taken_down": "signs_taken_down", "standing": "signs_expired_standing"}
RATES = {"removed": "SGN-05", "decided": "SGN-02"}
MOST_PERMITS = 20_000
REMOVED = UnitRate(
    "SGN-05", "signs_removed_in_time", "signs_removal_due", "temporary_signs.units_removed", "temporary-signs-removed"
)
DECIDED = UnitRate(
    "SGN-02", "signs_decided_in_time", "signs_due", "temporary_signs.units_decided", "temporary-signs-decided"
)


def today_of(context: PageContext) -> date:
    """The Bangkok day the figures were made for."""
    return bangkok_date(context.as_of or context.now)


# --- by the permit's end ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Signs of one zone or kind of applicant: standing past their permit, of these the late ones, and in force."""

    word: SignWord
    over: int
    late: int
    live: int


def expiry_rows(context: PageContext) -> list[Expiry]:
    return sign_readers.read_expiry(context.data, today_of(context), context.org_unit_key)


def count_band(rows: Sequence[Expiry], *bands: str) -> tuple[int, int]:
    """Permits and signs."""
    chosen = [row for row in rows if row.band in bands]
    return sum(row.permits for row in chosen), sum(row.signs for row in chosen)


def group_rows(context: PageContext, rows: Sequence[Expiry], vocabulary: str) -> list[Group]:
    """By zone or kind of applicant, in their own order; those without any sign are left out."""
    groups = []
    for word in sign_readers.read_words(context.data, vocabulary):
        of_word = [r for r in rows if (r.zone_code if vocabulary == ZONES else r.applicant_kind_code) == word.code]
        over, late, live = (count_band(of_word, *bands)[1] for bands in (OVER_BANDS, OVER_BANDS[:-1], LEFT_BANDS))
        if over or live:
            groups.append(Group(word, over, late, live))
    return groups


def expiry_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang, rows = context.lang, expiry_rows(context)
    columns = [
        ReportColumn(t("temporary_signs.band", lang)),
        ReportColumn(t("temporary_signs.permits", lang), "number"),
        ReportColumn(t("temporary_signs.signs", lang), "number"),
    ]
    lines = [[t(f"temporary_signs.{band}", lang), *count_band(rows, band)] for band in (*OVER_BANDS, *LEFT_BANDS)]
    return ReportTable(t("temporary_signs.expiry", lang), columns, lines, t("temporary_signs.short_expiry", lang))


def groups_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Zones, then kinds of applicants."""
    lang, rows = context.lang, expiry_rows(context)
    columns = [
        ReportColumn(t("temporary_signs.group", lang)),
        ReportColumn(t("temporary_signs.over", lang), "number"),
        ReportColumn(t("temporary_signs.late", lang), "number"),
        ReportColumn(t("temporary_signs.live", lang), "number"),
    ]
    groups = [g for vocabulary in (ZONES, KINDS) for g in group_rows(context, rows, vocabulary)]
    lines = [[g.word.name(lang), g.over, g.late, g.live] for g in groups]
    return ReportTable(t("temporary_signs.groups", lang), columns, lines, t("temporary_signs.short_groups", lang))


# --- departments ------------------------------------------------------------------------------------------------


def removed_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """By the org_unit in charge of the permit."""
    return make_rate_table(context, period, REMOVED)


def decided_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    return make_rate_table(context, period, DECIDED)


# --- months -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthRow:
    """A month's figures: flows and stock in signs, rates in percent (null: nothing was due)."""

    month: Month
    values: Mapping[str, int]
    rates: Mapping[str, float | None]

    def label(self, lang: str) -> str:
        return self.month.label_th if lang == "th" else self.month.label_en


def month_rows(context: PageContext, period: PeriodChosen) -> list[MonthRow]:
    """Up to thirteen months to the period's end, oldest first, without those before the first figure."""
    months = readers.read_last_months(context.data, period, today_of(context), MONTHS)
    ids = [m.period_id for m in months]
    found = readers.read_measures(context.data, tuple(FLOWS.values()), ids, context.org_unit_key)
    scored = readers.read_indicator_values(context.data, tuple(RATES.values()), ids, context.org_unit_key)
    rows: list[MonthRow] = []
    for month in months:
        held = {name: found.get((measure, month.period_id)) for name, measure in FLOWS.items()}
        if any(held.values()) or rows:
            values = {name: value.value if value else 0 for name, value in held.items()}
            kept = {name: scored.get((code, month.period_id)) for name, code in RATES.items()}
            rates = {name: float(v.value) if v and v.value is not None else None for name, v in kept.items()}
            rows.append(MonthRow(month, values, rates))
    return rows


def months_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Newest first."""
    lang = context.lang
    columns = [
        ReportColumn(t("temporary_signs.month", lang)),
        *(ReportColumn(t(f"temporary_signs.series_{name}", lang), "number") for name in FLOWS),
        *(ReportColumn(t(f"temporary_signs.rate_{name}", lang), "percent", 1) for name in RATES),
    ]
    lines = [
        [row.label(lang), *(row.values[n] for n in FLOWS), *(row.rates[n] for n in RATES)]
        for row in reversed(month_rows(context, period))
    ]
    return ReportTable(t("temporary_signs.months", lang), columns, lines, t("temporary_signs.short_months", lang))


# --- permits ----------------------------------------------------------------------------------------------------


def read_question(context: PageContext) -> SignFilter:
    """The filters of the address, each held to what exists; anything else asks for no filter."""
    asked = context.params
    known = {name: {w.code for w in sign_readers.read_words(context.data, name)} for name in (ZONES, KINDS)}
    state, zone, kind = (asked.get(name, "") for name in ("state", "zone", "kind"))
    return SignFilter(
        state=state if state in STATES else STATES[0],
        zone=zone if zone in known[ZONES] else "",
        kind=kind if kind in known[KINDS] else "",
        org_unit_key=context.org_unit_key,
        today=today_of(context),
    )


def record_address(permit: SignPermit) -> str | None:
    """Where the source shows the application; None where the source has no such address."""
    return permit.record_url.replace("{source_id}", quote(permit.source_id, safe="")) if permit.record_url else None


def permits_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """The permits that pass the filters of the address, as of the day of the figures; at most MOST_PERMITS."""
    lang = context.lang
    is_thai = lang == "th"
    permits = sign_readers.read_sign_permits(context.data, read_question(context), MOST_PERMITS)
    columns = [
        ReportColumn(t("temporary_signs.application_number", lang)),
        ReportColumn(t("temporary_signs.permit_number", lang)),
        ReportColumn(t("temporary_signs.wording", lang)),
        ReportColumn(t("temporary_signs.place", lang)),
        ReportColumn(t("temporary_signs.zone", lang)),
        ReportColumn(t("temporary_signs.kind", lang)),
        ReportColumn(t("temporary_signs.org_unit", lang)),
        ReportColumn(t("temporary_signs.expiry_date", lang), "date"),
        ReportColumn(t("temporary_signs.days_left", lang), "number"),
        ReportColumn(t("temporary_signs.sign_count", lang), "number"),
        ReportColumn(t("temporary_signs.standing", lang), "number"),
        ReportColumn(t("temporary_signs.deposit", lang), "number", 2),
        ReportColumn(t("temporary_signs.record", lang)),
    ]
    lines = [
        [
            p.application_number, p.permit_number, p.wording, p.place, p.zone_th if is_thai else p.zone_en,
            p.kind_th if is_thai else p.kind_en, p.org_unit_th if is_thai else p.org_unit_en, p.expiry_date,
            p.days_left, p.sign_count, p.standing, p.deposit_satang / 100, record_address(p),
        ]
        for p in permits
    ]  # fmt: skip
    return ReportTable(
        t("temporary_signs.permits_title", lang), columns, lines, t("temporary_signs.short_permits", lang)
    )


def permit_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    """The filters of the table in words."""
    lang, chosen = context.lang, read_question(context)
    found = [(t("temporary_signs.state", lang), t(f"temporary_signs.state_{chosen.state}", lang))]
    for name, vocabulary, code in (("zone", ZONES, chosen.zone), ("kind", KINDS, chosen.kind)):
        found += [
            (t(f"temporary_signs.{name}", lang), word.name(lang))
            for word in sign_readers.read_words(context.data, vocabulary)
            if word.code == code
        ]
    return tuple(found)
