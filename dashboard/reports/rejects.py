"""The refused rows as a table to send out: one row each, with what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.access.person import ADMIN, OPERATOR, PLANNER, STRATEGY
from dashboard.components.reject_letters import say_cure, say_problem
from dashboard.components.run_words import say_entity, say_field
from dashboard.registry import PageContext
from dashboard.reports.tables import About, ReportColumn, ReportTable
from dashboard.source_ground import DataGround
from dashboard.source_rows import RejectRow
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number

MOST_ROWS = 50_000
SENDERS = (PLANNER, STRATEGY, OPERATOR, ADMIN)  # who may take them out: the IT centre sends them to be mended


def make_report(context: PageContext, ground: DataGround, rows: Sequence[RejectRow]) -> ReportTable:
    lang = context.lang
    titles = {source.name: source.title(lang) for source in ground.sources}
    names = ("unit", "where", "problem", "field", "value", "id")
    columns = [ReportColumn(t("data.source", lang)), *(ReportColumn(t(f"mend.{name}", lang)) for name in names)]
    columns += [ReportColumn(t("data.remedy", lang))]
    columns += [ReportColumn(t(f"mend.{name}", lang), "instant") for name in ("first_seen", "last_seen")]
    cells = [
        (
            titles.get(row.source_name, row.source_name),
            row.org_unit,
            say_entity(row.entity, lang),
            say_problem(row.rule, row.entity, row.field, lang),
            say_field(row.entity, row.field, lang),
            row.value,
            row.source_id,
            say_cure(row.rule, lang),
            row.first_seen_at,
            row.last_seen_at,
        )
        for row in rows
    ]
    return ReportTable(t("mend.export_title", lang), columns, cells)


def make_about(context: PageContext, ground: DataGround, chosen: str, unit: str, *, is_cut: bool) -> About:
    lang = context.lang
    sources = [s for s in ground.sources if s.is_connected and chosen in ("", s.name)]
    units = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    whole = context.settings.config.municipality
    name = units.get(unit) or (t("mend.unknown_unit", lang) if unit == "none" else "")
    read = [source.read_at for source in sources if source.read_at]
    return About(
        period=format_instant(context.now, lang),
        org_unit=name or (whole.name_th if lang == "th" else whole.name_en),
        filters=(),
        data_at=min(read, default=None),
        is_late=any(ground.condition(source, context.now).lateness for source in sources),
        sources=tuple(source.title(lang) for source in sources),
        run=" · ".join(
            t("export.run_of", lang, source=s.title(lang), run=s.run_key) for s in sources if s.run_key is not None
        ),
        is_sample=any(s.is_sample for s in ground.sources if chosen in ("", s.name)),
        exported_by=context.person.display_name,
        exported_at=context.now,
        lang=lang,
        notes=(t("mend.cut", lang, rows=format_number(MOST_ROWS), count=f"> {format_number(MOST_ROWS)}"),)
        if is_cut
        else (),
    )
