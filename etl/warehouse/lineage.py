"""Which contracts' facts a query's rows come from, by the tables its header names."""

from __future__ import annotations

from functools import cache

from etl.contracts.catalogue import CONTRACTS
from etl.warehouse.query import Query, load, names


def contracts_of(query: Query) -> frozenset[str]:
    """Names of the contracts whose facts, or aggregates of them, stand in its `-- source:` line."""
    found: frozenset[str] = frozenset()
    for table in (part.strip() for part in query.source.split(",")):
        found |= _of_table(table)
    return found


@cache
def aggregates_of(contract: str) -> tuple[str, ...]:
    """Tables agg_<name> that are made from a contract's facts."""
    made = (name for name in names("aggregates") if contract in contracts_of(load(name)))
    return tuple("agg_" + name.rpartition("/")[2] for name in made)


@cache
def _of_table(table: str) -> frozenset[str]:
    if table.startswith("agg_"):
        return contracts_of(load(f"aggregates/{table.removeprefix('agg_')}"))
    return frozenset(
        contract.name
        for contract in CONTRACTS.values()
        if table in contract.derived or any(table == entity.fact for entity in contract.entities)
    )
