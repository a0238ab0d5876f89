"""A file of indicators into the warehouse: looked at whole, then taken whole or not at all; and written out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import Connection

from etl.errors import DefinitionError, FormulaError
from etl.indicators.catalogue import SeedTarget, read_targets
from etl.indicators.definition import Definition, Rule, TargetState
from etl.indicators.definition_files import MAX_ENTRIES, Entry, FileRefusedError
from etl.indicators.editing import (
    Fault,
    Ground,
    changed_fields,
    check_reason,
    clean,
    find_faults,
    read_ground,
    store_definition,
)
from etl.indicators.targets import Target
from etl.indicators.versions import StoredDefinition, close_target, open_target
from etl.indicators.yaml_files import read_yaml, write_yaml

ENDINGS = ("yaml", "yml", "xlsx")
STATES: tuple[TargetState, ...] = ("stated", "proposed", "approved")


@dataclass(frozen=True, slots=True)
class LineFault:
    """A fault with the place where it stands in the file."""

    line: int
    sheet: str
    code: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one indicator of the file; `fields` differ, `years` have another target."""

    code: str
    name_th: str
    what: Literal["new", "changed", "same"]
    fields: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either faults, and nothing was written; or what was changed (of a trial: what would be)."""

    changes: tuple[Change, ...]
    faults: tuple[LineFault, ...]
    is_applied: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.faults

    def count(self, what: str) -> int:
        return sum(change.what == what for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Judged:
    entry: Entry
    definition: Definition
    targets: tuple[SeedTarget, ...]  # those that differ from what stands


def import_file(
    connection: Connection, name: str, content: bytes, *, author: str, reason: str, at: datetime, is_trial: bool = False
) -> Outcome:
    """Take the file's definitions and targets; each change opens a version of origin `person`.

    An indicator the file does not name stays; so does a target of a year it does not name. A `version` in the file
    that is not the standing one refuses it: somebody changed the indicator since the export. In the caller's
    transaction. Raises DefinitionError for a missing author or reason; everything about the file is in the outcome.
    """
    why = check_reason(author, reason)
    try:
        entries = read_entries(name, content)
    except FileRefusedError as error:
        fault = Fault("file", Rule.BAD_FILE.value, error.what)
        return Outcome((), (LineFault(error.line, "", "", fault),))
    ground = read_ground(connection)
    judged, faults = _judge(entries, ground)
    if faults:
        return Outcome((), tuple(faults))
    changes = tuple(_say_change(one, ground) for one in judged)
    if not is_trial:
        for one in judged:
            standing = ground.stored.get(one.definition.code)
            store_definition(connection, one.definition, standing, author=author, reason=why, at=at)
            _store_targets(connection, one, ground, author=author, at=at)
    return Outcome(changes, (), is_applied=not is_trial)


def read_entries(name: str, content: bytes) -> list[Entry]:
    """By the file's ending. Raises FileRefusedError."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise FileRefusedError("Only .yaml and .xlsx files are taken.")
    if ending == "xlsx":
        from etl.indicators.workbooks import read_workbook  # openpyxl takes its time

        entries = read_workbook(content)
    else:
        entries = read_yaml(content)
    if not entries:
        raise FileRefusedError("The file holds no indicator.")
    if len(entries) > MAX_ENTRIES:
        raise FileRefusedError(f"The file holds more than {MAX_ENTRIES:,} indicators.")
    return entries


def _judge(entries: Sequence[Entry], ground: Ground) -> tuple[list[_Judged], list[LineFault]]:
    known = _widen(entries, ground)
    judged: list[_Judged] = []
    faults: list[LineFault] = []
    seen: set[str] = set()
    for entry in entries:
        found = [*_look_at_form(entry, seen, ground)]
        seen.add(entry.code)
        definition, wrong = _look_at_definition(entry, known)
        found += wrong
        targets: tuple[SeedTarget, ...] = ()
        if definition is not None:
            targets, wrong = _look_at_targets(entry, definition, ground)
            found += wrong
        again = dict(entry.doubled)
        faults += [LineFault(again.get(f.field, entry.line_of(f.field)), entry.sheet, entry.code, f) for f in found]
        if definition is not None and not found:
            judged.append(_Judged(entry, definition, targets))
    return judged, sorted(faults, key=lambda one: (one.sheet, one.line))


def _widen(entries: Sequence[Entry], ground: Ground) -> Ground:
    """The ground as it will be with the file: formulas may name its own indicators, its targets replace old ones."""
    made = []
    for entry in entries:
        try:
            made.append(Definition.model_validate(clean(entry.raw)))
        except ValidationError:
            continue
    years = {entry.code: set(entry.targets) if isinstance(entry.targets, dict) else set() for entry in entries}
    kept = {
        code: [t for t in some if t.fiscal_year not in years.get(code, ())]
        for code, some in ground.open_targets.items()
    }
    return replace(ground, names=ground.names.with_definitions(made), open_targets=kept)


