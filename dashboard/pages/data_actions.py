"""What the IT centre may ask for on /data: a run, a replay, a decision on a held batch; each leaves its audit line."""

from __future__ import annotations

import time
from typing import Any

from dash import Input, Output, State, no_update

from dashboard.components.source_alerts import is_decidable
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.registry import PageContext, Registry
from dashboard.source_ground import WHO_ACTS, read_data_ground
from dashboard.text import t
from etl import requests

MODES = ("changes", "full", "sweep")
DECISIONS = ("approve", "decline")
MAX_REASON = 500


def register(registry: Registry) -> None:
    @registry.callback(
        Output("data-said", "children"),
        Output("data-version", "data"),
        Input("data-ask", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=WHO_ACTS,
        prevent_initial_call=True,
    )
    def take_wish(wish: object, pathname: object, search: object) -> tuple[Any, Any]:
        """What was wished for is asked of the scheduler and the page drawn anew; a refusal is said instead."""
        if not isinstance(wish, dict):
            return no_update, no_update
        refusal = answer_wish(read_context(pathname, search), wish)
        if refusal:
            return banner("error", "exclamation-triangle-fill", "", refusal), no_update
        return [], f"asked {time.time_ns()}"  # another value: the frame draws the page as it now is


def answer_wish(context: PageContext, wish: dict[str, Any]) -> str:
    """Leaves the request; the sentence to say where it is refused, else an empty text. Nothing in a wish is trusted."""
    action = wish.get("action")
    if action in DECISIONS:
        return _decide(context, wish, str(action))
    if action in MODES or action == "replay":
        return _ask_run(context, wish.get("source"), str(action))
    return t("frame.bad_request", context.lang)


def _ask_run(context: PageContext, name: object, action: str) -> str:
    ground = read_data_ground(context)
    source = next((source for source in ground.sources if source.name == name), None)
    if source is None or not source.is_connected:
        return t("data.refused_not_connected", context.lang)
    kind, details = ("replay", {}) if action == "replay" else ("run", {"mode": action})
    _ask(context, kind, source.name, details, action="ask_run", mode=action)
    return ""


def _decide(context: PageContext, wish: dict[str, Any], decision: str) -> str:
    """Only a hold that still waits, with a reason, and an approval only where one can be given."""
    ground = read_data_ground(context)
    hold = next((hold for hold in ground.holds if hold.hold_key == wish.get("hold")), None)
    if hold is None or hold.status != "waiting" or hold.hold_key in ground.decided:
        return t("data.refused_gone", context.lang)
    if decision == "approve" and not is_decidable(hold):
        return t("data.refused_gone", context.lang)
    reason = _read_reason(wish.get("reason"))
    if not reason:
        return t("data.refused_reason", context.lang)
    details = {"hold_key": hold.hold_key, "decision": decision, "reason": reason}
    _ask(context, "decision", hold.source_name, details, action="decide_hold", entity=hold.entity, hold=hold.kind)
    return ""


def _ask(
    context: PageContext, kind: str, source_name: str, details: dict[str, Any], *, action: str, **more: object
) -> None:
    """The request and its line in the audit log: the line is written before the request is committed."""
    author, at = context.person.username, context.now
    with context.pen.begin() as connection:
        key = requests.ask(connection, kind, source_name=source_name, details=details, asked_by=author, at=at)
        context.record(action, request=key, source=source_name, **{**more, **details})


def _read_reason(raw: object) -> str:
    return " ".join(raw.split())[:MAX_REASON] if isinstance(raw, str) else ""
