"""Builds the sample complaint system, or brings it up to an instant; the rows depend on seed, size and instant only.

Going from one instant to a later one leaves the same rows, ids included, as building at the later one directly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, select

from etl.sample import city, database, places
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints import log, rows, schema, words
from etl.sample.complaints.cases import Cases, Plan, cut, make_cases
from etl.sample.complaints.lives import LIFE_DAYS, Lives, make_lives
from etl.sample.rules import RULES

SEED = 2565
PER_YEAR = 12_000
CHUNK = 25_000
Progress = Callable[[str], object]


@dataclass(frozen=True)
class State:
    """How far a database has been built, and by which rules. Times are local seconds."""

    per_year: int
    as_of: int
    last_log_id: int
    seed: int = SEED
    rules: str = RULES
    is_whole: bool = False
    is_edited: bool = False

    def can_grow_to(self, now: int, per_year: int) -> bool:
        same = (self.per_year, self.seed, self.rules) == (per_year, SEED, RULES)
        return same and self.is_whole and not self.is_edited and self.as_of <= now

    def edited(self) -> State:
        return replace(self, is_edited=True)


def read_state(connection: Connection) -> State | None:
    """What the last build left; None where there is none (or its tables are not ours)."""
    database.refuse_foreign_tables(connection, list(schema.metadata.tables), schema.sample_state.name)
    if not connection.dialect.has_table(connection, schema.sample_state.name):
        return None
    names_and_values = select(schema.sample_state.c.name, schema.sample_state.c.value)
    found: dict[str, str] = {row.name: row.value for row in connection.execute(names_and_values)}
    try:
        numbers = {k: int(found[k]) for k in ("per_year", "as_of", "last_log_id", "seed")}
        flags = {k: found[k] == "1" for k in ("is_whole", "is_edited")}
        return State(**numbers, **flags, rules=found["rules"])  # type: ignore[arg-type]
    except (KeyError, ValueError):
        return State(0, 0, 0)  # an interrupted or older build: build anew


def write_state(connection: Connection, state: State) -> None:
    values = {k: str(int(v)) if isinstance(v, bool) else str(v) for k, v in vars(state).items()}
    connection.execute(schema.sample_state.delete())
    connection.execute(schema.sample_state.insert(), [{"name": k, "value": v} for k, v in values.items()])


def build_complaints(engine: Engine, now: int, per_year: int | None, progress: Progress) -> int:
    """Make the database hold what the system would hold at `now` (local seconds); its complaints a year."""
    with engine.connect() as connection:
        state = read_state(connection)
        wanted = per_year or (state.per_year if state and state.per_year else PER_YEAR)
        if state is not None and state.can_grow_to(now, wanted):
            if state.as_of < now:
                _grow(connection, state, now, progress, in_parts=False)
                connection.commit()
            return wanted
        schema.metadata.drop_all(connection)
        schema.metadata.create_all(connection)
        _fill_lookups(connection)
        fresh = State(wanted, city.FIRST_DAY * DAY_SECONDS - 1, 0)
        write_state(connection, fresh)
        connection.commit()
        _grow(connection, fresh, now, progress, in_parts=True)
        connection.commit()
    return wanted


def _grow(connection: Connection, state: State, now: int, progress: Progress, *, in_parts: bool) -> None:
    """Everything that happens after state.as_of and until now; a first build commits on the way."""
    plan = Plan.until(SEED, state.per_year, now // DAY_SECONDS)
    first = max(city.FIRST_DAY, state.as_of // DAY_SECONDS - LIFE_DAYS - 1)
    logged, done = [], 0
    for start, end in cut(plan, first, now // DAY_SECONDS, CHUNK):
        cases = make_cases(plan, start, end)
        lives = make_lives(cases)
        logged.append(log.log_steps(cases, lives, state.as_of, now))
        done += _write_complaints(connection, cases, lives, state.as_of, now)
        if in_parts:
            connection.commit()
            progress(f"sample complaints: {done:,} rows")
    last_log_id = _write_log(connection, np.concatenate(logged), state, progress if in_parts else None)
    write_state(connection, State(state.per_year, now, last_log_id, is_whole=True))


def _write_complaints(connection: Connection, cases: Cases, lives: Lives, after: int, now: int) -> int:
    exists = (cases.created <= now) & (lives.removed > now)
    new = np.flatnonzero(exists & (cases.created > after))
    changed = np.flatnonzero(exists & (cases.created <= after) & lives.changes_within(after, now))
    gone = np.flatnonzero((cases.created <= after) & (lives.removed > after) & (lives.removed <= now))
    database.insert_rows(connection, schema.complaint, rows.make_complaint_rows(cases.take(new), lives.take(new), now))
    database.replace_rows(
        connection, schema.complaint, rows.make_complaint_rows(cases.take(changed), lives.take(changed), now)
    )
    ids = cases.complaint_id[gone].tolist()
    for table in (schema.complaint, schema.status_log):
        database.delete_rows(connection, table, table.c.complaint_id, ids)
    return len(new)


def _write_log(connection: Connection, steps: log.Steps, state: State, progress: Progress | None) -> int:
    steps = steps[np.lexsort((steps["step"], steps["complaint_id"], steps["entered"]))]
    for at in range(0, len(steps), CHUNK * 2):
        part = log.make_log_rows(steps[at : at + CHUNK * 2], state.last_log_id + 1 + at)
        database.insert_rows(connection, schema.status_log, part)
        if progress:
            connection.commit()
            progress(f"sample status log: {at + len(part):,} rows")
    return state.last_log_id + len(steps)


def _fill_lookups(connection: Connection) -> None:
    contents: dict[Table, list[tuple[Any, ...]]] = {
        schema.department: [(n, d.code, d.name) for n, d in enumerate(words.DEPARTMENTS, start=1)],
        schema.category: [
            (n, c.name, words.DEPARTMENT_CODES.index(c.department) + 1) for n, c in enumerate(words.CATEGORIES, start=1)
        ],
        schema.channel: [(n, c.name) for n, c in enumerate(words.CHANNELS, start=1)],
        schema.community: [(c.number, c.name, places.ZONES[c.zone - 1]) for c in places.COMMUNITIES],
        schema.status: [(f"{code:02d}", name) for code, name in words.STATUSES.items()],
    }
    for table, content in contents.items():
        database.insert_rows(connection, table, content)
