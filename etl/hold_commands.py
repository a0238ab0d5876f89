"""`mis holds`: batches judged unfit, and a person's word on them."""

from __future__ import annotations

import getpass
from dataclasses import asdict

import click

from etl.command_line import open_warehouse, read_settings
from etl.output import show, show_one

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
REASON = click.option("--reason", default="", help="Why: kept with the decision.")
BY = click.option("--by", help="Who decides (this account's name when left out).")
COLUMNS = ("hold_key", "source_name", "entity", "kind", "found", "usual", "status", "held_at", "decided_by", "what")


@click.group("holds")
def hold_group() -> None:
    """Batches that were held: not merged, waiting for a person's word."""


@hold_group.command("list")
@click.argument("source_name", metavar="[SOURCE]", required=False)
@click.option("--closed", "with_closed", is_flag=True, help="Also those that a later run has left behind.")
@JSON
def list_held(source_name: str | None, with_closed: bool, as_json: bool) -> None:
    """Held batches, newest first: what was found, what is usual, what was decided."""
    from etl.holds import list_holds

    settings = read_settings()
    name = settings.source(source_name).name if source_name else None
    with open_warehouse(settings, read_only=True) as engine, engine.connect() as connection:
        show(list_holds(connection, source_name=name, with_closed=with_closed), COLUMNS, as_json=as_json)


@hold_group.command("approve")
@click.argument("hold_key", metavar="KEY", type=int)
@REASON
@BY
@JSON
def approve_hold(hold_key: int, reason: str, by: str | None, as_json: bool) -> None:
    """Let the next run of the source merge this once; the scheduler runs it within seconds."""
    _decide(hold_key, "approve", reason, by, as_json)


@hold_group.command("decline")
@click.argument("hold_key", metavar="KEY", type=int)
@REASON
@BY
@JSON
def decline_hold(hold_key: int, reason: str, by: str | None, as_json: bool) -> None:
    """Leave it out: the warehouse stays as it is until the source is mended."""
    _decide(hold_key, "decline", reason, by, as_json)


def _decide(hold_key: int, decision: str, reason: str, by: str | None, as_json: bool) -> None:
    from etl.holds import decide_and_ask, mode_of

    settings = read_settings()
    with open_warehouse(settings) as engine, engine.begin() as connection:
        who = by or getpass.getuser()
        hold = decide_and_ask(connection, hold_key, decision, by=who, at=settings.now(), reason=reason)
        mode = mode_of(connection, hold)
    if as_json:
        show_one(asdict(hold), as_json=True)
        return
    click.echo(f"Hold {hold.hold_key} of {hold.source_name}, {hold.entity} ({hold.kind}) is {hold.status}.")
    if hold.status == "approved":
        option = "" if mode == "changes" else f" --{mode}"
        click.echo(f"The scheduler reads it again within seconds; without one: mis run {hold.source_name}{option}")
