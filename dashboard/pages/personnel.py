"""`/personnel`: people against posts, who retires in five years, vacancies by department, months, and who they are."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.bars import Bar, bar_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.tile import headline_tile
from dashboard.components.typed_table import say_cell, typed_table
from dashboard.pages.ground import (
    Ground,
    draw_unread,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.offers import export_tools
from dashboard.pages.personnel_months import draw_months
from dashboard.pages.personnel_outlook import draw_outlook
from dashboard.pages.personnel_vacancies import draw_vacancies, draw_vacant_posts
from dashboard.personnel_readers import read_org_unit_codes
from dashboard.registry import PageContext, Registry
from dashboard.reports.personnel import (
    SUBJECT,
    GroupRow,
    composition_rows,
    sick_leave_table,
    today_of,
    unit_rows,
    units_table,
)
from dashboard.rows import PeriodChosen
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

TILES = ("HR-01", "HR-02", "HR-03", "HR-07", "HR-06", "HR-08")
BELOW = {"HR-01": ("HR-11",), "HR-06": ("HR-05", "HR-04"), "HR-07": ("HR-09",)}
CODES = (*TILES, *(code for codes in BELOW.values() for code in codes))


def register(registry: Registry) -> None:
    registry.register_page(
        path="/personnel",
        name_id="personnel.menu",
        title_id="personnel.title",
        icon="people",
        order=30,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES, SUBJECT)
    if ground is None:
        return draw_without_figures(context, "personnel.title")
    if (unread := draw_unread(context, ground, "personnel.title")) is not None:
        return unread
    period = ground.scene.period
    return [
        page_head(t("personnel.title", context.lang), period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        section(lambda c: draw_outlook(c, period), context),
        section(lambda c: _draw_units(c, period), context),
        html.Div(
            [
                section(lambda c: draw_vacancies(c, ground), context),
                section(lambda c: _draw_sick_leave(c, period), context),
            ],
            className="complaints-pair",
        ),
        html.Div(
            [section(_draw_composition, context), section(lambda c: draw_months(c, ground), context)],
            className="complaints-pair",
        ),
        section(lambda c: draw_vacant_posts(c, period), context),
    ]


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    tiles = [headline_tile(tile) for tile in make_tiles(ground, context, TILES, BELOW)]
    return html.Div(tiles, className="tiles tiles--compact")


def _draw_units(context: PageContext, period: PeriodChosen) -> Any:
    """One row per สำนัก/กอง; its name leads to the page of that one alone."""
    lang, found = context.lang, units_table(context, period)
    title = found.title
    if not found.rows:
        return section_card(title, part_state("empty", t("personnel.none", lang)))
    columns = [Column(c.title, "number" if c.kind in ("number", "percent") else "") for c in found.columns]
    codes, rows = read_org_unit_codes(context.data), []
    for unit, row in zip(unit_rows(context, period), found.rows, strict=True):
        is_whole = unit.org_unit_key == context.org_unit_key
        link = context.href(org=codes[unit.org_unit_key])
        name: Any = html.Strong(unit.name) if is_whole else dcc.Link(unit.name, href=link)
        rows.append([name, *(say_cell(v, c, lang) for v, c in zip(row[1:], found.columns[1:], strict=True))])
    note = t("personnel.units_note", lang, period=period.label(lang))
    tools = export_tools(context, "personnel-units", title)
    body = table(columns, rows, label=title)
    return section_card(title, body, note=note, foot=t("personnel.units_foot", lang), tools=tools)


def _draw_composition(context: PageContext) -> Any:
    lang, rows = context.lang, composition_rows(context)
    title = t("personnel.composition", lang)
    if not rows["staff_type"]:
        return section_card(title, part_state("empty", t("personnel.none", lang)))
    body: list[Any] = []
    for kind, groups in rows.items():
        total = sum(group.people for group in groups if group.is_staff) or 1
        bars = [_group_bar(group, total) for group in groups]
        heading = t(f"personnel.by_{kind}", lang)
        part = bar_list(bars, max((group.people for group in groups), default=1), label=heading)
        body.append(html.Details([html.Summary(heading), part], open=kind in ("staff_type", "age"), className="fold"))
    note = t("personnel.on_day", lang, day=format_date(today_of(context), lang))
    return section_card(title, body, note=note, tools=export_tools(context, "personnel-composition", title))


def _group_bar(group: GroupRow, total: int) -> Bar:
    share = format_percent(100 * group.people / total, 0) if group.is_staff else ""
    return Bar(group.name, group.people, format_number(group.people), share, "" if group.is_staff else "others")


def _draw_sick_leave(context: PageContext, period: PeriodChosen) -> Any:
    lang, found = context.lang, sick_leave_table(context, period)
    if not found.rows:
        return section_card(found.title, part_state("empty", t("personnel.sick_none", lang)))
    tools = export_tools(context, "personnel-sick-leave", found.title)
    note = t("personnel.sick_note", lang, period=period.label(lang))
    foot = t("personnel.sick_foot", lang)
    return section_card(found.title, typed_table(found, lang), note=note, foot=foot, tools=tools)
