"""Values people enter for indicators no system feeds: entered, then approved or refused by a second person.

An entry is never changed: a correction is a further entry. Of one place (indicator, period, org_unit) at most one entry
waits and at most one is approved; the approved one is the value. Whoever entered a value never decides on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from etl.calendar_th import bangkok_date
from etl.indicators.definition import Definition, refuse
from etl.indicators.entry_rules import EntriesRefusedError, EntryRule, Fault
from etl.indicators.entry_values import MOST_TEXT, judge_link, judge_text, judge_value
from etl.indicators.evidence import EvidenceFile
from etl.indicators.notes import move_version, plain_text
from etl.indicators.rounds import GRAINS, is_by_hand
from etl.indicators.versions import definitions
from etl.warehouse.tables import dim_org_unit, dim_period, ind_definition
from etl.warehouse.tables.indicators import ind_entry

STANDING = ("waiting", "approved")

Place = tuple[str, str, int]  # code, period_id, org_unit_key


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person reports for one place.

    `seen` is the newest entry of the place that the person had before them (0: none): what another person entered
    meanwhile is not passed over in silence. `line` is that of the sheet it came from.
    """

    code: str
    period_id: str
    org_unit: str
    value: Decimal
    evidence: str
    link: str = ""
    file: EvidenceFile | None = None
    seen: int = 0
    line: int = 0


def enter(connection: Connection, entries: Sequence[Entry], *, author: str, at: datetime) -> list[int]:
    """Keep values, each waiting for a second person; their keys, in order. Whole or not at all.

    A value of the same place that still waits is replaced. Raises EntriesRefusedError with every fault found.
    """
    if not author.strip():
        refuse("author", EntryRule.NO_AUTHOR, "A value needs the name of who enters it.")
    _lock(connection, {entry.code for entry in entries})
    faults = find_faults(connection, entries, at)
    if faults:
        raise EntriesRefusedError(faults)
    units = _read_units(connection)
    keys = [_write(connection, entry, units[entry.org_unit], author, at) for entry in entries]
    if keys:
        move_version(connection)
    return keys


def _write(connection: Connection, entry: Entry, org_unit_key: int, author: str, at: datetime) -> int:
    place = (entry.code, entry.period_id, org_unit_key)
    connection.execute(update(ind_entry).where(*_is_at(place), _is("waiting")).values(state="replaced"))
    row = {
        "code": entry.code,
        "period_id": entry.period_id,
        "org_unit_key": org_unit_key,
        "value": float(entry.value),
        "evidence": plain_text(entry.evidence),
        "link": entry.link.strip() or None,
        "file_name": entry.file.name if entry.file else None,
        "file_hash": entry.file.hash if entry.file else None,
        "state": "waiting",
        "entered_by": author,
        "entered_at": at,
    }
    return int(connection.execute(insert(ind_entry).values(**row).returning(ind_entry.c.entry_key)).scalar_one())


def find_faults(connection: Connection, entries: Sequence[Entry], at: datetime) -> list[Fault]:
    """Everything that is wrong with them, one fault for each field."""
    known = {d.code: d.definition for d in definitions(connection)}
    periods = _read_periods(connection, {entry.period_id for entry in entries})
    units = _read_units(connection)
    newest = _read_newest(connection, {entry.code for entry in entries})
    times = Counter((e.code, e.period_id, e.org_unit) for e in entries)
    today = bangkok_date(at)
    found: list[Fault] = []
    for entry in entries:
        rules = {
            "code": _judge_code(known.get(entry.code)),
            "period": _judge_period(known.get(entry.code), periods.get(entry.period_id), today),
            "org_unit": None if entry.org_unit in units else EntryRule.ORG_UNIT,
            "value": judge_value(entry.value),
            "evidence": judge_text(entry.evidence),
            "link": judge_link(entry.link.strip()),
        }
        found += [Fault(entry.line, field, rule) for field, rule in rules.items() if rule is not None]
        if times[entry.code, entry.period_id, entry.org_unit] > 1:
            found.append(Fault(entry.line, "period", EntryRule.DOUBLED))
        elif newest.get((entry.code, entry.period_id, units.get(entry.org_unit, 0)), 0) != entry.seen:
            found.append(Fault(entry.line, "value", EntryRule.CHANGED))
    return found


def _judge_code(definition: Definition | None) -> EntryRule | None:
    if definition is None:
        return EntryRule.UNKNOWN
    return None if is_by_hand(definition) else EntryRule.NOT_BY_HAND


def _judge_period(definition: Definition | None, period: Any, today: date) -> EntryRule | None:
    """Of the indicator's own grain, and begun."""
    if period is None or (definition is not None and period.grain != GRAINS[definition.frequency]):
        return EntryRule.PERIOD
    return None if period.starts_on <= today else EntryRule.NOT_BEGUN


