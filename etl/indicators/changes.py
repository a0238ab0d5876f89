"""What people and the catalogue changed since the figures were made: one mark per indicator, kept as JSON."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import Connection, func, select

from etl.warehouse.tables import dim_source, ind_definition, ind_target
from etl.warehouse.tables.indicators import ind_entry


def indicators_mark(connection: Connection) -> str:
    """Code -> a mark that changes whenever a version of its definition or targets is added or closed, or an entry of

    its values is approved, or no longer is. Code "" stands for the contracts that have a source.
    """
    marks: dict[str, list[str]] = defaultdict(list)
    for table, key in ((ind_definition, ind_definition.c.definition_key), (ind_target, ind_target.c.target_key)):
        is_open = table.c.valid_to_at.is_(None)
        columns = (table.c.code, func.max(key), func.count(), func.count().filter(is_open))
        for code, *parts in connection.execute(select(*columns).group_by(table.c.code)):
            marks[code].append("/".join(str(part) for part in parts))
    is_approved = ind_entry.c.state == "approved"
    key = ind_entry.c.entry_key
    entered = select(ind_entry.c.code, func.count(), func.max(key), func.sum(key)).where(is_approved)
    for code, *parts in connection.execute(entered.group_by(ind_entry.c.code)):
        marks[code].append("e" + "/".join(str(part) for part in parts))
    connected = select(dim_source.c.contract).where(dim_source.c.is_connected).distinct()
    marks[""] = sorted(connection.scalars(connected))
    return json.dumps({code: " ".join(parts) for code, parts in sorted(marks.items())})


def find_changed(before: str | None, now: str) -> frozenset[str] | None:
    """The codes whose mark is another; null for all of them: what there was before is not known, or a contract got or

    lost its source.
    """
    try:
        held = json.loads(before or "")
    except ValueError:
        return None
    if not isinstance(held, dict):
        return None
    marks = json.loads(now)
    if held.get("") != marks[""]:
        return None
    return frozenset(code for code in held.keys() | marks.keys() if held.get(code) != marks.get(code))
