"""The six systems of the digital plan, each as it is: connected with its state, or not connected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import readers, source_readers
from dashboard.components.chip import plain_chip, status_chip
from dashboard.components.headline import say_moment
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.pages.offers import export_tools
from dashboard.registry import PageContext
from dashboard.rows import SourceState
from dashboard.source_rows import CheckRow
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
STATISTICS = System("statistics", "/milestone8")  # feeds rates and Milestone 8; none of the six


def path_of(contract: str | None) -> str:
    """The page of a contract's figures; the overview where it has none."""
    return next((s.path for s in (*SYSTEMS, STATISTICS) if s.contract == contract), "/")


def draw_systems(context: PageContext) -> Any:
    """One row for each connected system, whatever number of sources it has; the rest of the plan's six in a line."""
    lang = context.lang
    connected: dict[str, list[SourceState]] = {}
    for source in readers.read_source_states(context.data):
        if source.is_connected:
            connected.setdefault(source.contract, []).append(source)
    columns = [
        Column(t("overview.system", lang)),
        Column(t("overview.source", lang)),
        Column(t("overview.state", lang)),
        Column(t("overview.last_read", lang)),
        Column(t("overview.promise", lang), "wide-only"),
        Column(t("overview.rejects", lang), "number"),
    ]
    order = {system.contract: place for place, system in enumerate((*SYSTEMS, STATISTICS))}
    contracts = sorted(connected, key=lambda contract: order.get(contract, len(order)))
    checks = [check for check in source_readers.read_check_failures(context.data) if check.stops]
    rows = [_system_row(contract, connected[contract], checks, context) for contract in contracts]
    title = t("overview.systems", lang)
    missing = [system for system in SYSTEMS if system.contract not in connected]
    others = html.Div(
        [_not_connected(system, lang) for system in missing],
        className="systems-missing",
    )
    note = t("overview.systems_note", lang, connected=len(SYSTEMS) - len(missing), total=len(SYSTEMS))
    body = [table(columns, rows, label=title, class_name="stack"), *([others] if missing else [])] if rows else [others]
    off = t("overview.samples_off", lang) if context.settings.samples_off else None
    tools = export_tools(context, "overview-sources", title) if rows else None
    return section_card(title, body, note=note, foot=off, tools=tools)


def _system_row(
    contract: str, sources: Sequence[SourceState], checks: Sequence[CheckRow], context: PageContext
) -> list[Any]:
    """The state is that of the worst of its sources, the moment that of the oldest, the promise the shortest."""
    lang = context.lang
    name = t(f"overview.system_{contract}", lang)
    path = path_of(contract)
    read_times = [s.read_at for s in sources if s.read_at]
    return [
        dcc.Link(name, href=context.href(path)) if path != "/" else name,
        html.Span([html.Div(_source_title(source, context)) for source in sources]),
        min(_judge_all(contract, sources, checks, context), key=lambda judged: judged[0])[1],
        html.Span(say_moment(min(read_times), lang) if read_times else MISSING, className="keep"),
        say_hours(min(s.fresh_within_seconds for s in sources), lang),
        _rejects(sources, context),
    ]


def _source_title(source: SourceState, context: PageContext) -> list[Any]:
    title: list[Any] = [dcc.Link(source.title(context.lang), href=context.href("/data"))]
    if source.is_sample:
        title += [" ", plain_chip("sample", "cone-striped", t("overview.sample", context.lang))]
    return title


def _judge_all(
    contract: str, sources: Sequence[SourceState], checks: Sequence[CheckRow], context: PageContext
) -> Iterator[tuple[int, Any]]:
    """Each of its sources, and a check that keeps its figures as they were."""
    yield from (_judge(source, context) for source in sources)
    if any(check.stops_figures_of(contract) for check in checks):
        yield 2, status_chip("at_risk", t("overview.check_stopped", context.lang))


def _judge(source: SourceState, context: PageContext) -> tuple[int, Any]:
    """How bad it is (0 worst) and its chip: late before all else; a held or failed last run is marked though the

    figures are still current.
    """
    lang = context.lang
    if source.read_at is None:
        return 0, status_chip("no_data", t("overview.never_read", lang))
    if source.is_late(context.now):
        lateness = source.lateness(context.now)
        chip = html.Span(status_chip("stale", t("status.stale", lang)), className=f"late--{lateness}")
        return 3 - lateness, chip
    if source.run_status in ("held", "failed"):
        return 3, status_chip("at_risk", t(f"data.state_{source.run_status}", lang))
    return 4, status_chip("on_track", t("overview.current", lang))


def _rejects(sources: Sequence[SourceState], context: PageContext) -> Any:
    """The number leads to the rows, where there are any."""
    number = format_number(sum(source.open_rejects for source in sources))
    refusing = [source.name for source in sources if source.open_rejects]
    if not refusing:
        return number
    only = refusing[0] if len(refusing) == 1 else None
    return dcc.Link(number, href=context.href("/data", view="rejects", source=only))


def _not_connected(system: System, lang: str) -> Any:
    name = t(f"overview.system_{system.contract}", lang)
    return html.Div(
        [html.Span(name), status_chip("not_connected", t("status.not_connected", lang))],
        className="systems-missing__item",
    )


def say_hours(seconds: int, lang: str) -> str:
    return t("overview.hours", lang, hours=format_number(seconds / 3600))
