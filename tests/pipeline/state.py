"""What a warehouse holds, without what may differ between two ways to one state: our keys, runs, moments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from etl.warehouse.tables import dim_source, fact_complaint, fact_complaint_spell, metadata

OF_A_RUN = {
    "run_key", "first_run_key", "last_run_key", "first_seen_at", "closed_seen_at", "closed_seen_date", "last_seen_at",
    "resolved_at", "read_at", "swept_at",
    "reject_key", "complaint_key",
}  # fmt: skip
BOOKS = {
    "etl_run", "etl_batch", "etl_hold", "etl_notice", "etl_check_failure", "etl_lease", "etl_data_version",
    "fact_complaint_spell",
}  # fmt: skip

State = dict[str, list[tuple[Any, ...]]]


def read_state(engine: Engine) -> State:
    """Every row of every table but the books; spells by their complaint's own id."""
    state: State = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in BOOKS:
                continue
            columns = [column for column in table.columns if column.name not in OF_A_RUN]
            state[table.name] = sorted(map(tuple, connection.execute(select(*columns))), key=repr)
        spell = [c for c in fact_complaint_spell.columns if c.name not in OF_A_RUN]
        joined = select(fact_complaint.c.source_key, fact_complaint.c.source_id, *spell).join_from(
            fact_complaint_spell, fact_complaint, fact_complaint_spell.c.complaint_key == fact_complaint.c.complaint_key
        )
        state["spells"] = sorted(map(tuple, connection.execute(joined)), key=repr)
    return state


def differing(one: State, other: State) -> list[str]:
    """Names of the tables in which two states differ."""
    return [name for name in one if one[name] != other.get(name)]


def facts(engine: Engine, table: str, *names: str) -> list[tuple[Any, ...]]:
    """Columns of a fact or book, in the order of its key."""
    found = metadata.tables[table]
    order = list(found.primary_key.columns)
    if table == "fact_complaint":
        order = [found.c.source_key, found.c.source_id]
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*(found.c[name] for name in names)).order_by(*order))]


def source_key(engine: Engine, name: str = "complaints") -> int:
    with engine.connect() as connection:
        return connection.execute(select(dim_source.c.source_key).where(dim_source.c.name == name)).scalar_one()