def approve(connection: Connection, keys: Sequence[int], *, author: str, at: datetime, remark: str = "") -> int:
    """The values that wait under these keys become the values of their places; how many. Whole or not at all.

    A value approved before is replaced. Raises DefinitionError: no value waits there any more, or its author is the one
    who would approve it.
    """
    rows = _read_for_decision(connection, keys, ("waiting",), author)
    _decide(connection, rows, _decision("approved", author, at, plain_text(remark) or None))
    for row in rows:
        place = (row.code, row.period_id, row.org_unit_key)
        others = (*_is_at(place), _is("approved"), ind_entry.c.entry_key != row.entry_key)
        connection.execute(update(ind_entry).where(*others).values(state="replaced"))
    return len(rows)


def decline(connection: Connection, keys: Sequence[int], *, author: str, at: datetime, reason: str) -> int:
    """Refuse values that wait, or take an approval back; how many. Whole or not at all.

    Raises DefinitionError: no reason given, the value is gone, or its author is the one who would decide.
    """
    said = plain_text(reason)
    if not said:
        refuse("reason", EntryRule.NO_REASON, "A refusal needs a reason.")
    if len(said) > MOST_TEXT:
        refuse("reason", EntryRule.TOO_LONG, f"The reason has {len(said)} letters.", f"Write at most {MOST_TEXT}.")
    rows = _read_for_decision(connection, keys, STANDING, author)
    _decide(connection, rows, _decision("refused", author, at, said))
    return len(rows)


def withdraw(connection: Connection, keys: Sequence[int], *, author: str, at: datetime) -> int:
    """Their author takes back values that still wait; how many. Whole or not at all.

    Raises DefinitionError: the value does not wait any more, or is another person's.
    """
    rows = _read_standing(connection, keys, ("waiting",))
    if any(not _is_same(row.entered_by, author) for row in rows):
        refuse("entry", EntryRule.NOT_YOURS, "The value was entered by someone else.")
    _decide(connection, rows, _decision("withdrawn", author, at, None))
    return len(rows)


def _decision(state: str, author: str, at: datetime, said: str | None) -> dict[str, object]:
    return {"state": state, "decided_by": author, "decided_at": at, "decision": said}


def _decide(connection: Connection, rows: Sequence[Row[Any]], decision: dict[str, object]) -> None:
    for row in rows:
        is_still = (ind_entry.c.entry_key == row.entry_key, _is(row.state))
        if connection.execute(update(ind_entry).where(*is_still).values(**decision)).rowcount != 1:
            refuse("entry", EntryRule.GONE, f"Entry {row.entry_key} was decided meanwhile.")
    if rows:
        move_version(connection)


def _read_for_decision(
    connection: Connection, keys: Sequence[int], states: Collection[str], author: str
) -> Sequence[Row[Any]]:
    if not author.strip():
        refuse("author", EntryRule.NO_AUTHOR, "A decision needs the name of who decides.")
    rows = _read_standing(connection, keys, states)
    if any(_is_same(row.entered_by, author) for row in rows):
        refuse("entry", EntryRule.SAME_PERSON, "Who entered a value does not decide on it.", "Ask a second person.")
    return rows


def _read_standing(connection: Connection, keys: Sequence[int], states: Collection[str]) -> Sequence[Row[Any]]:
    wanted = set(keys)
    query = select(ind_entry).where(ind_entry.c.entry_key.in_(wanted), ind_entry.c.state.in_(states))
    rows = connection.execute(query.order_by(ind_entry.c.entry_key)).all()
    if not wanted or len(rows) != len(wanted):
        refuse("entry", EntryRule.GONE, "One of these values does not stand any more.", "Read the list again.")
    return rows


def _is_same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _is(state: str) -> ColumnElement[bool]:
    return ind_entry.c.state == state


def _is_at(place: Place) -> tuple[ColumnElement[bool], ...]:
    code, period_id, org_unit_key = place
    return (ind_entry.c.code == code, ind_entry.c.period_id == period_id, ind_entry.c.org_unit_key == org_unit_key)


def _lock(connection: Connection, codes: Collection[str]) -> None:
    """One at a time writes values of an indicator: what another is just entering must be seen."""
    is_open = (ind_definition.c.code.in_(codes), ind_definition.c.valid_to_at.is_(None))
    query = select(ind_definition.c.definition_key).where(*is_open).order_by(ind_definition.c.definition_key)
    connection.execute(query.with_for_update()).all()


def _read_units(connection: Connection) -> dict[str, int]:
    return {row.code: row.org_unit_key for row in connection.execute(select(dim_org_unit))}


def _read_periods(connection: Connection, period_ids: Collection[str]) -> Mapping[str, Any]:
    columns = (dim_period.c.period_id, dim_period.c.grain, dim_period.c.starts_on)
    rows = connection.execute(select(*columns).where(dim_period.c.period_id.in_(period_ids)))
    return {row.period_id: row for row in rows}


def _read_newest(connection: Connection, codes: Collection[str]) -> dict[Place, int]:
    """The newest entry that waits or stands, by place."""
    by = (ind_entry.c.code, ind_entry.c.period_id, ind_entry.c.org_unit_key)
    stands = (ind_entry.c.code.in_(codes), ind_entry.c.state.in_(STANDING))
    query = select(*by, func.max(ind_entry.c.entry_key).label("newest")).where(*stands).group_by(*by)
    return {(row.code, row.period_id, row.org_unit_key): row.newest for row in connection.execute(query)}
