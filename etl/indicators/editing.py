"""Definitions as people write them: every fault told at once, each with its field; then a new version, or nothing."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

from pydantic import ValidationError
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from etl.contracts.catalogue import CONTRACTS
from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Definition, Rule, check, read_invalid, refuse
from etl.indicators.grammar import Fault as GrammarFault
from etl.indicators.names import Names, check_formula, read_names
from etl.indicators.targets import Target, check_aim, group_by_code
from etl.indicators.versions import (
    StoredDefinition,
    all_versions,
    close_definition,
    open_definition,
    refuse_changed,
    targets,
)
from etl.warehouse.tables import dim_org_unit

MAX_REASON = 500
USED_BY = "definition.used_by"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; `position` is the 0-based character of the formula it points at."""

    field: str
    message_id: str
    what: str  # English, for logs and the command line
    position: int | None = None
    length: int = 0  # characters at fault
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)  # of the message's fields

    def as_error(self) -> DefinitionError | FormulaError:
        if self.position is not None:
            return FormulaError(self.what, self.position, message_id=self.message_id)
        return DefinitionError(self.what, self.field, message_id=self.message_id)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a definition is held to: everything it may name, and what stands in the warehouse now."""

    names: Names
    org_units: frozenset[str]
    stored: Mapping[str, StoredDefinition]  # the open version of each code
    open_targets: Mapping[str, Sequence[Target]]
    seeded: frozenset[str]  # codes that the catalogue brought: only these may wait for an owner

    def version_of(self, code: object) -> int:
        """0: there is no such indicator."""
        found = self.stored.get(code) if isinstance(code, str) else None
        return found.version if found else 0


def read_ground(connection: Connection) -> Ground:
    versions = all_versions(connection)
    return Ground(
        names=read_names(connection),
        org_units=frozenset(connection.execute(select(dim_org_unit.c.code)).scalars()),
        stored={v.code: v for v in versions if v.valid_to_at is None},
        open_targets=group_by_code(t for t in targets(connection) if t.valid_to_at is None),
        seeded=frozenset(v.code for v in versions if v.origin == "config"),
    )


def find_faults(raw: Mapping[str, Any], ground: Ground) -> tuple[Definition | None, tuple[Fault, ...]]:
    """The definition where it is whole, else null, and all that is wrong with it, field by field.

    What joins several fields is looked at when each of them is right by itself.
    """
    given = clean(raw)
    faults: list[Fault] = []
    definition = None
    try:
        definition = Definition.model_validate(given)
    except ValidationError as error:
        faults += [Fault(field, rule.value, what) for field, rule, what in read_invalid(error)]
    for look in (_check_formula, _check_owner, _check_contract):
        faults += _catch(partial(look, given, ground))
    if definition is not None and not faults:
        faults += _catch(partial(check, definition))
        for target in ground.open_targets.get(definition.code, ()):
            faults += _catch(partial(check_aim, definition, target.value, target.trajectory, target.rule))
        faults += _find_broken(definition, ground)
    return (None if faults else definition), tuple(_first_of_each(faults))


def save_definition(
    connection: Connection, raw: Mapping[str, Any], *, base_version: int, author: str, reason: str, at: datetime
) -> StoredDefinition:
    """The next version of an indicator, or a new indicator (`base_version` 0); the same again makes no version.

    `base_version` is the one the person began from: when another has been opened meanwhile nothing is written and
    DefinitionError says CHANGED_MEANWHILE. Raises DefinitionError naming the field, or FormulaError pointing at the
    character; a new code that exists, a missing reason and a missing author are refused too.
    """
    why = check_reason(author, reason)
    ground = read_ground(connection)
    code = raw.get("code")
    check_version(ground, code, base_version)
    definition, faults = find_faults(raw, ground)
    if definition is None:
        raise faults[0].as_error()
    return store_definition(
        connection, definition, ground.stored.get(definition.code), author=author, reason=why, at=at
    )


def check_reason(author: str, reason: str) -> str:
    """The reason as it is kept; DefinitionError where it or the author is missing, or it is too long."""
    if not author.strip():
        refuse("author", Rule.MISSING, "A change needs the name of who makes it.")
    why = plain(reason).strip()
    if not why:
        refuse("reason", Rule.MISSING, "A change needs its reason.")
    if len(why) > MAX_REASON:
        refuse("reason", Rule.TOO_LONG, f"The reason has {len(why)} letters.", f"Write at most {MAX_REASON}.")
    return why


def check_version(ground: Ground, code: object, base_version: int) -> None:
    """Whether a person's work still rests on what stands: DefinitionError DOUBLED, UNKNOWN or CHANGED_MEANWHILE."""
    standing = ground.version_of(code)
    if base_version == 0 and standing:
        _refuse_doubled(code)
    if base_version and not standing:
        refuse("code", Rule.UNKNOWN, f"{code} is not an indicator.")
    if base_version and standing != base_version:
        refuse_changed(str(code))


