"""What the command line offers of etl: sample systems, warehouse, sources, runs, rejects, status, indicators."""

from __future__ import annotations

import secrets
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.command_line import DONE, FAILED, HELD, open_warehouse, read_settings
from etl.errors import UsageError
from etl.hold_commands import hold_group
from etl.indicators.commands import indicators
from etl.output import show, show_one
from etl.run_commands import at_midnight, rejects, require_connected, run
from etl.settings import Settings, load_settings

if TYPE_CHECKING:  # commands that need no run start without loading pandas
    from etl.prepare import Preparation
    from etl.select_columns import Dialect

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
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
    require_connected(settings, [source.name])
    trial = try_source(settings, source, rows=rows, since=at_midnight(since))
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
