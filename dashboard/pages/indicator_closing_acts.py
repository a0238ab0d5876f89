"""The callbacks of closed periods: closing, opening again, saying why figures changed; each leaves its audit line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Input, Output, State, no_update

from dashboard.access.person import STRATEGY
from dashboard.closing_readers import read_matters
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.pages.indicator_closing_list import closable_of
from dashboard.pages.indicator_restated import write_key
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from etl.errors import DefinitionError
from etl.indicators.closing import close_period, explain_restatements, reopen_period

SAID = (Output("closing-said", "children", allow_duplicate=True), Output("data-version", "data", allow_duplicate=True))
ADDRESS = (State("url", "pathname"), State("url", "search"))


def register(registry: Registry) -> None:
    @registry.callback(
        *SAID,
        Input("closing-close", "n_clicks"),
        State("closing-latest", "value"),
        State("closing-older", "value"),
        State("closing-note", "value"),
        *ADDRESS,
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def close(clicks: object, *given: object) -> Any:
        latest, older, note, path, search = given
        chosen = [*_texts(latest), *_texts(older)]
        return _answer(clicks, path, search, lambda context: close_chosen(context, chosen, note))

    @registry.callback(
        *SAID,
        Input("closing-reopen", "n_clicks"),
        State("closing-period", "data"),
        State("closing-reopen-reason", "value"),
        *ADDRESS,
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def reopen(clicks: object, period_id: object, reason: object, path: object, search: object) -> Any:
        return _answer(clicks, path, search, lambda context: open_again(context, period_id, reason))

    @registry.callback(
        *SAID,
        Input("closing-explain", "n_clicks"),
        State("closing-matter", "value"),
        State("closing-reason", "value"),
        *ADDRESS,
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def explain(clicks: object, matter: object, reason: object, path: object, search: object) -> Any:
        return _answer(clicks, path, search, lambda context: give_reason(context, matter, reason))


def close_chosen(context: PageContext, period_ids: list[str], note: object) -> str:
    """All of them or none; what was done, in words. DefinitionError says which field is wrong."""
    labels = {p.period_id: p.label(context.lang) for p in closable_of(context)}
    if not period_ids:
        raise DefinitionError("No period was chosen.", "period", "", "closing.missing_period")
    said = note if isinstance(note, str) else ""
    author, at = context.person.display_name, context.now
    with context.pen.begin() as connection:
        keys = {
            period_id: close_period(connection, period_id=period_id, author=author, at=at, note=said)
            for period_id in dict.fromkeys(period_ids)
        }
        # before the commit: a closing without its line in the audit log must not stand
        for period_id, key in keys.items():
            context.record("close_period", period=period_id, closing=key, note=said)
    return t("closing.close_done", context.lang, periods=" · ".join(labels.get(p, p) for p in period_ids))


def open_again(context: PageContext, period_id: object, reason: object) -> str:
    period = period_id if isinstance(period_id, str) else ""
    said, author = reason if isinstance(reason, str) else "", context.person.display_name
    with context.pen.begin() as connection:
        key = reopen_period(connection, period_id=period, reason=said, author=author, at=context.now)
        context.record("reopen_period", period=period, closing=key, reason=said)
    return t("closing.reopen_done", context.lang)


def give_reason(context: PageContext, matter: object, reason: object) -> str:
    """Only for a matter that stands on the page."""
    found = next((m for m in read_matters(context.data) if write_key(m) == matter), None)
    if found is None:
        raise DefinitionError("No matter was chosen.", "matter", "", "closing.explain_missing")
    said, author = reason if isinstance(reason, str) else "", context.person.display_name
    with context.pen.begin() as connection:
        count = explain_restatements(
            connection, run_key=found.run_key, code=found.code, cause=found.cause, reason=said, author=author,
            at=context.now,
        )  # fmt: skip
        context.record("explain_restatement", run=found.run_key, indicator=found.code, cause=found.cause, reason=said)
    return t("closing.explain_done", context.lang, count=count)


def _texts(given: object) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _answer(clicks: object, path: object, search: object, act: Callable[[PageContext], str]) -> tuple[Any, Any]:
    """What is said, and a new data version that makes the page draw itself anew; a refusal leaves what was typed."""
    if not clicks:
        return no_update, no_update
    context = read_context(path, search)
    try:
        done = act(context)
    except DefinitionError as error:
        return banner("error", "exclamation-circle", "", t(error.message_id, context.lang)), no_update
    except Exception as error:
        if not is_of_database(error):
            raise
        # a load holds the pen for longer than we wait
        reference = log_failure(error, "a closed period could not be changed")
        text = f"{t('closing.busy', context.lang)} ({t('frame.reference', context.lang, reference=reference)})"
        return banner("error", "hourglass-split", "", text), no_update
    return banner("done", "check-circle-fill", "", done), f"{path} {context.now.timestamp()} {done}"
