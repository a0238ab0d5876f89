"""ประวัติการนำเข้า: every recorded run, filtered by source and result, a page at a time."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import source_readers
from dashboard.components.attributes import aria, data
from dashboard.components.run_table import run_table
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.registry import PageContext
from dashboard.source_ground import DataGround, choose_source
from dashboard.text import t

PAGE_ROWS = 25
LAST_PAGE = 4000
RESULTS = ("done", "failed", "held", "abandoned", "running")


def draw_runs(context: PageContext, ground: DataGround) -> Any:
    lang = context.lang
    titles = {source.name: source.title(lang) for source in ground.sources}
    source = choose_source(context, ground)
    result = context.params.get("result", "")
    result = result if result in RESULTS else ""
    page = _read_page(context.params.get("page", ""))
    found = source_readers.read_source_runs(context.data, source, result, PAGE_ROWS + 1, (page - 1) * PAGE_ROWS)
    body: list[Any] = [_draw_filters(titles, source, result, lang)]
    if found:
        body.append(run_table(found[:PAGE_ROWS], titles, lang))
    else:
        body.append(part_state("empty", t("data.runs_none", lang), t("data.runs_none_text", lang)))
    if page > 1 or len(found) > PAGE_ROWS:
        body.append(_draw_pager(page, len(found) > PAGE_ROWS, lang))
    watched = data(live="/api/runs", mark=ground.mark, query=f"lang={lang}")
    return html.Div(section_card(t("data.runs_title", lang), body, class_name="runs"), **watched)


def _read_page(raw: str) -> int:
    return min(int(raw), LAST_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) else 1


def draw_select(name: str, value: str, options: dict[str, str], all_word: str, label: str) -> html.Select:
    """A select whose choice lives in the address (assets/js/60-data.js)."""
    choices = [html.Option(all_word, value="", selected=value == "")]
    choices += [html.Option(word, value=key, selected=key == value) for key, word in options.items()]
    named: Any = {"name": name, **data(choose=name), **aria(label=label)}
    # the key makes the browser take the server's choice anew: after Back the select must follow the address
    return html.Select(choices, className="form-select form-select-sm", id=f"data-{name}", key=value or "all", **named)


def _draw_filters(titles: dict[str, str], source: str, result: str, lang: str) -> html.Div:
    results = {name: t(f"data.run_{name}", lang) for name in RESULTS}
    return html.Div(
        [
            draw_select("source", source, titles, t("data.all_sources", lang), t("data.filter_source", lang)),
            draw_select("result", result, results, t("data.all_results", lang), t("data.filter_result", lang)),
        ],
        className="data-filters no-print",
    )


def _draw_pager(page: int, has_more: bool, lang: str) -> html.Div:
    newer, older = (
        html.Button(
            word, type="button", disabled=is_off, className="btn btn-sm btn-outline-secondary",
            **data(choose="page", value=str(wanted)),
        )
        for word, wanted, is_off in (
            (t("data.newer", lang), page - 1, page <= 1),
            (t("data.older", lang), page + 1, not has_more),
        )
    )  # fmt: skip
    return html.Div([newer, html.Span(t("data.page", lang, page=page)), older], className="data-pager no-print")
