"""`mis indicators`: the same definitions, targets and values as the screens show; a target approved from the shell."""

from __future__ import annotations

import getpass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import click
from sqlalchemy import Connection

from etl import requests
from etl.command_line import open_warehouse, read_settings
from etl.errors import UsageError
from etl.indicators import closing_commands, exchange_commands, report, store
from etl.indicators.targets import Rule, Trajectory
from etl.indicators.trajectory import read_trajectory
from etl.output import show, show_one

LIST_COLUMNS = ("code", "kind", "name_th", "unit_th", "period_id", "value", "target", "status", "owner", "version")
VALUE_COLUMNS = ("code", "period_id", "org_unit", "value", "target", "target_state", "status", "score")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.group()
def indicators() -> None:
    """Indicators: definitions, targets, values."""


for command in (
    closing_commands.close, closing_commands.reopen, closing_commands.list_closings,
    exchange_commands.import_command, exchange_commands.export_command,
):  # fmt: skip
    indicators.add_command(command)


@indicators.command("list")
@click.option("--period", "period_id", help="The period of the values; the fiscal year to date when left out.")
@click.option(
    "--org", "org_code", help="The สำนัก/กอง of the values, by its code; the whole municipality when left out."
)
@JSON
def list_indicators(period_id: str | None, org_code: str | None, as_json: bool) -> None:
    """Every indicator with value, target, status, open targets and last change, as /indicators shows them."""
    settings = read_settings()
    with open_warehouse(settings, read_only=True) as engine, engine.connect() as connection:
        show(report.list_rows(connection, settings.now(), period_id, org_code), LIST_COLUMNS, as_json=as_json)


@indicators.command("show")
@click.argument("code")
@JSON
def show_indicator(code: str, as_json: bool) -> None:
    """Everything about one indicator, as its sheet: definition, measures, targets, criteria, results, versions."""
    settings = read_settings()
    with open_warehouse(settings, read_only=True) as engine, engine.connect() as connection:
        show_one(report.show(connection, code, settings.now()), as_json=as_json)


@indicators.command("values")
@click.argument("code", required=False)
@click.option("--period", "period_id", help="Only this period, as M2026-11, Q2570-1, FY2570, YTD2026-11, L30.")
@click.option("--org", "org_code", help="Only this สำนัก/กอง, by its code.")
@JSON
def list_values(code: str | None, period_id: str | None, org_code: str | None, as_json: bool) -> None:
    """Values with target, score and status as the screens show them; exact, never rounded."""
    settings = read_settings()
    with open_warehouse(settings, read_only=True) as engine, engine.connect() as connection:
        rows = report.value_rows(connection, settings.now(), code, period_id, org_code)
        show(rows, VALUE_COLUMNS, as_json=as_json)


@indicators.command("approve")
@click.argument("code")
@click.option("--year", "fiscal_year", type=int, required=True, help="Fiscal year in Buddhist Era, as 2570.")
@click.option("--value", help="The approved target; the proposed one when left out.")
@click.option("--trajectory", help="even, cumulative or custom; the proposed path when left out.")
@click.option("--start", help="Where an even path begins on 1 October; without it the value holds all year.")
@click.option("--point", "points", multiple=True, help="A point of a custom path, as Q2570-1=25; once for each.")
@click.option("--none", "is_none", is_flag=True, help="Decide that there is no target for the year.")
@click.option("--note", default="", help="Why, or by which resolution.")
@click.option("--by", "author", default=getpass.getuser, help="Who approves; this account's name when left out.")
def approve(
    *,
    code: str,
    fiscal_year: int,
    value: str | None,
    trajectory: str | None,
    start: str | None,
    points: tuple[str, ...],
    is_none: bool,
    note: str,
    author: str,
) -> None:
    """Approve a target: it counts from today on; the scheduler scores again within seconds."""
    settings = read_settings()
    if is_none and (value, trajectory, start, points) != (None, None, None, ()):
        raise UsageError("--none excludes --value and every path.", "Give one of them.")
    path = _read_path(fiscal_year, trajectory, start, points)
    with open_warehouse(settings) as engine, engine.begin() as connection:
        aim = _decide(connection, code, fiscal_year, value)._replace(trajectory=path) if not is_none else Aim()
        now = settings.now()
        store.approve_target(
            connection, code=code, fiscal_year=fiscal_year, author=author, at=now, note=note, **aim._asdict()
        )
        requests.ask(connection, "rescore", asked_by=author, at=now)
    rule = None if aim.rule is None else f"rule '{aim.rule.comparison}'"
    decided = rule or ("no target" if aim.value is None else f"target {aim.value}")
    click.echo(f"{code} FY {fiscal_year}: {decided} approved. Figures follow when the scheduler runs (or: mis run).")


class Aim(NamedTuple):
    """What is approved; neither value nor rule: there is no target."""

    value: Decimal | None = None
    rule: Rule | None = None
    trajectory: Trajectory | store.Keep | None = None


def _read_path(
    fiscal_year: int, kind: str | None, start: str | None, points: tuple[str, ...]
) -> Trajectory | store.Keep | None:
    """The path that was asked for; none of its options: the proposed one is kept."""
    if kind is None and start is None and not points:
        return store.Keep.KEEP
    named = dict(point.partition("=")[::2] for point in points)
    raw = {"kind": kind or ("custom" if points else "even"), "start": start, "points": named}
    return read_trajectory(raw, fiscal_year)


def _decide(connection: Connection, code: str, fiscal_year: int, value: str | None) -> Aim:
    """The value given, or what is proposed."""
    if value is not None:
        try:
            return Aim(Decimal(value))
        except InvalidOperation:
            raise UsageError(f"'{value}' is not a number.", "Write it with a point, as 87.5.") from None
    store.find_definition(connection, code)
    standing = store.find_open_target(connection, code, fiscal_year)
    if standing is None or standing.is_none:
        remedy = "Give one with --value, or decide --none."
        raise UsageError(f"{code} has no proposed target for {fiscal_year}.", remedy)
    return Aim(standing.value, standing.rule)
