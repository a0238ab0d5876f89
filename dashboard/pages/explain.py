"""The callbacks of ที่มาของตัวเลข: opening it from a tile, and approving a proposed target inside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dash import Input, Output, State, no_update

from dashboard.access.person import EVERYONE, STRATEGY
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.pages.explanation import explain
from dashboard.registry import PageContext, Registry
from dashboard.targets_readers import read_open_target
from dashboard.text import t
from etl import requests
from etl.errors import DefinitionError
from etl.indicators.store import Decision, set_targets


def register(registry: Registry) -> None:
    @registry.callback(
        Output("explain-drawer", "is_open"),
        Output("explain-drawer", "title"),
        Output("explain-drawer", "children"),
        Input("explain-ask", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=EVERYONE,
        prevent_initial_call=True,
    )
    def open_drawer(asked: object, pathname: object, search: object) -> tuple[Any, Any, Any]:
        code = _read(asked, "code")
        found = explain(read_context(pathname, search), code) if isinstance(code, str) else None
        return (True, found.title, found.body) if found else (no_update, no_update, no_update)

    @registry.callback(
        Output("approve-result", "children"),
        Output("approve-target", "disabled"),
        Input("approve-target", "n_clicks"),
        State("approve-what", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def approve(clicks: object, what: object, pathname: object, search: object) -> tuple[Any, Any]:
        code, year = _read(what, "code"), _read(what, "year")
        if not clicks or not isinstance(code, str) or not isinstance(year, int):
            return no_update, no_update
        return approve_proposed(read_context(pathname, search), code, year), True


def _read(given: object, name: str) -> object:
    return given.get(name) if isinstance(given, dict) else None


def approve_proposed(context: PageContext, code: str, fiscal_year: int) -> Any:
    """The proposed target becomes approved from today on, with its line in the audit log; then a rescore is asked for.

    What is no longer proposed is left as it is, and said.
    """
    target = read_open_target(context.data, code, fiscal_year)
    if target is None or target.state != "proposed" or target.is_none:
        return banner("stale", "info-circle", "", t("explain.approve_gone", context.lang))
    author, at = context.person.username, context.now
    try:
        with context.pen.begin() as connection:
            set_targets(connection, [Decision(code, fiscal_year, "accept")], author=author, at=at)
            requests.ask(connection, "rescore", asked_by=author, at=at)
            value = str(Decimal(repr(target.value))) if target.rule is None else target.rule.comparison
            # before the commit: an approval without its line in the audit log must not stand
            context.record("approve_target", indicator=code, fiscal_year=fiscal_year, value=value)
    except DefinitionError:
        return banner("stale", "info-circle", "", t("explain.approve_gone", context.lang))
    return banner("done", "check-circle-fill", "", t("explain.approved_now", context.lang))
