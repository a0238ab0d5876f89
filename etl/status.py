"""How each source stands: connected or not, its last run, how fresh its figures are, what was refused, what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from etl.contracts.catalogue import find_contract
from etl.cron import make_trigger
from etl.lease import is_dead
from etl.settings import Settings
from etl.source_settings import Source
from etl.warehouse import migrate
from etl.warehouse.tables import (
    dim_source,
    etl_data_version,
    etl_lease,
    etl_reject,
    etl_run,
    etl_watermark,
    metadata,
)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source as the IT centre wants to see it.

    `connection`: connected | sample | not_connected. `state`: not_connected | never_loaded | running | held | failed |
    late | fresh. `data_at` is the instant the source's figures are true for (the older one of its entities).
    """

    name: str
    contract: str
    connection: str
    state: str
    data_at: datetime | None
    fresh_within_hours: float
    last_run: int | None
    last_run_mode: str | None
    last_run_status: str | None
    last_run_step: str | None
    last_run_started_at: datetime | None
    last_run_finished_at: datetime | None
    error: str | None
    remedy: str | None
    rows: int
    rejects_open: int
    next_run_at: datetime | None


@dataclass(frozen=True, slots=True)
class WarehouseStatus:
    """The warehouse itself; `migration` is None and the rest empty before `mis db upgrade`."""

    kind: str
    migration: str | None
    is_current: bool
    data_version: int
    figures_as_of: datetime | None
    settled_at: datetime | None


def read_warehouse(engine: Engine) -> WarehouseStatus:
    found = migrate.current(engine)
    if found != migrate.head():
        return WarehouseStatus(engine.dialect.name, found, False, 0, None, None)
    with engine.connect() as connection:
        row = connection.execute(select(etl_data_version)).first()
    if row is None:
        return WarehouseStatus(engine.dialect.name, found, True, 0, None, None)
    return WarehouseStatus(engine.dialect.name, found, True, row.version, row.as_of_at, row.settled_at)


@dataclass(frozen=True, slots=True)
class Moment:
    """Freshness is judged at `as_of` (MIS_AS_OF or the clock), lease and schedule by the clock alone."""

    as_of: datetime
    clock: datetime


def read_sources(engine: Engine, settings: Settings, moment: Moment) -> list[SourceStatus]:
    """One status per source of config.yaml, in its order. Needs a migrated warehouse."""
    with engine.connect() as connection:
        return [_read_source(connection, settings, source, moment) for source in settings.config.sources]


def next_run(source: Source, now: datetime) -> datetime | None:
    """The next instant of the source's schedule strictly after now."""
    fires: datetime | None = make_trigger(source.schedule).get_next_fire_time(None, now + timedelta(seconds=1))
    return fires


def _read_source(connection: Connection, settings: Settings, source: Source, moment: Moment) -> SourceStatus:
    run = connection.execute(
        select(etl_run).where(etl_run.c.source_name == source.name).order_by(etl_run.c.run_key.desc()).limit(1)
    ).first()
    data_at = connection.scalar(
        select(func.min(etl_watermark.c.read_at)).where(etl_watermark.c.source_name == source.name)
    )
    rejects = select(func.count()).where(etl_reject.c.source_name == source.name, etl_reject.c.resolved_at.is_(None))
    connected = _connection(settings, source)
    run_status = run.status if run else None
    if run_status == "running" and not _lease_is_held(connection, moment.clock):
        run_status = "interrupted"
    age = moment.as_of - data_at if data_at else None
    return SourceStatus(
        name=source.name,
        contract=source.contract,
        connection=connected,
        state=_state(source, connected, run_status, age),
        data_at=data_at,
        fresh_within_hours=source.fresh_within.total_seconds() / 3600,
        last_run=run.run_key if run else None,
        last_run_mode=run.mode if run else None,
        last_run_status=run_status,
        last_run_step=run.step if run else None,
        last_run_started_at=run.started_at if run else None,
        last_run_finished_at=run.finished_at if run else None,
        error=run.error if run else None,
        remedy=run.remedy if run else None,
        rows=_count_rows(connection, source),
        rejects_open=connection.scalar(rejects) or 0,
        next_run_at=next_run(source, moment.clock) if connected != "not_connected" else None,
    )


def _connection(settings: Settings, source: Source) -> str:
    if source.name not in settings.source_urls:
        return "not_connected"
    return "sample" if source.name in settings.sample_sources else "connected"


def _state(source: Source, connected: str, run_status: str | None, age: timedelta | None) -> str:
    """An interrupted run (cut off, nobody holds its lease) changes nothing: the data decide."""
    if connected == "not_connected":
        return "not_connected"
    if run_status in ("running", "held", "failed"):
        return run_status
    if age is None:
        return "never_loaded"
    return "late" if age > source.fresh_within else "fresh"


def _lease_is_held(connection: Connection, now: datetime) -> bool:
    live = select(etl_lease.c.holder).where(etl_lease.c.holder.is_not(None), etl_lease.c.expires_at > now)
    return any(not is_dead(holder) for holder in connection.scalars(live))


def _count_rows(connection: Connection, source: Source) -> int:
    """The matters the source holds: rows of the entity that belongs to no other."""
    matter = next(e for e in find_contract(source.contract).entities if e.key == (e.subject,))
    fact = metadata.tables[matter.fact]
    counted = (
        select(func.count())
        .select_from(fact.join(dim_source, dim_source.c.source_key == fact.c.source_key))
        .where(dim_source.c.name == source.name, fact.c.is_deleted.is_(False))
    )
    return connection.scalar(counted) or 0
