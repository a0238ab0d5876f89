"""`mis indicators import|export`: the whole registry as a file, the same as the screen takes and gives."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from etl import requests
from etl.command_line import WRONG_USE, open_warehouse, read_settings
from etl.errors import UsageError
from etl.indicators.definition_files import MAX_BYTES
from etl.indicators.editing import read_ground
from etl.indicators.importing import Outcome, export_workbook, export_yaml, import_file
from etl.output import show

FAULT_COLUMNS = ("line", "sheet", "code", "field", "reason")
CHANGE_COLUMNS = ("code", "what", "fields", "years")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only look at it: nothing is written.")
@click.option("--reason", default="", help="Why, kept with each version; `import FILE` when left out.")
@click.option("--by", "author", default=getpass.getuser, help="Who imports; this account's name when left out.")
@JSON
@click.pass_context
def import_command(ctx: click.Context, *, file: Path, check: bool, reason: str, author: str, as_json: bool) -> None:
    """Definitions and targets of a YAML or XLSX file: taken whole, or not at all with a list of line and reason."""
    settings = read_settings()
    if file.stat().st_size > MAX_BYTES:
        raise UsageError(f"{file.name} is larger than {MAX_BYTES:,} bytes.", "Split it.")
    with open_warehouse(settings) as engine, engine.begin() as connection:
        at = settings.now()
        outcome = import_file(
            connection, file.name, file.read_bytes(), author=author, reason=reason or f"import {file.name}", at=at,
            is_trial=check,
        )  # fmt: skip
        if outcome.is_applied and outcome.count("same") < len(outcome.changes):
            requests.ask(connection, "rescore", asked_by=author, at=at)
    if outcome.faults:
        show(_fault_rows(outcome), FAULT_COLUMNS, as_json=as_json)
        click.echo(f"Nothing was imported: {len(outcome.faults)} to correct in {file.name}.", err=True)
        ctx.exit(WRONG_USE)
    show(_change_rows(outcome), CHANGE_COLUMNS, as_json=as_json)
    counts = ", ".join(f"{outcome.count(what)} {what}" for what in ("new", "changed", "same"))
    click.echo(f"{'Checked' if check else 'Imported'}: {counts}.", err=True)


@click.command("export")
@click.option(
    "--format", "ending", type=click.Choice(["yaml", "xlsx"]), default="yaml", help="yaml (as it stands) or xlsx."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where it goes; a workbook needs one.")
def export_command(ending: str, output: Path | None) -> None:
    """Every indicator with its open targets, as a file that `mis indicators import` takes."""
    if ending == "xlsx" and output is None:
        raise UsageError("A workbook cannot be printed.", "Give --output FILE.xlsx.")
    with open_warehouse(read_settings(), read_only=True) as engine, engine.connect() as connection:
        ground = read_ground(connection)
    content = export_workbook(ground) if ending == "xlsx" else export_yaml(ground)
    if output is None:
        click.echo(content.decode(), nl=False)
    else:
        output.write_bytes(content)
        click.echo(f"{len(ground.stored)} indicators written to {output}.")


def _fault_rows(outcome: Outcome) -> list[dict[str, object]]:
    return [
        {
            "line": one.line, "sheet": one.sheet, "code": one.code, "field": one.fault.field, "reason": one.fault.what,
            "position": one.fault.position, "message_id": one.fault.message_id,
        }
        for one in outcome.faults
    ]  # fmt: skip


def _change_rows(outcome: Outcome) -> list[dict[str, object]]:
    return [
        {"code": change.code, "what": change.what, "fields": list(change.fields), "years": list(change.years)}
        for change in outcome.changes
    ]
