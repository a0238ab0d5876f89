"""รายการที่ระบบไม่รับ: open rejects by the department that can mend them; replay; the whole list as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard import source_readers
from dashboard.address import make_search
from dashboard.components.attributes import data
from dashboard.components.icons import icon
from dashboard.components.reject_letters import (
    Department,
    Matter,
    department_card,
    department_list,
)
from dashboard.components.section import section_card
from dashboard.components.source_card import ask_button
from dashboard.components.source_progress import draw_underway
from dashboard.components.states import part_state
from dashboard.org_unit_names import find_unit, read_unit_names
from dashboard.pages.data_runs import draw_select
from dashboard.registry import PageContext
from dashboard.reports.export import FORMATS
from dashboard.reports.rejects import SENDERS
from dashboard.source_ground import DataGround, can_act, choose_source
from dashboard.source_rows import RejectGroup, SourceRow
from dashboard.text import t
from dashboard.text.formats import format_number

FILE = "/data/rejects"


def draw_rejects(context: PageContext, ground: DataGround) -> Any:
    lang = context.lang
    chosen = choose_source(context, ground)
    sources = [s for s in ground.sources if chosen in ("", s.name)]
    groups = source_readers.read_reject_groups(context.data, chosen)
    count = sum(group.rejects for group in groups)
    titles = {source.name: source.title(lang) for source in ground.sources}
    body: list[Any] = [
        html.Div(
            [
                draw_select("source", chosen, titles, t("data.all_sources", lang), t("data.filter_source", lang)),
                *([_draw_files("", chosen, context)] if groups else []),
            ],
            className="data-filters no-print",
        )
    ]
    body += _draw_replays(context, ground, sources)
    if groups:
        cards = [
            department_card(department, context.now, lang, [_draw_files(department.code or "none", chosen, context)])
            for department in group_by_department(groups, ground, context)
        ]
        body.append(department_list(cards, t("data.rejects_title", lang)))
    else:
        body.append(part_state("empty", t("mend.none", lang), t("mend.none_text", lang)))
    title = t("mend.title", lang, count=format_number(count)) if groups else t("data.rejects_title", lang)
    watched = data(live="/api/runs", mark=ground.mark, query=f"lang={lang}")
    return html.Div(section_card(title, body, note=t("mend.note", lang), class_name="rejects"), **watched)


def _draw_replays(context: PageContext, ground: DataGround, sources: Sequence[SourceRow]) -> list[Any]:
    """For each source with open rejects, what is going on and the button that reads them again."""
    if not can_act(context):
        return []
    lang, lines = context.lang, []
    for source in sources:
        if not source.is_connected or not source.open_rejects:
            continue
        underway = ground.underway(source, context.now)
        words = f"{source.title(lang)} · {t('mend.count', lang, count=format_number(source.open_rejects))}"
        button = ask_button(
            [icon("arrow-counterclockwise"), " ", t("data.run_replay", lang)], "replay", source.name,
            class_name="btn btn-sm btn-outline-secondary", is_off=underway.is_busy,
        )  # fmt: skip
        live = html.Div(draw_underway(underway, lang), id=f"live-{source.name}", className="source__live")
        lines.append(
            html.Div([html.Div([html.Span(words), button], className="replay__line"), live], className="replay")
        )
    help_text = html.P(t("data.run_replay_help", lang), className="soft")
    return [html.Div([*lines, help_text], className="replays no-print")] if lines else []


def group_by_department(
    groups: Sequence[RejectGroup], ground: DataGround, context: PageContext
) -> list[Department]:  # fmt: skip
    """Most rows first; rows of no known org_unit are the IT centre's, and come last."""
    lang, known = context.lang, read_unit_names(context)
    sources = {source.name: source for source in ground.sources}
    names = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    found: dict[str, dict[tuple[str, ...], RejectGroup]] = {}
    for group in groups:
        alike = found.setdefault(find_unit(known, group.source_name, group.org_unit), {})
        key = (group.source_name, group.entity, group.field, group.rule, group.word)
        alike[key] = alike[key].with_more(group) if key in alike else group
    departments = [
        Department(code, _name(code, names, lang), tuple(_make_matter(g, sources, lang) for g in alike.values()))
        for code, alike in found.items()
    ]
    return sorted(departments, key=lambda d: (not d.code, -d.rejects, d.name))


def _make_matter(group: RejectGroup, sources: Mapping[str, SourceRow], lang: str) -> Matter:
    source = sources.get(group.source_name)
    return Matter(group, source.title(lang) if source else group.source_name, source.record_url if source else None)


def _name(code: str, names: Mapping[str, str], lang: str) -> str:
    return names[code] if code else f"{t('mend.it_centre', lang)} ({t('mend.unknown_unit', lang)})"


def _draw_files(unit: str, source: str, context: PageContext) -> Any:
    """Links to the list as files, for those who may take data out."""
    if context.person.role not in SENDERS:
        return html.Span()
    search = make_search({"unit": unit, "source": source, "lang": context.lang})
    links = [
        html.A([icon("download"), f" {ending.upper()}"], href=f"{FILE}.{ending}{search}", className="file-link")
        for ending in FORMATS
    ]
    return html.Span(links, className="file-links")
