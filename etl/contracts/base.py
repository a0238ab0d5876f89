"""What a contract is made of: entities of typed fields, and the vocabularies their words come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class FieldType(StrEnum):
    """How a field is read by conform."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # baht with decimals; kept in whole satang
    INSTANT = "instant"  # date and time; naive is Asia/Bangkok
    DATE = "date"
    WORD = "word"  # of the field's vocabulary, through the source's value map
    WORDS = "words"  # several of them, separated by commas; those not in the vocabulary are left out
    ORG_UNIT = "org_unit"  # code, name or alias of an org_unit
    ORG_UNITS = "org_units"  # several of them, separated by commas; unknown ones are left out


class PersonalData(StrEnum):
    """What a field may say about a person; decides what may leave the source."""

    NONE = "none"
    MIXED = "mixed"  # free text in which people may be named: scrubbed at load
    PERSONAL = "personal"  # never loaded, never kept with a reject
    HASHED = "hashed"  # only its salted hash goes beyond the reader: tells people apart, and names none
    DERIVED = "derived"  # read only to work something out from it (an age band); never stored, never kept with a reject

    @property
    def is_shown(self) -> bool:
        """Whether a value may stand in a reject or a trial; a hash may."""
        return self not in (PersonalData.PERSONAL, PersonalData.DERIVED)


@dataclass(frozen=True, slots=True)
class Word:
    """One code of a vocabulary, with the name people see."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of words. `blank` is the code of an empty cell and `unknown` of a word that is not in the list;

    null means there is none: such a row is rejected, whatever the value map says.
    """

    name: str
    words: tuple[Word, ...]
    blank: str | None = None
    unknown: str | None = None

    def codes(self) -> frozenset[str]:
        return frozenset(word.code for word in self.words)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for people, in both languages."""

    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity, as an extract select must name its column.

    `only_some` systems have it: a select may leave it out, which is the same as null in every row. A required day that
    `is_planned` may lie ahead, as one that is not required may. A number is a whole
    multiple of `step`. `purpose` says what the field is wanted for; `retention` how it is kept where that differs from
    its entity's rows.
    """

    name: str
    type: FieldType
    th: str
    en: str
    required: bool = False
    vocabulary: Vocabulary | None = None
    personal: PersonalData = PersonalData.NONE
    low: float | None = None
    high: float | None = None
    step: float | None = None
    only_some: bool = False
    is_planned: bool = False
    purpose: Note | None = None
    retention: Note | None = None

    @property
    def may_lie_ahead(self) -> bool:
        """Whether its days are taken years ahead: those that are planned, or need not be there."""
        return not self.required or self.is_planned


def with_purposes(purposes: Mapping[str, Note], *fields: Field) -> tuple[Field, ...]:
    """The fields, each with its purpose. KeyError for one without, ValueError for a purpose of no field."""
    unknown = set(purposes) - {field.name for field in fields}
    if unknown:
        raise ValueError(f"purposes of no field: {', '.join(sorted(unknown))}")
    return tuple(replace(field, purpose=purposes[field.name]) for field in fields)


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of row a source delivers.

    `key` names the fields that make a row unique within its source, `cursor` the number (of some sources: text) that
    orders rows of equal `changed_at` while paging, `subject` the field that holds the matter the row belongs to, `root`
    the entity that matter is a row of (blank: this one). Figures of a matter are made anew when any row of it changes.
    A matter that `is_shared` goes by the same name in every source of the contract (a project of a plan by its code).
    `fact` and `staging` are tables of the warehouse. `is_optional`: a source may have no rows of it at all. `purpose`
    is what its rows are wanted for, `retention` what is kept of them and for how long: the data catalogue says both.
    """

    name: str
    th: str
    en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    cursor: str
    subject: str
    fact: str
    staging: str
    is_optional: bool = False
    purpose: Note | None = None
    retention: Note | None = None
    root: str = ""
    is_shared: bool = False

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def matter(self) -> str:
        """The entity whose rows are what the rows of this one belong to."""
        return self.root or self.name

    @property
    def is_keyed_by_hash(self) -> bool:
        """Its rows cannot be asked for by key: what is known of a key is only its hash."""
        return any(self.field(name).personal is PersonalData.HASHED for name in self.key)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def retention_of(self, field: Field) -> Note | None:
        """How a field is kept: as it says itself, else as its entity's rows."""
        return field.retention or self.retention

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the fields every source must give."""
        return tuple(field.name for field in self.fields if not field.only_some)


@dataclass(frozen=True, slots=True)
class Contract:
    """What rows of one kind of source mean. `entities` stand in the order a run loads them.

    `begins`: the fact and its date column whose earliest day is the first day of which figures are made. `derived`:
    tables made from its facts at load.
    """

    name: str
    th: str
    en: str
    entities: tuple[Entity, ...]
    begins: tuple[str, str] | None = None
    derived: tuple[str, ...] = ()

    def entity(self, name: str) -> Entity:
        return next(entity for entity in self.entities if entity.name == name)
