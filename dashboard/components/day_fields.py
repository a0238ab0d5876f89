"""A day as people give it: day, month and Buddhist year (a browser's own date field writes Gregorian ones)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import html

from dashboard.text import t
from dashboard.text.formats import month_name
from etl.calendar_th import BE_OFFSET

PARTS = ("day", "month", "year")


def day_fields(prefix: str, chosen: date, years: Sequence[int], lang: str) -> html.Div:
    """Three selects: `<prefix>-day`, `-month`, `-year`."""
    options = {
        "day": [(str(day), str(day)) for day in range(1, 32)],
        "month": [(str(month), month_name(month, lang)) for month in range(1, 13)],
        "year": [(str(year), str(year + BE_OFFSET)) for year in years],
    }
    selects = [
        html.Label(
            [
                html.Span(t(f"orders.part_{part}", lang), className="visually-hidden"),
                dbc.Select(
                    id=f"{prefix}-{part}",
                    options=[{"value": value, "label": label} for value, label in options[part]],
                    value=str(getattr(chosen, part)),
                    size="sm",
                ),
            ]
        )
        for part in PARTS
    ]
    return html.Div(selects, className="progress-date")


def read_day(day: object, month: object, year: object) -> date | None:
    """The three as chosen -> a day; null for what is none."""
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except (ValueError, OverflowError):
        return None
