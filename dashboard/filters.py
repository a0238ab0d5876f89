"""The filters of every page: period and สำนัก/กอง, plain selects that change the address (assets/js/frame.js)."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.node import node
from dashboard.registry import PageContext
from dashboard.text import t
from etl.calendar_th import bangkok_date, fiscal_year_be

# group of the select -> grains in it, how many fiscal years back it reaches (None: all)
GROUPS: tuple[tuple[str, tuple[str, ...], int | None], ...] = (
    ("moving", ("last7", "last30", "last12m"), None),
    ("ytd", ("ytd",), 1),
    ("month", ("month",), 2),
    ("quarter", ("quarter",), 2),
    ("half", ("half",), 2),
    ("fiscal_year", ("fiscal_year",), None),
    ("calendar_year", ("calendar_year",), None),
)


def draw_filters(context: PageContext) -> Any:
    """The two selects; only values offered here (or already chosen) can be chosen."""
    return html.Div(
        [
            _draw_select("period", t("frame.period", context.lang), context.period_id, _period_options(context)),
            _draw_select("org", t("frame.org_unit", context.lang), context.org_unit_code, _org_options(context)),
        ],
        className="mis-filters",
    )


def period_label(context: PageContext) -> str:
    """The chosen period in words; its id where the warehouse does not know it."""
    for period in _periods(context):
        if period.period_id == context.period_id:
            return str(period.label_th if context.lang == "th" else period.label_en)
    return context.period_id


def org_unit_name(context: PageContext) -> str:
    """The chosen org_unit in words."""
    for unit in context.data.rows("pages/frame_org_units"):
        if unit.org_unit_key == context.org_unit_key:
            return str(unit.name_th if context.lang == "th" else unit.name_en)
    return context.org_unit_code


def _period_options(context: PageContext) -> list[Any]:
    year = fiscal_year_be(bangkok_date(context.as_of or context.now))
    groups = []
    for name, grains, years_back in GROUPS:
        shown = [
            p
            for p in _periods(context)
            if p.grain in grains
            and (years_back is None or p.fiscal_year >= year - years_back or p.period_id == context.period_id)
        ]
        if name == "moving":
            shown.sort(key=lambda p: grains.index(p.grain))
        if shown:
            options = [_option(p.period_id, p.label_th if context.lang == "th" else p.label_en, context) for p in shown]
            groups.append(html.Optgroup(options, label=t(f"frame.group_{name}", context.lang)))
    return groups


def _org_options(context: PageContext) -> list[Any]:
    return [
        node(
            "Option",
            unit.name_th if context.lang == "th" else unit.name_en,
            value=unit.code,
            selected=unit.code == context.org_unit_code,
        )
        for unit in context.data.rows("pages/frame_org_units")
    ]


def _option(period_id: str, label: str, context: PageContext) -> Any:
    return node("Option", label, value=period_id, selected=period_id == context.period_id)


def _periods(context: PageContext) -> list[Any]:
    return context.data.rows("pages/frame_periods", today=bangkok_date(context.as_of or context.now))


def _draw_select(name: str, label: str, value: str, options: list[Any]) -> Any:
    attributes: Any = {"data-mis": "filter", "name": name, "aria-label": label}
    return html.Label(
        [
            html.Span(label),
            # the key makes the browser take the server's choice anew: after Back the select must follow the address
            html.Select(options, className="form-select form-select-sm", id=f"filter-{name}", key=value, **attributes),
        ],
        className=f"mis-filter mis-filter-{name}",
    )