def store_definition(
    connection: Connection, definition: Definition, standing: StoredDefinition | None, *, author: str, reason: str,
    at: datetime,
) -> StoredDefinition:  # fmt: skip
    """Close what stands and open the definition, which has been looked at; unchanged, what stands is given back."""
    if standing is not None:
        if standing.definition == definition:
            return standing
        if at < standing.valid_from_at:
            refuse("at", Rule.BEFORE_VERSION, "The change lies before the version it replaces.")
        close_definition(connection, standing, at)
    try:
        with connection.begin_nested():
            open_definition(connection, definition, origin="person", author=author, reason=reason, at=at)
    except IntegrityError:  # two people made the same new code at the same moment
        _refuse_doubled(definition.code)
    made = [version for version in all_versions(connection, definition.code) if version.valid_to_at is None]
    if len(made) != 1:  # the other's was committed after we had looked
        _refuse_doubled(definition.code)
    return made[0]


def _refuse_doubled(code: object) -> NoReturn:
    refuse("code", Rule.DOUBLED, f"{code} is an indicator already.", "Choose another code.")


def clean(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Without control characters in its texts, and without blanks: what was left empty was not given."""
    made = {name: _clean(value) for name, value in raw.items()}
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value).strip()
    if isinstance(value, Mapping):
        return clean(value)
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value


def plain(text: str) -> str:
    """Text without control characters and half characters; line ends stay."""
    kept = (
        sign
        for sign in text.replace("\r\n", "\n").replace("\t", " ")
        if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return "".join(kept)


def changed_fields(before: Definition, after: Definition) -> tuple[str, ...]:
    """Names of the fields that differ, in the order of a definition."""
    return tuple(name for name in Definition.model_fields if getattr(before, name) != getattr(after, name))


def _check_formula(given: Mapping[str, Any], ground: Ground) -> None:
    formula, code, unit = (given.get(name) for name in ("formula", "code", "unit_en"))
    if isinstance(formula, str):
        check_formula(
            formula,
            ground.names,
            code=code if isinstance(code, str) else "",
            unit_en=unit if isinstance(unit, str) else None,
        )


def _check_owner(given: Mapping[str, Any], ground: Ground) -> None:
    owner, code = given.get("owner"), given.get("code")
    if owner is None and not (isinstance(code, str) and code in ground.seeded):
        refuse("owner", Rule.MISSING, "An indicator that people make needs an owner.")
    if isinstance(owner, str) and owner not in ground.org_units:
        known = ", ".join(sorted(ground.org_units))
        refuse("owner", Rule.UNKNOWN_ORG_UNIT, f"'{owner}' is not an org_unit.", f"Known: {known}.")


def _check_contract(given: Mapping[str, Any], ground: Ground) -> None:
    contract = given.get("contract")
    if isinstance(contract, str) and contract not in CONTRACTS:
        refuse("contract", Rule.NOT_A_CHOICE, f"'{contract}' is not a contract.", f"Known: {', '.join(CONTRACTS)}.")


def _catch(look: Callable[[], None]) -> Iterator[Fault]:
    try:
        look()
    except FormulaError as error:
        yield Fault(
            "formula",
            error.message_id,
            f"{error.what} {error.remedy}".strip(),
            error.position,
            error.length,
            error.values,
        )
    except DefinitionError as error:
        yield Fault(error.field, error.message_id, f"{error.what} {error.remedy}".strip())


def _find_broken(changed: Definition, ground: Ground) -> Iterator[Fault]:
    """Formulas of other indicators that name this one and would no longer be right."""
    names = ground.names.with_definitions([changed])
    for code, other in names.indicators.items():
        if code == changed.code or f"[{changed.code}]" not in (other.formula or ""):
            continue
        for fault in _catch(partial(_check_other, other, names)):
            field = "data_source" if fault.message_id == GrammarFault.WITHOUT_VALUE.value else "unit_en"
            what = f"The formula of {code} names this indicator and would be wrong: {fault.what}"
            yield Fault(field, USED_BY, what, values={"code": code})


def _check_other(other: Definition, names: Names) -> None:
    check_formula(other.formula or "", names, code=other.code, unit_en=other.unit_en)


def _first_of_each(faults: Sequence[Fault]) -> Iterator[Fault]:
    seen: set[str] = set()
    for fault in faults:
        if fault.field not in seen:
            seen.add(fault.field)
            yield fault
