"""Finds what a run changed in closed periods: each difference from what was reported becomes a row, with its cause.

A figure is restated where value, target, the target's state, status or score differ from what was last known of it;
what was reported `stale` is not restated by its source being read again, only by another value or target. Causes:
`definition` (the formula, or what a figure is judged by), `target`, `entry` (a value entered by hand), `data`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, or_, select

from etl.indicators.definition import Definition
from etl.indicators.feeding import refers_to
from etl.indicators.versions import StoredDefinition, all_versions
from etl.warehouse.tables import etl_data_version, ind_value
from etl.warehouse.tables.indicators import ind_closing, ind_reported, ind_restatement

COMPARED = ("value", "target", "target_state", "status", "score", "definition_key")


def note_restatements(connection: Connection, run_key: int, at: datetime) -> int:
    """Note every closed figure that this run wrote anew and differently; how many. In the run's own transaction.

    A closing under way is waited for: it either froze what was there before this run, and is compared, or freezes what
    this run made.
    """
    connection.execute(select(etl_data_version.c.version).with_for_update())
    changed = connection.execute(_changed(run_key)).all()
    if changed:
        versions = _Versions(all_versions(connection))
        noted = {"run_key": run_key, "noticed_at": at}
        connection.execute(insert(ind_restatement), [_row(one, versions) | noted for one in changed])
    return len(changed)


def _changed(run_key: int) -> Select[Any]:
    """Figures of closed periods written by the run that are not what was last known of them."""
    place = (ind_restatement.c.closing_key, ind_restatement.c.code, ind_restatement.c.org_unit_key)
    newest = select(*place, func.max(ind_restatement.c.restatement_key).label("key")).group_by(*place).subquery()
    last = ind_restatement.alias("last")
    is_restated = last.c.restatement_key.is_not(None)
    known = {name: case((is_restated, last.c[name]), else_=ind_reported.c[name]) for name in COMPARED}
    differs = {name: known[name].is_distinct_from(ind_value.c[name]) for name in COMPARED}
    was_late = known["status"] == "stale"
    return (
        select(
            ind_reported.c.closing_key,
            *(ind_value.c[name] for name in ("code", "org_unit_key", *COMPARED)),
            *(known[name].label(f"known_{name}") for name in ("value", "target", "target_state", "definition_key")),
            case((is_restated, last.c.noticed_at), else_=ind_closing.c.closed_at).label("known_at"),
        )
        .select_from(ind_closing)
        .join(ind_reported, ind_reported.c.closing_key == ind_closing.c.closing_key)
        .join(
            ind_value,
            (ind_value.c.code == ind_reported.c.code)
            & (ind_value.c.period_id == ind_closing.c.period_id)
            & (ind_value.c.org_unit_key == ind_reported.c.org_unit_key),
        )
        .outerjoin(
            newest,
            (newest.c.closing_key == ind_reported.c.closing_key)
            & (newest.c.code == ind_reported.c.code)
            & (newest.c.org_unit_key == ind_reported.c.org_unit_key),
        )
        .outerjoin(last, last.c.restatement_key == newest.c.key)
        .where(
            ind_closing.c.reopened_at.is_(None),
            ind_value.c.run_key == run_key,
            or_(
                differs["value"], differs["target"], differs["target_state"],
                ~was_late & (differs["status"] | differs["score"]),
            ),
        )
        .order_by(ind_reported.c.closing_key, ind_reported.c.code, ind_reported.c.org_unit_key)
    )  # fmt: skip


def _row(one: Any, versions: _Versions) -> dict[str, Any]:
    kept = ("closing_key", "code", "org_unit_key", *COMPARED)
    return {name: getattr(one, name) for name in kept} | {"cause": _find_cause(one, versions)}


def _find_cause(one: Any, versions: _Versions) -> str:
    before, after = versions.of[one.known_definition_key].definition, versions.of[one.definition_key].definition
    if one.value == one.known_value:
        is_aim = (one.target, one.target_state) != (one.known_target, one.known_target_state)
        return "target" if is_aim else "definition"
    if _reckoned(before) != _reckoned(after) or versions.is_reckoned_anew(after, one.known_at):
        return "definition"
    return "entry" if after.data_source == "hand" else "data"


def _reckoned(definition: Definition) -> tuple[object, ...]:
    """What a definition's value comes from."""
    return definition.formula, definition.data_source, definition.contract


class _Versions:
    """Every version of every definition, by its key, and by its code in order."""

    def __init__(self, versions: list[StoredDefinition]) -> None:
        self.of: Mapping[int, StoredDefinition] = {v.definition_key: v for v in versions}
        self._by_code: dict[str, list[StoredDefinition]] = {}
        for version in versions:
            self._by_code.setdefault(version.code, []).append(version)

    def is_reckoned_anew(self, definition: Definition, since: datetime) -> bool:
        """Whether an indicator that the formula refers to, near or far, got another formula since an instant."""
        seen, waiting = {definition.code}, set(refers_to(definition))
        while waiting:
            code = waiting.pop()
            if code in seen or code not in self._by_code:
                continue
            seen.add(code)
            versions = self._by_code[code]
            for before, after in pairwise(versions):
                if after.valid_from_at >= since and _reckoned(before.definition) != _reckoned(after.definition):
                    return True
            waiting |= refers_to(versions[-1].definition)
        return False
