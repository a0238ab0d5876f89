"""`/indicators/entries`: values entered by hand: what is owed by whom, the form, what waits for a second person."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.access.person import EVERYONE
from dashboard.components.attributes import aria
from dashboard.components.page_head import page_head
from dashboard.components.states import page_state
from dashboard.entry_readers import read_entries
from dashboard.pages import entries_decide, entries_files, entries_form, entries_save, entries_sheet
from dashboard.pages.entries_ground import PATH, read_entry_ground
from dashboard.pages.entries_owed import draw_owed
from dashboard.registry import PageContext, Registry
from dashboard.section import section
from dashboard.text import t
from dashboard.text.formats import format_date, format_number

VIEWS = ("owed", "waiting", "history")


def register(registry: Registry) -> None:
    registry.register_page(
        path=PATH,
        name_id="entries.menu",
        title_id="entries.title",
        icon="pencil-square",
        order=None,
        roles=EVERYONE,
        body=draw,
        needs_data=False,
        is_live=lambda _: True,  # it knows whose values are whose, and shows each as soon as it stands
    )
    entries_save.register_save(registry)
    entries_decide.register_decisions(registry)
    entries_sheet.register_sheet(registry)
    entries_files.register_files(registry)


def draw(context: PageContext) -> Any:
    """The part the address asks for, beneath what all parts share."""
    lang, ground = context.lang, read_entry_ground(context)
    waiting = read_entries(context.data, state="waiting")
    view = context.params.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    late = sum(bool(one.indicator.definition.owner) for one in ground.of("overdue"))
    words = t("entries.subtitle", lang, day=format_date(ground.today, lang, "long"))
    head: list[Any] = [
        page_head(t("entries.title", lang), words),
        _draw_views(context, view, {"owed": late, "waiting": len(waiting)}),
        html.Div(id="entry-told", role="status"),
    ]
    if not ground.periods:
        return [*head, page_state("empty", t("entries.no_periods", lang), t("entries.no_periods_text", lang))]
    if view == "waiting":
        return [*head, section(lambda c: entries_decide.draw_waiting(c, waiting), context)]
    if view == "history":
        return [*head, section(entries_decide.draw_history, context)]
    owed = section(lambda c: draw_owed(c, ground), context)
    form = section(lambda c: entries_form.draw_form(c, ground), context)
    # who came to enter one value has its form before them
    parts = [form, owed] if context.params.get("code") else [owed, form]
    return [*head, *parts, section(lambda c: entries_sheet.draw_sheet(c, ground), context)]


def _draw_views(context: PageContext, chosen: str, counts: dict[str, int]) -> html.Nav:
    """Links, so that Back, bookmarks and a reload keep the part that was open."""
    lang, links = context.lang, []
    for view in VIEWS:
        words: list[Any] = [t(f"entries.view_{view}", lang)]
        if counts.get(view):
            words.append(html.Span(format_number(counts[view]), className="views__count"))
        changes = {"view": None if view == VIEWS[0] else view, "code": None, "round": None, "unit": None}
        href = context.href(PATH, **changes)
        marked: Any = aria(current="page") if view == chosen else {}
        class_name = "views__link active" if view == chosen else "views__link"
        links.append(html.Span(dcc.Link(words, href=href, className=class_name), **marked))
    return html.Nav(
        links, className="views views--filtered entry-views no-print", **aria(label=t("entries.views", lang))
    )
