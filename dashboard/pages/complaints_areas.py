"""Where complaints come from: the map of areas, and beside it the same as a table."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.area_map import area_map
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.steps import step_legend
from dashboard.components.typed_table import typed_table
from dashboard.context import services
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.complaints import area_rows, areas_table
from dashboard.rows import Area, PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_number


def draw_areas(context: PageContext, period: PeriodChosen) -> Any:
    """Received in the period by area; without a map in the configuration only the table."""
    lang = context.lang
    title = t("complaints.areas", lang)
    areas = area_rows(context, period)
    if not any(area.received or area.due or area.finished for area in areas):
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    table = typed_table(areas_table(context, period), lang, class_name="stack")
    total = format_number(sum(area.received for area in areas))
    return section_card(
        title,
        html.Div([*_draw_map(areas, lang), table], className="areas"),
        note=t("complaints.cases_count", lang, count=total),
        foot=t("complaints.areas_foot", lang),
        tools=export_tools(context, "complaints-areas", title),
    )


def _draw_map(areas: list[Area], lang: str) -> list[Any]:
    drawing = services().area_map
    if drawing is None:
        return []
    counts = {area.code: area.received for area in areas}
    names = {area.code: area.name(lang) for area in areas}
    inside = [counts.get(shape.code, 0) for shape in drawing.shapes]
    most = max(drawing.shapes, key=lambda shape: counts.get(shape.code, 0)).code
    label = t("complaints.areas_alt", lang, area=names.get(most, most), count=format_number(counts.get(most, 0)))
    captions = [step_legend(inside, lang)]
    if drawing.is_schematic:
        captions.append(html.Div(t("complaints.schematic", lang), className="area-map__schematic"))
    outside = sum(counts.values()) - sum(inside)
    if outside:
        captions.append(html.Div(t("complaints.areas_outside", lang, count=format_number(outside))))
    picture = area_map(drawing, counts, names, label=label, lang=lang)
    return [html.Figure([picture, html.Figcaption(captions)], className="areas__map")]
