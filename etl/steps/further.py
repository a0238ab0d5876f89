"""Further categories and org_units of complaints become rows that serve filters; they decide no count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Select, Table, Text, and_, cast, delete, func, insert, literal, select

from etl.warehouse.tables import (
    complaint_more_category,
    complaint_more_org_unit,
    dim_category,
    dim_org_unit,
    fact_complaint,
    stg_complaint,
    stg_touched,
)


def write_further(connection: Connection, source_key: int, *, knows_some: bool) -> None:
    """The complaints in stg_complaint (new and changed ones only) have just those further ones that are staged.

    `knows_some`: some of stg_touched stood in the warehouse before, changed now or gone from the source; what they had
    goes. What is a complaint's primary one already is not said twice. A source without further ones costs nothing.
    """
    for table in (complaint_more_category, complaint_more_org_unit):
        if knows_some and _has_rows(connection, select(literal(1)).select_from(table)):
            connection.execute(delete(table).where(table.c.complaint_key.in_(_touched())))
    _write(connection, source_key, complaint_more_category, stg_complaint.c.more_categories, dim_category.c.code)
    _write(connection, source_key, complaint_more_org_unit, stg_complaint.c.more_org_units, dim_org_unit.c.org_unit_key)


def _write(
    connection: Connection, source_key: int, table: Table, staged: Column[str | None], name: Column[Any]
) -> None:
    """`staged` holds `,name,name,` of a dimension."""
    if not _has_rows(connection, select(literal(1)).select_from(stg_complaint).where(staged.is_not(None))):
        return
    key, dimension = table.columns[1].name, name.table
    word = literal(",").concat(cast(name, Text)).concat(",")
    # not `like`: to it the underscore of a code stands for any sign, and SQLite takes a for A
    holds = func.replace(staged, word, "") != staged
    is_same_row = and_(
        fact_complaint.c.source_key == source_key, fact_complaint.c.source_id == stg_complaint.c.source_id
    )
    rows = (
        select(fact_complaint.c.complaint_key, dimension.c[key])
        .join_from(stg_complaint, fact_complaint, is_same_row)
        .join(dimension, holds)
        .where(staged.is_not(None), dimension.c[key] != fact_complaint.c[key])
    )
    connection.execute(insert(table).from_select(["complaint_key", key], rows))


def _touched() -> Select[Any]:
    same = and_(
        fact_complaint.c.source_key == stg_touched.c.source_key, fact_complaint.c.source_id == stg_touched.c.source_id
    )
    return select(fact_complaint.c.complaint_key).join_from(stg_touched, fact_complaint, same)


def _has_rows(connection: Connection, rows: Select[Any]) -> bool:
    return connection.execute(rows.limit(1)).first() is not None
