"""The list of indicators and the series of one as tables that may leave: the same rows the screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.components.headline import status_word
from dashboard.components.indicator_filter import passes, read_list_question
from dashboard.indicator_readers import (
    plan_titles,
    read_listed,
    read_plan_nodes,
    read_sheet_points,
    read_sheet_versions,
)
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from etl.calendar_th import bangkok_date
from etl.indicators.definition import Definition
from etl.indicators.listing import Listed
from etl.indicators.sheet import GRAINS, Point, open_version

CHART_GRAINS = ("month", "ytd", "quarter", "half", "fiscal_year")
PLAN_YEARS = (2566, 2570)


def read_shown(context: PageContext) -> list[Listed]:
    """The indicators the page's filters leave, in order of code."""
    owners = {unit.code for unit in context.settings.config.org_units}
    plans = plan_titles(read_plan_nodes(context.data), context.lang)
    question = read_list_question(context.params, owners, plans)
    everything = read_listed(
        context.data, period_id=context.period_id, org_unit_key=context.org_unit_key, now=context.now
    )
    return [one for one in everything if one.kind == question.kind and passes(one, question)]


def list_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang, is_thai = context.lang, context.lang == "th"
    owners = {u.code: u.name_th if is_thai else u.name_en for u in context.settings.config.org_units}
    today = bangkok_date(context.as_of or context.now)
    columns = [
        ReportColumn(t("indicators.code", lang)),
        ReportColumn(t("indicators.name", lang)),
        ReportColumn(t("indicators.kind", lang)),
        ReportColumn(t("indicators.unit", lang)),
        ReportColumn(t("indicators.value", lang), "number", 2),
        ReportColumn(t("indicators.target", lang), "number", 2),
        ReportColumn(t("indicators.target_state", lang)),
        ReportColumn(t("indicators.status", lang)),
        ReportColumn(t("sheet.period", lang)),
        ReportColumn(t("indicators.score", lang), "number", 4),
        ReportColumn(t("indicators.owner", lang)),
        ReportColumn(t("indicators.data_date", lang), "instant"),
        ReportColumn(t("indicators.changed", lang), "instant"),
        ReportColumn(t("indicators.changed_in", lang)),
    ]
    rows = [
        [
            one.code,
            one.name_th if is_thai else one.name_en,
            t(f"indicators.kind_{one.kind}", lang),
            one.unit_th if is_thai else one.unit_en,
            one.value,
            one.target,
            t(f"explain.state_{one.target_state}", lang) if one.target_state else None,
            status_word(one.status, one.kind == "context", _runs(one, period, today), one.is_proposed, lang),
            (one.period_th if is_thai else one.period_en) or period.label(lang),
            one.score,
            owners.get(one.owner or ""),
            one.data_at,
            one.changed_at,
            t(f"indicators.changed_{one.changed_what}", lang),
        ]
        for one in read_shown(context)
    ]
    return ReportTable(t("indicators.title", lang), columns, rows, t("indicators.short_list", lang))


def _runs(one: Listed, period: PeriodChosen, today: date) -> bool:
    """Whether the period its value is of has not ended."""
    return (one.period_ends_on or period.ends_on) > today


def choose_grain(params: Mapping[str, str], definition: Definition | None) -> str:
    """The grain asked for, else that of the indicator's frequency."""
    asked = params.get("grain", "")
    if asked in CHART_GRAINS:
        return asked
    return GRAINS[definition.frequency] if definition else CHART_GRAINS[0]


def choose_years(grain: str, period: PeriodChosen | None) -> tuple[int, int]:
    """The fiscal years a chart spans: the whole plan for years, else the chosen one and the one before."""
    if period is None or grain == "fiscal_year":
        return PLAN_YEARS[0] - 1, PLAN_YEARS[1]
    back = 2 if grain in ("quarter", "half") else 1
    return period.fiscal_year - back, period.fiscal_year


def series_of(context: PageContext, period: PeriodChosen) -> ReportTable:
    """The series of the indicator `?code=` in the grain `?grain=`; no rows for an unknown one."""
    found = open_version(read_sheet_versions(context.data, context.params.get("code", "")))
    if found is None:
        return ReportTable(t("sheet.chart", context.lang), [ReportColumn(t("sheet.period", context.lang))], [])
    grain = choose_grain(context.params, found.definition)
    years = choose_years(grain, period)
    points = read_sheet_points(
        context.data, found.definition, grain=grain, org_unit_key=context.org_unit_key, years=years, now=context.now
    )
    return series_table(context, found.definition, points)


def series_table(context: PageContext, definition: Definition, points: Sequence[Point]) -> ReportTable:
    """Newest first; a period that has not begun is left out."""
    lang = context.lang
    today = bangkok_date(context.as_of or context.now)
    decimals = definition.decimals
    columns = [
        ReportColumn(t("sheet.period", lang)),
        ReportColumn(t("indicators.value", lang), "number", decimals),
        ReportColumn(t("indicators.target", lang), "number", max(decimals, 1)),
        ReportColumn(t("indicators.status", lang)),
        ReportColumn(t("indicators.score", lang), "number", 2),
        ReportColumn(t("sheet.reported", lang), "number", decimals),
        ReportColumn(t("explain.version", lang), "number"),
    ]
    rows = [
        [
            p.label(lang),
            p.value,
            p.target,
            status_word(p.status, definition.kind == "context", p.ends_on > today, _is_proposed(p), lang),
            p.score,
            p.reported if p.is_reported else None,
            p.version,
        ]
        for p in reversed(points)
        if p.starts_on <= today
    ]
    unit = definition.unit_th if lang == "th" else definition.unit_en
    name = definition.name_th if lang == "th" else definition.name_en
    return ReportTable(f"{definition.code} {name} ({unit})", columns, rows, f"{definition.code}"[:31])


def _is_proposed(point: Point) -> bool:
    return point.status == "no_target" and point.target is not None and point.target_state == "proposed"


def filters_of_series(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    return ((t("indicators.code", context.lang), context.params.get("code", "")),)
