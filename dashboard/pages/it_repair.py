"""`/it-repair`: what is open and how long, the promise by department, the oldest machines, months, what breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.age_bars import AgeBar, age_list, age_whole
from dashboard.components.bars import Bar, bar_list
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.tile import Below, Tile, headline_tile
from dashboard.pages.ground import (
    Ground,
    draw_unread,
    draw_without_figures,
    make_tiles,
    read_ground,
    stale_banner,
)  # fmt: skip
from dashboard.pages.it_repair_assets import draw_assets, draw_oldest
from dashboard.pages.it_repair_months import draw_months
from dashboard.pages.it_repair_open import draw_open
from dashboard.pages.offers import export_tools
from dashboard.pages.unit_rates import draw_unit_rate
from dashboard.registry import PageContext, Registry
from dashboard.reports.it_repair import AGE_BANDS, ON_TIME, SUBJECT, age_row, age_rows, day_of, fault_rows, open_rows
from dashboard.rows import PeriodChosen
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import MISSING, format_date, format_number, format_percent

TILES = ("REP-05", "REP-04", "REP-03", "REP-06", "REP-11", "REP-07")
BELOW = {
    "REP-05": ("REP-01",), "REP-04": ("REP-02",), "REP-06": ("REP-10",), "REP-11": ("REP-12",),
    "REP-07": ("REP-08", "REP-09"),
}  # fmt: skip
CODES = (*TILES, *(code for codes in BELOW.values() for code in codes))
WAITED = ("repairs_waited_days", "repairs_timed", "repairs_waiting_end", "repairs_finished", "repairs_finished_undated")


def register(registry: Registry) -> None:
    registry.register_page(
        path="/it-repair",
        name_id="it_repair.menu",
        title_id="it_repair.title",
        icon="tools",
        order=60,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
    )


def draw(context: PageContext) -> Any:
    """The whole page, or the state it is in when there are no figures."""
    ground = read_ground(context, CODES, SUBJECT)
    if ground is None:
        return draw_without_figures(context, "it_repair.title")
    if (unread := draw_unread(context, ground, "it_repair.title")) is not None:
        return unread
    period = ground.scene.period
    return [
        page_head(t("it_repair.title", context.lang), period.label(context.lang)),
        *stale_banner(context, ground),
        section(lambda c: _draw_tiles(c, ground), context),
        html.Div(
            [
                section(lambda c: _draw_ages(c, period), context),
                section(lambda c: draw_unit_rate(c, ground, ON_TIME), context),
            ],
            className="complaints-pair",
        ),
        section(lambda c: draw_assets(c, period), context),
        section(lambda c: draw_oldest(c, period), context),
        html.Div(
            [section(lambda c: draw_months(c, ground), context), section(lambda c: _draw_faults(c, period), context)],
            className="complaints-pair",
        ),
        section(draw_open, context),
    ]


def _draw_tiles(context: PageContext, ground: Ground) -> Any:
    tiles = [_add_waiting(tile, context, ground.scene.period) for tile in make_tiles(ground, context, TILES, BELOW)]
    return html.Div([headline_tile(tile) for tile in tiles], className="tiles tiles--compact")


def _add_waiting(tile: Tile, context: PageContext, period: PeriodChosen) -> Tile:
    """Waiting for parts stands apart from repairing; and how many durations are not known."""
    if tile.code != "REP-03":
        return tile
    lang = context.lang
    found = readers.read_measures(context.data, WAITED, (period.period_id,), context.org_unit_key)
    days, timed, waiting, finished, undated = (
        found[m, period.period_id].value if (m, period.period_id) in found else 0 for m in WAITED
    )
    mean = format_number(days / timed, 1) if timed else MISSING
    below = (
        Below(t("it_repair.waited_mean", lang), t("it_repair.workdays", lang, days=mean) if timed else MISSING),
        Below(t("it_repair.waiting_now", lang), t("it_repair.repairs_count", lang, count=format_number(waiting))),
    )
    share = format_percent(100 * undated / finished, 1) if finished else ""
    notes = (t("it_repair.undated", lang, share=share),) if undated else ()
    return replace(tile, below=(*tile.below, *below), notes=(*tile.notes, *notes))


def _draw_ages(context: PageContext, period: PeriodChosen) -> Any:
    """Open at the period's end, or today while it runs."""
    lang, day = context.lang, day_of(context, period)
    title, rows = t("it_repair.ages", lang), open_rows(context, day)
    note = t("it_repair.on_day", lang, day=format_date(day, lang))
    if not rows:
        return section_card(title, part_state("empty", t("it_repair.open_none", lang)), note=note)
    whole, parts = age_row("", rows, day), age_rows(context, rows, day)
    words = [t(f"it_repair.band_{band}", lang) for band in AGE_BANDS]
    said = t(
        "it_repair.ages_said", lang, total=format_number(whole.total), week=format_number(sum(whole.counts[3:])),
        month=format_number(whole.counts[-1]),
    )  # fmt: skip
    body: list[Any] = [
        html.P(said, className="card-lead"),
        age_whole(whole.counts, words, [format_number(c) for c in whole.counts], label=title),
    ]
    if len(parts) > 1:
        bars = [AgeBar(p.name, p.counts, format_number(p.total), "") for p in parts]
        body.append(age_list(bars, words, label=title))
    return section_card(title, body, note=note, tools=export_tools(context, "it-repair-ages", title))


def _draw_faults(context: PageContext, period: PeriodChosen) -> Any:
    lang, title = context.lang, t("it_repair.faults", context.lang)
    devices, symptoms = fault_rows(context, period)
    total = sum(d.reported for d in devices)
    if not total:
        return section_card(title, part_state("empty", t("it_repair.nothing_reported", lang)))
    body: list[Any] = []
    for heading, faults in ((t("it_repair.device", lang), devices), (t("it_repair.symptom", lang), symptoms)):
        bars = [
            Bar(f.name(lang), f.reported, format_number(f.reported), format_percent(100 * f.reported / total, 0))
            for f in faults
            if f.reported
        ]
        body += [
            html.P(heading, className="card-sub"),
            bar_list(bars, max((b.size or 0 for b in bars), default=1), label=heading),
        ]
    note = t("it_repair.repairs_count", lang, count=format_number(total))
    return section_card(title, body, note=note, tools=export_tools(context, "it-repair-faults", title))
