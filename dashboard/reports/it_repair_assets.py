"""The tables of the register of computer equipment: by age, and the oldest machines one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import it_repair_readers, readers
from dashboard.it_repair_readers import AssetAges, AssetQuestion
from dashboard.registry import PageContext
from dashboard.reports.it_repair import day_of
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t

ASSET_BANDS = ("to_3", "to_5", "to_7", "over_7")
MOST_ASSETS = 20_000


@dataclass(frozen=True)
class AssetGroup:
    """Machines of one kind of device or org_unit by age; `counts` go with ASSET_BANDS."""

    name: str
    counts: tuple[int, ...]
    age_unknown: int
    replace_satang: int

    @property
    def total(self) -> int:
        """Of those whose age is known."""
        return sum(self.counts)

    @property
    def old(self) -> int:
        return sum(self.counts[2:])


def asset_rows(context: PageContext, period: PeriodChosen) -> list[AssetAges]:
    return it_repair_readers.read_asset_ages(context.data, context.org_unit_key, day_of(context, period))


def group_assets(name: str, rows: Sequence[AssetAges]) -> AssetGroup:
    counts = tuple(map(sum, zip(*(row.counts for row in rows), strict=True))) or (0,) * len(ASSET_BANDS)
    return AssetGroup(name, counts, sum(r.age_unknown for r in rows), sum(r.replace_satang for r in rows))


def asset_groups(context: PageContext, rows: Sequence[AssetAges]) -> tuple[list[AssetGroup], list[AssetGroup]]:
    """By kind of device and by own org_unit; those with the most old machines first."""
    lang = context.lang
    names = readers.read_org_unit_names(context.data, lang)
    devices = [
        group_assets(of[0].device(lang), of)
        for code in dict.fromkeys(row.device_type_code for row in rows)
        if (of := [row for row in rows if row.device_type_code == code])
    ]
    units = [
        group_assets(names.get(key, ""), [row for row in rows if row.org_unit_key == key])
        for key in dict.fromkeys(row.org_unit_key for row in rows)
    ]
    return _oldest_first(devices), _oldest_first(units)


def _oldest_first(groups: list[AssetGroup]) -> list[AssetGroup]:
    return sorted((g for g in groups if g.total or g.age_unknown), key=lambda g: (-g.old, -g.total, g.name))


def assets_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Kinds of device, then org_units."""
    lang = context.lang
    devices, units = asset_groups(context, asset_rows(context, period))
    columns = [
        ReportColumn(t("it_repair.group", lang)),
        *(ReportColumn(t(f"it_repair.asset_{band}", lang), "number") for band in ASSET_BANDS),
        ReportColumn(t("it_repair.asset_unknown", lang), "number"),
        ReportColumn(t("it_repair.old_share", lang), "percent", 1),
        ReportColumn(t("it_repair.replace_price", lang), "number"),
    ]
    rows = [
        [g.name, *g.counts, g.age_unknown, 100 * g.old / g.total if g.total else None, g.replace_satang / 100]
        for g in (*devices, *units)
    ]
    return ReportTable(t("it_repair.assets", lang), columns, rows, t("it_repair.short_assets", lang))


def chosen_device(context: PageContext, rows: Sequence[AssetAges]) -> str:
    """The kind of device the address asks for; anything else asks for every kind."""
    asked = context.params.get("device", "")
    return asked if asked in {row.device_type_code for row in rows} else ""


def oldest_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Every machine held, the oldest first, under the filter of the address."""
    device, day = chosen_device(context, asset_rows(context, period)), day_of(context, period)
    return make_oldest_table(context, AssetQuestion(context.org_unit_key, day, device, MOST_ASSETS))


def make_oldest_table(context: PageContext, asked: AssetQuestion) -> ReportTable:
    lang, day = context.lang, asked.on_date
    is_thai = lang == "th"
    columns = [
        ReportColumn(t("it_repair.asset_number", lang)),
        ReportColumn(t("it_repair.device", lang)),
        ReportColumn(t("it_repair.model", lang)),
        ReportColumn(t("it_repair.org_unit", lang)),
        ReportColumn(t("it_repair.acquired", lang), "date"),
        ReportColumn(t("it_repair.age_years", lang), "number", 1),
        ReportColumn(t("it_repair.asset_status", lang)),
        ReportColumn(t("it_repair.repairs_12m", lang), "number"),
        ReportColumn(t("it_repair.cost_12m", lang), "number"),
        ReportColumn(t("it_repair.price", lang), "number"),
    ]
    found = it_repair_readers.read_oldest_assets(context.data, asked)
    rows = [
        [
            a.asset_number, a.device_th if is_thai else a.device_en, " ".join(filter(None, (a.brand, a.model))) or None,
            a.org_unit_th if is_thai else a.org_unit_en, a.held_from_date, (day - a.held_from_date).days / 365.25,
            a.status_th if is_thai else a.status_en, a.repairs, a.cost_satang / 100,
            None if a.price_satang is None else a.price_satang / 100,
        ]
        for a in found
    ]  # fmt: skip
    return ReportTable(t("it_repair.oldest", lang), columns, rows, t("it_repair.short_oldest", lang))


def oldest_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    """The filter of the table in words."""
    rows = asset_rows(context, period)
    code = chosen_device(context, rows)
    names = {row.device_type_code: row.device(context.lang) for row in rows}
    return ((t("it_repair.device", context.lang), names[code]),) if code else ()
