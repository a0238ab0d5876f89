"""Values that wait for a second person: approved, refused with a reason, or taken back by who entered them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from dash import Input, Output, State, dcc, html, no_update

from dashboard.components.attributes import data
from dashboard.components.entry_table import EntryLine, entry_table
from dashboard.components.icons import icon
from dashboard.components.section import section_card
from dashboard.components.states import banner, part_state
from dashboard.context import read_context
from dashboard.entry_readers import EntryRow, read_entries, read_hand_indicators
from dashboard.pages.entries_ground import DECIDERS, WRITERS
from dashboard.pages.entries_lines import make_line
from dashboard.pages.entries_refusals import say_busy, say_done, say_refusal
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database
from dashboard.text import t
from dashboard.text.formats import format_instant, format_number
from etl import requests
from etl.errors import DefinitionError
from etl.indicators import entries
from etl.indicators.definition import Definition
from etl.indicators.entry_values import MOST_TEXT

MOST_KEYS = 2_000
MOST_HISTORY = 100
LARGEST_KEY = 2**62
ROLES_OF = {"approve": DECIDERS, "decline": DECIDERS, "withdraw": WRITERS}


def register_decisions(registry: Registry) -> None:
    @registry.callback(
        Output("entries-said", "children"),
        Output("data-version", "data", allow_duplicate=True),
        Input("entries-ask", "data"),
        State("url", "pathname"),
        State("url", "search"),
        roles=WRITERS,
        prevent_initial_call=True,
    )
    def take_wish(wish: object, pathname: object, search: object) -> tuple[Any, Any]:
        """{action, keys, reason, at}, set by assets/js/60-entries.js; nothing in it is trusted."""
        if not isinstance(wish, dict):
            return no_update, no_update
        return answer_wish(read_context(pathname, search), wish)


def answer_wish(context: PageContext, wish: Mapping[str, object]) -> tuple[Any, Any]:
    """What is said, and a new data version where something was decided."""
    action, keys = str(wish.get("action", "")), _read_keys(wish.get("keys"))
    if context.person.role not in ROLES_OF.get(action, ()) or not keys:
        return banner("error", "exclamation-circle", "", t("frame.bad_request", context.lang)), no_update
    reason = wish.get("reason")
    try:
        decide(context, action, keys, reason if isinstance(reason, str) else "")
    except DefinitionError as error:
        return say_refusal(error, context.lang), no_update
    except Exception as error:
        if not is_of_database(error):
            raise
        return say_busy(error, context.lang), no_update
    words = t(f"entries.done_{action}", context.lang, count=format_number(len(keys)))
    return say_done(words), f"entries {action} {sorted(keys)}"[:200]


def decide(context: PageContext, action: str, keys: Sequence[int], reason: str) -> None:
    """In one transaction with its line in the audit log; a rescore is asked for, so that the figures follow."""
    author, at = context.person.username, context.now
    with context.pen.begin() as connection:
        if action == "approve":
            entries.approve(connection, keys, author=author, at=at, remark=reason)
        elif action == "decline":
            entries.decline(connection, keys, author=author, at=at, reason=reason)
        else:
            entries.withdraw(connection, keys, author=author, at=at)
        if action != "withdraw":
            requests.ask(connection, "rescore", asked_by=author, at=at)
        context.record(f"{action}_entries", entries=sorted(keys), reason=reason)


def _read_keys(raw: object) -> list[int]:
    """Distinct keys; none where anything else stands among them."""
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_KEYS:
        return []
    keys = {key for key in raw if type(key) is int and 0 < key < LARGEST_KEY}
    return sorted(keys) if len(keys) == len(raw) else []


def draw_waiting(context: PageContext, waiting: Sequence[EntryRow]) -> Any:
    """Batch by batch, as they were entered: the oldest first."""
    lang = context.lang
    title = t("entries.view_waiting", lang)
    if not waiting:
        return html.Div([*_ask(), section_card(title, part_state("empty", t("entries.none_waiting", lang)))])
    definitions = {one.code: one.definition for one in read_hand_indicators(context.data)}
    by_batch = sorted(waiting, key=lambda row: (row.entered_at, row.entered_by, row.entry_key))
    cards = [
        _draw_batch(context, list(rows), definitions)
        for _, rows in groupby(by_batch, key=lambda row: (row.entered_at, row.entered_by))
    ]
    return html.Div([*_ask(), *cards], className="entry-batches")


def draw_history(context: PageContext) -> Any:
    """The last values entered, whatever became of them; an approval can be taken back, with a reason."""
    lang = context.lang
    rows = read_entries(context.data, limit=MOST_HISTORY)
    title = t("entries.view_history", lang)
    if not rows:
        return section_card(title, part_state("empty", t("entries.none_yet", lang)))
    definitions = {one.code: one.definition for one in read_hand_indicators(context.data)}
    of_others = {row.entry_key for row in rows if row.entered_by != context.person.username}

    def act(line: EntryLine) -> Any:
        may = line.state == "approved" and line.entry_key in of_others
        return _draw_refusal(line.entry_key, "annul", lang) if may else ""

    body = draw_rows(context, rows, definitions, title, act if context.person.role in DECIDERS else None)
    card = section_card(title, body, note=t("entries.history_note", lang, count=MOST_HISTORY))
    return html.Div([*_ask(), card], className="entry-batches")


def _ask() -> list[Any]:
    """Where what is decided goes, and what is answered."""
    return [dcc.Store(id="entries-ask"), html.Div(id="entries-said", role="status")]


def _draw_batch(context: PageContext, rows: Sequence[EntryRow], definitions: Mapping[str, Definition]) -> Any:
    lang, first = context.lang, rows[0]
    who = t("entries.entered_by", lang, who=first.entered_by, at=format_instant(first.entered_at, lang))
    title = t("entries.batch", lang, count=format_number(len(rows)))
    is_own = first.entered_by == context.person.username
    may_decide = context.person.role in DECIDERS and not is_own
    actions = _actions(context, is_own=is_own, may_decide=may_decide)
    body: list[Any] = []
    if is_own:
        body.append(html.P([icon("info-circle"), " ", t("entries.own_batch", lang)], className="soft"))
    body.append(draw_rows(context, rows, definitions, title, actions))
    if may_decide and len(rows) > 1:
        keys = ",".join(str(row.entry_key) for row in rows)
        words = t("entries.approve_all", lang, count=format_number(len(rows)))
        body.append(html.Div(_button("approve", keys, words, "check2-all", "primary"), className="entry-all no-print"))
    return section_card(title, body, note=who)


def draw_rows(
    context: PageContext,
    rows: Sequence[EntryRow],
    definitions: Mapping[str, Definition],
    label: str,
    actions: Callable[[EntryLine], Any] | None = None,
) -> html.Div:
    lines = [make_line(context, row, definitions, named=True) for row in rows]
    return entry_table(lines, context.lang, label=label, actions=actions)


def _actions(context: PageContext, *, is_own: bool, may_decide: bool) -> Callable[[EntryLine], Any] | None:
    """What this person may do with the values of a batch; null: only look."""
    lang = context.lang
    if is_own and context.person.role in WRITERS:
        words = t("entries.withdraw", lang)
        return lambda line: _button(
            "withdraw", str(line.entry_key), words, "arrow-counterclockwise", "outline-secondary"
        )
    if may_decide:
        return lambda line: draw_decision(line.entry_key, lang)
    return None


def draw_decision(entry_key: int, lang: str) -> html.Div:
    """Approve at once; a refusal opens, asks why, then is given."""
    approve = _button("approve", str(entry_key), t("entries.approve", lang), "check-lg", "primary")
    return html.Div([approve, _draw_refusal(entry_key, "decline", lang)], className="entry-decision")


def _draw_refusal(entry_key: int, words: str, lang: str) -> html.Details:
    """`words` is decline (of a value that waits) or annul (of one that was approved)."""
    key = str(entry_key)
    hint = t("entries.reason_hint", lang)
    reason = html.Textarea(
        className="form-control form-control-sm", rows=2, maxLength=MOST_TEXT, placeholder=hint,
        id=f"entry-reason-{key}", **data(entry_reason=""),
    )  # fmt: skip
    return html.Details(
        [
            html.Summary(t(f"entries.{words}", lang)),
            reason,
            _button("decline", key, t(f"entries.{words}_now", lang), "x-lg", "outline-secondary"),
        ],
        className="entry-decline",
        **data(entry_form=""),
    )


def _button(action: str, keys: str, words: str, sign: str, kind: str) -> html.Button:
    return html.Button(
        [icon(sign), " ", words], type="button", className=f"btn btn-sm btn-{kind}", **data(entry_act=action, keys=keys)
    )  # fmt: skip
