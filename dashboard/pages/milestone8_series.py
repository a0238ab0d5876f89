"""One block of a series: figures of one scheme of areas, price basis and unit; only these may stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dash import html

from dashboard.components.chart import chart
from dashboard.components.table import Column, table
from dashboard.figures.series import Line, Point, broken_lines
from dashboard.statistics_readers import YEARLY, Figure
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number

CHART_HEIGHT = 340
SURVEY_YEARS = 2  # between two surveys; over more years a line would say what nobody measured


@dataclass(frozen=True)
class Block:
    """Figures that may be compared: one scheme, one basis, one unit."""

    figures: tuple[Figure, ...]

    @property
    def first(self) -> Figure:
        return self.figures[0]


def group_blocks(figures: Sequence[Figure]) -> list[Block]:
    """In the order the query gives them."""
    return [Block(tuple(some)) for _, some in groupby(figures, _kind)]


def _kind(figure: Figure) -> tuple[str, str, str]:
    return figure.area_scheme_code, figure.price_basis_code, figure.unit


def draw_block(block: Block, lang: str) -> html.Section:
    first = block.first
    said = " · ".join(filter(None, (first.scheme(lang), first.basis(lang))))
    parts: list[Any] = [
        html.H3([first.unit, html.Span(said, className="series-block__of")], className="series-block__title")
    ]
    lines = make_lines(block, lang)
    if any(len(stretch) > 1 for line in lines for stretch in line.stretches):
        figure = broken_lines(lines, t("milestone8.break", lang))
        parts.append(
            chart(figure, label=t("milestone8.chart", lang, unit=first.unit, scheme=said), height=CHART_HEIGHT)
        )
    parts += [_draw_table(block, lang), _draw_sources(block, lang)]
    return html.Section(parts, className="series-block")


def make_lines(block: Block, lang: str) -> list[Line]:
    """Yearly figures in force, area by area; a stretch ends where edition or publication changes, at a break, and over

    a gap longer than that of a survey of every second year.
    """
    yearly = [f for f in block.figures if f.period_kind_code == YEARLY and f.is_in_force]
    lines = []
    for area, figures in groupby(yearly, lambda f: f.area):
        stretches: list[list[Figure]] = []
        for figure in figures:
            last = stretches[-1][-1] if stretches else None
            if last is None or not _may_join(last, figure):
                stretches.append([])
            stretches[-1].append(figure)
        points = tuple(tuple(_point(figure, lang) for figure in stretch) for stretch in stretches)
        lines.append(Line(area, points))
    return lines


def _may_join(earlier: Figure, later: Figure) -> bool:
    is_same = (earlier.edition, earlier.reference) == (later.edition, later.reference)
    return is_same and not later.is_broken and later.year_be - earlier.year_be <= SURVEY_YEARS


def _point(figure: Figure, lang: str) -> Point:
    parts = [f"{figure.area} {figure.period_as_printed}: {say_value(figure)}", _say_edition(figure, lang)]
    if figure.is_broken:
        parts.append(figure.series_break(lang))
    return Point(figure.year_be, figure.value, " · ".join(filter(None, parts)), figure.is_broken)


def say_value(figure: Figure) -> str:
    """With as many decimals as were printed, thousands set apart."""
    _, _, decimals = figure.value_as_printed.partition(".")
    return format_number(figure.value, len(decimals) if decimals.isdigit() else 0)


def _say_edition(figure: Figure, lang: str) -> str:
    return t("milestone8.edition", lang, edition=figure.edition) if figure.edition else ""


def _draw_table(block: Block, lang: str) -> html.Div:
    """Areas down, periods across; what was printed before stands beneath what holds now."""
    ends = {f.period_as_printed: f.period_end_date for f in block.figures}
    periods = sorted(ends, key=lambda period: (ends[period], period))
    areas = list(dict.fromkeys(f.area for f in block.figures))
    cells: dict[tuple[str, str], list[Figure]] = {}
    for figure in block.figures:
        cells.setdefault((figure.area, figure.period_as_printed), []).append(figure)
    columns = [Column(t("milestone8.column_area", lang)), *(Column(period, "number") for period in periods)]
    rows = [[area, *(_draw_cell(cells.get((area, period), []), lang) for period in periods)] for area in areas]
    return table(columns, rows, label=block.first.unit, class_name="series-table")


def _draw_cell(figures: Sequence[Figure], lang: str) -> Any:
    holds = next((f for f in figures if f.is_in_force), None)
    if holds is None:
        return MISSING
    parts: list[Any] = [html.Span(say_value(holds), title=_say_edition(holds, lang))]
    if holds.is_broken:
        parts.append(html.Span(" †", title=holds.series_break(lang), className="series-table__break"))
    parts += [
        html.Div(
            t("milestone8.before", lang, value=say_value(f), edition=f.edition or MISSING),
            className="series-table__before",
        )
        for f in figures
        if not f.is_in_force
    ]
    return parts


def _draw_sources(block: Block, lang: str) -> html.Div:
    """Where the figures are printed, edition by edition; and what the marks say."""
    found: dict[tuple[str, str], int] = {}
    for figure in block.figures:
        key = (figure.edition, figure.reference)
        found[key] = found.get(key, 0) + 1
    lines: list[Any] = [
        html.Li(
            [
                t("milestone8.edition", lang, edition=edition) if edition else t("milestone8.edition_none", lang),
                ": ",
                draw_reference(reference),
                html.Span(t("milestone8.count", lang, count=count), className="soft"),
            ]
        )
        for (edition, reference), count in found.items()
    ]
    broken = sorted({f.series_break(lang) for f in block.figures if f.is_broken})
    lines += [html.Li(t("milestone8.break_means", lang, word=word)) for word in broken]
    return html.Div(html.Ul(lines), className="series-sources")


def draw_reference(reference: str, words: str = "") -> Any:
    """A link where it is one (shown as `words`); it is somebody's text, so nothing but the web is linked to."""
    if reference.startswith(("https://", "http://")):
        return html.A(words or reference, href=reference, title=reference, target="_blank", rel="noopener noreferrer")
    return html.Span(f"{words}: {reference}" if words else reference)
