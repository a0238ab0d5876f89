"""`mis run` and `mis rejects`: reading sources, what became of their rows, and reading the refused ones again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from sqlalchemy import Engine

from etl.calendar_th import BANGKOK
from etl.command_line import DONE, FAILED, HELD, open_warehouse, read_settings
from etl.errors import UsageError
from etl.output import show
from etl.settings import Settings

if TYPE_CHECKING:  # so that --help starts without loading pandas
    from etl.pipeline import Mode
    from etl.run_report import RunReport

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
FIRST_YEAR = 1900
RUN_COLUMNS = ("run_key", "source_name", "status", "entity", "read", "inserted", "updated", "unchanged", "duplicate",
               "rejected", "deleted", "seconds")  # fmt: skip
REJECT_COLUMNS = ("reject_key", "source_name", "entity", "source_id", "rule", "field", "reason", "last_seen_at")


@click.command()
@click.argument("source_names", metavar="[SOURCE]...", nargs=-1)
@click.option("--full", is_flag=True, help="Read everything again, not only what changed.")
@click.option("--sweep", is_flag=True, help="Compare all rows, to find those deleted at the source.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Read what changed since this Bangkok date.")
@JSON
def run(*, source_names: tuple[str, ...], full: bool, sweep: bool, since: datetime | None, as_json: bool) -> None:
    """Read sources (all connected ones when none is named) and bring every figure up to date."""
    from etl.pipeline import run_sources

    settings = read_settings()
    since_at = at_midnight(since)
    if full + sweep + (since is not None) > 1:
        raise UsageError("--full, --sweep and --since exclude each other.", "Give one of them.")
    names = [settings.source(name).name for name in source_names] or sorted(settings.source_urls)
    require_connected(settings, names)
    mode: Mode = "full" if full else "sweep" if sweep else "changes"
    with open_warehouse(settings) as engine:
        reports = run_sources(settings, engine, names, mode=mode, since=since_at)
        reports = _try_again(settings, engine, reports, since=since_at)
    _finish(reports, as_json=as_json)


def _try_again(
    settings: Settings, engine: Engine, reports: list[RunReport], *, since: datetime | None = None
) -> list[RunReport]:
    """Sources that did not answer, after all the others have been read."""
    from etl.pipeline import run_again
    from etl.retries import Backoff, try_again

    def say(line: str) -> None:
        click.echo(line, err=True)

    return try_again(
        reports, lambda failed: run_again(settings, engine, failed, since=since), backoff=Backoff(), say=say
    )


def at_midnight(since: datetime | None) -> datetime | None:
    """The beginning of a Bangkok date."""
    if since and since.year < FIRST_YEAR:
        raise UsageError(f"--since {since:%Y-%m-%d} is before {FIRST_YEAR}.", "Give a later date, or leave it out.")
    return since.replace(tzinfo=BANGKOK).astimezone(UTC) if since else None


def require_connected(settings: Settings, names: Sequence[str]) -> None:
    for name in names:
        if name not in settings.source_urls:
            source = settings.source(name)
            raise UsageError(f"Source {name} is not connected.", f"Set {source.variable} to its address.")
    if not names:
        raise UsageError("No source is connected.", "Set MIS_SOURCE_<NAME>_URL, or run: mis sample build")


def _finish(reports: Sequence[RunReport], *, as_json: bool) -> None:
    """Print what the runs did and end with their exit code: a failed one outweighs a held one."""
    if as_json:
        show([_record(report) for report in reports], (), as_json=True)
    else:
        show([line for report in reports for line in _lines(report)], RUN_COLUMNS, as_json=False)
    for report in reports:
        if report.what:
            click.echo(f"\n{report.source_name}, {report.step}: {report.what}", err=True)
            click.echo(f"What to do: {report.remedy}", err=True)
    states = {report.status for report in reports}
    sys.exit(FAILED if "failed" in states else HELD if "held" in states else DONE)


def _record(report: RunReport) -> dict[str, object]:
    """A run as programs read it."""
    counts = {name: asdict(count) for name, count in report.counts.items()}
    about = {"run_key": report.run_key, "source_name": report.source_name, "status": report.status, "counts": counts}
    fault = {"error_code": report.error_code, "error": report.what, "remedy": report.remedy}
    took = {"attempts": report.attempts, "seconds": round(report.seconds, 3)}
    return {**about, "step": report.step, **fault, **took}


def _lines(report: RunReport) -> list[dict[str, object]]:
    """One line per entity, one for a run that came to none."""
    about = {"run_key": report.run_key, "source_name": report.source_name, "status": report.status}
    counts = [{"entity": name, **asdict(count)} for name, count in report.counts.items()]
    return [{**dict.fromkeys(RUN_COLUMNS), **about, "seconds": round(report.seconds, 1), **c} for c in counts or [{}]]


@click.group()
def rejects() -> None:
    """Rows that were refused, with rule and reason."""


@rejects.command("list")
@click.argument("source_name", metavar="[SOURCE]", required=False)
@click.option("--rule", help="Only this rule.")
@click.option("--resolved", "with_resolved", is_flag=True, help="Also those that are over.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=1000, show_default=True)
@JSON
def list_rejected(*, source_name: str | None, rule: str | None, with_resolved: bool, limit: int, as_json: bool) -> None:
    """Rejected rows, newest first: without personal columns, text scrubbed."""
    from etl.steps.rejects import list_rejects

    settings = read_settings()
    name = settings.source(source_name).name if source_name else None
    with open_warehouse(settings, read_only=True) as engine, engine.connect() as connection:
        rows = list_rejects(connection, source_name=name, rule=rule, with_resolved=with_resolved, limit=limit)
    show(rows, REJECT_COLUMNS, as_json=as_json)


@rejects.command("replay")
@click.argument("source_names", metavar="[SOURCE]...", nargs=-1)
@JSON
def replay_rejected(source_names: tuple[str, ...], as_json: bool) -> None:
    """Read the rejected rows again from their source: after it, or a value map, was mended."""
    from etl.pipeline import run_sources

    settings = read_settings()
    names = [settings.source(name).name for name in source_names] or sorted(settings.source_urls)
    require_connected(settings, names)
    with open_warehouse(settings) as engine:
        reports = _try_again(settings, engine, run_sources(settings, engine, names, mode="replay"))
    _finish(reports, as_json=as_json)
