"""A map of areas shaded by a count: one picture and real text over it, nothing from outside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.area_map import AreaMap
from dashboard.components.steps import SHADES, step_of
from dashboard.text import t
from dashboard.text.formats import format_number

MAX_LABELS = 12  # more would cover one another: the table beside has them all
EDGE = "#ffffff"
DARK = 4  # from this shade on, letters are white


def area_map(
    drawing: AreaMap, counts: Mapping[str, int], names: Mapping[str, str], *, label: str, lang: str
) -> html.Div:
    """`counts` by code of the areas, 0 where the map's area has none; `label` is what a screen reader says."""
    inside = [counts.get(shape.code, 0) for shape in drawing.shapes]
    steps = [step_of(count, inside) for count in inside]
    source = "data:image/svg+xml;base64," + b64encode(draw(drawing, steps).encode()).decode()
    parts: list[Any] = [html.Img(src=source, alt=label, title=label)]
    if len(drawing.shapes) <= MAX_LABELS:
        for shape, count, step in zip(drawing.shapes, inside, steps, strict=True):
            place = {"left": f"{100 * shape.x / drawing.width:.1f}%", "top": f"{100 * shape.y / drawing.height:.1f}%"}
            words = [
                html.Strong(names.get(shape.code, shape.code)),
                html.Span(t("complaints.cases_count", lang, count=format_number(count))),
            ]
            shade = " area-map__label--light" if step >= DARK else ""
            parts.append(html.Div(words, className=f"area-map__label{shade}", style=place))
    return html.Div(parts, className="area-map", style={"aspectRatio": f"{drawing.width:g} / {drawing.height:g}"})


def draw(drawing: AreaMap, steps: list[int]) -> str:
    """The SVG text."""
    paths = "".join(
        f'<path d="{shape.path}" fill="{SHADES[step]}"/>' for shape, step in zip(drawing.shapes, steps, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}">'
        f'<g fill-rule="evenodd" stroke="{EDGE}" stroke-width="2.5" stroke-linejoin="round">{paths}</g></svg>'
    )
