"""Things noticed about a source that stop nothing: a column it has gained, a schema other than before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from etl.warehouse.tables import etl_notice

COLUMN_IGNORED = "column_ignored"  # was there when the source was first read
COLUMN_ADDED = "column_added"  # came later
SCHEMA_CHANGED = "schema_changed"


def note_columns(
    connection: Connection, source_name: str, entity: str, unread: Sequence[str], *, is_known: bool, at: datetime
) -> None:
    """Columns the source has beyond those read: none of them is taken, one that came later is news.

    `is_known`: the source was read before. A column that goes again gets its `gone_at`; an idle run writes nothing.
    """
    of_entity = (etl_notice.c.source_name == source_name, etl_notice.c.entity == entity)
    kinds = etl_notice.c.kind.in_((COLUMN_IGNORED, COLUMN_ADDED))
    noted = {row.what: row for row in connection.execute(select(etl_notice).where(*of_entity, kinds))}
    kind = COLUMN_ADDED if is_known else COLUMN_IGNORED
    for what in unread:
        if what not in noted:
            _enter(connection, at, source_name=source_name, entity=entity, kind=kind, what=what)
        elif noted[what].gone_at is not None:
            back = {"gone_at": None, "last_seen_at": at}
            connection.execute(update(etl_notice).where(*of_entity, kinds, etl_notice.c.what == what).values(**back))
    for what, row in noted.items():
        if what not in unread and row.gone_at is None:
            gone = {"gone_at": at}
            connection.execute(update(etl_notice).where(*of_entity, kinds, etl_notice.c.what == what).values(**gone))


def note_schema(
    connection: Connection, source_name: str, entity: str, before: str | None, now: str, *, at: datetime
) -> None:
    """The fingerprint differs from that of the last merged read: a line says since when."""
    if before is None or before == now:
        return
    what = f"{before} -> {now}"
    of_entity = (etl_notice.c.source_name == source_name, etl_notice.c.entity == entity)
    this = (*of_entity, etl_notice.c.kind == SCHEMA_CHANGED, etl_notice.c.what == what)
    if not connection.execute(update(etl_notice).where(*this).values(last_seen_at=at, gone_at=None)).rowcount:
        _enter(connection, at, source_name=source_name, entity=entity, kind=SCHEMA_CHANGED, what=what)


def _enter(connection: Connection, at: datetime, **named: str) -> None:
    connection.execute(insert(etl_notice).values(**named, first_seen_at=at, last_seen_at=at))
