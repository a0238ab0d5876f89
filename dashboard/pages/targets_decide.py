"""The callback behind the approval grid: every decision at once, whole or not at all, with its audit line."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update

from dashboard.access.person import STRATEGY
from dashboard.context import read_context
from dashboard.pages.targets_settle import DEFINITION, Wishes, keep_path, read_note, read_number, settle
from dashboard.registry import PageContext, Registry
from dashboard.targets_readers import OpenDefinition, OpenTarget, read_open_targets, read_tracked
from etl.errors import DefinitionError
from etl.indicators.definition import Rule, Thresholds, refuse
from etl.indicators.store import Decision

KINDS = ("target-decision", "target-value", "target-edge", "target-weight", "target-owner")
CHOICES = ("accept", "change", "none")


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
    weight: str
    owner: str


def _read_row(wishes: Wishes, one: OpenDefinition, target: OpenTarget | None, row: Row) -> None:
    definition = one.definition
    owner = row.owner if row.owner and row.owner != (definition.owner or "") else None
    if row.decision not in CHOICES:
        if row.value or row.edge or row.weight:
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
    weight = read_number("weight", row.weight) if row.weight else None
    if owner is not None or thresholds is not None or weight is not None:
        _hold_version(one, row)
    path = keep_path(target, value) if row.decision == "change" else None
    wishes.decisions.append(
        Decision(
            one.code, row.year, row.decision, value=value, trajectory=path, thresholds=thresholds, owner=owner,  # type: ignore[arg-type]
            weight=weight, note=row.note, target_key=row.target_key,
        )
    )  # fmt: skip
    said = {
        "code": one.code,
        "fiscal_year": row.year,
        "choice": row.decision,
        "value": row.value,
        "edge": row.edge,
        "weight": row.weight,
        "owner": owner,
    }
    wishes.said.append({name: what for name, what in said.items() if what})


def _hold_version(one: OpenDefinition, row: Row) -> None:
    if one.version != row.version:
        refuse(DEFINITION, Rule.CHANGED_MEANWHILE, f"{one.code} was changed meanwhile.")
