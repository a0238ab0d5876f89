"""What the command line offers of etl: sample systems, warehouse, sources, runs, rejects, status, indicators."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Engine

from etl.calendar_th import BANGKOK
from etl.command_line import DONE, FAILED, HELD, open_warehouse, read_settings
from etl.errors import UsageError
from etl.hold_commands import hold_group
from etl.indicators.commands import indicators
from etl.output import show, show_one
from etl.settings import Settings, load_settings

if TYPE_CHECKING:  # commands that need no run start without loading pandas
    from etl.pipeline import Mode
    from etl.prepare import Preparation
    from etl.run_report import RunReport
    from etl.select_columns import Dialect

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
FIRST_YEAR = 1900
RUN_COLUMNS = ("run_key", "source_name", "status", "entity", "read", "inserted", "updated", "unchanged", "duplicate",
               "rejected", "deleted", "seconds")  # fmt: skip
REJECT_COLUMNS = ("reject_key", "source_name", "entity", "source_id", "rule", "field", "reason", "last_seen_at")
CHECK_COLUMNS = ("name", "connection", "entity", "result", "error", "remedy")
STATUS_COLUMNS = ("name", "connection", "state", "data_at", "last_run", "last_run_status", "last_run_finished_at",
                  "rows", "rejects_open", "next_run_at")  # fmt: skip


@click.group()
def sample() -> None:
    """Sample systems: invented, as realistic and as dirty as real ones."""


@sample.command("build")
@click.option("--url", help="A MariaDB server or database instead of MIS_SAMPLE_URL or SQLite files.")
@click.option("--per-year", type=click.IntRange(1), help="Complaints a year (12,000; kept as built before).")
def build_samples(url: str | None, per_year: int | None) -> None:
    """Build the sample systems, or bring them up to now."""
    from etl.sample.build import build_sample

    settings = load_settings()
    build_sample(settings, settings.now(), url=url, complaints_per_year=per_year, progress=click.echo)


@sample.command("url")
@JSON
def print_sample_urls(as_json: bool) -> None:
    """Where the sample systems are."""
    from etl.sample.build import sample_urls

    urls = sample_urls(load_settings())
    show([{"source": name, "url": url} for name, url in urls.items()], ("source", "url"), as_json=as_json)


@click.group()
def db() -> None:
    """The warehouse's tables."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the warehouse to this program's tables, dimensions and indicators; nothing to do is no error."""
    from etl.prepare import prepare_warehouse

    click.echo(prepare_warehouse(read_settings()))


@click.group()
def sources() -> None:
    """Sources: the systems of record that are read."""


@sources.command("check")
@JSON
def check_sources(as_json: bool) -> None:
    """Connect to each source and run each of its selects for one row; writes nothing."""
    from etl.source_check import check_source

    settings = read_settings()
    results = [result for source in settings.config.sources for result in check_source(settings, source)]
    show(results, CHECK_COLUMNS, as_json=as_json)
    if any(result.result == "failed" for result in results):
        sys.exit(FAILED)


@sources.command("try")
@click.argument("source_name", metavar="NAME")
@click.option("--rows", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Rows of each entity.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Those changed since this Bangkok date.")
@JSON
def try_one_source(*, source_name: str, rows: int, since: datetime | None, as_json: bool) -> None:
    """Map some rows as a run would, show them raw beside ours, and write nothing; needs no warehouse."""
    from etl.source_try import try_source
    from etl.trial_output import print_trial

    settings = read_settings()
    source = settings.source(source_name)
    _require_connected(settings, [source.name])
    trial = try_source(settings, source, rows=rows, since=_at_midnight(since))
    if as_json:
        show_one(trial, as_json=True)
    else:
        print_trial(trial)
    sys.exit(FAILED if trial.verdict == "failed" else HELD if trial.verdict == "mend" else DONE)


@sources.command("grants")
@click.argument("source_name", metavar="NAME")
@click.option("--dialect", type=click.Choice(["mariadb", "postgresql"]), help="Of a database not connected yet.")
@click.option("--account", default="mis_reader", show_default=True, help="Name of the account to be made.")
@click.option("--from", "client", default="%", show_default=True, help="Host MariaDB lets the account in from.")
def print_grants(source_name: str, dialect: Dialect | None, account: str, client: str) -> None:
    """Print the script of a read-only account that reaches the selected columns and nothing else."""
    from etl.source_grants import Account, dialect_of, write_rights

    settings = read_settings()
    source = settings.source(source_name)
    chosen = dialect or dialect_of(settings.source_urls.get(source.name))
    click.echo(write_rights(source, chosen, Account(account, secrets.token_urlsafe(24), client)), nl=False)


@sources.command("sheet")
@click.argument("contract_name", metavar="CONTRACT")
@click.option("--format", "kind", type=click.Choice(["md", "xlsx"]), default="md", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of the screen.")
def print_sheet(contract_name: str, kind: str, output: Path | None) -> None:
    """Explain a contract to the keepers of a source: fields, words, what becomes of bad values, example selects."""
    from etl.contract_sheet import make_sheet
    from etl.contracts.catalogue import find_contract
    from etl.sheet_files import write_markdown, write_workbook

    sheet = make_sheet(find_contract(contract_name), read_settings().config.org_units)
    if kind == "xlsx":
        if output is None:
            raise UsageError("A workbook is not printed.", "Name its file: --output contract.xlsx")
        write_workbook(sheet, output)
    elif output is None:
        click.echo(write_markdown(sheet), nl=False)
    else:
        output.write_text(write_markdown(sheet), encoding="utf-8")


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
    since_at = _at_midnight(since)
    if full + sweep + (since is not None) > 1:
        raise UsageError("--full, --sweep and --since exclude each other.", "Give one of them.")
    names = [settings.source(name).name for name in source_names] or sorted(settings.source_urls)
    _require_connected(settings, names)
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


def _at_midnight(since: datetime | None) -> datetime | None:
    """The beginning of a Bangkok date."""
    if since and since.year < FIRST_YEAR:
        raise UsageError(f"--since {since:%Y-%m-%d} is before {FIRST_YEAR}.", "Give a later date, or leave it out.")
    return since.replace(tzinfo=BANGKOK).astimezone(UTC) if since else None


def _require_connected(settings: Settings, names: Sequence[str]) -> None:
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
    _require_connected(settings, names)
    with open_warehouse(settings) as engine:
        reports = _try_again(settings, engine, run_sources(settings, engine, names, mode="replay"))
    _finish(reports, as_json=as_json)


@click.command()
@JSON
def status(as_json: bool) -> None:
    """How each source stands: state, freshness against its promise, last and next run, rows, open rejects."""
    from etl.status import Moment, read_sources, read_warehouse
    from etl.status_lines import explain_samples, explain_source, explain_warehouse

    settings = read_settings()
    with open_warehouse(settings, read_only=True) as engine:
        warehouse = read_warehouse(engine)
        found = read_sources(engine, settings, Moment(settings.now(), datetime.now(UTC)))
    if as_json:
        sources_found = [asdict(source) for source in found]
        off = sorted(settings.samples_off)
        show_one({"warehouse": asdict(warehouse), "sources": sources_found, "samples_off": off}, as_json=True)
        return
    show_one(warehouse, as_json=False)
    click.echo()
    show(found, STATUS_COLUMNS, as_json=False)
    lines = [line for source in found for line in explain_source(source)]
    for line in [*lines, *explain_warehouse(warehouse), *explain_samples(settings)]:
        click.echo(line)


def preparations(settings: Settings) -> list[Preparation]:
    """What `mis start` does before serving."""
    from etl import prepare

    return prepare.preparations(settings)


COMMANDS: tuple[click.Command, ...] = (sample, db, sources, run, rejects, hold_group, indicators, status)
