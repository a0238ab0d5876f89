"""The callback behind the steps of an order: answer, send back, accept, move, cancel, open anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update

from dashboard.components.day_fields import PARTS, read_day
from dashboard.components.order_lines import EventLine, history_list
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.orders_readers import find_order, read_order_events
from dashboard.pages.order_marks import ANSWERERS, sign
from dashboard.pages.orders_one import steps_for
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators.orders import OrderRule, act, refuse

LARGEST_KEY = 2**62


def register(registry: Registry) -> None:
    @registry.callback(
        Output("order-said", "children"),
        Output("order-what", "data"),
        Output("data-version", "data", allow_duplicate=True),
        Input({"order-step": ALL}, "n_clicks"),
        State("order-what", "data"),
        State("order-text", "value"),
        State("order-link", "value"),
        *(State(f"order-new-{part}", "value") for part in PARTS),
        State("url", "pathname"),
        State("url", "search"),
        roles=ANSWERERS,
        prevent_initial_call=True,
    )
    def take_step(clicks: object, what: object, text: object, link: object, *given: object) -> tuple[Any, Any, Any]:
        *day, pathname, search = given
        step = ctx.triggered_id.get("order-step") if isinstance(ctx.triggered_id, dict) else None
        if not any(clicks if isinstance(clicks, list) else ()) or not isinstance(step, str):
            return no_update, no_update, no_update
        context = read_context(pathname, search)
        words, address = (raw if isinstance(raw, str) else "" for raw in (text, link))
        said = Said(step, words, address, read_day(*day))
        try:
            change = _act(context, what, said)
        except DefinitionError as error:
            told, now = _say_other(context, error, what)
            return [say_refusal(error, context.lang), *told], now, no_update
        except Exception as error:
            if not is_of_database(error):
                raise
            return say_busy(error, context.lang), no_update, no_update
        return banner("done", "check-circle-fill", "", t("orders.done", context.lang)), no_update, change


@dataclass(frozen=True)
class Said:
    """A step as it was asked for."""

    step: str
    text: str
    link: str
    day: date | None


def _act(context: PageContext, what: object, said: Said) -> str:
    """Nothing given is trusted: the order must be there and the step be this role's."""
    key = what.get("order") if isinstance(what, dict) else None
    version = what.get("version") if isinstance(what, dict) else None
    if type(key) is not int or not 0 < key < LARGEST_KEY or type(version) is not int:
        refuse("order", OrderRule.UNKNOWN, "There is no such order.")
    order = find_order(context.data, key)
    if order is not None and said.step not in steps_for(order, context.person.role):
        refuse("what", OrderRule.STATE, "This step is not open to this person.")
    with context.pen.begin() as connection:
        act(
            connection, key, said.step, version=version, text=said.text, link=said.link, due_date=said.day,
            author=sign(context), at=context.now,
        )  # fmt: skip
        # before the commit: a step without its line in the audit log must not stand
        context.record("order_step", order=key, step=said.step, text=said.text)
    return f"order {key} {version + 1}"


def _say_other(context: PageContext, error: DefinitionError, what: object) -> tuple[list[Any], Any]:
    """What the other person did meanwhile, beneath the refusal; and the order as it is now, to be confirmed."""
    key = what.get("order") if isinstance(what, dict) else None
    order = find_order(context.data, key) if type(key) is int and error.field == "version" else None
    if order is None:
        return [], no_update
    last = read_order_events(context.data, order.order_key)[-1]
    line = EventLine(last.what, last.text, last.author, last.at, last.link, last.moved_to)
    now = {"order": order.order_key, "version": order.version}
    return [history_list([line], context.lang)], now


def say_refusal(error: DefinitionError, lang: str) -> Any:
    """The field and what is wrong with it; what was typed stays where it is."""
    field = t(f"orders.field_{error.field}", lang)
    return banner("error", "exclamation-circle", "", t(error.message_id, lang, field=field))


def say_busy(error: Exception, lang: str) -> Any:
    """A load holds the pen for longer than we wait."""
    reference = log_failure(error, "an order could not be written")
    text = f"{t('orders.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
    return banner("error", "hourglass-split", "", text)
