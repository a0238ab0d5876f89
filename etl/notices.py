"""Things noticed about a source that stop nothing: columns it has gained, a schema other than before, unknown words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from etl.warehouse.tables import etl_notice

COLUMN_IGNORED = "column_ignored"  # was there when the source was first read
COLUMN_ADDED = "column_added"  # came later
SCHEMA_CHANGED = "schema_changed"
WORD_UNKNOWN = "word_unknown"


def note_columns(
    connection: Connection, source_name: str, entity: str, unread: Sequence[str], *, is_known: bool, at: datetime
) -> None:
    """Columns the source has beyond those read: none of them is taken, one that came later is news.

    `is_known`: the source was read before. A column that goes again gets its `gone_at`; an idle run writes nothing.
    """
    of_entity = (etl_notice.c.source_name == source_name, etl_notice.c.entity == entity)
    kinds = etl_notice.c.kind.in_((COLUMN_IGNORED, COLUMN_ADDED))
    noted = {row.what.casefold(): row for row in connection.execute(select(etl_notice).where(*of_entity, kinds))}
    kind = COLUMN_ADDED if is_known else COLUMN_IGNORED
    here = {what.casefold(): what for what in unread}  # the same name in other letters is no news
    for name, what in here.items():
        if name not in noted:
            _enter(connection, at, source_name=source_name, entity=entity, kind=kind, what=what)
        elif noted[name].gone_at is not None:
            this = etl_notice.c.what == noted[name].what
            back = {"gone_at": None, "last_seen_at": at}
            connection.execute(update(etl_notice).where(*of_entity, kinds, this).values(**back))
    for name, row in noted.items():
        if name not in here and row.gone_at is None:
            this = etl_notice.c.what == row.what
            connection.execute(update(etl_notice).where(*of_entity, kinds, this).values(gone_at=at))


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


def note_words(
    connection: Connection, source_name: str, entity: str, met: Mapping[str, int], *, is_whole: bool, at: datetime
) -> None:
    """`field: word` -> rows, of words that stand in no map. After a whole read those not met again are gone.

    A read that meets the same as the one before writes once a day.
    """
    ours = (etl_notice.c.source_name == source_name, etl_notice.c.entity == entity, etl_notice.c.kind == WORD_UNKNOWN)
    noted = {row.what: row for row in connection.execute(select(etl_notice).where(*ours))}
    for what, rows in met.items():
        known = noted.get(what)
        if known is None:
            named = {"source_name": source_name, "entity": entity, "kind": WORD_UNKNOWN, "what": what}
            _enter(connection, at, **named, rows_met=rows)
        elif (known.rows_met, known.gone_at) != (rows, None) or known.last_seen_at <= at - timedelta(days=1):
            now = {"rows_met": rows, "last_seen_at": at, "gone_at": None}
            connection.execute(update(etl_notice).where(*ours, etl_notice.c.what == what).values(**now))
    gone = [what for what, row in noted.items() if is_whole and what not in met and row.gone_at is None]
    if gone:
        connection.execute(update(etl_notice).where(*ours, etl_notice.c.what.in_(gone)).values(gone_at=at))


def _enter(connection: Connection, at: datetime, **named: str | int) -> None:
    connection.execute(insert(etl_notice).values(**named, first_seen_at=at, last_seen_at=at))
