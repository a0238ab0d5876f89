"""How complaints come in: channels of the period, and the share of the digital ones over time."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import readers
from dashboard.components.bars import Bar, bar_list
from dashboard.components.chart import chart
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.figures.share import monthly_share
from dashboard.pages.ground import Ground
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.reports.complaints import month_rows
from dashboard.text import t
from dashboard.text.formats import format_number, format_percent

INDICATOR = "CMP-11"


def draw_channels(context: PageContext, ground: Ground) -> Any:
    lang, period = context.lang, ground.scene.period
    shares = readers.read_channels(context.data, period.starts_on, period.ends_on, context.org_unit_key)
    total = sum(s.received for s in shares)
    title = t("complaints.channels", lang)
    if not total:
        return section_card(title, part_state("empty", t("complaints.nothing_received", lang)))
    digital = sum(s.received for s in shares if s.is_digital)
    bars = [
        Bar(
            s.name(lang),
            s.received,
            format_number(s.received),
            format_percent(100 * s.received / total, 0),
            "teal" if s.is_digital else "others",
        )
        for s in shares
    ]
    said = t("complaints.digital_said", lang, share=format_percent(100 * digital / total, 1))
    return section_card(
        title,
        [
            html.P(said, className="card-lead"),
            bar_list(bars, max(b.size or 0.0 for b in bars), label=title),
            *_draw_share(context, ground),
        ],
        note=t("complaints.cases_count", lang, count=format_number(total)),
        foot=t("complaints.channels_foot", lang),
        tools=export_tools(context, "complaints-channels", title),
    )


def _draw_share(context: PageContext, ground: Ground) -> list[Any]:
    """The digital share by month, with the target of the indicator where the year has one; one month is no line."""
    lang = context.lang
    rows = month_rows(context, ground.scene.period)
    if len(rows) < 2:
        return []
    found = ground.values.get((INDICATOR, ground.scene.period.period_id))
    target = found.target if found else None
    kind = "proposed" if found and found.target_state == "proposed" else "target"
    name, labels = t("complaints.digital_share", lang), [row.label(lang) for row in rows]
    figure = monthly_share(
        labels,
        [row.digital_share for row in rows],
        name,
        target=target,
        target_name=t(f"complaints.line_{kind}", lang, target=format_percent(target, 0)),
    )
    alt = t("complaints.digital_alt", lang, first=labels[0], last=labels[-1])
    return [html.H3(t("complaints.digital_months", lang), className="card-sub"), chart(figure, label=alt, height=190)]
