"""The register by age: how much of it is old, where, what replacing it may cost, and the oldest machines one by one."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.age_bars import AgeBar, age_list, age_whole
from dashboard.components.list_tools import Paging, filter_bar, pager, select_filter
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.components.typed_table import say_cell
from dashboard.it_repair_readers import AssetQuestion
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.it_repair import day_of
from dashboard.reports.it_repair_assets import (
    ASSET_BANDS,
    AssetGroup,
    asset_groups,
    asset_rows,
    chosen_device,
    group_assets,
    make_oldest_table,
)
from dashboard.reports.tables import ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_date, format_number, format_percent

PAGE_ROWS = 10
AGE = 5  # column of the table
TONES = (1, 3, 4, 6)  # what is over five years stands out


def draw_assets(context: PageContext, period: PeriodChosen) -> Any:
    """The main analysis of the page: what the next budget must replace."""
    lang, rows = context.lang, asset_rows(context, period)
    title = t("it_repair.assets", lang)
    note = t("it_repair.on_day", lang, day=format_date(day_of(context, period), lang))
    whole = group_assets("", rows)
    if not whole.total:
        return section_card(title, part_state("empty", t("it_repair.assets_none", lang)), note=note)
    words = [t(f"it_repair.asset_{band}", lang) for band in ASSET_BANDS]
    devices, units = asset_groups(context, rows)
    parts: list[Any] = [_draw_groups(t("it_repair.by_device", lang), devices, words, lang)]
    if len(units) > 1:
        parts.append(_draw_groups(t("it_repair.by_org_unit", lang), units, words, lang))
    body = [
        html.P(_say_assets(whole, lang), className="card-lead"),
        age_whole(whole.counts, words, [format_number(c) for c in whole.counts], label=title, tones=TONES),
        html.Div(parts, className="outlook"),
    ]
    foot = t("it_repair.assets_foot", lang)
    if whole.age_unknown:
        foot = f"{foot} · {t('it_repair.assets_unknown', lang, count=format_number(whole.age_unknown))}"
    return section_card(title, body, note=note, foot=foot, tools=export_tools(context, "it-repair-assets", title))


def _say_assets(whole: AssetGroup, lang: str) -> str:
    return t(
        "it_repair.assets_said",
        lang,
        total=format_number(whole.total),
        old=format_number(whole.old),
        share=format_percent(100 * whole.old / whole.total, 1),
        price=format_number(whole.replace_satang / 100_000_000, 2),
    )


def _draw_groups(heading: str, groups: list[AssetGroup], words: list[str], lang: str) -> html.Div:
    bars = [
        AgeBar(
            g.name,
            g.counts,
            t("it_repair.old_of", lang, old=format_number(g.old), total=format_number(g.total)),
            format_percent(100 * g.old / g.total, 0) if g.total else "",
        )
        for g in groups
    ]
    return html.Div([html.P(heading, className="card-sub"), age_list(bars, words, label=heading, tones=TONES)])


def draw_oldest(context: PageContext, period: PeriodChosen) -> Any:
    """Machines one by one, with what they cost to keep; filtered and paged on the server."""
    lang, rows, day = context.lang, asset_rows(context, period), day_of(context, period)
    device = chosen_device(context, rows)
    groups = [row for row in rows if device in ("", row.device_type_code)]
    count = group_assets("", groups).total
    title = t("it_repair.oldest", lang)
    note = t("it_repair.on_day", lang, day=format_date(day, lang))
    paging = Paging.at(context.params.get("page", ""), PAGE_ROWS, count)
    devices = sorted({(row.device_type_code, row.device(lang)) for row in rows}, key=lambda pair: pair[1])
    choice = select_filter(
        "device", device, devices, label=t("it_repair.device", lang), all_word=t("it_repair.every_device", lang)
    )
    body: list[Any] = [filter_bar(choice)]
    if count:
        found = make_oldest_table(context, AssetQuestion(context.org_unit_key, day, device, PAGE_ROWS, paging.offset))
        body += [_draw_machines(found, lang), pager(paging, "it_repair.oldest_shown", lang)]
    else:
        body.append(part_state("empty", t("it_repair.assets_none", lang)))
    kept = {"device": device or None}
    tools = export_tools(context, "it-repair-oldest", title, **kept) if count else None
    return section_card(title, body, note=note, foot=t("it_repair.oldest_foot", lang), tools=tools, class_name="cases")


def _draw_machines(found: ReportTable, lang: str) -> html.Div:
    """Numbers of machines and days stay in one line; an age says its unit, for on a phone it stands alone."""
    kinds = {"number": "number", "percent": "number", "date": "keep"}
    columns = [Column(c.title, "keep" if not n else kinds.get(c.kind, "")) for n, c in enumerate(found.columns)]
    rows = [[say_cell(value, c, lang) for value, c in zip(row, found.columns, strict=True)] for row in found.rows]
    for row in rows:
        row[AGE] = t("it_repair.years", lang, years=row[AGE])
    return table(columns, rows, label=found.title, class_name="case-table stack")
