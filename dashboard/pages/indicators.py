"""`/indicators`: every indicator, searchable, in groups, with value, target, status and last change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.indicator_filter import (
    GROUPS,
    KINDS,
    NOBODY,
    STATUSES,
    ListQuestion,
    passes,
    read_list_question,
    shown_status,
)
from dashboard.components.indicator_list import indicator_table, status_counts
from dashboard.components.list_tools import filter_bar, select_filter
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.context import services
from dashboard.indicator_readers import Nodes, plan_titles, read_listed, read_plan_nodes
from dashboard.pages.ground import draw_without_figures
from dashboard.pages.indicator_groups import Group, Grouping, group_listed
from dashboard.pages.indicator_lines import PATH, Look, make_line, say_status
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext, Registry
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.indicators.listing import Listed
from etl.indicators.rollup import Leaf, of_leaves
from etl.indicators.status import Status

# pages below it, shown to those who may open them
BELOW = (
    "/indicators/targets", "/indicators/entries", "/indicators/closing", "/indicators/new", "/indicators/import",
)  # fmt: skip
DEFINITION_FILES = "export_indicators"  # the route of the editor's files
PARAMS = ("kind", "group", "q", "status", "owner", "plan")


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="indicators.menu",
        title_id="indicators.title",
        icon="bullseye",
        order=15,
        roles=EVERYONE,
        body=draw,
    )


def draw(context: PageContext) -> Any:
    period = readers.read_period(context.data, context.period_id)
    if period is None:
        return draw_without_figures(context, "indicators.title")
    nodes = read_plan_nodes(context.data)
    question = ask(context, nodes)
    everything = read_listed(
        context.data, period_id=context.period_id, org_unit_key=context.org_unit_key, now=context.now
    )
    found = [one for one in everything if passes(one, question)]
    shown = [one for one in found if one.kind == question.kind]
    return [
        page_head(t("indicators.title", context.lang), period.label(context.lang), _draw_below(context)),
        _draw_kinds(context, found, question.kind),
        _draw_filters(context, question, nodes),
        *_draw_counts(context, period, question, everything),
        *_draw_groups(context, period, question, shown, nodes),
    ]


def ask(context: PageContext, nodes: Nodes) -> ListQuestion:
    """What the address asks of the list."""
    owners = {unit.code for unit in context.settings.config.org_units}
    return read_list_question(context.params, owners, plan_titles(nodes, context.lang))


def _draw_below(context: PageContext) -> Any | None:
    pages = [services().registry.pages.get(path) for path in BELOW]
    links = [
        dcc.Link(
            t(page.name_id, context.lang), href=context.href(page.path), className="btn btn-sm btn-outline-secondary"
        )
        for page in pages
        if page is not None and context.person.role in page.roles
    ]
    return (
        html.Nav(links, className="page-links no-print", **aria(label=t("indicators.below", context.lang)))
        if links
        else None
    )


def _draw_kinds(context: PageContext, found: Sequence[Listed], chosen: str) -> Any:
    """Separate lists; the numbers say where what is searched for stands."""
    counts = Counter(one.kind for one in found)
    links = [
        dcc.Link(
            [t(f"indicators.kind_{kind}", context.lang), html.Span(str(counts[kind]), className="series-count")],
            href=context.href(kind=None if kind == KINDS[0] else kind, status=None),
            className="views__link active" if kind == chosen else "views__link",
        )
        for kind in KINDS
    ]
    return html.Nav(links, className="kinds no-print", **aria(label=t("indicators.kinds", context.lang)))


def _draw_filters(context: PageContext, question: ListQuestion, nodes: Nodes) -> Any:
    lang, is_thai = context.lang, context.lang == "th"
    owners = [(NOBODY, t("tile.owner_unknown", lang))]
    owners += [(u.code, u.name_th if is_thai else u.name_en) for u in context.settings.config.org_units]
    text = dcc.Input(
        id="case-text",
        name="q",
        type="search",
        value=question.text,
        debounce=True,
        placeholder=t("indicators.search", lang),
        className="form-control form-control-sm case-text",
    )
    words = {
        "group": t("indicators.group", lang),
        "status": t("indicators.status", lang),
        "owner": t("explain.owner", lang),
    }
    groups = [(group, t(f"indicators.by_{group}", lang)) for group in GROUPS]
    statuses = [(status, _status_name(status, lang)) for status in STATUSES]
    hidden = [
        select_filter(
            "status", question.status, statuses, label=words["status"], all_word=t("indicators.all_statuses", lang)
        )
    ]
    return filter_bar(
        html.Label(
            [html.Span(t("indicators.search", lang), className="visually-hidden"), text], className="case-search"
        ),
        select_filter("group", question.group, groups, label=words["group"]),
        *(hidden if question.kind == "tracked" else []),
        select_filter(
            "plan",
            question.plan,
            list(plan_titles(nodes, lang).items()),
            label=t("indicators.plan", lang),
            all_word=t("indicators.all_plans", lang),
        ),
        select_filter("owner", question.owner, owners, label=words["owner"], all_word=t("indicators.all_owners", lang)),
    )


def _status_name(status: str, lang: str) -> str:
    return t(f"status.path_{status}" if status in ("on_track", "at_risk", "off_track") else f"status.{status}", lang)


def _draw_counts(
    context: PageContext, period: PeriodChosen, question: ListQuestion, everything: Sequence[Listed]
) -> list[Any]:
    """Counts of the tracked ones by status, never an average; each leads to its own."""
    if question.kind != "tracked":
        return [html.P(t(f"indicators.kind_{question.kind}_about", context.lang), className="soft kind-about")]
    unfiltered = replace(question, status="")
    counted = Counter(
        (shown_status(one), say_status(one, context, period))
        for one in everything
        if one.kind == question.kind and passes(one, unfiltered)
    )
    counts = sorted(counted.items(), key=lambda item: STATUSES.index(item[0][0]))
    chosen = question.status
    return [
        status_counts(
            [(s, word, n, context.href(status=None if s == chosen else s)) for (s, word), n in counts], chosen
        )
    ]


def _draw_groups(
    context: PageContext, period: PeriodChosen, question: ListQuestion, shown: Sequence[Listed], nodes: Nodes
) -> list[Any]:
    lang = context.lang
    if not shown:
        return [
            section_card(
                t("indicators.none", lang),
                part_state("empty", t("indicators.none", lang), t("indicators.none_text", lang)),
            )
        ]
    grouping = Grouping(question.group, question.plan, nodes, lambda one: say_status(one, context, period))
    groups = group_listed(shown, grouping, context)
    owners = {u.code: u.name_th if lang == "th" else u.name_en for u in context.settings.config.org_units}
    search = context.href(f"{PATH}/").partition("?")[2]
    look = Look(context, period, owners, question.plan, search)
    cards = [_draw_group(look, group, is_scored=question.kind == "tracked") for group in groups]
    kept = {name: context.params.get(name) for name in PARAMS}
    tools = export_tools(context, "indicators-list", t("indicators.title", lang), **kept)
    count = t("indicators.count", lang, count=format_number(len(shown)))
    head = [html.Span(count, className="soft"), html.Div([*_draw_files(context), *([tools] if tools else [])])]
    return [html.Div(head, className="list-line"), *cards]


def _draw_files(context: PageContext) -> list[Any]:
    """All definitions as a file that can be read in again; beside it stands the list as it is on screen."""
    lang = context.lang
    if context.person.role not in services().registry.route_roles.get(DEFINITION_FILES, ()):
        return []
    links = [
        html.A(ending.upper(), href=context.href(f"/indicators/export.{ending}"), className="export-link")
        for ending in ("xlsx", "yaml")
    ]
    return [
        html.Span([html.Span(t("indicators.definition_files", lang), className="soft"), *links], className="no-print")
    ]


def _draw_group(look: Look, group: Group, *, is_scored: bool) -> Any:
    lang = look.context.lang
    lines = [make_line(one, look) for one in group.members]
    words = Counter(line.status_word for line in lines) if is_scored else Counter[str]()
    counts = " · ".join([f"{word} {count}" for word, count in words.most_common()] + _say_score(group.members, lang))
    note = " · ".join(filter(None, (group.about, t("indicators.count", lang, count=format_number(len(lines))), counts)))
    return section_card(group.title, indicator_table(lines, lang, label=group.title, is_scored=is_scored), note=note)


def _say_score(members: Sequence[Listed], lang: str) -> list[str]:
    """The weighted score of those that are judged and have a weight; nothing where none has one."""
    leaves = [
        Leaf(one.code, Status(one.status), one.score, None if one.weight is None else Decimal(repr(one.weight)))
        for one in members
    ]
    rolled = of_leaves(leaves)
    if rolled.score is None:
        return []
    shares = {"scored": format_number(float(rolled.weight_scored), 2), "weight": format_number(float(rolled.weight), 2)}
    return [t("indicators.weighted", lang, score=rolled.score, **shares)]
