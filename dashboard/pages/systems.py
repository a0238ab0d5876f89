"""The six systems of the digital plan, each as it is: connected with its state, or not connected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import readers
from dashboard.components.chip import plain_chip, status_chip
from dashboard.components.headline import say_moment
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.rows import SourceState
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number


@dataclass(frozen=True)
class System:
    """One of the six systems of the digital plan; `path` is its page."""

    contract: str
    path: str


SYSTEMS = (
    System("complaints", "/complaints"),
    System("personnel", "/personnel"),
    System("walking_street", "/walking-street"),
    System("temporary_signs", "/temporary-signs"),
    System("it_repair", "/it-repair"),
    System("it_projects", "/it-projects"),
)


def draw_systems(context: PageContext) -> Any:
    """One row for each connected source; the rest of the plan's six systems in a line, as they are."""
    lang = context.lang
    states = {s.name: s for s in readers.read_source_states(context.data)}
    connected = [s for s in states.values() if s.is_connected]
    contracts = {s.contract for s in connected}
    columns = [
        Column(t("overview.system", lang)),
        Column(t("overview.source", lang)),
        Column(t("overview.state", lang)),
        Column(t("overview.last_read", lang)),
        Column(t("overview.promise", lang), "wide-only"),
        Column(t("overview.rejects", lang), "number"),
    ]
    rows = [_system_row(s, context) for s in connected]
    title = t("overview.systems", lang)
    missing = [system for system in SYSTEMS if system.contract not in contracts]
    others = html.Div(
        [_not_connected(system, lang) for system in missing],
        className="systems-missing",
    )
    note = t("overview.systems_note", lang, connected=len(SYSTEMS) - len(missing), total=len(SYSTEMS))
    body = [table(columns, rows, label=title, class_name="stack"), others] if rows else [others]
    off = t("overview.samples_off", lang) if context.settings.samples_off else None
    tools = export_tools(context, "overview-sources", title) if rows else None
    return section_card(title, body, note=note, foot=off, tools=tools)


def _system_row(source: SourceState, context: PageContext) -> list[Any]:
    lang = context.lang
    path = next((s.path for s in SYSTEMS if s.contract == source.contract), None)
    name = t(f"overview.system_{source.contract}", lang)
    title: list[Any] = [dcc.Link(source.title(lang), href=context.href("/data"))]
    if source.is_sample:
        title += [" ", plain_chip("sample", "cone-striped", t("overview.sample", lang))]
    return [
        dcc.Link(name, href=context.href(path)) if path else name,
        html.Span(title),
        _state(source, context),
        html.Span(say_moment(source.read_at, lang) if source.read_at else MISSING, className="keep"),
        say_hours(source.fresh_within_seconds, lang),
        _rejects(source, context),
    ]


def _state(source: SourceState, context: PageContext) -> Any:
    """Late before all else; a held or failed last run is marked though the figures are still current."""
    lang = context.lang
    if source.read_at is None:
        return status_chip("no_data", t("overview.never_read", lang))
    if source.is_late(context.now):
        return html.Span(
            status_chip("stale", t("status.stale", lang)), className=f"late--{source.lateness(context.now)}"
        )
    if source.run_status in ("held", "failed"):
        return status_chip("at_risk", t(f"data.state_{source.run_status}", lang))
    return status_chip("on_track", t("overview.current", lang))


def _rejects(source: SourceState, context: PageContext) -> Any:
    """The number leads to the rows, where there are any."""
    number = format_number(source.open_rejects)
    if not source.open_rejects:
        return number
    return dcc.Link(number, href=context.href("/data", view="rejects", source=source.name))


def _not_connected(system: System, lang: str) -> Any:
    name = t(f"overview.system_{system.contract}", lang)
    return html.Div(
        [html.Span(name), status_chip("not_connected", t("status.not_connected", lang))],
        className="systems-missing__item",
    )


def say_hours(seconds: int, lang: str) -> str:
    return t("overview.hours", lang, hours=format_number(seconds / 3600))
