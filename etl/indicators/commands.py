"""`mis indicators`: the same definitions, targets and values as the screens show; a target approved from the shell."""

from __future__ import annotations

import getpass
from decimal import Decimal, InvalidOperation

import click
from sqlalchemy import Connection

from etl import requests
from etl.command_line import open_warehouse, read_settings
from etl.errors import UsageError
from etl.indicators import report, store
from etl.output import show, show_one

LIST_COLUMNS = ("code", "kind", "name_th", "unit_th", "direction", "owner", "targets", "version")
VALUE_COLUMNS = ("code", "period_id", "org_unit", "value", "target", "target_state", "status", "score")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.group()
def indicators() -> None:
    """Indicators: definitions, targets, values."""


@indicators.command("list")
@JSON
def list_indicators(as_json: bool) -> None:
    """Every indicator with its open targets."""
    with open_warehouse(read_settings(), read_only=True) as engine, engine.connect() as connection:
        show(report.list_rows(connection), LIST_COLUMNS, as_json=as_json)


@indicators.command("show")
@click.argument("code")
@JSON
def show_indicator(code: str, as_json: bool) -> None:
    """Everything about one indicator: definition, formula, measures, targets, versions."""
    with open_warehouse(read_settings(), read_only=True) as engine, engine.connect() as connection:
        show_one(report.show(connection, code), as_json=as_json)


@indicators.command("values")
@click.argument("code", required=False)
@click.option("--period", "period_id", help="Only this period, as M2026-11, Q2570-1, FY2570, YTD2026-11, L30.")
@click.option("--org", "org_code", help="Only this สำนัก/กอง, by its code.")
@JSON
def list_values(code: str | None, period_id: str | None, org_code: str | None, as_json: bool) -> None:
    """Values with target, status and score, as last scored; exact, never rounded."""
    with open_warehouse(read_settings(), read_only=True) as engine, engine.connect() as connection:
        show(report.value_rows(connection, code, period_id, org_code), VALUE_COLUMNS, as_json=as_json)


@indicators.command("approve")
@click.argument("code")
@click.option("--year", "fiscal_year", type=int, required=True, help="Fiscal year in Buddhist Era, as 2570.")
@click.option("--value", help="The approved target; the proposed one when left out.")
@click.option("--none", "is_none", is_flag=True, help="Decide that there is no target for the year.")
@click.option("--note", default="", help="Why, or by which resolution.")
@click.option("--by", "author", default=getpass.getuser, help="Who approves; this account's name when left out.")
def approve(*, code: str, fiscal_year: int, value: str | None, is_none: bool, note: str, author: str) -> None:
    """Approve a target: it counts from today on; the scheduler scores again within seconds."""
    settings = read_settings()
    if is_none and value is not None:
        raise UsageError("--none and --value exclude each other.", "Give one of them.")
    with open_warehouse(settings) as engine, engine.begin() as connection:
        target = None if is_none else _decide(connection, code, fiscal_year, value)
        now = settings.now()
        store.approve_target(
            connection, code=code, fiscal_year=fiscal_year, value=target, author=author, at=now, note=note
        )
        requests.ask(connection, "rescore", asked_by=author, at=now)
    decided = "no target" if target is None else f"target {target}"
    click.echo(f"{code} FY {fiscal_year}: {decided} approved. Figures follow when the scheduler runs (or: mis run).")


def _decide(connection: Connection, code: str, fiscal_year: int, value: str | None) -> Decimal:
    if value is None:
        return _proposed(connection, code, fiscal_year)
    try:
        return Decimal(value)
    except InvalidOperation:
        raise UsageError(f"'{value}' is not a number.", "Write it with a point, as 87.5.") from None


def _proposed(connection: Connection, code: str, fiscal_year: int) -> Decimal:
    store.find_definition(connection, code)
    for target in store.targets(connection, code):
        if target.fiscal_year == fiscal_year and target.valid_to_at is None and target.value is not None:
            return target.value
    raise UsageError(f"{code} has no proposed target for {fiscal_year}.", "Give one with --value, or decide --none.")
