"""The callback behind the approval grid: every decision at once, whole or not at all, with its audit line."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dash import ALL, Input, Output, State, ctx, html, no_update

from dashboard.access.person import STRATEGY
from dashboard.components.states import banner
from dashboard.components.target_lines import say_goal
from dashboard.context import read_context
from dashboard.pages.ground import make_indicator
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database, log_failure
from dashboard.targets_readers import OpenDefinition, OpenTarget, read_open_targets, read_tracked
from dashboard.text import t
from dashboard.text.formats import format_instant
from dashboard.text.messages import catalogue
from etl import requests
from etl.errors import DecisionsRefusedError, DefinitionError
from etl.indicators.definition import Rule, Thresholds, refuse
from etl.indicators.notes import plain_text
from etl.indicators.store import Decision, set_owner, set_targets
from etl.indicators.targets import Trajectory

KINDS = ("target-decision", "target-value", "target-edge", "target-owner")
CHOICES = ("accept", "change", "none")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙−", "0123456789-")
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
MAX_NOTE = 300
DEFINITION = "definition"  # the field at fault where the indicator itself was changed


@dataclass
class Wishes:
    """What a form asked for, row by row; `wrong` is what cannot be carried out: code, year, why."""

    decisions: list[Decision] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)  # of rows whose target is left for later
    wrong: list[tuple[str, int, DefinitionError]] = field(default_factory=list)
    said: list[dict[str, object]] = field(default_factory=list)  # for the audit log


def register(registry: Registry) -> None:
    @registry.callback(
        Output("targets-said", "children"),
        Output("targets-base", "data"),
        Output("data-version", "data", allow_duplicate=True),
        Input("targets-save", "n_clicks"),
        State("targets-base", "data"),
        *(State({kind: ALL}, "value") for kind in KINDS),
        State("targets-note", "value"),
        State("url", "pathname"),
        State("url", "search"),
        roles=(STRATEGY,),
        prevent_initial_call=True,
    )
    def decide(clicks: object, base: object, *given: object) -> tuple[Any, Any, Any]:
        *_, note, pathname, search = given
        if not clicks:
            return no_update, no_update, no_update
        lists = [slots for slots in ctx.states_list if isinstance(slots, list)]
        typed = {kind: _by_code(kind, slots) for kind, slots in zip(KINDS, lists, strict=True)}
        context = read_context(pathname, search)
        return save(context, read_base(base), typed, read_note(note))


def _by_code(kind: str, slots: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for slot in slots:
        code, value = slot["id"].get(kind), slot.get("value")
        if isinstance(code, str):
            found[code] = value if isinstance(value, str) else ""
    return found


def read_note(raw: object) -> str:
    """The resolution or reason, as one line."""
    return plain_text(raw)[:MAX_NOTE] if isinstance(raw, str) else ""


@dataclass(frozen=True)
class Base:
    """The versions a person had before them: by code, of the target (0: none) and of the definition."""

    year: int
    rows: dict[str, tuple[int, int]]


def read_base(raw: object) -> Base:
    """Nothing in it is trusted: what does not read as a row is left out, and so cannot be decided."""
    given = raw if isinstance(raw, dict) else {}
    rows, year = given.get("rows"), given.get("year")
    found = {}
    for code, keys in (rows if isinstance(rows, dict) else {}).items():
        if isinstance(keys, list) and len(keys) == 2 and all(type(key) is int and 0 <= key < 2**62 for key in keys):
            found[code] = (keys[0], keys[1])
    return Base(year if type(year) is int else 0, found)


def save(context: PageContext, base: Base, typed: Mapping[str, Mapping[str, str]], note: str) -> tuple[Any, Any, Any]:
    """All of it, or the list of what is wrong; what was typed stays where it is."""
    stored = {one.code: one for one in read_tracked(context.data)}
    standing = read_open_targets(context.data, [base.year])
    wishes = read_wishes(base, typed, note, stored, standing)
    told, is_saved = settle(context, wishes, note)
    if is_saved:
        return told, no_update, f"targets {time.time_ns()}"  # another value: the frame draws the page as it now is
    rows = dict(base.rows)
    targets = read_open_targets(context.data, [base.year])
    for code, _, error in wishes.wrong:
        if error.message_id == Rule.CHANGED_MEANWHILE.value and code in stored:
            target = targets.get((code, base.year))
            rows[code] = (target.target_key if target else 0, stored[code].version)
    now = {"year": base.year, "rows": {code: list(keys) for code, keys in rows.items()}}
    return told, now if rows != base.rows else no_update, no_update


def settle(context: PageContext, wishes: Wishes, note: str) -> tuple[Any, bool]:
    """Carry out what was asked for; what to say, and whether it was done. `wishes.wrong` holds what is refused."""
    lang = context.lang
    count = len(wishes.decisions) + len(wishes.owners)
    if not wishes.wrong and not count:
        return banner("stale", "info-circle", "", t("targets.nothing_chosen", lang)), False
    if not wishes.wrong:
        try:
            carry_out(context, wishes, note)
        except DecisionsRefusedError as error:
            wishes.wrong += error.refusals
        except DefinitionError as error:
            wishes.wrong.append(("", 0, error))
        except Exception as error:
            if not is_of_database(error):
                raise
            return say_busy(error, lang), False
    if wishes.wrong:
        return draw_wrong(context, wishes), False
    return banner("done", "check-circle-fill", "", t("targets.saved", lang, count=count)), True


def read_wishes(
    base: Base, typed: Mapping[str, Mapping[str, str]], note: str, stored: Mapping[str, OpenDefinition],
    standing: Mapping[tuple[str, int], OpenTarget],
) -> Wishes:  # fmt: skip
    """Each row of the form -> a decision, an owner alone, nothing, or why not."""
    wishes = Wishes()
    for code, (target_key, version) in base.rows.items():
        one = stored.get(code)
        if one is None:
            continue
        row = {kind: typed[kind].get(code, "").strip() for kind in KINDS}
        try:
            _read_row(
                wishes, one, standing.get((code, base.year)), Row(base.year, target_key, version, note, **_name(row))
            )
        except DefinitionError as error:
            wishes.wrong.append((code, base.year, error))
    return wishes


def _name(row: Mapping[str, str]) -> dict[str, str]:
    return {kind.removeprefix("target-"): value for kind, value in row.items()}


@dataclass(frozen=True)
class Row:
    """One row of the grid as it came."""

    year: int
    target_key: int
    version: int
    note: str
    decision: str
    value: str
    edge: str
    owner: str


def _read_row(wishes: Wishes, one: OpenDefinition, target: OpenTarget | None, row: Row) -> None:
    definition = one.definition
    owner = row.owner if row.owner and row.owner != (definition.owner or "") else None
    if row.decision not in CHOICES:
        if row.value or row.edge:
            refuse("decision", Rule.MISSING, "A number was typed, but nothing chosen.")
        if owner is None:
            return
        _hold_version(one, row)
        wishes.owners[one.code] = owner
        wishes.said.append({"code": one.code, "owner": owner})
        return
    if row.target_key != (target.target_key if target else 0):
        refuse("version", Rule.CHANGED_MEANWHILE, f"{one.code} was decided meanwhile.")
    if row.value and row.decision != "change":
        refuse("decision", Rule.NOT_A_CHOICE, "A number was typed, but not chosen to be a change.")
    value = read_number("value", row.value) if row.decision == "change" else None
    edge = read_number("thresholds.at_risk_value", row.edge) if row.edge else None
    thresholds: Thresholds | None = None
    if edge is not None and edge != definition.thresholds.at_risk_value:
        thresholds = definition.thresholds.model_copy(update={"at_risk_value": edge})
    if owner is not None or thresholds is not None:
        _hold_version(one, row)
    path = keep_path(target, value) if row.decision == "change" else None
    wishes.decisions.append(
        Decision(
            one.code, row.year, row.decision, value=value, trajectory=path, thresholds=thresholds, owner=owner,  # type: ignore[arg-type]
            note=row.note, target_key=row.target_key,
        )
    )  # fmt: skip
    said = {
        "code": one.code,
        "fiscal_year": row.year,
        "choice": row.decision,
        "value": row.value,
        "edge": row.edge,
        "owner": owner,
    }
    wishes.said.append({name: what for name, what in said.items() if what})


def _hold_version(one: OpenDefinition, row: Row) -> None:
    if one.version != row.version:
        refuse(DEFINITION, Rule.CHANGED_MEANWHILE, f"{one.code} was changed meanwhile.")


def keep_path(target: OpenTarget | None, value: Decimal | None) -> Trajectory | None:
    """The path the changed value goes: that of the target before it; one of named points belongs to its own value."""
    if target is None or target.trajectory is None or value is None:
        return None
    if target.trajectory.points:
        refuse("trajectory", Rule.TRAJECTORY, "The path's points belong to the value before: give new ones.")
    return target.trajectory


def read_number(name: str, raw: str) -> Decimal:
    """As people type it: commas, Thai digits, a percent sign. DefinitionError names the field."""
    text = raw.translate(THAI_DIGITS).replace(",", "").strip().removesuffix("%").strip()
    if not text:
        refuse(name, Rule.MISSING, "A number is missing.")
    if not NUMBER.fullmatch(text):
        refuse(name, Rule.BAD_VALUE, f"'{raw}' is not a number.")
    return Decimal(text)


def carry_out(context: PageContext, wishes: Wishes, note: str) -> None:
    """In one transaction with the request for a rescore; the audit line is written before the commit."""
    author, at = context.person.username, context.now
    with context.pen.begin() as connection:
        if wishes.decisions:
            set_targets(connection, wishes.decisions, author=author, at=at)
        for code, owner in wishes.owners.items():
            set_owner(connection, code=code, owner=owner, author=author, at=at, reason=note)
        requests.ask(connection, "rescore", asked_by=author, at=at)
        context.record("decide_targets", decisions=wishes.said, note=note)


def draw_wrong(context: PageContext, wishes: Wishes) -> html.Div:
    """Each row and what is wrong with it; of what somebody else changed: what they decided. Saving again confirms."""
    lang = context.lang
    stored = {one.code: one for one in read_tracked(context.data)}
    standing = read_open_targets(context.data, [year for _, year, _ in wishes.wrong])
    lines = []
    for code, year, error in wishes.wrong:
        words: list[Any] = [html.Strong(f"{code} {year or ''}".strip()), " ", say_refusal(error, lang)]
        if error.message_id == Rule.CHANGED_MEANWHILE.value and code in stored:
            words += [
                " ",
                _say_theirs(context, stored[code], None if error.field == DEFINITION else standing.get((code, year))),
            ]
        lines.append(html.Li(words))
    lead = t("targets.refused", lang, count=len(lines))
    return html.Div([html.Strong(lead), html.Ul(lines)], className="banner banner--error", role="alert")


def _say_theirs(context: PageContext, one: OpenDefinition, target: OpenTarget | None) -> str:
    lang, indicator = context.lang, make_indicator(one.definition, context)
    if target is None:
        owner = indicator.owner or t("tile.owner_unknown", lang)
        return t(
            "targets.theirs_owner", lang, author=one.author, at=format_instant(one.valid_from_at, lang), owner=owner
        )
    at = format_instant(target.valid_from_at, lang)
    return t("targets.theirs", lang, author=target.author, at=at, goal=say_goal(target, indicator, lang))


def say_refusal(error: DefinitionError, lang: str) -> str:
    """The field in words and what is wrong with it."""
    parts = error.field.split(".")
    names = [f"targets.field_{'_'.join(parts[:count])}" for count in range(len(parts), 0, -1)]
    known = next((name for name in names if name in catalogue()), "targets.field_value")
    return f"{t(known, lang)}: {t(error.message_id, lang)}"


def say_busy(error: Exception, lang: str) -> Any:
    """A load holds the pen for longer than we wait."""
    reference = log_failure(error, "targets could not be written")
    text = f"{t('targets.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
    return banner("error", "hourglass-split", "", text)
