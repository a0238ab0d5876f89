"""What a figure of a closed period must say of itself on tiles and in the drawer: what was reported, what it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.closing_readers import ClosedFigure, read_closed_figures
from dashboard.components.drawer import drawer_part
from dashboard.components.headline import Indicator
from dashboard.components.reported import Restated, Shown, figure_chip, restated_cell, say_value
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date
from etl.calendar_th import bangkok_date

PATH = "/indicators/closing"


def say_restated(context: PageContext, indicator: Indicator, codes: Sequence[str], period_id: str) -> tuple[str, ...]:
    """The line of a tile whose closed figure is another now; `codes` are those of the page, read at once."""
    closed = read_closed_figures(context.data, sorted(codes), (period_id,), context.org_unit_key)
    found = closed.get((indicator.code, period_id))
    if found is None or not found.is_restated:
        return ()
    day = format_date(bangkok_date(found.closed_at), context.lang)
    return (t("closing.tile_restated", context.lang, value=say_value(found.value, indicator), at=day),)


def draw_closed_part(context: PageContext, indicator: Indicator) -> Any:
    """The part of the drawer about the chosen period; None while it is open."""
    lang, period_id = context.lang, context.period_id
    found = read_closed_figures(context.data, (indicator.code,), (period_id,), context.org_unit_key)
    closed = found.get((indicator.code, period_id))
    if closed is None:
        return None
    figure = Shown(closed.value, closed.target, closed.target_state, closed.status)
    day = format_date(bangkok_date(closed.closed_at), lang)
    link = dcc.Link(
        t("closing.open_report", lang),
        href=context.href(PATH, view="report", period=period_id, closing=str(closed.closing_key)),
    )
    parts: list[Any] = [
        html.P([html.Strong(say_value(closed.value, indicator)), " ", figure_chip(figure, indicator, lang)]),
        _say_now(closed, figure, indicator, lang),
        html.P([t("closing.tile_closed", lang, at=day), " · ", link], className="soft small"),
    ]
    return drawer_part(t("closing.value_reported", lang), *[part for part in parts if part is not None])


def _say_now(closed: ClosedFigure, figure: Shown, indicator: Indicator, lang: str) -> Any:
    if closed.cause is None or closed.noticed_at is None or closed.new_status is None:
        return None
    now = Shown(closed.new_value, closed.new_target, closed.new_target_state, closed.new_status)
    return restated_cell(figure, Restated(now, closed.cause, closed.noticed_at, closed.reason), indicator, lang)
