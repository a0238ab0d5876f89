"""`mis indicators close|reopen|closings`: periods closed from the shell, and their reports as the screens show them."""

from __future__ import annotations

import getpass
from typing import Any

import click
from sqlalchemy import Connection, select

from etl.command_line import open_warehouse, read_settings
from etl.errors import UsageError
from etl.indicators.closing import close_period, reopen_period
from etl.output import show
from etl.warehouse.query import load
from etl.warehouse.tables import dim_org_unit

CLOSING_COLUMNS = (
    "closing_key", "period_id", "closed_at", "closed_by", "reopened_at", "figures", "restated", "unexplained",
)  # fmt: skip
FIGURE_COLUMNS = (
    "code", "version", "value", "target", "status", "new_value", "new_target", "new_status", "cause", "reason",
)  # fmt: skip
BY = click.option("--by", "author", default=getpass.getuser, help="Who does so; this account's name when left out.")


@click.command("close")
@click.argument("period_ids", nargs=-1, required=True)
@click.option("--note", default="", help="What the report is for, such as a meeting.")
@BY
def close(*, period_ids: tuple[str, ...], note: str, author: str) -> None:
    """Close periods that are over: what is shown of them now stays as their report. All of them or none."""
    settings = read_settings()
    with open_warehouse(settings) as engine, engine.begin() as connection:
        for period_id in dict.fromkeys(period_ids):
            close_period(connection, period_id=period_id, author=author, at=settings.now(), note=note)
    click.echo(f"{', '.join(period_ids)}: closed.")


@click.command("reopen")
@click.argument("period_id")
@click.option("--reason", required=True, help="Why; it stands beside the report that was made.")
@BY
def reopen(*, period_id: str, reason: str, author: str) -> None:
    """Open a closed period again; what was reported of it stays readable."""
    settings = read_settings()
    with open_warehouse(settings) as engine, engine.begin() as connection:
        reopen_period(connection, period_id=period_id, reason=reason, author=author, at=settings.now())
    click.echo(f"{period_id}: open again.")


@click.command("closings")
@click.argument("closing_key", required=False, type=int)
@click.option("--org", "org_code", help="Figures of this สำนัก/กอง, by its code; else of the whole municipality.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def list_closings(closing_key: int | None, org_code: str | None, as_json: bool) -> None:
    """Every closing of a period; with a closing's number, its report as it was, and what was restated since."""
    with open_warehouse(read_settings(), read_only=True) as engine, engine.connect() as connection:
        values: dict[str, Any] = {"org_unit_key": _find_org_unit(connection, org_code)}
        name = "closings" if closing_key is None else "reported_figures"
        if closing_key is not None:
            values["closing_key"] = closing_key
        rows = load(f"pages/{name}", connection.dialect.name).rows(connection, **values)
        columns = CLOSING_COLUMNS if closing_key is None else FIGURE_COLUMNS
        show([{k: v for k, v in row._asdict().items() if k != "body"} for row in rows], columns, as_json=as_json)


def _find_org_unit(connection: Connection, code: str | None) -> int:
    query = select(dim_org_unit.c.org_unit_key)
    is_it = dim_org_unit.c.parent_key.is_(None) if code is None else dim_org_unit.c.code == code
    key = connection.execute(query.where(is_it).order_by(dim_org_unit.c.sort_order).limit(1)).scalar()
    if key is None:
        raise UsageError(f"'{code}' is not an org_unit.", "config.yaml lists them.")
    return int(key)
