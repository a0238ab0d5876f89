"""The way of an indicator period by period: target path, margin, restatements, forecast, and people's remarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.components.attributes import aria
from dashboard.components.chart import chart
from dashboard.components.notes import NoteLine, note_form, note_list
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.typed_table import typed_table
from dashboard.figures.target_path import ForecastMark, PathPoint, PathWords, target_path
from dashboard.forecast_readers import read_forecast
from dashboard.indicator_readers import read_sheet_points
from dashboard.pages.complaints_months import WRITERS
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.indicators import CHART_GRAINS, choose_grain, choose_years, series_table
from dashboard.rows import Note
from dashboard.text import t
from dashboard.text.formats import format_date, format_month, format_number
from etl.calendar_th import bangkok_date, fiscal_year_start
from etl.indicators.definition import Definition
from etl.indicators.sheet import Point
from etl.indicators.status import margin

HEIGHT = 340
ONE_DAY = timedelta(days=1)
TO_YEAR_END = ("ytd", "fiscal_year")


def draw_chart(context: PageContext, definition: Definition) -> Any:
    lang = context.lang
    title = t("sheet.chart", lang)
    period = readers.read_period(context.data, context.period_id)
    grain = choose_grain(context.params, definition)
    years = choose_years(grain, period)
    points = read_sheet_points(
        context.data, definition, grain=grain, org_unit_key=context.org_unit_key, years=years, now=context.now
    )
    tabs = _draw_grains(context, grain)
    notes = _read_notes(context, definition.code, years)
    remarks = _draw_remarks(context, notes, years)
    if not any(p.value is not None for p in points):
        source = "none" if definition.data_source == "none" else "period"
        return section_card(title, [tabs, part_state("empty", t(f"sheet.chart_{source}", lang)), *remarks])
    unit = definition.unit_th if lang == "th" else definition.unit_en
    is_proposed = all(p.target_state == "proposed" for p in points if p.target is not None)
    words = PathWords(
        t("indicators.value", lang),
        t("sheet.target_proposed" if is_proposed else "indicators.target", lang),
        t("sheet.margin", lang),
        t("sheet.reported", lang),
        t("sheet.forecast", lang),
        unit,
    )
    numbered = [(n, note) for n, note in enumerate(notes, 1)]
    today = bangkok_date(context.as_of or context.now)
    shown = [_point(p, definition, numbered, today, lang) for p in points]
    if grain == "ytd":
        shown += _year_end(context, definition, points)
    figure = target_path(
        shown,
        words,
        decimals=definition.decimals,
        is_proposed=is_proposed,
        forecast=_forecast(context, definition, grain, points),
    )
    said = t("sheet.chart_alt", lang, first=points[0].label(lang), last=points[-1].label(lang), unit=unit)
    found = series_table(context, definition, points)
    table = html.Details([html.Summary(t("complaints.as_table", lang)), typed_table(found, lang)], className="as-table")
    tools = export_tools(context, "indicator-series", title, code=definition.code, grain=grain)
    foot = " ".join(filter(None, (_say_restated(points, lang), _say_unfinished(points, today, lang))))
    body = [tabs, chart(figure, label=said, height=HEIGHT), *remarks, table]
    return section_card(title, body, note=unit, tools=tools, foot=foot or None)


def _draw_grains(context: PageContext, chosen: str) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the grain that was open."""
    links = [
        dcc.Link(
            t(f"sheet.grain_{grain}", context.lang),
            href=context.href(grain=grain),
            className="views__link active" if grain == chosen else "views__link",
        )
        for grain in CHART_GRAINS
    ]
    return html.Nav(links, className="kinds kinds--small no-print", **aria(label=t("sheet.grains", context.lang)))


def _point(
    point: Point, definition: Definition, notes: Sequence[tuple[int, Note]], today: date, lang: str
) -> PathPoint:
    is_running = point.starts_on <= today < point.ends_on
    # what is counted from 1 October on is named by the month it reaches: the whole name has no room on an axis
    label = format_month(point.ends_on - ONE_DAY, lang) if point.period_id.startswith("YTD") else point.label(lang)
    return PathPoint(
        label,
        point.value if point.starts_on <= today else None,
        point.target,
        _edge(point, definition),
        is_running,
        point.reported if point.is_restated else None,
        tuple((n, note.text) for n, note in notes if point.starts_on <= note.date < point.ends_on),
    )


def _edge(point: Point, definition: Definition) -> float | None:
    """Where the margin ends; not drawn where it is no one-sided share of the target."""
    edges = definition.thresholds
    if point.target is None or definition.direction not in ("higher", "lower") or edges.at_risk_value is not None:
        return None
    aim = Fraction(repr(point.target))
    room = margin(aim, definition.direction, edges)
    return float(aim - room if definition.direction == "higher" else aim + room)


def _year_end(context: PageContext, definition: Definition, points: Sequence[Point]) -> list[PathPoint]:
    """Behind the fiscal year to date: what the whole year is asked for, where it still runs."""
    year = points[-1].fiscal_year
    whole = read_sheet_points(
        context.data,
        definition,
        grain="fiscal_year",
        org_unit_key=context.org_unit_key,
        years=(year, year),
        now=context.now,
    )
    if not whole or whole[0].ends_on <= points[-1].ends_on:
        return []
    label = format_date(whole[0].ends_on - ONE_DAY, context.lang)
    return [PathPoint(label, None, whole[0].target, _edge(whole[0], definition))]


def _forecast(context: PageContext, definition: Definition, grain: str, points: Sequence[Point]) -> ForecastMark | None:
    """On charts that run to 30 September; one that was worse than the naive forecast is not shown."""
    found = read_forecast(context.data, definition.code, context.org_unit_key) if grain in TO_YEAR_END else None
    if found is None or not found.is_shown or points[-1].fiscal_year != found.fiscal_year:
        return None
    said = {name: format_number(getattr(found, name), definition.decimals) for name in ("value", "low", "high")}
    return ForecastMark(found.value, found.low, found.high, t("sheet.forecast_said", context.lang, **said))


def _read_notes(context: PageContext, code: str, years: tuple[int, int]) -> list[Note]:
    return readers.read_notes(context.data, code, fiscal_year_start(years[0]), fiscal_year_start(years[1] + 1))


def _draw_remarks(context: PageContext, notes: Sequence[Note], years: tuple[int, int]) -> list[Any]:
    """The list beneath the chart, and the form of those who may write one."""
    lang, may_write = context.lang, context.person.role in WRITERS
    lines = [
        NoteLine(number, note.note_key, format_date(note.date, lang), note.text, note.author)
        for number, note in enumerate(notes, 1)
    ]
    parts: list[Any] = [note_list(lines, lang, may_withdraw=may_write)] if lines else []
    if may_write:
        today = bangkok_date(context.now)
        parts.append(note_form(today, min(fiscal_year_start(years[0]), today), lang))
    return parts


def _say_restated(points: Sequence[Point], lang: str) -> str:
    count = sum(p.is_restated for p in points)
    return t("sheet.restated_foot", lang, count=format_number(count)) if count else ""


def _say_unfinished(points: Sequence[Point], today: date, lang: str) -> str:
    return t("sheet.unfinished_foot", lang) if any(p.starts_on <= today < p.ends_on for p in points) else ""