def _look_at_form(entry: Entry, seen: set[str], ground: Ground) -> Iterator[Fault]:
    """What can be said before the entry is read as a definition."""
    if entry.code in seen:
        yield Fault("code", Rule.DOUBLED.value, f"{entry.code} stands in the file twice.")
    for name, line in entry.doubled:
        yield Fault(name, Rule.DOUBLED.value, f"{name} stands here once more (line {line}).")
    standing = ground.version_of(entry.code)
    if entry.version is not None and standing and entry.version != standing:
        what = f"{entry.code} is at version {standing} now, the file was made from {entry.version}."
        yield Fault("version", Rule.CHANGED_MEANWHILE.value, what)
    if not entry.has_definition and not standing:
        yield Fault("code", Rule.UNKNOWN.value, f"{entry.code} is not an indicator.")


def _look_at_definition(entry: Entry, ground: Ground) -> tuple[Definition | None, tuple[Fault, ...]]:
    standing = ground.stored.get(entry.code)
    if not entry.has_definition:
        return (standing.definition if standing else None), ()
    return find_faults(entry.raw, ground)


def _look_at_targets(
    entry: Entry, definition: Definition, ground: Ground
) -> tuple[tuple[SeedTarget, ...], tuple[Fault, ...]]:
    """The targets that differ from the open ones."""
    if entry.targets is None:
        return (), ()
    try:
        given = read_targets(definition, entry.targets, states=STATES, measures=ground.names.measures)
    except FormulaError as error:  # of a rule
        what = f"{error.what} {error.remedy}".strip()
        return (), (Fault("targets", error.message_id, what, error.position, error.length, error.values),)
    except DefinitionError as error:
        return (), (Fault(error.field, error.message_id, error.what),)
    standing = {t.fiscal_year: t for t in ground.open_targets.get(definition.code, ())}
    return tuple(t for t in given if not _is_same(standing.get(t.fiscal_year), t)), ()


def _is_same(old: Target | None, new: SeedTarget) -> bool:
    names = ("value", "state", "note", "trajectory", "rule")
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in names)


def _say_change(one: _Judged, ground: Ground) -> Change:
    standing = ground.stored.get(one.definition.code)
    fields = changed_fields(standing.definition, one.definition) if standing else ()
    years = tuple(t.fiscal_year for t in one.targets)
    what: Literal["new", "changed", "same"] = "new" if standing is None else "changed" if fields or years else "same"
    return Change(one.definition.code, one.definition.name_th, what, fields, years)


def _store_targets(connection: Connection, one: _Judged, ground: Ground, *, author: str, at: datetime) -> None:
    code = one.definition.code
    standing = {t.fiscal_year: t for t in ground.open_targets.get(code, ())}
    for target in one.targets:
        if old := standing.get(target.fiscal_year):
            close_target(connection, old, at)
        new = Target(
            code, target.fiscal_year, target.value, target.state, target.note, "person", author, at,
            trajectory=target.trajectory, rule=target.rule,
        )  # fmt: skip
        open_target(connection, new)


# --- out --------------------------------------------------------------------------------------------------------------


def export_yaml(ground: Ground, codes: Iterable[str] | None = None) -> bytes:
    return write_yaml(make_blocks(ground, codes))


def export_workbook(ground: Ground, codes: Iterable[str] | None = None) -> bytes:
    from etl.indicators.workbooks import write_workbook

    return write_workbook(make_blocks(ground, codes))


def make_blocks(ground: Ground, codes: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The open definitions (null: all) with their open targets, as plain values; what is as by default is left out."""
    wanted = ground.stored.keys() if codes is None else set(codes)
    return [_make_block(stored, ground) for code, stored in sorted(ground.stored.items()) if code in wanted]


def _make_block(stored: StoredDefinition, ground: Ground) -> dict[str, Any]:
    body = stored.definition.model_dump(exclude_defaults=True)
    block = {"code": stored.code, "version": stored.version, **body}
    standing = sorted(ground.open_targets.get(stored.code, ()), key=lambda target: target.fiscal_year)
    return block | ({"targets": {t.fiscal_year: _make_target(t) for t in standing}} if standing else {})


def _make_target(target: Target) -> dict[str, Any]:
    made: dict[str, Any] = {"value": target.value, "state": target.state}
    parts = {"trajectory": target.trajectory, "rule": target.rule}
    made |= {name: part.model_dump(exclude_defaults=True) for name, part in parts.items() if part is not None}
    return made | ({"note": target.note} if target.note else {})
