"""`/plan`: every plan's tree with its indicators and their roll-up, projects and money, readiness, the whole plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.access.person import EVERYONE, STRATEGY
from dashboard.components.attributes import aria
from dashboard.components.page_head import page_head
from dashboard.components.section import section_card
from dashboard.components.states import page_state
from dashboard.components.status_counts import status_counts
from dashboard.pages.ground import stale_banner
from dashboard.pages.plan_ground import PlanGround, read_plan_ground
from dashboard.pages.plan_notes import draw_contradictions
from dashboard.pages.plan_problems import draw_problems
from dashboard.pages.plan_projects import draw_projects
from dashboard.pages.plan_readiness import draw_processes, draw_readiness
from dashboard.pages.plan_successor import draw_successor, register_callbacks
from dashboard.pages.plan_tree import draw_tree, plan_words
from dashboard.pages.plan_years import draw_years
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_date, format_number
from etl.calendar_th import bangkok_date


def register(registry: Registry) -> None:
    registry.register_page(
        path="/plan",
        name_id="plan.menu",
        title_id="plan.title",
        icon="diagram-3",
        order=16,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
        is_live=lambda context: context.person.role == STRATEGY,
    )
    register_callbacks(registry)


def draw(context: PageContext) -> Any:
    found = read_plan_ground(context, context.params.get("plan", ""), context.params.get("edition", ""))
    lang = context.lang
    if found is None:
        text = t("plan.none_text", lang)
        return [page_head(t("plan.title", lang), ""), page_state("empty", t("plan.none", lang), text)]
    period = readers.read_period(context.data, context.period_id)
    sections = [
        draw_summary,
        *FIRST.get(found.chosen.plan, ()),
        draw_tree,
        *EXTRA.get(found.chosen.plan, ()),
        draw_years,
        draw_contradictions,
        draw_successor,
    ]
    return [
        page_head(t("plan.title", lang), period.label(lang) if period else ""),
        draw_choice(context, found),
        *(stale_banner(context, found.ground) if found.ground else []),
        *(section(lambda c, one=one: one(c, found), context) for one in sections),  # type: ignore[misc]
    ]


FIRST = {"PROBLEMS": (draw_problems,), "PROCESSES": (draw_processes,)}  # before the tree: what feeds its nodes
EXTRA = {"DIGITAL": (draw_projects, draw_readiness)}


def draw_choice(context: PageContext, found: PlanGround) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the plan that was open."""
    plans = dict.fromkeys(e.plan for e in found.editions)
    links = [
        html.Span(
            dcc.Link(
                t(f"plan.name_{plan.lower()}", context.lang) if plan in NAMED else plan,
                href=context.href(plan=plan, edition=None),
                className="plan-nav__link active" if plan == found.chosen.plan else "plan-nav__link",
            ),
            **(aria(current="page") if plan == found.chosen.plan else {}),
        )
        for plan in plans
    ]
    return html.Nav(links, className="plan-nav no-print", **aria(label=t("plan.choose", context.lang)))


NAMED = ("DIGITAL", "CITY", "M8", "M13", "PROVINCE", "SMARTCITY", "PROBLEMS", "PROCESSES", "SDG")


def draw_summary(context: PageContext, found: PlanGround) -> Any:
    """Which document, which edition, how long it still holds, and how all of it stands."""
    lang, chosen = context.lang, found.chosen
    rolled = found.rolled[chosen.plan]
    words = plan_words(context, found)
    counts = {status.value: count for status, count in rolled.counts.items()}
    lines: list[Any] = [html.P(say_validity(context, found), className="soft")]
    if rolled.indicators:
        lines.append(
            html.Div(
                [
                    status_counts(counts, words),
                    html.Span(say_coverage(found, lang), className="soft"),
                    html.Span(say_score(found, lang), className="soft"),
                ],
                className="plan-standing",
            )
        )
    else:
        lines.append(html.P(t("plan.no_indicators", lang), className="soft"))
    notes = chosen.about.get(f"notes_{lang}", [])
    lines += [html.P(note, className="plan-note") for note in notes]
    siblings = [e for e in found.editions if e.plan == chosen.plan]
    if len(siblings) > 1:
        lines.append(_draw_editions(context, found))
    if chosen.plan == "M8":
        lines.append(dcc.Link(t("plan.to_milestone8", lang), href=context.href("/milestone8")))
    return section_card(chosen.title_th if lang == "th" else chosen.title_en, html.Div(lines, className="plan-summary"))


def say_validity(context: PageContext, found: PlanGround) -> str:
    """`ฉบับ 2566-2570 · ใช้ 1 ต.ค. 2565 ถึง 30 ก.ย. 2570 · เหลือ 313 วัน · ประกาศ 28 ก.ย. 2566`"""
    lang, chosen, today = context.lang, found.chosen, bangkok_date(context.now)
    parts = [t("plan.edition", lang, edition=chosen.edition)]
    if chosen.valid_from and chosen.valid_to:
        span = {"first": format_date(chosen.valid_from, lang), "last": format_date(chosen.valid_to, lang)}
        parts.append(t("plan.valid", lang, **span))
        left = (chosen.valid_to - today).days
        if today < chosen.valid_from:
            parts.append(t("plan.not_begun", lang))
        else:
            parts.append(t("plan.days_left", lang, days=format_number(left)) if left >= 0 else t("plan.ended", lang))
    else:
        parts.append(t("plan.no_dates", lang))
    if announced := chosen.about.get("announced"):
        parts.append(t("plan.announced", lang, day=format_date(date.fromisoformat(announced), lang)))
    return " · ".join(parts)


def say_coverage(found: PlanGround, lang: str) -> str:
    rolled = found.rolled[found.chosen.plan]
    nodes = rolled.nodes - 1  # the root is the plan itself
    numbers = {"with_": nodes - rolled.nodes_without, "nodes": nodes, "indicators": rolled.indicators}
    return t("plan.coverage", lang, **{name: format_number(number) for name, number in numbers.items()})


def say_score(found: PlanGround, lang: str) -> str:
    """A score only of approved targets with weights; else that there is none, and why."""
    score = found.rolled[found.chosen.plan].score
    return t("plan.score", lang, score=f"{score:.4f}") if score is not None else t("plan.score_none", lang)


def _draw_editions(context: PageContext, found: PlanGround) -> html.P:
    links: list[Any] = [t("plan.editions", context.lang), " "]
    for edition in found.editions:
        if edition.plan != found.chosen.plan:
            continue
        is_open = edition.edition == found.chosen.edition
        href = context.href(plan=edition.plan, edition=edition.edition)
        links += [html.Strong(edition.edition) if is_open else dcc.Link(edition.edition, href=href), " "]
    return html.P(links)
